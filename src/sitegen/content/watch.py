"""Which files are read while a text is converted: an extension may have parts of the text in others.

Python tells an audit hook of each file that is about to be opened (PEP 578); a hook can't be taken away, so
it looks whether anybody wants to know.  What is asked of a file without opening it is not seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.files import FileDigests, digest_file
from sitegen.installed import library_folders

Reads = tuple[tuple[str, bytes], ...]
"""Files that were read, by their whole paths, each with its digest; empty: it can't be read."""
_seen: list[dict[str, None]] = []
_NOT_THERE = b""


@contextmanager
def watched() -> Iterator[dict[str, None]]:
    """Yield the paths of the files that are opened in the `with` block, code and Python's libraries aside."""
    _add_hook()
    _seen.append({})
    try:
        yield _seen[-1]
    finally:
        _seen.pop()


def digest_reads(paths: dict[str, None]) -> Reads:
    """Return the files *paths*, each with its digest."""
    return tuple([(path, _digest(path)) for path in sorted(paths)])


def made_from(digest: bytes, reads: Reads) -> bytes:
    """Return what names a file with this *digest*, and the files that were read for it."""
    return digest_bytes(digest, *[part for _path, part in reads]) if reads else digest


def as_they_are(reads: Reads, files: FileDigests) -> Reads:
    """Return the same files with the digests that they have now."""
    return tuple([(path, _digest_now(path, files)) for path, _digest in reads])


def _digest(path: str) -> bytes:
    try:
        return digest_file(Path(path))
    except OSError:
        return _NOT_THERE


def _digest_now(path: str, files: FileDigests) -> bytes:
    try:
        return files.digest(path, Path(path))
    except OSError:
        return _NOT_THERE


@cache
def _add_hook() -> None:
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen and event == "open" and isinstance(arguments[0], str | bytes) and not _importing():
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith(library_folders()):
            _seen[-1][path] = None


def _importing() -> bool:
    """Tell whether the file is opened by `import`: code is known by its version or its digest."""
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
