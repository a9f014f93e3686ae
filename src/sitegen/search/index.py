"""Keep the index, and make it anew when what is searched has changed.

What Pagefind takes grows with the texts that it is given at once: 2.5 GB of memory and half a minute for
10,000, for each edit of one.  So the texts of a large site are in several indexes, which the search page puts
together (`mergeIndex`); only that of a text that has changed is made again.  A text is in one by its path.
"""

from __future__ import annotations

import atexit
import marshal
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from sitegen.content.memory import Mark
from sitegen.errors import Location, Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import digest_content
from sitegen.model.records import Site
from sitegen.plan.output import Output
from sitegen.queries.structural import index_parts
from sitegen.search.pagefind import PagefindError, find_pagefind, run_pagefind, without_program
from sitegen.search.pages import search_pages

FOLDER = "search"
"""Where the indexes lie, in the folder of the cache, each in a folder named by its number."""
BUNDLE = "pagefind"
"""Where the first is published; the others are in folders below it."""
_LIST = "files"
_VERSION = 6
"""To be raised when what is searched is put together in another way."""


class SearchIndex(Struct, frozen=True):
    """The *outputs* of the indexes, whose files are in *folder*; *problems* are why there is none."""

    outputs: tuple[Output, ...] = ()
    folder: Path | None = None
    problems: tuple[Problem, ...] = ()


NO_INDEX = SearchIndex()


def texts_name(marks: Mapping[str, Mark]) -> bytes:
    """Return what names all that texts say: where it stays, so does the index, in the same structure."""
    program = find_pagefind()
    texts = sorted((key, mark.made_from) for key, mark in marks.items())
    return digest((texts, _stamp(program) if program else ()))


def make_index(site: Site, cache: Path | None, *, writes: bool, jobs: int = 1) -> SearchIndex:
    """Return the indexes of *site*: those in the folder *cache*, or new ones, so many *jobs* at a time, which
    are put there; without a folder that one *writes* to, they lie elsewhere for as long as this process
    lives."""
    program = find_pagefind()
    assert program is not None, "who asks has looked"
    pages = search_pages(site)
    language = site.settings.site.language.partition("-")[0].lower()
    shelf = _Shelf(cache, writes=writes)
    parts = _parts(pages, index_parts(site.structure))
    names = {
        number: digest((_VERSION, number == 0, language, _stamp(program), sorted(part.items())))
        for number, part in parts.items()
    }
    files = {number: kept for number, name in names.items() if (kept := shelf.find(number, name))}
    lacking = {number: part for number, part in parts.items() if number not in files}
    try:
        for number, made in _made(program, lacking, language, jobs):
            files[number] = shelf.keep(number, names[number], without_program(made) if number else made)
    except PagefindError as error:
        return SearchIndex(problems=(Problem(Location("site.toml"), "search", str(error), _HINT),))
    shelf.clear(files)
    return SearchIndex(
        tuple([one for number in parts for one in _outputs(number, files[number])]), shelf.folder
    )


def _made(
    program: Path, parts: Mapping[int, Mapping[str, str]], language: str, jobs: int
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield the files of the index of each of *parts*.  Raises `PagefindError`."""
    if min(jobs, len(parts)) < 2:
        yield from ((number, run_pagefind(program, part, language)) for number, part in parts.items())
        return
    from concurrent.futures import ThreadPoolExecutor  # the work is done by other processes

    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from zip(
                parts,
                pool.map(lambda part: run_pagefind(program, part, language), parts.values()),
                strict=True,
            )
        finally:
            pool.shutdown(cancel_futures=True)


def _parts(pages: Mapping[str, str], count: int) -> dict[int, dict[str, str]]:
    """Return the *pages* of each of so many indexes, by its number; one without pages is left out."""
    parts: dict[int, dict[str, str]] = {}
    for path, html in pages.items():
        hashed = blake2b(path.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        parts.setdefault(int.from_bytes(hashed) % count, {})[path] = html
    return dict(sorted(parts.items()))


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


def _outputs(number: int, files: Mapping[str, str]) -> Iterable[Output]:
    folder, source = f"{BUNDLE}/{number}" if number else BUNDLE, "the search index"
    return (
        Output(f"{folder}/{name}", "search", (f"{number}/{name}", content), source)
        for name, content in sorted(files.items())
    )


class _Shelf:
    """Where indexes are kept: the folder of the cache, or one of this process where nothing is to be written
    to that, or can't be."""

    def __init__(self, cache: Path | None, *, writes: bool) -> None:
        self._cache, self._writes = cache, writes
        self._own: Path | None = None
        self._found: list[int] = []

    @property
    def folder(self) -> Path | None:
        return self._own or self._cache

    def find(self, number: int, name: bytes) -> dict[str, str] | None:
        """Return the digests of the files of an index by name; None: it is not there, or not whole."""
        if self._cache is None:
            return None
        folder = self._cache / str(number)
        try:
            kept, files = marshal.loads((folder / _LIST).read_bytes())
            same = all(digest_content(_read(folder, file)).hex() == digest for file, digest in files.items())
        except (OSError, ValueError, EOFError, TypeError, AttributeError):
            return None
        if kept != name or not same:
            return None
        self._found.append(number)
        found: dict[str, str] = files
        return found

    def keep(self, number: int, name: bytes, files: Mapping[str, bytes]) -> dict[str, str]:
        """Put the *files* of an index there, and return their digests."""
        digests = {path: digest_content(raw).hex() for path, raw in files.items()}
        if self._cache and self._writes and not self._own:
            with suppress(OSError):
                _write(self._cache / str(number), name, files, digests)
                return digests
        _write(self._elsewhere() / str(number), name, files, digests)
        return digests

    def _elsewhere(self) -> Path:
        """Return a folder of this process, with the indexes that were found in the cache."""
        if self._own is None:
            import tempfile

            self._own = Path(tempfile.mkdtemp(prefix="sitegen-index-"))
            atexit.register(_forget, self._own, os.getpid())
            for number in self._found:
                shutil.copytree(f"{self._cache}/{number}", self._own / str(number))
        return self._own

    def clear(self, numbers: Iterable[int]) -> None:
        """Let go of all indexes but those of these *numbers*."""
        if not (self._cache and self._writes and self._cache.is_dir()):
            return
        used = set(map(str, numbers))
        for folder in self._cache.iterdir():
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, name: bytes, files: Mapping[str, bytes], digests: dict[str, str]) -> None:
    """Write an index, and last of all the list by which it is known to be whole."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in {(folder / file).parent for file in files}:
        path.mkdir(parents=True, exist_ok=True)
    for file, raw in files.items():
        with open(f"{folder}/{file}", "wb") as written:
            written.write(raw)
    (folder / _LIST).write_bytes(marshal.dumps((name, digests)))


def _forget(folder: Path, process: int) -> None:
    if os.getpid() == process:  # those that share the work end too
        shutil.rmtree(folder, ignore_errors=True)
