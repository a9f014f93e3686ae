"""How problems and results look, on a terminal and as JSON."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from textwrap import TextWrapper
from typing import Any

import click

from sitegen.errors import Problem
from sitegen.text import day_text

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
MAX_LINE = 160
"""Longest quoted source line, in characters; what stands around the place is shown."""

_WIDEST = 100


def show_problems(problems: Iterable[Problem]) -> None:
    """Print each problem with its line and a caret, then how many there are; on standard error."""
    found = sorted(problems)
    for problem in found:
        click.echo(_problem_text(problem), err=True)
    errors = sum(not problem.warning for problem in found)
    warnings = len(found) - errors
    files = len({problem.location.path for problem in found})
    if found:
        parts = [count(errors, "problem")] if errors else []
        parts += [count(warnings, "warning")] if warnings else []
        click.echo(f"{' and '.join(parts)} in {count(files, 'file')}.", err=True)


def visible_text(text: str) -> str:
    """Return *text* without characters that could steer the terminal."""
    return _CONTROLS.sub("�", text)


def _problem_text(problem: Problem) -> str:
    color = "yellow" if problem.warning else "red"
    word = "warning: " if problem.warning else ""
    place = click.style(f"{problem.location}:", bold=True)
    message = click.style(visible_text(word + problem.message), fg=color)
    rule = click.style(f"[{problem.rule}]", dim=True)
    lines = [f"{place} {message} {rule}"]
    if problem.offending.strip():
        lines += _quoted(problem, color)
    if problem.hint:
        lines.append(f"  {click.style('hint:', fg='cyan')} {problem.hint}")
    return "\n".join([*lines, ""])


def _quoted(problem: Problem, color: str) -> list[str]:
    """Return the source line with its number, and carets under what is meant."""
    number = str(problem.location.line)
    start = problem.location.column - 1
    first = max(0, start - MAX_LINE // 2) if len(problem.offending) > MAX_LINE else 0
    line = visible_text(problem.offending)[first : first + MAX_LINE]  # they could steer the terminal
    before = "".join("\t" if char == "\t" else " " * _cells(char) for char in line[: start - first])
    marked = line[start - first : start - first + max(problem.width, 1)]
    carets = "^" * max(1, sum(map(_cells, marked)))
    return [f"  {number} | {line}", f"  {' ' * len(number)} | {before}{click.style(carets, fg=color)}"]


def _cells(char: str) -> int:
    """Return how many columns of a terminal *char* takes."""
    from unicodedata import combining, east_asian_width

    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def count(number: int, noun: str) -> str:
    """Return `1 post`, `2 posts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
    if not sys.stdout.isatty():
        return line
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    wrapper = TextWrapper(
        width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(line)


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return a problem as `--format json` prints it."""
    return {
        "file": problem.location.path,
        "line": problem.location.line,
        "column": problem.location.column,
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


def show_json(record: Mapping[str, Any]) -> None:
    """Print *record* on standard output."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))
