"""Tags on lines of their own around paragraphs, `<Note>` … `</Note>`, that the engine takes for words.

CommonMark takes such a tag for HTML and reads on behind the empty line.  Python-Markdown knows the names of
the elements that hold blocks, and takes every other tag for words of a line: it comes out in a paragraph of
its own, where nothing ends it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.markup.scan import CLOSE, OPEN, Tag, Token, Tokens, is_blank, opens
from sitegen.patterns import regex

WRAPPED = regex(r"<p>\s*</(?!p\b)[a-z]", re.IGNORECASE)
"""What HTML has where such an element ends."""


class _Lone(NamedTuple):
    """A paragraph of nothing but tags: from where to where it goes, and where the element begins that it is
    in (-1: in none)."""

    start: int
    end: int
    inside: int


def unwrap_lone_tags(tokens: Tokens) -> list[Token]:
    """Return *tokens* without the paragraphs around tags that stand alone, where each of these has its
    counterpart in another such paragraph of the same element."""
    lone = _lone_paragraphs(tokens)
    partners = _partners(tokens, lone)
    gone = {at for one in lone if one.start in partners for at in (one.start, one.end)}
    return [token for at, token in enumerate(tokens) if at not in gone]


def _lone_paragraphs(tokens: Tokens) -> list[_Lone]:
    found: list[_Lone] = []
    around, index = [-1], 0
    while index < len(tokens):
        token = tokens[index]
        end = _end_of_lone(tokens, index) if opens(token, "p") and not token.attributes else index
        if end > index:
            found.append(_Lone(index, end, around[-1]))
        elif isinstance(token, Tag) and token.kind is OPEN:
            around.append(index)
        elif isinstance(token, Tag) and token.kind is CLOSE and len(around) > 1:
            around.pop()
        index = end + 1
    return found


def _end_of_lone(tokens: Tokens, start: int) -> int:
    """Return where the paragraph ends that begins at *start*, if it holds only tags; else *start*."""
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if isinstance(token, Tag) and token.name == "p":
            return index if token.kind is CLOSE and index > start + 1 else start
        if not (is_blank(token) or (isinstance(token, Tag) and token.kind in (OPEN, CLOSE))):
            return start
    return start


def _partners(tokens: Tokens, lone: list[_Lone]) -> dict[int, set[int]]:
    """Return the starts of the paragraphs whose tags have their counterparts in others, each with those."""
    partners: dict[int, set[int]] = {one.start: set() for one in lone}
    begun: dict[int, list[tuple[str, int]]] = {}  # by what they are in: the tags that nothing has ended yet
    wrong = set[int]()
    for start, end, inside in lone:
        stack = begun.setdefault(inside, [])
        for tag in (token for token in tokens[start + 1 : end] if isinstance(token, Tag)):
            if tag.kind is OPEN:
                stack.append((tag.name, start))
            elif stack and stack[-1][0] == tag.name and stack[-1][1] != start:
                _name, other = stack.pop()
                partners[start].add(other)
                partners[other].add(start)
            else:
                wrong.add(start)
    wrong.update(start for stack in begun.values() for _name, start in stack)
    while wrong:
        one = wrong.pop()
        wrong |= partners.pop(one, set()) & partners.keys()
    return partners
