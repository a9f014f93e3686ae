"""Where work is done: in this process, or in several.  Whatever is a `concurrent.futures.Executor` fits."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from sitegen.errors import SetupError
from sitegen.forks import Forks, KilledError, Promise, can_fork

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = TypeVar("Outcome", covariant=True)


class Pool(Protocol):
    """What a `concurrent.futures.Executor` is to those who have work."""

    def submit(self, fn: Callable[[Item], Result], item: Item, /) -> Promise[Result]:
        """Call *fn* with the *item* at some time."""


class Serial:
    """Does the work here, when it is submitted."""

    def submit(self, fn: Callable[[Item], Result], item: Item, /) -> Promise[Result]:
        """Call *fn* with the *item* now."""
        try:
            return _Done(fn(item))
        except Exception as error:  # noqa: BLE001 -- `result` raises it
            return _Failed(error)


class _Done(Generic[Outcome]):
    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def result(self) -> Outcome:
        return self._outcome

    def done(self) -> bool:
        return True


class _Failed:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def result(self) -> NoReturn:
        raise self._error

    def done(self) -> bool:
        return True


@contextmanager
def collecting_rarely(every: int) -> Iterator[None]:
    """Look for cycles among objects only after *every* so many were made that are still there: a build makes
    many objects that stay, and few cycles.  Processes that are forked inside the `with` block do as this one
    does."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(every, *before[1:])
    try:
        yield
    finally:
        gc.freeze()  # what is young by now would be looked through at once
        gc.set_threshold(*before)
        gc.unfreeze()


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def executor(jobs: int, prepare: Callable[..., object], *given: Any) -> Iterator[Pool]:
    """Yield an executor of so many *jobs*; each of its processes first calls *prepare* with what is *given*.

    Where processes can be forked they share what is in memory; elsewhere what is *given* must be picklable.
    """
    if jobs < 2:
        prepare(*given)
        yield Serial()
        return
    with helpers(jobs, prepare, *given) as pool:
        yield pool


@contextmanager
def helpers(count: int, prepare: Callable[..., object], *given: Any) -> Iterator[Pool]:
    """Yield an executor of so many other processes, which `executor` says more of."""
    try:
        with _pool(count, prepare, *given) as pool:
            yield pool
    except KilledError as error:
        raise SetupError(
            "a process that helped with the build was killed; is there enough memory?"
        ) from error


@contextmanager
def _pool(count: int, prepare: Callable[..., object], *given: Any) -> Iterator[Pool]:
    """Yield an executor, whose processes are ended at once when nobody wants the rest, nor what would be
    written after all was dropped.  Raises `KilledError`."""
    if start_method() == "fork":
        _give_back_memory()
        with Forks(count, prepare, *given) as forks:
            yield forks
        return
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _prepare_to_help, (prepare, *given)) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise KilledError from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for helper in multiprocessing.active_children():
                helper.terminate()
                helper.join()
            raise


def _give_back_memory() -> None:
    """Give what this process has let go of back to the system, before others are forked that would have it.

    The allocator of glibc keeps it, which after related posts were chosen are tens of megabytes.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _prepare_to_help(prepare: Callable[..., object], *given: Any) -> None:
    # Ctrl-C reaches all processes of a terminal; the one that has started this one sees to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    prepare(*given)


def _end_with_the_build() -> None:
    """Wait until the process that has started this one is gone, however it ended, and end too.

    A process of a pool waits for work for ever, and would keep the locks of a build that was killed.
    """
    import multiprocessing

    builder = multiprocessing.parent_process()
    if builder is not None:
        builder.join()
        os._exit(1)


def start_method() -> str:
    """Return how processes are started: forked where that can be, or else anew."""
    return "fork" if can_fork() else "spawn"


def in_batches(
    pool: Pool,
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    size: int,
    ahead: int,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Result]:
    """Yield what *work* makes of *items*, in their order, *size* at a time.

    No more than *ahead* batches wait to be taken, so that results do not pile up.  *meanwhile* is called
    once, when the first of them have been handed out.
    """
    batches = (items[start : start + size] for start in range(0, len(items), size))
    waiting = [pool.submit(work, batch) for batch in islice(batches, ahead)]
    meanwhile()
    while waiting:
        done = waiting.pop(0).result()
        waiting += [pool.submit(work, batch) for batch in islice(batches, 1)]
        yield from done


def in_company(
    pool: Pool,
    work: Callable[[Sequence[Item]], list[Result]],
    here: Callable[[Sequence[Item]], Iterable[Result]],
    items: Sequence[Item],
    size: int,
    helping: int,
) -> Iterator[Result]:
    """Yield what *work* makes of *items* in *helping* other processes, and *here* in this: the former in the
    order of the items, the latter in between.

    Helpers are given items from the start, this process takes its own from the end, and batches, of *size* at
    most, become smaller as less is left: so items that are near each other are mostly done by one process,
    and all processes end at about the same time.
    """
    start, end, waiting = 0, len(items), list[Promise[list[Result]]]()

    def few() -> int:
        return max(1, min(size, (end - start) // (4 * (helping + 1))))

    while start < end or waiting:
        while start < end and len(waiting) < 4 * helping:
            batch = items[start : start + few()]
            waiting.append(pool.submit(work, batch))
            start += len(batch)
        if start < end and not waiting[0].done():
            batch = items[end - few() : end]
            end -= len(batch)
            yield from here(batch)
        else:  # never a later one first: it may lean on what this one tells
            yield from waiting.pop(0).result()
