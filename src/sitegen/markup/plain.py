"""The words of a text: what readers search, count and see in a list of headings."""

from __future__ import annotations

from html import unescape

from sitegen.markup.scan import OPEN, Landmarks, Tag, Token, Tokens, element_end, find_landmarks, has_class
from sitegen.text import one_line

_FOOTNOTES = frozenset(["footnote", "footnotes", "footnote-definition"])
_FOOTNOTE_MARK = frozenset(["footnote-ref", "footnote-reference"])
_MAY_STAND_APART = frozenset(["div", "nav", "section", "sup"])
_CONTENTS = frozenset(["toc"])


def plain_text(tokens: Tokens) -> str:
    """Return the text of *tokens* on one line, without footnotes, their marks and contents lists."""
    return text_of(running(tokens, find_landmarks(tokens)))


def text_of(tokens: Tokens) -> str:
    """Return all text of *tokens* on one line."""
    text = "".join([token if type(token) is not Tag else " " if token.is_block else "" for token in tokens])
    return one_line(unescape(text) if "&" in text else text)


def running(tokens: Tokens, landmarks: Landmarks) -> Tokens:
    """Return *tokens* without what stands apart from the running text."""
    kept: list[Token] = []
    position = 0
    for index, tag in landmarks:
        if tag.name not in _MAY_STAND_APART or index < position:
            continue
        if tag.kind is OPEN and stands_apart(tag):
            kept += tokens[position:index]
            position = element_end(tokens, index)
    return [*kept, *tokens[position:]] if position else tokens


def stands_apart(tag: Tag) -> bool:
    """Tell whether *tag* begins footnotes, a footnote's mark or a contents list."""
    return is_footnote_mark(tag) or is_footnotes(tag) or is_contents(tag)


def is_footnote_mark(tag: Tag) -> bool:
    """Tell whether *tag* begins the mark in the text that leads to a footnote."""
    return tag.name == "sup" and ('id="fnref' in tag.attributes or has_class(tag, _FOOTNOTE_MARK))


def is_footnotes(tag: Tag) -> bool:
    """Tell whether *tag* begins the footnotes."""
    return tag.name in ("div", "section") and has_class(tag, _FOOTNOTES)


def is_contents(tag: Tag) -> bool:
    """Tell whether *tag* begins a contents list."""
    return tag.name == "nav" and has_class(tag, _CONTENTS)
