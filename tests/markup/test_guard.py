from __future__ import annotations

import signal
import threading
import time

import pytest

from sitegen.markup.guard import TimeUp, time_limit


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_work_that_takes_too_long_is_stopped():
    started = time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.05):
        spin(5)

    assert time.monotonic() - started < 2


def test_work_that_is_quick_is_left_alone():
    with time_limit(0.2):
        pass
    spin(0.3)


def test_code_that_swallows_exceptions_is_stopped_too():
    with pytest.raises(TimeUp), time_limit(0.05):
        for _ in range(100):
            try:
                spin(0.05)
            except Exception:  # noqa: BLE001
                continue


def test_the_timer_and_the_handler_that_were_there_are_there_again():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with time_limit(5):
            spin(0.05)
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 0.3
        spin(0.4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert rung == [1]


def test_outside_the_main_thread_there_is_no_limit():
    done = []

    def work() -> None:
        with time_limit(0.01):
            spin(0.1)
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done == [1]


def test_the_limit_ends_with_an_exception():
    with pytest.raises(KeyError), time_limit(0.1):
        raise KeyError
    spin(0.2)
