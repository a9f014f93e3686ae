"""How problems look: on a terminal, as JSON, and to GitHub."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from sitegen.cli.output import columns_of, count, fit
from sitegen.cli.quote import harmless, quote
from sitegen.errors import Problem

MAX_LINE = 160
"""Longest quoted source line where there is no terminal, in columns; of a longer one a part is shown."""
_NARROWEST = 30
MANY, OF_A_KIND = 50, 5
"""From how many on a build shows the first warnings, or mistakes, of a kind, and how many these are."""


def show_problems(problems: Iterable[Problem], *, err: bool = True, whole: bool = True) -> None:
    """Print each problem with its line and a caret, file by file, then how many there are.

    They go to standard error, or, where they are what was asked for (*err* is false), to standard output.
    Where not the *whole* list was asked for, very many warnings are cut to the first of each kind, and very
    many mistakes to the first of which the same is said.
    """
    found = sorted(problems)
    shown = found if whole else _worth_showing(found)
    stream = sys.stderr if err else sys.stdout
    columns = columns_of(stream)
    for problem in shown:
        click.echo(_problem_text(problem, columns), err=err)
    if found:
        click.echo(counted_problems(found), err=err)
    if len(shown) < len(found):
        warnings = sum(problem.warning for problem in found) - sum(problem.warning for problem in shown)
        mistakes = len(found) - len(shown) - warnings
        left = [f"{mistakes:,} of the problems"] if mistakes else []
        left += [f"{warnings:,} of the warnings"] if warnings else []
        said = f"{' and '.join(left)} are like these and not shown: sitegen check shows every one."
        click.echo(said, err=err)


def _worth_showing(found: Sequence[Problem]) -> Sequence[Problem]:
    """Return what to show of all that was *found*: where there are very many warnings, the first few of each
    rule; where there are very many mistakes, the first few of which the same is said, such as those of a key
    that stands in every text."""
    warnings = sum(problem.warning for problem in found)
    many = {True: warnings > MANY, False: len(found) - warnings > MANY}
    seen: Counter[tuple[str, str]] = Counter()
    shown: list[Problem] = []
    for problem in found:
        kind = problem.rule, "" if problem.warning else problem.message
        seen[kind] += 1
        if not many[problem.warning] or seen[kind] <= OF_A_KIND:
            shown.append(problem)
    return shown


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
    lines = [_headline(problem, word, color, columns)]
    if problem.offending.strip():
        lines += _quoted(problem, color, columns)
    if problem.hint:
        lines.append(_labelled("hint", "cyan", problem.hint, columns))
    if problem.context:
        lines.append(fit(f"  {harmless(problem.context)}", 2, columns))
    return "\n".join([*lines, ""])


def _headline(problem: Problem, word: str, color: str, columns: int) -> str:
    """Return the place, the message and the rule, folded between words, each in its style."""
    place, rule = f"{harmless(str(problem.location))}:", f"[{problem.rule}]"
    plain = fit(f"{place} {harmless(word + problem.message)} {rule}", 2, columns)
    if not (plain.startswith(place) and plain.endswith(rule)):  # folded in the middle of a name with blanks
        return plain
    message = click.style(plain[len(place) : -len(rule)], fg=color)
    return f"{click.style(place, bold=True)}{message}{click.style(rule, dim=True)}"


def _labelled(label: str, color: str, words: str, columns: int) -> str:
    line = fit(f"  {label}: {harmless(words)}", len(label) + 4, columns)
    return line.replace(f"{label}:", click.style(f"{label}:", fg=color), 1)


def _quoted(problem: Problem, color: str, columns: int) -> list[str]:
    """Return the source line with its number, and carets under what is meant."""
    number = str(problem.location.line)
    gutter = len(number) + 5
    room = max(columns - gutter, _NARROWEST) if columns else MAX_LINE
    shown = quote(problem.offending, problem.location.column, problem.width, room)
    carets = click.style("^" * shown.carets, fg=color)
    return [f"  {number} | {shown.line}", f"  {' ' * len(number)} | {' ' * shown.indent}{carets}"]


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
