"""The candidates of a post: those that have most in common with its heaviest words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.index import Index
from sitegen.model.likeness.numbers import Ints, Packed, Reals, np
from sitegen.model.likeness.posts import Nearness
from sitegen.model.likeness.rows import Rows, firsts_of, places_of, promising
from sitegen.model.likeness.tuning import MOST_POSTS, MOST_VALUE, NUMBER_BITS, UNIT, VALUE_BITS, WEIGHT_BITS
from sitegen.model.likeness.vectors import Weighed

_HITS, _ROWS = 1 << 17, 32  # that are worked on together: so many fit into a processor's cache
_SPARSE = 16  # times as many places as hits: then sorting the hits is quicker than counting in places
_PRODUCT_BITS = 2 * WEIGHT_BITS
_SHELF = 128  # how coarse the first look at values is
_GROUPS = 2 * tuning.COMPARED  # of columns of a table

Pairs = tuple[Ints, Ints, Ints]
"""Posts that search, what each found, and the value of that: the product of weights times the gain."""


@dataclass(frozen=True, slots=True)
class Searches:
    """Words of posts, each with the hits that it is to find; those of a post stand together."""

    owners: Ints
    weights: Reals
    firsts: Ints
    counts: Ints

    def part(self, of: slice) -> Searches:
        return Searches(self.owners[of], self.weights[of], self.firsts[of], self.counts[of])

    def blocks(self) -> Iterator[Searches]:
        """Yield those of a few posts at a time."""
        starts = np.concatenate([firsts_of(self.owners), [len(self.owners)]])
        hits = np.concatenate([[0], np.cumsum(self.counts)])[starts]
        first = 0
        while first < len(starts) - 1:
            end = int(np.searchsorted(hits, hits[first] + _HITS, "right")) - 1
            end = min(max(end, first + 1), first + _ROWS, len(starts) - 1)
            yield self.part(slice(int(starts[first]), int(starts[end])))
            first = end

    def hits(self, index: Index) -> tuple[Ints, Ints, Reals]:
        """Return all hits: which of the posts found it (0 for the first), which post it is, the product."""
        before = np.cumsum(self.counts) - self.counts
        found = index.hits.take(
            np.arange(int(self.counts.sum())) + np.repeat(self.firsts - before, self.counts)
        )
        local = np.cumsum(np.diff(self.owners, prepend=self.owners[:1]) != 0)
        products = (found & UNIT) * np.repeat(self.weights, self.counts)
        return np.repeat(local, self.counts), found >> WEIGHT_BITS, products


def searches(owners: Ints, entries: Packed, index: Index, of: Weighed) -> Searches:
    """Return the searches for the words of *entries*, each within its reach around the day of its owner."""
    days = of.nearness.days
    own_days, reach = days[owners], of.rarity.days(entries)
    # Of other words all posts are near.
    narrow = (own_days + reach < days[0]) | (own_days - reach > days[-1])
    low = np.searchsorted(-days, -(own_days + reach)[narrow])
    high = np.searchsorted(-days, -(own_days - reach)[narrow], "right")
    firsts, ends = index.find(entries >> COUNT_BITS, low, high, narrow)
    return Searches(owners, (entries & UNIT).astype(np.float64), firsts, ends - firsts)


class Finder:
    """Finds the candidates of posts: of the *queries*, for which it is made."""

    def __init__(self, of: Weighed, queries: Ints) -> None:
        self.of = of
        self._index = Index(of.vectors, of.posts.apart, of.heavy[queries])

    def find(self, queries: Ints) -> tuple[Ints, Packed]:
        """Return the candidates of each of the *queries*, which rise: COMPARED numbers, best first (-1: no
        more); and the least value that makes one."""
        of, count = self.of, len(self.of.posts)
        found = np.full((count, tuning.COMPARED), -1, np.int32)
        least = np.zeros(count, np.uint32)
        entries = of.heavy[queries].ravel()
        owners = np.repeat(queries, tuning.HEAVY)[entries > 0]
        for block in searches(owners, entries[entries > 0], self._index, of).blocks():
            own, others, values = _best(*_promising_pairs(block, self._index, of.nearness))
            places = places_of(own)
            found[own, places] = others
            last = places == tuning.COMPARED - 1
            least[own[last]] = values[last]
        return found[queries], least[queries]


def reached(of: Weighed, new: Ints, least: Packed) -> Ints:
    """Return the posts of which a *new* one may have become a candidate, as it has the *least* value."""
    new = new[~of.posts.apart[new]]
    words = of.vectors.take(new)
    searching = Rows(np.arange(0, of.heavy.size + 1, tuning.HEAVY), of.heavy.ravel())
    index = Index(searching, np.zeros_like(of.posts.apart), words.entries)
    found = [new[:0]]
    for block in searches(np.repeat(new, words.lengths), words.entries, index, of).blocks():
        _, others, values = _pairs(block, index, of.nearness)
        found.append(others[values >= least[others]])
    return np.concatenate(found)


def _promising_pairs(block: Searches, index: Index, nearness: Nearness) -> Pairs:
    """Return the pairs of which each search may want the COMPARED best, and few others."""
    if _is_sparse(block, len(nearness.days)):
        own, others, values = _pairs(block, index, nearness)
        kept = promising(own, (np.sqrt(values) / _SHELF).astype(np.int64), tuning.COMPARED)
        return own[kept], others[kept], values[kept]
    own, table = _table(block, index, nearness)
    return _listed(own, table, np.maximum(_lower_bounds(table), 1))


def _pairs(block: Searches, index: Index, nearness: Nearness) -> Pairs:
    """Return all pairs that have something in common."""
    if _is_sparse(block, len(nearness.days)):
        return _merged(block, index, nearness)
    own, values = _table(block, index, nearness)
    return _listed(own, values, np.ones(len(own)))


def _is_sparse(block: Searches, posts: int) -> bool:
    places = len(firsts_of(block.owners)) * posts
    return places > _SPARSE * int(block.counts.sum())


def _table(block: Searches, index: Index, nearness: Nearness) -> tuple[Ints, Reals]:
    """Return the posts that search and their values for all posts, in a table with some empty columns."""
    local, numbers, products = block.hits(index)
    own = block.owners[firsts_of(block.owners)]
    width = -(-len(nearness.days) // _GROUPS) * _GROUPS
    sums = np.bincount(local * width + numbers, products, len(own) * width)
    values = sums.astype(np.float64, copy=False).reshape(len(own), width)
    values[np.arange(len(own)), own] = 0
    for row, number in zip(values[:, : len(nearness.days)], own.tolist(), strict=True):
        row *= nearness.gains(number)
    return own, values


def _lower_bounds(values: Reals) -> Reals:
    """Return for each row a value that at least COMPARED of it reach: as many of the groups' highest do."""
    highest: Reals = values.reshape(len(values), -1, _GROUPS).max(axis=1)
    place = _GROUPS - tuning.COMPARED
    return np.partition(highest, place, axis=1)[:, place]


def _listed(own: Ints, values: Reals, least: Reals) -> Pairs:
    """Return what is in a table of values, from the *least* of each row on."""
    places = np.flatnonzero(values >= least[:, np.newaxis])
    rows = places // values.shape[1]
    return own[rows], places - rows * values.shape[1], values.ravel()[places].astype(np.int64)


def _merged(block: Searches, index: Index, nearness: Nearness) -> Pairs:
    """Return all pairs by sorting the hits."""
    local, numbers, products = block.hits(index)
    keys = (local << NUMBER_BITS | numbers) << _PRODUCT_BITS | products.astype(np.int64)
    keys.sort()
    names = keys >> _PRODUCT_BITS
    firsts = firsts_of(names)
    sums = np.add.reduceat(keys & (1 << _PRODUCT_BITS) - 1, firsts) if len(firsts) else firsts
    own = block.owners[firsts_of(block.owners)][names[firsts] >> NUMBER_BITS]
    others = names[firsts] & MOST_POSTS - 1
    different = own != others
    own, others, sums = own[different], others[different], sums[different]
    return own, others, sums * nearness.gain(own, others)


def _best(own: Ints, others: Ints, values: Ints) -> Pairs:
    """Return the COMPARED best of each, best first, the newest of equals first; *own* rise."""
    firsts = firsts_of(own)
    local = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(own)))
    keys = local.astype(np.uint64) << VALUE_BITS + NUMBER_BITS
    keys |= (MOST_VALUE - values).astype(np.uint64) << NUMBER_BITS | others.astype(np.uint64)
    keys.sort()
    keys = keys[places_of(local) < tuning.COMPARED]
    own = own[firsts][(keys >> VALUE_BITS + NUMBER_BITS).astype(np.int64)]
    values = MOST_VALUE - (keys >> NUMBER_BITS & MOST_VALUE).astype(np.int64)
    return own, (keys & MOST_POSTS - 1).astype(np.int64), values
