"""Paragraphs end where something begins that no paragraph can hold, and none is around that.

A `<footer>` that a writer puts under the lines of a quotation comes out inside their `<p>`, and so do
a `<div>` or a list behind words of a line, as Blogger writes them.  No browser leaves them there: each ends
the paragraph itself, and what was to be its end becomes an empty one.
"""

from __future__ import annotations

import re

from sitegen.markup.balance import ENDS_PARAGRAPHS
from sitegen.markup.scan import (
    OPEN,
    Tag,
    Token,
    Tokens,
    closes,
    element_end,
    end_tag,
    is_text,
    opens,
    start_tag,
    step,
)
from sitegen.patterns import regex

_ENDING = ENDS_PARAGRAPHS - {"p"}
AROUND_BLOCK = regex(rf"<p\b[^<>]*>\s*<(?:{'|'.join(sorted(ENDS_PARAGRAPHS))})\b", re.IGNORECASE)
"""A paragraph that begins with what none can hold, as Python-Markdown makes of HTML in an item of a list."""
_START, _END = start_tag("p"), end_tag("p")


def end_paragraphs(tokens: Tokens) -> list[Token]:
    """Return *tokens* with nothing in a paragraph that ends it; in emphasis or in a link it is left."""
    result: list[Token] = []
    is_open, depth, index = False, 0, 0  # depth: of the elements open in the paragraph
    while index < len(tokens):
        token = tokens[index]
        if is_open and depth == 0 and isinstance(token, Tag) and token.kind is OPEN and token.name in _ENDING:
            _end(result)
            end = element_end(tokens, index)
            inside = _stray_end(tokens, index, end)
            result += [*tokens[index:inside], *tokens[inside + 1 : end]]
            index = _skip_end(tokens, end) if inside == end else end
            is_open = index == end == inside
            if is_open:
                result += ["\n", _START]
            continue
        if opens(token, "p") or closes(token, "p"):
            is_open, depth = opens(token, "p"), 0
        elif isinstance(token, Tag):
            depth += step(token)
        result.append(token)
        index += 1
    return result


def _stray_end(tokens: Tokens, start: int, end: int) -> int:
    """Return where between *start* and *end* a paragraph ends that began before; *end*: none does."""
    depth = 0
    for index in range(start, end):
        depth += opens(tokens[index], "p") - closes(tokens[index], "p")
        if depth < 0:
            return index
    return end


def unwrap_blocks(tokens: Tokens) -> list[Token]:
    """Return *tokens* without the paragraphs around what no paragraph can hold; one with attributes for code
    is a `<div>`, and others with attributes are left as they are."""
    result: list[Token] = []
    depth, attributes = -1, ""  # depth: of the paragraphs inside of one that is left out; -1: there is none
    for index, token in enumerate(tokens):
        is_paragraph = opens(token, "p") or closes(token, "p")
        if depth >= 0 and is_paragraph:
            depth += 1 if opens(token, "p") else -1
            if depth < 0:
                result += [end_tag("div")] if attributes else []
                continue
        elif is_paragraph and _is_around_block(tokens, index):
            depth, attributes = 0, _attributes(token)
            result += [start_tag("div", attributes)] if attributes else []
            continue
        result.append(token)
    return result


def _is_around_block(tokens: Tokens, index: int) -> bool:
    """Tell whether a paragraph that is to be left out begins at *index*."""
    if not opens(tokens[index], "p"):
        return False
    inside = tokens[index + 1 : index + 3]
    if inside and is_text(inside[0]) and not inside[0].strip():
        inside = inside[1:]
    first = inside[0] if inside else ""
    if not isinstance(first, Tag) or first.kind is not OPEN:
        return False
    return first.name == "pre" if _attributes(tokens[index]) else first.name in ENDS_PARAGRAPHS


def _attributes(token: Token) -> str:
    return token.attributes if isinstance(token, Tag) else ""


def _end(result: list[Token]) -> None:
    """End the paragraph at the end of *result*, or take it out when it is empty."""
    if is_text(result[-1]):
        result[-1] = result[-1].rstrip()
    if not result[-1]:
        result.pop()
    if opens(result[-1], "p"):
        result.pop()
    else:
        result += [_END, "\n"]


def _skip_end(tokens: Tokens, index: int) -> int:
    """Return the index after the end of a paragraph in which nothing is left at *index*; else *index*."""
    end = index + (index < len(tokens) and is_text(tokens[index]) and not tokens[index].strip())
    return end + 1 if end < len(tokens) and closes(tokens[end], "p") else index
