"""A comment under a text, with its answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct


class Comment(Struct, frozen=True):
    """A comment with its *replies*, oldest first; *body* is HTML that can do no harm, *url* its author's."""

    id: str
    author: str
    url: str
    date: datetime
    body: str
    replies: tuple[Comment, ...] = ()


Threads = Mapping[str, tuple[Comment, ...]]
"""The comments that answer none, oldest first, by the key of the text that they are about."""


def count_of(comments: Iterable[Comment]) -> int:
    """Return how many comments there are, with all their answers."""
    return sum(1 + count_of(one.replies) for one in comments)


def flat(comments: Iterable[Comment]) -> Iterator[Comment]:
    """Yield all comments, with all their answers."""
    for one in comments:
        yield one
        yield from flat(one.replies)
