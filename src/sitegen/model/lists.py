"""The lists of posts that have pages of their own, and their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sitegen.model.archives import page_count, page_of
from sitegen.model.records import Period, Post, Site, Term
from sitegen.text import month_text


@dataclass(frozen=True, slots=True)
class PostList:
    """A list of posts before it is cut into pages; *path* is that of its first page."""

    path: str
    posts: tuple[str, ...]
    name: str = ""
    heading: str = ""
    description: str = ""
    term: Term | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: *of* is the list with the posts of this page only, *numbers* counts the pages and
    *count* the posts of all of them."""

    of: PostList
    numbers: int
    count: int


def find_list(site: Site, kind: str, key: str) -> PostList:
    """Return the list of *kind* (index, tag, author, series, month, year) with the key of its term or period.

    A period's key is `2015-09` or `2015`.
    """
    if kind == "index":
        return PostList(site.settings.permalinks.index, site.front)
    if kind in _TERMS:
        term = terms_of(site, kind)[key]
        return PostList(
            term.path, term.posts, term.name, f"{_TERMS[kind]}: {term.name}", term.description, term
        )
    return _period_list(site.periods[key])


def list_page(site: Site, kind: str, key: str, number: int) -> ListPage:
    """A page of a list, from 1.  Raises LookupError where there is no such list."""
    found = find_list(site, kind, key)
    per_page = site.settings.archives.per_page
    term, period = found.term, found.period
    shown = PostList(
        found.path,
        page_of(found.posts, number, per_page),
        found.name,
        found.heading,
        found.description,
        replace(term, posts=()) if term else None,
        replace(period, posts=()) if period else None,
    )
    return ListPage(shown, page_count(len(found.posts), per_page), len(found.posts))


def _period_list(period: Period) -> PostList:
    name = month_text(date(period.year, period.month, 1)) if period.month else str(period.year)
    heading = f"{'Monthly' if period.month else 'Yearly'} Archives: {name}"
    return PostList(period.path, period.posts, name, heading, period=period)


_TERMS = {"tag": "Tag Archives", "author": "Author Archives", "series": "Series"}


def terms_of(site: Site, kind: str) -> Mapping[str, Term]:
    """Return the tags, authors or series."""
    return {"tag": site.tags, "author": site.authors, "series": site.series}[kind]


def last_changed(site: Site, keys: tuple[str, ...]) -> date | None:
    """Return the day on which the newest of the texts *keys* was written or updated."""
    days: list[date] = []
    for key in keys:
        text = site.posts.get(key) or site.pages[key]
        moments = [text.updated, text.date if isinstance(text, Post) else None]
        days.extend(moment.date() for moment in moments if moment)
    return max(days, default=None)
