"""What becomes of a text, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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


def count_states(sources: Sources, states: Mapping[str, State]) -> dict[tuple[Kind, State], int]:
    """Return how many posts and pages are in each state; the counts add up to the number of texts read."""
    counts = Counter((source.kind, states[source.key]) for source in sources.texts)
    counts.update((kind_of(key), State.REFUSED) for key in sources.refused)
    return dict(counts)
