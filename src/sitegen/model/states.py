"""What becomes of a text, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sitegen.content.read import kind_of
from sitegen.content.source import Kind, Source
from sitegen.content.sources import Sources
from sitegen.model.records import State


@dataclass(frozen=True, slots=True)
class Moment:
    """When the build takes place (*now*, in the site's zone), and which texts it includes all the same."""

    now: datetime
    drafts: bool = False
    future: bool = False


def state_of(source: Source, moment: Moment) -> State:
    """Return the one state of a text that was read without a problem."""
    meta = source.meta
    if meta.draft and not moment.drafts:
        return State.DRAFT
    if meta.expires and meta.expires <= moment.now:
        return State.EXPIRED
    day = meta.date or source.named_day
    if source.kind == "post" and day and day > moment.now and not moment.future:
        return State.SCHEDULED
    return State.PUBLISHED


def date_of(source: Source, moment: Moment) -> datetime:
    """Return a post's date; a draft without one is of today."""
    today = moment.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return source.meta.date or source.named_day or today


@dataclass(frozen=True, slots=True)
class Change:
    """What time alone will do: *at* this moment the text *key* is `published`, or `expires`."""

    at: datetime
    key: str
    what: Literal["published", "expires"]


def next_moment(sources: Iterable[Source], now: datetime) -> datetime | None:
    """Return the first moment after *now* at which anything may come out differently; None: there is none."""
    moments = (
        moment
        for source in sources
        for moment in (source.meta.date, source.named_day, source.meta.expires)
        if moment and moment > now
    )
    return min(moments, default=None)


def next_change(sources: Iterable[Source], moment: Moment) -> Change | None:
    """Return the first change after *moment*; None: all stays as it is."""
    changes = [change for source in sources for change in _changes(source, moment)]
    return min(changes, key=lambda change: (change.at, change.key), default=None)


def _changes(source: Source, moment: Moment) -> Iterator[Change]:
    meta, state = source.meta, state_of(source, moment)
    if state is State.SCHEDULED:
        yield Change(date_of(source, moment), source.key, "published")
    if meta.expires and state is State.PUBLISHED:
        yield Change(meta.expires, source.key, "expires")


def count_states(sources: Sources, states: Mapping[str, State]) -> dict[tuple[Kind, State], int]:
    """Return how many posts and pages are in each state; the counts add up to the number of texts read."""
    counts = Counter((source.kind, states[source.key]) for source in sources.texts)
    counts.update((kind_of(key), State.REFUSED) for key in sources.refused)
    return dict(counts)
