"""Where work is done: in this process, or in several.  Whatever is a `concurrent.futures.Executor` fits.

Neither that nor `multiprocessing` is imported before there are several: that takes as long as to verify a
site of which nothing has changed.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import IO, Any, Generic, NoReturn, Protocol, TypeVar

from sitegen.errors import SetupError

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = TypeVar("Outcome", covariant=True)


_LENGTH = 8
JOBS = 2
"""How many jobs have to be allowed for work to be done beside a process."""


class Promise(Protocol[Outcome]):
    """What a `concurrent.futures.Future` is to those who wait for it."""

    def result(self) -> Outcome:
        """Wait, and return what came of the work or raise what it raised."""

    def done(self) -> bool:
        """Tell whether `result` need not wait."""


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
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    _give_back_memory()
    context = multiprocessing.get_context(start_method())
    with ProcessPoolExecutor(count, context, _prepare_to_help, (prepare, *given)) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise SetupError(
                "a process that helped with the build was killed; is there enough memory?"
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # nobody wants the rest
            for (
                helper
            ) in multiprocessing.active_children():  # nor what would be written after all was dropped
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
    gc.freeze()  # to look for cycles among what is shared would copy all of it
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


def beside(work: Callable[[], Outcome]) -> Promise[Outcome | None]:
    """Do the *work* in a process of its own, which is forked now and ends with it; it is worth it where two
    `JOBS` are allowed.

    What it changes is lost, and what it returns has to be picklable.  The result is None where no process
    could be forked or where it has failed, for whatever reason: then the work is to be done here, and if it
    can't be, that tells why.
    """
    there: Promise[Outcome | None] = beside_in_turn(work)[0]
    return there


def beside_in_turn(*works: Callable[[], Any]) -> list[Promise[Any]]:
    """Do several *works*, one after the other, in one process as `beside` does.

    Each can be waited for when it is done; where one fails, so do those after it.
    """
    if not _can_fork():
        return [_Done(None) for _work in works]
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work_beside(works, reading, writing)
    os.close(writing)
    process = _Process(child, reading, len(works))
    return [_Beside(process, number) for number in range(len(works))]


def _can_fork() -> bool:
    """Tell whether this process can be forked: a thread would be lost half way, and libraries of macOS start
    some."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _work_beside(works: Iterable[Callable[[], object]], reading: int, writing: int) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.close(reading)  # who writes to a pipe that nobody reads ends
        gc.disable()
        with os.fdopen(writing, "wb") as pipe:
            for work in works:
                said = pickle.dumps(work(), 5)
                pipe.write(len(said).to_bytes(_LENGTH, "big") + said)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


class AtHand(Generic[Item, Outcome]):
    """A process that gets ready, and then waits to be asked."""

    def __init__(self, there: Promise[Outcome | None], asking: int) -> None:
        self._there, self._asking = there, asking
        self._drop = weakref.finalize(self, os.close, asking)

    def ask(self, question: Item) -> Promise[Outcome | None]:
        """Hand over the *question*, which has to be picklable; to be called once.  The result is None where
        `beside` says so."""
        self._drop.detach()
        with suppress(BrokenPipeError), os.fdopen(self._asking, "wb") as pipe:  # it has failed already
            pickle.dump(question, pipe, 5)
        return self._there


def at_hand(get_ready: Callable[[], Callable[[Item], Outcome]]) -> AtHand[Item, Outcome]:
    """Have a process of its own, which is forked now, get ready for a question that is known later, and
    answer it by what *get_ready* returns.  `beside` says more."""
    listening, asking = os.pipe()

    def work() -> Outcome:
        os.close(asking)
        answer = get_ready()
        with os.fdopen(listening, "rb") as pipe:
            question: Item = pickle.load(pipe)  # EOFError: nobody asks
        return answer(question)

    there = beside(work)
    os.close(listening)
    return AtHand(there, asking)


class _Process:
    """The process *child*, which writes so *many* results to a pipe.

    If nobody waits for all of them, it is ended, at the latest with this process: it has a share in the
    build's lock.
    """

    def __init__(self, child: int, reading: int, many: int) -> None:
        self.child, self._many = child, many
        self._pipe = os.fdopen(reading, "rb")
        self._results: list[Any] = []
        self._drop = weakref.finalize(self, _drop, child, self._pipe)

    def result(self, number: int) -> Any:
        """Wait for a result; None: it has failed."""
        while len(self._results) <= number and self._drop.alive:
            self._results.append(self._next())
            if len(self._results) == self._many:
                self._drop()
        return self._results[number] if self.has(number) else None

    def has(self, number: int) -> bool:
        """Tell whether a result need not be waited for."""
        return number < len(self._results)

    def _next(self) -> Any:
        length = int.from_bytes(self._pipe.read(_LENGTH), "big")
        said = self._pipe.read(length)
        if not length or len(said) < length:  # it failed, or was killed
            self._drop()
            return None
        return pickle.loads(said)


class _Beside(Generic[Outcome]):
    """What is waited for: a result of a process."""

    def __init__(self, process: _Process, number: int) -> None:
        self.process, self._number = process, number

    def result(self) -> Outcome | None:
        """Wait."""
        result: Outcome | None = self.process.result(self._number)
        return result

    def done(self) -> bool:
        return self.process.has(self._number)


def _drop(child: int, pipe: IO[bytes]) -> None:
    pipe.close()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)


def start_method() -> str:
    """Return how processes are started: forked, unless a thread is running that would be lost half way."""
    import multiprocessing

    return "fork" if _can_fork() and "fork" in multiprocessing.get_all_start_methods() else "spawn"


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
    """Yield, in no certain order, what *work* makes of *items* in *helping* other processes, and *here* in
    this.

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
        done = next((promise for promise in waiting if promise.done()), None)
        if done is None and start < end:
            batch = items[end - few() : end]
            end -= len(batch)
            yield from here(batch)
            continue
        done = done or waiting[0]
        waiting.remove(done)
        yield from done.result()
