"""Related posts: which other posts to offer under a post, from words, title, tags and date.

Every post becomes a vector of weighted words (tf-idf, unit length).  A few heavy words find the posts worth
comparing, whole vectors score those, and each list takes the best.  Nothing is random, words are numbered in
one order and sums are of integers, so that equal posts give equal lists on any machine, in any order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from heapq import nlargest
from itertools import chain, islice, pairwise
from math import isqrt, log, sqrt
from operator import attrgetter, itemgetter, mul

TITLE_WORDS, TAG_WORDS = 3, 2
"""How often a word of the title, of a tag, counts among the words of the body."""
TITLE_SHARE = 0.05
"""What the likeness of two titles adds to that of two posts."""
COMMON = 0.4
"""A word in more than this part of the posts says nothing; that is the stop list, in any language."""
NEARNESS, HALF_LIFE = 0.6, 365.0
"""What two posts of the same day gain over two that are years apart, and after how many days half of it."""
CROWD, CROWDING = 10, 0.15
"""A post is divided by the mean of its best CROWD scores to the power of CROWDING.

Without it a few long or general posts are everyone's neighbour.
"""
HEAVY, COMPARED = 48, 32
"""How many words of a post look for neighbours, and how many of those found are compared in full."""
REACH = 50
"""How far, in posts before and after, a word or a tag is followed; it keeps large blogs linear."""

# The length of a vector: a product of two weights fits one digit of Python's integers, the fast case.
_UNIT = 10_000
_TITLE_UNIT = round(_UNIT * sqrt(TITLE_SHARE))
_FINE = 1_000  # the grain of logarithms

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


@dataclass(frozen=True, slots=True)
class Article:
    """What the choice of related posts reads of a post.  One changed field makes all lists stale."""

    key: str
    """Names the post; unique."""
    title: str
    tags: tuple[str, ...]
    """Identities rather than names: two tags are one tag when they are equal."""
    text: str
    """The visible text, without markup."""
    date: datetime
    """Aware: posts of several zones are compared."""
    chosen: tuple[str, ...] = ()
    """Keys chosen by hand: first in the list, in this order; unknown ones are passed over."""
    apart: bool = False
    """Never offered unless chosen by hand; gets a list like any other."""


def related_posts(articles: Sequence[Article], count: int) -> dict[str, tuple[str, ...]]:
    """Return for each article's key the keys of the *count* articles to offer with it, best first.

    A list is shorter only where fewer articles may be offered.  Chosen ones come first, then the most alike,
    and where too few have anything in common, those that share most tags, then the nearest in date.
    """
    posts = sorted(sorted(articles, key=attrgetter("key")), key=attrgetter("date"), reverse=True)
    number = {post.key: own for own, post in enumerate(posts)}
    alike = _alike(posts)
    rest = _Rest(posts, reach=max(REACH, count + 1))
    lists = {}
    for own, post in enumerate(posts):
        chosen = (number[key] for key in post.chosen if key in number)
        others = _without(own, chain(chosen, alike[own], rest.around(own)))
        lists[post.key] = tuple(posts[other].key for other in islice(others, count))
    return lists


def _without(own: int, others: Iterable[int]) -> Iterator[int]:
    """Yield each of *others* once, and never *own*."""
    seen = {own}
    for other in others:
        if other not in seen:
            seen.add(other)
            yield other


class _Terms(dict[str, int]):
    """Numbers the words in the order they are met; 0 stands for those that don't count."""

    def __missing__(self, word: str) -> int:
        folded = _fold(word)
        if not folded:
            number = 0
        elif folded == word:
            number = len(self) + 1
        else:
            number = self[folded]
        self[word] = number
        return number


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


def _words(text: str) -> list[str]:
    """Return the words of *text* in lower case, and the pairs of characters where a script has no blanks."""
    text = text.lower()
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


def _tag_terms(tag: str, terms: _Terms) -> list[int]:
    """Return the words of *tag*; the whole of a tag such as `C` or `2019`, which would have none."""
    return [term for term in map(terms.__getitem__, _words(tag)) if term] or [terms[f"#{tag}"]]


def _count_title(post: Article, terms: _Terms) -> Counter[int]:
    return Counter(filter(None, map(terms.__getitem__, _words(post.title))))


def _count_words(post: Article, title: Counter[int], terms: _Terms) -> Counter[int]:
    """Count the words of body, title and tags, the latter for more than one."""
    bag = Counter(map(terms.__getitem__, _words(post.text)))
    for term, times in title.items():
        bag[term] += TITLE_WORDS * times
    for tag in post.tags:
        for term in _tag_terms(tag, terms):
            bag[term] += TAG_WORDS
    del bag[0]
    return bag


_Weights = list[tuple[int, int]]
"""Weights and their dimensions: the number of a word, or that of a word as part of the title."""


class _Vector:
    """One post: *dimensions*, the *weights* in them, the *heavy* few; *pick* takes them all from a list."""

    __slots__ = ("dimensions", "heavy", "pick", "weights")

    def __init__(self, weights: _Weights) -> None:
        self.heavy = tuple([dimension for _, dimension in sorted(weights, reverse=True)[:HEAVY]])
        # Two more that weigh nothing: `itemgetter` gives a tuple only where there are two things to get.
        self.dimensions = (*[dimension for _, dimension in weights], 0, 0)
        self.weights = (*[weight for weight, _ in weights], 0, 0)
        self.pick: Callable[[Sequence[int]], tuple[int, ...]] = itemgetter(*self.dimensions)


def _vectors(posts: Sequence[Article]) -> list[_Vector]:
    """Return one vector a post; the dot product of two is the likeness of the posts and of their titles."""
    terms = _Terms()
    titles = [_count_title(post, terms) for post in posts]
    bags = deque([_count_words(post, title, terms) for post, title in zip(posts, titles, strict=True)])
    spread = Counter(chain.from_iterable(bags))
    size = len(terms) + 1
    rarity = _rarity(spread, len(posts), size)
    lonely = {term for term, found in spread.items() if found == 1}
    vectors = []
    for title in titles:
        # Each bag is let go of as its vector is made: together they would take twice the memory.
        words = _weights(bags.popleft(), rarity, lonely, _UNIT)
        in_title = _weights(title, rarity, lonely, _TITLE_UNIT)
        vectors.append(_Vector(words + [(weight, size + term) for weight, term in in_title]))
    return vectors


def _rarity(spread: Mapping[int, int], posts: int, size: int) -> list[int]:
    """Return for each term what it tells: much if in few posts, nothing if in most."""
    common = max(3, COMMON * posts)
    rarity = [0] * size
    for term, found in spread.items():
        if found <= common:
            rarity[term] = round(_FINE * log(posts / found))
    return rarity


def _weights(counts: Mapping[int, int], rarity: Sequence[int], lonely: Set[int], length: int) -> _Weights:
    """Return the terms' weights in a vector of *length*; the *lonely* ones, which match nothing, left out."""
    raw = [(_damped(times) * rarity[term], term) for term, times in counts.items()]
    norm = isqrt(sum([weight * weight for weight, _ in raw])) or 1
    return [(unit, term) for weight, term in raw if (unit := weight * length // norm) and term not in lonely]


@cache
def _damped(times: int) -> int:
    return round(_FINE * (1 + log(times)))


def _alike(posts: Sequence[Article]) -> list[list[int]]:
    """Return for each post those like it that may be offered, best first."""
    scores = _scores(posts)
    crowding = [_crowding(score.values()) for score in scores]
    return [
        sorted(
            (other for other in score if not posts[other].apart),
            key=lambda other: (-score[other] / crowding[other], other),
        )
        for score in scores
    ]


def _crowding(scores: Iterable[int]) -> float:
    best = nlargest(CROWD, scores)
    return (sum(best) / len(best)) ** CROWDING if best else 1.0


def _scores(posts: Sequence[Article]) -> list[dict[int, int]]:
    """Return for each post the scores of those worth comparing; both posts of a pair get its score."""
    vectors = _vectors(posts)
    days = [post.date.timestamp() / 86_400 for post in posts]
    scores: list[dict[int, int]] = [{} for _ in posts]
    laid = [0] * (1 + max((max(vector.dimensions) for vector in vectors), default=0))
    for own, others in enumerate(_pairs(posts, vectors)):
        _lay(vectors[own], laid)
        for other in others:
            vector = vectors[other]
            likeness = sum(map(mul, vector.pick(laid), vector.weights))
            gain = 1 + NEARNESS * 2 ** (-abs(days[own] - days[other]) / HALF_LIFE)
            scores[own][other] = scores[other][own] = int(likeness * gain)
        _clear(vectors[own], laid)
    return scores


def _lay(vector: _Vector, laid: list[int]) -> None:
    for dimension, weight in zip(vector.dimensions, vector.weights, strict=True):
        laid[dimension] = weight


def _clear(vector: _Vector, laid: list[int]) -> None:
    for dimension in vector.dimensions:
        laid[dimension] = 0


def _pairs(posts: Sequence[Article], vectors: Sequence[_Vector]) -> list[list[int]]:
    """Return for each post the later ones to compare it with: those that one of the two has found."""
    places = _places(posts, vectors)
    pairs: list[set[int]] = [set() for _ in posts]
    for own, vector in enumerate(vectors):
        for other in _find_near(own, vector, places):
            pairs[min(own, other)].add(max(own, other))
    return [sorted(others) for others in pairs]


def _places(posts: Sequence[Article], vectors: Sequence[_Vector]) -> dict[int, list[int]]:
    """Return for each dimension the posts that may be offered and in which it is heavy, in order."""
    places: dict[int, list[int]] = defaultdict(list)
    for own, vector in enumerate(vectors):
        if not posts[own].apart:
            for dimension in vector.heavy:
                places[dimension].append(own)
    return places


def _find_near(own: int, vector: _Vector, places: Mapping[int, list[int]]) -> list[int]:
    """Return the posts that share most heavy words with a post; of equals, by the heaviest, then the newest.

    Counting them finds as good posts as adding their weights, in less time.
    """
    shelves = [places[dimension] for dimension in vector.heavy if dimension in places]
    shared = Counter(chain.from_iterable([shelf[_near(shelf, own, REACH)] for shelf in shelves]))
    del shared[own]
    return sorted(shared, key=shared.__getitem__, reverse=True)[:COMPARED]


def _near(shelf: Sequence[int], own: int, reach: int) -> slice:
    """Return which of the *shelf* stand near *own*; posts are numbered by date."""
    middle = bisect_left(shelf, own)
    return slice(max(0, middle - reach), middle + reach + 1)


class _Rest:
    """Offers posts where nothing is alike, so that no list is empty."""

    def __init__(self, posts: Sequence[Article], reach: int) -> None:
        self._posts, self._reach = posts, reach
        self._offered = [own for own, post in enumerate(posts) if not post.apart]
        self._tagged: dict[str, list[int]] = defaultdict(list)
        for own in self._offered:
            for tag in set(posts[own].tags):
                self._tagged[tag].append(own)

    def around(self, own: int) -> Iterator[int]:
        """Yield posts by how many tags they share with a post, then by nearness, then by key.

        Looks no further than *reach* posts before and after, among all and among those of each tag.
        """
        post = self._posts[own]
        shelves = [self._offered, *(self._tagged[tag] for tag in set(post.tags))]
        near = {other for shelf in shelves for other in shelf[_near(shelf, own, self._reach)]}
        yield from sorted(
            near, key=lambda other: _distance(post, self._posts[other])
        )  # only when it is asked for


def _distance(post: Article, other: Article) -> tuple[int, timedelta, str]:
    return -len(set(post.tags) & set(other.tags)), abs(post.date - other.date), other.key
