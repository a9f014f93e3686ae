"""How alike two posts are: the product of their whole vectors, times what nearness in time gains."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Ints, Packed, np
from sitegen.model.likeness.posts import Nearness
from sitegen.model.likeness.rows import Rows, firsts_of, make_rows
from sitegen.model.likeness.tuning import DIMENSIONS, MOST_POSTS, NUMBER_BITS, UNIT


class Words(Struct, frozen=True):
    """Vectors, laid out for being compared: dimensions numbered from 0 without gaps, and weights.

    *starts* has where those of each post begin; *dimensions* and *weights* go on to the end of the last.
    """

    starts: Ints
    dimensions: Ints
    weights: Ints
    count: int
    """How many dimensions there are."""


def lay_out(vectors: Rows) -> Words:
    """Return the words of all posts."""
    there = vectors.entries & UNIT > 0
    entries = vectors.entries[there]
    present = np.zeros(DIMENSIONS, np.bool_)
    present[entries >> COUNT_BITS] = True
    used = np.flatnonzero(present)
    places = np.zeros(DIMENSIONS, np.int32)
    places[used] = np.arange(len(used))
    starts = np.concatenate([[0], np.cumsum(there)])[vectors.starts]
    return Words(starts, places[entries >> COUNT_BITS], (entries & UNIT).astype(np.int32), len(used))


def lay_out_some(vectors: Rows, queries: Ints, found: Ints) -> Words:
    """Return the words of *queries* that have *found* something (-1: nothing), and of that.

    Other posts seem to have none.
    """
    wanted = np.zeros(len(vectors) + 1, np.bool_)
    wanted[queries[(found >= 0).any(axis=1)]] = True
    wanted[found] = True
    numbers = np.flatnonzero(wanted[:-1])
    lengths = np.where(wanted[:-1], vectors.lengths, 0)
    return lay_out(make_rows(lengths, [vectors.take(numbers).entries]))


def take_known(found: Ints, known: Ints, scores: Packed) -> Packed:
    """Return the scores of what is *found* as far as it was *known* before, with *scores*; 0 elsewhere."""
    taken = np.zeros(found.shape, np.uint32)
    for place in range(known.shape[1]):
        same = (found == known[:, place, np.newaxis]) & (found >= 0)
        taken = np.where(same, scores[:, place, np.newaxis], taken)
    return taken


def score(queries: Ints, found: Ints, words: Words, nearness: Nearness) -> Packed:
    """Return the scores of what the *queries* have *found*.  Two that found each other are compared once."""
    owners = np.repeat(queries, tuning.COMPARED)
    others = found.ravel().astype(np.int64)
    there = others >= 0
    owners, others = owners[there], others[there]
    pairs, places = np.unique(
        np.minimum(owners, others) << NUMBER_BITS | np.maximum(owners, others), return_inverse=True
    )
    owners, others = pairs >> NUMBER_BITS, pairs & MOST_POSTS - 1
    scores = np.zeros(found.size, np.uint32)
    scores[there] = (_products(owners, others, words) * nearness.gain(owners, others))[places]
    return scores.reshape(found.shape)


def _products(owners: Ints, others: Ints, words: Words) -> Ints:
    """Return the product of the vectors of each pair; *owners* are sorted, and no vector is empty."""
    starts, dimensions, weights = words.starts, words.dimensions, words.weights
    slices = list(map(slice, starts.tolist(), starts[1:].tolist()))
    lengths = np.diff(starts)
    laid = np.zeros(words.count, np.int32)
    numbers = others.tolist()
    sums = np.zeros(len(others), np.int64)
    for first, end in pairwise([*firsts_of(owners).tolist(), len(owners)]):
        own = slices[owners[first]]
        parts = [slices[number] for number in numbers[first:end]]
        laid[dimensions[own]] = weights[own]
        products = laid.take(np.concatenate([dimensions[part] for part in parts]))
        products *= np.concatenate([weights[part] for part in parts])
        counts = lengths[others[first:end]]
        np.add.reduceat(products, counts.cumsum() - counts, out=sums[first:end])
        laid[dimensions[own]] = 0
    return sums
