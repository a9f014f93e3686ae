"""Every question whose answer can make an output stale, in one visible list.

Answers are small and closed.  Views are put together from them (see `views_of`), so that a page is made again
when, and only when, something that it shows has changed.  Settings are no questions: they are part of the
fingerprint of every output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sitegen.config.settings import Settings
from sitegen.incremental.digest import digest
from sitegen.markup.document import LINK_TOKEN, Document, Link
from sitegen.model.lists import list_page, terms_of
from sitegen.model.permalinks import ARCHIVES_PATH, tags_path
from sitegen.model.records import Html, Page, Post, Site, Term
from sitegen.queries.views import NamedLink, PageLink, PostCard, PostLink, TagCount
from sitegen.text import plain_to_html, tag_key

WORDS_A_MINUTE = 225
_NO_LINK = Link("", "")
SIBLINGS = 50
"""How many pages of its section a page lists at most; the section's own page lists all."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A post or page with its words."""

    text: Post | Page
    document: Document


def minutes(words: int) -> int:
    """Return the reading time in whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def _find(site: Site, key: str) -> Post | Page:
    return site.posts[key] if key in site.posts else site.pages[key]


def text(site: Site, key: str) -> Whole:
    """All of a post or page."""
    return Whole(_find(site, key), site.documents[key])


def _text_digest(site: Site, key: str) -> bytes:
    found = _find(site, key)
    # What else is in it, was in the file.
    given = (found.path, found.url, found.urls, found.image, found.state, found.authors, found.digest)
    of_kind = (found.date, found.chosen) if isinstance(found, Post) else (found.section, found.leads)
    return digest((given, of_kind))


def card(site: Site, key: str) -> PostCard:
    """What a list of posts shows of one."""
    return _card(site, key, excerpt(Whole(site.posts[key], site.documents[key])))


def _card_digest(site: Site, key: str) -> bytes:
    post = site.posts[key]
    outline = post.outline
    without = _card(site, key, Html(""))
    if post.summary and not outline.marked:
        return digest((without, post.summary))
    numbers = outline.excerpt_links
    links = tuple([(number, outline.links[number], post.urls[number]) for number in numbers])
    return digest((without, outline.excerpt, links))


def _card(site: Site, key: str, shown: Html) -> PostCard:
    post = site.posts[key]
    return PostCard(
        url=post.url,
        title=post.title,
        date=post.date,
        excerpt=shown,
        has_more=post.outline.has_more or bool(post.summary),
        authors=tuple([term_link(site.settings, site.authors[author]) for author in post.authors]),
        image=post.image,
        minutes=minutes(post.outline.words),
        pinned=post.pinned,
        state=str(post.state),
        lang=post.lang,
    )


def excerpt(whole: Whole) -> Html:
    """Return what lists show of a text: what the writer marked, or summed up, or the first paragraphs."""
    document, found = whole.document, whole.text
    if found.summary and not document.marked:
        return Html(plain_to_html(found.summary), home=found.url)
    return _with_its_links_only(
        Html(document.marked or document.opening, document.links, found.urls, found.url)
    )


def _with_its_links_only(html: Html) -> Html:
    """Return *html* without the links of the text that it does not use: a list would show those of an edit
    that it is not made again for."""
    used = {int(number) for number in LINK_TOKEN.findall(html.text)}
    count = max(used, default=-1) + 1
    links = [link if number in used else _NO_LINK for number, link in enumerate(html.links[:count])]
    urls = [url if number in used else None for number, url in enumerate(html.urls[:count])]
    return replace(html, links=tuple(links), urls=tuple(urls))


def link(site: Site, key: str) -> PostLink:
    """What a link to a post shows: title, URL, date and picture."""
    post = site.posts[key]
    return PostLink(post.url, post.title, post.date, post.image)


def page_link(site: Site, key: str) -> PageLink:
    """What a link to a page shows: title, URL, description, date and picture."""
    page = site.pages[key]
    return PageLink(page.url, page.title, page.description, page.updated, page.image)


def neighbours(site: Site, key: str) -> tuple[str, str]:
    """The keys of the next newer and the next older post; empty where there is none."""
    order, place = site.order, site.positions[key]
    return order[place - 1] if place else "", order[place + 1] if place + 1 < len(order) else ""


def related(site: Site, key: str) -> tuple[str, ...]:
    """The keys of the related posts, best first."""
    return site.related.get(key, ())


def term(site: Site, kind: str, key: str) -> Term:
    """A tag, author or series, without its posts."""
    return replace(terms_of(site, kind)[key], posts=())


def term_link(settings: Settings, found: Term) -> NamedLink:
    """Return a link to a term's archive, without a URL where the site has no such archives."""
    archives = settings.archives
    shown = {"tag": archives.tags, "author": archives.authors, "series": True}[found.kind]
    return NamedLink(found.name, found.url if shown else "")


def series_posts(site: Site, key: str) -> tuple[str, ...]:
    """The keys of the posts of a series, in reading order."""
    return site.series[key].posts


def newest(site: Site, count: int) -> tuple[str, ...]:
    """The keys of the newest posts."""
    return site.order[:count]


def newest_tagged(site: Site, tag: str, count: int) -> tuple[str, ...]:
    """The keys of the newest posts of a tag, in any of its spellings; none where there is no such tag."""
    key = tag_key(tag)
    return site.tags[key].posts[:count] if key in site.tags else ()


def months(site: Site, year: int) -> tuple[tuple[int, str], ...]:
    """The months of a year with posts, oldest first, each with its URL; empty where there is no archive."""
    shown = site.settings.archives.months
    return tuple((one.month, one.url if shown else "") for one in reversed(site.months) if one.year == year)


def calendar(site: Site) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
    """Year, month (0: the whole year), URL and posts' keys of every year and month, newest first."""
    archives = site.settings.archives
    years = [(one.year, 0, one.url if archives.years else "", one.posts) for one in site.years]
    by_month = [(one.year, one.month, one.url if archives.months else "", one.posts) for one in site.months]
    return tuple(sorted([*years, *by_month], key=lambda one: (-one[0], one[1] > 0, -one[1])))


def topics(site: Site) -> tuple[TagCount, ...]:
    """All tags by name, with their counts; without URLs where tags have no archives."""
    shown = site.settings.archives.tags
    return tuple(
        TagCount(tag.name, tag.url if shown else "", len(tag.posts), tag.description)
        for tag in site.tags.values()
    )


def section(site: Site, key: str) -> tuple[str, ...]:
    """The keys of the pages of the section that a page leads; none where it leads none."""
    return site.sections.get(key, ())


def siblings(site: Site, key: str) -> tuple[str, ...]:
    """The keys of the pages near a page in its section: if all listed all, they would take all memory."""
    page = site.pages[key]
    if not page.section:
        return ()
    keys = site.sections[page.section]
    first = max(0, min(keys.index(key) - SIBLINGS // 2, len(keys) - SIBLINGS))
    return keys[first : first + SIBLINGS]


def sections(site: Site) -> tuple[NamedLink, ...]:
    """The pages that lead a section at the top of the site."""
    pages = (site.pages[key] for key in site.sections.get("", ()))
    return tuple(NamedLink(page.title, page.url) for page in pages if page.key in site.sections)


def path(site: Site, name: str) -> str:
    """The URL of the list of all posts (`archives`) or all tags (`tags`); empty where there is none."""
    if not site.posts or (name == "tags" and not (site.tags and site.settings.archives.tags)):
        return ""
    return site.urls.url({"archives": ARCHIVES_PATH, "tags": tags_path(site.settings)}[name])


def total(site: Site) -> int:
    """How many posts there are."""
    return len(site.posts)


def today(site: Site) -> date:
    """The day of the build, in the site's time zone."""
    return site.today


QUESTIONS: dict[str, Callable[..., Any]] = {
    "text": text,
    "card": card,
    "link": link,
    "page_link": page_link,
    "neighbours": neighbours,
    "related": related,
    "term": term,
    "series_posts": series_posts,
    "list_page": list_page,
    "newest": newest,
    "newest_tagged": newest_tagged,
    "months": months,
    "calendar": calendar,
    "topics": topics,
    "section": section,
    "siblings": siblings,
    "sections": sections,
    "path": path,
    "total": total,
    "today": today,
}
DIGESTS: dict[str, Callable[..., bytes]] = {"text": _text_digest, "card": _card_digest}
"""For answers with words in them: how to tell that they are the same without loading the words."""
FLEETING = frozenset({"text"})
"""Answers that hold whole texts: kept for every page, they would take all memory."""


def questions_of(site: Site) -> dict[str, Callable[..., Any]]:
    """Return the questions, each bound to *site*."""
    return {name: partial(function, site) for name, function in QUESTIONS.items()}


def digests_of(site: Site) -> dict[str, Callable[..., bytes]]:
    """Return the functions for `DIGESTS`, each bound to *site*."""
    return {name: partial(function, site) for name, function in DIGESTS.items()}
