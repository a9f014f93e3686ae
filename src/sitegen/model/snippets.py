"""Snippets: notes and calls to action that stand under many posts; which one stands under which."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from sitegen.config.decode import closest
from sitegen.config.settings import Settings
from sitegen.content.source import Entry, kind_of, snippet_name
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.model.problems import front_matter_problem
from sitegen.model.records import Placed, State
from sitegen.text import tag_key


class Snippets(NamedTuple):
    """The keys of snippets on the site by name, and those under texts that have another than the site's own
    (empty: none) by the texts' keys."""

    named: Mapping[str, str]
    under: Mapping[str, str]


def make_snippets(
    sources: Sources,
    states: Mapping[str, State],
    posts: Iterable[Placed],
    settings: Settings,
    problems: list[Problem],
) -> Snippets:
    """Return the snippets of the site, and which stands under which text on it."""
    entries, unread = sources.entries, _unread(sources)
    known = _by_name(entries, problems)
    named = {name: entry.key for name, entry in known.items() if states[entry.key] is State.PUBLISHED}
    under = dict(_of_tags(posts, settings, named))
    for entry in entries:
        is_shown = states[entry.key] is State.PUBLISHED and entry.kind != "snippet"
        if entry.snippet is not None and is_shown:
            problems += _problems(entry, known, states, unread)
            under[entry.key] = named.get(entry.snippet, "")
    return Snippets(named, under)


def _by_name(entries: Iterable[Entry], problems: list[Problem]) -> dict[str, Entry]:
    known: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == "snippet":
            name = snippet_name(entry.key)
            if known.setdefault(name, entry) is not entry:
                message = f"{known[name].path} is called {name!r} as well"
                hint = "rename one of the files"
                problems.append(front_matter_problem(entry, "title", "same-name", message, hint))
    return known


def _unread(sources: Sources) -> set[str]:
    """Return the names of the snippets that can't be read: they are there."""
    return {snippet_name(key) for key in sources.refused if kind_of(key) == "snippet"}


def _of_tags(
    posts: Iterable[Placed], settings: Settings, named: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the snippet of each post that has one by its tags; the first of them that has one decides."""
    by_tag = {tag_key(key): tag.snippet for key, tag in settings.tags.items() if tag.snippet}
    if by_tag:
        for post in posts:
            name = next((by_tag[tag] for tag in post.tags if tag in by_tag), None)
            if name is not None:
                yield post.key, named.get(name, "")


def _problems(
    entry: Entry, known: Mapping[str, Entry], states: Mapping[str, State], unread: Container[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the snippet that the front matter of *entry* names."""
    name = entry.snippet
    if not name or name in unread:
        return
    if name not in known:
        hint = unknown_hint(name, known)
        yield front_matter_problem(entry, "snippet", "unknown-snippet", f"there is no snippet {name!r}", hint)
    elif (state := states[known[name].key]) is not State.PUBLISHED:
        message, hint = f"the snippet {name!r} is left out: it is {_ADJECTIVES[state]}", ""
        yield front_matter_problem(entry, "snippet", "snippet-left-out", message, hint, warning=True)


_ADJECTIVES = {State.DRAFT: "a draft", State.EXPIRED: "expired", State.SCHEDULED: "scheduled for later"}


def unknown_hint(name: str, known: Iterable[str]) -> str:
    """Return what to write instead of a *name* that is not *known*."""
    names = sorted(known)
    there = f"snippets here: {', '.join(names)}" if names else f"write content/snippets/{name}.md"
    return closest(name, names) or there


def unknown_in_settings(settings: Settings, sources: Sources) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each place in `site.toml` (as a path of keys) that names a snippet that there is not, with the
    name and a hint."""
    asked: dict[tuple[str, ...], str] = {("site", "snippet"): settings.site.snippet}
    asked |= {("tags", key, "snippet"): tag.snippet for key, tag in settings.tags.items()}
    asked = {place: name for place, name in asked.items() if name}
    if asked:
        known = {snippet_name(entry.key) for entry in sources.entries if entry.kind == "snippet"}
        known |= _unread(sources)
        for place, name in asked.items():
            if name not in known:
                yield place, name, unknown_hint(name, known)
