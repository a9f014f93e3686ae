"""What reading yields: a `Source` for each text, with its front matter as typed, frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from sitegen.config.located import WHOLE_FILE, Span
from sitegen.content.bags import VERSION as BAGS
from sitegen.content.bags import Bag
from sitegen.content.names import files_in, names_in, pictures_in
from sitegen.content.watch import Reads
from sitegen.images.photo import CENTRE, Focus
from sitegen.incremental.digest import digest
from sitegen.installed import zone_rules
from sitegen.markup.document import LINK_TOKEN, Document, Link
from sitegen.patterns import regex
from sitegen.text import beginning, one_line, reading_minutes

Kind = Literal["post", "page", "snippet"]
POSTS, SNIPPETS = "posts/", "snippets/"
_INDEX = regex(r"posts/index\.\w+")


def kind_of(key: str) -> Kind:
    """Return what a text is: a post below `posts/`, a snippet below `snippets/`, else a page."""
    if key.startswith(POSTS) and not _INDEX.fullmatch(key):
        return "post"
    return "snippet" if key.startswith(SNIPPETS) else "page"


def snippet_name(key: str) -> str:
    """Return what texts call the snippet *key*: its path below `snippets/`, without a suffix."""
    return key.removeprefix(SNIPPETS).rpartition(".")[0].removesuffix("/index")


def reading_shape(engine: str, zone: str, allow: tuple[str, ...], rename: Mapping[str, object]) -> bytes:
    """Return the digest of all that shapes a Source besides its file: the *engine*'s fingerprint, the time
    zone of bare dates and its rules, the keys that front matter may have besides ours, those that are taken
    for ours."""
    return digest((engine, zone, zone_rules(zone), allow, *rename.items(), BAGS))


class FrontMatter(Struct, frozen=True):
    """The keys that may stand at the top of a file; moments are aware, in the site's time zone."""

    title: str
    """The title. Required."""
    date: datetime | None = None
    """When it was or will be published: `2015-09-14` (`2015/09/14`, `2015.9.14` and, in English,
    `14 Sep 2015` or `Sep 14, 2015` are read, too), `2015-09-14 09:30`, with a zone (`+02:00`) or in the
    site's. A post may have it in its file name instead. Where both have one, this one decides about address,
    order and time, and that of the file name only about `id`."""
    updated: datetime | None = None
    """When it was last changed in a way that readers should know."""
    slug: str = ""
    """The last part of its URL; made from the file name where it is missing."""
    id: str = ""
    """What feeds call the post, for ever; made from the file name where it is missing, and from the month of
    its date where that name has none."""
    tags: tuple[str, ...] = ()
    """What it is about: a list, `[service, training]`, or `service, training`."""
    authors: tuple[str, ...] | None = None
    """Who wrote it: keys of `[authors]` in `site.toml`, or names. `author` takes one name as it is, both take
    a list; an empty list means no byline, where `[site] author` would give one."""
    summary: str = ""
    """What lists show instead of the first paragraphs, and search engines as the description."""
    image: str = ""
    """A picture for lists and previews: a file beside the text, a path from the site's root, or a URL. Other
    programs have a table, `{path: car.jpg, alt: …, caption: …}`, which is read, too."""
    image_alt: str = ""
    """What the picture shows, for those who can't see it."""
    image_caption: str = ""
    """A line under the picture."""
    image_focus: Focus = CENTRE
    """The point of the picture that must stay in view where it is cut: `30% 20%`, from the left and from the
    top."""
    draft: bool = False
    """Not finished: it is left out unless `--drafts` is given; it needs no date."""
    expires: datetime | None = None
    """From this moment on it is not on the site."""
    review_by: datetime | None = None
    """By when a guide wants to be read again."""
    series: str = ""
    """The series it is a part of, by name."""
    redirect_from: tuple[str, ...] = ()
    """Paths that lead here, such as the one it had before: `[/2009/old-name/]`."""
    pinned: bool = False
    """Shown before the newest posts on the index."""
    related: tuple[str, ...] | Literal[False] = ()
    """Related posts chosen by hand, by slug or by file name; they come first. `false`: it takes no part, is
    not offered with others and shows none."""
    snippet: str | None = None
    """The note that stands under it, by the name of its file in `snippets/`; `false`: none. Where it is
    missing, a post has that of its tags, or of the site."""
    comments: bool = True
    """Whether readers may comment, where the theme offers it."""
    noindex: bool = False
    """Ask search engines to leave it out; it is not in the sitemap either."""
    lang: str = ""
    """The language of this text, where it is not the site's."""
    template: str = ""
    """A template of the theme to use instead of `post.html` or `page.html`."""
    extra: Mapping[str, Any] = {}
    """A free table for the theme, with the keys that `[front_matter] allow` names."""


DESCRIPTION_LENGTH = 160
"""Longest description made from a text, in characters: about what search engines show."""


class Outline(Struct, frozen=True):
    """What is known of a converted text without its words: enough for the model and for verification.

    *links* are those of the document; *excerpt* is the digest of what lists show of it (unless front matter
    has a summary and the text is not *marked*), *excerpt_links* are the numbers of the links in that, and
    *has_more* tells whether the text goes on after it.  *description* is its beginning.
    """

    links: tuple[Link, ...] = ()
    words: int = 0
    description: str = ""
    excerpt: bytes = b""
    excerpt_links: tuple[int, ...] = ()
    marked: bool = False
    has_more: bool = False


def outline_of(document: Document) -> Outline:
    """Return the outline of a converted text."""
    shown = document.marked or document.opening
    return Outline(
        links=document.links,
        words=document.words,
        description=beginning(document.begins, DESCRIPTION_LENGTH),
        excerpt=digest(shown),
        excerpt_links=tuple(sorted({int(number) for number in LINK_TOKEN.findall(shown)})),
        marked=bool(document.marked),
        has_more=bool(document.marked) or document.has_more,
    )


NO_LINK = Link("", "")
"""Stands in the place of a link that is not shown."""


class Excerpt(NamedTuple):
    """What lists show of a post besides what links to it show, as far as its text alone decides that.

    *html* are the words that the writer marked, or the first paragraphs, with the *links* in them, at their
    numbers; there is none where the *summary* stands for them.  *description* is the text's beginning.
    """

    html: str
    links: tuple[Link, ...]
    summary: str
    description: str
    has_more: bool
    words: int
    lang: str


def excerpt_of(meta: FrontMatter, outline: Outline, document: Document) -> Excerpt:
    """Return what lists show of a text."""
    by_summary = bool(meta.summary) and not outline.marked
    html = "" if by_summary else document.marked or document.opening
    used = () if by_summary else outline.excerpt_links
    links = [
        link if number in used else NO_LINK
        for number, link in enumerate(outline.links[: max(used, default=-1) + 1])
    ]
    return Excerpt(
        html,
        tuple(links),
        meta.summary,
        outline.description,
        outline.has_more or bool(meta.summary),
        outline.words,
        meta.lang,
    )


class Entry(NamedTuple):
    """A text as far as the structure of a site is made of it: what decides where it goes, and beside what.

    *key* is its path below `content/`; *folder* the part of it before the file (or, for a bundle, before
    the bundle's folder); *name* that of the file or bundle without date and suffix, *name_slug* the slug made
    of it; *named_day* the day in the file name.  What follows is of the front matter (see `FrontMatter`);
    the *title* is there only where it is more than something to show: of a page, by which pages are sorted,
    and where the slug is made of it; *column* is made of it (see `column_of`).  *places* has the places of
    values that are checked later, in lines of the file: by key, and for the items of a list by key and text.
    """

    key: str
    kind: Kind
    folder: str
    name: str
    bundle: bool
    name_slug: str = ""
    named_day: datetime | None = None
    title: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    slug: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] | None = None
    series: str = ""
    lang: str = ""
    template: str = ""
    draft: bool = False
    pinned: bool = False
    noindex: bool = False
    redirect_from: tuple[str, ...] = ()
    related: tuple[str, ...] | Literal[False] = ()
    snippet: str | None = None
    column: str = ""
    places: tuple[tuple[tuple[str, ...], Span], ...] = ()

    @property
    def path(self) -> str:
        """The file, from the site's folder."""
        return f"content/{self.key}"

    def place(self, key: str, item: str = "") -> Span:
        """Where the value of a front matter key stands, or an *item* of its list."""
        places = dict(self.places)
        return places.get((key, item)) or places.get((key,), WHOLE_FILE)


Row = tuple[Any, ...]
"""An Entry of plain values, as `marshal` writes them."""
_MOMENTS = tuple(Entry._fields.index(name) for name in ("named_day", "date", "updated", "expires"))


def row_of(entry: Entry) -> Row:
    """Return *entry* as plain values."""
    row: list[Any] = list(entry)
    for number in _MOMENTS:
        if row[number] is not None:
            row[number] = _plain_moment(row[number])
    row[-1] = tuple([(path, tuple(span)) for path, span in entry.places])
    return tuple(row)


def _plain_moment(moment: datetime) -> tuple[int, ...]:
    return (*moment.timetuple()[:6], moment.fold)


def entry_of(row: Row, zone: tzinfo) -> Entry:
    """Return the Entry that was written as *row*, whose moments are in *zone*."""
    fields = list(row)
    for number in _MOMENTS:
        if (parts := row[number]) is not None:
            year, month, day, hour, minute, second, fold = parts
            fields[number] = datetime(year, month, day, hour, minute, second, tzinfo=zone, fold=fold)
    if row[-1]:
        fields[-1] = tuple([(path, Span(*span)) for path, span in row[-1]])
    return Entry._make(fields)


def entry_digest(row: Row) -> bytes:
    """Return what names an Entry that was written as *row*; the zone of its moments is not part of it."""
    return digest(row)


class Shown(NamedTuple):
    """What others show of a text, as far as the text alone decides that.

    Links show its *title*, its *description* (of a page) and its picture, the *image* with its *image_alt*,
    *image_caption* and *image_focus*, all as written; *card* is the digest of what lists show of a post.
    *names* are what its links and its picture name, seen from `content/`: first the picture's, if there is
    one, then those of the links in what lists show.
    """

    title: str = ""
    description: str = ""
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    image_focus: tuple[int, ...] = CENTRE
    card: bytes = b""
    names: tuple[str, ...] = ()
    link_names: int = 0
    """How many of the names a link to the text shows: that of the picture."""
    card_names: int = 0
    """How many of the names lists show."""
    pictures: tuple[str, ...] = ()
    """What the images in the text name, seen from `content/`."""
    files: tuple[str, ...] = ()
    """Files of pictures that the text names otherwise: as they are."""


_NOTHING = Shown()


def shown_of(entry: Entry, meta: FrontMatter, outline: Outline) -> Shown:
    """Return what others show of a text."""
    picture = (meta.image, meta.image_alt, meta.image_caption, tuple(meta.image_focus))
    if entry.kind != "post":
        description = one_line(meta.summary) or outline.description
        names, pictures = _names(entry, meta, outline, ()), _pictures(entry, outline)
        return Shown(meta.title, description, *picture, b"", *names, *pictures)
    summed_up = bool(meta.summary) and not outline.marked
    numbers = () if summed_up else outline.excerpt_links
    links = tuple([(number, outline.links[number]) for number in numbers])
    words = (meta.summary if summed_up else outline.excerpt, links, outline.has_more or bool(meta.summary))
    description = one_line(meta.summary) or outline.description
    card = (meta.title, description, words, picture, reading_minutes(outline.words), meta.lang, meta.pinned)
    names = _names(entry, meta, outline, tuple([link for _number, link in links]))
    return Shown(meta.title, "", *picture, digest(card), *names, *_pictures(entry, outline))


def _pictures(entry: Entry, outline: Outline) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a text shows, and what it names without showing it."""
    links = outline.links
    return (pictures_in(links, entry.key), files_in(links, entry.key)) if links else ((), ())


def _names(
    entry: Entry, meta: FrontMatter, outline: Outline, in_card: tuple[Link, ...]
) -> tuple[tuple[str, ...], int, int]:
    """Return all names in a text, and how many of them a link and a list show."""
    picture = names_in((), meta.image, entry.key)
    card = tuple(dict.fromkeys((*picture, *names_in(in_card, "", entry.key))))
    names = tuple(dict.fromkeys((*card, *names_in(outline.links, "", entry.key))))
    return names, len(picture), len(card)


class Source(Struct, frozen=True):
    """One text of the site, without its words, which are in its `Document`.

    *digest* is that of the file's bytes, *bag* that of its bag of words; *body_line* the line at which the
    text begins.
    """

    entry: Entry
    meta: FrontMatter
    outline: Outline = Outline()
    digest: bytes = b""
    bag: bytes = b""
    body_line: int = 1
    shown: Shown = _NOTHING

    @property
    def key(self) -> str:
        """Its path below `content/`."""
        return self.entry.key

    @property
    def kind(self) -> Kind:
        """Whether it is a post."""
        return self.entry.kind

    @property
    def path(self) -> str:
        """The file, from the site's folder."""
        return self.entry.path


_COLUMN = regex(r"(.{2,60}?)(?:: |：)\S")
_NUMBERS = regex(r"[\d#.,/]+")


def column_of(title: str) -> str:
    """Return what titles of its column begin with, `the weekly` of `The Weekly 12: a fire`, or nothing."""
    match = _COLUMN.match(title)
    return " ".join(_NUMBERS.sub(" ", match[1]).casefold().split()) if match else ""


def make_entry(meta: FrontMatter, **where: Any) -> Entry:
    """Make the Entry of a text; *where* has what its file tells."""
    own = {name: getattr(meta, name) for name in _OF_FRONT_MATTER}
    shown_only = where["kind"] == "post" and (meta.slug or where["name_slug"])
    return Entry(**where, **own, title="" if shown_only else meta.title, column=column_of(meta.title))


_OF_FRONT_MATTER = tuple(
    name for name in Entry._fields if name in FrontMatter.__struct_fields__ and name != "title"
)


class Converted(Struct, frozen=True):
    """A text that was read: its *source*, its words as HTML, and its bag of words."""

    source: Source
    document: Document
    bag: Bag = b""
    reads: Reads = ()
    """Other files that were read for it, with their digests."""
