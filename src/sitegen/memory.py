"""What the builds of a site remember: a store in `.sitegen/`, which is thrown away when it is damaged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sitegen import __version__
from sitegen.errors import Location, Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import DamagedStoreError, ResidentStore, Store, StoreView
from sitegen.installed import installed_version

Result = TypeVar("Result")
FOLDER = ".sitegen"
"""The folder of a site in which everything is that can be made again."""
PREVIEW, PREVIEW_SITE = "preview", "site"
"""The folder in it of what is built to be looked at by the writer, and that of the pages in there."""
_FILE = "memory.db"
_COMPILED = "__pycache__"
_LIBRARIES = (
    "feedgen",
    "Jinja2",
    "lxml",
    "MarkupSafe",
    "msgspec",
    "nh3",
    "numpy",
    "pillow",
    "python-frontmatter",
    "PyYAML",
    "rcssmin",
    "rjsmin",
    "tzdata",
)


class Memory(Struct, frozen=True):
    """An open store and the digests of files in it, for one build; *problems* tells what kept the store from
    being used."""

    store: Store
    files: FileDigests
    problems: list[Problem]
    folder: Path | None = None
    """Where files can be kept, besides what the store has; None: nowhere."""
    is_looked_at: bool = False
    """Whether everything stays as it is."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes find in the store what this one has saved."""
        return self.store.path is not None and not self.problems

    def again(self) -> Memory:
        """Return the same memory for one more build of this process."""
        return replace(self, files=self.files.again(), problems=[])

    @contextmanager
    def saving(self, *, later: bool = False) -> Iterator[None]:
        """Keep what is handed to the store inside the `with` block, all of it or nothing.

        *later*: together with what is kept next, since each time the disk has to be waited for.  Where that
        fails the build goes on: what is not remembered is only made again.
        """
        try:
            yield
            if not later:
                self.store.commit()
        except OSError as error:
            if not self.problems:
                self.problems.append(_not_remembered(error))


@contextmanager
def open_memory(folder: Path, files: Path | None = None) -> Iterator[Memory]:
    """Open the memory in *folder*; where it can't be written, a build remembers nothing.

    *files* is where files are kept, if that is another folder.
    """
    problems: list[Problem] = []
    try:
        _ignore_in_git(folder)
        store = Store(folder / _FILE, code_digest())
    except OSError as error:
        store = Store(None)
        problems.append(_not_remembered(error))
    with closing(store):  # also where what it remembers of files is damage
        yield Memory(store, FileDigests(store), problems, None if problems else files or folder)


def resident_memory(folder: Path, files: Path) -> Memory:
    """Return the memory in *folder* as it is found, for many builds of this process that leave it so.

    *files* is where files are kept.  Raises `DamagedStoreError`, and OSError where there is none.
    """
    store = ResidentStore(folder / _FILE, code_digest())
    try:
        return Memory(store, FileDigests(store), [], files)
    except DamagedStoreError:
        store.close()
        raise


def with_a_look(folder: Path, use: Callable[[Memory], Result]) -> Result:
    """Return what *use* makes of the memory in *folder*, which stays as it is.

    Where that can't be read, or is damaged, *use* gets an empty one.
    """
    with suppress(DamagedStoreError):
        try:
            store = StoreView(folder / _FILE, code_digest())
        except OSError:
            return _use(Store(None), folder, use)
        return _use(store, folder, use)
    return _use(Store(None), folder, use)


def _use(store: Store, folder: Path, use: Callable[[Memory], Result]) -> Result:
    with closing(store):
        return use(Memory(store, FileDigests(store), [], folder, is_looked_at=True))


def _not_remembered(error: OSError) -> Problem:
    message = f"nothing can be remembered for the next build: {error.strerror}"
    return Problem(Location(f"{FOLDER}/{_FILE}"), "cache", message, warning=True)


def _ignore_in_git(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / ".gitignore"
    if not file.exists():
        file.write_text("*\n")


def memory_file(folder: Path) -> Path:
    """Return the file in which a memory in *folder* keeps all but files."""
    return folder / _FILE


def discard_memory(folder: Path, damage: DamagedStoreError) -> Problem:
    """Throw away the damaged store in *folder*, and say so."""
    for path in folder.glob(f"{_FILE}*"):
        path.unlink()
    message = f"the cache was damaged and is made anew: {damage}"
    return Problem(Location(f"{FOLDER}/{_FILE}"), "cache", message, warning=True)


@cache
def code_digest(package: str = os.path.dirname(__file__)) -> bytes:
    """Return the digest of what shapes a site besides its files: sitegen itself, as it is installed in the
    folder *package* with the words of languages and its font, Python, and the libraries that read and write
    files (the engine's are part of its fingerprint)."""
    stamps = []
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != _COMPILED)
        for name in sorted(names):
            found = os.stat(f"{folder}/{name}")
            stamps.append((f"{folder[len(package) :]}/{name}", found.st_size, found.st_mtime_ns))
    versions = [installed_version(name) for name in _LIBRARIES]
    return digest((__version__, stamps, versions, sys.version))
