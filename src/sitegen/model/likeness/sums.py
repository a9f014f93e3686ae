"""Adds up what searches hit: which pairs of posts have words in common, and how much."""

from __future__ import annotations

from msgspec import Struct

from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Bools, Ints, Reals, np
from sitegen.model.likeness.posts import GAIN, Nearness
from sitegen.model.likeness.rows import firsts_of, places_of
from sitegen.model.likeness.tuning import MOST_POSTS, NUMBER_BITS, WEIGHT_BITS

LARGE = 45_000
"""From how many posts on a column of a table is shared by several: a table of all columns would be slower."""
_COLUMNS = 1 << 13
_GROUPS = 2 * tuning.COMPARED  # of columns of a table
_PRODUCT_BITS = 2 * WEIGHT_BITS

Pairs = tuple[Ints, Ints, Ints]
"""Posts that search, what each found, and the value of that: the product of weights times the gain."""


class Hits(Struct, frozen=True):
    """Which of the *searching* posts hit (*rows*, from 0, rising), which post, and the product of that."""

    searching: Ints
    rows: Ints
    numbers: Ints
    products: Reals

    def part(self, of: Bools) -> Hits:
        return Hits(self.searching, self.rows[of], self.numbers[of], self.products[of])


def all_pairs(hits: Hits, nearness: Nearness) -> Pairs:
    """Return all pairs that have something in common."""
    if len(nearness.days) >= LARGE:
        return _merged(hits, nearness)
    table = _table(hits, nearness)
    return _listed(hits, table, np.ones(len(table)))


def promising_pairs(hits: Hits, nearness: Nearness) -> Pairs:
    """Return the pairs of which each search may want the COMPARED best, and few others."""
    if len(nearness.days) >= LARGE:
        return _folded(hits, nearness)
    table = _table(hits, nearness)
    return _listed(hits, table, np.maximum(_lower_bounds(table), 1))


def _table(hits: Hits, nearness: Nearness) -> Reals:
    """Return the value of all posts for each search, in a table with some empty columns."""
    own, posts = hits.searching, len(nearness.days)
    width = -(-posts // _GROUPS) * _GROUPS
    table = _sums(hits.rows * width + hits.numbers, hits.products, len(own), width)
    table[np.arange(len(own)), own] = 0
    for row, number in zip(table[:, :posts], own.tolist(), strict=True):
        row *= nearness.gains(number)
    return table


def _sums(places: Ints, products: Reals, height: int, width: int) -> Reals:
    sums = np.bincount(places, products, height * width)
    return sums.astype(np.float64, copy=False).reshape(height, width)


def _lower_bounds(table: Reals) -> Reals:
    """Return for each row a value that at least COMPARED of it reach: as many of the groups' highest do."""
    highest: Reals = table.reshape(len(table), -1, _GROUPS).max(axis=1)
    place = _GROUPS - tuning.COMPARED
    return np.partition(highest, place, axis=1)[:, place]


def _listed(hits: Hits, table: Reals, least: Reals) -> Pairs:
    """Return what is in a table of values, from the *least* of each row on."""
    places = np.flatnonzero(table >= least[:, np.newaxis])
    rows = places // table.shape[1]
    return hits.searching[rows], places - rows * table.shape[1], table.ravel()[places].astype(np.int64)


def _folded(hits: Hits, nearness: Nearness) -> Pairs:
    """Return promising pairs by a table of which posts share columns: no post of a column has more than it.

    The posts of the highest columns tell what the COMPARED best reach at least; then those of all columns
    that reach so much are added up one by one.
    """
    places = hits.rows * _COLUMNS + (hits.numbers & _COLUMNS - 1)
    table = _sums(places, hits.products, len(hits.searching), _COLUMNS)
    high = table >= np.maximum(_lower_bounds(table), 1)[:, np.newaxis]
    least = _least_of_best(hits, _merged(hits.part(high.ravel()[places]), nearness))
    able = table * int(GAIN[0]) >= np.maximum(least, 1)[:, np.newaxis]
    return _merged(hits.part(able.ravel()[places]), nearness)


def _least_of_best(hits: Hits, pairs: Pairs) -> Ints:
    """Return for each search the least of the values of the COMPARED best; 0 where there are fewer."""
    own, _, values = pairs
    order = np.lexsort((-values, own))
    own, values = own[order], values[order]
    last = places_of(own) == tuning.COMPARED - 1
    least = np.zeros(len(hits.searching), np.int64)
    least[np.searchsorted(hits.searching, own[last])] = values[last]
    return least


def _merged(hits: Hits, nearness: Nearness) -> Pairs:
    """Return all pairs by sorting the hits."""
    keys = (hits.rows << NUMBER_BITS | hits.numbers) << _PRODUCT_BITS | hits.products.astype(np.int64)
    keys.sort()
    names = keys >> _PRODUCT_BITS
    firsts = firsts_of(names)
    sums = np.add.reduceat(keys & (1 << _PRODUCT_BITS) - 1, firsts) if len(firsts) else firsts
    own, others = hits.searching[names[firsts] >> NUMBER_BITS], names[firsts] & MOST_POSTS - 1
    different = own != others
    own, others, sums = own[different], others[different], sums[different]
    return own, others, sums * nearness.gain(own, others)
