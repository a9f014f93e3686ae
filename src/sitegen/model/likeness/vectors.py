"""The weights of words in a post."""

from __future__ import annotations

from math import log

from msgspec import Struct

from sitegen.content.bags import COUNT_BITS, TERM_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Ints, Packed, np
from sitegen.model.likeness.posts import Nearness, Posts
from sitegen.model.likeness.rarity import Rarity
from sitegen.model.likeness.rows import Rows, make_rows, places_of, promising
from sitegen.model.likeness.tuning import DIMENSIONS, TERM, TITLE_UNIT, UNIT


class Weighed(Struct, frozen=True):
    """Posts and the weights of their words; *heavy* has of each vector what weighs most (see `weigh`)."""

    posts: Posts
    rarity: Rarity
    vectors: Rows
    heavy: Packed
    nearness: Nearness


_DAMPED = np.array([0] + [round(64 * (1 + log(times))) for times in range(1, 1 << COUNT_BITS)], np.int32)
_BLOCK = 1 << 11  # posts that are worked on together
_SHELF_BITS = 2  # of a weight, that the first look at it leaves out


def weigh(bags: Rows, rarity: Rarity) -> tuple[Rows, Packed]:
    """Return a vector for each bag, and the HEAVY entries that weigh most in it (0 where there are fewer)."""
    blocks = [
        _weigh(bags.take(np.arange(first, min(first + _BLOCK, len(bags)))), rarity)
        for first in range(0, len(bags), _BLOCK)
    ]
    vectors = make_rows(bags.lengths, [vector for vector, _ in blocks])
    return vectors, np.concatenate([np.empty((0, tuning.HEAVY), np.uint32), *(heavy for _, heavy in blocks)])


def _weigh(bags: Rows, rarity: Rarity) -> tuple[Packed, Packed]:
    owners, dimensions = bags.owners(), bags.entries >> COUNT_BITS
    raw = _DAMPED[bags.entries & UNIT] * rarity.levels[dimensions & TERM]
    weights = _to_unit(raw, 2 * owners + (dimensions >> TERM_BITS), 2 * len(bags))
    return dimensions << COUNT_BITS | weights, _heaviest(owners, dimensions, weights, len(bags))


def _to_unit(raw: Ints, parts: Ints, count: int) -> Ints:
    """Return weights that give each part the length it is to have: a text, its title, the next text …"""
    lengths = np.sqrt(np.bincount(parts, raw * raw, count))
    # Whole numbers this small are exact as floats, and a square root and a quotient are the same everywhere.
    units = np.tile([UNIT, TITLE_UNIT], count // 2) / np.maximum(lengths, 1)
    return (raw * units[parts]).astype(np.uint32)


def _heaviest(owners: Ints, dimensions: Ints, weights: Ints, count: int) -> Packed:
    kept = np.flatnonzero(promising(owners, weights >> _SHELF_BITS, tuning.HEAVY) & (weights > 0))
    owners, dimensions, weights = owners[kept], dimensions[kept], weights[kept]
    keys = owners.astype(np.uint64) << 32 | ((UNIT - weights).astype(np.uint64) << 22 | dimensions)
    keys.sort()
    owners = (keys >> 32).astype(np.int64)
    places = places_of(owners)
    best = places < tuning.HEAVY
    heavy = np.zeros((count, tuning.HEAVY), np.uint32)
    keys, owners, places = keys[best], owners[best], places[best]
    heavy[owners, places] = (keys & (DIMENSIONS - 1)) << COUNT_BITS | (UNIT - (keys >> 22 & UNIT))
    return heavy
