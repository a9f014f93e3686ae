"""What a finished page of HTML links to, shows and can be linked to."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from sitegen.patterns import regex

_SHOWN = {"img", "script", "source", "iframe", "audio", "video", "embed", "track", "input", "object"}
_LEADING = {"a": "href", "area": "href", "link": "href", "object": "data"}
# What begins with a plain character is found much sooner.
_ASIDE = regex(
    r"<(?:!--.*?-->|([sS][cC][rR][iI][pP][tT]\b[^>]*>).*?</[sS][cC][rR][iI][pP][tT]\s*>)", re.DOTALL
)
_TAG = regex(r"""<([a-zA-Z][a-zA-Z0-9]*)((?:\s(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)?)>""")
_ATTRIBUTE = regex(r"""\s([a-zA-Z][\w:-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_WANTED = regex(r"\s(?:href|src|data|id|name)\s*=", re.IGNORECASE)
_LONGEST_REMEMBERED = 500
"""Of how many characters the attributes of a tag are that is remembered, since most are on many pages; a
picture in a `data:` URL is not."""
_RELATIONS_THAT_LOAD = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


class Reference(NamedTuple):
    """A URL in a page, decoded; *shown*: the browser loads it with the page (else it is a link)."""

    url: str
    shown: bool


class Page(NamedTuple):
    """A page: what it refers to, in order, each once, and the names of its parts."""

    references: tuple[Reference, ...]
    anchors: frozenset[str]


def read_page(html: str) -> Page:
    """Return what there is to know of a page."""
    references: dict[Reference, None] = {}
    anchors: set[str] = set()
    for tag, attributes in _TAG.findall(_ASIDE.sub(lambda aside: f"<{aside[1]}" if aside[1] else "", html)):
        if not attributes:
            continue
        read = _read_again if len(attributes) <= _LONGEST_REMEMBERED else _read_tag
        reference, names = read(tag, attributes)
        anchors.update(names)
        if reference:
            references[reference] = None
    return Page(tuple(references), frozenset(anchors))


def _read_tag(tag: str, attributes: str) -> tuple[Reference | None, tuple[str, ...]]:
    """Return what an element refers to, if anything, and the names that it gives to its part of the page."""
    if not _WANTED.search(attributes):
        return None, ()
    name = tag.lower()
    given = {key.lower(): _value(raw) for key, raw in _ATTRIBUTE.findall(attributes)}
    names = tuple([given[key] for key in ("id", "name") if key in given and (key == "id" or name == "a")])
    url = given.get(_LEADING.get(name, "src"))
    if url is None or (name not in _LEADING and name not in _SHOWN):
        return None, names
    loads = name in _SHOWN or (name == "link" and _loads(given.get("rel", "")))
    if name == "link" and not loads:  # that is for machines, and may lead to what is not there yet
        return None, names
    return Reference(url.strip(), loads), names


_read_again = lru_cache(maxsize=1 << 15)(_read_tag)


def _loads(relation: str) -> bool:
    return not _RELATIONS_THAT_LOAD.isdisjoint(relation.lower().split())


def _value(raw: str) -> str:
    return unescape(raw[1:-1] if raw[0] in "\"'" else raw)
