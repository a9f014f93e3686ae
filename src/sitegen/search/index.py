"""Keep the index, and make it anew when what is searched has changed."""

from __future__ import annotations

import atexit
import marshal
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from sitegen.content.memory import Mark
from sitegen.errors import Location, Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import digest_content
from sitegen.model.records import Site
from sitegen.plan.output import Output
from sitegen.search.pagefind import PagefindError, find_pagefind, run_pagefind
from sitegen.search.pages import search_pages

FOLDER = "search"
"""Where the index lies, in the folder of the cache."""
BUNDLE = "pagefind"
"""Where it is published."""
_LIST = "files"
_VERSION = 3
"""To be raised when what is searched is put together in another way."""


class SearchIndex(Struct, frozen=True):
    """The *outputs* of an index, whose files are in *folder*; *problems* are why there is none."""

    outputs: tuple[Output, ...] = ()
    folder: Path | None = None
    problems: tuple[Problem, ...] = ()


NO_INDEX = SearchIndex()


def texts_name(marks: Mapping[str, Mark]) -> bytes:
    """Return what names all that texts say: where it stays, so does the index, in the same structure."""
    program = find_pagefind()
    texts = sorted((key, mark.made_from) for key, mark in marks.items())
    return digest((texts, _stamp(program) if program else ()))


def make_index(site: Site, cache: Path | None, *, writes: bool) -> SearchIndex:
    """Return the index of *site*: the one in the folder *cache*, or a new one, which is put there; without a
    folder that one *writes* to, it lies elsewhere for as long as this process lives."""
    program = find_pagefind()
    assert program is not None, "who asks has looked"
    pages = search_pages(site)
    if not pages:
        return NO_INDEX
    language = site.settings.site.language.partition("-")[0].lower()
    name = digest((_VERSION, language, _stamp(program), sorted(pages.items()))).hex()
    kept = _kept(cache / name) if cache else None
    if cache and kept:
        return SearchIndex(_outputs(kept), cache / name)
    try:
        files = run_pagefind(program, pages, language)
    except PagefindError as error:
        return SearchIndex(problems=(Problem(Location("site.toml"), "search", str(error), _HINT),))
    digests = {path: digest_content(raw).hex() for path, raw in files.items()}
    return SearchIndex(_outputs(digests), _keep(files, digests, cache if writes else None, name))


_HINT = "without search the site builds: [search] enabled = false"


def read_file(folder: Path | None, name: str, expected: str) -> bytes:
    """Return a file of the index in *folder*.

    Raises OSError, also where the file is not as it was written.
    """
    raw = _read(folder or Path(), name)
    if digest_content(raw).hex() != expected:
        raise OSError(f"{name} of the search index is damaged")
    return raw


def _read(folder: Path, name: str) -> bytes:
    with open(f"{folder}/{name}", "rb") as file:
        return file.read()


def _stamp(program: Path) -> tuple[int, int]:
    """Return what tells one version of the program from another, without running it."""
    status = program.stat()
    return status.st_size, status.st_mtime_ns


def _outputs(files: Mapping[str, str]) -> tuple[Output, ...]:
    source = "the search index"
    return tuple(
        Output(f"{BUNDLE}/{name}", "search", (name, content), source)
        for name, content in sorted(files.items())
    )


def _kept(folder: Path) -> dict[str, str] | None:
    """Return the digests of the files in *folder*, by name; None: it is not whole."""
    try:
        files: dict[str, str] = marshal.loads((folder / _LIST).read_bytes())
        whole = all(digest_content(_read(folder, name)).hex() == digest for name, digest in files.items())
    except (OSError, ValueError, EOFError, TypeError, AttributeError):
        return None
    return files if whole else None


def _keep(files: Mapping[str, bytes], digests: dict[str, str], cache: Path | None, name: str) -> Path:
    """Write an index to a folder, *name* in the *cache* where that can be, and let go of older ones."""
    if cache:
        with suppress(OSError):
            shutil.rmtree(cache, ignore_errors=True)
            return _write(files, digests, cache / name)
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="sitegen-index-"))
    atexit.register(_forget, folder, os.getpid())
    return _write(files, digests, folder)


def _write(files: Mapping[str, bytes], digests: dict[str, str], folder: Path) -> Path:
    for path in {(folder / name).parent for name in files}:
        path.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(raw)
    (folder / _LIST).write_bytes(marshal.dumps(digests))
    return folder


def _forget(folder: Path, process: int) -> None:
    if os.getpid() == process:  # those that share the work end too
        shutil.rmtree(folder, ignore_errors=True)
