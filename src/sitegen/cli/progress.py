"""A line on the terminal that tells how far long work has come, and wipes itself."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from sitegen.cli.output import is_terminal

PATIENCE = 1.0
"""For how long nothing is said, in seconds."""
_DOING = {
    "convert": "converting",
    "render": "rendering",
    "publish": "writing",
    "switch": "publishing",
    "remember": "finishing",
}


class ProgressLine:
    """Rewrites one line of *stream*; None: nobody looks.  *stages* are all that were told of so far."""

    def __init__(self, stream: TextIO | None, now: Callable[[], float] = time.monotonic) -> None:
        self.stages: set[str] = set()
        self._stream, self._now = stream, now
        self._due = now() + PATIENCE
        self._length = 0

    def tell(self, stage: str, done: int, total: int) -> None:
        """Show how much of a stage is done (a `Progress`)."""
        self.stages.add(stage)
        if self._stream is None or self._now() < self._due:
            return
        doing = _DOING.get(stage, stage)
        self._write(f"{doing} {done:,} of {total:,}" if done else f"{doing} {total:,}")

    def say(self, said: str) -> None:
        """Say something that stays."""
        self.wipe()
        click.echo(said, err=True)

    def wipe(self) -> None:
        """Leave an empty line."""
        if self._length:
            self._write("")

    def _write(self, text: str) -> None:
        assert self._stream is not None
        back = "" if text else "\r"
        shown = f"\r{text:{self._length}}{back}"
        self._length = max(self._length, len(text))  # before: Ctrl-C may come while it is written
        self._stream.write(shown)
        self._stream.flush()
        self._length = len(text)


@contextmanager
def progress_line(unwanted: bool) -> Iterator[ProgressLine]:
    """Yield a line on standard error, if that is a terminal that can rewrite one; wipe it in the end."""
    able = is_terminal(sys.stderr) and os.environ.get("TERM", "dumb") != "dumb"
    line = ProgressLine(sys.stderr if able and not unwanted else None)
    try:
        yield line
    finally:
        line.wipe()
