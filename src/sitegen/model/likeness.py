"""Which posts are alike: a vector of weighted words for each post, a few candidates, exact scores for those.

The only home of numpy.  All that is summed and compared is whole numbers, so that equal posts give equal
scores on any machine, in any order, and from what was remembered as from nothing.

What a post's vector depends on besides its bag is made to change seldom: how rare a word is, is asked of a
sample of the older posts and rounded.  So one new post changes the vectors of few others, mostly of none.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log, log2, sqrt
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sitegen.content.bags import COUNT_BITS, TERM_BITS, Bag
from sitegen.content.bags import VERSION as BAGS_VERSION

VERSION = 1
"""Grows whenever equal bags get other scores, or the state another form."""

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
HEAVY, COMPARED = 32, 32
"""How many words of a post look for candidates, and how many of those found are compared in full."""
FOLLOWED = 64
"""A word is followed to about so many posts before and after, as days; it keeps large blogs linear."""
CHANGED = 0.1
"""When more than this part of the posts has another vector, all is made anew; that is as quick."""
STEP, STEPS, SAMPLED = 200, 1.1, 1000
"""Rarity is that among the oldest m posts, m the most of STEP * STEPS**k; of many, some SAMPLED of them."""

_NUMBER_BITS = 20
MOST_POSTS = 1 << _NUMBER_BITS

_WEIGHT_BITS = COUNT_BITS
_UNIT = (1 << _WEIGHT_BITS) - 1  # the length of a vector
_TITLE_UNIT = round(_UNIT * sqrt(TITLE_SHARE))
_DIMENSIONS = 1 << TERM_BITS + 1  # each word twice: in the text, in the title
_TERM = (1 << TERM_BITS) - 1
_PRODUCT_BITS = 2 * _WEIGHT_BITS
_GAIN_BITS = 10
_MOST_VALUE = (1 << 32) - 1
_SCORE_BITS = 24
_MOST_SCORE = (1 << _SCORE_BITS) - 1
_SHIFT = 7  # takes a value to the bits of a score
_FACTOR_BITS = 16
_SPARSE = 8  # times as many places as names: then sorting the names is quicker than counting in places
_SHELF = 128  # how coarse the first look at values is
_LEVELS = 64  # of rarity: half a power of two each
_EVER = 1 << 22  # days; more than there are in the calendar
_BLOCK, _HITS = 1 << 11, 1 << 18  # rows, and products, that are worked on together

_Ints = npt.NDArray[np.integer[Any]]
_Packed = _Ints  # of 32 bits: entries
_Keys = _Ints  # of 64 bits: several numbers in one, to be sorted
_Bools = npt.NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)

_DAMPED = np.array([0] + [round(64 * (1 + log(times))) for times in range(1, 1 << COUNT_BITS)], np.int64)
_GAIN = np.array(
    [
        round((1 << _GAIN_BITS) * (1 + NEARNESS * 2 ** (-days / HALF_LIFE)))
        for days in range(0, int(HALF_LIFE * 11))
    ],
    np.int64,
)

_HEAD = struct.Struct("=QQQQQQ")
_TUNING = (TITLE_SHARE, COMMON, NEARNESS, HALF_LIFE, CROWD, HEAVY, COMPARED, FOLLOWED, STEP, STEPS, SAMPLED)
_FORMAT = crc32(repr((VERSION, BAGS_VERSION, sys.byteorder, _TUNING)).encode())


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts, newest first, and what tells one of today from its older self."""

    keys: Sequence[str]
    digests: npt.NDArray[np.void]
    """The 16 bytes that name each one's bag."""
    moments: npt.NDArray[np.float64]
    """Seconds since 1970."""
    apart: _Bools
    """Which may not be offered."""

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def days(self) -> _Ints:
        return np.floor(self.moments / 86_400).astype(np.int64)


def make_posts(
    keys: Sequence[str], digests: Sequence[bytes], moments: Sequence[float], apart: Sequence[bool]
) -> Posts:
    """Raises `ValueError` for more posts than fit, or digests that are not of `digest_bag`."""
    if len(keys) > MOST_POSTS:
        raise ValueError(f"related posts are made for up to {MOST_POSTS:,} posts, not for {len(keys):,}")
    if any(len(digest) != 16 for digest in digests):
        raise ValueError("the digest of a bag has 16 bytes")
    names = np.frombuffer(b"".join(digests), "V16")
    return Posts(keys, names, np.array(moments, np.float64), np.array(apart, np.bool_))


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers for each post, of any length: those of post *n* are `entries[starts[n]:starts[n + 1]]`.

    In a bag an entry is a dimension and a count, in a vector a dimension and a weight.
    """

    starts: _Ints
    entries: _Packed

    def __len__(self) -> int:
        return len(self.starts) - 1

    def slices(self) -> list[slice]:
        starts = self.starts.tolist()
        return list(map(slice, starts, starts[1:]))

    def owners(self) -> _Ints:
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def owners_of(self, places: _Ints) -> _Ints:
        """Return whose the entries at *places* are."""
        return np.searchsorted(self.starts, places, "right") - 1

    def to_lists(self) -> list[list[int]]:
        entries, starts = self.entries.tolist(), self.starts.tolist()
        return [entries[first:end] for first, end in pairwise(starts)]

    def take(self, numbers: _Ints) -> Rows:
        """Return the rows of *numbers*, in that order.  Neighbours are copied together."""
        breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
        firsts = numbers[np.concatenate([[0], breaks])] if len(numbers) else numbers
        lasts = numbers[np.concatenate([breaks - 1, [len(numbers) - 1]])] if len(numbers) else numbers
        runs = zip(self.starts[firsts].tolist(), self.starts[lasts + 1].tolist(), strict=True)
        parts = [self.entries[first:end] for first, end in runs]
        return make_rows(np.diff(self.starts)[numbers], parts)


def make_rows(lengths: _Ints, parts: Sequence[_Packed]) -> Rows:
    entries = parts[0] if len(parts) == 1 else np.concatenate([*parts, np.empty(0, np.uint32)])
    return Rows(np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]), entries)


def read_bags(bags: Sequence[Bag]) -> Rows:
    lengths = np.array([len(bag) // 4 for bag in bags], np.int64)
    return make_rows(lengths, [np.frombuffer(b"".join(bags), np.uint32)])


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of each post, best first: COMPARED numbers and exact scores; -1 where there are fewer.

    *least* is what a post must reach to become a candidate.
    """

    others: _Ints
    scores: _Packed
    least: _Packed


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the next build may take over for the posts that stay as they are."""

    posts: Posts
    measure: Measure
    vectors: Rows
    heavy: _Packed
    """HEAVY entries of each vector; 0 where there are fewer."""
    found: Found


@dataclass(frozen=True, slots=True)
class Measure:
    """What the weight of words rests on.  When one of these changes, every vector is made anew."""

    oldest: int
    """Among how many of the oldest posts rarity is taken."""
    span: int
    """Over how many days these are spread, as twice the logarithm, rounded up."""

    @property
    def sampled(self) -> int:
        """About how many of the oldest posts are the sample; all when there are few."""
        return min(self.oldest, SAMPLED)

    def levels(self, most: int) -> _Ints:
        """Return for each number of sampled posts with a word, up to *most*, the rarity of that word."""
        common = max(3, COMMON * self.sampled)
        top = round(2 * log2(max(self.sampled, 1)))
        found = [
            top - round(2 * log2(max(spread, 1))) if spread <= common else 0 for spread in range(most + 1)
        ]
        return np.maximum(np.array(found, np.int64), 0)

    def reach(self) -> _Ints:
        """Return for each level of rarity, how many days before and after a word is followed."""
        holders = [self.oldest / 2 ** (level / 2) for level in range(_LEVELS)]
        span = 2 ** (self.span / 2)
        return np.array(
            [ceil(span * FOLLOWED / held) if held > 2 * FOLLOWED else _EVER for held in holders], np.int64
        )


def measure_of(posts: Posts) -> Measure:
    count = len(posts)
    oldest = count
    if count >= STEP:
        steps = int(log(count / STEP) / log(STEPS))
        steps += STEP * STEPS ** (steps + 1) <= count
        oldest = int(STEP * STEPS**steps)
    days = posts.days[count - oldest :]
    return Measure(oldest, ceil(2 * log2(1 + int(days[0] - days[-1]))) if oldest else 0)


def _sample(posts: Posts, measure: Measure) -> _Bools:
    """Return which posts the rarity of words is asked of.

    Chosen by key, so that no other post enters or leaves the sample with a new one.
    """
    chosen = np.zeros(len(posts), np.bool_)
    first = len(posts) - measure.oldest
    if measure.oldest <= SAMPLED:
        chosen[first:] = True
    else:
        limit = (SAMPLED << 32) // measure.oldest
        chosen[first:] = [crc32(key.encode("utf-8", "surrogatepass")) < limit for key in posts.keys[first:]]
    return chosen


def _spread(rows: Rows, chosen: _Bools) -> _Ints:
    """Count in how many of the *chosen* rows each word is."""
    picked = rows.take(np.flatnonzero(chosen)).entries
    dimensions = picked[picked < _DIMENSIONS << COUNT_BITS - 1] >> COUNT_BITS
    return np.bincount(dimensions, minlength=_TERM + 1)


def _rarity(spread: _Ints, measure: Measure) -> _Ints:
    levels = measure.levels(int(spread.max(initial=0))).astype(np.uint8)
    return levels[spread]


# Vectors


def _weigh(bags: Rows, rarity: _Ints) -> tuple[Rows, _Packed]:
    """Return a vector for each bag, and the heavy part of it.  Text and title have a length of their own."""
    blocks = [
        _weigh_block(bags.take(np.arange(first, min(first + _BLOCK, len(bags)))), rarity)
        for first in range(0, len(bags), _BLOCK)
    ]
    vectors = make_rows(np.diff(bags.starts), [vector for vector, _ in blocks])
    return vectors, np.concatenate([np.empty((0, HEAVY), np.uint32), *(heavy for _, heavy in blocks)])


def _weigh_block(bags: Rows, rarity: _Ints) -> tuple[_Packed, _Packed]:
    dimensions = bags.entries >> COUNT_BITS
    raw = _DAMPED[bags.entries & _UNIT] * rarity[dimensions & _TERM]
    owners = bags.owners()
    part = 2 * owners + (dimensions >> TERM_BITS)
    norms = np.sqrt(np.bincount(part, raw * raw, 2 * len(bags)))
    # Whole numbers this small are exact as floats, and a square root and a quotient are the same everywhere.
    units = np.tile([_UNIT, _TITLE_UNIT], len(bags)) / np.maximum(norms, 1)
    weights = (raw * units[part]).astype(np.uint32)
    vectors = dimensions << COUNT_BITS | weights
    keys = owners.astype(np.uint64) << 32 | ((_UNIT - weights).astype(np.uint64) << 22 | dimensions)
    keys = keys[weights > 0]
    keys.sort()
    heavy = np.zeros((len(bags), HEAVY), np.uint32)
    own, place = _places(keys >> 32)
    best = place < HEAVY
    kept = keys[best]
    heavy[own[best], place[best]] = (kept & (_DIMENSIONS - 1)) << COUNT_BITS | (_UNIT - (kept >> 22 & _UNIT))
    return vectors, heavy


def _places(sorted_groups: _Keys) -> tuple[_Ints, _Ints]:
    """Return the groups, and the place of each item in its group."""
    groups = sorted_groups.astype(np.int64)
    firsts = np.flatnonzero(np.diff(groups, prepend=-1))
    lengths = np.diff(firsts, append=len(groups))
    return groups, np.arange(len(groups)) - np.repeat(firsts, lengths)


# Candidates


@dataclass(frozen=True, slots=True)
class _Reach:
    """How many days before and after a word is followed, by its rarity."""

    rarity: _Ints
    days: _Ints

    def of(self, entries: _Packed) -> _Ints:
        days: _Ints = self.days[self.rarity[entries >> COUNT_BITS & _TERM]]
        return days


class _Index:
    """Finds the posts that have a word: one key for each, sorted by dimension and number, then the weight."""

    def __init__(self, rows: Rows, apart: _Bools, needed: _Packed) -> None:
        """Index the words of *rows* that are among *needed*, but not those of posts *apart*."""
        is_needed = np.zeros(_DIMENSIONS, np.bool_)
        is_needed[needed >> COUNT_BITS] = True
        dimensions = np.flatnonzero(is_needed)
        self.slots = np.zeros(_DIMENSIONS, np.int32)
        self.slots[dimensions] = np.arange(len(dimensions))
        places = np.flatnonzero(is_needed[rows.entries >> COUNT_BITS] & (rows.entries & _UNIT > 0))
        owners, entries = rows.owners_of(places), rows.entries[places]
        owners, entries = owners[~apart[owners]], entries[~apart[owners]]
        keys = (entries >> COUNT_BITS).astype(np.uint64) << _NUMBER_BITS + _WEIGHT_BITS
        keys |= owners.astype(np.uint64) << _WEIGHT_BITS
        keys |= entries & _UNIT
        keys.sort()
        self.keys = keys
        bounds = dimensions.astype(np.uint64) << _NUMBER_BITS + _WEIGHT_BITS
        next_bounds = bounds + (1 << _NUMBER_BITS + _WEIGHT_BITS)
        self.firsts, self.ends = np.searchsorted(keys, bounds), np.searchsorted(keys, next_bounds)

    def find(self, dimensions: _Packed, low: _Ints, high: _Ints, narrow: _Bools) -> tuple[_Ints, _Ints]:
        """Return from where to where the posts from *low* to *high* stand that have each of *dimensions*.

        Only asked where *narrow*; elsewhere they are all.
        """
        slots = self.slots[dimensions]
        firsts, ends = self.firsts[slots], self.ends[slots]
        base = dimensions[narrow].astype(np.uint64) << _NUMBER_BITS
        firsts[narrow] = np.searchsorted(self.keys, (base + low.astype(np.uint64)) << _WEIGHT_BITS)
        ends[narrow] = np.searchsorted(self.keys, (base + high.astype(np.uint64)) << _WEIGHT_BITS)
        return firsts, ends


def _overlaps(
    owners: _Ints, entries: _Packed, index: _Index, days: _Ints, reach_of: _Reach
) -> Iterator[tuple[_Ints, _Ints, _Ints]]:
    """Yield owners, the others with which they share words, and the values of that: products times gain.

    *entries* are sorted by owner; *reach_of* says how many days each word is followed.
    """
    if not len(entries):
        return
    reach = reach_of.of(entries)
    newest, oldest = days[0], days[-1]
    own_days = days[owners]
    narrow = (own_days + reach < newest) | (
        own_days - reach > oldest
    )  # ... or all of a word's posts are near
    low = np.searchsorted(-days, -(own_days + reach)[narrow])
    high = np.searchsorted(-days, -(own_days - reach)[narrow], "right")
    firsts, ends = index.find(entries >> COUNT_BITS, low, high, narrow)
    counts = ends - firsts
    weights = (entries & _UNIT).astype(np.int64)
    for block in _blocks(owners, counts):
        yield _overlap(owners[block], weights[block], firsts[block], counts[block], index.keys, days)


def _blocks(owners: _Ints, counts: _Ints) -> Iterator[slice]:
    """Yield slices of whole rows, of no more than _BLOCK rows and, if more than one, _HITS counts."""
    starts = np.concatenate([np.flatnonzero(np.diff(owners, prepend=-1)), [len(owners)]])
    hits = np.concatenate([[0], np.cumsum(counts)])[starts]
    first = 0
    while first < len(starts) - 1:
        end = int(np.searchsorted(hits, hits[first] + _HITS, "right")) - 1
        end = min(max(end, first + 1), first + _BLOCK - 1, len(starts) - 1)
        yield slice(int(starts[first]), int(starts[end]))
        first = end


def _overlap(
    owners: _Ints, weights: _Ints, firsts: _Ints, counts: _Ints, keys: _Keys, days: _Ints
) -> tuple[_Ints, _Ints, _Ints]:
    local = np.cumsum(np.diff(owners, prepend=owners[0]) != 0)
    distinct = owners[np.flatnonzero(np.diff(owners, prepend=-1))]
    offsets = firsts - np.cumsum(counts) + counts
    hits = keys[np.repeat(offsets, counts) + np.arange(int(counts.sum()))].astype(np.int64)
    products = (hits & _UNIT) * np.repeat(weights, counts)
    numbers = hits >> _WEIGHT_BITS & (MOST_POSTS - 1)
    pairs, sums = _sum(np.repeat(local * len(days), counts) + numbers, products, len(distinct) * len(days))
    own, others = distinct[pairs // len(days)], pairs % len(days)
    different = own != others
    own, others, sums = own[different], others[different], sums[different]
    return own, others, sums * _gain(days[own], days[others])


def _sum(names: _Ints, products: _Ints, count: int) -> tuple[_Ints, _Ints]:
    """Return the distinct *names*, rising, and the sum of the products of each; they are below *count*."""
    if count < _SPARSE * len(names):
        sums = np.bincount(names, products, count)
        found = np.flatnonzero(sums)
        return found, sums[found].astype(np.int64)
    both = names << _PRODUCT_BITS | products
    both.sort()
    names = both >> _PRODUCT_BITS
    firsts = np.flatnonzero(np.diff(names, prepend=-1))
    sums = np.add.reduceat(both & ((1 << _PRODUCT_BITS) - 1), firsts) if len(firsts) else firsts
    return names[firsts], sums


def _gain(days: _Ints, other_days: _Ints) -> _Ints:
    gains: _Ints = _GAIN[np.minimum(np.abs(days - other_days), len(_GAIN) - 1)]
    return gains


# Scores


def _compare(owners: _Ints, others: _Ints, vectors: Rows, days: _Ints) -> _Ints:
    """Return the score of each pair; *owners* are sorted, and no vector is empty."""
    dimensions, weights, starts = _pack(vectors)
    slices = list(map(slice, starts.tolist(), starts[1:].tolist()))
    lengths = np.diff(starts)
    laid = np.zeros(int(dimensions.max(initial=0)) + 1, np.int32)
    bounds = np.flatnonzero(np.diff(owners, prepend=-1)).tolist()
    numbers = others.tolist()
    sums = np.zeros(len(others), np.int64)
    for first, end in pairwise([*bounds, len(owners)]):
        own = slices[owners[first]]
        parts = [slices[number] for number in numbers[first:end]]
        laid[dimensions[own]] = weights[own]
        products = laid.take(np.concatenate([dimensions[part] for part in parts]))
        products *= np.concatenate([weights[part] for part in parts])
        counts = lengths[others[first:end]]
        np.add.reduceat(products, counts.cumsum() - counts, out=sums[first:end])
        laid[dimensions[own]] = 0
    return sums * _gain(days[owners], days[others])


def _pack(vectors: Rows) -> tuple[_Ints, _Ints, _Ints]:
    """Return dimensions, numbered from 0 without gaps, and weights, those that weigh nothing left out."""
    there = vectors.entries & _UNIT > 0
    entries = vectors.entries[there]
    starts = np.concatenate([[0], np.cumsum(there)])[vectors.starts]
    present = np.zeros(_DIMENSIONS, np.bool_)
    present[entries >> COUNT_BITS] = True
    used = np.flatnonzero(present)
    places = np.zeros(_DIMENSIONS, np.int32)
    places[used] = np.arange(len(used))
    return places[entries >> COUNT_BITS], (entries & _UNIT).astype(np.int32), starts


def _find(queries: _Ints, heavy: _Packed, index: _Index, days: _Ints, reach: _Reach) -> tuple[_Ints, _Packed]:
    """Return the candidates of each query, best first (-1: no more), and the least value that makes one."""
    found = np.full((len(days), COMPARED), -1, np.int32)
    least = np.zeros(len(days), np.uint32)
    entries = heavy[queries].ravel()
    owners = np.repeat(queries, HEAVY)[entries > 0]
    entries = entries[entries > 0]
    for own, others, values in _overlaps(owners, entries, index, days, reach):
        promising = _promising(own, values)
        own, others, values = own[promising], others[promising], values[promising]
        order = np.lexsort((others, -values, own))
        own, others, values = own[order], others[order], values[order]
        own, place = _places(own)
        best = place < COMPARED
        found[own[best], place[best]] = others[best]
        last = place == COMPARED - 1
        least[own[last]] = values[last]
    return found[queries], least[queries]


def _promising(own: _Ints, values: _Ints) -> _Bools:
    """Return which may be among the COMPARED best of their owner; a coarse look spares sorting them all."""
    if not len(own):
        return own > 0
    local = np.cumsum(np.diff(own, prepend=own[0]) != 0)
    shelves = (np.sqrt(values) / _SHELF).astype(np.int64)
    width = int(shelves.max()) + 1
    shelves += local * width
    counts = np.bincount(shelves, minlength=(int(local[-1]) + 1) * width).reshape(-1, width)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]  # how many are on this shelf or higher
    lowest = np.maximum((above >= COMPARED).sum(axis=1) - 1, 0)
    promising: _Bools = shelves >= (lowest + np.arange(len(lowest)) * width)[local]
    return promising


def _score(queries: _Ints, found: _Ints, vectors: Rows, days: _Ints) -> _Packed:
    """Return the scores of the candidates *found*.  Two that found each other are compared once."""
    owners = np.repeat(queries, COMPARED)
    others = found.ravel().astype(np.int64)
    there = others >= 0
    owners, others = owners[there], others[there]
    pairs, place = np.unique(
        np.minimum(owners, others) << _NUMBER_BITS | np.maximum(owners, others), return_inverse=True
    )
    compared, numbers = np.unique(
        np.concatenate([pairs >> _NUMBER_BITS, pairs & (MOST_POSTS - 1)]), return_inverse=True
    )
    own, other = numbers[: len(pairs)], numbers[len(pairs) :]
    scores = np.zeros(found.size, np.uint32)
    scores[there] = _compare(own, other, vectors.take(compared), days[compared])[place]
    return scores.reshape(found.shape)


# What stays from one build to the next


def update(old: State | None, posts: Posts, bag_of: Callable[[int], Bag]) -> State:
    """Return the state for *posts*; what *old* knows of those that stay as they are is taken over.

    *bag_of* gives the bag of a post by its number.  The result does not depend on *old*.
    """
    measure = measure_of(posts)
    sample = _sample(posts, measure)
    if old and old.measure == measure:
        state = _take_over(old, posts, measure, sample, bag_of)
        if state:
            return state
    every = np.arange(len(posts))
    bags = read_bags([bag_of(number) for number in range(len(posts))])
    rarity = _rarity(_spread(bags, sample), measure)
    vectors, heavy = _weigh(bags, rarity)
    del bags
    days, reach = posts.days, _Reach(rarity, measure.reach())
    index = _Index(vectors, posts.apart, heavy)
    found, least = _find(every, heavy, index, days, reach)
    del index
    return State(posts, measure, vectors, heavy, Found(found, _score(every, found, vectors, days), least))


def _take_over(
    old: State, posts: Posts, measure: Measure, sample: _Bools, bag_of: Callable[[int], Bag]
) -> State | None:
    """Return the state for *posts* from the *old* one; nothing when there is too much new in it."""
    was = _match(old.posts, posts)
    if np.count_nonzero(was < 0) > len(posts) * CHANGED:
        return None
    bags = {number: bag_of(number) for number in np.flatnonzero(was < 0).tolist()}
    contents = _mix(was, old.vectors, read_bags(list(bags.values())))
    old_rarity = _rarity(_spread(old.vectors, _sample(old.posts, measure)), measure)
    rarity = _rarity(_spread(contents, sample), measure)
    shifted = rarity != old_rarity
    if shifted.any():
        touched = contents.owners()[shifted[contents.entries >> COUNT_BITS & _TERM]]
        was[touched] = -1
        if np.count_nonzero(was < 0) > len(posts) * CHANGED:
            return None
    new = np.flatnonzero(was < 0)
    vectors_of_new, heavy_of_new = _weigh(
        read_bags([bags[number] if number in bags else bag_of(number) for number in new.tolist()]), rarity
    )
    vectors = _mix(was, old.vectors, vectors_of_new)
    heavy = _replaced(old.heavy[was], new, heavy_of_new)
    days, reach = posts.days, _Reach(rarity, measure.reach())
    now = np.full(len(old.posts) + 1, -1, np.int32)
    now[was] = np.arange(len(posts))
    now[-1] = -1
    found = now[old.found.others[was]]
    least = old.found.least[was]
    lost = (old.found.others[was] >= 0) & (found < 0)
    again = (was < 0) | lost.any(axis=1)
    again[_reached(new, vectors, heavy, least, posts, reach)] = True
    queries = np.flatnonzero(again)
    index = _Index(vectors, posts.apart, heavy[queries])
    found_again, least_again = _find(queries, heavy, index, days, reach)
    return State(
        posts,
        measure,
        vectors,
        heavy,
        Found(
            _replaced(found, queries, found_again),
            _replaced(old.found.scores[was], queries, _score(queries, found_again, vectors, days)),
            _replaced(least, queries, least_again),
        ),
    )


def _match(old: Posts, posts: Posts) -> _Ints:
    """Return for each of *posts* its number among the *old*, -1 when it is new or not as it was."""
    numbers = {key: number for number, key in enumerate(old.keys)}
    was = np.array([numbers.get(key, -1) for key in posts.keys], np.int64)
    if not len(old):
        return was
    same = (
        (old.digests[was] == posts.digests)
        & (old.moments[was] == posts.moments)
        & (old.apart[was] == posts.apart)
    )
    return np.where(same, was, -1)


def _mix(was: _Ints, old: Rows, new: Rows) -> Rows:
    """Return the *old* rows of posts that stay, and for the others the *new* rows, in order."""
    fresh = was < 0
    numbers = was.copy()
    numbers[fresh] = len(old) + np.arange(np.count_nonzero(fresh))
    starts = np.concatenate([old.starts, old.starts[-1] + new.starts[1:]])
    return Rows(starts, np.concatenate([old.entries, new.entries])).take(numbers)


def _replaced(rows: npt.NDArray[_T], numbers: _Ints, new: npt.NDArray[_T]) -> npt.NDArray[_T]:
    rows[numbers] = new
    return rows


def _reached(new: _Ints, vectors: Rows, heavy: _Packed, least: _Packed, posts: Posts, reach: _Reach) -> _Ints:
    """Return the posts of which a *new* one may have become a candidate."""
    new = new[~posts.apart[new]]
    words = vectors.take(new)
    owners = np.repeat(new, np.diff(words.starts))
    searching = Rows(np.arange(0, heavy.size + 1, HEAVY), heavy.ravel())
    index = _Index(searching, np.zeros_like(posts.apart), words.entries)
    return np.concatenate(
        [
            np.empty(0, np.int64),
            *(
                others[values >= least[others]]
                for _, others, values in _overlaps(owners, words.entries, index, posts.days, reach)
            ),
        ]
    )


def write_state(state: State) -> bytes:
    """Return *state* as bytes for `read_state`: a head, then the arrays one after the other."""
    found = state.found
    keys = "\0".join(state.posts.keys).encode("utf-8", "surrogatepass")
    parts = [
        state.posts.moments,
        state.vectors.starts,
        state.posts.digests,
        state.vectors.entries,
        state.heavy,
        found.others,
        found.scores,
        found.least,
        state.posts.apart,
    ]
    body = b"".join([*(part.tobytes() for part in parts), keys])
    size, entries = len(state.posts), len(state.vectors.entries)
    return _HEAD.pack(_FORMAT, crc32(body), size, entries, state.measure.oldest, state.measure.span) + body


def read_state(packed: bytes) -> State | None:
    """Return what `write_state` wrote; nothing when it is damaged, or from another version or machine."""
    body = memoryview(packed)[_HEAD.size :]
    if len(packed) < _HEAD.size:
        return None
    form, checksum, size, entries, oldest, span = _HEAD.unpack(packed[: _HEAD.size])
    if form != _FORMAT or checksum != crc32(body):
        return None
    reader = _Reader(body)
    moments = reader.read(np.float64, size)
    starts = reader.read(np.int64, size + 1)
    digests = reader.read(np.dtype("V16"), size)
    vectors = Rows(starts, reader.read(np.uint32, entries))
    heavy = reader.read(np.uint32, size * HEAVY).reshape(size, HEAVY)
    others = reader.read(np.int32, size * COMPARED).reshape(size, COMPARED)
    scores = reader.read(np.uint32, size * COMPARED).reshape(size, COMPARED)
    least = reader.read(np.uint32, size)
    apart = reader.read(np.bool_, size)
    keys = bytes(reader.rest()).decode("utf-8", "surrogatepass").split("\0")
    posts = Posts(keys, digests, moments, apart)
    return State(posts, Measure(oldest, span), vectors, heavy, Found(others, scores, least))


class _Reader:
    """Reads arrays from bytes, without copying them."""

    def __init__(self, data: memoryview) -> None:
        self._data, self._at = data, 0

    def read(self, kind: npt.DTypeLike, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found

    def rest(self) -> memoryview:
        return self._data[self._at :]


# Lists


def rank(state: State, count: int) -> list[list[int]]:
    """Return for each post the numbers of the *count* most like it that may be offered, best first."""
    owners, scores, others = _split(_both_ways(state.found))
    factors = _crowding(owners, scores, len(state.posts))
    offered = ~state.posts.apart[others]
    owners, scores, others = owners[offered], scores[offered], others[offered]
    owners, _, others = _split(_rank_keys(owners, scores * factors[others] >> _FACTOR_BITS, others))
    _, place = _places(owners)
    best = place < count
    lengths = np.bincount(owners[best], minlength=len(state.posts))
    return make_rows(lengths, [others[best].astype(np.uint32)]).to_lists()


def _both_ways(found: Found) -> _Keys:
    """Return the keys of all pairs; each post of a pair gets its score, whichever found the other."""
    places = np.flatnonzero(found.others >= 0)
    owners, others = places // COMPARED, found.others.ravel()[places].astype(np.int64)
    scores = found.scores.ravel()[places] >> _SHIFT
    keys = _rank_keys(
        np.concatenate([owners, others]), np.concatenate([scores, scores]), np.concatenate([others, owners])
    )
    different: _Keys = keys[np.diff(keys, prepend=keys[:1] + 1) != 0]
    return different


def _rank_keys(owners: _Ints, scores: _Ints, others: _Ints) -> _Keys:
    """Return sorted keys: by owner, then the best score, then the newest post."""
    keys = owners.astype(np.uint64) << _SCORE_BITS + _NUMBER_BITS
    keys |= (_MOST_SCORE - scores).astype(np.uint64) << _NUMBER_BITS
    keys |= others.astype(np.uint64)
    keys.sort()
    return keys


def _split(keys: _Keys) -> tuple[_Ints, _Ints, _Ints]:
    owners = (keys >> _SCORE_BITS + _NUMBER_BITS).astype(np.int64)
    scores = _MOST_SCORE - (keys >> _NUMBER_BITS & _MOST_SCORE).astype(np.int64)
    return owners, scores, (keys & (MOST_POSTS - 1)).astype(np.int64)


def _crowding(owners: _Ints, scores: _Ints, count: int) -> _Ints:
    """Return by what each post's scores for others are multiplied; *scores* are sorted for each owner."""
    _, place = _places(owners)
    best = place < CROWD
    sums = np.bincount(owners[best], scores[best], count).astype(np.int64)
    means = sums // np.maximum(np.bincount(owners[best], minlength=count), 1)
    # Powers by Python's own function, one at a time: an array's may differ from machine to machine.
    return np.array([int(2**_FACTOR_BITS / max(mean, 1) ** CROWDING) for mean in means.tolist()], np.int64)
