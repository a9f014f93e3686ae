"""Views of posts and pages."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec.structs import replace

from sitegen.config.settings import Settings
from sitegen.content.source import kind_of
from sitegen.markup.document import Heading
from sitegen.markup.ids import among_others
from sitegen.model.records import Html, Page, Picture, Post, Text
from sitegen.queries.ask import Ask
from sitegen.queries.cards import preview_by_card
from sitegen.queries.discussions import discussion
from sitegen.queries.heads import text_head
from sitegen.queries.metadata import with_article, with_page
from sitegen.queries.pictures import portrait, shows, with_pictures
from sitegen.queries.questions import Whole
from sitegen.queries.structural import term_link
from sitegen.queries.views import (
    Article,
    AuthorBox,
    Head,
    NamedLink,
    PageView,
    PostLink,
    PostView,
    RelatedLink,
    SeriesBox,
    SnippetBox,
)
from sitegen.text import one_line, reading_minutes, tag_key

CONTENTS_LEVELS = (2, 3)


def post_view(ask: Ask, key: str) -> PostView:
    """Return the post *key* as its own page shows it."""
    whole = ask.text(key)
    newer, older = (_link(ask, other) for other in ask.neighbours(key))
    view = _lone_post(
        ask,
        whole,
        _shown(ask, whole),
        series=_series_box(ask, whole.text),
        newer=newer,
        older=older,
        related=_related(ask, key),
        snippet=_snippet(ask, whole.text),
        discussion=discussion(ask, whole.text),
        contents=_contents(whole),
    )
    return replace(view, head=_whole_head(ask, whole.text, view))


def _whole_head(ask: Ask, text: Text, post: PostView) -> Head:
    authors = tuple([NamedLink(author.name, ask.urls.absolute(author.url)) for author in post.authors])
    article = Article(post.date, post.updated, authors, tuple([tag.name for tag in post.tags]))
    names = [author.name for author in post.authors]
    around = replace(
        post.head,
        image=post.head.image or preview_by_card(ask, text.key, text.path, text.title, names),
        previous=post.older.url if post.older else "",
        next=post.newer.url if post.newer else "",
    )
    return with_article(ask, around, article, post.month, post.authors, post.words)


def full_post(ask: Ask, key: str) -> PostView:
    """Return the post *key* as an index of full posts shows it: without ids and what surrounds a post."""
    whole = ask.text(key)
    shown = _shown(ask, whole)
    body = replace(shown.body, text=among_others(shown.body.text), home=whole.text.url)
    return _lone_post(ask, whole, shown._replace(body=body))


def page_view(ask: Ask, key: str) -> PageView:
    """Return the page *key*."""
    whole = ask.text(key)
    page, near, led = _page(whole), ask.siblings(key), ask.section(key)
    siblings = tuple([replace(ask.page_link(other), current=other == key) for other in near])
    place = near.index(key) if near else None
    section = ask.page_link(page.section) if page.section else None
    shown = _shown(ask, whole)
    before = siblings[place - 1] if place else None
    after = siblings[place + 1] if place is not None and place + 1 < len(siblings) else None
    head = text_head(ask, "section" if led else "page", page, shown.image)
    around = replace(head, previous=before.url if before else "", next=after.url if after else "")
    return PageView(
        head=with_page(ask, around, page),
        url=page.url,
        title=page.title,
        body=shown.body,
        authors=tuple([ask.author(author) for author in page.authors]),
        tags=tuple([_tag_name(ask, tag) for tag in page.tags]),
        minutes=reading_minutes(page.outline.words),
        words=page.outline.words,
        contents=_contents(whole),
        standfirst=one_line(page.summary),
        section=NamedLink(section.title, section.url) if section else None,
        pages=tuple([ask.page_link(other) for other in led]),
        siblings=siblings,
        previous=before,
        next=after,
        updated=page.updated,
        review_by=page.review_by,
        related=_related(ask, key),
        snippet=_snippet(ask, page),
        image=shown.image,
        cover=shown.cover,
        comments=page.comments,
        discussion=discussion(ask, page),
        state=str(page.state),
        lang=page.lang,
        extra=page.extra,
    )


class _Shown(NamedTuple):
    """The words of a text, its picture, and the same where it stands before the words."""

    body: Html
    image: Picture | None
    cover: Picture | None


def _shown(ask: Ask, whole: Whole) -> _Shown:
    """Return what a text shows; the first picture of all loads at once."""
    body, image = body_of(ask, whole), whole.text.image
    cover = None if image is None or shows(body, whole.text.key, image) else image
    return _Shown(body if cover or not body.pictures else body.first, image, cover)


def body_of(ask: Ask, whole: Whole) -> Html:
    """Return all the words of a text."""
    body = Html(whole.document.html, whole.document.links, whole.text.urls)
    return with_pictures(ask, body, whole.text.key)


def _page(whole: Whole) -> Page:
    assert isinstance(whole.text, Page), whole.text.key
    return whole.text


def _post(whole: Whole) -> Post:
    assert isinstance(whole.text, Post), whole.text.key
    return whole.text


def _link(ask: Ask, key: str) -> PostLink | None:
    return ask.link(key) if key else None


def _snippet(ask: Ask, text: Post | Page) -> SnippetBox | None:
    """Return the note under a text.  Where no setting and no front matter names any, nobody need ask."""
    if text.snippet is None and not _has_snippets(ask.settings):
        return None
    key = ask.snippet_under(text.key)
    return ask.snippet(key) if key else None


def _has_snippets(settings: Settings) -> bool:
    return bool(settings.site.snippet) or any(tag.snippet for tag in settings.tags.values())


def _related(ask: Ask, key: str) -> tuple[RelatedLink, ...]:
    keys, fill = ask.related(key)
    alike = len(keys) - fill
    return tuple([ask.related_link(other, fallback=place >= alike) for place, other in enumerate(keys)])


def related_link(ask: Ask, key: str, fallback: bool) -> RelatedLink:
    """Return the link to a post or guide in the lists of others, which are many: one record for all."""
    if kind_of(key) == "post":
        post = ask.link(key)
        return RelatedLink(post.url, post.title, post.date, post.image, fallback)
    page = ask.page_link(key)
    return RelatedLink(page.url, page.title, None, page.image, fallback)


def _month_link(ask: Ask, post: Post) -> NamedLink:
    url = f"{post.date.year:04}/{post.date.month:02}/"
    shown = ask.settings.archives.months
    return NamedLink(ask.words.month(post.date), ask.urls.url(url) if shown else "")


def _lone_post(ask: Ask, whole: Whole, shown: _Shown, **more: Any) -> PostView:
    """Return the view of a post; *more* is what surrounds it."""
    post = _post(whole)
    return PostView(
        head=text_head(ask, "post", post, shown.image),
        url=post.url,
        title=post.title,
        date=post.date,
        body=shown.body,
        authors=tuple([ask.author(author) for author in post.authors]),
        tags=tuple([term_link(ask.settings, ask.term("tag", tag)) for tag in post.tags]),
        month=_month_link(ask, post),
        minutes=reading_minutes(post.outline.words),
        words=post.outline.words,
        standfirst=one_line(post.summary),
        updated=post.updated,
        image=shown.image,
        cover=shown.cover,
        pinned=post.pinned,
        comments=post.comments,
        state=str(post.state),
        lang=post.lang,
        extra=post.extra,
        **more,
    )


def _contents(whole: Whole) -> tuple[Heading, ...]:
    found = whole.document.headings
    return tuple([heading for heading in found if heading.level in CONTENTS_LEVELS and heading.text])


def author_box(ask: Ask, key: str) -> AuthorBox:
    """An author's box; one who wrote pages only has no archive."""
    try:
        term = ask.term("author", key)
    except LookupError:
        known = ask.settings.authors.get(key)
        return (
            AuthorBox(known.name or key, "", known.about, known.url, portrait(ask, known.image))
            if known
            else AuthorBox(key, "")
        )
    image = portrait(ask, ask.settings.authors[key].image) if term.image else None
    return AuthorBox(term.name, term_link(ask.settings, term).url, term.description, term.link, image)


def _tag_name(ask: Ask, key: str) -> str:
    """Return the name of a page's tag, which no post may have."""
    try:
        return ask.term("tag", key).name
    except LookupError:
        tags = ask.settings.tags.items()
        return next((tag.name or name for name, tag in tags if tag_key(name) == key), key)


def _series_box(ask: Ask, text: Post | Page) -> SeriesBox | None:
    if not isinstance(text, Post) or not text.series:
        return None
    key = tag_key(text.series)
    term, (number, count, first, near) = ask.term("series", key), ask.series_part(key, text.key)
    return SeriesBox(term.name, term.url, tuple([ask.link(one) for one in near]), number, count, first)
