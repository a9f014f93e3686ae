"""Two versions of a file that git could not merge, and left in it, one after the other."""

from __future__ import annotations

import re

from sitegen.patterns import regex

UNMERGED = "two versions of this file were not merged"
HOW_TO_MERGE = "keep what is right of the two, and take out the lines with <<<<<<<, ======= and >>>>>>>"
_BEGINS = "<<<<<<<"
_MARK = regex(r"^(?:<{7}|={7}|>{7})(?!\S)", re.MULTILINE)
_OUTER = regex(r"^(?:<{7}|>{7})(?!\S)", re.MULTILINE)


def first_mark(text: str) -> int | None:
    """Return where git left a mark in a *text* that can't be read; a line of `=` may be anything."""
    found = _OUTER.search(text)
    return found.start() if found else None


def first_unmerged(text: str) -> int | None:
    """Return where two versions begin that stand in *text*, whatever it is, with all their marks."""
    if _BEGINS not in text:
        return None
    begun, wanted = 0, ""
    for mark in _MARK.finditer(text):
        sign = mark[0][0]
        if sign == "<":
            begun, wanted = mark.start(), "="
        elif sign == wanted == ">":
            return begun
        elif sign == wanted:
            wanted = ">"
    return None
