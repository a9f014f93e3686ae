"""Marks that are tried in a text, where a rule has a doubt: the engine tells what becomes of them.

So what is code, or HTML, or escaped needs no parser of ours, and each engine is right about itself.
"""

from __future__ import annotations

from collections.abc import Iterable


def make_marks(body: str, count: int) -> list[str]:
    """Return so many words that *body* has not, none of which is in another."""
    word = "mark"
    while word in body:
        word += "k"
    return [f"{word}{number}end" for number in range(count)]


def insert_marks(body: str, marks: Iterable[tuple[tuple[int, int], str]]) -> str:
    """Return *body* with *marks* in the places of the given spans, which do not overlap."""
    pieces: list[str] = []
    at = 0
    for (begins, ends), mark in sorted(marks):
        pieces += [body[at:begins], mark]
        at = ends
    return "".join([*pieces, body[at:]])
