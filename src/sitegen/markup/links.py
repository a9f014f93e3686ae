"""URLs that depend on where the page is become tokens: conversion stays a pure function of the text."""

from __future__ import annotations

import re

from sitegen.markup.document import Image, Link
from sitegen.markup.scan import ATTRIBUTE, CLOSE, Landmarks, Tag, Token, attribute, value_of

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


def replace_links(tokens: list[Token], landmarks: Landmarks) -> tuple[Link, ...]:
    """Put a token for each page-dependent URL into *tokens* (changed in place); return the links."""
    numbers: dict[Link, int] = {}
    for index, tag in landmarks:
        if tag.name not in _LINKS or tag.kind is CLOSE or _PLAINLY_ABSOLUTE.fullmatch(tag.attributes):
            continue
        attributes = _replaced(tag.attributes, _LINKS[tag.name], numbers)
        if attributes != tag.attributes:
            tokens[index] = Tag(f"<{tag.name}{attributes}>", tag.kind, tag.name, attributes)
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


def list_images(landmarks: Landmarks) -> tuple[Image, ...]:
    """Return the images among *landmarks*, in order."""
    return tuple(
        Image(source, attribute(tag.attributes, "alt"))
        for _, tag in landmarks
        if tag.name == "img" and (source := attribute(tag.attributes, "src"))
    )
