"""The records of the model.  They hold plain values and keys, never each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from sitegen.config.located import WHOLE_FILE, Span
from sitegen.config.settings import Settings
from sitegen.content.source import Kind, Outline
from sitegen.markup.document import LINK_TOKEN, Document, Link, fill_links
from sitegen.model.urls import Urls

TermKind = Literal["tag", "author", "series"]


class State(StrEnum):
    """What becomes of a text; each is in exactly one state."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Html:
    """Converted text with its links resolved.  Printed by a template, it is markup.

    *urls* stand for *links*, one for one; None makes a link a plain text (what it leads to is not published).
    *home* is the URL of the page that the text is from, empty on that page itself.
    """

    text: str
    links: tuple[Link, ...] = ()
    urls: tuple[str | None, ...] = ()
    home: str = ""

    def __html__(self) -> str:
        if not self.links:
            return self.text
        if not self.home:
            return fill_links(self.text, self.urls, self.links)
        return fill_links(self.text, [url and self._from_elsewhere(url) for url in self.urls], self.links)

    def __str__(self) -> str:
        return self.__html__()

    def __bool__(self) -> bool:
        return bool(self.text)

    def _from_elsewhere(self, url: str) -> str:
        return self.home + url if url.startswith("#") else url

    @property
    def linked(self) -> tuple[str, ...]:
        """The URLs that the text really uses."""
        used = {int(number) for number in LINK_TOKEN.findall(self.text)}
        return tuple(url for index, url in enumerate(self.urls) if index in used and url)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands for a text: its URL, what it shows, its caption."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What posts and pages have in common, without the words, which are in the site's *documents*.

    *path* is decoded, without the site's folder; *url* is quoted and rooted, and stands in links.  *urls* are
    where the links of the document lead (see `Html`); *summary* is the writer's, shown instead of an excerpt.
    *digest* is that of the file.
    """

    key: str
    kind: Kind
    path: str
    url: str
    title: str
    description: str
    summary: str
    urls: tuple[str | None, ...]
    outline: Outline
    digest: bytes
    state: State
    updated: datetime | None
    image: Picture | None
    noindex: bool
    lang: str
    template: str
    comments: bool
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    extra: Mapping[str, Any]
    redirect_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post(Text):
    """A dated text.  *guid* is its name in feeds, for ever."""

    slug: str
    date: datetime
    guid: str
    series: str
    pinned: bool
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page(Text):
    """An evergreen text.  *section* is the key of the page that leads its section, or empty."""

    slug: str
    section: str
    leads: bool
    review_by: date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A tag, an author or a series, with the keys of its posts, newest first (a series: oldest first)."""

    kind: TermKind
    key: str
    name: str
    path: str
    url: str
    posts: tuple[str, ...]
    description: str = ""
    link: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A month, or (*month* 0) a year, with the keys of its posts, newest first."""

    year: int
    month: int
    path: str
    url: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old path and the URL it leads to; *key* is the text that asked for it, *span* where it did."""

    path: str
    url: str
    key: str
    span: Span = WHOLE_FILE


@dataclass(frozen=True, slots=True)
class File:
    """A file that is copied: its key below `content/` and its decoded path on the site."""

    key: str
    path: str


@dataclass(frozen=True, slots=True)
class Census:
    """An account of every file of `content/`: the texts by kind and state, the *files* that are copied, and
    how many were *ignored*."""

    texts: Mapping[tuple[Kind, State], int] = field(default_factory=dict)
    files: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that can be asked about, linked and sorted; lists of keys are in the order shown."""

    settings: Settings
    today: date
    urls: Urls
    posts: Mapping[str, Post] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    """The words of posts and pages, by key."""
    order: tuple[str, ...] = ()
    """The posts, newest first."""
    front: tuple[str, ...] = ()
    """The posts of the index: pinned ones, then the others, newest first."""
    positions: Mapping[str, int] = field(default_factory=dict)
    """Where in *order* each post stands."""
    pages: Mapping[str, Page] = field(default_factory=dict)
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The pages of each section, by the key of the page that leads it; empty: those in none."""
    tags: Mapping[str, Term] = field(default_factory=dict)
    authors: Mapping[str, Term] = field(default_factory=dict)
    series: Mapping[str, Term] = field(default_factory=dict)
    months: tuple[Period, ...] = ()
    years: tuple[Period, ...] = ()
    periods: Mapping[str, Period] = field(default_factory=dict)
    """Months and years by key, `2015-09` or `2015`."""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()
    files: tuple[File, ...] = ()
    census: Census = Census()
