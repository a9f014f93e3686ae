"""The words of a text: what readers search, count and see in a list of headings."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from sitegen.markup.scan import BLOCK_NAMES, OPEN, TEXT, Token, Tokens, element_end, has_class

_FOOTNOTES = frozenset(["footnote", "footnotes", "footnote-definition"])
_FOOTNOTE_MARK = frozenset(["footnote-ref", "footnote-reference"])
_CONTENTS = frozenset(["toc"])


def plain_text(tokens: Tokens) -> str:
    """Return the text of *tokens* on one line, without footnotes, their marks and contents lists."""
    parts: list[str] = []
    for token in running(tokens):
        if token.kind is TEXT:
            parts.append(token.raw)
        elif token.name in BLOCK_NAMES:
            parts.append(" ")
    text = "".join(parts)
    return " ".join((unescape(text) if "&" in text else text).split())


def running(tokens: Tokens) -> Iterator[Token]:
    """Yield *tokens* without what stands apart from the running text."""
    end = 0
    for index, token in enumerate(tokens):
        if index < end:
            continue
        if token.attributes and token.kind is OPEN and stands_apart(token):
            end = element_end(tokens, index)
            continue
        yield token


def stands_apart(token: Token) -> bool:
    """Tell whether the start tag *token* begins footnotes, a footnote's mark or a contents list."""
    return is_footnote_mark(token) or is_footnotes(token) or is_contents(token)


def is_footnote_mark(token: Token) -> bool:
    """Tell whether *token* begins the mark in the text that leads to a footnote."""
    return token.name == "sup" and ('id="fnref' in token.attributes or has_class(token, _FOOTNOTE_MARK))


def is_footnotes(token: Token) -> bool:
    """Tell whether *token* begins the footnotes."""
    return token.name in ("div", "section") and has_class(token, _FOOTNOTES)


def is_contents(token: Token) -> bool:
    """Tell whether *token* begins a contents list."""
    return token.name == "nav" and has_class(token, _CONTENTS)
