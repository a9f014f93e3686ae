"""What templates and feeds see.  Each view holds all that its page needs and nothing that leads elsewhere.

URLs are rooted (`/blog/about/`) and quoted unless a field says that they are absolute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from sitegen.markup.document import Heading
from sitegen.model.records import Html, Picture


class NamedLink(Struct, frozen=True):
    """A name and where it leads; *url* may be empty where there is no page."""

    name: str
    url: str


class MenuLink(Struct, frozen=True):
    """An entry of the site's menu."""

    label: str
    url: str


class FeedLink(Struct, frozen=True):
    """A feed to announce in a page's head; *type* is its media type."""

    title: str
    url: str
    type: str


class IconLink(Struct, frozen=True):
    """An icon of the site for the head of a page: *rel*, *url* and *sizes* are those of a `<link>`."""

    rel: str
    url: str
    sizes: str = ""


class Preview(Struct, frozen=True):
    """The picture that other sites show with a link to a page: its absolute *url*, and its size where it is
    known."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


class Article(Struct, frozen=True):
    """What a head says of a post: when it was written, by whom (each with the absolute URL of an archive, or
    none), and the names of its tags."""

    published: datetime
    updated: datetime | None = None
    authors: tuple[NamedLink, ...] = ()
    tags: tuple[str, ...] = ()


class Head(Struct, frozen=True):
    """What stands in the head of every page.

    *kind* is one of index, post, page, section, tag, month, year, author, series, tags, archives, search,
    404, redirect.  *title* is empty on the home page.  *canonical* is absolute, and so is the image's URL.
    *previous* and *next* lead to the pages before and after it: of a list, of a section, to the older and the
    newer post; empty where there is none.  *article* is that of a post.  *trail* leads from the home page to
    this one; *data* is JSON-LD, as it stands in a `<script>`.
    *here* is the URL in the menu that leads to this page, or to what it is below; empty: none does.
    """

    kind: str
    title: str
    url: str
    canonical: str
    description: str = ""
    lang: str = ""
    noindex: bool = False
    feeds: tuple[FeedLink, ...] = ()
    image: Preview | None = None
    previous: str = ""
    next: str = ""
    here: str = ""
    article: Article | None = None
    trail: tuple[NamedLink, ...] = ()
    data: Html = Html("")


class PostCard(Struct, frozen=True):
    """What a list of posts may show.  A list is stale when one of these fields changes."""

    url: str
    title: str
    date: datetime
    description: str
    excerpt: Html
    has_more: bool
    authors: tuple[NamedLink, ...] = ()
    image: Picture | None = None
    minutes: int = 1
    pinned: bool = False
    state: str = "published"
    lang: str = ""

    @property
    def shows_pictures(self) -> bool:
        """Whether there are pictures in its words."""
        return self.excerpt.shows_pictures

    @property
    def pictured(self) -> bool:
        """Whether there is a picture, before the words or in them."""
        return self.image is not None or self.shows_pictures

    def __hash__(self) -> int:
        return hash((self.url, self.title))  # enough to tell cards apart; of all fields it would take long


class PostLink(Struct, frozen=True):
    """What a link to a post may show: in related posts, as a neighbour, in the list of all posts."""

    url: str
    title: str
    date: datetime
    image: Picture | None = None

    def __hash__(self) -> int:
        return hash((self.url, self.title))


class RelatedLink(Struct, frozen=True):
    """A link to a related post, or to a guide, which has no *date*.

    *fallback*: it has nothing in common with the post; the site had nothing that has.
    """

    url: str
    title: str
    date: datetime | None = None
    image: Picture | None = None
    fallback: bool = False

    def __hash__(self) -> int:
        return hash((self.url, self.title))


class AuthorBox(Struct, frozen=True):
    """An author under a post."""

    name: str
    url: str
    about: str = ""
    link: str = ""
    image: Picture | None = None


class SeriesBox(Struct, frozen=True):
    """The series a post belongs to: its posts in reading order, the number of this one, from 1, and how many
    there are.  Of more than thirty, *posts* has those near this one; *first* is the number of the first."""

    name: str
    url: str
    posts: tuple[PostLink, ...]
    number: int
    count: int
    first: int = 1


class SnippetBox(Struct, frozen=True):
    """A note under a text; *title* names it for those who can't see its box."""

    title: str
    body: Html


class CommentView(Struct, frozen=True):
    """A comment; *url* is the author's page or empty, *anchor* the id of the comment in the page."""

    anchor: str
    author: str
    url: str
    date: datetime
    body: Html
    replies: tuple[CommentView, ...] = ()


class Discussion(Struct, frozen=True):
    """What readers said of a text, and how they can.

    *title* counts the comments in words, *reply* writes a mail (empty: there is no address).  *embed* says
    what is loaded when a reader asks for it, `isso` or `giscus` (empty: nothing), and *attributes* are those
    of the element that loads it.
    """

    count: int
    title: str
    comments: tuple[CommentView, ...] = ()
    reply: str = ""
    embed: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    feed: str = ""


class PostView(Struct, frozen=True):
    """A whole post; on its own page, or (without ids and related posts) on an index of full posts.

    *standfirst* is the writer's summary; *cover* is the *image*, unless the text shows the same picture
    itself.
    """

    head: Head
    url: str
    title: str
    date: datetime
    body: Html
    authors: tuple[AuthorBox, ...]
    tags: tuple[NamedLink, ...]
    month: NamedLink
    minutes: int
    words: int
    contents: tuple[Heading, ...] = ()
    standfirst: str = ""
    updated: datetime | None = None
    image: Picture | None = None
    cover: Picture | None = None
    series: SeriesBox | None = None
    newer: PostLink | None = None
    older: PostLink | None = None
    related: tuple[RelatedLink, ...] = ()
    snippet: SnippetBox | None = None
    pinned: bool = False
    comments: bool = True
    discussion: Discussion | None = None
    state: str = "published"
    lang: str = ""
    extra: Mapping[str, Any] = {}


class PageLink(Struct, frozen=True):
    """A page in its section's list; *current* marks the page that shows the list."""

    url: str
    title: str
    description: str = ""
    updated: datetime | None = None
    image: Picture | None = None
    current: bool = False


class PageView(Struct, frozen=True):
    """An evergreen page.  *pages* are those of the section that it leads; *siblings* those near it;
    *standfirst* is the writer's summary; *cover* is the *image*, unless the text shows the same picture
    itself."""

    head: Head
    url: str
    title: str
    body: Html
    authors: tuple[AuthorBox, ...]
    tags: tuple[str, ...]
    minutes: int
    words: int
    contents: tuple[Heading, ...]
    standfirst: str = ""
    section: NamedLink | None = None
    pages: tuple[PageLink, ...] = ()
    siblings: tuple[PageLink, ...] = ()
    previous: PageLink | None = None
    next: PageLink | None = None
    updated: datetime | None = None
    review_by: date | None = None
    related: tuple[RelatedLink, ...] = ()
    snippet: SnippetBox | None = None
    image: Picture | None = None
    cover: Picture | None = None
    comments: bool = True
    discussion: Discussion | None = None
    state: str = "published"
    lang: str = ""
    extra: Mapping[str, Any] = {}


class ListView(Struct, frozen=True):
    """One page of a list of posts.

    *heading* is the page's heading (`Tag Archives: relationships`), *name* what it is about.  *posts* are
    `PostCard`s, or on an index of full posts *full* holds `PostView`s and *posts* is empty.  *number* counts
    from 1 to *numbers*; *pages* links the first, the last and the near pages by number, with an entry
    without a name where numbers are left out; *count* counts the posts of all pages together.
    """

    head: Head
    heading: str
    name: str
    posts: tuple[PostCard, ...]
    full: tuple[PostView, ...]
    number: int
    numbers: int
    pages: tuple[NamedLink, ...]
    count: int
    description: str = ""
    link: str = ""
    image: Picture | None = None
    feed: str = ""
    months: tuple[NamedLink, ...] = ()
    year: NamedLink | None = None
    akin: tuple[NamedLink, ...] = ()


class TagCount(Struct, frozen=True):
    """A tag in the list of all tags."""

    name: str
    url: str
    count: int
    description: str = ""


class TagsView(Struct, frozen=True):
    """All tags by name."""

    head: Head
    tags: tuple[TagCount, ...]


class MonthPosts(Struct, frozen=True):
    """A month and its posts, newest first; *url* is empty where months have no archive."""

    month: date
    url: str
    posts: tuple[PostLink, ...]


class YearPosts(Struct, frozen=True):
    """A year and its months, newest first."""

    year: int
    url: str
    count: int
    months: tuple[MonthPosts, ...]


class ArchivesView(Struct, frozen=True):
    """All posts by year and month, newest first."""

    head: Head
    years: tuple[YearPosts, ...]
    count: int


class SearchView(Struct, frozen=True):
    """The search page.  *bundle* is where the index is; of a large site there are more, all in all *parts*,
    below it in folders that are called 1, 2 and so on.  Texts can be filtered by the names of *tags* and
    *authors*, and by *years*."""

    head: Head
    bundle: str
    parts: int
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    years: tuple[str, ...]


class NotFoundView(Struct, frozen=True):
    """The page for URLs that do not exist; links to some that do."""

    head: Head
    recent: tuple[PostLink, ...]


class RedirectView(Struct, frozen=True):
    """A page at an old path; *target* is the absolute URL it leads to, *url* the same as pages link to it."""

    head: Head
    target: str
    url: str


class FeedEntry(Struct, frozen=True):
    """A post in a feed.  *url*, the image and all links in *content* are absolute."""

    id: str
    url: str
    title: str
    content: str
    summary: str
    date: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    image: str = ""
    lang: str = ""


class FeedView(Struct, frozen=True):
    """A feed: absolute URLs; *updated* is the newest date of its entries, None where it has none."""

    title: str
    description: str
    lang: str
    home: str
    url: str
    entries: tuple[FeedEntry, ...]
    updated: datetime | None
    author: str = ""


class SitemapEntry(Struct, frozen=True):
    """A page in the sitemap: its absolute URL and, where it is known, when it last changed."""

    url: str
    changed: date | None = None


View = PostView | PageView | ListView | TagsView | ArchivesView | SearchView | NotFoundView | RedirectView
