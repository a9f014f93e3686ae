"""The signals by which somebody ends a command: Ctrl-C, SIGTERM, and SIGHUP of a terminal that is closed.

Each is a KeyboardInterrupt, so that what was begun is taken back, and folders for temporary files go.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a command that Ctrl-C has ended."""
_AGAIN = 0.05
"""How long after an interrupt was lost, in seconds, it comes once more."""
_came: list[int] = []


def heed_signals() -> None:
    """Raise KeyboardInterrupt at each of them from now on; one that is to be ignored (`nohup`) stays so."""
    process, say = os.getpid(), sys.unraisablehook

    def end(number: int, _frame: object) -> None:
        if os.getpid() != process:  # it was forked a moment ago, and has nothing to take back
            os._exit(128 + number)
        _came.append(number)
        if number != signal.SIGINT:  # a system that shuts down sends several
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    def say_others(lost: sys.UnraisableHookArgs) -> None:
        """Interrupt again where it was lost, as in a callback while a module is loaded."""
        if lost.exc_type is not KeyboardInterrupt:
            say(lost)
        elif os.getpid() == process:
            timer = threading.Timer(_AGAIN, _interrupt)
            timer.daemon = True  # a command that has ended by then needs no interrupt
            timer.start()

    sys.unraisablehook = say_others
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, end)


def _interrupt() -> None:
    """Send the main thread what Ctrl-C sends, so that it waits for nothing any more."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)


def exit_code(code: int) -> int:
    """Return *code*, with which a command ends; where another signal has interrupted it, that signal's."""
    return 128 + _came[0] if code == INTERRUPTED and _came else code
