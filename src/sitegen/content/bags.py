"""Bags of words: what the choice of related posts reads of a text, made once where the text is converted.

Words are told apart by Unicode's rules, in any language: lower case, without a plural s, without numbers;
where a script puts no blanks between words, any two neighbouring characters make one.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from operator import or_
from zlib import crc32

VERSION = 1
"""Grows whenever equal texts get other bags, so that remembered ones are not mistaken for today's."""
TITLE_WORDS, TAG_WORDS = 3, 2
"""How often a word of the title, of a tag, counts among the words of the body."""

TERM_BITS, COUNT_BITS = 21, 10
"""An entry of a bag: one bit for 'in the title', the number of the word, how often it is there."""
IN_TITLE = 1 << TERM_BITS + COUNT_BITS
_MOST = (1 << COUNT_BITS) - 1
_REMEMBERED, _SEVERAL = 1 << 17, 1 << 14
"""How many pieces of text are known by heart, and how many of several words; it bounds the memory."""

# Scripts that put no blanks between words (Han, kana, Thai, Lao, Burmese, Khmer), and Hangul, whose particles
# stick to the words: any two neighbouring characters make a word.
_UNSPACED = (
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that are part of a word though `\w` leaves them out: accents, Hebrew and Arabic points, Indic vowels.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0971-\u0df3"
_WORD = re.compile(rf"[\w{_MARKS}{_UNSPACED}]+")
_ASCII_WORD = re.compile("[0-9a-z_]+")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUN = re.compile(f"([{_UNSPACED}]+)")

Bag = bytes
"""The words of a post and how often each is there, 4 bytes a word: unsigned numbers of 32 bits in the byte
order of the machine, in rising order (so that equal contents are equal bytes).

A word is its checksum, cut to 21 bits: now and then two words share a number, which makes two texts a little
more alike than they are; in return a bag is understood without a list of words.
"""


def make_bag(title: str, tags: Iterable[str], text: str) -> Bag:
    """Count the words of a post: of the visible *text*, of *title* and *tags* for more than one.

    Two tags are one tag when they are equal.  The words of the title are there a second time, marked.
    """
    in_title = _count(title)
    bag = _count(text)
    for term, times in in_title.items():
        bag[term] += TITLE_WORDS * times
    for tag in tags:
        for term in _count(tag) or (_number(f"#{tag}"),):  # the whole of `C` or `2019`, which has no word
            bag[term] += TAG_WORDS
    entries = [*_entries(bag), *(IN_TITLE | entry for entry in _entries(in_title))]
    entries.sort()
    return array("I", entries).tobytes()


def _entries(bag: Counter[int]) -> Iterable[int]:
    """Yield each term with how often it is there, as far as that can be told."""
    if max(bag.values(), default=0) <= _MOST:
        return map(or_, bag, bag.values())
    return [term | min(times, _MOST) for term, times in bag.items()]


def digest_bag(bag: Bag) -> bytes:
    """Return 16 bytes that name *bag*."""
    return blake2b(bag, digest_size=16).digest()


class _Known(dict[str, int]):
    """Knows the number of the word in what stands between two blanks, in its place in an entry.

    0 stands for what has no word that counts, and -n for the *n*-th of *several*, pieces that have many.
    """

    def __init__(self) -> None:
        self.several: list[list[int]] = []

    def __missing__(self, piece: str) -> int:
        terms = [_number(folded) for word in _words(piece) if (folded := _fold(word))]
        if len(terms) > 1:
            self.several.append(terms)
            number = -len(self.several)
        else:
            number = terms[0] if terms else 0
        self[piece] = number
        return number

    def tidy(self) -> None:
        """Forget everything when it is too much.  Only between two texts: numbers in use would change."""
        if len(self) > _REMEMBERED or len(self.several) > _SEVERAL:
            self.clear()
            self.several.clear()


_KNOWN = _Known()


def _count(text: str) -> Counter[int]:
    """Count the words of *text*."""
    _KNOWN.tidy()
    bag = Counter(map(_KNOWN.__getitem__, text.lower().split()))
    for number in [number for number in bag if number <= 0]:
        times = bag.pop(number)
        if number:
            for term in _KNOWN.several[-number - 1]:
                bag[term] += times
    return bag


def _number(word: str) -> int:
    """Return the number of *word*, never 0, in its place in an entry."""
    return (crc32(word.encode("utf-8", "surrogatepass")) % ((1 << TERM_BITS) - 1) + 1) << COUNT_BITS


def _fold(word: str) -> str:
    """Return *word* without a plural s; nothing for a number or a lone letter."""
    word = word.strip("_")
    if word.isdigit() or (len(word) < 2 and not _ANY_UNSPACED.match(word)):
        return ""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "isu":
        return word[:-1]
    return word


def _words(text: str) -> Sequence[str]:
    """Return the words of *text*, which is in lower case."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    words: list[str] = _WORD.findall(unicodedata.normalize("NFC", text))
    if not _ANY_UNSPACED.search(text):
        return words
    return [part for word in words for run in _RUN.split(word) for part in _parts(run)]


def _parts(run: str) -> Iterable[str]:
    if len(run) < 3 or not _ANY_UNSPACED.match(run):
        return (run,)
    return (first + second for first, second in pairwise(run))
