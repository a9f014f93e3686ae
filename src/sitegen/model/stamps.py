"""Stamps: what tells that a text is, on the site, the one that it was at the last build.

The stamp of a text names all that it is made from: its file, and what the structure of the site says of it.
So of a text with the stamp that it had, nothing need be made to know that every answer about it stays the
same, and that it has the mistakes that it had.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Iterable

from sitegen.content.source import Entry
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import Store, reading_back
from sitegen.model.links import Missing
from sitegen.model.states import date_of
from sitegen.model.structure import authors_of
from sitegen.model.texts import Locate, TextMaker

_STAGE = "stamp"
_Known = tuple[bytes, bytes]
"""The stamp of a text, and what was wrong with it (pickled; empty: nothing)."""


class Stamps:
    """The stamps of this build, beside those that are remembered."""

    def __init__(self, store: Store) -> None:
        self._pages = Pages(store, _STAGE)
        self._now: dict[str, _Known] = {}
        self._same: set[str] = set()

    def check(self, sources: Sources, maker: TextMaker, locate: Locate) -> list[Problem]:
        """Stamp every text on the site, and return what is wrong with the links and pictures in them."""
        problems: list[Problem] = []
        stamp = _stamper(sources, maker)
        for entry in sources.entries:
            if entry.key in maker.structure.paths:
                problems += self._check(entry.key, stamp(entry), sources, maker, locate)
        return problems

    def _check(
        self, key: str, stamp: bytes, sources: Sources, maker: TextMaker, locate: Locate
    ) -> Iterable[Problem]:
        known: _Known | None = self._pages.values.get(key)
        if known is not None and known[0] == stamp:
            self._same.add(key)
            self._now[key] = known
            if not known[1]:
                return ()
            with reading_back("what is wrong with texts"):
                remembered: tuple[Problem, ...] = pickle.loads(known[1])
            return remembered
        found: tuple[Problem, ...] = ()
        if sources.marks[key].names:  # without them there is nothing that could be missing
            found = tuple(maker.problems(sources.texts.source(key), locate))
        self._now[key] = stamp, pickle.dumps(found, 5) if found else b""
        return found

    @property
    def stamps(self) -> dict[str, bytes]:
        """The stamps of all texts on the site, by key."""
        return {key: stamp for key, (stamp, _problems) in self._now.items()}

    def is_same(self, key: Hashable) -> bool:
        """Tell whether the text *key* is the one that it was when stamps were last saved."""
        return key in self._same

    def save(self) -> None:
        """Hand the stamps to the store: everything that was asked about has been made."""
        values = self._pages.values
        self._pages.drop([key for key in values if key not in self._now])
        for key, known in self._now.items():
            if values.get(key) != known:
                self._pages.put(key, known)
        self._pages.save()


def _stamper(sources: Sources, maker: TextMaker) -> Callable[[Entry], bytes]:
    """Return what makes the stamp of a text on the site."""
    structure, moment, marks = maker.structure, maker.moment, sources.marks
    terms = {key: (term.name, term.url) for key, term in structure.authors.items()}
    where = _Whereabouts(maker)

    def stamp(entry: Entry) -> bytes:
        key, mark = entry.key, marks[entry.key]
        given = (
            mark.made_from,
            structure.paths[key],
            str(maker.shown_state(entry)),
            None if entry.date or entry.named_day else date_of(entry, moment).isoformat(),
            [terms.get(author) for author in authors_of(entry, structure.settings)],
            structure.chosen.get(key),
            structure.section_of.get(key),
            [where[name] for name in mark.names],
        )
        return digest(given)

    return stamp


class _Whereabouts(dict[str, str | None]):
    """Where what a link names is: a path, the state that keeps it off the site, or nothing."""

    def __init__(self, maker: TextMaker) -> None:
        self._find = maker.resolver.find

    def __missing__(self, name: str) -> str | None:
        found = self._find(name)
        self[name] = where = f"withheld: {found.withheld}" if isinstance(found, Missing) else found
        return where
