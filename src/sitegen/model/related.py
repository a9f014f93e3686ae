"""Related posts: which other posts to offer under a post, from words, title, tags and date.

The words come as bags, made where texts are converted (`bags`); which posts are alike is found out by
`likeness`, which takes over what it can from the last build; here lists are made of that.  Nothing is random:
equal posts give equal lists on any machine, in any order, and whatever was remembered.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import chain, islice
from operator import attrgetter

from sitegen.content.bags import Bag

VERSION = 1
"""Grows whenever lists are made of what is alike in another way."""
REACH = 50
"""How far, in posts before and after, a shared tag is followed; it keeps large blogs linear."""

_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Article:
    """What the choice of related posts reads of a post, besides its bag.  Any field may change any list."""

    key: str
    """Names the post; unique."""
    date: datetime
    """Aware: posts of several zones are compared."""
    digest: bytes
    """Names its bag, as `digest_bag` does."""
    tags: tuple[str, ...] = ()
    """Identities rather than names: two tags are one tag when they are equal."""
    chosen: tuple[str, ...] = ()
    """Keys chosen by hand: first in the list, in this order; unknown ones are passed over."""
    apart: bool = False
    """Never offered unless chosen by hand; gets a list like any other."""


BagsOf = Callable[[Sequence[bytes]], Iterable[Bag]]
"""Gives the bags that digests name, in their order."""


def _no_pages() -> Mapping[str, bytes]:
    return {}


@dataclass(frozen=True, slots=True)
class Memory:
    """What a build leaves to the next.

    Nobody need look after it: lost, it is made again, and the lists are the same.
    """

    lists: bytes = b""
    """The lists, and a digest of all that they were made from; 4 bytes for each post offered."""
    pages: Callable[[], Mapping[str, bytes]] = _no_pages
    """Vectors, candidates and scores (see `likeness.state`), 1.7 kB a post; asked for once, if at all."""


class MemoryLostError(ValueError):
    """What was remembered is from another version or kind of machine, or not whole; start with no memory."""


@dataclass(frozen=True, slots=True)
class Related:
    """For each article's key the keys of those to offer with it, best first; and what to remember."""

    lists: dict[str, tuple[str, ...]]
    memory: Memory


def related_posts(
    articles: Sequence[Article],
    count: int,
    bags_of: BagsOf,
    memory: Memory | None = None,
    jobs: int = 1,
) -> Related:
    """Choose for each of *articles* the *count* to offer with it.

    A list is shorter only where fewer articles may be offered.  Chosen ones come first, then the most alike,
    and where too few have anything in common, those that share most tags, then the nearest in date.

    *bags_of* is asked for the bags of new articles, and of those whose words have become rarer or more
    common.  With the *memory* of the last build the lists are the same, sooner; the same object comes back
    when there is nothing new to store.  *jobs* is how many processes may share the work.  Raises
    `MemoryLostError`.
    """
    memory = memory or Memory()
    times = {article.key: article.date.timestamp() for article in articles}
    posts = sorted(articles, key=attrgetter("key"))
    posts.sort(key=lambda post: times[post.key], reverse=True)
    question = _digest(posts, count, times)
    if memory.lists.startswith(question):
        lists = _read_lists(memory.lists)
    else:
        alike, pages = _find_alike(posts, times, bags_of, memory.pages(), jobs)
        lists = list(_choose(posts, alike, count))
        memory = Memory(_pack_lists(question, lists), lambda: pages)
    keys = [post.key for post in posts]
    return Related(
        {key: tuple([keys[other] for other in others]) for key, others in zip(keys, lists, strict=True)},
        memory,
    )


_Lists = Sequence[Sequence[int]]
"""For each post, newest first, the numbers of others in this order."""


def _digest(posts: Sequence[Article], count: int, times: Mapping[str, float]) -> bytes:
    """Return what names all that the lists are made from, except how they are made."""
    fields = [(p.key, times[p.key], p.digest, p.tags, p.chosen, p.apart) for p in posts]
    # Version 0 writes equal values alike: type, length, bytes.  Later ones mark strings that are shared.
    return blake2b(marshal.dumps((VERSION, count, fields), 0), digest_size=_DIGEST).digest()


def _pack_lists(question: bytes, lists: _Lists) -> bytes:
    lengths = array("I", map(len, lists))
    packed = array("I", [len(lengths)]) + lengths + array("I", chain.from_iterable(lists))
    return question + packed.tobytes()


def _read_lists(packed: bytes) -> _Lists:
    count, *values = array("I", packed[_DIGEST:])
    rest = iter(values[count:])
    return [list(islice(rest, length)) for length in values[:count]]


def _find_alike(
    posts: Sequence[Article],
    times: Mapping[str, float],
    bags_of: BagsOf,
    remembered: Mapping[str, bytes],
    jobs: int,
) -> tuple[_Lists, Mapping[str, bytes]]:
    """Return for each post those like it, best first, and the pages to remember."""
    if not posts:
        return [], {}
    # Not before they are needed: numpy takes a while to import.
    from sitegen.model.likeness.posts import make_posts
    from sitegen.model.likeness.state import read_pages, write_pages
    from sitegen.model.likeness.update import update

    old = read_pages(remembered) if remembered else None
    if remembered and not old:
        raise MemoryLostError("the remembered vectors are of another form")
    new, slots = update(
        old,
        make_posts(
            [post.key for post in posts],
            [post.digest for post in posts],
            [times[post.key] for post in posts],
            [post.apart for post in posts],
        ),
        lambda numbers: bags_of([posts[number].digest for number in numbers]),
        jobs,
    )
    rows = new.ranked.others.tolist()
    alike = [row if row[-1] >= 0 else [number for number in row if number >= 0] for row in rows]
    return alike, write_pages(new, slots, remembered)


def _choose(posts: Sequence[Article], alike: _Lists, count: int) -> Iterator[Sequence[int]]:
    """Yield for each post the numbers of those to offer."""
    number = {post.key: own for own, post in enumerate(posts)}
    rest = _Rest(posts, reach=max(REACH, count + 1))
    for own, post in enumerate(posts):
        if not post.chosen and len(alike[own]) >= count:
            yield alike[own][:count]
        else:
            chosen = (number[key] for key in post.chosen if key in number)
            yield list(islice(_without(own, chain(chosen, alike[own], rest.around(own))), count))


def _without(own: int, others: Iterable[int]) -> Iterator[int]:
    """Yield each of *others* once, and never *own*."""
    seen = {own}
    for other in others:
        if other not in seen:
            seen.add(other)
            yield other


class _Rest:
    """Offers posts where nothing is alike, so that no list is empty."""

    def __init__(self, posts: Sequence[Article], reach: int) -> None:
        self._posts, self._reach = posts, reach

    @cached_property
    def _offered(self) -> list[int]:
        return [own for own, post in enumerate(self._posts) if not post.apart]

    @cached_property
    def _tagged(self) -> Mapping[str, list[int]]:
        tagged: dict[str, list[int]] = defaultdict(list)
        for own in self._offered:
            for tag in set(self._posts[own].tags):
                tagged[tag].append(own)
        return tagged

    def around(self, own: int) -> Iterator[int]:
        """Yield posts by how many tags they share with a post, then by nearness, then by key.

        Looks no further than *reach* posts before and after, among all and among those of each tag.
        """
        post = self._posts[own]
        shelves = [self._offered, *(self._tagged.get(tag, []) for tag in set(post.tags))]
        near = {other for shelf in shelves for other in shelf[_near(shelf, own, self._reach)]}
        yield from sorted(
            near, key=lambda other: _distance(post, self._posts[other])
        )  # only when it is asked for


def _near(shelf: Sequence[int], own: int, reach: int) -> slice:
    """Return which of the *shelf* stand near *own*; posts are numbered by date."""
    middle = bisect_left(shelf, own)
    return slice(max(0, middle - reach), middle + reach + 1)


def _distance(post: Article, other: Article) -> tuple[int, timedelta, str]:
    return -len(set(post.tags) & set(other.tags)), abs(post.date - other.date), other.key
