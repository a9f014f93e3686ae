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
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from operator import or_
from typing import NamedTuple
from zlib import crc32

from sitegen.text import latin_1

VERSION = 1
"""Grows whenever equal texts get other bags, so that remembered ones are not mistaken for today's."""
TITLE_WORDS, TAG_WORDS = 3, 2
"""How often a word of the title, of a tag, counts among the words of the body."""

TERM_BITS, COUNT_BITS = 21, 10
"""An entry of a bag: one bit for 'in the title', the number of the word, how often it is there."""
IN_TITLE = 1 << TERM_BITS + COUNT_BITS
_MOST = (1 << COUNT_BITS) - 1
_NO_TERM = 0
"""Stands for a word that does not count; no word has this number."""
_REMEMBERED = 1 << 16
"""How many words, and how many pieces of text, are known by heart; it bounds the memory."""

# Scripts that put no blanks between words (Han, kana, Thai, Lao, Burmese, Khmer), and Hangul, whose particles
# stick to the words: any two neighbouring characters make a word.
_UNSPACED = (
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that are part of a word though `\w` leaves them out: accents, Hebrew and Arabic points, Indic vowels.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0971-\u0df3"
# For each character of Latin-1: itself, in lower case, if it is of a word, else a blank.
_LOWER_WORDS = bytes(
    ord(chr(code).lower()) if re.match(r"\w", chr(code)) else ord(" ") for code in range(256)
)


class _Patterns(NamedTuple):
    """A *word*, one character *unspaced*, and a *run* of those."""

    word: re.Pattern[str]
    unspaced: re.Pattern[str]
    run: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Return the patterns, which take longer to compile than all others: only for a text that needs them."""
    return _Patterns(
        re.compile(rf"[\w{_MARKS}{_UNSPACED}]+"),
        re.compile(f"[{_UNSPACED}]"),
        re.compile(f"([{_UNSPACED}]+)"),
    )


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
    in_title = _terms(title)
    terms = _terms(text) + TITLE_WORDS * in_title
    for tag in tags:
        terms += TAG_WORDS * _tag_terms(tag)
    entries = [*_entries(terms), *[IN_TITLE | entry for entry in _entries(in_title)]]
    entries.sort()
    return array("I", entries).tobytes()


def _entries(terms: Sequence[int]) -> Iterable[int]:
    """Yield each of *terms* with how often it is there, as far as that can be told."""
    bag = Counter(terms)
    bag.pop(_NO_TERM, None)
    if len(terms) <= _MOST:
        return map(or_, bag, bag.values())
    return [term | min(times, _MOST) for term, times in bag.items()]


def digest_bag(bag: Bag) -> bytes:
    """Return 16 bytes that name *bag*."""
    return blake2b(bag, digest_size=16).digest()


def _terms(text: str) -> list[int]:
    """Return the number of each word of *text*, and perhaps some `_NO_TERM`."""
    latin = latin_1(text)
    if latin is not None:  # fewer words than pieces are to be known, and none has to be taken apart
        return [*map(_WORDS.__getitem__, latin.translate(_LOWER_WORDS).decode("latin-1").split())]
    return [*chain.from_iterable(map(_PIECES.__getitem__, text.lower().split()))]


@lru_cache(4096)
def _tag_terms(tag: str) -> tuple[int, ...]:
    """Return the number of each word that *tag* has; of `C` or `2019`, which have none, that of the whole."""
    return (*{*_terms(tag)} - {_NO_TERM},) or (_number(f"#{tag}"),)


class _Words(dict[str, int]):
    """Knows the numbers of words."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        folded = _fold(word)
        number = self[word] = _number(folded) if folded else _NO_TERM
        return number


class _Pieces(dict[str, Sequence[int]]):
    """Knows the numbers of the words in what stands between two blanks."""

    def __missing__(self, piece: str) -> Sequence[int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        numbers = self[piece] = [_WORDS[word] for word in _words(piece)]
        return numbers


_WORDS, _PIECES = _Words(), _Pieces()


def _number(word: str) -> int:
    """Return the number of *word*, never 0, in its place in an entry."""
    return (crc32(word.encode("utf-8", "surrogatepass")) % ((1 << TERM_BITS) - 1) + 1) << COUNT_BITS


def _fold(word: str) -> str:
    """Return *word* without a plural s; nothing for a number or a lone letter."""
    word = word.strip("_")
    if word.isdigit() or (len(word) < 2 and (word.isascii() or not _patterns().unspaced.match(word))):
        return ""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "isu":
        return word[:-1]
    return word


def _words(text: str) -> Sequence[str]:
    """Return the words of *text*, which is in lower case."""
    patterns = _patterns()
    words: list[str] = patterns.word.findall(unicodedata.normalize("NFC", text))
    if not patterns.unspaced.search(text):
        return words
    return [part for word in words for run in patterns.run.split(word) for part in _parts(run)]


def _parts(run: str) -> Iterable[str]:
    if len(run) < 3 or not _patterns().unspaced.match(run):
        return (run,)
    return (first + second for first, second in pairwise(run))
