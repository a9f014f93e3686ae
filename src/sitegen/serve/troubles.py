"""The page that tells of mistakes: where, what, and the lines around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from sitegen.config.decode import visible
from sitegen.config.encoding import plain_lines
from sitegen.errors import Problem
from sitegen.serve.shown import Excerpt, Trouble

AROUND = 3
"""How many lines before and after the place are shown."""
_WIDEST = 400
_NOTHING = Excerpt(1, ())
_NOTE = "The page below is as it was before. This goes away when the files are mended."


def trouble_of(problems: Iterable[Problem], site: Path) -> Trouble:
    """Return the mistakes among *problems*, with what stands around them now in the files of the folder
    *site*."""
    found = [problem for problem in problems if not problem.warning]
    return Trouble(tuple([(problem, _around(problem, site)) for problem in found]))


def _around(problem: Problem, site: Path) -> Excerpt:
    """Return the lines around a problem; where the file is another by now, the line that was quoted."""
    number, file = problem.location.line, site / problem.location.path
    try:  # a pipe would keep everybody waiting
        text = file.read_text("utf-8-sig", "replace") if file.is_file() else ""
    except OSError:
        text = ""
    lines = plain_lines(text).split("\n") if text else []
    quoted = problem.offending
    if quoted and not (number <= len(lines) and lines[number - 1].rstrip() == quoted.rstrip()):
        return Excerpt(number, (quoted,))
    if number > len(lines):
        return _NOTHING
    first = max(0, number - 1 - AROUND)
    return Excerpt(first + 1, tuple([visible(line) for line in lines[first : number + AROUND]]))


def trouble_page(trouble: Trouble | None, script: str = "") -> str:
    """Return the whole page; *script* is an element for its head."""
    style = files("sitegen.serve").joinpath("troubles.css").read_text("utf-8")
    heading = _heading(trouble)
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(heading)}</title>\n<style>\n{style}</style>\n{script}</head>\n",
            f"<body>\n<main>\n<h1>{escape(heading)}</h1>\n",
            *(_body(trouble) if trouble else ()),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _heading(trouble: Trouble | None) -> str:
    if trouble is None:
        return "All is well"
    if trouble.failure:
        return "The site could not be built"
    count = len(trouble.mistakes)
    return "One mistake to mend" if count == 1 else f"{count} mistakes to mend"


def _body(trouble: Trouble) -> Iterator[str]:
    if trouble.failure:
        yield f'<p class="failure">{escape(trouble.failure)}</p>\n'
    else:
        yield f'<p class="note">{_NOTE}</p>\n'
    for problem, excerpt in trouble.mistakes:
        yield f'<section>\n<p class="place">{escape(str(problem.location))}</p>\n'
        yield f"<h2>{escape(problem.message)}</h2>\n"
        if excerpt.lines:
            lines = enumerate(excerpt.lines, start=excerpt.first)
            yield f"<pre>{''.join(_line(number, line, problem) for number, line in lines)}</pre>\n"
        if problem.hint:
            yield f'<p class="hint">{escape(problem.hint)}</p>\n'
        if problem.context:
            yield f'<p class="rule">{escape(problem.context)}</p>\n'
        yield f'<p class="rule">{escape(problem.rule)}</p>\n</section>\n'


def _line(number: int, line: str, problem: Problem) -> str:
    if number != problem.location.line:
        return f'<span class="line"><b>{number}</b>{escape(_cut(line))}</span>'
    start = problem.location.column - 1
    first = max(0, start - _WIDEST // 2)
    before, marked = line[first:start], line[start : start + max(problem.width, 1)] or " "
    after = line[start + len(marked) : first + _WIDEST]
    inner = f"{escape(before)}<mark>{escape(marked)}</mark>{escape(after)}"
    return f'<span class="line here"><b>{number}</b>{inner}</span>'


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"
