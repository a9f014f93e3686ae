"""Who is offered under whom: scores of both posts of a pair, with less for those that everybody is like."""

from __future__ import annotations

from msgspec import Struct

from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Bools, Ints, Keys, Packed, np
from sitegen.model.likeness.posts import GAIN, Nearness
from sitegen.model.likeness.rarity import Measure
from sitegen.model.likeness.rows import Rows, places_of, unique_rows
from sitegen.model.likeness.state import Found, Ranked, State
from sitegen.model.likeness.tuning import MOST_POSTS, NUMBER_BITS, UNIT
from sitegen.model.likeness.vectors import Weighed

_SCORE_BITS = 24
_MOST_SCORE = (1 << _SCORE_BITS) - 1
_SHIFT = 7  # takes a value to the bits of a score
_FACTOR_BITS = 16
# A mean of scores is told as a level, four to a power of two: one new post seldom changes it.
_LEVELS = range(4 * _SCORE_BITS + 1)
_BOUNDS = np.array([2 ** ((2 * level + 1) / 8) for level in _LEVELS])
_FACTORS = np.array([int(2 ** (_FACTOR_BITS - level * tuning.CROWDING / 4)) for level in _LEVELS], np.int64)


class Pairs(Struct, frozen=True):
    """Pairs of posts: *owners* found *others*, and how alike they are; each may have found the other, too."""

    owners: Ints
    others: Ints
    scores: Ints

    def part(self, of: Bools) -> Pairs:
        return Pairs(self.owners[of], self.others[of], self.scores[of])

    def between(self, posts: Bools) -> Bools:
        """Tell for each pair whether one of the *posts* is in it."""
        found: Bools = posts[self.owners] | posts[self.others]
        return found

    def neighbours(self, posts: Bools) -> Bools:
        """Tell which posts are in a pair with one of *posts*."""
        found = np.zeros_like(posts)
        found[self.others[posts[self.owners]]] = True
        found[self.owners[posts[self.others]]] = True
        return found


def pairs_of(found: Found, vectors: Rows, nearness: Nearness) -> tuple[Pairs, tuple[tuple[int, int], ...]]:
    """Return all pairs of posts that may be offered with each other, and those of near-duplicates.

    Two that have next to nothing in common are no pair.
    """
    places = np.flatnonzero(found.others >= 0)
    owners, others = places // tuning.COMPARED, found.others.ravel()[places].astype(np.int64)
    values = found.scores.ravel()[places]
    pairs = Pairs(owners, others, values.astype(np.int64) >> _SHIFT)
    same = np.flatnonzero(values >= int(tuning.SAME * UNIT**2) << tuning.GAIN_BITS)
    twins = same[_are_twins(owners[same], others[same], values[same], vectors, nearness)]
    poor = np.flatnonzero(values < tuning.FLOOR * UNIT**2 * GAIN[0])
    poor = poor[values[poor] < int(tuning.FLOOR * UNIT**2) * nearness.gain(owners[poor], others[poor])]
    stay = np.ones(len(places), np.bool_)
    stay[twins] = stay[poor] = False
    named = zip(owners[twins].tolist(), others[twins].tolist(), strict=True)
    return pairs.part(stay), tuple((one, other) for one, other in named)


def _are_twins(owners: Ints, others: Ints, values: Packed, vectors: Rows, nearness: Nearness) -> Bools:
    """Tell which pairs say the same, for whatever is written: a few words may be the same by chance."""
    alike = values >= int(tuning.SAME * UNIT**2) * nearness.gain(owners, others)
    words = np.minimum(_words(owners, vectors), _words(others, vectors))
    found: Bools = alike & (words >= tuning.SAID)
    return found


def _words(numbers: Ints, vectors: Rows) -> Ints:
    """Return how many words of each post count."""
    rows = vectors.take(numbers)
    return np.bincount(rows.owners()[rows.entries & UNIT > 0], minlength=len(numbers))


def rank(pairs: Pairs, apart: Bools, old: Ranked, touched: Bools) -> Ranked:
    """Return the best of all posts; of those that are not *touched* the pairs are as they were for *old*."""
    crowds = old.crowds.copy()
    crowds[touched] = _crowds(_both_ways(pairs.part(pairs.between(touched))), len(apart))[touched]
    anew = touched | pairs.neighbours(crowds != old.crowds)
    owners, others, scores = _both_ways(pairs.part(pairs.between(anew)))
    wanted = anew[owners] & ~apart[others]
    owners, others, scores = owners[wanted], others[wanted], scores[wanted]
    keys = _keys(owners, others, scores * _FACTORS[crowds[others]] >> _FACTOR_BITS)
    owners, others, _ = _split(keys)
    places = places_of(owners)
    best = places < tuning.RANKED
    ranking = old.others.copy()
    ranking[anew] = -1
    ranking[owners[best], places[best]] = others[best]
    return Ranked(crowds, ranking)


def weakened(value: int, crowd: int) -> int:
    """Return the score of a value for a post that stands in such a *crowd*."""
    return (value >> _SHIFT) * int(_FACTORS[crowd]) >> _FACTOR_BITS


def _crowds(pairs: tuple[Ints, Ints, Ints], count: int) -> Ints:
    """Return in how much of a crowd each post stands: the level of the mean of its CROWD best scores."""
    owners, _, scores = pairs
    best = places_of(owners) < tuning.CROWD
    sums = np.bincount(owners[best], scores[best], count).astype(np.int64)
    means = sums // np.maximum(np.bincount(owners[best], minlength=count), 1)
    return np.searchsorted(_BOUNDS, means).astype(np.uint8)


def _both_ways(pairs: Pairs) -> tuple[Ints, Ints, Ints]:
    """Return owners, others and scores, sorted; each post of a pair gets it, whichever found the other."""
    owners, others = (pairs.owners, pairs.others), (pairs.others, pairs.owners)
    scores = np.concatenate([pairs.scores, pairs.scores])
    return _split(unique_rows(_keys(np.concatenate(owners), np.concatenate(others), scores)))


def _keys(owners: Ints, others: Ints, scores: Ints) -> Keys:
    """Return sorted keys: by owner, then the best score, then the newest post."""
    keys = owners.astype(np.uint64) << _SCORE_BITS + NUMBER_BITS
    keys |= (_MOST_SCORE - scores).astype(np.uint64) << NUMBER_BITS
    keys |= others.astype(np.uint64)
    keys.sort()
    return keys


def _split(keys: Keys) -> tuple[Ints, Ints, Ints]:
    owners = (keys >> _SCORE_BITS + NUMBER_BITS).astype(np.int64)
    scores = _MOST_SCORE - (keys >> NUMBER_BITS & _MOST_SCORE).astype(np.int64)
    return owners, (keys & MOST_POSTS - 1).astype(np.int64), scores


def ranked_state(of: Weighed, measure: Measure, found: Found, old: Ranked, touched: Bools) -> State:
    """Return the state with everything in order; pairs of *touched* posts may not be those of *old*."""
    pairs, twins = pairs_of(found, of.vectors, of.nearness)
    ranked = rank(pairs, of.posts.apart, old, touched)
    return State(of.posts, measure, of.rarity.levels, of.vectors, of.heavy, found, ranked, twins)
