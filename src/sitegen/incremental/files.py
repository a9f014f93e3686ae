"""Digests of files, remembered by what `stat` says of them so that most are not read again.

`stat` can lie: a clock of whole seconds, an older file put back, an edit within the grain of the clock.  So
its word is taken only for a file that had been left alone for a while when its digest was taken.
"""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path
from typing import NamedTuple

from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.store import Row, Store

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


class FileDigests:
    """The digests of a site's files by name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        raw = store.get(_STAGE, "")
        self._known: dict[str, tuple[Stamp, bytes]] = pickle.loads(raw) if raw else {}
        self._seen: dict[str, tuple[Stamp, bytes]] = {}
        self._now = time.time_ns()

    def known(self, name: str, now: Stamp) -> bytes | None:
        """Return the digest of the file *name* if it is sure to be the one that it was."""
        then = self._known.get(name)
        if then is None or then[0] != now:
            return None
        self._seen[name] = then
        return then[1]

    def note(self, name: str, found: Stamp, digest: bytes) -> None:
        """Note the digest of a file that was read just now and had the stamp *found* before."""
        if max(found.modified, found.changed) < self._now - SETTLED:
            self._seen[name] = (found, digest)
        else:
            self._seen.pop(name, None)

    def digest(self, name: str, path: Path) -> bytes:
        """Return the digest of the file *path*, known as *name*.  Raises OSError."""
        found = stamp(path.stat())
        digest = self.known(name, found)
        if digest is None:
            digest = digest_bytes(path.read_bytes())
            self.note(name, found, digest)
        return digest

    def save(self) -> None:
        """Hand the digests to the store; those of files that were not asked for are forgotten."""
        if self._seen != self._known:
            self._store.put(_STAGE, [Row("", b"", pickle.dumps(self._seen, 5))])
