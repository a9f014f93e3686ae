"""Where texts go: paths of posts, pages and terms, and the URLs they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from sitegen.config.settings import Settings
from sitegen.content.source import Source
from sitegen.paths import quote_path
from sitegen.text import slugify

GUID_PATTERN = "/{year}/{month}/{slug}/"


@dataclass(frozen=True, slots=True)
class Urls:
    """Turns paths into URLs: *root* is the folder of the site's URL, *origin* what stands before it."""

    origin: str
    root: str

    def url(self, path: str) -> str:
        """Return the rooted URL of a decoded path such as `/about/`."""
        return self.root + quote_path(path.lstrip("/"))

    def rooted(self, url: str) -> str:
        """Return a URL as a writer gives it (`/about/` means the site's root) as it stands in a page."""
        return self.root + url.lstrip("/") if url.startswith("/") and not url.startswith("//") else url

    def absolute(self, url: str) -> str:
        """Return a rooted URL with the site's origin; whole URLs stay."""
        if url.startswith("//"):
            return f"{self.origin.partition('//')[0]}{url}"
        return self.origin + url if url.startswith("/") else url


def urls_of(settings: Settings) -> Urls:
    parts = urlsplit(settings.site.url)
    host = parts.netloc.lower().encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    folder = parts.path.strip("/")
    return Urls(urlunsplit((parts.scheme, host, "", "", "")), f"/{folder}/" if folder else "/")


def dated_path(pattern: str, day: datetime, slug: str) -> str:
    """Fill a post's pattern."""
    return pattern.format(year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}", slug=slug)


def post_slug(source: Source) -> str:
    """Return the slug given, else one of the file's name, else of the title; may be empty."""
    return source.meta.slug or slugify(source.name) or slugify(source.meta.title)


def first_permalink(source: Source, day: datetime) -> str:
    """Return the path that the post has before anybody changes slug, title or pattern: the default GUID."""
    named = source.named_day or day
    return dated_path(GUID_PATTERN, named, slugify(source.name) or slugify(source.meta.title))


@dataclass(frozen=True, slots=True)
class PagePaths:
    """Finds the paths of pages: a folder's page gives its path to what is in the folder.

    *leaders* are the bundles' sources by the folder that they lead.
    """

    leaders: Mapping[str, Source]

    def page(self, source: Source) -> str:
        slug = source.meta.slug or slugify(source.name) or slugify(source.meta.title)
        if not source.bundle and source.name == "index":
            return self.folder(source.folder)
        return f"{self.folder(source.folder)}{slug}/"

    def folder(self, folder: str) -> str:
        if not folder:
            return "/"
        if folder in self.leaders:
            return self.page(self.leaders[folder])
        above, _, name = folder.rpartition("/")
        return f"{self.folder(above)}{slugify(name) or name}/"
