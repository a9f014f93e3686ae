"""Write what is to be published: bytes, or a file to copy."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.publish.record import FileStat, file_stat
from sitegen.render.content import Content, content_chunks

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MODE = 0o666
"""The umask takes from it, as for any new file."""


def write_new(path: str, content: Content, digest: str = "") -> FileStat:
    """Write *content* to *path*, which must not be there, and return how the file looks.

    A file is never opened where it is: a hard link of it in the other generation would change too.
    Raises `SetupError` when a file to copy has not the *digest* it had before.
    """
    copied = content if isinstance(content, Path) else None
    written = hashlib.sha256()
    number = os.open(path, _NEW, _MODE)
    try:
        for chunk in content_chunks(content):
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(number, rest) :]
            if copied:
                written.update(chunk)
        status = os.fstat(number)
    finally:
        os.close(number)
    if copied and written.hexdigest() != digest:
        raise SetupError(f"{copied} changed while it was copied; build again")
    return file_stat(status)
