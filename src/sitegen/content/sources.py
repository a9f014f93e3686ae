"""Read all texts of a site: what is remembered is not read again, and much work is shared by processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from sitegen.content.memory import UNSAVED, Bags, Kept, Mark, SourceMemory, Texts, to_keep
from sitegen.content.read import Reading, read_file, read_texts
from sitegen.content.scan import Scan, name_of
from sitegen.content.source import Converted, Entry
from sitegen.errors import Problem
from sitegen.executors import executor, helpers, in_batches
from sitegen.forks import JOBS, AtHand, at_hand, can_fork
from sitegen.incremental.files import digest_content
from sitegen.markup.guard import time_limits
from sitegen.progress import Progress, counted, silent

BATCH = 64
"""How many texts a process takes at a time."""
WORTH = 100
"""From how many texts on all processes are quicker, with either engine (`bench/crossover.py`).  Fewer are
read by one, where it can be forked, while this one imports what comes next: most edits convert a text."""
Meanwhile = Callable[[bool], object]
Reader = AtHand[Sequence[str], "list[Read]"]
"""A process that waits for the keys of a few texts, and reads them."""


class Sources(Struct, frozen=True):
    """All that was read: the *entries* of the texts in order of key, the keys of the *files*, and every
    problem.

    *refused* has the keys of the texts with problems; with *entries* it makes up the number of files read.
    *texts* has the Sources and the words of the texts, *bags* the same, counted, *marks* tell what is
    the same as before.  *reads* has the digests of other files that texts were made from, by whole path.
    """

    entries: tuple[Entry, ...]
    texts: Texts
    bags: Bags
    marks: Mapping[str, Mark]
    files: tuple[str, ...] = ()
    ignored: int = 0
    refused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    reads: Mapping[str, bytes] = {}


class Read(NamedTuple):
    """What became of a file: what is to be *kept* of it, or problems; *digest* is that of its bytes (empty:
    it can't be read)."""

    key: str
    digest: bytes
    kept: Kept | None
    problems: tuple[Problem, ...] = ()


def read_sources(
    content: Path,
    scan: Scan,
    reading: Reading,
    memory: SourceMemory,
    jobs: int = 1,
    progress: Progress = silent,
    meanwhile: Meanwhile = lambda _many: None,
    reader: Reader | None = None,
) -> Sources:
    """Read every text that *scan* found, in so many *jobs* where that is worth it; none stops the others.

    *meanwhile* is called while other processes read, if any do, and told whether there is much to read.
    *reader* is a process that waits to read a few texts, if one was started.
    """
    others = memory.recall_same(scan, reading.zone)
    unknown = [key for key in others if _recall(content, key, scan, memory, reading.zone) is None]
    refused: list[str] = []
    problems = [*scan.problems]
    for read in counted(
        _read_all(content, unknown, reading, jobs, meanwhile, reader), "convert", len(unknown), progress
    ):
        if read.digest:
            memory.files.note(name_of(read.key), scan.stamps[read.key], read.digest)
        if read.kept is None:
            refused.append(read.key)
            problems.extend(read.problems)
        else:
            memory.keep(read.kept, reading.zone)
    memory.remember_stamps(scan, reading.zone)
    found = memory.entries
    return Sources(
        tuple([found[key] for key in scan.texts if key in found]),
        memory.texts(),
        memory.bags(),
        memory.marks,
        scan.files,
        scan.ignored,
        tuple(refused),
        tuple(problems),
        memory.reads,
    )


def _recall(content: Path, key: str, scan: Scan, memory: SourceMemory, zone: tzinfo) -> Entry | None:
    """Return the remembered Entry of a file that has not changed, whatever its time says."""
    if not memory.knows(key):
        return None
    name, stamp = name_of(key), scan.stamps[key]
    digest = memory.files.known(name, stamp)
    if digest is None:
        raw = read_file(content, key)
        if isinstance(raw, tuple):
            return None
        digest = digest_content(raw)
        memory.files.note(name, stamp, digest)
    return memory.recall(key, digest, zone)


def _read_all(
    content: Path,
    keys: Sequence[str],
    reading: Reading,
    jobs: int,
    meanwhile: Meanwhile,
    reader: Reader | None,
) -> Iterator[Read]:
    if len(keys) >= WORTH and jobs >= JOBS:
        with helpers(jobs, _prepare, content, reading) as pool:
            yield from in_batches(pool, _read_batch, keys, BATCH, 4 * jobs, partial(meanwhile, True))
        return
    if keys and jobs >= JOBS and can_fork():
        there = (reader or reader_at_hand(content, reading)).ask(keys)
        meanwhile(False)
        found = there.result()
        if found is not None:
            yield from found
            return
    stay = len(keys) <= UNSAVED
    with executor(1, _prepare, content, reading, stay) as here:  # who works ahead would only look stuck
        yield from in_batches(here, _read_batch, keys, BATCH, 1)


def reader_at_hand(content: Path, reading: Reading) -> Reader:
    """Have another process, where one can be forked, make the engine that a few texts will be read with."""
    return at_hand(partial(_learn_to_read, content, reading))


# ---- in the process that does the work

_work: list[tuple[Path, Reading, bool]] = []


def _prepare(content: Path, reading: Reading, stay: bool = False) -> None:
    """Get ready to read; the texts *stay* in this process as they are."""
    _work[:] = [(content, reading, stay)]


def _learn_to_read(content: Path, reading: Reading) -> Callable[[Sequence[str]], list[Read]]:
    _prepare(content, reading)
    if not reading.watch:  # else the files that the engine is made of would belong to no text
        reading.engine.convert("")
    return _read_batch


def _read_batch(keys: Iterable[str]) -> list[Read]:
    content, reading, stay = _work[0]
    files = [(key, read_file(content, key)) for key in keys]
    with time_limits():
        made = iter(read_texts([(key, raw) for key, raw in files if isinstance(raw, bytes)], reading))
    return [_became(key, raw, next(made) if isinstance(raw, bytes) else raw, stay) for key, raw in files]


def _became(
    key: str, raw: bytes | tuple[Problem, ...], made: Converted | tuple[Problem, ...], stay: bool
) -> Read:
    if isinstance(made, Converted):
        return Read(key, made.source.digest, to_keep(made, here=stay))
    return Read(key, digest_content(raw) if isinstance(raw, bytes) else b"", None, made)
