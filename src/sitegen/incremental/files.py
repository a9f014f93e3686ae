"""Digests of files, remembered by what `stat` says of them so that most are not read again.

`stat` can lie: a clock of whole seconds, an older file put back, an edit within the grain of the clock.  So
its word is taken only for a file that had been left alone for a while when its digest was taken.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Collection
from pathlib import Path
from time import time_ns as _now
from typing import NamedTuple

from sitegen.incremental.store import Row, Store, reading_back

SETTLED = 2_000_000_000
"""How long ago, in nanoseconds, a file must have changed for its times to be believed; file systems keep
times in steps of up to two seconds."""
_STAGE = "file"


class Stamp(NamedTuple):
    """What tells that a file is the one that it was: size, times in nanoseconds, inode and device."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int


def stamp(found: os.stat_result) -> Stamp:
    """Return the stamp of a file; `os.utime` can set back the time of modification, not that of change."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)


_Digests = dict[str, tuple[tuple[int, ...], bytes]]
"""Stamps and digests of files by name.

A remembered stamp is a plain tuple, equal to a `Stamp`: there are ten thousands, and often nothing else is
wanted of them.
"""


class FileDigests:
    """The digests of a site's files by name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        raw = store.get(_STAGE, "")
        with reading_back("the digests of files"):
            self._known: _Digests = pickle.loads(raw) if raw else {}
            if {len(found) for found, _digest in self._known.values()} - {len(Stamp._fields)}:
                raise ValueError("these are no stamps")
        self._stored = self._known
        self._seen: _Digests = {}
        self._young: _Digests = {}
        self._now = _now()
        self.taken: set[str] = set()
        """The names of the files that this build had to read, for all that was known of them."""

    def again(self) -> FileDigests:
        """Begin one more build in this process, with all that is known."""
        self._known.update(self._seen)
        self._seen, self._young, self._now = {}, {}, _now()
        self.taken = set()
        return self

    def known(self, name: str, now: Stamp) -> bytes | None:
        """Return the digest of the file *name* if it is sure to be the one that it was."""
        then = self._seen.get(name) or self._young.get(name) or self._known.get(name)
        if then is None or then[0] != now:
            return None
        if name not in self._young:
            self._seen[name] = then
        return then[1]

    def note(self, name: str, found: Stamp, digest: bytes) -> None:
        """Note the digest of a file that was read just now and had the stamp *found* before."""
        self.taken.add(name)
        settled = max(found.modified, found.changed) < self._now - SETTLED
        (self._young if settled else self._seen).pop(name, None)
        (self._seen if settled else self._young)[name] = (found, digest)

    def digest(self, name: str, path: Path, found: Stamp | None = None) -> bytes:
        """Return the digest of the file *path*, known as *name*; *found* is its stamp, if that is known.

        Raises OSError.
        """
        found = found or stamp(path.stat())
        digest = self.known(name, found)
        if digest is None:
            digest = digest_file(path)
            self.note(name, found, digest)
        return digest

    @property
    def young(self) -> Collection[str]:
        """The names of files that were read too soon after they were changed for their stamps to be
        believed."""
        return self._young

    def noted(self, name: str) -> bytes | None:
        """Return the digest that the file *name* had when it was last read or recognised in this build."""
        then = self._seen.get(name) or self._young.get(name)
        return then[1] if then else None

    def save(self) -> None:
        """Hand the digests to the store, also those of files that this build has not asked for yet."""
        self._put({**self._known, **self._seen})

    def finish(self) -> None:
        """Hand the digests to the store; those of files that this build did not ask for are forgotten."""
        self._put(self._seen)

    def _put(self, digests: _Digests) -> None:
        if self._store.decoded is None and digests != self._stored:
            plain = {name: (tuple(found), digest) for name, (found, digest) in digests.items()}
            self._store.put(_STAGE, [Row("", b"", pickle.dumps(plain, 5))])
            self._stored = digests


def digest_content(raw: bytes) -> bytes:
    """Return the SHA-256 of a file that holds *raw*."""
    return hashlib.sha256(raw).digest()


def digest_file(path: Path) -> bytes:
    """Return the SHA-256 of the file *path*, which may be larger than the memory.  Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
