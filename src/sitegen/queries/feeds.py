"""Views of feeds, the sitemap and redirects: what machines read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from sitegen.content.source import kind_of
from sitegen.markup.document import fill_images, fill_links
from sitegen.markup.links import with_scheme
from sitegen.model.comment import Comment
from sitegen.model.pictures import plain_picture_html
from sitegen.model.records import Html, Post
from sitegen.model.urls import Urls
from sitegen.paths import COMMENT_FEED
from sitegen.queries.ask import Ask
from sitegen.queries.discussions import anchor_of
from sitegen.queries.heads import FEED_FILES, make_head, tag_feed_path
from sitegen.queries.pictures import picture_url
from sitegen.queries.texts import body_of
from sitegen.queries.views import FeedEntry, FeedView, RedirectView


def site_feed(ask: Ask, form: str) -> FeedView:
    """Return the feed of the whole site in one format."""
    keys = ask.newest(ask.settings.feeds.entries)
    return _feed(ask, ask.settings.site.title, FEED_FILES[form][0], ask.settings.permalinks.index, keys)


def tag_feed_view(ask: Ask, key: str) -> FeedView:
    """Return the feed of the tag *key*."""
    tag = ask.term("tag", key)
    keys = ask.newest_tagged(key, ask.settings.feeds.entries)
    return _feed(ask, f"{ask.settings.site.title}: {tag.name}", tag_feed_path(tag), tag.path, keys)


COMMENTS_IN_FEED = 20


def comment_feed(ask: Ask) -> FeedView:
    """Return the feed of the newest comments on all texts."""
    settings, urls = ask.settings, ask.urls
    entries = tuple([_comment(ask, *newest) for newest in ask.newest_comments(COMMENTS_IN_FEED)])
    title = ask.words.say("{name}: comments", name=settings.site.title)
    return FeedView(
        title=title,
        description=title,
        lang=settings.site.language,
        home=urls.absolute(urls.root),
        url=urls.absolute(urls.url(COMMENT_FEED)),
        entries=entries,
        updated=max((entry.updated for entry in entries), default=None),
    )


def _comment(ask: Ask, key: str, name: str, one: Comment) -> FeedEntry:
    """Return a comment as a feed has it: called after the *name* of its post, which moves without it."""
    about = ask.link(key) if kind_of(key) == "post" else ask.page_link(key)
    url = f"{ask.urls.absolute(about.url)}#{anchor_of(one)}"
    guid = f"{name}#{anchor_of(one)}" if name else url
    title = ask.words.say("{name} on {title}", name=one.author, title=about.title)
    return FeedEntry(guid, url, title, one.body, "", one.date, one.date, (one.author,), ())


def _feed(ask: Ask, title: str, path: str, home: str, keys: tuple[str, ...]) -> FeedView:
    settings, urls = ask.settings, ask.urls
    entries = tuple(_entry(ask, key) for key in keys)
    author = settings.authors.get(settings.site.author)
    return FeedView(
        title=title,
        description=settings.site.description or title,
        lang=settings.site.language,
        home=urls.absolute(urls.url(home)),
        url=urls.absolute(urls.url(path)),
        entries=entries,
        updated=max((entry.updated for entry in entries), default=None),
        author=(author.name if author else "") or settings.site.author,
    )


def _entry(ask: Ask, key: str) -> FeedEntry:
    whole, urls = ask.text(key), ask.urls
    post = whole.text
    assert isinstance(post, Post), key
    full = ask.settings.feeds.content == "full"
    body = body_of(ask, whole) if full else ask.card(key).excerpt
    return FeedEntry(
        id=post.guid,
        url=urls.absolute(post.url),
        title=post.title,
        content=absolute_html(body, urls, post.url),
        summary=post.description,
        date=post.date,
        updated=max(post.date, post.updated or post.date),
        authors=tuple([ask.term("author", author).name for author in post.authors]),
        tags=tuple([ask.term("tag", tag).name for tag in post.tags]),
        image=urls.absolute(picture_url(ask, post.image)) if post.image else "",
        lang=post.lang,
    )


def absolute_html(html: Html, urls: Urls, home: str) -> str:
    """Return *html* with every link and image absolute, as feed readers need it."""
    full = [
        url and _absolute(link.attribute, url, urls, home)
        for link, url in zip(html.links, html.urls, strict=True)
    ]
    filled = fill_links(fill_images(html.text, _plain_pictures(html, urls)), full, html.links)
    return with_scheme(filled, urls.origin.partition("//")[0])


def _plain_pictures(html: Html, urls: Urls) -> dict[int, Callable[[str], str]]:
    """Return what shows the pictures in *html* by one file each: readers of feeds choose none."""
    return {
        number: partial(plain_picture_html, replace(one, url=urls.absolute(one.url)))
        for number, one in html.pictures
    }


def _absolute(attribute: str, url: str, urls: Urls, home: str) -> str:
    if attribute == "srcset":
        return ", ".join(urls.absolute(candidate) for candidate in url.split(", "))
    return urls.absolute(home + url if url.startswith("#") else url)


def redirect_view(ask: Ask, path: str, url: str) -> RedirectView:
    """Return the page at the old *path*; its canonical URL is that of its target."""
    target = ask.urls.absolute(url)
    head = make_head(ask, "redirect", "This page has moved", path, noindex=True)
    return RedirectView(replace(head, canonical=target), target, url)
