"""Views of lists: the index, the archives, all tags, all posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sitegen.model.archives import page_count, page_of, page_path
from sitegen.model.permalinks import ARCHIVES_PATH, tags_path
from sitegen.model.records import Period, Site, Term
from sitegen.queries.heads import make_head, site_feeds, tag_feed
from sitegen.queries.texts import full_post, post_card, post_link
from sitegen.queries.views import (
    ArchivesView,
    FeedLink,
    ListView,
    MonthPosts,
    NamedLink,
    TagCount,
    TagsView,
    YearPosts,
)
from sitegen.text import month_text


@dataclass(frozen=True, slots=True)
class PostList:
    """A list of posts before it is cut into pages; *path* is that of its first page."""

    path: str
    posts: tuple[str, ...]
    name: str = ""
    heading: str = ""
    description: str = ""
    term: Term | None = None
    period: Period | None = None


def find_list(site: Site, kind: str, key: str) -> PostList:
    """Return the list of *kind* (index, tag, author, series, month, year) with the key of its term or period.

    A period's key is `2015-09` or `2015`.
    """
    if kind == "index":
        return PostList(site.settings.permalinks.index, site.front)
    if kind in _TERMS:
        term = _terms(site, kind)[key]
        return PostList(
            term.path, term.posts, term.name, f"{_TERMS[kind]}: {term.name}", term.description, term
        )
    return _period_list(next(one for one in _periods(site, kind) if period_key(one) == key))


def _period_list(period: Period) -> PostList:
    name = month_text(date(period.year, period.month, 1)) if period.month else str(period.year)
    heading = f"{'Monthly' if period.month else 'Yearly'} Archives: {name}"
    return PostList(period.path, period.posts, name, heading, period=period)


_TERMS = {"tag": "Tag Archives", "author": "Author Archives", "series": "Series"}


def _terms(site: Site, kind: str) -> Mapping[str, Term]:
    return {"tag": site.tags, "author": site.authors, "series": site.series}[kind]


def _periods(site: Site, kind: str) -> tuple[Period, ...]:
    return site.months if kind == "month" else site.years


def period_key(period: Period) -> str:
    return f"{period.year:04}-{period.month:02}" if period.month else f"{period.year:04}"


def list_view(site: Site, kind: str, key: str, number: int) -> ListView:
    """Return page *number* of a list."""
    found, settings = find_list(site, kind, key), site.settings
    per_page = settings.archives.per_page
    numbers = page_count(len(found.posts), per_page)
    urls = {page: site.urls.url(page_path(found.path, page)) for page in _near(number, numbers)}
    full = kind == "index" and settings.archives.index == "full"
    shown = page_of(found.posts, number, per_page)
    feed = tag_feed(site, found.term) if found.term and kind == "tag" and settings.feeds.tags else None
    title = found.heading if number == 1 else f"{found.heading or settings.site.title}, page {number}"
    return ListView(
        head=make_head(
            site,
            kind,
            title,
            page_path(found.path, number),
            description=found.description or (settings.site.description if kind == "index" else ""),
            feeds=_with(feed, site_feeds(site)),
            newer=urls.get(number - 1, ""),
            older=urls.get(number + 1, ""),
        ),
        heading=found.heading,
        name=found.name,
        posts=() if full else tuple(post_card(site, post) for post in shown),
        full=tuple(full_post(site, post) for post in shown) if full else (),
        number=number,
        numbers=numbers,
        pages=_numbered(urls),
        count=len(found.posts),
        description=found.description,
        link=found.term.link if found.term else "",
        image=found.term.image if found.term else "",
        feed=feed.url if feed else "",
        months=_months_of(site, found.period),
        year=_year_of(site, found.period),
    )


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


def _months_of(site: Site, period: Period | None) -> tuple[NamedLink, ...]:
    """Return the months of a year's archive, oldest first."""
    if period is None or period.month or not site.settings.archives.months:
        return ()
    months = [month for month in reversed(site.months) if month.year == period.year]
    return tuple(NamedLink(month_text(date(month.year, month.month, 1)), month.url) for month in months)


def _year_of(site: Site, period: Period | None) -> NamedLink | None:
    if period is None or not period.month or not site.settings.archives.years:
        return None
    year = next(year for year in site.years if year.year == period.year)
    return NamedLink(str(year.year), year.url)


def tag_counts(site: Site) -> tuple[TagCount, ...]:
    """Return all tags by name; without URLs where tags have no archives."""
    shown = site.settings.archives.tags
    return tuple(
        TagCount(tag.name, tag.url if shown else "", len(tag.posts), tag.description)
        for tag in site.tags.values()
    )


def tags_view(site: Site) -> TagsView:
    return TagsView(make_head(site, "tags", "All tags", tags_path(site.settings)), tag_counts(site))


def archives_view(site: Site) -> ArchivesView:
    years = tuple(_year_posts(site, year) for year in site.years)
    return ArchivesView(make_head(site, "archives", "All posts", ARCHIVES_PATH), years, len(site.posts))


def _year_posts(site: Site, year: Period) -> YearPosts:
    archives = site.settings.archives
    months = tuple(
        MonthPosts(
            date(month.year, month.month, 1),
            month.url if archives.months else "",
            tuple(post_link(site, post) for post in month.posts),
        )
        for month in site.months
        if month.year == year.year
    )
    return YearPosts(year.year, year.url if archives.years else "", len(year.posts), months)
