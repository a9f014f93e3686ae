"""Stamps: what tells that a text is, on the site, the one that it was at the last build.

The stamp of a text names all that it is made from: its file, and what the structure of the site says of it.
So of a text with the stamp that it had, nothing need be made to know that every answer about it stays the
same, and that it has the mistakes that it had.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet

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
_Known = tuple[bytes, bytes, bytes]
"""What a text was made from, its stamp, and what was wrong with it (pickled; empty: nothing)."""


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
        for entry in sources.entries:
            key = entry.key
            if key not in maker.structure.paths:
                continue
            before: _Known | None = known.get(key)
            if before and (
                before[0] == marks[key].made_from if same_structure else before[1] == stamp(entry)
            ):
                self._same.add(key)
                now = before
            else:
                now = self._look(key, stamp(entry), sources, maker, locate)
            self._now[key] = now
            if now[2]:
                problems += _read_problems(now[2])
        return problems

    def _look(self, key: str, stamp: bytes, sources: Sources, maker: TextMaker, locate: Locate) -> _Known:
        found: tuple[Problem, ...] = ()
        if sources.marks[key].names:  # without them there is nothing that could be missing
            found = tuple(maker.problems(sources.texts.source(key), locate))
        return sources.marks[key].made_from, stamp, pickle.dumps(found, 5) if found else b""

    @property
    def stamps(self) -> dict[str, bytes]:
        """The stamps of all texts on the site, by key."""
        return {key: stamp for key, (_made_from, stamp, _problems) in self._now.items()}

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


def _read_problems(raw: bytes) -> tuple[Problem, ...]:
    with reading_back("what is wrong with texts"):
        problems: tuple[Problem, ...] = pickle.loads(raw)
        return problems


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
