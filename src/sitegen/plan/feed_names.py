"""Posts that feeds are about to show as new ones: their GUID is not the one that subscribers know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.content.read import entry_of_file
from sitegen.errors import Location, Problem
from sitegen.model.addresses import Address
from sitegen.model.permalinks import GUID_PATTERN, dated_path
from sitegen.model.records import Placed
from sitegen.model.structure import Structured
from sitegen.paths import quote_path

_DAY = re.compile(r"(?:.*/)?(?P<year>\d{4})-(?P<month>\d{1,2})-\d{1,2}(?:[-_. ][^/]*)?(?:/index)?\.\w+")
"""A file, or the folder of a bundle, whose name begins with a day."""
_FIRST = re.compile(r"/\d{4}/\d{2}/(?P<slug>[^/]+)/")
"""An address as `GUID_PATTERN` makes it."""


def find_renamed(made: Structured) -> Iterator[Problem]:
    """Yield a warning for each post without an `id` whose GUID was another one, as far as the ledger tells.

    Only the build that notes the post's new address, or file, says so: when feeds have shown the post anew,
    its old name would show it once more.
    """
    ledger, feeds = made.addresses, made.structure.settings.feeds
    if not ledger.guards or not (feeds.formats or feeds.tags):
        return
    for post in made.posts:
        here = ledger.known.get(quote_path(post.path))
        if post.key in made.guids and (here is None or here.key != post.key):
            yield from _renamed(post, made)


def _renamed(post: Placed, made: Structured) -> Iterator[Problem]:
    urls, guid = made.structure.urls, made.guids[post.key]
    paths = {path: None for line in _lines_of(post, made) for path in _first_paths(line, post)}
    names = [urls.absolute(urls.url(path)) for path in paths]
    if names and guid not in names:
        known = " or ".join(names)
        message = f"feeds will show this post as a new one: so far they call it {known}"
        hint = f"for them to know it again, write id: {known}"
        yield Problem(Location(f"content/{post.key}", 1, 1), "feed-name", message, hint, warning=True)


def _lines_of(post: Placed, made: Structured) -> Iterator[Address]:
    """Yield the lines of the ledger that are of the *post*: those of its file, and those of a file that is no
    more and whose readers it gets."""
    paths, withheld = made.structure.paths, made.structure.withheld
    takes = {post.path, *(one.path for one in made.structure.redirects if one.key == post.key)}
    taken = frozenset(map(quote_path, takes))
    for line in made.addresses.known.values():
        if line.key == post.key or (line.url in taken and line.key not in paths and line.key not in withheld):
            yield line


def _first_paths(line: Address, post: Placed) -> Iterator[str]:
    """Yield the path that made the GUID of the text of *line* (see `first_permalink`), where that is known:
    its file has the day; or its address is that path; or it was of the day of the *post* in its place."""
    slug, day, first = entry_of_file(line.key).name_slug, _DAY.fullmatch(line.key), _FIRST.fullmatch(line.url)
    if day and slug:
        yield GUID_PATTERN.format(year=day["year"], month=f"{int(day['month']):02}", slug=slug)
    elif first and first["slug"] == slug:
        yield line.url
    elif line.key != post.key and slug and post.date:
        yield dated_path(GUID_PATTERN, post.date, slug)
