"""A limit on the time that a piece of work may take."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeUp(BaseException):
    """The work took too long.  No `Exception`, lest code that swallows those swallows this."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` inside the block after so many *seconds*.

    Only where the system has timers, and in the main thread; elsewhere the block runs without a limit.
    A timer and a handler that were there before are there again afterwards.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    armed = True

    def ring(_number: int, _frame: FrameType | None) -> None:
        if armed:
            raise TimeUp

    start = time.monotonic()
    handler_before = signal.signal(signal.SIGALRM, ring)
    # It rings again and again: code that swallows even a BaseException must not get away with it.
    left_before, interval_before = signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if handler_before is None else handler_before)
        if left_before:
            left = max(left_before - (time.monotonic() - start), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval_before)
