"""What stands at the beginning of many texts and tells nothing of them: badges, contents lists written by
hand, rows of links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import unescape

from sitegen.markup.document import LINK_TOKEN, Link
from sitegen.markup.scan import Tag, Tokens, closes, is_blank, opens, step, words
from sitegen.patterns import regex
from sitegen.text import count_words

FEWEST = 2
"""Fewer links than these are no list and no row."""
_FAR = 5000
"""So many tokens are looked at, lest lists within lists take the square of their number."""
_BESIDE_BADGES = words("a br img picture source")
_OF_LISTS = words("br li ol p ul")
_LABEL = 12  # tokens
_SENTENCE_ENDS = tuple(".!?…。！？")
_WORD = regex(r"\w")
_BADGE = regex(r'src="https?://[^"]*(?:badge|shield|codecov|coveralls|travis-ci|appveyor|\.svg)')
_ELSEWHERE = regex(r'src="https?://')


def may_begin(tokens: Tokens, start: int) -> bool:
    """Tell whether the element that begins at *start* may be one of those below: most begin with a letter."""
    return start + 1 < len(tokens) and not tokens[start + 1][:1].isalnum()


def badges_end(tokens: Tokens, start: int) -> int:
    """Return where the paragraph that begins at *start* ends if it holds badges alone; else 0.

    Badges are pictures of other sites, and one of them at least has an address of those that are made by
    programs.  A writer's own picture is none.
    """
    badges = 0
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if type(token) is not Tag:
            if not token.isspace():
                return 0
        elif closes(token, "p"):
            return index + 1 if badges else 0
        elif token.name not in _BESIDE_BADGES:
            return 0
        elif token.name == "img":
            if not _ELSEWHERE.search(token.attributes):
                return 0
            badges += _BADGE.search(token.attributes) is not None
    return 0


def contents_end(tokens: Tokens, start: int, links: Sequence[Link]) -> int:
    """Return where the list that begins at *start* ends if it only leads to parts of its own text; else 0."""

    def leads_inside(link: Tag) -> bool:
        token = LINK_TOKEN.search(link.attributes)
        return token is not None and links[int(token[1])].target.startswith("#")

    return _links_end(tokens, start, leads_inside)


def label_begin(tokens: Tokens, end: int) -> int:
    """Return where the paragraph begins that is no more than a name for the list after it, which begins at
    *end*: a few words, and no sentence; -1: there is none."""
    begin, text = end - 1, ""
    while begin >= 0 and is_blank(tokens[begin]):
        begin -= 1
    if begin < 0 or not closes(tokens[begin], "p"):
        return -1
    for index in range(begin - 1, max(begin - _LABEL, -1), -1):
        token = tokens[index]
        if opens(token, "p"):
            return index if _is_label(unescape(text).strip()) else -1
        if type(token) is not Tag:
            text = token + text
        elif token.is_block or token.name == "img":
            return -1
    return -1


def _is_label(text: str) -> bool:
    """Tell whether *text* is a name, as in **Table of contents**, or **In this post:**."""
    most = 3 if text.endswith((":", "：")) else 6
    return not text.endswith(_SENTENCE_ENDS) and 0 < count_words(text) <= most


def links_end(tokens: Tokens, start: int) -> int:
    """Return where the list or paragraph that begins at *start* ends if all its words are links; else 0."""
    return _links_end(tokens, start, lambda _link: True)


def _links_end(tokens: Tokens, start: int, counts: Callable[[Tag], bool]) -> int:
    first, depth, links, in_link = tokens[start], 0, 0, False
    assert isinstance(first, Tag)
    for index in range(start, min(len(tokens), start + _FAR)):
        token = tokens[index]
        if type(token) is not Tag:
            if not in_link and _WORD.search(token):
                return 0
        elif opens(token, "a"):
            if not counts(token):
                return 0
            in_link = True
            links += 1
        elif closes(token, "a"):
            in_link = False
        elif token.name == first.name:
            depth += step(token)
            if depth == 0:
                return index + 1 if links >= FEWEST else 0
        elif token.is_block and token.name not in _OF_LISTS:
            return 0
    return 0
