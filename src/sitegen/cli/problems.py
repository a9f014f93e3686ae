"""How problems look: on a terminal, as JSON, and to GitHub."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable
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
"""From how many warnings, or mistakes, on a build has less to say of most of a kind, and of how many all."""


def show_problems(problems: Iterable[Problem], *, err: bool = True, whole: bool = True) -> None:
    """Print each problem with its line and a caret, file by file, then how many there are.

    They go to standard error, or, where they are what was asked for (*err* is false), to standard output.
    Where not the *whole* list was asked for, very many warnings are cut to the first of each kind, and of
    very many mistakes those that say what others have said get one line each.
    """
    found = sorted(problems)
    warnings = [problem for problem in found if problem.warning]
    mistakes = [problem for problem in found if not problem.warning]
    hidden = set() if whole else _further(warnings, lambda problem: problem.rule)
    brief = set() if whole else _further(mistakes, lambda problem: f"{problem.rule} {problem.message}")
    columns = columns_of(sys.stderr if err else sys.stdout)
    for problem in found:
        if id(problem) not in hidden:
            click.echo(_problem_text(problem, columns, brief=id(problem) in brief), err=err)
    if found:
        click.echo(counted_problems(found), err=err)
    if hidden:
        left = f"{len(hidden):,} of the warnings are like these and not shown"
        click.echo(f"{left}: sitegen check shows every one.", err=err)


def _further(found: Collection[Problem], kind_of: Callable[[Problem], str]) -> set[int]:
    """Return the ids of those that come after the first few of their kind, where very many were *found*."""
    if len(found) <= MANY:
        return set()
    seen = Counter[str]()
    further = set[int]()
    for problem in found:
        kind = kind_of(problem)
        seen[kind] += 1
        if seen[kind] > OF_A_KIND:
            further.add(id(problem))
    return further


def counted_problems(problems: Collection[Problem]) -> str:
    """Return `2 problems and 1 warning in 2 files.`"""
    warnings = sum(problem.warning for problem in problems)
    errors = len(problems) - warnings
    files = len({problem.location.path for problem in problems})
    parts = [count(errors, "problem")] if errors else []
    parts += [count(warnings, "warning")] if warnings else []
    return f"{' and '.join(parts)} in {count(files, 'file')}."


def _problem_text(problem: Problem, columns: int, *, brief: bool = False) -> str:
    """Return a problem as it is read; *columns* is how many the terminal has, 0: there is none.

    If *brief*, only where it is and what is said of it.
    """
    color = "yellow" if problem.warning else "red"
    word = "warning: " if problem.warning else ""
    lines = [_headline(problem, word, color, columns)]
    if brief:
        return lines[0]
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
