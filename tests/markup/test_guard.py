from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from sitegen.markup.guard import TimeUp, time_limit, time_limits


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def wait_for(rung: list[int]) -> None:
    """Wait until something has rung, on a machine that has much else to do."""
    end = time.monotonic() + 20
    while not rung and time.monotonic() < end:
        pass


def test_work_that_takes_too_long_is_stopped():
    started = time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.05):
        spin(30)

    assert time.monotonic() - started < 20


def test_work_that_is_quick_is_left_alone():
    with time_limit(0.2):
        pass
    spin(0.3)


@pytest.mark.parametrize("seconds", [1e10, float(2**63), 1e308])
def test_work_may_have_more_time_than_a_timer_can_be_set_to(seconds):
    with time_limit(seconds):
        with time_limit(30):
            pass
        spin(0.01)


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
        assert signal.getitimer(signal.ITIMER_REAL)[0] < 0.3 or rung
        wait_for(rung)
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


def test_each_of_many_limits_begins_anew():
    with time_limits():
        for _ in range(4):
            with time_limit(0.8):
                spin(0.25)
        started = time.monotonic()
        with pytest.raises(TimeUp), time_limit(0.2):
            spin(30)

    assert 0.2 <= time.monotonic() - started < 20


def test_a_limit_that_was_passed_leaves_the_next_one_its_time():
    with time_limits():
        with pytest.raises(TimeUp), time_limit(0.05):
            spin(30)
        with time_limit(2):
            spin(0.1)
        with pytest.raises(TimeUp), time_limit(0.05):
            spin(30)


def test_between_two_limits_there_is_none():
    with time_limits():
        with time_limit(0.05):
            pass
        spin(0.2)


def test_a_shorter_limit_after_a_longer_one_counts():
    started = time.monotonic()
    with time_limits():
        with time_limit(5):
            pass
        with pytest.raises(TimeUp), time_limit(0.05):
            spin(30)

    assert time.monotonic() - started < 20


def test_the_outer_of_two_limits_counts_when_the_inner_one_is_over():
    with pytest.raises(TimeUp), time_limit(0.2):
        with time_limit(5):
            spin(0.1)
        spin(30)


def test_an_inner_limit_ends_only_its_own_block():
    with time_limit(5):
        with pytest.raises(TimeUp), time_limit(0.05):
            spin(30)
        spin(0.1)


def test_code_that_swallows_everything_is_stopped_again():
    stopped = 0
    with time_limits(), time_limit(0.05):
        while stopped < 3:
            try:
                spin(30)
            except TimeUp:
                stopped += 1


def test_a_ring_that_is_lost_costs_little(monkeypatch):
    class Slow:
        def __del__(self) -> None:
            spin(30)  # what is raised in a destructor goes nowhere

    lost = []
    monkeypatch.setattr(sys, "unraisablehook", lambda ignored: lost.append(ignored.exc_type))
    started = time.monotonic()
    with pytest.raises(TimeUp), time_limit(2):
        for _ in range(4):
            Slow()
        spin(30)

    assert lost == [TimeUp] * 4
    assert time.monotonic() - started < 8  # five times two seconds would be ten


def test_after_many_limits_the_timer_and_the_handler_that_were_there_are_there_again():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with time_limits():
            for _ in range(3):
                with time_limit(5):
                    spin(0.05)
        assert signal.getitimer(signal.ITIMER_REAL)[0] < 0.3 or rung
        wait_for(rung)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert rung == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_process_that_is_forked_in_between_has_a_timer_of_its_own():
    with time_limits():
        with time_limit(5):
            pass
        child = os.fork()
        if not child:  # nothing may raise in here, lest the tests go on in two processes
            try:
                with time_limit(0.1):
                    spin(30)
            except TimeUp:
                os._exit(7)
            os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
