"""How far long work has come, for those who wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]
"""Is told a stage, how much of it is done, and of how much.  The stages of a build are `convert`, `render`,
`publish` (the new site is written beside the old), `switch` and `remember` (the new one is public)."""
PAUSE = 0.1
"""How often it is told at most within a stage, in seconds."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """The `Progress` for those who do not care."""


def counted(
    items: Iterable[Item],
    stage: str,
    total: int,
    progress: Progress,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[Item]:
    """Yield *items*, and tell *progress* how many of the *total* have come."""
    due = now()
    for done, item in enumerate(items, start=1):
        if now() >= due:
            progress(stage, done, total)
            due = now() + PAUSE
        yield item
