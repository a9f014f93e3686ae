"""What the choice of related posts remembers, in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from sitegen.content.bags import Bag
from sitegen.incremental.store import Row, Store
from sitegen.model.related import Article, Memory, MemoryLostError, related_posts

_STAGE = "related"


class RelatedMemory:
    """Chooses related posts with what *store* remembers of the last time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._old: Memory | None = None
        self._new: Memory | None = None

    def relate(
        self, articles: Sequence[Article], count: int, bag_of: Callable[[bytes], Bag]
    ) -> dict[str, tuple[str, ...]]:
        """Return the keys of the related posts of each article, best first."""
        lists, state = (self._store.get(_STAGE, name) or b"" for name in ("lists", "state"))
        self._old = Memory(lists, state)
        with suppress(MemoryLostError):  # it is made anew, and the lists are the same
            found = related_posts(articles, count, bag_of, self._old)
            self._new = found.memory
            return found.lists
        found = related_posts(articles, count, bag_of)
        self._new = found.memory
        return found.lists

    @property
    def is_same(self) -> bool:
        """Whether every list is the one that it was when this was last saved."""
        return self._new is not None and self._new is self._old

    def save(self) -> None:
        """Hand what is new to the store."""
        if self._new is not None and self._new is not self._old:
            rows = [Row("lists", b"", self._new.lists), Row("state", b"", self._new.state)]
            self._store.put(_STAGE, rows)
