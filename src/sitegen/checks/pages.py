"""What a finished page of HTML links to, shows and can be linked to."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_SHOWN = {"img", "script", "source", "iframe", "audio", "video", "embed", "track", "input", "object"}
_LEADING = {"a": "href", "area": "href", "link": "href", "object": "data"}
_ASIDE = re.compile(r"<!--.*?-->|(<script\b[^>]*>).*?</script\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<([a-zA-Z][a-zA-Z0-9]*)((?:\s(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)?)>""")
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z][\w:-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_WANTED = re.compile(r"\s(?:href|src|data|id|name)\s*=", re.IGNORECASE)
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
    for match in _TAG.finditer(_ASIDE.sub(lambda aside: aside[1] or "", html)):
        if not match[2] or not _WANTED.search(match[2]):
            continue
        name = match[1].lower()
        given = {key.lower(): _value(raw) for key, raw in _ATTRIBUTE.findall(match[2])}
        if "id" in given:
            anchors.add(given["id"])
        if name == "a" and "name" in given:
            anchors.add(given["name"])
        url = given.get(_LEADING.get(name, "src"))
        if url is None or (name not in _LEADING and name not in _SHOWN):
            continue
        loads = name in _SHOWN or (name == "link" and _loads(given.get("rel", "")))
        if name != "link" or loads:  # other relations are for machines, and may lead to what is not there yet
            references[Reference(url.strip(), loads)] = None
    return Page(tuple(references), frozenset(anchors))


def _loads(relation: str) -> bool:
    return not _RELATIONS_THAT_LOAD.isdisjoint(relation.lower().split())


def _value(raw: str) -> str:
    return unescape(raw[1:-1] if raw[0] in "\"'" else raw)
