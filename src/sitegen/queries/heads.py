"""Heads of pages: titles, canonical URLs, the feeds to announce."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sitegen.config.settings import MenuItem
from sitegen.model.records import Picture, Term, Text
from sitegen.model.urls import Urls
from sitegen.paths import page_folder
from sitegen.queries.ask import Ask
from sitegen.queries.pictures import preview
from sitegen.queries.views import FeedLink, Head

FEED_FILES = {
    "rss": ("feed.xml", "application/rss+xml", "RSS"),
    "atom": ("atom.xml", "application/atom+xml", "Atom"),
    "json": ("feed.json", "application/feed+json", "JSON Feed"),
}
"""File name, media type and name of each format of feed."""


def site_feeds(ask: Ask) -> tuple[FeedLink, ...]:
    """Return the feeds of the whole site."""
    return _feed_links(ask.settings.site.title, ask.settings.feeds.formats, ask.urls)


@lru_cache(maxsize=1)  # every head of a site announces them
def _feed_links(title: str, formats: tuple[str, ...], urls: Urls) -> tuple[FeedLink, ...]:
    return tuple(
        FeedLink(f"{title} ({name})", urls.url(file), media)
        for file, media, name in (FEED_FILES[form] for form in formats)
    )


def tag_feed_path(tag: Term) -> str:
    """Return the path of a tag's feed."""
    return f"{page_folder(tag.path)}feed.xml"


def tag_feed(ask: Ask, tag: Term) -> FeedLink:
    title = f"{ask.settings.site.title}: {tag.name} (RSS)"
    return FeedLink(title, ask.urls.url(tag_feed_path(tag)), FEED_FILES["rss"][1])


def make_head(ask: Ask, kind: str, title: str, path: str, **more: Any) -> Head:
    """Return the head of the page at the decoded *path*."""
    urls, url = ask.urls, ask.urls.url(path)
    here = _place_in_menu(url, _menu_urls(ask.settings.site.menu, urls), urls.root)
    own: dict[str, Any] = {"lang": ask.settings.site.language, "feeds": site_feeds(ask), "here": here, **more}
    return Head(kind, title, url, urls.absolute(url), **own)


@lru_cache(maxsize=1)
def _menu_urls(menu: tuple[MenuItem, ...], urls: Urls) -> tuple[str, ...]:
    """Return the URLs of the menu as they stand in a page, the longest first."""
    return tuple(sorted((urls.rooted(item.url) for item in menu), key=lambda url: (-len(url), url)))


def _place_in_menu(url: str, menu: tuple[str, ...], home: str) -> str:
    """Return which URL of the *menu* leads to the page at *url*, or is above it; all is below *home*."""
    return next((of for of in menu if url == of or (of not in ("", home) and url.startswith(of))), "")


def text_head(ask: Ask, kind: str, text: Text, image: Picture | None) -> Head:
    """Return the head of a post or page that is announced by *image*."""
    return make_head(
        ask,
        kind,
        text.title,
        text.path,
        description=text.description,
        lang=text.lang or ask.settings.site.language,
        noindex=text.noindex,
        image=preview(ask, image),
    )
