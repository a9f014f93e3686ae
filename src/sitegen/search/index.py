"""Keep the index, and make it anew when what is searched has changed.

What Pagefind takes grows with the texts that it is given at once: 2.5 GB of memory and half a minute for
10,000.  So the texts of a large site are in several indexes, which the search page puts together
(`mergeIndex`); a text is in one by its path.  Where a few texts of an index have changed, Pagefind is given
these, and the rest is taken from the index that was (see `bundle.py`).
"""

from __future__ import annotations

import atexit
import marshal
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache, partial, reduce
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.content.memory import Texts
from sitegen.errors import Location, Problem, SetupError
from sitegen.executors import Pool, Serial
from sitegen.incremental.digest import SIZE, digest, digest_bytes
from sitegen.incremental.files import digest_content
from sitegen.model.records import Site
from sitegen.plan.output import Output
from sitegen.queries.structural import index_parts
from sitegen.search.bundle import (
    PROGRAM,
    Bundle,
    Listed,
    Notes,
    can_be_merged,
    filler,
    merge,
    merge_all,
    notes_of,
    read_found,
    read_written,
    write,
)
from sitegen.search.known import SearchIndex
from sitegen.search.pagefind import PagefindError, find_pagefind, run_pagefind, stamp_of
from sitegen.search.pages import Searched, search_page, searched

FOLDER = "search"
"""Where the indexes lie, in the folder of the cache, each in a folder named by its number."""
BUNDLE = "pagefind"
"""Where the first is published; the others are in folders below it."""
_LIST, _PACK, _NOTES = "list", "pack", "notes"
"""What is known of an index; its files, one after the other; and what makes it quicker to read them."""
_VERSION = 11
"""To be raised when what is searched is put together in another way."""


def make_index(
    site: Site, texts: Texts, reading: bytes, cache: Path | None, *, writes: bool, jobs: int = 1
) -> SearchIndex:
    """Return the indexes of *site*: those in the folder *cache*, or new ones, so many *jobs* at a time, which
    are put there; without a folder that one *writes* to, they lie elsewhere for as long as this process
    lives.  *reading* names how the *texts* were read."""
    program = find_pagefind()
    assert program is not None, "who asks has looked"
    settings = site.settings
    language = settings.site.language.partition("-")[0].lower()
    names = (reading, settings.site.language, settings.markdown.smart_punctuation, stamp_of(program))
    shelf = _Shelf(cache, digest((_VERSION, *names)), writes=writes)
    parts = _parts(searched(site, texts), index_parts(site.structure))
    found = {number: kept for number in parts if (kept := shelf.find(number))}
    lacking = [
        number for number, part in parts.items() if number not in found or found[number].made_of != part
    ]
    tasks = [_task(number, parts[number], found.get(number), site) for number in lacking]
    try:
        for task, made in _made(program, tasks, language, jobs):
            before = shelf.load(task.number, task.kept) if task.kept else {}
            if before is None or not _can_be_used(task, made):
                task, before = _whole(task, site), {}
                made = [_run(program, language, (task, task.pages))]
            notes = shelf.notes(task.number, task.kept) if task.kept else None
            bundle, files = _files(task, made, before, language, notes)
            found[task.number] = shelf.keep(task.number, task.part, bundle, files)
    except PagefindError as error:
        return SearchIndex(problems=(Problem(Location("site.toml"), "search", str(error), _HINT),))
    shelf.clear(found)
    return SearchIndex(
        tuple([one for number in parts for one in _outputs(number, found[number].spans)]), shelf.folder
    )


class _Task(NamedTuple):
    """An index to be made of the pages of a *part*: Pagefind makes one of *pages*, HTML by path; where these
    are not all, the *kept* one has the others."""

    number: int
    part: Mapping[str, Searched]
    pages: Mapping[str, str]
    kept: _Kept | None


def _task(number: int, part: Mapping[str, Searched], kept: _Kept | None, site: Site) -> _Task:
    before = kept.made_of if kept and kept.can_be_merged else {}
    changed = _in_order({path: made_of for path, made_of in part.items() if before.get(path) != made_of})
    task = _Task(number, part, {}, kept)
    if 2 * len(changed) > len(part):
        return _whole(task, site)
    return task._replace(pages={path: search_page(site, part[path]) for path in changed})


def _whole(task: _Task, site: Site) -> _Task:
    """Return a task without anything that was kept."""
    pages = {path: search_page(site, task.part[path]) for path in _in_order(task.part)}
    return task._replace(pages=pages, kept=None)


def _in_order(part: Mapping[str, Searched]) -> list[str]:
    """Return the paths of pages in the order in which an index has them (see `Bundle`)."""
    return sorted(part, key=lambda path: (part[path].sorted, path))


def _made(
    program: Path, tasks: Sequence[_Task], language: str, jobs: int
) -> Iterator[tuple[_Task, list[Bundle]]]:
    """Yield the indexes that are made of the pages of each of the *tasks*, so many *jobs* at a time.

    Raises `PagefindError`.
    """
    runs = [(task, _shares(task.pages, jobs // len(tasks))) for task in tasks]
    run = partial(_run, program, language)
    with _pool(min(jobs, sum(len(shares) for _task, shares in runs))) as pool:
        promised = [(task, [pool.submit(run, (task, share)) for share in shares]) for task, shares in runs]
        for task, promises in promised:
            yield task, [promise.result() for promise in promises]


def _shares(pages: Mapping[str, str], count: int) -> list[dict[str, str]]:
    """Share *pages*, which are in order, among so many runs; few are better done in one."""
    number = max(1, min(count, _RUNS, len(pages) // _FEW))
    size, some = max(1, -(-len(pages) // number)), list(pages.items())
    return [dict(some[start : start + size]) for start in range(0, len(some), size)]


@contextmanager
def _pool(jobs: int) -> Iterator[Pool]:
    if jobs < 2:
        yield Serial()
        return
    from concurrent.futures import ThreadPoolExecutor  # most of the work is done by other processes

    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _run(program: Path, language: str, given: tuple[_Task, Mapping[str, str]]) -> Bundle:
    """Return the index of some pages of a task.  Raises `PagefindError`."""
    task, pages = given
    found = run_pagefind(program, {**pages, _LAST: filler()}, language)
    return read_found(found, {path: task.part[path].sorted for path in pages}, language)


_FEW = 200
"""So many pages are worth a run of their own."""
_RUNS = 4
"""An index is made in so many runs at most: to add those of one more takes a sixteenth of making it."""
_LAST = "~"
"""The path of the filler; it is in no index."""


def _can_be_used(task: _Task, made: Sequence[Bundle]) -> bool:
    """Tell whether of what was *made*, and is kept, one index can be made."""
    return len(made) + bool(task.kept) < 2 or all(map(can_be_merged, made))


def _files(
    task: _Task, made: Sequence[Bundle], before: Mapping[str, bytes], language: str, notes: Notes | None
) -> tuple[Bundle, dict[str, bytes]]:
    """Return the index of a task, some of whose pages were *made*, and its files; *before* are those of the
    one that is kept, of which there may be *notes*."""
    if task.kept is None:
        bundle = reduce(merge_all, made)
        return bundle, write(bundle, {})
    old = read_written(before, task.kept.listed, language, notes)
    stay = task.part.keys() - task.pages.keys()  # of the others, those that lost their last word are in none
    bundle = merge(old, stay, reduce(merge_all, made) if made else None)
    return bundle, write(bundle, before)


def _parts(made_of: Mapping[str, Searched], count: int) -> dict[int, dict[str, Searched]]:
    """Return what the pages of each of so many indexes are made of, by its number."""
    parts: dict[int, dict[str, Searched]] = {}
    for path, one in made_of.items():
        hashed = blake2b(path.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        parts.setdefault(int.from_bytes(hashed) % count, {})[path] = one
    return dict(sorted(parts.items()))


_HINT = "without search the site builds: [search] enabled = false"


def read_file(folder: Path | None, name: str, expected: str) -> bytes:
    """Return a file of the index in *folder*.

    Raises `SetupError` where it is not there as it was written: it was, a moment ago.
    """
    number, _, path = name.partition("/")
    place = f"{folder or Path()}/{number}"
    with suppress(OSError, ValueError, EOFError, TypeError, KeyError):
        status = os.stat(f"{place}/{_LIST}")
        span = _spans(place, status.st_mtime_ns, status.st_ino)[path]
        with open(f"{place}/{_PACK}", "rb") as pack:
            pack.seek(span.start)
            raw = pack.read(span.length)
        if digest_content(raw).hex() == expected:
            return raw
    raise SetupError(f"the search index in {place} was changed while it was published; build again")


@lru_cache(64)
def _spans(place: str, *_stamp: int) -> Mapping[str, _Span]:
    return _read_list(place).spans


def _outputs(number: int, spans: Mapping[str, _Span]) -> Iterable[Output]:
    folder, source = f"{BUNDLE}/{number}" if number else BUNDLE, "the search index"
    return (
        Output(f"{folder}/{name}", "search", (f"{number}/{name}", span.content), source)
        for name, span in sorted(spans.items())
        if not (number and name.startswith(PROGRAM))  # that of the first will do
    )


class _Span(NamedTuple):
    """Where a file is in the pack, and the digest of its *content*."""

    start: int
    length: int
    content: str


class _Kept(NamedTuple):
    """What is known of an index: what its pages are *made_of*, how they are *listed*, where its files are and
    the digest of all of them (*content*)."""

    base: bytes
    made_of: Mapping[str, Searched]
    listed: tuple[Listed, ...]
    can_be_merged: bool
    spans: Mapping[str, _Span]
    content: bytes


def _read_list(place: str) -> _Kept:
    """Read what is known of the index in a folder.

    Raises OSError, and ValueError, EOFError or TypeError where that is damaged.
    """
    base, made_of, listed, merges, spans, content = marshal.loads(_read(f"{place}/{_LIST}"))
    return _Kept(
        base,
        {path: Searched(*one) for path, one in made_of.items()},
        tuple([Listed(*one) for one in listed]),
        merges,
        {name: _Span(*span) for name, span in spans.items()},
        content,
    )


def _write_list(place: str, kept: _Kept) -> None:
    made_of = {path: tuple(one) for path, one in kept.made_of.items()}
    spans = {name: tuple(span) for name, span in kept.spans.items()}
    listed = tuple([tuple(one) for one in kept.listed])
    plain: Any = (kept.base, made_of, listed, kept.can_be_merged, spans, kept.content)
    with open(f"{place}/{_LIST}", "wb") as file:
        file.write(marshal.dumps(plain))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


class _Shelf:
    """Where indexes are kept: the folder of the cache, or one of this process where nothing is to be written
    to that, or can't be.  *base* names what shapes all of them."""

    def __init__(self, cache: Path | None, base: bytes, *, writes: bool) -> None:
        self._cache, self._base, self._writes = cache, base, writes
        self._own: Path | None = None
        self._found: list[int] = []

    @property
    def folder(self) -> Path | None:
        return self._own or self._cache

    def find(self, number: int) -> _Kept | None:
        """Return what is known of an index; None: it is not there, not whole, or of other settings."""
        if self._cache is None:
            return None
        place = f"{self._cache}/{number}"
        try:
            kept = _read_list(place)
            same = kept.base == self._base and digest_content(_read(f"{place}/{_PACK}")) == kept.content
        except (OSError, ValueError, EOFError, TypeError, AttributeError):
            return None
        if not same:
            return None
        self._found.append(number)
        return kept

    def load(self, number: int, kept: _Kept) -> dict[str, bytes] | None:
        """Return the files of an index that was found; None: another build has made it anew meanwhile."""
        with suppress(OSError):
            pack = _read(f"{self._cache}/{number}/{_PACK}")
            if digest_content(pack) == kept.content:
                return {
                    name: pack[span.start : span.start + span.length] for name, span in kept.spans.items()
                }
        return None

    def notes(self, number: int, kept: _Kept) -> Notes | None:
        """Return the notes of an index that was found; None: there are none, or they are damaged."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            raw = _read(f"{self._cache}/{number}/{_NOTES}")
            if raw[:SIZE] == digest_bytes(kept.content, raw[SIZE:]):
                return Notes(*marshal.loads(raw[SIZE:]))
        return None

    def keep(
        self, number: int, made_of: Mapping[str, Searched], bundle: Bundle, files: Mapping[str, bytes]
    ) -> _Kept:
        """Put the *files* of an index there, and return what is known of it."""
        pack, spans = b"".join(files.values()), {}
        start = 0
        for name, raw in files.items():
            spans[name] = _Span(start, len(raw), digest_content(raw).hex())
            start += len(raw)
        merges = can_be_merged(bundle)
        kept = _Kept(self._base, made_of, bundle.listed, merges, spans, digest_content(pack))
        if self._cache and self._writes and not self._own:
            self._found = [other for other in self._found if other != number]  # it is removed first
            with suppress(OSError):
                _write(f"{self._cache}/{number}", kept, pack, notes_of(bundle))
                return kept
        _write(f"{self._elsewhere()}/{number}", kept, pack, None)
        return kept

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


def _write(place: str, kept: _Kept, pack: bytes, notes: Notes | None) -> None:
    """Write an index, and last of all the list by which it is known to be whole."""
    shutil.rmtree(place, ignore_errors=True)
    Path(place).mkdir(parents=True)
    with open(f"{place}/{_PACK}", "wb") as file:
        file.write(pack)
    if notes:
        plain: Any = (notes.cuts, notes.said)
        raw = marshal.dumps(plain)
        with open(f"{place}/{_NOTES}", "wb") as file:
            file.write(digest_bytes(kept.content, raw) + raw)
    _write_list(place, kept)


def _forget(folder: Path, process: int) -> None:
    if os.getpid() == process:  # those that share the work end too
        shutil.rmtree(folder, ignore_errors=True)
