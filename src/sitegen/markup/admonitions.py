"""Python-Markdown's admonitions (`!!! note "Title"` over an indented text) for an engine that has none.

Each is passed to the engine as a quotation, which holds whatever is in it, and which `mark_alerts` turns into
an admonition again.  So only the source changes, and only where the engine itself has found a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sitegen.markup.alerts import ADMONITION
from sitegen.patterns import regex

Lines = list[str]
FindParagraphs = Callable[[str], Sequence[tuple[int, int]]]
"""Tells where the paragraphs of a text are that stand in nothing else: numbers of the first line and of the
line after the last."""
_MARK = regex(r'!!! ?([\w-]+(?: +[\w-]+)*)(?: +"(.*)")? *')
_INDENT = regex(r"\A(?: {4}| {0,3}\t)")
_DEEPEST = 10
"""How many admonitions may stand in one another; each level is a walk over its text."""


def quote_admonitions(text: str, find_paragraphs: FindParagraphs, depth: int = 0) -> str:
    """Return *text* with a quotation for each admonition that stands in no list and no other quotation."""
    lines = text.split("\n")
    result: Lines = []
    position = 0
    for start, end in find_paragraphs(text):
        for number in range(start, end):
            mark = _MARK.fullmatch(lines[number]) if number >= position else None
            if mark:
                body_end = _body_end(lines, number + 1)
                result += lines[position:number]
                result += _quotation(mark, lines[number + 1 : body_end], find_paragraphs, depth)
                result.append("")  # lest the next line be taken for a part of the quotation
                position = body_end
    return "\n".join([*result, *lines[position:]]) if position else text


def _body_end(lines: Lines, start: int) -> int:
    """Return the number of the line after the indented text that begins at *start*."""
    end = start
    for number in range(start, len(lines)):
        if _INDENT.match(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
    return end


def _quotation(mark: re.Match[str], body: Lines, find_paragraphs: FindParagraphs, depth: int) -> Lines:
    text = "\n".join([_INDENT.sub("", line, count=1) for line in body])
    if depth < _DEEPEST and "!!!" in text:
        text = quote_admonitions(text, find_paragraphs, depth + 1)
    classes = " ".join(mark[1].lower().split())
    title = mark[2] if mark[2] is not None else classes.partition(" ")[0].capitalize()
    return [f"> {line}" for line in (ADMONITION.format(classes) + title, "", *text.split("\n"))]
