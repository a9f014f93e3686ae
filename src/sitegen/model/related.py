"""Related posts: which other posts to offer under a post, from words, title, tags and date.

The words come as bags, made where texts are converted (`bags`); which posts are alike is found out by
`likeness`, which takes over what it can from the last build; `related_choice` makes lists of that.  Nothing
is random: equal posts give equal lists on any machine, in any order, and whatever was remembered.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, islice
from operator import attrgetter

from msgspec import Struct, field
from msgspec.structs import astuple

from sitegen.content.bags import Bag
from sitegen.model.related_choice import Article, Choice, Chooser, Numbers, Rules

VERSION = 2
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
    """The lists, and a digest of all that they were made from; 4 bytes for each post offered."""
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
    """What related posts are chosen from: the articles, newest first, and the rules; *name* is the digest of
    both."""

    posts: Sequence[Article]
    rules: Rules
    name: bytes


def ask(articles: Sequence[Article], rules: Rules) -> Asked:
    times = {article.key: article.date.timestamp() for article in articles}
    posts = sorted(articles, key=attrgetter("key"))
    posts.sort(key=lambda post: times[post.key], reverse=True)
    return Asked(posts, rules, _digest(posts, rules, times))


def recall(asked: Asked, memory: Memory) -> Related | None:
    """Return what was chosen from the same, if *memory* has that."""
    if not memory.lists.startswith(asked.name):
        return None
    choices = _read_lists(memory.lists)
    keys = [post.key for post in asked.posts]
    named = zip(keys, choices, strict=True)
    lists = {key: tuple([keys[other] for other in choice.numbers]) for key, choice in named}
    fill = {key: choice.fill for key, choice in zip(keys, choices, strict=True) if choice.fill}
    return Related(lists, fill, memory)


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
    chosen = choose_packed(asked, bags_of, memory.pages(), jobs)
    found = recall(asked, Memory(chosen.lists, lambda: chosen.pages))
    assert found is not None
    return found


class Chosen(Struct, frozen=True):
    """What was chosen, as it is remembered: lists and pages of a `Memory`."""

    lists: bytes
    pages: Mapping[str, bytes]


def choose_packed(asked: Asked, bags_of: BagsOf, pages: Mapping[str, bytes], jobs: int) -> Chosen:
    """Choose from what is *asked*, as `choose` does; *pages* are those of the last build."""
    alike = find_alike(asked.posts, bags_of, pages, jobs)
    choices = Chooser(asked.posts, alike.best, alike.twins, asked.rules).choices()
    return Chosen(_pack_lists(asked.name, [*choices]), alike.pages)


def _digest(posts: Sequence[Article], rules: Rules, times: Mapping[str, float]) -> bytes:
    """Return what names all that the lists are made from, except how they are made."""
    fields = [
        (p.key, times[p.key], p.digest, p.tags, p.chosen, p.first, p.avoided, p.column, p.apart, p.alone)
        for p in posts
    ]
    # Version 0 writes equal values alike: type, length, bytes.  Later ones mark strings that are shared.
    return blake2b(marshal.dumps((VERSION, astuple(rules), fields), 0), digest_size=_DIGEST).digest()


def _pack_lists(question: bytes, choices: Sequence[Choice]) -> bytes:
    lengths, fill = (
        array("I", map(len, [choice.numbers for choice in choices])),
        array("I", [choice.fill for choice in choices]),
    )
    numbers = array("I", chain.from_iterable(choice.numbers for choice in choices))
    return question + (array("I", [len(choices)]) + lengths + fill + numbers).tobytes()


def _read_lists(packed: bytes) -> list[Choice]:
    count, *values = array("I", packed[_DIGEST:])
    rest = iter(values[2 * count :])
    lengths, fill = values[:count], values[count : 2 * count]
    return [Choice([*islice(rest, length)], filling) for length, filling in zip(lengths, fill, strict=True)]


class Alike(Struct, frozen=True):
    """For each post the numbers of those like it, *best* first; its near-duplicates; *pages* to remember."""

    best: Sequence[Numbers]
    twins: Mapping[int, Collection[int]]
    pages: Mapping[str, bytes]


def find_alike(
    posts: Sequence[Article], bags_of: BagsOf, remembered: Mapping[str, bytes], jobs: int
) -> Alike:
    """Return which of *posts*, newest first, are alike."""
    if not posts:
        return Alike([], {}, {})
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
            [post.date.timestamp() for post in posts],
            [post.apart for post in posts],
        ),
        lambda numbers: bags_of([posts[number].digest for number in numbers]),
        jobs,
    )
    rows = new.ranked.others.tolist()
    best = [row if row[-1] >= 0 else [number for number in row if number >= 0] for row in rows]
    return Alike(best, _twins(new.twins), write_pages(new, slots, remembered))


def _twins(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    twins: dict[int, set[int]] = {}
    for one, other in pairs:
        twins.setdefault(one, set()).add(other)
        twins.setdefault(other, set()).add(one)
    return twins
