"""What reading yields: a `Source` for each text, with its front matter as typed, frozen values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sitegen.config.located import WHOLE_FILE, Span
from sitegen.content.bags import VERSION as BAGS
from sitegen.content.bags import Bag
from sitegen.incremental.digest import digest
from sitegen.markup.document import LINK_TOKEN, Document, Link
from sitegen.text import shorten

Kind = Literal["post", "page"]
POSTS = "posts/"


def kind_of(key: str) -> Kind:
    """Return what a text is: a post below `posts/`, else a page."""
    return "post" if key.startswith(POSTS) and not re.fullmatch(r"posts/index\.\w+", key) else "page"


def reading_shape(engine: str, zone: str, allow: tuple[str, ...]) -> bytes:
    """Return the digest of all that shapes a Source besides its file: the *engine*'s fingerprint, the time
    zone of bare dates, the keys that front matter may have besides ours."""
    return digest((engine, zone, allow, BAGS))


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys that may stand at the top of a file; moments are aware, in the site's time zone."""

    title: str
    """The title. Required."""
    date: datetime | None = None
    """When it was or will be published: `2015-09-14`, `2015-09-14 09:30`, with a zone (`+02:00`) or in the
    site's. A post may have it in its file name instead."""
    updated: datetime | None = None
    """When it was last changed in a way that readers should know."""
    slug: str = ""
    """The last part of its URL; made from the file name where it is missing."""
    id: str = ""
    """What feeds call the post, for ever; made from the file name where it is missing."""
    tags: tuple[str, ...] = ()
    """What it is about: a list."""
    authors: tuple[str, ...] | None = None
    """Who wrote it: keys of `[authors]` in `site.toml`, or names. `author` takes one, `authors` a list; an
    empty list means no byline, where `[site] author` would give one."""
    summary: str = ""
    """What lists show instead of the first paragraphs, and search engines as the description."""
    image: str = ""
    """A picture for lists and previews: a file beside the text, a path from the site's root, or a URL."""
    image_alt: str = ""
    """What the picture shows, for those who can't see it."""
    image_caption: str = ""
    """A line under the picture."""
    draft: bool = False
    """Not finished: it is left out unless `--drafts` is given."""
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
    related: tuple[str, ...] = ()
    """Related posts chosen by hand, by slug or by file name; they come first."""
    comments: bool = True
    """Whether readers may comment, where the theme offers it."""
    noindex: bool = False
    """Ask search engines to leave it out; it is not in the sitemap either."""
    lang: str = ""
    """The language of this text, where it is not the site's."""
    template: str = ""
    """A template of the theme to use instead of `post.html` or `page.html`."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """A free table for the theme, with the keys that `[front_matter] allow` names."""


DESCRIPTION_LENGTH = 160
"""Longest description made from a text, in characters: about what search engines show."""


@dataclass(frozen=True, slots=True)
class Outline:
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
        description=shorten(document.text[: 3 * DESCRIPTION_LENGTH], DESCRIPTION_LENGTH),
        excerpt=digest(shown),
        excerpt_links=tuple(sorted({int(number) for number in LINK_TOKEN.findall(shown)})),
        marked=bool(document.marked),
        has_more=bool(document.marked) or document.has_more,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """One text of the site, without its words, which are in its `Document`.

    *key* is its path below `content/`; *folder* the part of it before the file (or, for a bundle, before
    the bundle's folder); *name* that of the file or bundle without date and suffix, *name_slug* the slug made
    of it; *digest* that of the file's bytes, *bag* that of its bag of words; *named_day* the day in the file
    name; *body_line* the line at which the text begins.  *places* has the places of values that are checked
    later, in lines of the file: by key, and for the items of a list by key and text.
    """

    key: str
    kind: Kind
    folder: str
    name: str
    bundle: bool
    meta: FrontMatter
    outline: Outline = Outline()
    digest: bytes = b""
    bag: bytes = b""
    name_slug: str = ""
    named_day: datetime | None = None
    body_line: int = 1
    places: Mapping[tuple[str, ...], Span] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file, from the site's folder."""
        return f"content/{self.key}"

    def place(self, key: str, item: str = "") -> Span:
        """Where the value of a front matter key stands, or an *item* of its list."""
        return self.places.get((key, item)) or self.places.get((key,), WHOLE_FILE)


@dataclass(frozen=True, slots=True)
class Converted:
    """A text that was read: its *source*, its words as HTML, and (of a post) its bag of words."""

    source: Source
    document: Document
    bag: Bag = b""
