"""Many small values of a stage, kept in pages: all are loaded at once, or those that are looked into, and a
change rewrites one page."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from typing import Any
from zlib import crc32

from sitegen.incremental.store import Row, Store, reading_back

PAGES = 256


class Pages:
    """The values of a *stage* by name, as *dump* writes them and *load* reads them.

    *values* is to be read; it is changed by `put` and `drop`, and nothing is kept before `save`.
    """

    def __init__(
        self,
        store: Store,
        stage: str,
        dump: Callable[[Any], bytes] = marshal.dumps,
        load: Callable[[bytes], Any] = marshal.loads,
    ) -> None:
        self._store, self._stage, self._dump = store, stage, dump
        known = store.decoded.get(stage) if store.decoded is not None else None
        self.values: dict[str, Any] = {} if known is None else known
        if known is None:
            with reading_back(stage):
                for row in store.rows(stage):
                    self.values.update(load(row.value))
        self._touched: set[int] = set()

    def put(self, name: str, value: Any) -> None:
        """Set the value of *name*."""
        self.values[name] = value
        self._touched.add(_page(name))

    def drop(self, names: Iterable[str]) -> None:
        """Forget the values of *names*."""
        for name in names:
            del self.values[name]
            self._touched.add(_page(name))

    def save(self) -> None:
        """Hand the pages that changed to the store."""
        if self._store.decoded is not None:
            self._store.decoded[self._stage] = self.values
            return
        if not self._touched:
            return
        pages: dict[int, dict[str, Any]] = {number: {} for number in self._touched}
        for name, value in self.values.items():
            page = pages.get(_page(name))
            if page is not None:
                page[name] = value
        self._store.put(self._stage, (Row(f"{n}", b"", self._dump(page)) for n, page in pages.items()))
        self._touched.clear()


class PagesLookedInto:
    """The values of a *stage* by name, for who asks for a few of many: the page of each is loaded then."""

    def __init__(self, store: Store, stage: str) -> None:
        self._store, self._stage = store, stage
        self._loaded: dict[int, dict[str, Any]] = {}

    def __getitem__(self, name: str) -> Any:
        number = _page(name)
        page = self._loaded.get(number)
        if page is None:
            raw = self._store.get(self._stage, f"{number}")
            with reading_back(self._stage):
                page = self._loaded[number] = marshal.loads(raw) if raw else {}
        return page[name]


def _page(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % PAGES
