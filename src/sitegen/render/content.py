"""What an output is, the digest of it, and the seam by which it is kept where it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sitegen.errors import SetupError

Content = bytes | Path
"""The bytes of an output, or the file that is copied."""
_CHUNK = 1 << 20


class Kept(NamedTuple):
    """What became of a content: its *digest*, and what its keeper wants to know of it again."""

    digest: str
    note: tuple[int, int, int] | None = None


Keep = Callable[[str, Content], Kept]
"""Keeps the content of the output with a path, in the process that has made it.  Can be pickled."""


def keep_nothing(_path: str, content: Content) -> Kept:
    """The `Keep` for those who only want to know what an output would be."""
    return Kept(content_digest(content))


def content_digest(content: Content) -> str:
    """Return the SHA-256 of *content* in hexadecimal digits.  Raises `SetupError`: a file can't be read."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    for chunk in content_chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def content_chunks(content: Content) -> Iterator[bytes]:
    """Yield the bytes of *content*.  Raises `SetupError` when the file can't be read."""
    if not isinstance(content, Path):
        yield content
        return
    try:
        with content.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise SetupError(f"{content} can't be read: {error.strerror}") from error
