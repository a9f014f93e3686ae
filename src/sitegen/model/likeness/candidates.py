"""The candidates of a post: those that have most in common with its heaviest words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.index import Index
from sitegen.model.likeness.numbers import Ints, Packed, Reals, np
from sitegen.model.likeness.rows import Rows, firsts_of, places_of
from sitegen.model.likeness.sums import Hits, Pairs, all_pairs, promising_pairs
from sitegen.model.likeness.tuning import MOST_POSTS, MOST_VALUE, NUMBER_BITS, UNIT, VALUE_BITS, WEIGHT_BITS
from sitegen.model.likeness.vectors import Weighed

_HITS, _ROWS = 1 << 17, 32  # that are worked on together: so many fit into a processor's cache


class Searches(Struct, frozen=True):
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

    def hits(self, index: Index) -> Hits:
        """Return all that is found."""
        before = np.cumsum(self.counts) - self.counts
        found = index.hits.take(
            np.arange(int(self.counts.sum())) + np.repeat(self.firsts - before, self.counts)
        )
        rows = np.cumsum(np.diff(self.owners, prepend=self.owners[:1]) != 0)
        products = (found & UNIT) * np.repeat(self.weights, self.counts)
        own = self.owners[firsts_of(self.owners)]
        return Hits(own, np.repeat(rows, self.counts), found >> WEIGHT_BITS, products)


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
            own, others, values = _best(*promising_pairs(block.hits(self._index), of.nearness))
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
        _, others, values = all_pairs(block.hits(index), of.nearness)
        found.append(others[values >= least[others]])
    return np.concatenate(found)


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
