"""Tags, authors and series: which spellings are one, what they are called, where their archives are."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from sitegen.config.settings import AuthorSettings, Settings, TagSettings
from sitegen.model.permalinks import code_points
from sitegen.model.records import Placed, Term, TermKind
from sitegen.model.urls import Urls
from sitegen.text import slugify, sort_key, tag_key, unique_name

AKIN = 6
"""How many related tags a tag has at most."""
_SIGNS = {"+": " plus ", "#": " sharp ", "&": " and ", "@": " at ", "%": " percent ", "=": " equals "}


def term_slug(name: str) -> str:
    """Return the slug of a tag, author or series; signs that tell names apart are spelt out."""
    spelt = "".join(_SIGNS.get(char, char) for char in re.sub(r"^\.(?=\w)", "dot ", name))
    return slugify(spelt) or code_points(name)


def find_author(settings: Settings, written: str) -> str:
    """Return the key of `[authors]` that *written* is (or is the name of), else *written* itself."""
    if written in settings.authors:
        return written
    for key, author in settings.authors.items():
        if written.casefold() in (key.casefold(), author.name.casefold()):
            return key
    return written


def make_tags(
    posts: Sequence[Placed], settings: Settings, urls: Urls, spellings: Mapping[str, Counter[str]]
) -> dict[str, Term]:
    """Return the tags of *posts* (newest first) by key; *spellings* counts how each key is written."""
    known = {tag_key(key): tag for key, tag in settings.tags.items()}
    members = _members((key, post) for post in posts for key in post.tags)
    names = {key: _tag_name(key, known, spellings) for key in members}
    slugs = {key: known[key].slug for key in members if key in known}
    about = {key: known[key].description for key in members if key in known}
    made = _make("tag", settings.permalinks.tag, members, names, slugs, urls, description=about)
    akin = find_akin([post.tags for post in posts])
    return {key: replace(tag, akin=akin.get(key, ())) for key, tag in made.items()}


def find_akin(tags_of_posts: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return, for each tag, the tags that most often stand beside it, at most `AKIN`; of equals by key."""
    beside: dict[str, Counter[str]] = {}
    for tags in tags_of_posts:
        if len(tags) > 1:
            for tag in tags:
                beside.setdefault(tag, Counter()).update(tags)
    return {tag: _commonest(others, tag) for tag, others in beside.items()}


def _commonest(others: Counter[str], tag: str) -> tuple[str, ...]:
    del others[tag]
    ranked = heapq.nsmallest(AKIN, others.items(), key=lambda item: (-item[1], item[0]))
    return tuple([other for other, _count in ranked])


def _tag_name(key: str, known: Mapping[str, TagSettings], spellings: Mapping[str, Counter[str]]) -> str:
    if key in known and known[key].name:
        return known[key].name
    return min(spellings[key].items(), key=lambda item: (-item[1], item[0]))[0]


def make_authors(posts: Iterable[Placed], settings: Settings, urls: Urls) -> dict[str, Term]:
    """Return the authors of *posts* (newest first) by key."""
    members = _members((key, post) for post in posts for key in post.authors)
    known: dict[str, AuthorSettings] = {key: settings.authors.get(key, AuthorSettings()) for key in members}
    return _make(
        "author",
        settings.permalinks.author,
        members,
        {key: author.name or key for key, author in known.items()},
        {key: slugify(key) for key in members if key in settings.authors},
        urls,
        description={key: author.about for key, author in known.items()},
        link={key: urls.rooted(author.url) for key, author in known.items()},
        image={key: urls.rooted(author.image) for key, author in known.items()},
    )


def make_series(posts: Iterable[Placed], settings: Settings, urls: Urls) -> dict[str, Term]:
    """Return the series by key; their posts stand in the order in which they are to be read."""
    members = _members((post.series, post) for post in posts if post.series)
    names = {key: of[-1].series_name for key, of in members.items()}
    in_order = {key: [*reversed(of)] for key, of in members.items()}
    return _make("series", settings.permalinks.series, in_order, names, {}, urls)


def _members(pairs: Iterable[tuple[str, Placed]]) -> dict[str, list[Placed]]:
    members: dict[str, list[Placed]] = {}
    for key, post in pairs:
        members.setdefault(key, []).append(post)
    return members


def _first_use(posts: Iterable[Placed]) -> tuple[Any, str]:
    """Return the date and the key of the oldest of *posts*."""
    return min((post.date, post.key) for post in posts)


def _make(
    kind: TermKind,
    pattern: str,
    members: Mapping[str, list[Placed]],
    names: Mapping[str, str],
    slugs: Mapping[str, str],
    urls: Urls,
    **more: Mapping[str, str],
) -> dict[str, Term]:
    """Make terms, sorted by name.  Of two with one slug, the one that was used first keeps it."""
    taken: set[str] = {slug for slug in slugs.values() if slug}
    terms = []
    for key in sorted(members, key=lambda key: (_first_use(members[key]), key)):
        slug = slugs.get(key) or unique_name(term_slug(names[key]), taken)
        taken.add(slug)
        path = pattern.replace(f"{{{kind}}}", slug)
        posts = tuple(post.key for post in members[key])
        details: dict[str, Any] = {name: values.get(key, "") for name, values in more.items()}
        terms.append(Term(kind, key, names[key], path, urls.url(path), posts, **details))
    return {term.key: term for term in sorted(terms, key=lambda term: (sort_key(term.name), term.key))}
