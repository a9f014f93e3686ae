"""Exchange two folders in one instant, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE in <linux/fs.h>, RENAME_SWAP in <sys/stdio.h> of macOS
_IMPOSSIBLE = (
    errno.EACCES,
    errno.EXDEV,
    errno.EINVAL,
    errno.ENOSYS,
    errno.EBUSY,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.EPERM,
)


class NoSwitch(Exception):  # noqa: N818
    """The output folder can't be switched in one instant; the text says why."""


def exchange(one: str, other: str, aside: str, at_once: Callable[[str, str], bool] | None = None) -> None:
    """Let the folders *one* and *other* trade places; *aside* is a free name on the same file system.

    *at_once* is the call of the system, `exchange_at_once` unless given.  Linux and macOS do it in one step.
    Elsewhere it takes three renames, and a reader that comes between the first two finds no folder *one*.
    Raises `NoSwitch` where it can't be done: a mount point, some network file systems, a folder above that
    can't be written.
    """
    try:
        if not (at_once or exchange_at_once)(one, other):
            os.rename(one, aside)
            os.rename(other, one)
            os.rename(aside, other)
    except OSError as error:
        if error.errno in _IMPOSSIBLE:
            raise NoSwitch(f"{one} can't be exchanged: {error.strerror}") from None
        raise


def finish_exchange(one: str, other: str, aside: str) -> None:
    """Put things right after a kill between those renames."""
    if os.path.isdir(aside) and not os.path.lexists(one):
        os.rename(aside, one)
    elif os.path.isdir(aside) and not os.path.lexists(other):
        os.rename(aside, other)


def exchange_at_once(one: str, other: str) -> bool:
    """Exchange two paths by a call of the system; False: this system has none."""
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _EXCHANGE)
    else:
        return False
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), one)
    return True
