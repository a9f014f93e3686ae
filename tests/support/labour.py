"""Work for processes: functions that another process can import, however it is started."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from sitegen.errors import Location, Problem, ProblemsError

_given: list[object] = []
_batches = count()


def prepare(*given: object) -> None:
    """Keep what the process is given."""
    _given[:] = given


def what_was_given(batch: Sequence[int]) -> list[tuple[object, ...]]:
    return [tuple(_given) for _item in batch]


def double(batch: Sequence[int]) -> list[int]:
    """Double numbers, the first batch of a process slower than the others."""
    if next(_batches) == 0:
        sum(range(300_000))
    return [2 * number for number in batch]


def process_of(batch: Sequence[int]) -> list[int]:
    return [os.getpid() for _item in batch]


def process_slowly(batch: Sequence[int]) -> list[int]:
    """Tell the process, after a while in which another can do something."""
    time.sleep(0.02)
    return process_of(batch)


def as_it_is(batch: Sequence[bytes]) -> list[bytes]:
    return [*batch]


def sleep(seconds: Sequence[float]) -> list[float]:
    time.sleep(seconds[0])
    return [*seconds]


def find_a_mistake(batch: Sequence[int]) -> list[int]:
    raise ProblemsError([Problem(Location("content/a.md", number), "rule", "wrong") for number in batch])


def die(batch: Sequence[int]) -> list[int]:
    """Be killed, as by a system that runs out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return [*batch]


MANY = 2_000


def write_on(folder: Path) -> None:
    """Write file after file for ten seconds."""
    for number in range(MANY):
        (folder / str(number)).write_text("x")
        time.sleep(0.005)
