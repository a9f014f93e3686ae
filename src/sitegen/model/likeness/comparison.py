"""Two posts side by side: how alike they are, and which words say so."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from sitegen.content.bags import COUNT_BITS
from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Packed, np
from sitegen.model.likeness.posts import Nearness
from sitegen.model.likeness.ranking import weakened
from sitegen.model.likeness.rows import Rows
from sitegen.model.likeness.state import Kept
from sitegen.model.likeness.tuning import GAIN_BITS, TERM, UNIT


class Compared(Struct, frozen=True):
    """How alike two posts are.

    *likeness* is that of their words, from 0 to 1; *score* is what they are ranked by under the first of
    them, from 0 to 1 too: likeness times *nearness*, less where the other stands in a crowd.  *words* has the
    number of each shared word and its part in the likeness, the greatest first.
    """

    likeness: float
    nearness: float
    score: float
    words: tuple[tuple[int, float], ...]


class Comparer:
    """Compares the posts of a remembered state, by key."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._slots = {key: slot for slot, key in enumerate(kept.posts.keys) if key}

    def knows(self, key: str) -> bool:
        return key in self._slots

    def place(self, own: str, other: str) -> int | None:
        """Return at which place, from 1, *other* stands among those like *own*; None: it does not."""
        ranked = self._kept.ranked.others[self._slots[own]].tolist()
        slot = self._slots[other]
        return ranked.index(slot) + 1 if slot in ranked else None

    def compare(self, own: str, other: str) -> Compared:
        """Compare two posts, seen from *own*."""
        slots = np.array([self._slots[own], self._slots[other]])
        shared = _shared(self._kept.vectors, slots)
        product = sum(shared.values())
        gain = int(Nearness(self._kept.posts.days[slots]).gain(np.array([0]), np.array([1]))[0])
        score = weakened(product * gain, int(self._kept.ranked.crowds[slots[1]]))
        most = weakened(_most(), 0)
        words = [(term, part / product) for term, part in shared.most_common()] if product else []
        return Compared(product / _LONGEST, gain / (1 << GAIN_BITS), score / most, tuple(words))


_LONGEST = UNIT**2 + tuning.TITLE_UNIT**2


def _most() -> int:
    return int(_LONGEST * (1 << GAIN_BITS) * (1 + tuning.NEARNESS))


def _shared(vectors: Rows, slots: Packed) -> Counter[int]:
    """Return the products of the words that two posts share, in the text and in the title together."""
    one, other = (dict(_weights(vectors, slot)) for slot in slots.tolist())
    shared: Counter[int] = Counter()
    for dimension in one.keys() & other.keys():
        shared[dimension & TERM] += one[dimension] * other[dimension]
    return +shared


def _weights(vectors: Rows, slot: int) -> list[tuple[int, int]]:
    entries = vectors.entries[vectors.starts[slot] : vectors.starts[slot + 1]].tolist()
    return [(entry >> COUNT_BITS, entry & UNIT) for entry in entries]
