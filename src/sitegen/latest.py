"""What the latest build saw and did, so that a build that would do it all again does nothing."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

from msgspec import Struct

from sitegen.config.read import SITE_FILE
from sitegen.content.scan import Scan, name_of
from sitegen.content.watch import Reads, as_they_are, working_folder
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests, digest_file
from sitegen.incremental.store import Row, reading_back
from sitegen.memory import Memory
from sitegen.model.records import Census, Moment
from sitegen.model.states import Change
from sitegen.theme.theme import Theme

_STAGE = "latest"


class Latest(Struct, frozen=True):
    """A build that succeeded: the digests of what went *into* it and of what came *out*, *at* what moment,
    *until* when time alone changes nothing, the *next* publication or expiry, and what it had to say."""

    into: bytes
    out: bytes
    at: datetime
    until: datetime | None
    next: Change | None
    census: Census
    outputs: int
    problems: tuple[Problem, ...]
    reads: Reads = ()
    """Files outside of `content/` that texts were made from."""
    told: bytes = b""
    """The digest of `site.toml`, where what is told depends on more of it than its settings."""
    place: bytes = b""
    """The working folder from which these files were found."""

    def stands(self, into: bytes, moment: Moment, files: FileDigests, site: Path) -> bool:
        """Tell whether a build of the folder *site* at *moment*, of what has the digest *into*, comes to the
        same, and says the same."""
        if self.reads and self.place != working_folder():
            return False
        if as_they_are(self.reads, files) != self.reads or (self.told and told_by(site) != self.told):
            return False
        same_day = moment.now.date() == self.at.date() and moment.now >= self.at
        return into == self.into and same_day and (self.until is None or moment.now < self.until)


class Inputs(Struct, frozen=True):
    """What goes into a build, besides sitegen itself and the time: *shape* is the digest of all but the files
    of `content/`, which *scan* found in the folder *content*."""

    shape: bytes
    scan: Scan
    content: Path
    ledger: str | None = None
    """The ledger of addresses; None: the site keeps none."""

    def found(self, files: FileDigests) -> bytes:
        """Return the digest of all inputs as they are found now.  Raises OSError: a file can't be read."""
        stamps, known = self.scan.stamps, files.known

        def digest_of(key: str) -> bytes:
            name, stamp = name_of(key), stamps[key]
            return known(name, stamp) or files.digest(name, self.content / key, stamp)

        return self._digest(map(digest_of, self._keys))

    def used(self, files: FileDigests) -> bytes:
        """Return the digest of all inputs as they were when the build read them."""
        return self._digest(files.noted(name_of(key)) for key in self._keys)

    @property
    def _keys(self) -> tuple[str, ...]:
        return (*self.scan.texts, *self.scan.files, *self.scan.comments)

    def _digest(self, digests: Iterable[bytes | None]) -> bytes:
        return digest((self.shape, self._keys, [*digests], self.ledger))


def inputs_of(
    fingerprint: bytes,
    theme: Theme,
    scan: Scan,
    moment: Moment,
    files: FileDigests,
    content: Path,
    ledger: str | None,
) -> Inputs:
    """Return the inputs of a build; the files of the theme are looked at now, before they are used."""
    outside = [(str(path), files.digest(str(path), path)) for path in _theme_files(theme)]
    shape = (fingerprint, moment.drafts, moment.future, scan.ignored, scan.problems, outside)
    return Inputs(digest(shape), scan, content, ledger)


def _theme_files(theme: Theme) -> Iterator[Path]:
    for layer in theme.layers:
        for kind in ("templates", "assets"):
            yield from _files(layer.folder / kind, ())


def _files(folder: Path, around: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files below *folder*, also those in folders that are links: templates are found there too."""
    real = os.path.realpath(folder)
    if real in around or not Path(real).is_dir():  # a link back, or a theme without such files
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(Path(entry.path), (*around, real))
        elif entry.is_file():
            yield Path(entry.path)


def told_by(site: Path) -> bytes:
    """Return the digest of `site.toml`; of one that can't be read, what is none: the next build says why."""
    try:
        return digest_file(site / SITE_FILE)
    except OSError:
        return b"unread"


def outputs_digest(output: Path, published: Mapping[str, str]) -> bytes:
    """Return the digest of what is published in the folder *output*, by path."""
    return digest((str(output), *chain.from_iterable(sorted(published.items()))))


def recall_latest(memory: Memory) -> Latest | None:
    """Return the latest build that succeeded; None: there was none.  Raises `DamagedStoreError`."""
    raw = memory.store.get(_STAGE, "")
    with reading_back("the latest build"):
        latest: Latest | None = pickle.loads(raw) if raw else None
    return latest


def keep_latest(memory: Memory, latest: Latest) -> None:
    """Remember *latest*."""
    memory.store.put(_STAGE, [Row("", b"", pickle.dumps(latest, 5))])
