"""Regular expressions that are compiled when they are first used.

A command imports far more of them than it needs: of the 126 that an edit of one post imports, it uses 32.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the pattern *source*, as `re.compile` does; a mistake in it is raised when it is first used.

    It has all that patterns have, but is none: the functions of `re` don't take it.
    """
    return cast("re.Pattern[AnyStr]", _Late(source, flags))


class _Late:
    """What is compiled when something is asked of it, and then has what was asked for itself."""

    def __init__(self, source: Any, flags: int) -> None:
        self.made_of = source, flags

    def __reduce__(self) -> Any:
        return regex, self.made_of

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self.made_of), name)  # `re` remembers what it has compiled
        self.__dict__[name] = found
        return found
