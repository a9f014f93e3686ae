"""Why these posts are related to a post, and why another one is not: `sitegen related`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from sitegen.build import Given, Prepared, Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.content.source import Entry
from sitegen.content.spelling import spell
from sitegen.explain.find import inside
from sitegen.explain.rules import Rule, rules_of
from sitegen.markup.plain import plain_text
from sitegen.markup.scan import scan
from sitegen.memory import Memory, with_a_look
from sitegen.model.likeness import tuning
from sitegen.model.likeness.comparison import Compared, Comparer
from sitegen.model.likeness.state import read_pages
from sitegen.model.records import State
from sitegen.model.related_choice import Article
from sitegen.model.relating import articles
from sitegen.model.structure import names_of

WORDS = 6
"""How many of the words that decided are told."""


class Side(Struct, frozen=True):
    """A text: its file, its URL and its title."""

    file: str
    url: str
    title: str


class Shared(Struct, frozen=True):
    """What two texts have in common: how alike they are (see `Compared`; from 0 to 1), the names of tags that
    both have, and the words that decided, the weightiest first."""

    likeness: float
    nearness: float
    score: float
    tags: tuple[str, ...]
    words: tuple[str, ...]


class Suggestion(Struct, frozen=True):
    """A text of a list; *why* it is there: chosen by hand, part of the series, alike, or only to fill up."""

    text: Side
    why: str
    shared: Shared | None


class Suggestions(Struct, frozen=True):
    """The list of a text; *reason*: why there is none."""

    text: Side
    list: tuple[Suggestion, ...]
    reason: str = ""


class Relation(Struct, frozen=True):
    """What there is between two texts: the *place* of the other in the list of the first, from 1, or the
    *reasons* why it has none; *rules* keep the other off the site."""

    text: Side
    other: Side
    place: int | None
    reasons: tuple[str, ...]
    rules: tuple[Rule, ...]
    shared: Shared | None


class Nothing(Struct, frozen=True):
    """There is no text of that name; *close* are names like it."""

    named: str
    close: tuple[str, ...]


Facts = Suggestions | Relation | Nothing


class Answer(Struct, frozen=True):
    """What was found; *refused* is the number of texts that can't be read for the mistakes in them."""

    facts: Facts
    refused: int = 0


def related(request: Request, named: str, other: str = "") -> Answer:
    """Return what is related to the text that is *named*, or what is between it and an *other*.

    Raises `SetupError` and `UsageError` as a build does.
    """
    given = look(request)
    return with_a_look(request.memory, partial(_related, given, named, other))


def _related(given: Given, named: str, other: str, memory: Memory) -> Answer:
    scan = scan_content(given.content, given.settings.build.ignore)
    prepared = prepare(given, scan, memory)
    return Answer(_facts(_Known(prepared), named, other), len(prepared.sources.refused))


def _facts(known: _Known, named: str, other: str) -> Facts:
    for name in filter(None, (named, other)):
        if known.find(name) is None:
            return Nothing(name, known.close(name))
    own = known.find(named)
    assert own is not None
    if not other:
        return known.suggestions(own)
    second = known.find(other)
    assert second is not None
    return known.relation(own, second)


class _Known:
    def __init__(self, prepared: Prepared) -> None:
        self.prepared, self.site = prepared, prepared.site
        self._entries = {entry.key: entry for entry in prepared.sources.entries}
        self._names = names_of(prepared.sources.entries)
        found = articles(self.site.structure, prepared.sources, self.site.moment)
        self._articles = {article.key: article for article in found} if self._count else {}
        kept = read_pages(prepared.model.related.pages()) if self._articles else None
        self._comparer = Comparer(kept) if kept else None

    @property
    def _count(self) -> int:
        return self.site.settings.related.count

    def find(self, named: str) -> str | None:
        """Return the key of a text by slug, file name, path (also from where the user is) or URL."""
        path = unquote(urlsplit(named).path) if "://" in named else named
        here = inside(self.prepared.given.request.site, named)
        for name in (posixpath.normpath(path).strip("/"), here):
            if found := self._names.get(name):
                return found
        root = self.site.urls.root
        places = {place.strip("/"): key for key, place in self.site.structure.paths.items()}
        return places.get(path.strip("/")) or places.get(f"{path}/".removeprefix(root).strip("/"))

    def close(self, named: str) -> tuple[str, ...]:
        return tuple(get_close_matches(named.removeprefix("content/"), self._names, 3, 0.6))

    # ---- the list

    def suggestions(self, own: str) -> Suggestions:
        keys = self.site.related.get(own, ())
        alike = len(keys) - self.site.fill.get(own, 0)
        found = tuple(
            Suggestion(self._side(key), self._why(own, key, number >= alike), self._shared(own, key))
            for number, key in enumerate(keys)
        )
        return Suggestions(self._side(own), found, "" if keys else self._why_none(own))

    def _why(self, own: str, key: str, fills: bool) -> str:
        article = self._articles[own]
        if key in article.chosen:
            return "chosen"
        if key in article.first:
            return "series"
        return "fallback" if fills else "alike"

    def _why_none(self, own: str) -> str:
        if own not in self.site.structure.paths:
            return "it is not on the site"
        if not self._count:
            return "[related] count of site.toml is 0"
        if self._entries[own].related is False:
            return "its front matter says related: false"
        if own not in self._articles:
            return "only posts, and the pages of a section, have related posts"
        return "there is no other post that could be offered"

    # ---- two texts

    def relation(self, own: str, other: str) -> Relation:
        keys = self.site.related.get(own, ())
        place = keys.index(other) + 1 if other in keys else None
        rules = rules_of(self._entries[other], self.site.moment)
        reasons = () if place else tuple(self._reasons(own, other))
        return Relation(self._side(own), self._side(other), place, reasons, rules, self._shared(own, other))

    def _reasons(self, own: str, other: str) -> Iterator[str]:
        """Yield why *other* is not in the list of *own*."""
        if own == other:
            yield "it is the same text"
        elif not self.site.related.get(own):
            yield f"the list is empty: {self._why_none(own)}"
        elif other not in self.site.structure.paths:
            yield f"it is not on the site: {self._state(other)}"
        elif closed := [*self._closed(self._entries[other])]:
            yield from closed
        elif ruled_out := [*self._ruled_out(self._articles[own], self._articles[other])]:
            yield from ruled_out
        else:
            yield self._lost(own, other)

    def _state(self, key: str) -> State:
        return self.site.structure.withheld.get(key, State.REFUSED)

    def _closed(self, entry: Entry) -> Iterator[str]:
        """Yield why a text is offered nowhere, unless chosen by hand."""
        if entry.related is False:
            yield "its front matter says related: false"
        if entry.noindex:
            yield "its front matter says noindex: true"
        if entry.key not in self._articles or (self._articles[entry.key].apart and not _says_so(entry)):
            yield "only posts are offered, and the pages of a section ([related] pages)"

    def _ruled_out(self, own: Article, other: Article) -> Iterator[str]:
        structure = self.site.structure
        if other.key in own.avoided:
            near = abs(structure.positions.get(own.key, -9) - structure.positions.get(other.key, -9)) == 1
            what = "stands beside it" if near else "is linked in the text"
            yield f"it {what}, and [related] skip leaves that out"
        shared = self._shared(own.key, other.key)
        if shared and shared.likeness >= tuning.SAME:
            yield "it is nearly the same text"
        most, in_list = self.site.settings.related.per_column, self.site.related[own.key]
        of_column = sum(self._articles[key].column == other.column for key in in_list)
        if most and other.column and of_column >= most:
            yield f"{of_column} of the column {other.column!r} are in the list already"

    def _lost(self, own: str, other: str) -> str:
        """Return by how much *other* is less alike than those of the list."""
        shared, last = self._shared(own, other), self._shared(own, self.site.related[own][-1])
        place = self._comparer.place(own, other) if self._comparer else None
        if place:
            return f"it is in place {place} of those alike, and the list has {self._count}"
        if shared is None or shared.likeness < tuning.FLOOR:
            return "they have next to nothing in common"
        if last and last.score > shared.score:
            return "those of the list have more in common with it"
        return "others share more of its weightiest words, so the two were not compared"

    def _shared(self, own: str, other: str) -> Shared | None:
        comparer = self._comparer
        if comparer is None or not (comparer.knows(own) and comparer.knows(other)) or own == other:
            return None
        compared = comparer.compare(own, other)
        return Shared(
            round(compared.likeness, 4),
            round(compared.nearness, 4),
            round(compared.score, 4),
            self._shared_tags(own, other),
            self._words(compared, (own, other)),
        )

    def _shared_tags(self, own: str, other: str) -> tuple[str, ...]:
        known = self.site.structure.tags
        both = [tag for tag in self._articles[own].tags if tag in self._articles[other].tags]
        return tuple(known[tag].name if tag in known else tag for tag in both)

    def _words(self, compared: Compared, keys: Sequence[str]) -> tuple[str, ...]:
        texts, sources = self.prepared.sources.texts, self._entries
        written = [texts.source(key).meta.title for key in keys]
        written += [plain_text(scan(texts.document(key).html)) for key in keys]
        words = spell(written, [tag for key in keys for tag in sources[key].tags])
        return tuple(words[term] for term, _ in compared.words[:WORDS] if term in words)

    def _side(self, key: str) -> Side:
        structure = self.site.structure
        url = structure.urls.url(structure.paths[key]) if key in structure.paths else ""
        return Side(f"content/{key}", url, self.prepared.sources.texts.source(key).meta.title)


def _says_so(entry: Entry) -> bool:
    return entry.noindex or entry.related is False
