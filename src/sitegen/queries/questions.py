"""Every question whose answer can make an output stale, in one visible list.

Answers are small and closed.  Views are put together from them (see `views_of`), so that a page is made again
when, and only when, something that it shows has changed.  Settings are no questions: they are part of the
fingerprint of every output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from sitegen.images.photo import Photo
from sitegen.markup.document import Document
from sitegen.markup.ids import without_ids
from sitegen.model.comment import Comment, flat
from sitegen.model.records import Html, Page, Post, Site
from sitegen.model.stamps import Stamp
from sitegen.queries.structural import STRUCTURAL, term_link
from sitegen.queries.views import NamedLink, PageLink, PostCard, PostLink, SnippetBox
from sitegen.text import counted, reading_minutes


class Whole(Struct, frozen=True):
    """A post or page with its words."""

    text: Post | Page
    document: Document


def _find(site: Site, key: str) -> Post | Page:
    return site.posts[key] if key in site.posts else site.pages[key]


def text(site: Site, key: str) -> Whole:
    """All of a post or page."""
    return Whole(_find(site, key), site.documents[key])


def card(site: Site, key: str) -> PostCard:
    """What a list of posts shows of one."""
    brief, teaser, authors = site.briefs[key], site.teasers[key], site.structure.authors
    assert brief.date is not None
    return PostCard(
        url=brief.url,
        title=brief.title,
        date=brief.date,
        description=teaser.description,
        excerpt=teaser.excerpt,
        has_more=teaser.has_more,
        authors=tuple([term_link(site.settings, authors[author]) for author in teaser.authors]),
        image=brief.image,
        minutes=reading_minutes(teaser.words),
        pinned=teaser.pinned,
        state=str(teaser.state),
        lang=teaser.lang,
    )


def link(site: Site, key: str) -> PostLink:
    """What a link to a post shows: title, URL, date and picture."""
    post = site.briefs[key]
    if post.date is None:
        raise KeyError(key)
    return PostLink(post.url, post.title, post.date, post.image)


def page_link(site: Site, key: str) -> PageLink:
    """What a link to a page shows: title, URL, description, date and picture."""
    page = site.briefs[key]
    if page.date is not None:
        raise KeyError(key)
    return PageLink(page.url, page.title, page.description, page.updated, page.image)


def snippet(site: Site, key: str) -> SnippetBox:
    """A snippet with its words, without ids: it stands in many texts."""
    found, document = site.snippets[key], site.documents[key]
    return SnippetBox(found.title, Html(without_ids(document.html), document.links, found.urls))


def related(site: Site, key: str) -> tuple[tuple[str, ...], int]:
    """The keys of the related posts, best first; and how many at the end have nothing in common with it."""
    return site.related.get(key, ()), site.fill.get(key, 0)


def sections(site: Site) -> tuple[NamedLink, ...]:
    """The pages that lead a section at the top of the site."""
    sections = site.structure.sections
    return _named(site, [key for key in sections.get("", ()) if key in sections])


def guides(site: Site, count: int) -> tuple[NamedLink, ...]:
    """The first pages of sections, by title, that lead none themselves."""
    structure = site.structure
    keys = [key for key in structure.pages if key in structure.section_of and key not in structure.sections]
    return _named(site, keys[:count])


def loose_pages(site: Site, count: int) -> tuple[NamedLink, ...]:
    """The first pages, by title, that are in no section and lead none: about, contact and the like."""
    structure = site.structure
    keys = [key for key in structure.sections.get("", ()) if key not in structure.sections]
    return _named(site, keys[:count])


def _named(site: Site, keys: Iterable[str]) -> tuple[NamedLink, ...]:
    return tuple([NamedLink(site.briefs[key].title, site.briefs[key].url) for key in keys])


def today(site: Site) -> date:
    """The day of the build, in the site's time zone."""
    return site.moment.now.date()


def picture(site: Site, key: str) -> Photo | None:
    """The content and the size of the picture in a file; None: it is none that a text shows."""
    return site.gallery.photos.get(site.structure.key_of(key))


def comments(site: Site, key: str) -> tuple[Comment, ...]:
    """What readers said of a text: the comments that answer none, oldest first, each with its answers."""
    return site.comments.get(key, ())


def newest_comments(site: Site, count: int) -> tuple[tuple[str, str, Comment], ...]:
    """The newest comments, without their answers, each after the key of the text that it is about, and what
    feeds call that (a page: nothing)."""
    found = [
        (key, replace(one, replies=())) for key, threads in site.comments.items() for one in flat(threads)
    ]
    found.sort(key=lambda pair: (pair[1].date, pair[0], counted(pair[1].id)), reverse=True)
    structure = site.structure
    return tuple(
        [(key, site.posts[key].guid if key in structure.positions else "", one) for key, one in found[:count]]
    )


def icon(site: Site) -> str:
    """The digest of the picture of which icons are made; empty: there is none."""
    return site.gallery.icon.digest if site.gallery.icon else ""


QUESTIONS: dict[str, Callable[..., Any]] = {
    "text": text,
    "card": card,
    "link": link,
    "page_link": page_link,
    "snippet": snippet,
    "related": related,
    "sections": sections,
    "guides": guides,
    "loose_pages": loose_pages,
    "picture": picture,
    "icon": icon,
    "comments": comments,
    "newest_comments": newest_comments,
    "today": today,
    **STRUCTURAL,
}
TEXTUAL: Mapping[str, Callable[[Stamp], bytes]] = {
    "text": attrgetter("text"),
    "card": attrgetter("card"),
    "link": attrgetter("link"),
    "page_link": attrgetter("link"),
    "snippet": attrgetter("text"),
}
"""Those about one text, whose key is their argument, each with the digest that the text's stamp has for it:
so the words need not be loaded to tell that an answer is the same."""
FLEETING = frozenset({"carded", "comments", "list_page", "neighbours", "related", "text"})
"""Answers of which each is for one output, or which hold whole texts: kept, they would take all memory."""


def questions_of(site: Site) -> dict[str, Callable[..., Any]]:
    """Return the questions, each bound to *site*; those about its structure are shown nothing else of it."""
    return {
        name: partial(function, site.structure if name in STRUCTURAL else site)
        for name, function in QUESTIONS.items()
    }


def digests_of(stamp_of: Callable[[str], Stamp]) -> dict[str, Callable[[str], bytes]]:
    """Return the digests of the answers about texts by question, as their stamps have them."""

    def ask(digest: Callable[[Stamp], bytes], key: str) -> bytes:
        return digest(stamp_of(key))

    return {name: partial(ask, digest) for name, digest in TEXTUAL.items()}
