"""A lock that keeps two builds apart, and that the kernel takes back when its holder is killed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from sitegen.errors import SetupError

try:
    import fcntl
except ImportError:  # Windows: builds are not kept apart there
    fcntl = None  # type: ignore[assignment]

LOCK = "lock"
_PAUSE = 0.05


class Held(NamedTuple):
    """What is said of the process that holds a lock: what it does, and what may be done about that."""

    by: str
    hint: str


BUILDING = Held("another build is running", "build again when it is done")
SERVING = Held("sitegen serve is running", "end it with Ctrl-C in its terminal")


@contextmanager
def build_lock(
    folder: Path, wait: float = 10.0, say: Callable[[str], None] | None = None, held: Held = BUILDING
) -> Iterator[None]:
    """Hold the lock of *folder*, which is made when it is missing.

    While another process holds it, tell *say* so once and wait up to *wait* seconds.  Raises `SetupError`
    that names the holder when it takes longer, or when the lock can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _acquire(folder / LOCK, time.monotonic() + wait, say, held)
    except OSError as error:
        raise SetupError(f"{folder / LOCK} can't be made: {error.strerror}") from None
    with file:
        _sign(file.fileno())
        yield


def _sign(file: int) -> None:
    """Say in the *file* of a lock who holds it.  On a full disk nobody can: it is held all the same, so that
    the cache can be deleted, and a build says what could not be written."""
    holder = f"{os.getpid()} {datetime.now().astimezone().isoformat(' ', 'seconds')}\n"
    with suppress(OSError):
        os.truncate(file, 0)
        os.write(file, holder.encode())


def _acquire(path: Path, deadline: float, say: Callable[[str], None] | None, held: Held) -> IO[str]:
    told = False
    while True:
        file = path.open("a+", encoding="utf-8")
        if _locked(file) and _is_still(file, path):
            return file
        file.close()
        if not told and say:
            say(f"{held.by[0].upper()}{held.by[1:]} ({_holder(path)}); waiting for it.")
        told = True
        if time.monotonic() > deadline:
            raise SetupError(f"{held.by} ({_holder(path)}); {held.hint}")
        time.sleep(_PAUSE)


def _locked(file: IO[str]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(file: IO[str], path: Path) -> bool:
    """Tell whether *path* is still the file that was locked; `sitegen clean` may have deleted it
    meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    """Return who holds the lock, in words."""
    try:
        pid, _, since = path.read_text("utf-8").strip().partition(" ")
    except OSError:
        return "which one can't be read"
    return f"process {pid}, since {since}" if since else "it has just begun"
