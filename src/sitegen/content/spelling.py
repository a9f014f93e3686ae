"""The words behind the numbers of a bag, for those who ask which words decided."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sitegen.content.bags import COUNT_BITS, TERM_BITS, make_bag
from sitegen.patterns import regex

_EDGE = regex(r"^[\W_]+|[\W_]+$")
_INNER = regex(r"[\W_]+")


def spell(texts: Iterable[str], tags: Iterable[str] = ()) -> dict[int, str]:
    """Return a word of *texts* for the number of each; of several forms the one that comes first."""
    words: dict[int, str] = {}
    for text in texts:
        for piece in dict.fromkeys(text.lower().split()):
            for word, term in _words(_EDGE.sub("", piece)):
                words.setdefault(term, word)
    for tag in tags:
        for term in terms_of(make_bag("", (tag,), "")):
            words.setdefault(term, tag)
    return words


def terms_of(bag: bytes) -> list[int]:
    """Return the numbers of the words in a *bag*."""
    return [entry >> COUNT_BITS & (1 << TERM_BITS) - 1 for entry in array("I", bag)]


def _words(piece: str) -> Iterator[tuple[str, int]]:
    """Yield each word of *piece* with its number: by itself it makes a bag of one word."""
    parts = [piece, *_INNER.split(piece), *map("".join, pairwise(piece))]
    for part in dict.fromkeys(parts):
        terms = terms_of(make_bag("", (), part))
        if len(terms) == 1:
            yield part, terms[0]
            if part == piece:
                return
