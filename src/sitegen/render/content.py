"""What an output is, and the digest of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sitegen.errors import SetupError

Content = bytes | Path
"""The bytes of an output, or the file that is copied."""
_CHUNK = 1 << 20


def content_digest(content: Content) -> str:
    """Return the SHA-256 of *content* in hexadecimal digits.  Raises `SetupError`: a file can't be read."""
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
