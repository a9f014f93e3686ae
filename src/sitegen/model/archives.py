"""Months and years, and lists cut into pages."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model.records import Period
from sitegen.model.urls import Urls
from sitegen.paths import page_folder

Dated = tuple[int, int, str]
"""The year and the month of a post, and its key."""


def make_months(posts: Iterable[Dated], urls: Urls) -> tuple[Period, ...]:
    """Return the months of *posts*, newest first, each with its posts in the order given."""
    return _periods(posts, urls)


def make_years(posts: Iterable[Dated], urls: Urls) -> tuple[Period, ...]:
    """Return the years of *posts*, newest first, each with its posts in the order given."""
    return _periods([(year, 0, key) for year, _month, key in posts], urls)


def _periods(dated: Iterable[Dated], urls: Urls) -> tuple[Period, ...]:
    members: dict[tuple[int, int], list[str]] = {}
    for year, month, key in dated:
        members.setdefault((year, month), []).append(key)
    return tuple(
        Period(year, month, path, urls.url(path), tuple(members[year, month]))
        for year, month in sorted(members, reverse=True)
        for path in [f"/{year:04}/{month:02}/" if month else f"/{year:04}/"]
    )


def page_count(items: int, per_page: int) -> int:
    """Return how many pages a list needs; an empty one has one."""
    return max(1, -(-items // per_page))


def page_path(first: str, number: int) -> str:
    """Return the path of page *number* of a list whose first page is at *first*."""
    if number == 1:
        return first
    return f"{page_folder(first)}page/{number}/"


def page_of(items: tuple[str, ...], number: int, per_page: int) -> tuple[str, ...]:
    """Return the items of page *number* (from 1)."""
    return items[(number - 1) * per_page : number * per_page]
