"""A limit on the time that a piece of work may take."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.2
"""How many seconds after it has rung it rings again, where the work goes on: an exception that is raised in
a destructor, or while the garbage is collected, is lost."""
_SOONEST = 0.001
"""A timer that is set to less than nothing would never ring."""
_LATEST = 1e8
"""No timer can be set to as many seconds as a number can say; one that rings early is set to what is left."""


class TimeUp(BaseException):
    """The work took too long.  No `Exception`, lest code that swallows those swallows this."""


class _Alarm:
    """Rings when the present *deadline* has passed.

    The timer is not set anew for each of many deadlines.  It goes on from an earlier one, and where there is
    time left when it rings, it is set to what is left.
    """

    def __init__(self) -> None:
        self.deadline = self._rings_at = math.inf
        self.seconds = 0.0

    def allow(self, seconds: float, deadline: float) -> None:
        """Let the work go on until *deadline*, so many *seconds* after it began."""
        self.deadline, self.seconds = deadline, seconds
        if deadline < self._rings_at:
            self._set(deadline - time.monotonic())

    def ring(self, _number: int, _frame: FrameType | None) -> None:
        """Handle the signal."""
        left = self.deadline - time.monotonic()
        self._rings_at = math.inf
        if left <= 0:
            # It rings again and again: code that swallows even a BaseException must not get away with it.
            self._set(min(self.seconds, _AGAIN))
            raise TimeUp
        if left < math.inf:
            self._set(left)

    def _set(self, seconds: float) -> None:
        seconds = min(max(seconds, _SOONEST), _LATEST)
        self._rings_at = time.monotonic() + seconds
        signal.setitimer(signal.ITIMER_REAL, seconds)


_set_up: list[_Alarm] = []
if hasattr(os, "register_at_fork"):  # a forked process has the handler, but no timer
    os.register_at_fork(after_in_child=_set_up.clear)


@contextmanager
def time_limits() -> Iterator[None]:
    """Set up once what each `time_limit` inside the block would set up for itself."""
    if _set_up or not _can_ring():
        yield
        return
    alarm, start = _Alarm(), time.monotonic()
    handler_before = signal.signal(signal.SIGALRM, alarm.ring)
    left_before, interval_before = signal.setitimer(signal.ITIMER_REAL, 0)
    _set_up.append(alarm)
    try:
        yield
    finally:
        _set_up.clear()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if handler_before is None else handler_before)
        if left_before:
            left = max(left_before - (time.monotonic() - start), _SOONEST)
            signal.setitimer(signal.ITIMER_REAL, left, interval_before)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` inside the block after so many *seconds*.

    Only where the system has timers, and in the main thread; elsewhere the block runs without a limit.
    A timer and a handler that were there before are there again afterwards.
    """
    if not _can_ring():
        yield
        return
    if not _set_up:
        with time_limits(), time_limit(seconds):
            yield
        return
    alarm = _set_up[0]
    before = alarm.seconds, alarm.deadline
    alarm.allow(seconds, time.monotonic() + seconds)
    try:
        yield
    finally:
        _until_done(alarm.allow, *before)


def _until_done(work: Callable[..., None], *given: float) -> None:
    """Do what must be done when the work is over, though it may ring meanwhile."""
    while True:
        try:
            return work(*given)
        except TimeUp:
            continue


def _can_ring() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
