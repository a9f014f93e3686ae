"""Related posts: which other posts to offer under a post, from words, title, tags and date.

The words come as bags, made where texts are converted (`bags`); which posts are alike is found out by
`likeness`, which takes over what it can from the last build; `related_choice` makes lists of that.  Nothing
is random: equal posts give equal lists on any machine, in any order, and whatever was remembered.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate, chain, compress, pairwise
from operator import attrgetter, eq
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import astuple

from sitegen.content.bags import Bag
from sitegen.model.related_choice import Article, Choice, Chooser, Numbers, Rules

if TYPE_CHECKING:
    from sitegen.model.likeness.state import Kept

VERSION = 3
"""Grows whenever lists are made of what is alike in another way."""

_DIGEST = 16

BagsOf = Callable[[Sequence[bytes]], Iterable[Bag]]
"""Gives the bags that digests name, in their order."""


def _no_pages() -> Mapping[str, bytes]:
    return {}


class Memory(Struct, frozen=True):
    """What a build leaves to the next.

    Nobody need look after it: lost, it is made again, and the lists are the same.
    """

    lists: bytes = b""
    """The lists, and digests of all that they were made from and of whose they are; 4 bytes for each post
    offered."""
    pages: Callable[[], Mapping[str, bytes]] = _no_pages
    """Vectors, candidates and scores (see `likeness.state`), 1.8 kB a post; asked for once, if at all."""


class MemoryLostError(ValueError):
    """What was remembered is from another version or kind of machine, or not whole; start with no memory."""


class Related(Struct, frozen=True):
    """For each article's key the keys of those to offer with it, best first; and what to remember.

    *fill* has how many at the end of a list have nothing in common with the article, where there are such.
    """

    lists: Mapping[str, tuple[str, ...]]
    fill: Mapping[str, int]
    memory: Memory = field(default_factory=Memory)


class Asked(Struct, frozen=True):
    """What related posts are chosen from: the articles, newest first, and the rules; *packed* has both for
    other processes, and *name* is its digest."""

    posts: Sequence[Article]
    rules: Rules
    packed: bytes
    name: bytes


def ask(articles: Sequence[Article], rules: Rules) -> Asked:
    posts = sorted(articles, key=attrgetter("key"))
    posts.sort(key=attrgetter("moment"), reverse=True)
    # Version 0 writes equal values alike: type, length, bytes.  Later ones mark strings that are shared.
    packed = marshal.dumps((VERSION, astuple(rules), [*map(astuple, posts)]), 0)
    return Asked(posts, rules, packed, _name(packed))


def unpack(packed: bytes) -> Asked:
    """Return what was `packed`."""
    _version, rules, posts = marshal.loads(packed)
    return Asked([Article(*post) for post in posts], Rules(*rules), packed, _name(packed))


def _name(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_DIGEST).digest()


def recall(asked: Asked, memory: Memory) -> Related | None:
    """Return what was chosen from the same, if *memory* has that."""
    if not memory.lists.startswith(asked.name):
        return None
    keys = [post.key for post in asked.posts]
    lengths, fill, numbers = _read_lists(memory.lists)
    named = [*map(keys.__getitem__, numbers)]
    lists = {key: tuple(named[start:end]) for key, (start, end) in zip(keys, _spans(lengths), strict=True)}
    return Related(lists, {key: filling for key, filling in zip(keys, fill, strict=True) if filling}, memory)


def choose(asked: Asked, bags_of: BagsOf, memory: Memory, jobs: int = 1) -> Related:
    """Choose for each article those to offer with it.

    A list is shorter than the rules say only where fewer articles may be offered.  Chosen ones come first,
    then the most alike, and where too few have anything in common, those that share most tags, then the
    nearest in date.

    *bags_of* is asked for the bags of new articles, and of those whose words have become rarer or more
    common.  With the *memory* of the last build the lists are the same, sooner; the same object comes back
    when there is nothing new to store.  *jobs* is how many processes may share the work.  Raises
    `MemoryLostError`.
    """
    recalled = recall(asked, memory)
    if recalled:
        return recalled
    chosen = choose_packed(asked, bags_of, look_back(memory.pages()), jobs)
    found = recall(asked, Memory(chosen.lists, lambda: chosen.pages))
    assert found is not None
    return found


class Chosen(Struct, frozen=True):
    """What was chosen, as it is remembered: lists and pages of a `Memory`."""

    lists: bytes
    pages: Mapping[str, bytes]


class Before(Struct, frozen=True):
    """What the last build has left: the *pages* of a `Memory`, and what they say; None: there are none."""

    pages: Mapping[str, bytes]
    kept: Kept | None


def look_back(pages: Mapping[str, bytes]) -> Before:
    """Read *pages*.  Raises `MemoryLostError`."""
    if not pages:
        return Before(pages, None)
    # Not before it is needed: numpy takes a while to import.
    from sitegen.model.likeness.state import read_pages

    kept = read_pages(pages)
    if kept is None:
        raise MemoryLostError("the remembered vectors are of another form")
    return Before(pages, kept)


def those_that_stay(asked: Asked, old: bytes, new: bytes) -> frozenset[str]:
    """Return the keys of the articles that have the lists that they had, as far as that is told by the *old*
    and the *new* lists of a `Memory`: where there are the same articles in the same order."""
    if _order_in(old) != _order_in(new):
        return frozenset()
    before, now = _rows(*_read_lists(old)), _rows(*_read_lists(new))
    return frozenset(compress([post.key for post in asked.posts], map(eq, before, now)))


def _rows(lengths: array[int], fill: array[int], numbers: array[int]) -> Iterator[tuple[int, array[int]]]:
    """Yield how much of each list only fills it, and what is in it."""
    for (start, end), filling in zip(_spans(lengths), fill, strict=True):
        yield filling, numbers[start:end]


def _spans(lengths: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where each of what is so long begins and ends."""
    return pairwise(accumulate(lengths, initial=0))


def choose_packed(asked: Asked, bags_of: BagsOf, before: Before, jobs: int) -> Chosen:
    """Choose from what is *asked*, as `choose` does."""
    alike = find_alike(asked.posts, bags_of, before, jobs)
    choices = Chooser(asked.posts, alike.best, alike.twins, asked.rules).choices()
    return Chosen(_pack_lists(asked, [*choices]), alike.pages)


def _pack_lists(asked: Asked, choices: Sequence[Choice]) -> bytes:
    lengths, fill = (
        array("I", map(len, [choice.numbers for choice in choices])),
        array("I", [choice.fill for choice in choices]),
    )
    numbers = array("I", chain.from_iterable(choice.numbers for choice in choices))
    order = _name("\0".join([post.key for post in asked.posts]).encode("utf-8", "surrogatepass"))
    return asked.name + order + (array("I", [len(choices)]) + lengths + fill + numbers).tobytes()


def _order_in(packed: bytes) -> bytes:
    """Return what names the articles of lists, in their order."""
    return packed[_DIGEST : 2 * _DIGEST]


def _read_lists(packed: bytes) -> tuple[array[int], array[int], array[int]]:
    """Return how long each list is, how much of it only fills it, and what is in all of them."""
    values = array("I", packed[2 * _DIGEST :])
    count = values[0]
    return values[1 : count + 1], values[count + 1 : 2 * count + 1], values[2 * count + 1 :]


class Alike(Struct, frozen=True):
    """For each post the numbers of those like it, *best* first; its near-duplicates; *pages* to remember."""

    best: Sequence[Numbers]
    twins: Mapping[int, Collection[int]]
    pages: Mapping[str, bytes]


def find_alike(posts: Sequence[Article], bags_of: BagsOf, before: Before, jobs: int) -> Alike:
    """Return which of *posts*, newest first, are alike."""
    if not posts:
        return Alike([], {}, {})
    from sitegen.model.likeness.posts import make_posts
    from sitegen.model.likeness.state import write_pages
    from sitegen.model.likeness.update import update

    new, slots = update(
        before.kept,
        make_posts(
            [post.key for post in posts],
            [post.digest for post in posts],
            [post.moment for post in posts],
            [post.apart for post in posts],
        ),
        lambda numbers: bags_of([posts[number].digest for number in numbers]),
        jobs,
    )
    rows = new.ranked.others.tolist()
    best = [row if row[-1] >= 0 else [number for number in row if number >= 0] for row in rows]
    return Alike(best, _twins(new.twins), write_pages(new, slots, before.pages))


def _twins(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    twins: dict[int, set[int]] = {}
    for one, other in pairs:
        twins.setdefault(one, set()).add(other)
        twins.setdefault(other, set()).add(one)
    return twins
