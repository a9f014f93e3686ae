"""Where texts go: the paths of posts and pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from sitegen.config.settings import Settings
from sitegen.content.source import Entry
from sitegen.text import slugify

GUID_PATTERN = "/{year}/{month}/{slug}/"
ARCHIVES_PATH = "/archives/"
SEARCH_PATH = "/search/"


def dated_path(pattern: str, day: datetime, slug: str) -> str:
    """Fill a post's pattern."""
    return pattern.format(year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}", slug=slug)


def text_slug(entry: Entry) -> str:
    """Return the slug given, else one of the file's name, else of the title."""
    return entry.slug or entry.name_slug or slugify(entry.title) or code_points(entry.title)


def code_points(name: str) -> str:
    """Return a slug for a *name* without letters and digits: `u1f600` for 😀."""
    return "-".join(f"u{ord(char):x}" for char in name[:10])


def first_permalink(entry: Entry, day: datetime) -> str:
    """Return the path that the post has before anybody changes slug, title or pattern: the default GUID."""
    name = entry.name_slug or code_points(entry.name) or f"{day.day:02}"
    return dated_path(GUID_PATTERN, entry.named_day or day, name)


def tags_path(settings: Settings) -> str:
    """Return the path of the list of all tags: the folder in which the tags' archives are."""
    folder = settings.permalinks.tag.partition("{")[0].rpartition("/")[0] + "/"
    return folder if folder != "/" else "/tags/"


class PagePaths(Struct, frozen=True):
    """Finds the paths of pages: a folder's page gives its path to what is in the folder.

    *leaders* are the bundles' entries by the folder that they lead.
    """

    leaders: Mapping[str, Entry]

    def page(self, entry: Entry) -> str:
        if not entry.bundle and entry.name == "index":
            return self.folder(entry.folder)
        return f"{self.folder(entry.folder)}{text_slug(entry)}/"

    def folder(self, folder: str) -> str:
        if not folder:
            return "/"
        if folder in self.leaders:
            return self.page(self.leaders[folder])
        above, _, name = folder.rpartition("/")
        return f"{self.folder(above)}{slugify(name) or name}/"
