"""Lists whose parts are indented by two or three blanks, indented anew by four, which is what Python-Markdown
asks for.  Numbers that stand before a bracket, `1)`, get the full stop that it knows."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown.util import STX

from sitegen.patterns import regex

STEP = 4
"""How many blanks deeper each level must be."""
NESTS = 2
"""How many blanks a marker stands right of another to be meant as a part of its item."""
ITEM = regex(r" *(?:[*+-]|\d{1,9}(?P<sign>[.)]))( +)(?=\S)")
_BEGINS = regex(r" *(?:[*+-]|1[.)]) ")
_RULE = regex(r" *(?:(?:\* *){3,}|(?:- *){3,})$")


class _Item(NamedTuple):
    """An open item: the columns of its marker and of its text, and whether it has a number."""

    marker: int
    text: int
    is_numbered: bool


def renested(blocks: list[str]) -> tuple[int, list[str] | None]:
    """Return how many of *blocks* (texts without blank lines inside) are the list that they begin with.

    Besides, the blocks of the list with every level four blanks deeper than the one around it, or None when
    each marker is read at the level it is meant at, and nothing needs to change.
    """
    walk = _Walk()
    length, result = 0, list[str]()
    for block in blocks:
        # What HTML leaves above and below it ends no list.
        new = walk.block(block) if block.strip() else [block]
        if not new:
            break
        length += 1
        result += new
    return length, result if walk.misread else None


class _Walk:
    """Goes over the lines of a list and knows which items are open."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.misread = False
        self.at_item = False  # whether the last line began an item
        self.under_item = False  # whether no blank line has come since an item began
        self.at_list = False  # whether the last line began a list of the other kind beside the one before
        self.moved = (0, 0)  # from where a paragraph was moved, and how far

    def block(self, block: str) -> list[str]:
        """Return the next *block* with new indents; nothing: the list has ended before it.

        An item right under a paragraph of the item before begins a block of its own, and so does one that
        stands further left than the block does, and a bullet under a number: Python-Markdown would take
        each for a part of what is above it.
        """
        text = block.lstrip("\n")
        first, *others = text.split("\n")
        line = self._line(first, after_blank=True)
        if line is None:
            return []
        blocks = [[block[: len(block) - len(text)] + line]]
        is_paragraph, level = not self.at_item, self._level
        for other in others:
            line = self._line(other, after_blank=False) or other
            if self.at_item and (is_paragraph or self.at_list or self._level < level):
                self.misread = True
                blocks.append([])
                is_paragraph, level = False, self._level
            blocks[-1].append(line)
        return ["\n".join(lines) for lines in blocks]

    @property
    def _level(self) -> int:
        """In how many items the last line stands."""
        return len(self.items) - self.at_item

    def _line(self, line: str, *, after_blank: bool) -> str | None:
        indent = _indent(line)
        is_text = bool(_RULE.match(line)) or self._is_code(indent) or self._goes_on(line, indent, after_blank)
        marker = None if is_text else ITEM.match(line)
        self.at_item = marker is not None
        if marker:
            self.under_item = True
            return self._item(line, indent, marker)
        if not after_blank:
            return " " * self._indent_of_more(line, indent) + line[indent:]
        self.under_item = False
        self._close_items(indent)
        if not self.items:
            return None
        made = self._paragraph(line, indent)
        self.moved = (indent, _indent(made) - indent)
        return made

    def _indent_of_more(self, line: str, indent: int) -> int:
        """Return the indent of a *line* that goes on with what is above it.

        A quotation right under the first line of an item is none to Python-Markdown from four blanks on.
        """
        around = STEP * (len(self.items) - 1)
        if self.under_item and line.startswith(">", indent) and indent >= self.items[-1].text:
            self.misread = self.misread or indent - around >= STEP
            return around + NESTS
        at, by = self.moved
        if not self.under_item and indent >= at:
            return indent + by
        return min(indent, STEP * len(self.items))

    def _goes_on(self, line: str, indent: int, after_blank: bool) -> bool:
        """Tell whether a *line* goes on with the paragraph above it although it looks like an item: only a
        bullet and the number 1 begin a list there."""
        in_paragraph = not (after_blank or self.under_item) and indent >= self.items[-1].text
        return in_paragraph and _BEGINS.match(line) is None

    def _is_code(self, indent: int) -> bool:
        inner = [item for item in self.items if indent >= item.marker + NESTS]
        return bool(inner) and indent - inner[-1].text >= STEP

    def _close_items(self, indent: int) -> _Item | None:
        """Close the items that what is indented so is no part of; return the outermost of them."""
        closed = None
        while self.items and indent < self.items[-1].marker + NESTS:
            closed = self.items.pop()
        return closed

    def _item(self, line: str, indent: int, marker: re.Match[str]) -> str:
        before, is_numbered = self._close_items(indent), line[indent].isdigit()
        self.at_list = before is not None and before.is_numbered != is_numbered
        level = len(self.items)
        self.misread = self.misread or indent // STEP != level or marker["sign"] == ")"
        # Five blanks after a marker are one, and four that make the text code.
        text = marker.end() if len(marker[2]) <= STEP else marker.start(2) + 1
        self.items.append(_Item(indent, text, is_numbered))
        item = line[indent:].replace(")", ".", 1) if marker["sign"] == ")" else line[indent:]
        return " " * (STEP * level) + item

    def _paragraph(self, line: str, indent: int) -> str:
        level = len(self.items)
        more = indent - self.items[-1].text
        code_at = STEP * (level + 1)
        is_fence = indent < code_at and line.startswith(STX, indent)
        if more < STEP or is_fence:
            self.misread = self.misread or (more >= 0 and indent // STEP != level)
            return " " * (STEP * level) + line[indent:]
        # Deeper than that by a blank or two is rather a careless paragraph or picture.
        self.misread = self.misread or (more == STEP and indent < code_at)
        return line if indent == code_at else " " * (STEP * level + more) + line[indent:]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
