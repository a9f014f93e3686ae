"""The part of a post that lists show: what stands before `<!--more-->`, cut out of the finished HTML."""

from __future__ import annotations

import re

from sitegen.markup.balance import balanced
from sitegen.markup.ids import join_among_others
from sitegen.markup.plain import is_footnotes, running
from sitegen.markup.scan import (
    ASIDE,
    CLOSE,
    HEADING_LEVELS,
    OPEN,
    Landmarks,
    Tag,
    Token,
    Tokens,
    find_landmarks,
    is_blank,
    kind_of,
    opens,
    words,
)
from sitegen.patterns import regex

# WordPress has words of the link in the marker, `<!--more Read on-->`, and so has Nikola, `TEASER_END: Read`.
_MARKER = regex(
    r"<!--(?:\s*(?:more|truncate|pelican_end_summary|teaser_end(?::(?:(?!-->).)*)?)\s*"
    r"|more\s(?:(?!-->).)*)-->",
    re.IGNORECASE | re.DOTALL,
)
"""Where an excerpt ends, as most programs say it, as Docusaurus, a plugin of Pelican, and Nikola."""
# What may vanish with a marker that is all it holds; an empty cell must stay.
_SHELLS = words("p li ul ol dl dd blockquote div section span em strong b i")
_SHOWN = words("img pre iframe video audio object embed svg math input button canvas")


def find_marker(landmarks: Landmarks) -> int | None:
    """Return the index of the first marker; one inside the footnotes is none."""
    for index, tag in landmarks:
        if _is_marker(tag):
            return index
        if tag.kind is OPEN and is_footnotes(tag):
            return None
    return None


def _is_marker(tag: Tag) -> bool:
    return tag.kind is ASIDE and _MARKER.fullmatch(tag) is not None


def remove_markers(tokens: list[Token], landmarks: Landmarks) -> list[Token]:
    """Return *tokens* without the markers, and without the elements that held nothing else."""
    kept: list[Token] = []
    position = 0
    for index, tag in landmarks:
        if _is_marker(tag):
            kept += tokens[position:index]
            position = _drop_shells(tokens, index + 1, kept)
    return [*kept, *tokens[position:]]


def _drop_shells(tokens: Tokens, position: int, kept: list[Token]) -> int:
    """Drop from *kept* what only held the marker that stood before *position*; return where to go on."""
    _drop_blanks(kept)
    while position < len(tokens):
        token = tokens[position]
        if is_blank(token):
            kept.append(token)
        elif _closes_shell(token, kept):
            kept.pop()
            _drop_blanks(kept)
        else:
            break
        position += 1
    return position


def _drop_blanks(kept: list[Token]) -> None:
    """Drop a line break at the end that only the marker stood behind."""
    if len(kept) > 1 and is_blank(kept[-1]) and kind_of(kept[-2]) is CLOSE:
        kept.pop()


def _closes_shell(token: Token, kept: list[Token]) -> bool:
    if not isinstance(token, Tag) or token.kind is not CLOSE or token.name not in _SHELLS:
        return False
    while kept and is_blank(kept[-1]):
        kept.pop()
    return bool(kept) and opens(kept[-1], token.name)


def marked_excerpt(tokens: Tokens, marker: int) -> str:
    """Return the HTML of what stands before the *marker*."""
    before = tokens[:marker]
    return excerpt_html([one for one in running(before, find_landmarks(before)) if kind_of(one) is not ASIDE])


def excerpt_html(tokens: list[Token], *, end_on_heading: bool = True) -> str:
    """Return *tokens* as HTML that can stand in a list: whole, without ids and an empty end, its headings
    below the title."""
    _trim_end(tokens, end_on_heading)
    return join_among_others(balanced(tokens)).strip()


def _trim_end(tokens: list[Token], end_on_heading: bool) -> None:
    """Drop what the cut left behind: blanks, elements that were only begun, perhaps a last heading."""
    while tokens:
        last = tokens[-1]
        if not isinstance(last, Tag):
            if not last.isspace():
                tokens[-1] = last.rstrip()
                return
            tokens.pop()
        elif last.kind is OPEN:
            tokens.pop()
        elif last.kind is CLOSE and last.name in HEADING_LEVELS and not end_on_heading:
            drop_last_element(tokens, last.name)
        else:
            return


def drop_last_element(tokens: list[Token], name: str) -> None:
    """Drop the element *name* that ends *tokens*."""
    while tokens and not opens(tokens[-1], name):
        tokens.pop()
    if tokens:
        tokens.pop()


def shows_anything(tokens: Tokens) -> bool:
    """Tell whether a reader sees anything of *tokens*."""
    for token in tokens:
        if type(token) is not Tag:
            if not token.isspace():
                return True
        elif token.name in _SHOWN and token.kind is not CLOSE:
            return True
    return False
