"""Cells that a table has no column for: engines leave out what stands in them.

Which these are depends on the engine: with one of them a bar in code ends a cell.  So the cells of a row that
may have too many get a mark each (see `marks.py`), and those are lost whose mark is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.checks.marks import insert_marks, make_marks
from sitegen.errors import Problem
from sitegen.markup.written import without_code
from sitegen.patterns import regex

_DELIMITERS = regex(
    r"""
    ^(?=[^\n]*\|)
    (?P<before>[ \t>]*+(?:(?:[-*+]|\d++[.)])[ \t]++)?)  # quotations, and the item of a list
    \|?+[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*$
    """,
    re.MULTILINE | re.VERBOSE,
)
_ROWS = regex(r"(?:\n[^\n]*[^\s>][^\n]*)*")
_LINE = regex(r"[^\n]+")
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_BAR = regex(r"(?<!\\)\|")


class _Row(NamedTuple):
    """A row of a table: how many *columns* that has, and the spans of the *cells* after so many."""

    columns: int
    cells: tuple[tuple[int, int], ...]


def lost_cell(checked: Checked) -> Iterator[Problem]:
    """A cell of a table that has no column, and is not on the page."""
    for key in checked.with_notes:
        if "<table" not in checked.document(key).html:
            continue
        body = checked.written(key).body
        for row in _in_no_column(checked, key, [*_long_rows(body)]):
            begins, ends = row.cells[0]
            words = body[begins:ends]
            message = f"{words!r} is in no column of the table, which has {row.columns}, and not on the page"
            hint = r"add a cell to the head of the table; a bar that is text is written \|"
            yield checked.in_body(key, "lost-cell", message, begins, ends - begins, hint)


def _long_rows(body: str) -> Iterator[_Row]:
    """Yield the rows that may have more cells than their table has columns; a bar in code may be no end."""
    plain = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
    for head in _DELIMITERS.finditer(without_code(body)):
        columns = len(_cells(plain, head.end("before"), head.end()))
        rows = _ROWS.match(plain, head.end())
        for line in _LINE.finditer(plain, *rows.span()) if rows else ():
            cells = [cell for cell in _cells(plain, *line.span())[columns:] if cell[0] < cell[1]]
            if cells:
                yield _Row(columns, tuple(cells))


def _cells(plain: str, begins: int, ends: int) -> list[tuple[int, int]]:
    """Return the spans of what the cells of a line hold, without blanks."""
    bars = [match.start() for match in _BAR.finditer(plain, begins, ends)]
    edges = [*pairwise([begins - 1, *bars, ends])]
    if bars and not plain[begins : bars[0]].strip(" \t>"):
        del edges[0]
    if bars and not plain[bars[-1] + 1 : ends].strip():
        del edges[-1]
    return [_trimmed(plain, left + 1, right) for left, right in edges]


def _trimmed(text: str, begins: int, ends: int) -> tuple[int, int]:
    whole = text[begins:ends]
    return begins + len(whole) - len(whole.lstrip()), begins + len(whole.rstrip())


def _in_no_column(checked: Checked, key: str, rows: list[_Row]) -> Iterator[_Row]:
    """Yield those of *rows* that have cells whose words are not on the page, each with these cells only."""
    if not rows:
        return
    body = checked.written(key).body
    cells = [cell for row in rows for cell in row.cells]
    marks = dict(zip(cells, make_marks(body, len(cells)), strict=True))
    tried = checked.tried(
        key, insert_marks(body, (((ends, ends), f" {mark}") for (_, ends), mark in marks.items()))
    )
    for row in rows:
        lost = tuple(cell for cell in row.cells if tried and marks[cell] not in tried.html)
        if lost:
            yield _Row(row.columns, lost)
