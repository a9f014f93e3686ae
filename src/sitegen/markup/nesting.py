"""Lists nested by two or three blanks, indented anew by four, which is what Python-Markdown asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

STEP = 4
"""How many blanks deeper each level must be."""
NESTS = 2
"""How many blanks a marker stands right of another to be meant as a part of its item."""
ITEM = re.compile(r" *(?:[*+-]|\d{1,9}\.)( +)(?=\S)")
_RULE = re.compile(r" *(?:(?:\* *){3,}|(?:- *){3,})$")


class _Item(NamedTuple):
    """An open item: the columns of its marker and of its text."""

    marker: int
    text: int


def renested(blocks: list[str]) -> tuple[int, list[str] | None]:
    """Return how many of *blocks* (texts without blank lines inside) are the list that they begin with.

    Besides, the blocks of the list with every level four blanks deeper than the one around it, or None when
    each marker is read at the level it is meant at, and nothing needs to change.
    """
    walk = _Walk()
    result: list[str] = []
    for block in blocks:
        new = walk.block(block)
        if new is None:
            break
        result.append(new)
    return len(result), result if walk.misread else None


class _Walk:
    """Goes over the lines of a list and knows which items are open."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.misread = False

    def block(self, block: str) -> str | None:
        """Return the next *block* with new indents; None: the list has ended before it."""
        text = block.lstrip("\n")
        first, *others = text.split("\n")
        new = self._line(first, after_blank=True)
        if new is None:
            return None
        lines = [new, *(self._line(line, after_blank=False) or line for line in others)]
        return block[: len(block) - len(text)] + "\n".join(lines)

    def _line(self, line: str, *, after_blank: bool) -> str | None:
        indent = len(line) - len(line.lstrip(" "))
        marker = ITEM.match(line)
        if marker and not _RULE.match(line) and not self._is_code(indent):
            return self._item(line, indent, marker)
        if not after_blank:
            return " " * min(indent, STEP * len(self.items)) + line[indent:]
        self._close_items(indent)
        return self._paragraph(line, indent) if self.items else None

    def _is_code(self, indent: int) -> bool:
        inner = [item for item in self.items if indent >= item.marker + NESTS]
        return bool(inner) and indent - inner[-1].text >= STEP

    def _close_items(self, indent: int) -> None:
        while self.items and indent < self.items[-1].marker + NESTS:
            self.items.pop()

    def _item(self, line: str, indent: int, marker: re.Match[str]) -> str:
        self._close_items(indent)
        level = len(self.items)
        self.misread = self.misread or indent // STEP != level
        # Five blanks after a marker are one, and four that make the text code.
        text = marker.end() if len(marker[1]) <= STEP else marker.start(1) + 1
        self.items.append(_Item(indent, text))
        return " " * (STEP * level) + line[indent:]

    def _paragraph(self, line: str, indent: int) -> str:
        level = len(self.items)
        more = indent - self.items[-1].text
        if more < STEP:
            return " " * (STEP * level) + line[indent:]
        return line if indent == STEP * (level + 1) else " " * (STEP * level + more) + line[indent:]
