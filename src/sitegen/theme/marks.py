"""Tell where in the templates a tag of a page is written: each tag is marked, and the marks are taken out."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

from jinja2 import nodes

from sitegen.incremental.answers import Answers
from sitegen.patterns import regex
from sitegen.theme.environment import ThemeEnvironment
from sitegen.theme.theme import Theme

_TAG = regex(r"</?[A-Za-z][\w-]*")
_MARK = regex("\x02([^\x03]*):([0-9]+)\x03")
"""No text of a site has such characters: they are refused where it is read."""


class Origin(NamedTuple):
    """A template, as messages call it, and a line of it."""

    template: str
    line: int


class MarkedEnvironment(ThemeEnvironment):
    """Marks the tags that are written in templates with the place where they are.  Not for publishing."""

    def __init__(self, theme: Theme, answers: Answers) -> None:
        super().__init__(theme, answers)
        self._theme = theme

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        shown = self._theme.shown(Path(filename)) if filename else name or ""
        for data in tree.find_all(nodes.TemplateData):
            data.data = _marked(data.data, shown, data.lineno)
        return tree


def _marked(data: str, shown: str, line: int) -> str:
    def mark(tag: re.Match[str]) -> str:
        return f"{tag[0]}\x02{shown}:{line + data.count(chr(10), 0, tag.start())}\x03"

    return _TAG.sub(mark, data)


class Marked:
    """A page without its marks (*html*), and where its tags are written."""

    def __init__(self, page: str) -> None:
        self._offsets: list[int] = []
        self._origins: list[Origin] = []
        parts, end, length = [], 0, 0
        for mark in _MARK.finditer(page):
            part = page[end : mark.start()]
            parts.append(part)
            length, end = length + len(part), mark.end()
            self._offsets.append(length - len(part) + part.rindex("<"))
            self._origins.append(Origin(mark[1], int(mark[2])))
        self.html = "".join([*parts, page[end:]])

    def origin(self, offset: int) -> Origin:
        """Return where the tag at *offset* of the page is written, or the one before it."""
        place = bisect_right(self._offsets, offset) - 1
        return self._origins[max(0, place)] if self._origins else Origin("", 1)
