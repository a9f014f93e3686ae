"""How problems and results look, on a terminal and as JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

import click

from sitegen.cli.quote import harmless, quote
from sitegen.errors import Problem
from sitegen.text import day_text

MAX_LINE = 160
"""Longest quoted source line where there is no terminal, in columns; what stands around the place is shown."""
_NARROWEST = 30

_WIDEST = 100


def show_problems(problems: Iterable[Problem], *, err: bool = True) -> None:
    """Print each problem with its line and a caret, file by file, then how many there are.

    They go to standard error, or, where they are what was asked for (*err* is false), to standard output.
    """
    found = sorted(problems)
    stream = sys.stderr if err else sys.stdout
    columns = shutil.get_terminal_size().columns if stream.isatty() else 0
    for problem in found:
        click.echo(_problem_text(problem, columns), err=err)
    if found:
        click.echo(counted_problems(found), err=err)


def counted_problems(problems: Collection[Problem]) -> str:
    """Return `2 problems and 1 warning in 2 files.`"""
    warnings = sum(problem.warning for problem in problems)
    errors = len(problems) - warnings
    files = len({problem.location.path for problem in problems})
    parts = [count(errors, "problem")] if errors else []
    parts += [count(warnings, "warning")] if warnings else []
    return f"{' and '.join(parts)} in {count(files, 'file')}."


def _problem_text(problem: Problem, columns: int) -> str:
    """Return a problem as it is read; *columns* is how many the terminal has, 0: there is none."""
    color = "yellow" if problem.warning else "red"
    word = "warning: " if problem.warning else ""
    place = click.style(f"{harmless(str(problem.location))}:", bold=True)
    message = click.style(harmless(word + problem.message), fg=color)
    rule = click.style(f"[{problem.rule}]", dim=True)
    lines = [f"{place} {message} {rule}"]
    if problem.offending.strip():
        lines += _quoted(problem, color, columns)
    if problem.hint:
        lines.append(_labelled("hint", "cyan", problem.hint, columns))
    if problem.context:
        lines.append(_folded(f"  {harmless(problem.context)}", 2, columns))
    return "\n".join([*lines, ""])


def _labelled(label: str, color: str, words: str, columns: int) -> str:
    line = _folded(f"  {label}: {harmless(words)}", len(label) + 4, columns)
    return line.replace(f"{label}:", click.style(f"{label}:", fg=color), 1)


def _quoted(problem: Problem, color: str, columns: int) -> list[str]:
    """Return the source line with its number, and carets under what is meant."""
    number = str(problem.location.line)
    gutter = len(number) + 5
    room = max(columns - gutter, _NARROWEST) if columns else MAX_LINE
    shown = quote(problem.offending, problem.location.column, problem.width, room)
    carets = click.style("^" * shown.carets, fg=color)
    return [f"  {number} | {shown.line}", f"  {' ' * len(number)} | {' ' * shown.indent}{carets}"]


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
    return _folded(line, indent, shutil.get_terminal_size().columns if sys.stdout.isatty() else 0)


def _folded(line: str, indent: int, columns: int) -> str:
    """Return *line* as it fits into so many *columns*; 0: as it is."""
    if not columns:
        return line
    wrapper = TextWrapper(
        min(columns, _WIDEST), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(line)


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return a problem as `--format json` prints it."""
    return {
        "file": problem.location.path,
        "line": problem.location.line,
        "column": problem.location.column,
        "end_column": problem.location.column + problem.width,
        "severity": "warning" if problem.warning else "error",
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
        "context": problem.context,
    }


def show_for_github(problems: Iterable[Problem], site: Path) -> None:
    """Print *problems* as GitHub Actions shows them beside the lines of a pull request.

    (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)  Paths there begin at the
    repository, in which *site* may be a folder.
    """
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    for problem in sorted(problems):
        click.echo(_github_command(problem, Path(os.path.relpath(site, root), problem.location.path)))


def _github_command(problem: Problem, path: Path) -> str:
    line, column = problem.location.line, problem.location.column
    where = {
        "file": path.as_posix(),
        "line": str(line),
        "col": str(column),
        "endColumn": str(column + problem.width),
        "title": f"sitegen: {problem.rule}",
    }
    options = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in where.items())
    words = "\n".join(filter(None, (problem.message, problem.hint, problem.context)))
    return f"::{'warning' if problem.warning else 'error'} {options}::{_escaped(words)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in text)


def show_json(record: Mapping[str, Any]) -> None:
    """Print *record* on standard output."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))
