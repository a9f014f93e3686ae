"""Attributes in braces, `![](a.jpg){.left}` or `{: .lead}` under a paragraph, for an engine without them."""

from __future__ import annotations

import re
from html import escape, unescape

from sitegen.markup.scan import CLOSE, OPEN, TEXT, VOID, Token, start_tag, with_class, without, words

AFTER_ELEMENT, UNDER_PARAGRAPH = ">{", "\n{:"
"""What HTML holds, when it holds attributes in braces."""
_ITEM = r"""(?:[.#][\w:-]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}<>]+))"""
_LIST = rf":?\ *({_ITEM}(?:\ +{_ITEM})*)\ *"
_AFTER = re.compile(rf"\{{{_LIST}\}}", re.VERBOSE)
_UNDER = re.compile(rf"\n\{{{_LIST}\}}\Z", re.VERBOSE)
_ITEMS = re.compile(_ITEM)
_INLINE = words("a em strong code del sub")


def apply_attributes(tokens: list[Token]) -> list[Token]:
    """Move attributes in braces to the elements that they are for (*tokens* is changed in place)."""
    open_elements: dict[str, list[int]] = {name: [] for name in (*_INLINE, "p")}
    for index, token in enumerate(tokens):
        starts = open_elements.get(token.name)
        if token.kind is TEXT:
            continue
        if starts is not None and token.kind is OPEN:
            starts.append(index)
        elif token.kind is VOID and token.name == "img":
            _apply_after(tokens, index, index)
        elif starts and token.kind is CLOSE:
            start = starts.pop()
            if token.name == "p":
                _apply_under(tokens, start, index - 1)
            else:
                _apply_after(tokens, start, index)
    return tokens


def _apply_after(tokens: list[Token], element: int, end: int) -> None:
    """Give the *element* what stands in braces right after its *end*."""
    match = _AFTER.match(tokens[end + 1].raw) if end + 1 < len(tokens) else None
    if match and tokens[end + 1].kind is TEXT:
        tokens[element] = _with(tokens[element], match[1])
        tokens[end + 1] = Token(TEXT, tokens[end + 1].raw[match.end() :])


def _apply_under(tokens: list[Token], paragraph: int, last: int) -> None:
    """Give the *paragraph* what stands in braces on its last line."""
    match = _UNDER.search(tokens[last].raw) if tokens[last].kind is TEXT else None
    if match:
        tokens[paragraph] = _with(tokens[paragraph], match[1])
        tokens[last] = Token(TEXT, tokens[last].raw[: match.start()])


def _with(token: Token, written: str) -> Token:
    classes: list[str] = []
    values: dict[str, str] = {}
    for item in _ITEMS.findall(written):
        if item[0] == ".":
            classes.append(item[1:])
        elif item[0] == "#":
            values["id"] = item[1:]
        else:
            name, _, value = item.partition("=")
            values[name.lower()] = value[1:-1] if value[0] in "\"'" else value
    kept = without(token.attributes.removesuffix("/").rstrip(), *values)
    given = "".join([f' {name}="{escape(unescape(value))}"' for name, value in values.items()])
    return start_tag(token.name, with_class(kept + given, *classes), token.kind)
