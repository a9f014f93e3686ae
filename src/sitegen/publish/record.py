"""The record of a generation: how its files and folders looked when they were made.

A file whose size, time and inode are those of the record has the bytes of the manifest, without being read.
The record is of use on this machine only, and only until the machine starts anew: after a power loss a file
may have its size and time, and not its bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import Struct

from sitegen.publish.manifest import parse_manifest

FileStat = tuple[int, int, int]
"""Size, time of modification in nanoseconds, inode."""
FolderStat = tuple[int, int]
"""Inode, time of modification in nanoseconds; LOOK_AGAIN where the time says nothing."""
LOOK_AGAIN = 0
_MAGIC = b"sitegen record 1\n"
_DIGEST = 32
_GRAIN = 20_000_000
"""Two changes of a folder within so many nanoseconds may leave it the same time (a tick of Linux: 10 ms)."""
_SECOND = 1_000_000_000


class Record(Struct, frozen=True):
    """One generation: digests and stats of its files, stats of its folders ("" is the tree itself).

    A path without a stat is of a file that is ours and whose bytes are not known.  A folder that is not in
    *folders*, or whose stat is another now, may hold files of strangers.
    """

    digests: dict[str, str]
    files: dict[str, FileStat]
    folders: dict[str, FolderStat]


NOTHING = Record({}, {}, {})


def file_stat(status: os.stat_result) -> FileStat:
    return status.st_size, status.st_mtime_ns, status.st_ino


def folder_stat(status: os.stat_result, now: int) -> FolderStat:
    """Return how a folder is recorded at the time *now*: one that was just changed has to be looked at
    again."""
    changed = status.st_mtime_ns
    certain = changed < now - _GRAIN and changed % _SECOND
    return status.st_ino, changed if certain else LOOK_AGAIN


def encode_record(record: Record, manifest: bytes) -> bytes:
    """Return *record* as bytes; *manifest* is that of its digests."""
    names = "\n".join(record.folders).encode("utf-8", "surrogatepass")
    unknown = (0, 0, 0)
    stats = (record.files.get(path, unknown) for path in sorted(record.digests))
    numbers = array("Q", chain.from_iterable(chain(stats, record.folders.values())))
    header = {
        "boot": _boot(),
        "manifest": len(manifest),
        "names": len(names),
        "folders": len(record.folders),
    }
    body = b"".join([json.dumps(header).encode(), b"\n", manifest, names, numbers.tobytes()])
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode_record(raw: bytes) -> tuple[Record, bytes] | None:
    """Return the record *raw* and its manifest; None: damaged, or of before a restart of the machine."""
    start = len(_MAGIC) + _DIGEST
    body = raw[start:]
    if not raw.startswith(_MAGIC) or hashlib.sha256(body).digest() != raw[len(_MAGIC) : start]:
        return None
    line, _, rest = body.partition(b"\n")
    header: dict[str, Any] = json.loads(line)
    if header["boot"] != _boot():
        return None
    manifest, rest = rest[: header["manifest"]], rest[header["manifest"] :]
    names = rest[: header["names"]].decode("utf-8", "surrogatepass").split("\n") if header["folders"] else []
    numbers = array("Q", rest[header["names"] :])
    digests = parse_manifest(manifest.decode("utf-8"))
    edge = 3 * len(digests)
    if len(numbers) != edge + 2 * len(names):  # the manifest is not that of the record
        return None
    files = dict(zip(digests, _tuples(numbers[:edge], 3), strict=True))
    folders = dict(zip(names, _tuples(numbers[edge:], 2), strict=True))
    for path in [path for path, (_size, _time, inode) in files.items() if not inode]:
        del files[path]
    return Record(digests, files, folders), manifest


def _tuples(numbers: array[int], length: int) -> Iterable[Any]:
    return zip(*(numbers[offset::length] for offset in range(length)), strict=True)


def _boot() -> str:
    """Return the name of this run of the machine; empty where none is to be had."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return ""
