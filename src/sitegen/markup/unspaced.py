"""Lines of Chinese and Japanese, which have no blanks between words: where a writer ended a line is nothing.

Browsers show the end of a line as a blank, also between two ideographs, where CSS would rather have none
(CSS Text Module Level 3, 4.1.3, segment break transformation); so does whoever takes a text for a
description.  So it is taken out of the HTML.  Korean has blanks between words, and keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from sitegen.markup.plain import is_footnote_mark
from sitegen.markup.punctuation import INLINE, join_text, pieces_of
from sitegen.markup.scan import Tag, Token, Tokens, element_end
from sitegen.patterns import regex

_WIDE = (
    "\u2e80-\u2fdf\u2ff0-\u302d\u3030-\u30ff\u3105-\u312f\u31a0-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff9f\uffe0-\uffe6"
    "\U0001b000-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
)
"""Ideographs, kana and their punctuation: what is wide in East Asia, but for Hangul and pictures."""
_SHARED = "‘’“”–—…·"
"""Punctuation that is wide in the texts of these languages, and not in others."""
_VARIANTS = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
# What comes first is found soonest: a text without any has not many more lines than paragraphs.
_LINE = regex(rf"\n[ \t]*+(?:<[^<>]*+>)*+[{_WIDE}]")


def join_lines(tokens: list[Token], html: str, language: str) -> list[Token]:
    """Return *tokens*, which were made of *html*, with lines joined between characters that want no blank."""
    base = language.lower().partition("-")[0]
    is_theirs = base in ("ja", "zh", "yue")
    if base == "ko" or not (is_theirs or _LINE.search(html)):
        return tokens
    places, joined = join_text(_without_marks(tokens))
    changed = _joined(joined, _ends(theirs=is_theirs))
    if changed == joined:
        return tokens
    result = [*tokens]
    for place, text in zip(places, pieces_of(changed), strict=True):
        result[place] = text
    return [token for token in result if token]


def _without_marks(tokens: Tokens) -> Tokens:
    """Return *tokens* with something that shows nothing in the place of the marks of footnotes."""
    shown = [*tokens]
    for index, token in enumerate(tokens):
        if isinstance(token, Tag) and is_footnote_mark(token):
            end = element_end(tokens, index)
            shown[index:end] = [token] * (end - index)
    return shown


def _between(before: str, after: str) -> re.Pattern[str]:
    """Return what finds the end of a line after one of the characters *before*, and before one of *after*."""
    blank = rf"(?P<blank>[ \t{INLINE}]*\n[ \t\n{INLINE}]*)"
    return re.compile(rf"(?P<before>[{before}]{_VARIANTS}){blank}(?=[{after}])")


@cache
def _ends(*, theirs: bool) -> tuple[re.Pattern[str], ...]:
    """Return what finds the ends of lines, in texts of *theirs* or in others; it takes long to compile."""
    if theirs:
        return _between(_WIDE, _WIDE + _SHARED), _between(_SHARED, _WIDE)
    return (_between(_WIDE, _WIDE),)


def _joined(text: str, ends: Iterable[re.Pattern[str]]) -> str:
    for end in ends:
        text = end.sub(lambda match: match["before"] + INLINE * match["blank"].count(INLINE), text)
    return text
