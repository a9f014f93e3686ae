"""A line of a file with carets under what is meant, as it comes out on a terminal.

Columns of a terminal are not characters: a tab goes on to the next stop, an ideograph or an emoji takes two
columns, an accent of its own none.  Widths are those of Unicode's East Asian Width (UAX 11); emoji that are
joined to one take the room of one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, east_asian_width

TAB = 4
"""How far apart the stops of tabs are."""
CUT = "…"
"""Stands where a long line is cut."""
REPLACED = "\ufffd"
"""Stands for a character that would do something to a terminal."""
_JOINER, _AS_EMOJI, _SOFT_HYPHEN = "\u200d", "\ufe0f", "\u00ad"
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# They change the order in which what follows is shown: what is quoted would not be what is there.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Quote(NamedTuple):
    """A *line* as it is shown, and where in it the *carets* go: so many columns in, so many wide."""

    line: str
    indent: int
    carets: int


class _Cell(NamedTuple):
    """A character as it is shown, and the columns that it takes."""

    shown: str
    width: int


class _Line(NamedTuple):
    """The characters of a line, their widths, and that of all."""

    cells: list[_Cell]
    widths: list[int]
    width: int


def quote(line: str, column: int, width: int, room: int) -> Quote:
    """Return what is shown of *line*, with *width* characters marked from the 1-based *column* on.

    Of a line that does not fit into *room* columns, what stands around the mark is shown.
    """
    whole = _whole(line)
    cells = whole.cells
    start = min(column - 1, len(cells))
    end = min(start + max(width, 1), len(cells))
    first, last = _window(whole, start, room)
    end = max(min(end, last), start)
    before, after = CUT if first else "", CUT if last < len(cells) else ""
    text = "".join([cell.shown for cell in cells[first:last]])
    indent = len(before) + _width(cells[first:start])
    return Quote(f"{before}{text}{after}", indent, max(1, _width(cells[start:end])))


def shown_width(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    return len(text) if text.isascii() and text.isprintable() else _width(_cells(text))


def harmless(text: str) -> str:
    """Return *text* without what could steer a terminal; tabs stay."""
    if text.isprintable():  # a character that turns the text around is none that can be printed
        return text
    return "".join(
        REPLACED if char in _TURNING or (char != "\t" and category(char) in _UNSEEN) else char
        for char in text
    )


def _width(cells: list[_Cell]) -> int:
    return sum([cell.width for cell in cells])


@lru_cache(maxsize=1)
def _whole(line: str) -> _Line:
    """Return a line, which is mostly that of the quote before: where programs write a text as one line, all
    that is wrong with it is."""
    cells = _cells(line)
    widths = [cell.width for cell in cells]
    return _Line(cells, widths, sum(widths))


def _window(line: _Line, start: int, room: int) -> tuple[int, int]:
    """Return the part of a line that is shown: from which character to which."""
    widths = line.widths
    if line.width <= room:
        return 0, len(widths)
    room -= 2 * len(CUT)
    first, lead = start, 0
    while first and lead + widths[first - 1] <= room // 3:
        first -= 1
        lead += widths[first]
    last, used = first, 0
    while last < len(widths) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while first and last == len(widths) and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    return first, last


def _cells(line: str) -> list[_Cell]:
    cells: list[_Cell] = []
    at = 0
    for index, char in enumerate(harmless(line)):
        if char == "\t":
            cell = _Cell(" " * (TAB - at % TAB), TAB - at % TAB)
        else:
            cell = _Cell(char, _char_width(char, line[index - 1] if index else "", cells))
        at += cell.width
        cells.append(cell)
    return cells


def _char_width(char: str, before: str, cells: list[_Cell]) -> int:
    """Return how many columns *char* takes after the character *before*."""
    if char.isascii():
        return 1
    if char == _AS_EMOJI:  # a sign that may be a letter or a picture becomes a picture
        return 1 if cells and cells[-1].width == 1 else 0
    if before == _JOINER or (char in _SKINS and cells and cells[-1].width):
        return 0
    if char != _SOFT_HYPHEN and category(char) in ("Mn", "Me", "Cf"):
        return 0
    if "\u1160" <= char <= "\u11ff":  # vowels and finals of Hangul, which stand in the syllable before
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
