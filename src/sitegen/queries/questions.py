"""Every question that may be asked of a site, in one visible list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sitegen.model.permalinks import ARCHIVES_PATH, tags_path
from sitegen.model.records import Site
from sitegen.model.terms import tag_key
from sitegen.queries.feeds import redirect_view, site_feed, tag_feed_view
from sitegen.queries.heads import make_head, site_feeds
from sitegen.queries.lists import archives_view, list_view, tag_counts, tags_view
from sitegen.queries.texts import page_view, post_link, post_view
from sitegen.queries.views import FeedLink, MenuLink, NamedLink, NotFoundView, PostLink, TagCount

RECENT_ON_404 = 5


def not_found_view(site: Site) -> NotFoundView:
    head = make_head(site, "404", "Page not found", "/404.html", noindex=True)
    return NotFoundView(head, recent(site, RECENT_ON_404))


def recent(site: Site, count: int) -> tuple[PostLink, ...]:
    """The newest posts."""
    return tuple(post_link(site, key) for key in site.order[:count])


def tagged(site: Site, tag: str, count: int) -> tuple[PostLink, ...]:
    """The newest posts of a tag, in any of its spellings; none where there is no such tag."""
    key = tag_key(tag)
    keys = site.tags[key].posts[:count] if key in site.tags else ()
    return tuple(post_link(site, key) for key in keys)


def topics(site: Site) -> tuple[TagCount, ...]:
    """All tags with their counts."""
    return tag_counts(site)


def sections(site: Site) -> tuple[NamedLink, ...]:
    """The pages that lead a section at the top of the site."""
    pages = (site.pages[key] for key in site.sections.get("", ()))
    return tuple(NamedLink(page.title, page.url) for page in pages if page.key in site.sections)


def menu(site: Site) -> tuple[MenuLink, ...]:
    """The site's menu, its URLs as they stand in a page."""
    return tuple(MenuLink(item.label, site.urls.rooted(item.url)) for item in site.settings.site.menu)


def feeds(site: Site) -> tuple[FeedLink, ...]:
    """The feeds of the whole site."""
    return site_feeds(site)


def path(site: Site, name: str) -> str:
    """The URL of the list of all posts (`archives`) or all tags (`tags`); empty where there is none."""
    if not site.posts or (name == "tags" and not (site.tags and site.settings.archives.tags)):
        return ""
    return site.urls.url({"archives": ARCHIVES_PATH, "tags": tags_path(site.settings)}[name])


def home(site: Site) -> str:
    """The URL of the site's root."""
    return site.urls.root


def origin(site: Site) -> str:
    """The scheme and host of the site."""
    return site.urls.origin


def setting(site: Site, name: str) -> str:
    """A setting of `[site]`: title, description, language, url."""
    value = getattr(site.settings.site, name)
    return f"{site.urls.origin}{site.urls.root}" if name == "url" else str(value)


def today(site: Site) -> date:
    """The day of the build, in the site's time zone."""
    return site.today


QUESTIONS: dict[str, Callable[..., Any]] = {
    "post": post_view,
    "page": page_view,
    "list": list_view,
    "tags": tags_view,
    "archives": archives_view,
    "not_found": not_found_view,
    "redirect": redirect_view,
    "site_feed": site_feed,
    "tag_feed": tag_feed_view,
    "recent": recent,
    "tagged": tagged,
    "topics": topics,
    "sections": sections,
    "menu": menu,
    "feeds": feeds,
    "path": path,
    "home": home,
    "origin": origin,
    "setting": setting,
    "today": today,
}


def questions_of(site: Site) -> dict[str, Callable[..., Any]]:
    """Return the questions, each bound to *site*."""
    return {name: partial(function, site) for name, function in QUESTIONS.items()}
