"""Finds the posts that have a word."""

from __future__ import annotations

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness.numbers import Bools, Ints, Packed, np
from sitegen.model.likeness.rows import Rows, stable_order
from sitegen.model.likeness.tuning import DIMENSIONS, NUMBER_BITS, UNIT, WEIGHT_BITS

_HIT_BITS = NUMBER_BITS + WEIGHT_BITS


class Index:
    """The posts of each word, newest first.

    A *hit* is the number of a post and the weight that the word has there, in one number of 32 bits.
    """

    def __init__(self, rows: Rows, apart: Bools, needed: Packed) -> None:
        """Index the words of *rows* that are among *needed*, but not those of posts *apart*."""
        is_needed = np.zeros(DIMENSIONS, np.bool_)
        is_needed[needed >> COUNT_BITS] = True
        dimensions = np.flatnonzero(is_needed)
        self._slots = np.empty(DIMENSIONS, np.int32)
        self._slots[dimensions] = np.arange(len(dimensions))
        places = _like(needed, rows.entries)
        entries = rows.entries[places]
        owners = np.repeat(np.arange(len(rows), dtype=np.uint32), rows.lengths)[places]
        meant = np.flatnonzero(is_needed[entries >> COUNT_BITS] & (entries & UNIT > 0) & ~apart[owners])
        entries, owners = entries[meant], owners[meant]
        slots = self._slots[entries >> COUNT_BITS]
        order = stable_order(slots, len(dimensions))
        self.hits = (owners << WEIGHT_BITS | entries & UNIT)[order]
        self._keys = slots[order].astype(np.uint64) << _HIT_BITS | self.hits
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(slots, minlength=len(dimensions)))])

    def find(self, dimensions: Packed, low: Ints, high: Ints, narrow: Bools) -> tuple[Ints, Ints]:
        """Return where the hits of each of *dimensions* begin and end among all.

        Where *narrow*, only those of the posts *low* to *high* are meant; these have an entry for each such
        dimension.
        """
        slots = self._slots[dimensions]
        firsts, ends = self._starts[slots], self._starts[slots + 1]
        order = stable_order(slots[narrow], len(self._starts))  # so that each search begins near the last
        base = slots[narrow][order].astype(np.uint64) << NUMBER_BITS
        meant = np.flatnonzero(narrow)[order]
        for bounds, numbers in ((firsts, low), (ends, high)):
            sought = base + numbers[order].astype(np.uint64) << WEIGHT_BITS
            bounds[meant] = np.searchsorted(self._keys, sought)
        return firsts, ends


def _like(needed: Packed, entries: Packed) -> Ints:
    """Return where *entries* may be of a word that is *needed*: the last 16 bits of it are those of one.

    A table of these fits into a processor's nearest cache; mostly few words are needed.
    """
    is_like = np.zeros(1 << 16, np.bool_)
    is_like[(needed >> COUNT_BITS).astype(np.uint16)] = True
    return np.flatnonzero(is_like[(entries >> COUNT_BITS).astype(np.uint16)])
