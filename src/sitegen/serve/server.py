"""The story of `sitegen serve`: take the port, build, serve; build again whenever something is touched.

Builds are made by the main thread, which Ctrl-C interrupts wherever it is: a build may be stopped at any
moment.
"""

from __future__ import annotations

import errno
import queue
import signal
import socket
import sys
import time
from asyncio import AbstractEventLoop, new_event_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Thread
from typing import Any, Protocol

import uvicorn
from msgspec import Struct

from sitegen.build import Request
from sitegen.errors import SetupError
from sitegen.executors import collecting_rarely
from sitegen.serve.app import Preview, make_app
from sitegen.serve.building import Builder, Built, building
from sitegen.serve.shown import Shown
from sitegen.serve.watching import Touched, Watcher

_BACKLOG = 128
_NEW_OBJECTS = 70_000
"""After how many objects that stayed cycles are looked for: each build leaves some."""
_LOADING = 0.1
"""How long, in seconds, browsers have to load a page anew before another build takes the processor."""
_SAVING = 0.05
"""How long, in seconds, a file with a mistake may still be in the middle of being saved."""
_AGAIN, _AT_LAST = 1.0, 60.0
"""After how long, in seconds, a build that the machine did not let end is tried again: first, and at last."""
_TURN = 1.0
"""How often, in seconds, the main thread wakes, for systems on which a signal does not wake it."""


class Address(Struct, frozen=True):
    """Where the site is served; port 0 is any that is free."""

    host: str
    port: int


class Talk(Protocol):
    """Tells the writer what goes on."""

    def progress(self, stage: str, done: int, total: int, /) -> None:
        """Say how far the first build has come (a `Progress`)."""

    def say(self, sentence: str) -> None:
        """Say something that stays."""

    def serving(self, url: str) -> None:
        """Say where the site can be seen."""

    def built(self, built: Built) -> None:
        """Say what became of a build."""


def serve(request: Request, address: Address, talk: Talk) -> None:
    """Serve the site of *request* until Ctrl-C, which is raised.

    Raises `SetupError` when there is no site, the address can't be had, or files can't be watched.
    """
    ended = _end_on_signals()
    with (
        building(request, talk.say) as builder,
        _listening(address) as taken,
        collecting_rarely(_NEW_OBJECTS),
    ):
        preview = Preview()
        built = builder.build(progress=talk.progress)
        talk.built(built)
        preview.show(built.shown)
        with _answering(preview, taken, address) as show:
            talk.serving(_url(taken, address, built.shown))
            _keep_building(builder, built, show, talk, ended)


def _end_on_signals() -> Event:
    """Raise KeyboardInterrupt when somebody wants to end this, and set the event that is returned: where the
    exception was raised in a place that swallows it, such as a callback of an import, the event tells."""
    ended, say = Event(), sys.unraisablehook

    def end(*_given: object) -> None:
        ended.set()
        raise KeyboardInterrupt

    def say_others(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is not KeyboardInterrupt:
            say(lost)

    sys.unraisablehook = say_others
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    closed = getattr(signal, "SIGHUP", None)  # what the terminal's end is told by, unless `nohup` says no
    if closed and signal.getsignal(closed) != signal.SIG_IGN:
        signal.signal(closed, end)
    return ended


def _keep_building(
    builder: Builder, built: Built, show: Callable[[Shown], None], talk: Talk, ended: Event
) -> None:
    """Build whenever something was touched, after a first build that was told of.

    What was touched while a build ran, or right after it, is looked at before anything is said of mistakes:
    files may have been in the middle of a change, and many a program that saves empties a file before it
    writes.  What takes longest to find out is found out when the rest is shown.  Nothing has to be touched
    where time changes the site, or where the machine did not let a build end: there may be room on the disk
    again.
    """
    touched: queue.SimpleQueue[Touched | SetupError] = queue.SimpleQueue()
    pause = _AGAIN
    with Watcher(builder.request.site, touched.put) as watcher:
        while True:
            watcher.watch_too(builder.reads)
            is_due = built.hasty and _is_quiet(touched, _LOADING)
            now = frozenset[str]() if is_due else _wait(touched, ended, alarm(built, pause))
            before, built = built, builder.build(now, hasty=not is_due)
            if built.shown.trouble and not _is_quiet(touched, _SAVING):
                continue
            pause = min(2 * pause, _AT_LAST) if now == frozenset() and built.failure else _AGAIN
            if now == frozenset() and built.failure and built.failure == before.failure:
                continue  # it was said
            is_new = bool(before.shown.trouble) or not built.changes_nothing
            if is_new:
                show(built.shown)
            if is_new or not set(built.problems) <= set(before.problems):  # a warning may change no page
                talk.built(built)


def _is_quiet(touched: queue.SimpleQueue[Touched | SetupError], moment: float) -> bool:
    """Tell whether nothing is touched for a *moment*, in seconds, in which browsers can have what was just
    built: this thread and the one that answers them take turns."""
    if touched.empty():
        time.sleep(moment)
    return touched.empty()


def alarm(built: Built, pause: float) -> Callable[[], bool]:
    """Return what tells that another build may come to something else, though nothing was touched."""
    if built.failure:
        again = time.monotonic() + pause
        return lambda: time.monotonic() >= again
    due = built.due
    return lambda: due is not None and datetime.now(due.tzinfo) >= due


def _wait(
    touched: queue.SimpleQueue[Touched | SetupError], ended: Event, rings: Callable[[], bool]
) -> Touched:
    """Return all that was touched by now, if need be after waiting for it; nothing when it *rings*.

    Raises KeyboardInterrupt.
    """
    found: Touched = frozenset()
    while found == frozenset() and not rings():
        if ended.is_set():
            raise KeyboardInterrupt
        with suppress(queue.Empty):
            found = _joined(found, touched.get(timeout=_TURN))
    while not touched.empty():
        found = _joined(found, touched.get())
    return found


def _joined(one: Touched, more: Touched | SetupError) -> Touched:
    if isinstance(more, SetupError):
        raise more
    return None if one is None or more is None else one | more


# ---- the network


@contextmanager
def _listening(address: Address) -> Iterator[socket.socket]:
    """Take an address; who asks before there is something to show, waits."""
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        taken = socket.create_server((address.host, address.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise SetupError(_why_not(error, address)) from None
    except OverflowError:
        raise SetupError(f"there is no port {address.port}") from None
    # An answer is its head, and then its body, which would wait for the browser to say that it has the head.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with taken:
        yield taken


def _why_not(error: OSError, address: Address) -> str:
    if error.errno == errno.EADDRINUSE:
        hint = "another sitegen serve may be running; choose another with --port, 0 for any that is free"
        return f"port {address.port} is in use; {hint}"
    if error.errno == errno.EACCES:
        return f"port {address.port} may not be used by you; choose one above 1023 with --port"
    why = (error.strerror or "").partition(" (while ")[0]  # Python adds what it was doing
    return f"{address.host} is no address of this machine: {why}"


def _url(taken: socket.socket, address: Address, shown: Shown) -> str:
    host, port = address.host, taken.getsockname()[1]
    name = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}{shown.site.base if shown.site else '/'}"


@contextmanager
def _answering(preview: Preview, taken: socket.socket, address: Address) -> Iterator[Callable[[Shown], None]]:
    """Answer requests in another thread, and yield what shows another state."""
    config = uvicorn.Config(
        make_app(preview, address.host),
        log_config=None,
        log_level="error",  # that somebody asks by https is no news to the writer
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server, loop = uvicorn.Server(config), new_event_loop()
    thread = Thread(target=_run, args=(loop, server, taken), daemon=True)
    thread.start()
    try:
        yield lambda shown: _do(loop, preview.show, shown)
    finally:
        server.should_exit = True
        _do(loop, preview.end)
        thread.join(2.0)


def _run(loop: AbstractEventLoop, server: uvicorn.Server, taken: socket.socket) -> None:
    loop.run_until_complete(server.serve([taken]))
    loop.close()


def _do(loop: AbstractEventLoop, work: Callable[..., object], *given: Any) -> None:
    with suppress(RuntimeError):  # it has ended
        loop.call_soon_threadsafe(work, *given)
