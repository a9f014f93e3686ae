"""Views of feeds, the sitemap and redirects: what machines read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sitegen.markup.document import fill_links
from sitegen.model.records import Html, Post, Site
from sitegen.model.urls import Urls
from sitegen.queries.heads import FEED_FILES, make_head, tag_feed_path
from sitegen.queries.views import FeedEntry, FeedView, RedirectView


def site_feed(site: Site, form: str) -> FeedView:
    """Return the feed of the whole site in one format."""
    keys = site.order[: site.settings.feeds.entries]
    return _feed(site, site.settings.site.title, FEED_FILES[form][0], site.settings.permalinks.index, keys)


def tag_feed_view(site: Site, key: str) -> FeedView:
    """Return the feed of the tag *key*."""
    tag = site.tags[key]
    keys = tag.posts[: site.settings.feeds.entries]
    return _feed(site, f"{site.settings.site.title}: {tag.name}", tag_feed_path(tag), tag.path, keys)


def _feed(site: Site, title: str, path: str, home: str, keys: tuple[str, ...]) -> FeedView:
    settings, urls = site.settings, site.urls
    entries = tuple(feed_entry(site, urls, site.posts[key]) for key in keys)
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


def feed_entry(site: Site, urls: Urls, post: Post) -> FeedEntry:
    body = post.body if site.settings.feeds.content == "full" else post.excerpt
    return FeedEntry(
        id=post.guid,
        url=urls.absolute(post.url),
        title=post.title,
        content=absolute_html(body, urls, post.url),
        summary=post.description,
        date=post.date,
        updated=max(post.date, post.updated or post.date),
        authors=tuple(site.authors[key].name for key in post.authors),
        tags=tuple(site.tags[key].name for key in post.tags),
        image=urls.absolute(post.image.url) if post.image else "",
        lang=post.lang,
    )


def absolute_html(html: Html, urls: Urls, home: str) -> str:
    """Return *html* with every link and image absolute, as feed readers need it."""
    full = [
        url and _absolute(link.attribute, url, urls, home)
        for link, url in zip(html.links, html.urls, strict=True)
    ]
    return fill_links(html.text, full, html.links)


def _absolute(attribute: str, url: str, urls: Urls, home: str) -> str:
    if attribute == "srcset":
        return ", ".join(urls.absolute(candidate) for candidate in url.split(", "))
    return urls.absolute(home + url if url.startswith("#") else url)


def redirect_view(site: Site, path: str, url: str) -> RedirectView:
    """Return the page at the old *path*; its canonical URL is that of its target."""
    target = site.urls.absolute(url)
    head = make_head(site, "redirect", "This page has moved", path, noindex=True)
    return RedirectView(replace(head, canonical=target), target)


def last_changed(site: Site, keys: tuple[str, ...]) -> date | None:
    """Return the day on which the newest of the texts *keys* was written or updated."""
    days: list[date] = []
    for key in keys:
        text = site.posts.get(key) or site.pages[key]
        moments = [text.updated, text.date if isinstance(text, Post) else None]
        days.extend(moment.date() for moment in moments if moment)
    return max(days, default=None)
