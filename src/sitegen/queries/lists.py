"""Views of lists: the index, the archives, all tags, all posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sitegen.model.archives import page_path
from sitegen.model.permalinks import ARCHIVES_PATH, SEARCH_PATH, tags_path
from sitegen.model.records import Period, Picture, Term
from sitegen.queries.ask import Ask
from sitegen.queries.heads import make_head, site_feeds, tag_feed
from sitegen.queries.metadata import with_list, with_metadata
from sitegen.queries.pictures import portrait
from sitegen.queries.texts import full_post
from sitegen.queries.views import (
    ArchivesView,
    AuthorBox,
    FeedLink,
    Head,
    ListView,
    MonthPosts,
    NamedLink,
    SearchView,
    TagsView,
    YearPosts,
)


def list_view(ask: Ask, kind: str, key: str, number: int) -> ListView:
    """Return page *number* of a list."""
    page, settings = ask.list_page(kind, key, number), ask.settings
    found, numbers = page.of, page.numbers
    urls = {near: ask.urls.url(page_path(found.path, near)) for near in _near(number, numbers)}
    full = kind == "index" and settings.archives.index == "full"
    feed = tag_feed(ask, found.term) if found.term and kind == "tag" and settings.feeds.tags else None
    title = found.heading
    if number > 1:
        title = ask.words.say("{name}, page {number}", name=title or settings.site.title, number=number)
    image = portrait(ask, settings.authors[key].image) if found.term and found.term.image else None
    head = make_head(
        ask,
        kind,
        title,
        page_path(found.path, number),
        description=found.description or (settings.site.description if kind == "index" else ""),
        feeds=_with(feed, site_feeds(ask)),
        previous=urls.get(number - 1, ""),
        next=urls.get(number + 1, ""),
    )
    return ListView(
        head=with_list(ask, head, page, _author(found.term, image)),
        heading=found.heading,
        name=found.name,
        posts=() if full else tuple([ask.card(post) for post in found.posts]),
        full=tuple([full_post(ask, post) for post in found.posts]) if full else (),
        number=number,
        numbers=numbers,
        pages=_numbered(urls),
        count=page.count,
        description=found.description,
        link=found.term.link if found.term else "",
        image=image,
        feed=feed.url if feed else "",
        months=_months_of(ask, found.period),
        year=_year_of(ask, found.period),
        akin=ask.akin(key) if kind == "tag" and number == 1 else (),
    )


def _author(term: Term | None, image: Picture | None) -> AuthorBox | None:
    if term is None or term.kind != "author":
        return None
    return AuthorBox(term.name, term.url, term.description, term.link, image)


def _near(number: int, numbers: int) -> list[int]:
    """Return the numbers to link to: the first, the last, and those around *number*."""
    return sorted({1, numbers, *range(max(1, number - 2), min(numbers, number + 2) + 1)})


def _numbered(urls: Mapping[int, str]) -> tuple[NamedLink, ...]:
    """Return the numbers as links, with a nameless one where numbers are left out."""
    links: list[NamedLink] = []
    for number, url in urls.items():
        if links and number - 1 not in urls:
            links.append(NamedLink("", ""))
        links.append(NamedLink(str(number), url))
    return tuple(links)


def _with(feed: FeedLink | None, feeds: tuple[FeedLink, ...]) -> tuple[FeedLink, ...]:
    return (feed, *feeds) if feed else feeds


def _months_of(ask: Ask, period: Period | None) -> tuple[NamedLink, ...]:
    """Return the months of a year's archive, oldest first."""
    if period is None or period.month or not ask.settings.archives.months:
        return ()
    year = period.year
    return tuple([NamedLink(ask.words.month(date(year, month, 1)), url) for month, url in ask.months(year)])


def _year_of(ask: Ask, period: Period | None) -> NamedLink | None:
    if period is None or not period.month or not ask.settings.archives.years:
        return None
    return NamedLink(str(period.year), ask.urls.url(f"/{period.year:04}/"))


def tags_view(ask: Ask) -> TagsView:
    return TagsView(_lone_head(ask, "tags", ask.words.say("All tags"), tags_path(ask.settings)), ask.topics())


def search_view(ask: Ask) -> SearchView:
    tags, authors, years = ask.facets()
    head = _lone_head(ask, "search", ask.words.say("Search"), SEARCH_PATH, noindex=True)
    return SearchView(head, ask.urls.url("pagefind/"), ask.index_parts(), tags, authors, years)


def archives_view(ask: Ask) -> ArchivesView:
    years: list[YearPosts] = []
    months: list[MonthPosts] = []
    for year, month, url, keys in reversed(ask.calendar()):
        if month:
            months.append(MonthPosts(date(year, month, 1), url, tuple([ask.link(key) for key in keys])))
        else:
            years.append(YearPosts(year, url, len(keys), tuple(reversed(months))))
            months = []
    return ArchivesView(
        _lone_head(ask, "archives", ask.words.say("All posts"), ARCHIVES_PATH),
        tuple(reversed(years)),
        ask.total(),
    )


def _lone_head(ask: Ask, kind: str, title: str, path: str, **more: Any) -> Head:
    return with_metadata(ask, make_head(ask, kind, title, path, **more), title)
