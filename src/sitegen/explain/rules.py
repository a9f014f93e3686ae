"""The rules that keep a text off the site, and when each ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from sitegen.content.source import Entry
from sitegen.model.records import Moment
from sitegen.model.states import date_of


class Rule(Struct, frozen=True):
    """A rule that keeps something off the site, in words; it ends at *until*, or was so *since*, in the
    site's zone.  Without either time changes nothing."""

    name: str
    words: str
    until: datetime | None = None
    since: datetime | None = None


def rules_of(entry: Entry, moment: Moment) -> tuple[Rule, ...]:
    """Return every rule that keeps *entry* off the site at *moment*: a draft may be scheduled, too."""
    return tuple(_rules(entry, moment))


def _rules(entry: Entry, moment: Moment) -> Iterator[Rule]:
    date = date_of(entry, moment)
    if entry.draft and not moment.drafts:
        yield Rule("draft", "its front matter says draft: true (sitegen build --drafts includes it)")
    if entry.expires and entry.expires <= moment.now:
        yield Rule("expired", "its front matter says expires", since=entry.expires)
    if entry.kind == "post" and date > moment.now and not moment.future:
        yield scheduled(date)


def scheduled(date: datetime) -> Rule:
    """Return the rule that keeps off what is of a later *date*."""
    return Rule("scheduled", "its date is still to come (--future includes it)", until=date)
