"""URLs that depend on where the page is become tokens: conversion stays a pure function of the text."""

from __future__ import annotations

import re

from sitegen.markup.document import Image, Link
from sitegen.markup.scan import ATTRIBUTE, OPEN, VOID, Token, attribute, value_of

_LINKS = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
"""The attributes that lead somewhere, by element.  `<use href="#x">` of SVG never leaves its page."""
_ABSOLUTE = re.compile(r"\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
# By far the commonest tag needs no closer look.
_PLAINLY_ABSOLUTE = re.compile(r"""\shref="https?://[^"]*"(?:\stitle="[^"]*")?""")


def replace_links(tokens: list[Token]) -> tuple[Link, ...]:
    """Put a token for each page-dependent URL into *tokens* (changed in place); return the links."""
    numbers: dict[Link, int] = {}

    candidates = [i for i, (_, _, name, attributes) in enumerate(tokens) if attributes and name in _LINKS]
    for index in candidates:
        token = tokens[index]
        if token.kind not in (OPEN, VOID) or _PLAINLY_ABSOLUTE.fullmatch(token.attributes):
            continue
        attributes = _replaced(token.attributes, _LINKS[token.name], numbers)
        if attributes != token.attributes:
            tokens[index] = Token(token.kind, f"<{token.name}{attributes}>", token.name, attributes)
    return tuple(numbers)


def _replaced(attributes: str, names: tuple[str, ...], numbers: dict[Link, int]) -> str:
    def replace(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name not in names or match[3] is None:
            return match[0]
        target = value_of(match).strip()
        if not _depends_on_page(name, target):
            return match[0]
        number = numbers.setdefault(Link(name, target), len(numbers))
        return f"\x02{number}\x03"

    return ATTRIBUTE.sub(replace, attributes)


def _depends_on_page(name: str, target: str) -> bool:
    if name == "srcset":
        return any(not _ABSOLUTE.match(part) for part in target.split(", "))
    return not _ABSOLUTE.match(target)


def list_images(tokens: list[Token]) -> tuple[Image, ...]:
    """Return the images in *tokens*, in order; to be asked before `replace_links`."""
    return tuple(
        Image(source, attribute(token.attributes, "alt"))
        for token in tokens
        if token.name == "img" and (source := attribute(token.attributes, "src"))
    )
