"""The words of a text: what readers search, count and see in a list of headings."""

from __future__ import annotations

from html import unescape

from sitegen.markup.scan import BLOCK_NAMES, OPEN, TEXT, Token, Tokens, element_end, has_class

_FOOTNOTES = frozenset(["footnote", "footnotes", "footnote-definition"])
_FOOTNOTE_MARK = frozenset(["footnote-ref", "footnote-reference"])
_MAY_STAND_APART = frozenset(["div", "nav", "section", "sup"])
_CONTENTS = frozenset(["toc"])


def plain_text(tokens: Tokens) -> str:
    """Return the text of *tokens* on one line, without footnotes, their marks and contents lists."""
    text = "".join(
        [
            raw if kind is TEXT else " "
            for kind, raw, name, _ in running(tokens)
            if kind is TEXT or name in BLOCK_NAMES
        ]
    )
    return " ".join((unescape(text) if "&" in text else text).split())


def running(tokens: Tokens) -> Tokens:
    """Return *tokens* without what stands apart from the running text."""
    kept: list[Token] = []
    position = 0
    candidates = [index for index, (_, _, name, _) in enumerate(tokens) if name in _MAY_STAND_APART]
    for index in candidates:
        if index >= position and stands_apart(tokens[index]):
            kept += tokens[position:index]
            position = element_end(tokens, index)
    return [*kept, *tokens[position:]] if position else tokens


def stands_apart(token: Token) -> bool:
    """Tell whether the start tag *token* begins footnotes, a footnote's mark or a contents list."""
    if token.kind is not OPEN or not token.attributes:
        return False
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
