"""What is a matter of choice in how likeness is measured, and how many bits each number has."""

from __future__ import annotations

from math import log, sqrt

from sitegen.content.bags import COUNT_BITS, TERM_BITS

TITLE_SHARE = 0.05
"""What the likeness of two titles adds to that of two posts."""
COMMON = 0.4
"""A word in more than this part of the posts says nothing; that is the stop list, in any language."""
NEARNESS, HALF_LIFE = 0.6, 365.0
"""What two posts of the same day gain over two that are years apart, and after how many days half of it."""
CROWD, CROWDING = 10, 0.2
"""A post is divided by the mean of its best CROWD scores to the power of CROWDING.

Without it a few long or general posts are everyone's neighbour.
"""
HEAVY, COMPARED = 32, 32
"""How many words of a post look for candidates, and how many of those found are compared in full."""
FOLLOWED = 64
"""A word is followed to about so many posts before and after, as days; it keeps large blogs linear."""
SAME, SAID = 0.8, 20
"""Two posts so alike are near-duplicates if they have so many words, and not offered with each other."""
FLOOR = 0.02
"""Two posts less alike have nothing in common that is worth a word."""
RANKED = 32
"""How many of those like a post are known in the end, best first: enough to leave some out."""
CHANGED = 0.1
"""When more than this part of the posts has another vector, all is made anew; that is as quick."""
STEP, STEPS, SAMPLED = 200, 1.1, 1000
"""Rarity is that among the oldest m posts, m the most of STEP * STEPS**k; of many, some SAMPLED of them."""

WEIGHT_BITS = COUNT_BITS
UNIT = (1 << WEIGHT_BITS) - 1
"""The length of a vector, and the mask of a weight in an entry."""
TITLE_UNIT = round(UNIT * sqrt(TITLE_SHARE))
TERM = (1 << TERM_BITS) - 1
DIMENSIONS = 1 << TERM_BITS + 1
"""Each word twice: in the text, in the title."""
NUMBER_BITS = 20
MOST_POSTS = 1 << NUMBER_BITS
GAIN_BITS = 10
VALUE_BITS = 32
MOST_VALUE = (1 << VALUE_BITS) - 1
"""A value is a product of vectors times a gain, up to (1 + TITLE_SHARE) UNIT² (1 + NEARNESS) 2¹⁰."""


def oldest_of(count: int) -> int:
    """Return among how many of the oldest of *count* posts rarity is measured."""
    if count < STEP:
        return count
    steps = int(log(count / STEP) / log(STEPS))
    steps += STEP * STEPS ** (steps + 1) <= count
    return int(STEP * STEPS**steps)


def all_of_it() -> tuple[float, ...]:
    """Return all that a remembered state depends on besides the posts."""
    weights = (TITLE_SHARE, COMMON, NEARNESS, HALF_LIFE, STEP, STEPS, SAMPLED)
    return (*weights, HEAVY, COMPARED, FOLLOWED, CROWD, CROWDING, SAME, SAID, FLOOR, RANKED)
