"""Numbers for each post, of any length, one after the other; and groups in sorted numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from sitegen.content.bags import Bag
from sitegen.model.likeness.numbers import Bools, Ints, Keys, Packed, np


class Rows(Struct, frozen=True):
    """Numbers for each post: those of post *n* are `entries[starts[n]:starts[n + 1]]`.

    In a bag an entry is a dimension and a count, in a vector a dimension and a weight.
    """

    starts: Ints
    entries: Packed

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)

    def to_lists(self) -> list[list[int]]:
        entries, starts = self.entries.tolist(), self.starts.tolist()
        return [entries[first:end] for first, end in pairwise(starts)]

    def owners(self) -> Ints:
        """Return whose each entry is."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, numbers: Ints) -> Rows:
        """Return the rows of *numbers*, in that order."""
        return make_rows(self.lengths[numbers], self.runs(numbers))

    def runs(self, numbers: Ints) -> list[Packed]:
        """Return the entries of *numbers*, in that order, those of neighbours together."""
        if not len(numbers):
            return []
        breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
        firsts = numbers[np.concatenate([[0], breaks])]
        lasts = numbers[np.concatenate([breaks - 1, [len(numbers) - 1]])]
        runs = zip(self.starts[firsts].tolist(), self.starts[lasts + 1].tolist(), strict=True)
        return [self.entries[first:end] for first, end in runs]


def make_rows(lengths: Ints, parts: Sequence[Packed]) -> Rows:
    entries = parts[0] if len(parts) == 1 else np.concatenate([*parts, np.empty(0, np.uint32)])
    return Rows(np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]), entries)


def mix(first: Rows, second: Rows, numbers: Ints) -> Rows:
    """Return the rows of *numbers*, which go on from those of *first* to those of *second*.

    One copy is made of what may be most of the memory that is in use.
    """
    is_second = numbers >= len(first)
    turns = np.flatnonzero(np.diff(is_second, prepend=is_second[:1])).tolist()
    parts = []
    for begin, end in pairwise([0, *turns, len(numbers)]):
        some = numbers[begin:end]
        parts += second.runs(some - len(first)) if is_second[begin] else first.runs(some)
    lengths = np.concatenate([first.lengths, second.lengths])
    return make_rows(lengths[numbers], parts)


def read_bags(bags: Iterable[Bag]) -> Rows:
    found = list(bags)
    lengths = np.array([len(bag) // 4 for bag in found], np.int64)
    return make_rows(lengths, [np.frombuffer(b"".join(found), np.uint32)])


def places_of(groups: Ints) -> Ints:
    """Return the place of each item in its group; *groups* are sorted."""
    firsts = firsts_of(groups)
    lengths = np.diff(firsts, append=len(groups))
    return np.arange(len(groups)) - np.repeat(firsts, lengths)


def firsts_of(groups: Ints) -> Ints:
    """Return where each of the sorted *groups*, which are not negative, begins."""
    return np.flatnonzero(np.diff(groups, prepend=-1))


def promising(groups: Ints, shelves: Ints, count: int) -> Bools:
    """Return which items may be among the *count* highest of their group.

    *groups* are sorted, *shelves* say how high an item stands, coarsely: what stands on one shelf is not told
    apart.  So most items need not be sorted.
    """
    if not len(groups):
        return groups > 0
    local = np.cumsum(np.diff(groups, prepend=groups[0]) != 0)
    width = int(shelves.max()) + 1
    places = local * width + shelves
    standing = np.bincount(places, minlength=(int(local[-1]) + 1) * width).reshape(-1, width)
    as_high = np.cumsum(standing[:, ::-1], axis=1)[:, ::-1]
    lowest = np.maximum((as_high >= count).sum(axis=1) - 1, 0)
    found: Bools = shelves >= lowest[local]
    return found


def stable_order(values: Ints, most: int) -> Ints:
    """Return how to sort *values* from 0 to *most*, equal ones as they stand.

    That is by halves of 16 bits, for which numpy has a way that is many times as quick as for others.
    """
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if most >> 16:
        high = (values >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order


def unique_rows(keys: Keys) -> Keys:
    """Return sorted *keys* without what comes twice."""
    different: Keys = keys[np.diff(keys, prepend=keys[:1] + 1) != 0]
    return different
