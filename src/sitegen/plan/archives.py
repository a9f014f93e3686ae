"""Plan the lists of posts: index, archives, all tags, all posts."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.config.settings import PermalinkSettings, Settings
from sitegen.model.archives import page_count, page_path
from sitegen.model.lists import find_list
from sitegen.model.permalinks import ARCHIVES_PATH, tags_path
from sitegen.model.structure import Structured
from sitegen.paths import page_file
from sitegen.plan.output import Output, html
from sitegen.text import tag_key

_BY_THEMSELVES = PermalinkSettings()


def plan_index(made: Structured) -> Iterator[Output]:
    yield from _list(made, "index", "", "the index of posts")


def plan_tags(made: Structured) -> Iterator[Output]:
    if not made.structure.settings.archives.tags:
        return
    for tag in made.structure.tags.values():
        yield from _list(made, "tag", tag.key, f"the tag {tag.name!r}")


def plan_authors(made: Structured) -> Iterator[Output]:
    if not made.structure.settings.archives.authors:
        return
    for author in made.structure.authors.values():
        yield from _list(made, "author", author.key, f"the author {author.name!r}")


def plan_series(made: Structured) -> Iterator[Output]:
    for series in made.structure.series.values():
        yield from _list(made, "series", series.key, f"the series {series.name!r}")


def plan_months(made: Structured) -> Iterator[Output]:
    if not made.structure.settings.archives.months:
        return
    for month in made.structure.months:
        yield from _list(made, "month", month.key, f"the month {month.key}")


def plan_years(made: Structured) -> Iterator[Output]:
    if not made.structure.settings.archives.years:
        return
    for year in made.structure.years:
        yield from _list(made, "year", year.key, f"the year {year.key}")


def plan_all_tags(made: Structured) -> Iterator[Output]:
    structure = made.structure
    if structure.tags and structure.settings.archives.tags:
        path = tags_path(structure.settings)
        yield Output(page_file(path), "html", html("tags.html", "tags"), "the list of all tags", path)


def plan_all_posts(made: Structured) -> Iterator[Output]:
    if made.posts:
        file = page_file(ARCHIVES_PATH)
        yield Output(file, "html", html("archives.html", "archives"), "the list of all posts", ARCHIVES_PATH)


def _list(made: Structured, kind: str, key: str, source: str) -> Iterator[Output]:
    found = find_list(made.structure, kind, key)
    setting = _setting(made.structure.settings, kind, key)
    changed = max(map(made.changed.__getitem__, found.posts), default=None)
    for number in range(1, page_count(len(found.posts), made.structure.settings.archives.per_page) + 1):
        yield Output(
            page_file(page_path(found.path, number)),
            "html",
            html(f"{kind}.html", "list", kind, key, number),
            source,
            listed=found.path if number == 1 else "",
            changed=changed,
            setting=setting,
        )


def _setting(settings: Settings, kind: str, key: str) -> tuple[str, ...]:
    """Return the key of the setting that says where a list is; empty: it is where it is by itself."""
    if kind == "tag":
        named = next((name for name, tag in settings.tags.items() if tag.slug and tag_key(name) == key), None)
        if named is not None:
            return ("tags", named, "slug")
    if getattr(settings.permalinks, kind, None) != getattr(_BY_THEMSELVES, kind, None):
        return ("permalinks", kind)
    return ("authors", key) if kind == "author" and key in settings.authors else ()
