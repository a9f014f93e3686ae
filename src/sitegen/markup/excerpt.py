"""The part of a post that lists show: what stands before `<!--more-->`, cut out of the finished HTML."""

from __future__ import annotations

import re

from sitegen.markup.ids import without_id
from sitegen.markup.plain import is_footnotes, running
from sitegen.markup.scan import (
    ASIDE,
    CLOSE,
    HEADING_LEVELS,
    OPEN,
    TEXT,
    Token,
    Tokens,
    balanced,
    join,
    words,
)

_MARKER = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
# What may vanish with a marker that is all it holds; an empty cell must stay.
_SHELLS = words("p li ul ol dl dd blockquote div section span em strong b i")
_SHOWN = words("img iframe video audio object embed svg math input button canvas")


def find_marker(tokens: Tokens) -> int | None:
    """Return the index of the first marker; one inside the footnotes is none."""
    for index, token in enumerate(tokens):
        if token.kind is ASIDE and _MARKER.fullmatch(token.raw):
            return index
        if token.kind is OPEN and token.attributes and is_footnotes(token):
            return None
    return None


def remove_markers(tokens: list[Token]) -> list[Token]:
    """Return *tokens* without the markers, and without the elements that held nothing else."""
    kept: list[Token] = []
    position = 0
    for index, token in enumerate(tokens):
        if token[0] is ASIDE and _MARKER.fullmatch(token[1]):
            kept += tokens[position:index]
            position = _drop_shells(tokens, index + 1, kept)
    return [*kept, *tokens[position:]]


def _drop_shells(tokens: Tokens, position: int, kept: list[Token]) -> int:
    """Drop from *kept* what only held the marker that stood before *position*; return where to go on."""
    _drop_blanks(kept)
    while position < len(tokens):
        token = tokens[position]
        if token.kind is CLOSE and token.name in _SHELLS and _ends_with_start_of(kept, token.name):
            kept.pop()
            _drop_blanks(kept)
        elif token.kind is TEXT and token.raw.isspace():
            kept.append(token)
        else:
            break
        position += 1
    return position


def _drop_blanks(kept: list[Token]) -> None:
    """Drop a line break at the end that only the marker stood behind."""
    if len(kept) > 1 and kept[-1].kind is TEXT and kept[-1].raw.isspace() and kept[-2].kind is CLOSE:
        kept.pop()


def _ends_with_start_of(kept: list[Token], name: str) -> bool:
    while kept and kept[-1].kind is TEXT and kept[-1].raw.isspace():
        kept.pop()
    return bool(kept) and kept[-1].kind is OPEN and kept[-1].name == name


def marked_excerpt(tokens: Tokens, marker: int) -> str:
    """Return the HTML of what stands before the *marker*."""
    return excerpt_html([token for token in running(tokens[:marker]) if token.kind is not ASIDE])


def excerpt_html(tokens: list[Token], *, end_on_heading: bool = True) -> str:
    """Return *tokens* as HTML that can stand in another page: whole, without ids and an empty end."""
    _trim_end(tokens, end_on_heading)
    return join(map(without_id, balanced(tokens))).strip()


def _trim_end(tokens: list[Token], end_on_heading: bool) -> None:
    """Drop what the cut left behind: blanks, elements that were only begun, perhaps a last heading."""
    while tokens:
        last = tokens[-1]
        if last.kind is OPEN or (last.kind is TEXT and last.raw.isspace()):
            tokens.pop()
        elif last.kind is TEXT:
            tokens[-1] = Token(TEXT, last.raw.rstrip())
            return
        elif last.kind is CLOSE and last.name in HEADING_LEVELS and not end_on_heading:
            _drop_last_element(tokens)
        else:
            return


def _drop_last_element(tokens: list[Token]) -> None:
    name = tokens.pop().name
    while tokens and not (tokens[-1].kind is OPEN and tokens[-1].name == name):
        tokens.pop()
    if tokens:
        tokens.pop()


def shows_anything(tokens: Tokens) -> bool:
    """Tell whether a reader sees anything of *tokens*."""
    return any(
        token.name in _SHOWN and token.kind is not CLOSE
        if token.name
        else token.kind is TEXT and not token.raw.isspace()
        for token in tokens
    )
