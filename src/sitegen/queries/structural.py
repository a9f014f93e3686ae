"""The questions about the structure of a site: which texts are where, and in which lists.

They are shown the `Structure` alone.  So as long as that stays, their answers do, whatever texts say.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from math import log2
from typing import Any

from msgspec.structs import replace

from sitegen.config.settings import Settings
from sitegen.errors import UnknownNameError
from sitegen.model.lists import list_page, terms_of
from sitegen.model.permalinks import ARCHIVES_PATH, SEARCH_PATH, tags_path
from sitegen.model.records import Structure, Term
from sitegen.queries.views import NamedLink, TagCount
from sitegen.text import sort_key, tag_key

SIBLINGS = 50
"""How many pages of its section a page lists at most; the section's own page lists all."""
PARTS = 30
"""How many parts of its series a post lists at most; the series' own pages list all."""


def neighbours(structure: Structure, key: str) -> tuple[str, str]:
    """The keys of the next newer and the next older post; empty where there is none."""
    order, place = structure.order, structure.positions[key]
    return order[place - 1] if place else "", order[place + 1] if place + 1 < len(order) else ""


def carded(structure: Structure, key: str) -> bool:
    """Whether a post is among the newest ones, which have cards where they have no pictures."""
    return structure.positions[key] < structure.settings.images.cards


def term(structure: Structure, kind: str, key: str) -> Term:
    """A tag, author or series, without its posts and what is akin to it."""
    return replace(terms_of(structure, kind)[key], posts=(), akin=())


def term_link(settings: Settings, found: Term) -> NamedLink:
    """Return a link to a term's archive, without a URL where the site has no such archives."""
    archives = settings.archives
    shown = {"tag": archives.tags, "author": archives.authors, "series": True}[found.kind]
    return NamedLink(found.name, found.url if shown else "")


def series_part(structure: Structure, series: str, key: str) -> tuple[int, int, int, tuple[str, ...]]:
    """Which part of a series a post is, of how many; the number of the first part near it, and the keys of
    those near it, in reading order: of all, unless there are very many.  Raises LookupError: it is none."""
    posts = structure.series[series].posts
    if key not in posts:
        raise LookupError(key)
    place = posts.index(key)
    first = _first_near(place, len(posts), PARTS)
    return place + 1, len(posts), first + 1, posts[first : first + PARTS]


def newest(structure: Structure, count: int) -> tuple[str, ...]:
    """The keys of the newest posts."""
    return structure.order[:count]


def newest_tagged(structure: Structure, tag: str, count: int) -> tuple[str, ...]:
    """The keys of the newest posts of a tag, in any of its spellings; none where there is no such tag."""
    key = tag_key(tag)
    return structure.tags[key].posts[:count] if key in structure.tags else ()


def months(structure: Structure, year: int) -> tuple[tuple[int, str], ...]:
    """The months of a year with posts, oldest first, each with its URL; empty where there is no archive."""
    shown = structure.settings.archives.months
    of_year = (one for one in reversed(structure.months) if one.year == year)
    return tuple((one.month, one.url if shown else "") for one in of_year)


def calendar(structure: Structure) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
    """Year, month (0: the whole year), URL and posts' keys of every year and month, newest first."""
    shown = structure.settings.archives
    years = [(one.year, 0, one.url if shown.years else "", one.posts) for one in structure.years]
    months = [(one.year, one.month, one.url if shown.months else "", one.posts) for one in structure.months]
    return tuple(sorted([*years, *months], key=lambda one: (-one[0], one[1] > 0, -one[1])))


def topics(structure: Structure) -> tuple[TagCount, ...]:
    """All tags by name, with their counts; without URLs where tags have no archives."""
    shown = structure.settings.archives.tags
    return tuple(
        TagCount(tag.name, tag.url if shown else "", len(tag.posts), tag.description)
        for tag in structure.tags.values()
    )


def main_topics(structure: Structure, count: int) -> tuple[NamedLink, ...]:
    """The tags of most posts, by name; none where tags have no archives.

    What stands on every page must seldom change: so their counts are left out, and are compared in steps of
    half a power of two.
    """
    if not structure.settings.archives.tags:
        return ()
    steps = {key: round(2 * log2(len(tag.posts))) for key, tag in structure.tags.items()}
    ranked = heapq.nsmallest(count, structure.tags.values(), key=lambda tag: (-steps[tag.key], tag.key))
    names = {(sort_key(tag.name), tag.key): NamedLink(tag.name, tag.url) for tag in ranked}
    return tuple(names[name] for name in sorted(names))


def akin(structure: Structure, key: str) -> tuple[NamedLink, ...]:
    """The tags that posts have most often together with a tag, best first."""
    return tuple(term_link(structure.settings, structure.tags[other]) for other in structure.tags[key].akin)


def section(structure: Structure, key: str) -> tuple[str, ...]:
    """The keys of the pages of the section that a page leads; none where it leads none."""
    return structure.sections.get(key, ())


def above(structure: Structure, key: str) -> tuple[str, ...]:
    """The keys of the pages that lead the sections that a page is in, the outermost first; without the home
    page, which is above all."""
    keys: list[str] = []
    while key := structure.section_of.get(key, ""):
        keys.append(key)
    return tuple([above for above in reversed(keys) if structure.paths[above] != "/"])


def siblings(structure: Structure, key: str) -> tuple[str, ...]:
    """The keys of the pages near a page in its section: if all listed all, they would take all memory."""
    if key not in structure.section_of:
        return ()
    keys = structure.sections[structure.section_of[key]]
    first = _first_near(keys.index(key), len(keys), SIBLINGS)
    return keys[first : first + SIBLINGS]


def _first_near(place: int, count: int, shown: int) -> int:
    """Return where *shown* of *count* begin that have *place* in the middle, or are the first or the last."""
    return max(0, min(place - shown // 2, count - shown))


def snippet_under(structure: Structure, key: str) -> str:
    """The key of the snippet under a text; empty where there is none."""
    if key in structure.snippet_of:
        return structure.snippet_of[key]
    of_site = structure.snippets.get(structure.settings.site.snippet, "")
    return of_site if key in structure.positions else ""


def snippet_named(structure: Structure, name: str) -> str:
    """The key of the snippet with a name; empty where there is none."""
    return structure.snippets.get(name, "")


def facets(structure: Structure) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """By what the search can be filtered: the names of all tags and authors, and the years, newest first."""
    tags = sorted((tag.name for tag in structure.tags.values()), key=sort_key)
    authors = sorted((author.name for author in structure.authors.values()), key=sort_key)
    return tuple(tags), tuple(authors), tuple([str(one.year) for one in structure.years])


_PATHS = ("archives", "tags", "search")


def path(structure: Structure, name: str) -> str:
    """The URL of all posts (`archives`), all tags (`tags`) or the `search` page; empty: there is none."""
    if name not in _PATHS:
        raise UnknownNameError(f"there is no path {name!r}; there are {', '.join(_PATHS)}", name, _PATHS)
    if name == "search":
        return structure.urls.url(SEARCH_PATH) if structure.settings.search.enabled else ""
    if not structure.order or (name == "tags" and not (structure.tags and structure.settings.archives.tags)):
        return ""
    return structure.urls.url({"archives": ARCHIVES_PATH, "tags": tags_path(structure.settings)}[name])


def index_parts(structure: Structure) -> int:
    """In how many indexes what is searched is: 1, 2, 4 and so on, so that a site that grows seldom has all of
    them made again."""
    count = 1
    while count * SEARCHED_AT_ONCE < len(structure.paths) - structure.hidden:
        count *= 2
    return count


def total(structure: Structure) -> int:
    """How many posts there are."""
    return len(structure.order)


SEARCHED_AT_ONCE = 2000
"""About how many texts are in one index at most; of one index a word costs readers some 30 KB."""
STRUCTURAL: dict[str, Callable[..., Any]] = {
    "neighbours": neighbours,
    "carded": carded,
    "term": term,
    "series_part": series_part,
    "list_page": list_page,
    "newest": newest,
    "newest_tagged": newest_tagged,
    "months": months,
    "calendar": calendar,
    "topics": topics,
    "main_topics": main_topics,
    "akin": akin,
    "section": section,
    "above": above,
    "siblings": siblings,
    "snippet_under": snippet_under,
    "snippet_named": snippet_named,
    "path": path,
    "facets": facets,
    "index_parts": index_parts,
    "total": total,
}
