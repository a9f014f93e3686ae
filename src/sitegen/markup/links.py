"""URLs that depend on where the page is become tokens: conversion stays a pure function of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from sitegen.markup.document import SCHEME, Image, Link
from sitegen.markup.scan import (
    ATTRIBUTE,
    CLOSE,
    Landmarks,
    Tag,
    Token,
    attribute,
    find_landmarks,
    is_blank,
    scan,
    value_of,
    without,
)
from sitegen.patterns import regex

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
_ABSOLUTE = regex(rf"\s*(?:{SCHEME}|//)")
_SCHEMELESS = regex(r"""(?:=\s*+["']?|,)\s*+//""")
_SCHEMELESS_VALUE = regex(r"""^(["']?\s*)//""")
_SCHEMELESS_CANDIDATES = regex(r"""(^["']?\s*|,\s+)//""")
# By far the commonest tag needs no closer look.
_PLAINLY_ABSOLUTE = regex(r"""\shref="https?://[^"]*"(?:\stitle="[^"]*")?""")


def replace_links(tokens: list[Token], landmarks: Landmarks) -> tuple[Link, ...]:
    """Put a token for each page-dependent URL into *tokens* (changed in place); return the links."""
    numbers: dict[Link, int] = {}
    for index, tag in landmarks:
        if tag.name not in _LINKS or tag.kind is CLOSE or _PLAINLY_ABSOLUTE.fullmatch(tag.attributes):
            continue
        if tag.name == "img" and not _in_picture(tokens, index):
            attributes = _image_attributes(tag.attributes, numbers)
        else:
            attributes = _replaced(tag.attributes, _LINKS[tag.name], numbers)
        if attributes != tag.attributes:
            tokens[index] = Tag(f"<{tag.name}{attributes}>", tag.kind, tag.name, attributes)
    return tuple(numbers)


def _image_attributes(attributes: str, numbers: dict[Link, int]) -> str:
    """Return the attributes of an image that is to be one of ours: the token comes first, after a blank.

    One that names several files, or a file elsewhere, stays as its writer wants it.
    """
    source = attribute(attributes, "src")
    if source is None or not _depends_on_page("src", source) or attribute(attributes, "srcset") is not None:
        return _replaced(attributes, _LINKS["img"], numbers)
    number = numbers.setdefault(Link("src", source.strip(), image=True), len(numbers))
    return f" \x02{number}\x03{without(attributes, 'src')}"


def _in_picture(tokens: Sequence[Token], image: int) -> bool:
    """Tell whether an image is one that `<source>` elements stand before, in a `<picture>` of the writer."""
    index = image - 1
    while index >= 0 and (is_blank(tokens[index]) or _is_start(tokens[index], "source")):
        index -= 1
    return index >= 0 and _is_start(tokens[index], "picture")


def _is_start(token: Token, name: str) -> bool:
    return isinstance(token, Tag) and token.kind is not CLOSE and token.name == name


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


def with_scheme(html: str, scheme: str) -> str:
    """Return *html* with a *scheme* (`https:`) before each URL that begins with `//`: outside of a page of
    the site nothing says which is meant."""
    if not _SCHEMELESS.search(html):
        return html
    tokens = scan(html)
    for index, tag in find_landmarks(tokens):
        names = _LINKS.get(tag.name, ())
        attributes = ATTRIBUTE.sub(partial(_with_scheme, scheme, names), tag.attributes)
        if attributes != tag.attributes:
            tokens[index] = Tag(f"<{tag.name}{attributes}>", tag.kind, tag.name, attributes)
    return "".join(tokens)


def _with_scheme(scheme: str, names: tuple[str, ...], match: re.Match[str]) -> str:
    name, value = match[2].lower(), match[3]
    if name not in names or value is None:
        return match[0]
    pattern = _SCHEMELESS_CANDIDATES if name == "srcset" else _SCHEMELESS_VALUE
    start = match.start(3) - match.start()
    return match[0][:start] + pattern.sub(rf"\1{scheme}//", value)


def list_images(landmarks: Landmarks) -> tuple[Image, ...]:
    """Return the images among *landmarks*, in order."""
    return tuple(
        Image(source, attribute(tag.attributes, "alt"))
        for _, tag in landmarks
        if tag.name == "img" and (source := attribute(tag.attributes, "src"))
    )
