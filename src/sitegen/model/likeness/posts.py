"""The posts, as far as likeness knows them, and how much nearness in time counts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Bools, Ints, Reals, np, npt
from sitegen.model.likeness.tuning import GAIN_BITS, HALF_LIFE, NEARNESS

GAIN = np.array(
    [
        round((1 << GAIN_BITS) * (1 + NEARNESS * 2 ** (-days / HALF_LIFE)))
        for days in range(int(HALF_LIFE * 11))
    ],
    np.int64,
)
"""By what the likeness of two posts is multiplied, by how many days they are apart; the last is for more."""


class Posts(Struct, frozen=True):
    """The posts, newest first, and what tells one of today from its older self."""

    keys: Sequence[str]
    digests: npt.NDArray[np.void]
    """The 16 bytes that name each one's bag."""
    moments: npt.NDArray[np.float64]
    """Seconds since 1970."""
    apart: Bools
    """Which may not be offered."""

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def days(self) -> Ints:
        return np.floor(self.moments / 86_400).astype(np.int64)


def make_posts(
    keys: Sequence[str], digests: Sequence[bytes], moments: Sequence[float], apart: Sequence[bool]
) -> Posts:
    """Raises `ValueError` for more posts than fit, or digests that are not of `digest_bag`."""
    if len(keys) > tuning.MOST_POSTS:
        raise ValueError(
            f"related posts are made for up to {tuning.MOST_POSTS:,} posts, not for {len(keys):,}"
        )
    if {*map(len, digests)} - {16}:
        raise ValueError("the digest of a bag has 16 bytes")
    names = np.frombuffer(b"".join(digests), "V16")
    return Posts(keys, names, np.array(moments, np.float64), np.array(apart, np.bool_))


class Nearness:
    """By what the likeness of two posts is multiplied; posts are named by number, newest first."""

    def __init__(self, days: Ints) -> None:
        self.days = days
        self._offsets = days[:1] - days
        self._span = int(self._offsets.max(initial=0))
        self._gains = _gain(np.arange(-self._span, self._span + 1)).astype(np.float64)

    def gains(self, number: int) -> Reals:
        """Return that of one post with each of all."""
        return self._gains[self._span - self._offsets[number] :].take(self._offsets)

    def gain(self, numbers: Ints, others: Ints) -> Ints:
        """Return that of each pair of posts."""
        return _gain(self.days[numbers] - self.days[others])


def _gain(days: Ints) -> Ints:
    gains: Ints = GAIN[np.minimum(np.abs(days), len(GAIN) - 1)]
    return gains
