"""How results look, on a terminal and as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import TextWrapper
from typing import Any, TextIO

import click

from sitegen.text import day_text

_WIDEST = 100


def count(number: int, noun: str) -> str:
    """Return `1 post`, `2 posts`, `2 addresses`."""
    plural = "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{'' if number == 1 else plural}"


def moment_text(at: datetime) -> str:
    """Return `1 December 2026, 08:00 (Europe/London)`."""
    time = f"{at:%H:%M:%S}".removesuffix(":00")
    return f"{day_text(at)}, {time} ({at.tzinfo})"


def utc_text(at: datetime) -> str:
    """Return `2026-12-01T08:00:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def folded(line: str, indent: int = 2) -> str:
    """Return *line* as it fits into a terminal, what comes after its first line indented; elsewhere as it is.

    Paths are left whole, so that they can be copied.
    """
    return fit(line, indent, columns_of(sys.stdout))


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether *stream* is a terminal; programs that run without one may have closed it (None)."""
    return stream is not None and stream.isatty()


def columns_of(stream: TextIO | None) -> int:
    """Return how wide the terminal is that *stream* is; 0: it is none."""
    return shutil.get_terminal_size().columns if is_terminal(stream) else 0


def fit(line: str, indent: int, columns: int) -> str:
    """Return *line* as it fits into so many *columns*; 0: as it is."""
    if not columns:
        return line
    wrapper = TextWrapper(
        min(columns, _WIDEST), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(line)


def say_refused(texts: int) -> None:
    """Say on standard error how many *texts* were left out since there are mistakes in them."""
    if texts:
        were = "was" if texts == 1 else "were"
        click.echo(f"{count(texts, 'text')} {were} refused and left out: sitegen check says why.", err=True)


def show_json(record: Mapping[str, Any]) -> None:
    """Print *record* on standard output."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))
