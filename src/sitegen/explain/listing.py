"""What a site has: its texts by state, its tags and authors, and what is due to be read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct

from sitegen.build import Prepared, Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.content.source import Entry
from sitegen.memory import Memory, with_a_look
from sitegen.model.placement import place
from sitegen.model.records import State, Term
from sitegen.model.states import date_of
from sitegen.text import tag_key

What = Literal["posts", "drafts", "scheduled", "expired", "tags", "authors", "due"]


class TextRow(Struct, frozen=True):
    """A text: *at* is the date of a post, or when it expired, or by when it is to be read again; *url* is
    where it is, or would be; empty: it is a snippet, which has no page."""

    file: str
    title: str
    url: str
    at: datetime | None
    tags: tuple[str, ...] = ()


class TermRow(Struct, frozen=True):
    """A tag or an author, and how many posts are about it, or by them."""

    name: str
    posts: int
    url: str


Rows = tuple[TextRow, ...] | tuple[TermRow, ...]


class Listing(Struct, frozen=True):
    """What there is of a kind: texts newest first (`due`: the longest due first), terms by name; *refused* is
    the number of texts that can't be read for the mistakes in them, and so are in no list."""

    rows: Rows
    refused: int = 0


_STATES: dict[What, State] = {
    "posts": State.PUBLISHED,
    "drafts": State.DRAFT,
    "scheduled": State.SCHEDULED,
    "expired": State.EXPIRED,
}


def list_site(request: Request, what: What) -> Listing:
    """Return what there is of a kind.  Raises `SetupError` and `UsageError` as a build does."""
    given = look(request)

    def use(memory: Memory) -> Listing:
        prepared = prepare(given, scan_content(given.content, given.settings.build.ignore), memory)
        return Listing(_rows(prepared, what), len(prepared.sources.refused))

    return with_a_look(request.memory, use)


def _rows(prepared: Prepared, what: What) -> Rows:
    structure = prepared.site.structure
    if what == "tags":
        return tuple(map(_term, structure.tags.values()))
    if what == "authors":
        return tuple(map(_term, structure.authors.values()))
    return _due(prepared) if what == "due" else _in_state(prepared, _STATES[what])


def _term(term: Term) -> TermRow:
    return TermRow(term.name, len(term.posts), term.url)


def _in_state(prepared: Prepared, state: State) -> tuple[TextRow, ...]:
    site = prepared.site
    placement = place(prepared.sources, site.settings, site.moment, site.urls)
    rows = []
    for entry in prepared.sources.entries:
        is_one = entry.kind == "post" or state is not State.PUBLISHED
        if is_one and placement.states[entry.key] is state:
            at = entry.expires if state is State.EXPIRED else _date(prepared, entry)
            rows.append(_row(prepared, entry, placement.paths.get(entry.key), at))
    return tuple(sorted(rows, key=lambda row: (-(row.at.timestamp() if row.at else 0.0), row.file)))


def _date(prepared: Prepared, entry: Entry) -> datetime | None:
    """Return the date of a post; a draft may have none yet."""
    dated = entry.kind == "post" and (entry.date or entry.named_day)
    return date_of(entry, prepared.site.moment) if dated else None


def _due(prepared: Prepared) -> tuple[TextRow, ...]:
    site, rows = prepared.site, []
    paths = site.structure.paths
    for entry in prepared.sources.entries:
        due = prepared.sources.texts.source(entry.key).meta.review_by
        if due and due <= site.moment.now and (entry.key in paths or entry.key in site.snippets):
            rows.append(_row(prepared, entry, paths.get(entry.key), due))
    return tuple(sorted(rows, key=lambda row: (row.at or site.moment.now, row.file)))


def _row(prepared: Prepared, entry: Entry, path: str | None, at: datetime | None) -> TextRow:
    title = prepared.sources.texts.source(entry.key).meta.title
    url = "" if path is None else prepared.site.urls.url(path)
    return TextRow(entry.path, title, url, at, entry.tags)


# ---- tags as somebody types them


def same_tag(name: str, known: Iterable[str]) -> str:
    """Return the tag of *known* that *name* is another spelling of, or nothing."""
    return next((tag for tag in known if tag_key(tag) == tag_key(name)), "")


def close_tags(name: str, known: Iterable[str]) -> list[str]:
    """Return the tags most like *name*, best first."""
    keys = {tag_key(tag): tag for tag in known}
    return [keys[key] for key in get_close_matches(tag_key(name), keys, 3, 0.75)]
