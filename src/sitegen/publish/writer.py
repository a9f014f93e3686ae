"""Write what is to be published: bytes, or a file to copy, in whichever process has them."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from sitegen.errors import SetupError
from sitegen.publish.record import FileStat, file_stat
from sitegen.render.content import Content, Kept, content_chunks, content_digest

Made = TypeVar("Made")

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK)
"""What the system says where a file can't be linked."""
_MODE = 0o666
"""The umask takes from it, as for any new file."""


class Writer(Struct, frozen=True):
    """Writes files of the next generation into the folder *tree*; it can be pickled.

    *public* has the digests of what is public now: the same bytes are not written again.  *folders* of the
    tree are there; it grows.  *root* is what messages call all of it.  With a *spare*, that becomes the same
    tree, by links.
    """

    root: str
    tree: str
    public: Mapping[str, str]
    folders: set[str]
    spare: str = ""

    def keep(self, path: str, content: Content) -> Kept:
        """Write *content* to the file *path*, in place of what lies there.

        The note is how the file looks; None: these bytes are public already, and nothing was written.
        Raises `SetupError`.
        """
        digest = content_digest(content)
        if self.public.get(path) == digest:
            return Kept(digest)
        with speaking_of(self.root):
            return Kept(digest, self.write(path, content, digest))

    def write(self, path: str, content: Content, digest: str) -> FileStat:
        """Write *content*, which has this *digest*, and return how the file looks.  Raises OSError."""
        folder = path[: max(path.rfind("/"), 0)]
        if folder not in self.folders:
            for tree in filter(None, (self.tree, self.spare)):
                make_folder(f"{tree}/{folder}")
            self.folders.add(folder)
        place = f"{self.tree}/{path}"
        try:
            written = with_folder(place, lambda: write_new(place, content, digest))
        except FileExistsError:
            clear(place)
            written = write_new(place, content, digest)
        if self.spare:
            link_or_copy(place, f"{self.spare}/{path}", digest)
        return written


def link_or_copy(source: str, target: str, digest: str) -> bool:
    """Link a file of ours, or copy it where the file system has no links; return whether it is a link."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        write_new(target, Path(source), digest)
        return False
    return True


def make_folder(place: str) -> None:
    """Make a folder, where it is not there: mostly the one above is, and one call is enough."""
    try:
        os.mkdir(place)
    except FileNotFoundError:
        os.makedirs(place, exist_ok=True)
    except FileExistsError:
        if not os.path.isdir(place):
            raise


def with_folder(place: str, make: Callable[[], Made]) -> Made:
    """Return what *make* makes at *place*; the folder is made anew where somebody has taken it away since it
    was there."""
    try:
        return make()
    except FileNotFoundError:
        folder = os.path.dirname(place)
        if os.path.isdir(folder):
            raise
        make_folder(folder)
        return make()


def write_new(place: str, content: Content, digest: str = "") -> FileStat:
    """Write *content* to *place*, which must be free, and return how the file looks.

    A file is never opened where it is: a hard link of it in the other generation would change too.
    Raises `SetupError` when a file to copy has not the *digest* it had before.
    """
    number = os.open(place, _NEW, _MODE)
    try:
        if isinstance(content, Path):
            _copy(content, number, digest)
        else:
            _write_all(number, content)
        status = os.fstat(number)
    finally:
        os.close(number)
    return file_stat(status)


def _copy(file: Path, number: int, digest: str) -> None:
    written = hashlib.sha256()
    for chunk in content_chunks(file):
        _write_all(number, chunk)
        written.update(chunk)
    if written.hexdigest() != digest:
        raise SetupError(f"{file} changed while it was copied; build again")


def _write_all(number: int, content: bytes) -> None:
    written = os.write(number, content)
    while written < len(content):
        written += os.write(number, memoryview(content)[written:])


def clear(place: str) -> None:
    """Remove a file; of a build that was killed there may be nothing, or a folder that another file needs."""
    with suppress(FileNotFoundError, NotADirectoryError):
        try:
            os.unlink(place)
        except OSError:
            if not os.path.isdir(place):
                raise


@contextmanager
def speaking_of(root: str) -> Iterator[None]:
    """Turn errors of the system into one about the output folder, not about a place that the writer never
    chose."""
    try:
        yield
    except OSError as error:
        raise SetupError(f"{root} can't be written: {error.strerror}") from error
