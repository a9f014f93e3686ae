"""Stamps: what tells that a text is, on the site, the one that it was at the last build.

The stamp of a text names all that it is made from: its file, and what the structure of the site says of it;
besides, what lists show of it and what links show.  So no text need be made, and no words be loaded, to know
which answers about it stay the same, and that it has the mistakes that it had.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sitegen.content.source import Entry
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import Store, reading_back
from sitegen.model.links import Missing
from sitegen.model.states import date_of
from sitegen.model.structure import authors_of
from sitegen.model.texts import Locate, Mistake, TextMaker

_STAGE = "stamp"


class Stamp(NamedTuple):
    """The digests of a text on the site, of what lists show of it, and of what a link to it shows."""

    text: bytes
    card: bytes
    link: bytes


_Known = tuple[bytes, bytes, bytes, bytes, bytes]
"""What a text was made from, its stamp, and the mistakes in it (pickled; empty: there are none)."""


class Stamps:
    """The stamps of this build, beside those that are remembered."""

    def __init__(self, store: Store) -> None:
        self._pages = Pages(store, _STAGE)
        self._now: dict[str, _Known] = {}
        self._same: set[str] = set()

    def check(
        self, sources: Sources, maker: TextMaker, locate: Locate, *, same_structure: bool = False
    ) -> list[Problem]:
        """Stamp every text on the site, and return what is wrong with the links and pictures in them.

        In the *same structure* as before, a text of the same file needs no stamp of its own.
        """
        problems: list[Problem] = []
        stamp, known, marks = _stamper(sources, maker), self._pages.values, sources.marks
        structure = maker.structure
        on_site = structure.paths.keys() | set(structure.snippets.values())
        for entry in sources.entries:
            key = entry.key
            if key not in on_site:
                continue
            before: _Known | None = known.get(key)
            if same_structure and before and before[0] == marks[key].made_from:
                now = before
            else:
                now = self._look(key, stamp(entry), sources, maker, locate)
            if now is before:
                self._same.add(key)
            self._now[key] = now
            if now[-1]:
                problems += [maker.hinted(mistake, key) for mistake in _read_mistakes(now[-1])]
        return problems

    def _look(self, key: str, stamp: Stamp, sources: Sources, maker: TextMaker, locate: Locate) -> _Known:
        """Return what is known of a text now: what was known before, if that is the same."""
        before: _Known | None = self._pages.values.get(key)
        if before and before[1:4] == stamp:
            return before
        found: tuple[Mistake, ...] = ()
        if sources.marks[key].shown.names:  # without them there is nothing that could be missing
            found = tuple(maker.mistakes(sources.texts.source(key), locate))
        return sources.marks[key].made_from, *stamp, pickle.dumps(found, 5) if found else b""

    def stamp_of(self, key: str) -> Stamp:
        """Return the stamp of a text.  Raises KeyError: it is not on the site."""
        return Stamp._make(self._now[key][1:4])

    @property
    def same(self) -> AbstractSet[Hashable]:
        """The texts that are the ones that they were when stamps were last saved."""
        return self._same

    def save(self) -> None:
        """Hand the stamps to the store: everything that was asked about has been made."""
        values = self._pages.values
        self._pages.drop([key for key in values if key not in self._now])
        for key, known in self._now.items():
            if values.get(key) != known:
                self._pages.put(key, known)
        self._pages.save()


def _read_mistakes(raw: bytes) -> tuple[Mistake, ...]:
    with reading_back("what is wrong with texts"):
        mistakes: tuple[Mistake, ...] = pickle.loads(raw)
        return mistakes


def _stamper(sources: Sources, maker: TextMaker) -> Callable[[Entry], Stamp]:
    """Return what makes the stamp of a text on the site."""
    structure, moment, marks = maker.structure, maker.moment, sources.marks
    terms = {key: (term.name, term.url) for key, term in structure.authors.items()}
    where = _Whereabouts(maker)

    def stamp(entry: Entry) -> Stamp:
        key, mark = entry.key, marks[entry.key]
        shown = mark.shown
        there = [where[name] for name in shown.names]
        if entry.kind == "snippet":
            return Stamp(digest((mark.made_from, there)), b"", b"")
        date = date_of(entry, moment) if entry.kind == "post" else entry.updated
        words = maker.words(entry, shown)
        link = (words, structure.paths[key], date and date.isoformat(), there[: shown.link_names])
        placed = (structure.paths[key], date and date.isoformat(), str(maker.shown_state(entry)))
        text = (mark.made_from, placed, there, structure.chosen.get(key), structure.section_of.get(key))
        if not shown.card:
            return Stamp(digest(text), b"", digest(link))
        authors = [terms.get(author) for author in authors_of(entry, structure.settings)]
        card = (shown.card, placed, authors, there[: shown.card_names])
        return Stamp(digest(text), digest(card), digest(link))

    return stamp


class _Whereabouts(dict[str, str | None]):
    """Where what a link names is: a path, the state that keeps it off the site, or nothing."""

    def __init__(self, maker: TextMaker) -> None:
        self._find = maker.resolver.find

    def __missing__(self, name: str) -> str | None:
        found = self._find(name)
        self[name] = where = f"withheld: {found.withheld}" if isinstance(found, Missing) else found
        return where
