"""Plan the lists of posts: index, archives, all tags, all posts."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.archives import page_count, page_path, period_key
from sitegen.model.lists import find_list, last_changed
from sitegen.model.permalinks import ARCHIVES_PATH, tags_path
from sitegen.model.records import Site
from sitegen.paths import page_file
from sitegen.plan.output import Output, html


def plan_index(site: Site) -> Iterator[Output]:
    yield from _list(site, "index", "", "the index of posts")


def plan_tags(site: Site) -> Iterator[Output]:
    if not site.settings.archives.tags:
        return
    for tag in site.tags.values():
        yield from _list(site, "tag", tag.key, f"the tag {tag.name!r}")


def plan_authors(site: Site) -> Iterator[Output]:
    if not site.settings.archives.authors:
        return
    for author in site.authors.values():
        yield from _list(site, "author", author.key, f"the author {author.name!r}")


def plan_series(site: Site) -> Iterator[Output]:
    for series in site.series.values():
        yield from _list(site, "series", series.key, f"the series {series.name!r}")


def plan_months(site: Site) -> Iterator[Output]:
    if not site.settings.archives.months:
        return
    for month in site.months:
        yield from _list(site, "month", period_key(month), f"the month {period_key(month)}")


def plan_years(site: Site) -> Iterator[Output]:
    if not site.settings.archives.years:
        return
    for year in site.years:
        yield from _list(site, "year", period_key(year), f"the year {period_key(year)}")


def plan_all_tags(site: Site) -> Iterator[Output]:
    if site.tags and site.settings.archives.tags:
        path = tags_path(site.settings)
        yield Output(page_file(path), "html", html("tags.html", "tags"), "the list of all tags", path)


def plan_all_posts(site: Site) -> Iterator[Output]:
    if site.posts:
        file = page_file(ARCHIVES_PATH)
        yield Output(file, "html", html("archives.html", "archives"), "the list of all posts", ARCHIVES_PATH)


def _list(site: Site, kind: str, key: str, source: str) -> Iterator[Output]:
    found = find_list(site, kind, key)
    changed = last_changed(site, found.posts)
    for number in range(1, page_count(len(found.posts), site.settings.archives.per_page) + 1):
        yield Output(
            page_file(page_path(found.path, number)),
            "html",
            html(f"{kind}.html", "list", kind, key, number),
            source,
            listed=found.path if number == 1 else "",
            changed=changed,
        )
