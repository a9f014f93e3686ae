"""Processes that are forked from this one: work beside a build, and an executor that starts in no time.

A process that was forked sees all that was in memory, and costs some milliseconds; `multiprocessing` and the
executor of `concurrent.futures` take ten times as long to import and start.  Where none can be forked,
`executors` has another way.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, Generic, Protocol, Self, TypeVar

from sitegen.errors import SetupError, SitegenError

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = TypeVar("Outcome", covariant=True)

JOBS = 2
"""How many jobs have to be allowed for work to be done beside a process."""
_LENGTH = 8
_CHUNK = 1 << 20
_PR_SET_PDEATHSIG = 1


class Promise(Protocol[Outcome]):
    """What a `concurrent.futures.Future` is to those who wait for it."""

    def result(self) -> Outcome:
        """Wait, and return what came of the work or raise what it raised."""

    def done(self) -> bool:
        """Tell whether `result` need not wait."""


class KilledError(Exception):
    """A process was killed for which others wait."""


def can_fork() -> bool:
    """Tell whether this process can be forked: a thread would be lost half way, and libraries of macOS start
    some."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _fork() -> int | None:
    """Fork this process, and return what `os.fork` does; None: the system allows no more processes."""
    try:
        return os.fork()
    except OSError:
        return None


@contextmanager
def _in_the_fork(*closed: int) -> Iterator[None]:
    """Do what stands below in a process that was forked, which ends with it, whatever happens.

    The ends of pipes that are not its own are *closed*: who writes to what nobody reads ends, and who reads
    what nobody can write to.
    """
    status = 1
    try:
        # Ctrl-C reaches all processes of a terminal; the one that has started this one sees to it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for end in closed:
            os.close(end)
        yield
        status = 0
    finally:
        os._exit(status)


def _frame(value: object) -> bytes:
    """Return a value as it is sent from one process to another: its length, and itself, pickled."""
    said = pickle.dumps(value, 5)
    return len(said).to_bytes(_LENGTH, "big") + said


def _read_frame(pipe: IO[bytes]) -> bytes | None:
    """Return what is sent next, pickled; None: nothing, or not all of it."""
    length = int.from_bytes(pipe.read(_LENGTH), "big")
    said = pipe.read(length)
    return said if length and len(said) == length else None


# ---- work beside


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
    reading, writing = os.pipe()
    child = _fork() if can_fork() else None
    if child is None:
        os.close(reading)
        os.close(writing)
        return [_Nothing() for _work in works]
    if not child:
        with _in_the_fork(reading):
            _do_in_turn(works, writing)
    os.close(writing)
    process = _Process(child, reading, len(works))
    return [_Beside(process, number) for number in range(len(works))]


def _do_in_turn(works: Iterable[Callable[[], object]], writing: int) -> None:
    gc.disable()
    with os.fdopen(writing, "wb") as pipe:
        for work in works:
            pipe.write(_frame(work()))
            pipe.flush()


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
        said = _read_frame(self._pipe)
        if said is None:  # it failed, or was killed
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


class _Nothing:
    """The result of work that no process does."""

    def result(self) -> None:
        return None

    def done(self) -> bool:
        return True


def _drop(child: int, pipe: IO[bytes]) -> None:
    pipe.close()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)


# ---- an executor


class Forks:
    """An executor of so many processes; each first calls *prepare* with what is *given*, which it finds in
    memory.

    There are fewer where the system allows no more; `SetupError`: it allows none.  To be used in a `with`
    block; when that is left by an exception, the processes are ended at once.  Whoever waits for one that was
    killed gets a `KilledError`.
    """

    def __init__(self, count: int, prepare: Callable[..., object], *given: Any) -> None:
        self._helpers: list[_Helper] = []
        for _number in range(count):
            helper = self._start(prepare, given)
            if helper is not None:
                self._helpers.append(helper)
        if not self._helpers:
            raise SetupError("no other process can be started to help with the build; -j 1 needs none")

    def _start(self, prepare: Callable[..., object], given: tuple[Any, ...]) -> _Helper | None:
        (listening, asking), (reading, answering) = os.pipe(), os.pipe()
        parent, child = os.getpid(), _fork()
        if child is None:
            for end in (listening, asking, reading, answering):
                os.close(end)
            return None
        if not child:
            others = [end for helper in self._helpers for end in (helper.asking, helper.reading)]
            with _in_the_fork(asking, reading, *others):
                _end_with(parent)
                _serve(listening, answering, prepare, given)
        os.close(listening)
        os.close(answering)
        return _Helper(child, asking, reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_more: object) -> None:
        for helper in self._helpers:
            helper.stop(at_once=kind is not None)
        for helper in self._helpers:
            os.waitpid(helper.child, 0)

    def submit(self, fn: Callable[[Item], Result], item: Item, /) -> Promise[Result]:
        """Have the process that has least to do call *fn*, which it can import, with the *item*."""
        helper = min(self._helpers, key=lambda helper: helper.asked - helper.answered)
        rest = memoryview(_frame((fn, item)))
        number = helper.asked = helper.asked + 1
        while rest:
            if helper.asking in self._look(helper.asking):
                rest = rest[helper.tell(rest) :]
        return _Asked(self, helper, number)

    def wait_for(self, helper: _Helper, number: int) -> tuple[bool, Any]:
        """Return whether it went well what the *helper* was asked as *number*, and what came of it."""
        while number not in helper.outcomes:
            self._look()
        return helper.outcomes.pop(number)

    def has(self, helper: _Helper, number: int) -> bool:
        """Tell whether that need not be waited for."""
        if number not in helper.outcomes:
            self._look(timeout=0)
        return number in helper.outcomes

    def _look(self, asking: int | None = None, timeout: int | None = None) -> list[int]:
        """Wait until a process says something, all of which is read, or may be told something through
        *asking*; return the pipes that were ready.  So nobody waits for who waits for him."""
        poll = select.poll()
        for helper in self._helpers:
            poll.register(helper.reading, select.POLLIN)
        if asking is not None:
            poll.register(asking, select.POLLOUT)
        ready = [end for end, _event in poll.poll(timeout)]
        for helper in self._helpers:
            if helper.reading in ready:
                helper.hear()
        return ready


class _Helper:
    """The process *child*, which is asked through one pipe and answers through another."""

    def __init__(self, child: int, asking: int, reading: int) -> None:
        os.set_blocking(asking, False)
        self.child, self.asking, self.reading = child, asking, reading
        self.asked = self.answered = 0
        self.outcomes: dict[int, tuple[bool, Any]] = {}
        self._heard = bytearray()

    def tell(self, some: memoryview) -> int:
        """Write as much as there is room for, and return how much that is.  Raises `KilledError`."""
        try:
            return os.write(self.asking, some)
        except BrokenPipeError as error:
            raise KilledError from error

    def hear(self) -> None:
        """Read what was said.  Raises `KilledError`."""
        some = os.read(self.reading, _CHUNK)
        if not some:
            raise KilledError
        self._heard += some
        while len(self._heard) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._heard[:_LENGTH], "big")
            if len(self._heard) < end:
                break
            self.answered += 1
            self.outcomes[self.answered] = pickle.loads(memoryview(self._heard)[_LENGTH:end])
            self._heard = self._heard[end:]

    def stop(self, *, at_once: bool) -> None:
        os.close(self.asking)
        os.close(self.reading)
        if at_once:
            with suppress(ProcessLookupError):
                os.kill(self.child, signal.SIGTERM)


class _Asked(Generic[Outcome]):
    """What comes of something that a process was asked."""

    def __init__(self, forks: Forks, helper: _Helper, number: int) -> None:
        self._forks, self._helper, self._number = forks, helper, number

    def result(self) -> Outcome:
        """Wait; to be called once."""
        went_well, outcome = self._forks.wait_for(self._helper, self._number)
        if not went_well:
            raise outcome
        result: Outcome = outcome
        return result

    def done(self) -> bool:
        return self._forks.has(self._helper, self._number)


def _serve(listening: int, answering: int, prepare: Callable[..., object], given: tuple[Any, ...]) -> None:
    """Get ready, and answer until nobody asks any more."""
    gc.freeze()  # to look for cycles among what is shared would copy all of it
    _widen(answering)
    failure: Exception | None = None
    try:
        prepare(*given)
    except Exception as error:  # noqa: BLE001 -- whoever asks hears of it
        failure = error
    with os.fdopen(listening, "rb") as asked, os.fdopen(answering, "wb") as answers:
        while (said := _read_frame(asked)) is not None:
            answers.write(_frame((False, _told(failure))) if failure else _answer(said))
            answers.flush()


def _answer(said: bytes) -> bytes:
    fn, item = pickle.loads(said)
    try:
        return _frame((True, fn(item)))
    except Exception as error:  # noqa: BLE001 -- who asked raises it
        return _frame((False, _told(error)))


def _told(error: Exception) -> Exception:
    """Return *error* as it is told to another process: a mistake of ours with its trace, which is lost."""
    if not isinstance(error, SitegenError):
        import traceback

        error.add_note("".join(["in another process:\n", *traceback.format_tb(error.__traceback__)]))
    return error


def _end_with(parent: int) -> None:
    """Have the system end this process when *parent* ends, however that ends; Linux only.

    Elsewhere it ends when it has done what it was asked for last.
    """
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _widen(pipe: int) -> None:
    """Let who writes to a *pipe* go on while the other one is busy; Linux only."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)
