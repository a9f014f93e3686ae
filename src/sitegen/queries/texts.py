"""Views of posts and pages, and the cards and links that other pages show of them."""

from __future__ import annotations

from dataclasses import replace

from sitegen.markup.document import Heading
from sitegen.markup.ids import without_ids
from sitegen.model.records import Page, Post, Site, Term, Text
from sitegen.model.terms import tag_key
from sitegen.queries.heads import text_head
from sitegen.queries.views import (
    AuthorBox,
    NamedLink,
    PageLink,
    PageView,
    PostCard,
    PostLink,
    PostView,
    SeriesBox,
)
from sitegen.text import month_text

WORDS_A_MINUTE = 225
CONTENTS_LEVELS = (2, 3)
SIBLINGS = 50
"""How many pages of its section a page lists at most; the section's own page lists all."""


def minutes(words: int) -> int:
    """Return the reading time in whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def post_card(site: Site, key: str) -> PostCard:
    post = site.posts[key]
    return PostCard(
        url=post.url,
        title=post.title,
        date=post.date,
        excerpt=post.excerpt,
        has_more=post.has_more,
        authors=tuple(_author_link(site, author) for author in post.authors),
        image=post.image,
        minutes=minutes(post.words),
        pinned=post.pinned,
        state=str(post.state),
        lang=post.lang,
    )


def post_link(site: Site, key: str) -> PostLink:
    post = site.posts[key]
    return PostLink(post.url, post.title, post.date, post.image)


def post_view(site: Site, key: str) -> PostView:
    """Return the post *key* as its own page shows it."""
    post = site.posts[key]
    order, place = site.order, site.positions[key]
    return replace(
        _lone_post(site, post),
        series=_series_box(site, post),
        newer=post_link(site, order[place - 1]) if place else None,
        older=post_link(site, order[place + 1]) if place + 1 < len(order) else None,
        related=tuple(post_link(site, other) for other in site.related.get(key, ())),
        contents=_contents(post),
    )


def full_post(site: Site, key: str) -> PostView:
    """Return the post *key* as an index of full posts shows it: without ids and what surrounds a post."""
    post = site.posts[key]
    body = replace(post.body, text=without_ids(post.body.text), home=post.url)
    return replace(_lone_post(site, post), body=body)


def page_view(site: Site, key: str) -> PageView:
    page = site.pages[key]
    siblings = _near(key, site.sections[page.section]) if page.section else ()
    place = siblings.index(key) if siblings else None
    links = [_page_link(site.pages[other], current=other == key) for other in siblings]
    section = site.pages.get(page.section)
    return PageView(
        head=text_head(site, "section" if key in site.sections else "page", page),
        url=page.url,
        title=page.title,
        body=page.body,
        authors=tuple(_author_box(site, author) for author in page.authors),
        tags=tuple(_tag_name(site, tag) for tag in page.tags),
        minutes=minutes(page.words),
        words=page.words,
        contents=_contents(page),
        section=NamedLink(section.title, section.url) if section else None,
        pages=tuple(_page_link(site.pages[other]) for other in site.sections.get(key, ())),
        siblings=tuple(links),
        previous=links[place - 1] if place else None,
        next=links[place + 1] if place is not None and place + 1 < len(links) else None,
        updated=page.updated,
        review_by=page.review_by,
        image=page.image,
        comments=page.comments,
        state=str(page.state),
        lang=page.lang,
        extra=page.extra,
    )


def _near(key: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return *keys*, or of a long list those around *key*: pages that all list each other take all memory."""
    place = keys.index(key)
    first = max(0, min(place - SIBLINGS // 2, len(keys) - SIBLINGS))
    return keys[first : first + SIBLINGS]


def month_link(site: Site, post: Post) -> NamedLink:
    url = f"{post.date.year:04}/{post.date.month:02}/"
    shown = site.settings.archives.months
    return NamedLink(month_text(post.date), site.urls.url(url) if shown else "")


def _lone_post(site: Site, post: Post) -> PostView:
    """Return the view of a post without what surrounds it."""
    return PostView(
        head=text_head(site, "post", post),
        url=post.url,
        title=post.title,
        date=post.date,
        body=post.body,
        authors=tuple(_author_box(site, author) for author in post.authors),
        tags=tuple(term_link(site, site.tags[tag]) for tag in post.tags),
        month=month_link(site, post),
        minutes=minutes(post.words),
        words=post.words,
        contents=(),
        updated=post.updated,
        image=post.image,
        pinned=post.pinned,
        comments=post.comments,
        state=str(post.state),
        lang=post.lang,
        extra=post.extra,
    )


def term_link(site: Site, term: Term) -> NamedLink:
    """Return a link to a term's archive, without a URL where the site has no such archives."""
    archives = site.settings.archives
    shown = {"tag": archives.tags, "author": archives.authors, "series": True}[term.kind]
    return NamedLink(term.name, term.url if shown else "")


def _contents(text: Text) -> tuple[Heading, ...]:
    return tuple(heading for heading in text.headings if heading.level in CONTENTS_LEVELS)


def _author_link(site: Site, key: str) -> NamedLink:
    return term_link(site, site.authors[key])


def _author_box(site: Site, key: str) -> AuthorBox:
    """Return an author's box; one who wrote pages only has no archive."""
    term = site.authors.get(key)
    if term is None:
        known = site.settings.authors.get(key)
        return (
            AuthorBox(known.name or key, "", known.about, known.url, known.image)
            if known
            else AuthorBox(key, "")
        )
    return AuthorBox(term.name, term_link(site, term).url, term.description, term.link, term.image)


def _tag_name(site: Site, key: str) -> str:
    if key in site.tags:
        return site.tags[key].name
    return next((tag.name or name for name, tag in site.settings.tags.items() if tag_key(name) == key), key)


def _series_box(site: Site, post: Post) -> SeriesBox | None:
    if not post.series:
        return None
    term = site.series[tag_key(post.series)]
    posts = tuple(post_link(site, key) for key in term.posts)
    return SeriesBox(term.name, term.url, posts, term.posts.index(post.key) + 1)


def _page_link(page: Page, *, current: bool = False) -> PageLink:
    return PageLink(page.url, page.title, page.description, page.updated, page.image, current)
