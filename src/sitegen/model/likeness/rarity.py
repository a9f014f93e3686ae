"""How rare a word is, asked of a sample of the older posts so that a new post seldom changes it."""

from __future__ import annotations

from math import ceil, log2
from zlib import crc32

from msgspec import Struct

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Ints, Packed, np
from sitegen.model.likeness.posts import Posts
from sitegen.model.likeness.rows import Rows
from sitegen.model.likeness.tuning import DIMENSIONS, TERM

_LEVELS = 64  # of rarity: half a power of two each
_EVER = 1 << 22  # days; more than there are in the calendar


class Measure(Struct, frozen=True):
    """What the weight of words rests on.  When one of these changes, every vector is made anew."""

    oldest: int
    """Among how many of the oldest posts rarity is taken."""
    span: int
    """Over how many days these are spread, as twice the logarithm, rounded up."""

    @property
    def sampled(self) -> int:
        """About how many of the oldest posts are the sample; all when there are few."""
        return min(self.oldest, tuning.SAMPLED)

    def levels(self, most: int) -> Ints:
        """Return for each number of sampled posts with a word, up to *most*, the rarity of that word."""
        common = max(3, tuning.COMMON * self.sampled)
        top = round(2 * log2(max(self.sampled, 1)))
        found = [
            top - round(2 * log2(max(spread, 1))) if spread <= common else 0 for spread in range(most + 1)
        ]
        return np.maximum(np.array(found, np.int64), 0)

    def reach(self) -> Ints:
        """Return for each level of rarity, how many days before and after a word is followed."""
        holders = [self.oldest / 2 ** (level / 2) for level in range(_LEVELS)]
        span, followed = 2 ** (self.span / 2), tuning.FOLLOWED
        return np.array(
            [ceil(span * followed / held) if held > 2 * followed else _EVER for held in holders], np.int64
        )


def measure_of(posts: Posts) -> Measure:
    oldest = tuning.oldest_of(len(posts))
    days = posts.days[len(posts) - oldest :]
    return Measure(oldest, ceil(2 * log2(1 + int(days[0] - days[-1]))) if oldest else 0)


class Rarity(Struct, frozen=True):
    """The level of rarity of each word, 0 for those that say nothing; and how far each level is followed."""

    levels: Ints
    reach: Ints

    def days(self, entries: Packed) -> Ints:
        """Return how many days before and after the word of each entry is followed."""
        days: Ints = self.reach[self.levels[entries >> COUNT_BITS & TERM]]
        return days


def rarity_of(sample: Rows, measure: Measure) -> Rarity:
    """Return how rare words are in the bags or vectors of a *sample*."""
    words, spread = _spread(sample)
    found = measure.levels(int(spread.max(initial=0))).astype(np.uint8)
    levels = np.full(TERM + 1, found[0], np.uint8)
    levels[words] = found[spread]
    return Rarity(levels, measure.reach())


def sample_of(posts: Posts, measure: Measure) -> Ints:
    """Return the posts of which the rarity of words is asked.

    Chosen by key, so that no other post enters or leaves the sample with a new one.
    """
    chosen = np.zeros(len(posts), np.bool_)
    first = len(posts) - measure.oldest
    if measure.oldest <= tuning.SAMPLED:
        chosen[first:] = True
    else:
        limit = (tuning.SAMPLED << 32) // measure.oldest
        chosen[first:] = [crc32(key.encode("utf-8", "surrogatepass")) < limit for key in posts.keys[first:]]
    return np.flatnonzero(chosen)


def _spread(rows: Rows) -> tuple[Packed, Ints]:
    """Return the words of the texts of *rows*, and in how many of them each is."""
    texts = rows.entries[rows.entries < DIMENSIONS << COUNT_BITS - 1]
    return np.unique(texts >> COUNT_BITS, return_counts=True)
