"""The words of a text: what readers search, count and see in a list of headings."""

from __future__ import annotations

from html import unescape

from sitegen.markup.scan import OPEN, Tag, Token, Tokens, element_end, has_class

_FOOTNOTES = frozenset(["footnote", "footnotes", "footnote-definition"])
_FOOTNOTE_MARK = frozenset(["footnote-ref", "footnote-reference"])
_MAY_STAND_APART = frozenset(["div", "nav", "section", "sup"])
_CONTENTS = frozenset(["toc"])


def plain_text(tokens: Tokens) -> str:
    """Return the text of *tokens* on one line, without footnotes, their marks and contents lists."""
    text = "".join(
        [token if type(token) is not Tag else " " if token.is_block else "" for token in running(tokens)]
    )
    return " ".join((unescape(text) if "&" in text else text).split())


def running(tokens: Tokens) -> Tokens:
    """Return *tokens* without what stands apart from the running text."""
    kept: list[Token] = []
    position = 0
    for index, tag in [
        (index, token)
        for index, token in enumerate(tokens)
        if type(token) is Tag and token.attributes and token.name in _MAY_STAND_APART
    ]:
        if index >= position and tag.kind is OPEN and stands_apart(tag):
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
