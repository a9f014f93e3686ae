"""What becomes of a text, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from sitegen.content.source import Entry, Kind, kind_of
from sitegen.model.records import Moment, State

if TYPE_CHECKING:
    from sitegen.content.comments import Written
    from sitegen.content.sources import Sources


def state_of(entry: Entry, moment: Moment) -> State:
    """Return the one state of a text that was read without a problem."""
    if entry.draft and not moment.drafts:
        return State.DRAFT
    if entry.expires and entry.expires <= moment.now:
        return State.EXPIRED
    day = entry.date or entry.named_day
    if day and entry.kind == "post" and day > moment.now and not moment.future:
        return State.SCHEDULED
    return State.PUBLISHED


def may_change(entry: Entry, now: datetime) -> bool:
    """Tell whether a text may be in another state than published, on time, once and for all."""
    day = entry.date or entry.named_day
    return entry.draft or entry.expires is not None or day is None or day > now


def date_of(entry: Entry, moment: Moment) -> datetime:
    """Return a post's date; a draft without one is of today."""
    return entry.date or entry.named_day or moment.now.replace(hour=0, minute=0, second=0, microsecond=0)


def is_late(entry: Entry, moment: Moment) -> bool:
    """Tell whether a text is a post whose date is still to come."""
    return entry.kind == "post" and date_of(entry, moment) > moment.now


class Change(Struct, frozen=True):
    """What time alone will do: *at* this moment the text or comment *key* is `published`, or `expires`."""

    at: datetime
    key: str
    what: Literal["published", "expires"]


def next_moment(entries: Iterable[Entry], now: datetime, waiting: Iterable[Written] = ()) -> datetime | None:
    """Return the first moment after *now* at which anything may come out differently; None: there is none.

    *entries* are those that time may change, *waiting* the comments that are not shown before their moment.
    The first is that which comes first, whatever clocks show: they show some hours twice.
    """
    moments = [
        moment
        for entry in entries
        for moment in (entry.date, entry.named_day, entry.expires)
        if moment and moment > now
    ]
    return min([*moments, *(one.date for one in waiting)], key=datetime.timestamp, default=None)


def next_change(entries: Iterable[Entry], moment: Moment, waiting: Iterable[Written] = ()) -> Change | None:
    """Return the first change of *entries* after *moment*, and of comments *waiting* for it; None: all stays
    as it is."""
    changes = [change for entry in entries for change in _changes(entry, moment)]
    changes += [Change(one.date, one.key, "published") for one in waiting]
    return min(changes, key=lambda change: (change.at.timestamp(), change.key), default=None)


def _changes(entry: Entry, moment: Moment) -> Iterator[Change]:
    state = state_of(entry, moment)
    if state is State.SCHEDULED:
        yield Change(date_of(entry, moment), entry.key, "published")
    if entry.expires and state is State.PUBLISHED:
        yield Change(entry.expires, entry.key, "expires")


def count_states(sources: Sources, states: Mapping[str, State]) -> dict[tuple[Kind, State], int]:
    """Return how many posts and pages are in each state; the counts add up to the number of texts read."""
    counts = Counter((entry.kind, states[entry.key]) for entry in sources.entries)
    counts.update((kind_of(key), State.REFUSED) for key in sources.refused)
    return dict(counts)
