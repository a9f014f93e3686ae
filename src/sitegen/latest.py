"""What the latest build saw and did, so that a build that would do it all again does nothing."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.content.scan import Scan
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Row
from sitegen.memory import Memory
from sitegen.model.records import Census
from sitegen.model.states import Change, Moment
from sitegen.theme.theme import Theme

_STAGE = "latest"


@dataclass(frozen=True, slots=True)
class Latest:
    """A build that succeeded: the digests of what went *into* it and of what came *out*, *at* what moment,
    the *next* change that time alone will bring, and what it had to say."""

    into: bytes
    out: bytes
    at: datetime
    next: Change | None
    census: Census
    outputs: int
    problems: tuple[Problem, ...]

    def stands(self, into: bytes, moment: Moment) -> bool:
        """Tell whether a build at *moment*, of what has the digest *into*, comes to the same; an empty digest
        is that of what could not be read."""
        same_day = moment.now.date() == self.at.date() and moment.now >= self.at
        return into == self.into != b"" and same_day and (self.next is None or moment.now < self.next.at)


def others_digest(theme: Theme, scan: Scan, files: FileDigests, content: Path) -> bytes:
    """Return the digest of the files that go into a build besides its texts: the theme's, and those to copy.

    It is to be taken before any of them is used: then what is edited while the build runs is another digest
    for the next one.  Raises OSError when a file can't be read.
    """
    copied = [files.digest(str(content / key), content / key, scan.stamps[key]) for key in scan.files]
    outside = [(str(path), files.digest(str(path), path)) for path in _theme_files(theme)]
    return digest((scan.files, copied, outside))


def inputs_digest(
    fingerprint: bytes, others: bytes, scan: Scan, moment: Moment, files: FileDigests, content: Path
) -> bytes:
    """Return the digest of all that goes into a build, besides sitegen itself and the moment; *others* is
    that of the files that are no texts.

    A text has the digest that was noted when it was read, if it was.  Raises OSError.
    """
    texts = [files.digest(f"content/{key}", content / key, scan.stamps[key]) for key in scan.texts]
    shape = (fingerprint, moment.drafts, moment.future, scan.ignored, scan.problems)
    return digest((shape, scan.texts, texts, others))


def _theme_files(theme: Theme) -> Iterator[Path]:
    for layer in theme.layers:
        for kind in ("templates", "assets"):
            yield from _files(layer.folder / kind, ())


def _files(folder: Path, around: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files below *folder*, also those in folders that are links: templates are found there too."""
    real = os.path.realpath(folder)
    if real in around or not folder.is_dir():  # a link back, or a theme without such files
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(Path(entry.path), (*around, real))
        elif entry.is_file():
            yield Path(entry.path)


def outputs_digest(output: Path, published: Mapping[str, str]) -> bytes:
    """Return the digest of what is published in the folder *output*, by path."""
    return digest((str(output), sorted(published.items())))


def recall_latest(memory: Memory) -> Latest | None:
    """Return the latest build that succeeded; None: there was none."""
    raw = memory.store.get(_STAGE, "")
    latest: Latest | None = pickle.loads(raw) if raw else None
    return latest


def keep_latest(memory: Memory, latest: Latest) -> None:
    """Remember *latest*."""
    memory.store.put(_STAGE, [Row("", b"", pickle.dumps(latest, 5))])
