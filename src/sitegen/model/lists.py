"""The lists of posts that have pages of their own, and their pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from sitegen.model.archives import page_count, page_of
from sitegen.model.records import Period, Structure, Term
from sitegen.words import Words


class PostList(Struct, frozen=True):
    """A list of posts before it is cut into pages; *path* is that of its first page."""

    path: str
    posts: tuple[str, ...]
    name: str = ""
    heading: str = ""
    description: str = ""
    term: Term | None = None
    period: Period | None = None


class ListPage(Struct, frozen=True):
    """A page of a list: *of* is the list with the posts of this page only, *numbers* counts the pages and
    *count* the posts of all of them."""

    of: PostList
    numbers: int
    count: int


def find_list(structure: Structure, kind: str, key: str) -> PostList:
    """Return the list of *kind* (index, tag, author, series, month, year) with the key of its term or period.

    A period's key is `2015-09` or `2015`.
    """
    if kind == "index":
        return PostList(structure.settings.permalinks.index, structure.front)
    if kind in _TERMS:
        term = terms_of(structure, kind)[key]
        return PostList(
            term.path,
            term.posts,
            term.name,
            structure.settings.spoken.say(_TERMS[kind], name=term.name),
            term.description,
            term,
        )
    return _period_list(structure.periods[key], structure.settings.spoken)


def list_page(structure: Structure, kind: str, key: str, number: int) -> ListPage:
    """A page of a list, from 1.  Raises LookupError where there is no such list."""
    found = find_list(structure, kind, key)
    per_page = structure.settings.archives.per_page
    term, period = found.term, found.period
    shown = PostList(
        found.path,
        page_of(found.posts, number, per_page),
        found.name,
        found.heading,
        found.description,
        replace(term, posts=(), akin=()) if term else None,
        replace(period, posts=()) if period else None,
    )
    return ListPage(shown, page_count(len(found.posts), per_page), len(found.posts))


def _period_list(period: Period, words: Words) -> PostList:
    name = words.month(date(period.year, period.month, 1)) if period.month else str(period.year)
    heading = words.say("Monthly Archives: {name}" if period.month else "Yearly Archives: {name}", name=name)
    return PostList(period.path, period.posts, name, heading, period=period)


_TERMS = {"tag": "Tag Archives: {name}", "author": "Author Archives: {name}", "series": "Series: {name}"}


def terms_of(structure: Structure, kind: str) -> Mapping[str, Term]:
    """Return the tags, authors or series."""
    return {"tag": structure.tags, "author": structure.authors, "series": structure.series}[kind]
