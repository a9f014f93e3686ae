"""The records of the model.  They hold plain values and keys, never each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from datetime import date as day
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.config.located import WHOLE_FILE, Span
from sitegen.config.settings import Settings
from sitegen.content.source import Kind, Outline
from sitegen.images.icons import Icon
from sitegen.images.photo import CENTRE, Focus, Photo
from sitegen.images.renditions import Rendition, Renditions
from sitegen.markup.document import LINK_TOKEN, Document, Link, fill_links
from sitegen.model.comment import Threads
from sitegen.model.pictures import show_pictures
from sitegen.model.urls import Urls

TermKind = Literal["tag", "author", "series"]


class State(StrEnum):
    """What becomes of a text; each is in exactly one state."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    REFUSED = "refused"


class Moment(Struct, frozen=True):
    """When the build takes place (*now*, in the site's zone), and which texts it includes all the same."""

    now: datetime
    drafts: bool = False
    future: bool = False


class Html(Struct, frozen=True):
    """Converted text with its links resolved.  Printed by a template, it is markup.

    *urls* stand for *links*, one for one; None makes a link a plain text (what it leads to is not published).
    *home* is the URL of the page that the text is from, empty on that page itself.  *pictures* has those of
    the images that are files of the site, by the numbers of their links; *early*: the first one is seen at
    once, and loads before all others.
    """

    text: str
    links: tuple[Link, ...] = ()
    urls: tuple[str | None, ...] = ()
    home: str = ""
    pictures: tuple[tuple[int, Rendition], ...] = ()
    early: bool = False

    def __html__(self) -> str:
        if not self.links:
            return self.text
        text = show_pictures(self.text, self.pictures, early=self.early) if self.pictures else self.text
        if not self.home:
            return fill_links(text, self.urls, self.links)
        return fill_links(text, [url and self._from_elsewhere(url) for url in self.urls], self.links)

    def __str__(self) -> str:
        return self.__html__()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def shows_pictures(self) -> bool:
        """Whether there are images in it."""
        return any(link.image for link in self.links)

    def _from_elsewhere(self, url: str) -> str:
        return self.home + url if url.startswith("#") else url

    @property
    def first(self) -> Html:
        """The same, where its first picture is the first of the page."""
        return replace(self, early=True)

    @property
    def linked(self) -> tuple[str, ...]:
        """The URLs that the text really uses."""
        used = {int(number) for number in LINK_TOKEN.findall(self.text)}
        return tuple(url for index, url in enumerate(self.urls) if index in used and url)


class Picture(Struct, frozen=True):
    """An image that stands for a text or an author: the URL of its file, what it shows, its caption.

    *key* is its file below `content/` (empty: it is elsewhere), *focus* the point of it that must stay in
    view, *of* tells in which presets it is made.  The file itself need not be published: templates show what
    is made of it, and only those that do so ask for what is known of the file (`rendition`, `url`).
    """

    file: str
    alt: str = ""
    caption: str = ""
    key: str = ""
    focus: Focus = CENTRE
    of: Literal["text", "author"] = "text"

    def __html__(self) -> str:
        raise LookupError('a picture is shown by {% include "_picture.html" %}, or by a filter: picture|url')


class Wanted(NamedTuple):
    """A *preset* in which the file *key* is shown, cut around *focus*."""

    key: str
    preset: str
    focus: Focus


class Gallery(Struct, frozen=True):
    """The files of the site that are shown as pictures, what is known of each, by key, and all that is to be
    made of them.

    *hidden* are files of which only what is made of them is published.  *pictured* are the texts that other
    sites show by a picture of their own.  *icon* is the picture of which icons are made.
    """

    photos: Mapping[str, Photo] = {}
    wanted: tuple[Wanted, ...] = ()
    hidden: frozenset[str] = frozenset()
    pictured: frozenset[str] = frozenset()
    icon: Icon | None = None
    renditions: Renditions = msgspec.field(default_factory=Renditions)


class Brief(Struct, frozen=True):
    """A text as links show it; *date* is that of a post, *description* and *updated* are those of a page."""

    url: str
    title: str
    date: datetime | None
    image: Picture | None
    description: str
    updated: datetime | None


class Teaser(Struct, frozen=True):
    """What lists show of a post besides what links to it show (see `Brief`).

    *excerpt* are the words that stand there, *authors* the keys of who wrote it.
    """

    excerpt: Html
    description: str
    has_more: bool
    words: int
    authors: tuple[str, ...]
    pinned: bool
    state: State
    lang: str


class Text(Struct, frozen=True):
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
    snippet: str | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    extra: Mapping[str, Any]
    redirect_from: tuple[str, ...]


class Post(Text, frozen=True):
    """A dated text.  *guid* is its name in feeds, for ever."""

    slug: str
    date: datetime
    guid: str
    series: str
    pinned: bool
    chosen: tuple[str, ...]


class Page(Text, frozen=True):
    """An evergreen text.  *section* is the key of the page that leads its section, or empty."""

    slug: str
    section: str
    leads: bool
    review_by: date | None


class Snippet(Struct, frozen=True):
    """A note that stands under other texts, without its words.  *urls* are where its links lead."""

    key: str
    title: str
    urls: tuple[str | None, ...]


class Term(Struct, frozen=True):
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
    akin: tuple[str, ...] = ()
    """Of a tag: the keys of those that posts have most often together with it, best first."""


class Period(Struct, frozen=True):
    """A month, or (*month* 0) a year, with the keys of its posts, newest first."""

    year: int
    month: int
    path: str
    url: str
    posts: tuple[str, ...]

    @property
    def key(self) -> str:
        """`2015-09` or `2015`."""
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"


class Redirect(Struct, frozen=True):
    """An old path and the URL it leads to; *key* is the text that asked for it, *span* where it did."""

    path: str
    url: str
    key: str
    span: Span = WHOLE_FILE


class File(Struct, frozen=True):
    """A file that is copied: its key below `content/` and its decoded path on the site."""

    key: str
    path: str


class Census(Struct, frozen=True):
    """An account of every file of `content/`: the texts by kind and state, the *files* that are copied, and
    how many were *ignored*."""

    texts: Mapping[tuple[Kind, State], int] = {}
    files: int = 0
    ignored: int = 0


class Placed(NamedTuple):
    """A text that is on the site, as far as lists and the plan are made of it.

    *path* is decoded, without the site's folder; *date* is that of a post; *tags*, *authors* and *series* are
    keys of terms (of a series also its name); *changed* is the day on which it was last written or updated.
    """

    key: str
    kind: Kind
    path: str
    slug: str
    date: datetime | None
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    series: str
    series_name: str
    template: str
    pinned: bool
    noindex: bool
    changed: day | None


class Structure(Struct, frozen=True, dict=True):
    """How the texts of a site are sorted, grouped and linked, but not what they say; lists of keys are in the
    order shown.

    It is made of entries alone: as long as these stay, no edit of a text changes it.
    """

    settings: Settings
    urls: Urls
    paths: Mapping[str, str]
    """The decoded paths of the texts on the site."""
    withheld: Mapping[str, State]
    """The states of texts and files that are not on it."""
    files: tuple[File, ...] = ()
    spelt: Mapping[str, str] = field(default_factory=dict)
    """The keys of texts and files that differ from the names that links have for them, by these."""
    leaders: Mapping[str, str] = field(default_factory=dict)
    """The pages that lead folders of `content/`, by folder."""
    order: tuple[str, ...] = ()
    """The posts, newest first."""
    pinned: tuple[str, ...] = ()
    """Those of them that the index shows first."""
    hidden: int = 0
    """How many texts are not to be found (`noindex`)."""
    pages: tuple[str, ...] = ()
    """The pages, by title."""
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The pages of each section, by the key of the page that leads it; empty: those in none."""
    section_of: Mapping[str, str] = field(default_factory=dict)
    """The page that leads the section of a page, of those that are in one."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The related posts that writers named."""
    snippets: Mapping[str, str] = field(default_factory=dict)
    """The snippets on the site, by name."""
    snippet_of: Mapping[str, str] = field(default_factory=dict)
    """The snippets under texts that have another one than the site's; empty: none."""
    tags: Mapping[str, Term] = field(default_factory=dict)
    authors: Mapping[str, Term] = field(default_factory=dict)
    series: Mapping[str, Term] = field(default_factory=dict)
    months: tuple[Period, ...] = ()
    years: tuple[Period, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    counts: Mapping[tuple[Kind, State], int] = field(default_factory=dict)
    """How many texts are in each state."""

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where in *order* each post stands."""
        return {key: number for number, key in enumerate(self.order)}

    @cached_property
    def front(self) -> tuple[str, ...]:
        """The posts of the index: pinned ones, then the others, newest first."""
        return _first(self.pinned, self.order)

    @cached_property
    def periods(self) -> Mapping[str, Period]:
        """Months and years by key, `2015-09` or `2015`."""
        return {period.key: period for period in (*self.months, *self.years)}

    def key_of(self, name: str) -> str:
        """Return the key of the text or file that a link names (see `named_key`)."""
        return self.spelt.get(name, name)


def _first(these: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...]:
    if not these:
        return order
    first = frozenset(these)
    return (*these, *[key for key in order if key not in first])


class Site(Struct, frozen=True):
    """Everything that can be asked about.  The texts, and their words, are made when they are asked for."""

    structure: Structure
    moment: Moment
    posts: Mapping[str, Post] = {}
    pages: Mapping[str, Page] = {}
    briefs: Mapping[str, Brief] = {}
    """Posts and pages as links show them, for which their words need not be loaded."""
    teasers: Mapping[str, Teaser] = {}
    """What lists show of posts besides, likewise."""
    snippets: Mapping[str, Snippet] = {}
    documents: Mapping[str, Document] = {}
    """The words of posts, pages and snippets, by key."""
    related: Mapping[str, tuple[str, ...]] = {}
    """The keys of the posts and guides offered with each, best first."""
    fill: Mapping[str, int] = {}
    """How many at the end of such a list have nothing in common with it, where there are such."""
    comments: Threads = {}
    """What readers said of texts, by their keys."""
    census: Census = Census()
    gallery: Gallery = msgspec.field(default_factory=Gallery)

    @property
    def settings(self) -> Settings:
        """Those of the site."""
        return self.structure.settings

    @property
    def urls(self) -> Urls:
        """What turns paths into URLs."""
        return self.structure.urls
