"""The structure of a site and its plan, and their memory: an edit of what a text says changes neither."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from msgspec import Struct

from sitegen.config.located import Span
from sitegen.config.settings import Settings
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.pages import Pages, PagesLookedInto
from sitegen.incremental.store import Row, Store, reading_back
from sitegen.model.records import Structure
from sitegen.model.structure import Structured
from sitegen.model.urls import Urls
from sitegen.plan.assets import Assets
from sitegen.plan.output import Output, Renderer

_STAGE, _PLAN = "layout", "plan"
_FIELDS = Structure.__struct_fields__[2:]
"""What a structure is made of, besides the settings and the URLs, which are known already."""
_ASKING: frozenset[Renderer] = frozenset({"html", "rss", "atom", "json", "card"})
"""Renderers that ask questions, so that their outputs may have to be made again although the plan stays; what
they are given is plain."""


class Layout(Struct, frozen=True):
    """The *structure* of a site, and what is planned.

    *find* returns the planned output with a path.  *outputs* are all that are planned; None: the layout is
    remembered, and they are the ones that they were.  *problems* are what is wrong with the structure and the
    plan.
    """

    structure: Structure
    find: Callable[[str], Output]
    outputs: tuple[Output, ...] | None
    problems: tuple[Problem, ...] = ()


def make_layout(structured: Structured, assets: Assets) -> Layout:
    """Plan a site with these *assets* of its theme."""
    from sitegen.plan.planning import plan_site  # an edit mostly needs no other plan than there was

    plan = plan_site(structured, assets)
    by_path = {output.path: output for output in plan.outputs}
    problems = (*structured.problems, *plan.problems)
    return Layout(structured.structure, by_path.__getitem__, plan.outputs, problems)


def planned_too(layout: Layout, more: Iterable[Output]) -> Layout:
    """Return *layout* with *more* outputs than its plan has."""
    outputs = sorted((*(layout.outputs or ()), *more), key=lambda output: output.path)
    by_path = {output.path: output for output in outputs}
    return Layout(layout.structure, by_path.__getitem__, tuple(outputs), layout.problems)


class LayoutMemory:
    """Remembers the layout of the last build, by all that it was made of."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made_of: tuple[bytes, object, bytes] = (b"", None, b"")
        self._name = b""

    def note(self, made_of: tuple[bytes, object, bytes], ledger: object) -> None:
        """Note what the layout of this build is made of: what names the structure, all that is copied, what
        names the pictures that are shown, and the *ledger* of addresses."""
        self._made_of, self._name = made_of, digest((made_of, ledger))

    def note_ledger(self, ledger: object) -> None:
        """Note that the layout is the same with this *ledger*: all that was added to it is planned."""
        self._name = digest((self._made_of, ledger))

    def recall(self, settings: Settings, urls: Urls) -> Layout | None:
        """Return the layout that is made of just that, if it is remembered."""
        kept = self._store.decoded.get(_STAGE) if self._store.decoded is not None else None
        if kept is not None:
            name, structure, problems = kept
            return Layout(structure, self._find, None, problems) if name == self._name else None
        raw = self._store.get(_STAGE, "", self._name)
        if raw is None:
            return None
        with reading_back("the structure"):
            parts, problems = pickle.loads(raw)
            return Layout(Structure(settings, urls, *parts), self._find, None, problems)

    def _find(self, path: str) -> Output:
        with reading_back("the plan"):
            values = self._looked_into if self._store.decoded is None else self._planned.values
            renderer, arguments, source, span = values[path]
            return Output(path, renderer, arguments, source, span=Span(*span))

    @cached_property
    def _planned(self) -> Pages:
        return Pages(self._store, _PLAN)

    @cached_property
    def _looked_into(self) -> PagesLookedInto:
        return PagesLookedInto(self._store, _PLAN)

    def save(self, layout: Layout) -> None:
        """Hand a *layout* that was made anew to the store."""
        if self._store.decoded is not None:
            self._store.decoded[_STAGE] = (self._name, layout.structure, layout.problems)
            self._planned.save()  # loaded once a process, also where nothing had to be found
        if layout.outputs is None:
            return
        if self._store.decoded is None:
            parts = [getattr(layout.structure, field) for field in _FIELDS]
            self._store.put(_STAGE, [Row("", self._name, pickle.dumps((parts, layout.problems), 5))])
        pages, planned = self._planned, _plain(layout.outputs)
        pages.drop([path for path in pages.values if path not in planned])
        for path, row in planned.items():
            if pages.values.get(path) != row:
                pages.put(path, row)
        pages.save()


def _plain(outputs: Iterable[Output]) -> dict[str, tuple[Any, ...]]:
    """Return the outputs that may have to be made again while the plan stays, as plain values, by path."""
    return {
        output.path: (output.renderer, output.arguments, output.source, tuple(output.span))
        for output in outputs
        if output.renderer in _ASKING
    }
