"""What likeness found out, and the pages in which it is remembered.

Posts are worked with by number, newest first.  In memory each has a *slot* that it keeps as long as it is as
it was, whatever comes before it: so one new post changes few pages.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from msgspec import Struct

from sitegen.content.bags import VERSION as BAGS_VERSION
from sitegen.content.bags import Bag
from sitegen.model.likeness import tuning
from sitegen.model.likeness.numbers import Ints, Packed, np, npt
from sitegen.model.likeness.posts import Posts
from sitegen.model.likeness.rarity import Measure
from sitegen.model.likeness.rows import Rows, make_rows

BagsOf = Callable[[Sequence[int]], Iterable[Bag]]
"""Gives the bags of posts by their numbers."""
VERSION = 2
"""Grows whenever equal bags get other scores, or the pages another form."""
PAGE = 64
"""How many slots a page has."""
_HEAD, _RARITY, _WORDS, _FOUND = "head", "rarity", "words", "found"
_MEASURE = struct.Struct("=QQQQ")


class Found(Struct, frozen=True):
    """The candidates of each post, best first: COMPARED numbers and exact scores; -1 where there are fewer.

    *least* is what a post must reach to become a candidate.
    """

    others: Ints
    scores: Packed
    least: Packed


class Ranked(Struct, frozen=True):
    """How crowded each post stands (see `ranking`), and the RANKED best to offer with it; -1: no more."""

    crowds: Ints
    others: Ints


def nothing_ranked(count: int) -> Ranked:
    return Ranked(np.zeros(count, np.uint8), np.full((count, tuning.RANKED), -1, np.int32))


class State(Struct, frozen=True):
    """Everything that the next build may take over for the posts that stay as they are."""

    posts: Posts
    measure: Measure
    levels: Ints
    """How rare each word is."""
    vectors: Rows
    heavy: Packed
    """HEAVY entries of each vector; 0 where there are fewer."""
    found: Found
    ranked: Ranked
    twins: tuple[tuple[int, int], ...] = ()
    """Pairs of near-duplicates; they are told by the scores, and not remembered."""


class Kept(State, frozen=True):
    """A remembered state, everything in it by slot instead of number; empty slots have the key ""."""


class Slots(Struct, frozen=True):
    """Where posts are kept: the slot *of* each post, how many there are, and which were filled anew."""

    of: Ints
    count: int
    new: Ints


def write_pages(state: State, slots: Slots, old: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *state* as pages by name; *old* are those that it was taken over from, if it was."""
    measure = state.measure
    pages = {
        _HEAD: _MEASURE.pack(_form(), slots.count, measure.oldest, measure.span),
        _RARITY: _write_levels(state.levels),
    }
    numbers = np.full(slots.count, -1)
    numbers[slots.of] = np.arange(len(slots.of))
    keys, arrays = _by_slot(state, slots)
    changed = set((slots.new // PAGE).tolist())
    for page, of in _pages(slots.count):
        words = old.get(f"{_WORDS} {page}") if page not in changed else None
        pages[f"{_WORDS} {page}"] = words or _write_words(state.vectors, numbers[of])
        pages[f"{_FOUND} {page}"] = _write_found(keys[of], [array[of] for array in arrays])
    return pages


def read_pages(pages: Mapping[str, bytes]) -> Kept | None:
    """Return what `write_pages` wrote; nothing when it is from another version or machine, or not whole."""
    try:
        form, count, oldest, span = _MEASURE.unpack(pages[_HEAD])
        if form != _form() or not count:
            return None
        words = [_read_words(pages[f"{_WORDS} {name}"], of) for name, of in _pages(count)]
        found = [_read_found(pages[f"{_FOUND} {name}"], of) for name, of in _pages(count)]
        levels = _read_levels(pages[_RARITY])
    except (KeyError, ValueError, struct.error):
        return None
    vectors = make_rows(np.concatenate([row.lengths for row in words]), [row.entries for row in words])
    keys = [key for page in found for key in page[0]]
    moments, digests, apart, heavy, scores, least, crowds, others, ranked = (
        np.concatenate([page[1][part] for page in found]) for part in range(9)
    )
    return Kept(
        Posts(keys, digests, moments, apart),
        Measure(oldest, span),
        levels,
        vectors,
        heavy,
        Found(others, scores, least),
        Ranked(crowds, ranked),
    )


def _form() -> int:
    return crc32(repr((VERSION, BAGS_VERSION, sys.byteorder, PAGE, tuning.all_of_it())).encode())


def _pages(count: int) -> Iterator[tuple[int, slice]]:
    for first in range(0, count, PAGE):
        yield first // PAGE, slice(first, min(first + PAGE, count))


def _by_slot(state: State, slots: Slots) -> tuple[list[str], list[npt.NDArray[Any]]]:
    """Return keys and all but the vectors by slot; candidates too are named by theirs."""

    def spread(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        found = np.zeros((slots.count, *rows.shape[1:]), rows.dtype)
        found[slots.of] = rows
        return found

    def named(numbers: Ints) -> npt.NDArray[Any]:
        return spread(np.where(numbers < 0, -1, slots.of[numbers]).astype(np.int32))

    posts, found, ranked = state.posts, state.found, state.ranked
    keys = [""] * slots.count
    for slot, key in zip(slots.of.tolist(), posts.keys, strict=True):
        keys[slot] = key
    plain = (posts.moments, posts.digests, posts.apart, state.heavy, found.scores, found.least, ranked.crowds)
    return keys, [*map(spread, plain), named(found.others), named(ranked.others)]


def _write_words(vectors: Rows, numbers: Ints) -> bytes:
    """Return the vectors of *numbers*; -1 is an empty slot."""
    there = numbers >= 0
    lengths = np.zeros(len(numbers), np.uint32)
    lengths[there] = vectors.lengths[numbers[there]]
    return lengths.tobytes() + vectors.take(numbers[there]).entries.tobytes()


def _read_words(page: bytes, of: slice) -> Rows:
    count = of.stop - of.start
    return make_rows(
        np.frombuffer(page, np.uint32, count).astype(np.int64),
        [np.frombuffer(page, np.uint32, -1, 4 * count)],
    )


def _write_levels(levels: Ints) -> bytes:
    """Return the highest level, which is that of all words that are nowhere, then the words of lower ones."""
    highest = int(levels.max())
    known = np.flatnonzero(levels != highest).astype(np.uint32)
    return b"".join([known.tobytes(), levels[known].tobytes(), bytes([highest])])


def _read_levels(page: bytes) -> Ints:
    count = len(page) // 5
    levels = np.full(tuning.TERM + 1, page[-1], np.uint8)
    levels[np.frombuffer(page, np.uint32, count)] = np.frombuffer(page, np.uint8, count, 4 * count)
    return levels


def _write_found(keys: Sequence[str], arrays: Sequence[npt.NDArray[Any]]) -> bytes:
    names = "\0".join(keys).encode("utf-8", "surrogatepass")
    return b"".join([*(array.tobytes() for array in arrays), names])


def _read_found(page: bytes, of: slice) -> tuple[list[str], list[npt.NDArray[Any]]]:
    count = of.stop - of.start
    kinds: tuple[tuple[Any, tuple[int, ...]], ...] = (
        (np.float64, ()),
        ("V16", ()),
        (np.bool_, ()),
        (np.uint32, (tuning.HEAVY,)),
        (np.uint32, (tuning.COMPARED,)),
        (np.uint32, ()),
        (np.uint8, ()),
        (np.int32, (tuning.COMPARED,)),
        (np.int32, (tuning.RANKED,)),
    )
    arrays, at = [], 0
    for kind, shape in kinds:
        array = np.frombuffer(page, np.dtype((kind, shape)), count, at)
        arrays.append(array.reshape(count, *shape))
        at += array.nbytes
    keys = page[at:].decode("utf-8", "surrogatepass").split("\0")
    if len(keys) != count:
        raise ValueError("a page with too few keys")
    return keys, arrays
