"""Which posts stand in the lists, and in which order: chosen ones, a series, those alike, others."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

from msgspec import Struct

REACH = 50
"""How far, in posts before and after, a shared tag is followed; it keeps large blogs linear."""

Numbers = Sequence[int]
"""Posts by number, newest first."""


class Article(Struct, frozen=True):
    """What the choice of related posts reads of a post, besides its bag.  Any field may change any list."""

    key: str
    """Names the post; unique."""
    moment: float
    """Of its date; seconds since 1970."""
    digest: bytes
    """Names its bag, as `digest_bag` does."""
    tags: tuple[str, ...] = ()
    """Identities rather than names: two tags are one tag when they are equal."""
    chosen: tuple[str, ...] = ()
    """Keys chosen by hand: first in the list, in this order; unknown ones are passed over."""
    first: tuple[str, ...] = ()
    """Keys that come next, those of the same series; of posts that stand apart none is offered."""
    avoided: tuple[str, ...] = ()
    """Keys that are not offered with it unless chosen by hand."""
    column: str = ""
    """The column that it is a part of; empty: none."""
    apart: bool = False
    """Never offered unless chosen by hand; gets a list like any other."""
    alone: bool = False
    """Gets no list."""


class Rules(Struct, frozen=True):
    """How many posts a list has, and how many of them may be of one column (0: any number)."""

    count: int
    per_column: int = 0


class Choice(Struct, frozen=True):
    """The posts of a list, by number; so many at its end only *fill* it."""

    numbers: Numbers
    fill: int = 0


class Chooser:
    """Chooses from *posts*, newest first.

    *alike* has for each the numbers of those like it, best first; *twins* its near-duplicates, if any.
    """

    def __init__(
        self,
        posts: Sequence[Article],
        alike: Sequence[Numbers],
        twins: Mapping[int, Collection[int]],
        rules: Rules,
    ) -> None:
        self._posts, self._alike, self._twins, self._rules = posts, alike, twins, rules
        self._numbers = {post.key: own for own, post in enumerate(posts)}
        self._rest = _Rest(posts)
        self._columns = [post.column for post in posts] if rules.per_column else []
        self._has_columns = any(self._columns)

    def choices(self) -> Iterator[Choice]:
        """Yield the choice for each post."""
        for own, post in enumerate(self._posts):
            yield _NONE if post.alone else self._choice(own, post)

    def _choice(self, own: int, post: Article) -> Choice:
        count, alike = self._rules.count, self._alike[own]
        best = alike[:count]
        if len(best) == count and not (post.chosen or post.first or post.avoided or self._in_columns(best)):
            return Choice(best)
        chosen = self._known(post.chosen)
        avoided = {own, *self._known(post.avoided), *self._twins.get(own, ())}
        series = [number for number in self._known(post.first) if not self._posts[number].apart]
        wanted = [*dict.fromkeys([*chosen, *(number for number in series if number not in avoided)])]
        wanted = [number for number in wanted if number != own]
        found = self._up_to_count(wanted, (number for number in alike if number not in avoided))
        if len(found) == count:
            return Choice(found)
        filled = self._fill(own, found, avoided)
        return Choice(filled, len(filled) - len(found))

    def _in_columns(self, numbers: Numbers) -> bool:
        return self._has_columns and any(map(self._columns.__getitem__, numbers))

    def _fill(self, own: int, found: Numbers, avoided: Collection[int]) -> Numbers:
        """Return *found* with others after it; never nothing, as long as there is any other post."""
        count = self._rules.count
        around = self._rest.around(own, max(REACH, count + 1) + len(avoided) + len(found))
        filled = self._up_to_count(found, (number for number in around if number not in avoided))
        never = {own, *self._twins.get(own, ())}
        return filled or [*islice((number for number in around if number not in never), count)]

    def _known(self, keys: Iterable[str]) -> list[int]:
        return [self._numbers[key] for key in keys if key in self._numbers]

    def _up_to_count(self, wanted: Numbers, others: Iterable[int]) -> Numbers:
        """Return *wanted* and as many of *others* as there is room for, each once.

        No more of a column are taken than may be.
        """
        count, most, posts = self._rules.count, self._rules.per_column, self._posts
        found = [*wanted[:count]]
        columns = Counter(posts[number].column for number in found)
        for number in others:
            column = posts[number].column
            if len(found) == count:
                break
            if number not in found and not (most and column and columns[column] >= most):
                found.append(number)
                columns[column] += 1
        return found


_NONE = Choice(())


class _Rest:
    """Offers posts where nothing is alike, so that no list is empty."""

    def __init__(self, posts: Sequence[Article]) -> None:
        self._posts = posts

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

    def around(self, own: int, reach: int) -> Numbers:
        """Return posts by how many tags they share with a post, then by nearness, then by key.

        Looks no further than *reach* posts before and after, among all and among those of each tag.
        """
        post = self._posts[own]
        shelves = [self._offered, *(self._tagged.get(tag, []) for tag in set(post.tags))]
        near = set(chain.from_iterable(shelf[_near(shelf, own, reach)] for shelf in shelves))
        return sorted(near, key=lambda other: _distance(post, self._posts[other]))


def _near(shelf: Sequence[int], own: int, reach: int) -> slice:
    """Return which of the *shelf* stand near *own*; posts are numbered by date."""
    middle = bisect_left(shelf, own)
    return slice(max(0, middle - reach), middle + reach + 1)


def _distance(post: Article, other: Article) -> tuple[int, float, str]:
    return -len(set(post.tags) & set(other.tags)), abs(post.moment - other.moment), other.key
