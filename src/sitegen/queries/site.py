"""What templates may ask for besides their page, and every view, in one visible list."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Mapping
from functools import partial
from typing import Any

from sitegen.incremental.answers import Answers, Everything
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Site
from sitegen.queries.ask import Ask
from sitegen.queries.cards import post_card, site_card
from sitegen.queries.feeds import comment_feed, redirect_view, site_feed, tag_feed_view
from sitegen.queries.heads import make_head, site_feeds
from sitegen.queries.lists import archives_view, list_view, search_view, tags_view
from sitegen.queries.pictures import picture_url, rendition, shown_card, shown_snippet
from sitegen.queries.questions import FLEETING, TEXTUAL, digests_of, questions_of
from sitegen.queries.structural import STRUCTURAL
from sitegen.queries.texts import author_box, page_view, post_view, related_link
from sitegen.queries.views import FeedLink, IconLink, MenuLink, NotFoundView, PostLink, SnippetBox

RECENT_ON_404 = 6


def not_found_view(ask: Ask) -> NotFoundView:
    head = make_head(ask, "404", ask.words.say("Page not found"), "/404.html", noindex=True)
    return NotFoundView(head, recent(ask, RECENT_ON_404))


def recent(ask: Ask, count: int) -> tuple[PostLink, ...]:
    """The newest posts."""
    return tuple([ask.link(key) for key in ask.newest(count)])


def tagged(ask: Ask, tag: str, count: int) -> tuple[PostLink, ...]:
    """The newest posts of a tag, in any of its spellings; none where there is no such tag."""
    return tuple([ask.link(key) for key in ask.newest_tagged(tag, count)])


def snippet_by_name(ask: Ask, name: str) -> SnippetBox:
    """A snippet by its name.  Raises LookupError."""
    key = ask.snippet_named(name)
    if not key:
        raise LookupError(f"there is no snippet {name!r}")
    return ask.snippet(key)


def menu(ask: Ask) -> tuple[MenuLink, ...]:
    """The site's menu, its URLs as they stand in a page."""
    return tuple(MenuLink(item.label, ask.urls.rooted(item.url)) for item in ask.settings.site.menu)


def feeds(ask: Ask) -> tuple[FeedLink, ...]:
    """The feeds of the whole site."""
    return site_feeds(ask)


def icons(ask: Ask) -> tuple[IconLink, ...]:
    """The icons of the site, whose URLs change with their picture."""
    picture = ask.icon()
    if not picture:
        return ()
    mark = f"?v={picture[:8]}"
    return (
        IconLink("icon", f"{ask.urls.url('favicon.ico')}{mark}", "32x32"),
        IconLink("apple-touch-icon", f"{ask.urls.url('apple-touch-icon.png')}{mark}"),
    )


def has_own_icon(ask: Ask) -> bool:
    """Whether the icons are made of a picture of the site's own, not of the theme's."""
    return bool(ask.settings.site.icon)


def home(ask: Ask) -> str:
    """The URL of the site's root."""
    return ask.urls.root


def origin(ask: Ask) -> str:
    """The scheme and host of the site."""
    return ask.urls.origin


def setting(ask: Ask, name: str) -> str:
    """A setting of `[site]`: title, description, language, url."""
    value = getattr(ask.settings.site, name)
    return f"{ask.urls.origin}{ask.urls.root}" if name == "url" else str(value)


VIEWS: dict[str, Callable[..., Any]] = {
    "post": post_view,
    "page": page_view,
    "list": list_view,
    "tags": tags_view,
    "archives": archives_view,
    "search": search_view,
    "not_found": not_found_view,
    "redirect": redirect_view,
    "related_link": related_link,
    "shown_card": shown_card,
    "post_card": post_card,
    "site_card": site_card,
    "shown_snippet": shown_snippet,
    "rendition": rendition,
    "picture_url": picture_url,
    "site_feed": site_feed,
    "tag_feed": tag_feed_view,
    "comment_feed": comment_feed,
    "author": author_box,
    "snippet_by_name": snippet_by_name,
    "recent": recent,
    "tagged": tagged,
    "menu": menu,
    "feeds": feeds,
    "icons": icons,
    "has_own_icon": has_own_icon,
    "home": home,
    "origin": origin,
    "setting": setting,
}


def what_stays(memory: ModelMemory) -> dict[str, Container[Hashable]]:
    """Return the questions whose answers stay, since what they are about did, each with the first arguments
    of which that is certain."""
    stay: dict[str, Container[Hashable]] = dict.fromkeys(TEXTUAL, memory.stamps.same)
    if memory.has_same_structure:
        stay.update(dict.fromkeys(STRUCTURAL, Everything()))
    stay["related"] = memory.related.same
    if memory.has_same_comments:
        stay |= {"comments": Everything(), "newest_comments": Everything()}
    return stay


def answers_of(
    site: Site,
    more: Mapping[str, Callable[..., Any]],
    memory: ModelMemory | None = None,
) -> Answers:
    """Return what answers every question about *site*, and *more* questions.

    With a *memory* it is known which answers stay, and what tells that they do.
    """
    stay, digests = (what_stays(memory), digests_of(memory.stamps.stamp_of)) if memory else ({}, {})
    views: dict[str, Callable[..., Any]] = {}
    late = frozenset({"related"} if memory and memory.related.is_awaited else ())
    answers = Answers({**questions_of(site), **more}, digests, views, FLEETING, stay, late)
    ask = Ask(answers, site.settings, site.urls, site.gallery.renditions, site.settings.spoken)
    views.update((name, partial(view, ask)) for name, view in VIEWS.items())
    return answers
