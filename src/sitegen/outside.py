"""What ends a command from outside, in whatever exception it arrives: Ctrl-C, a system that gives no more.

Python, and libraries in C, put exceptions of their own around one that comes up while a module is loaded or a
class is made.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

_NO_ROOM = ("failed to map segment", "cannot allocate memory")
"""What is said of a library that does not fit into the memory."""
_NO_THREAD = "can't start new thread"


def was_interrupted(error: BaseException) -> bool:
    """Tell whether *error* comes of Ctrl-C."""
    return any(isinstance(one, KeyboardInterrupt) for one in _behind(error))


def why_refused(error: BaseException) -> str:
    """Return what the system did not give, if *error* comes of that; empty: it does not."""
    for one in _behind(error):
        said = str(one).lower()
        if isinstance(one, MemoryError) or (isinstance(one, OSError) and one.errno == errno.ENOMEM):
            return "there is not enough memory"
        if isinstance(one, ImportError | OSError) and any(words in said for words in _NO_ROOM):
            return "there is not enough memory"
        if isinstance(one, RuntimeError) and said == _NO_THREAD:
            return "there is not enough memory for a thread, or the system allows no more of them"
    return ""


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield *error*, what it comes of, and so on."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__context__ if one.__cause__ is None else one.__cause__
