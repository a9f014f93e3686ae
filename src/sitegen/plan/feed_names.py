"""Posts that feeds are about to show as new ones: their GUID is not the one that subscribers know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sitegen.content.read import entry_of_file
from sitegen.errors import Location, Problem
from sitegen.model.addresses import Address
from sitegen.model.permalinks import GUID_PATTERN, dated_path
from sitegen.model.records import Placed
from sitegen.model.structure import Structured
from sitegen.paths import quote_path
from sitegen.patterns import regex

_DAY = regex(r"(?:.*/)?(?P<year>\d{4})-(?P<month>\d{1,2})-\d{1,2}(?:[-_. ][^/]*)?(?:/index)?\.\w+")
"""A file, or the folder of a bundle, whose name begins with a day."""
_FIRST = regex(r"/\d{4}/\d{2}/(?P<slug>[^/]+)/")
"""An address as `GUID_PATTERN` makes it."""


def find_renamed(made: Structured) -> Iterator[Problem]:
    """Yield a warning for each post without an `id` whose GUID was another one, as far as the ledger tells.

    Only the build that notes the post's new address, or file, says so: when feeds have shown the post anew,
    its old name would show it once more.
    """
    ledger, feeds = made.addresses, made.structure.settings.feeds
    if not ledger.guards or not (feeds.formats or feeds.tags):
        return
    lines: dict[str, list[Address]] = {}
    for line in ledger.known.values():
        lines.setdefault(line.key, []).append(line)
    sent_on: dict[str, set[str]] = {}
    for redirect in made.structure.redirects:
        sent_on.setdefault(redirect.key, set()).add(quote_path(redirect.path))
    for post in made.posts:
        here = ledger.known.get(quote_path(post.path))
        if post.key in made.guids and (here is None or here.key != post.key):
            taken = sorted({quote_path(post.path), *sent_on.get(post.key, ())})
            taken_over = [ledger.known[url] for url in taken if url in ledger.known]
            yield from _renamed(post, made, [*lines.get(post.key, ()), *filter(_is_left(made), taken_over)])


def _is_left(made: Structured) -> Callable[[Address], bool]:
    """Return what tells whether a line of the ledger is of a file that is no more."""
    paths, withheld = made.structure.paths, made.structure.withheld
    return lambda line: line.key not in paths and line.key not in withheld


def _renamed(post: Placed, made: Structured, lines: Iterable[Address]) -> Iterator[Problem]:
    """Yield the warning for a *post*, of which *lines* of the ledger are: those of its file, and those of a
    file that is no more and whose readers it gets."""
    urls, guid = made.structure.urls, made.guids[post.key]
    paths = {path: None for line in lines for path in _first_paths(line, post)}
    names = [urls.absolute(urls.url(path)) for path in paths]
    if names and guid not in names:
        known = " or ".join(names)
        message = f"feeds will show this post as a new one: so far they call it {known}"
        hint = f"for them to know it again, write id: {known}"
        yield Problem(Location(f"content/{post.key}", 1, 1), "feed-name", message, hint, warning=True)


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
