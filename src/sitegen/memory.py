"""What the builds of a site remember: a store in `.sitegen/`, which is thrown away when it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sitegen import __version__
from sitegen.errors import Location, Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import DamagedStoreError, Store

FOLDER = ".sitegen"
"""The folder of a site in which everything is that can be made again."""
_FILE = "memory.db"
_LIBRARIES = ("feedgen", "Jinja2", "lxml", "MarkupSafe")


@dataclass(frozen=True, slots=True)
class Memory:
    """An open store and the digests of files in it; *problems* tells what kept the store from being used."""

    store: Store
    files: FileDigests
    problems: tuple[Problem, ...] = ()


@contextmanager
def open_memory(site: Path) -> Iterator[Memory]:
    """Open the memory of the folder *site*; where it can't be written, a build remembers nothing."""
    path = site / FOLDER / _FILE
    problems: tuple[Problem, ...] = ()
    try:
        _ignore_in_git(path.parent)
        store = Store(path, code_digest())
    except OSError as error:
        store = Store(None)
        message = f"nothing can be remembered for the next build: {error.strerror}"
        problems = (Problem(Location(f"{FOLDER}/{_FILE}"), "cache", message, warning=True),)
    try:
        yield Memory(store, FileDigests(store), problems)
    finally:
        store.close()


def _ignore_in_git(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / ".gitignore"
    if not file.exists():
        file.write_text("*\n")


def discard_memory(site: Path, damage: DamagedStoreError) -> Problem:
    """Throw away a damaged store, and say so."""
    for path in (site / FOLDER).glob(f"{_FILE}*"):
        path.unlink()
    message = f"the cache was damaged and is made anew: {damage}"
    return Problem(Location(f"{FOLDER}/{_FILE}"), "cache", message, warning=True)


@cache
def code_digest() -> bytes:
    """Return the digest of what shapes a site besides its files: sitegen itself, as it is installed, and the
    libraries that write files."""
    from importlib import metadata

    package = Path(__file__).parent
    stamps = []
    for file in sorted(package.rglob("*.py")):
        found = file.stat()
        stamps.append((file.relative_to(package).as_posix(), found.st_size, found.st_mtime_ns))
    return digest((__version__, stamps, [metadata.version(name) for name in _LIBRARIES]))
