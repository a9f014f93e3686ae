"""What the choice of related posts remembers, in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from sitegen.incremental.store import Row, Store
from sitegen.model.related import BagsOf, Memory, MemoryLostError, Related, related_posts
from sitegen.model.related_choice import Article, Rules

_LISTS, _PAGES = "related lists", "related"


class RelatedMemory:
    """Chooses related posts with what *store* remembers of the last time; *jobs* may share the work."""

    def __init__(self, store: Store, jobs: int = 1) -> None:
        self._store, self._jobs = store, jobs
        self._old: Mapping[str, bytes] = {}
        self._new: Memory | None = None
        self.is_same = False
        """Whether every list is the one that it was when this was last saved."""

    def relate(self, articles: Sequence[Article], rules: Rules, bags_of: BagsOf) -> Related:
        """Return the related posts of each article (see `related_posts`)."""
        memory = Memory(self._store.get(_LISTS, "") or b"", self._pages)
        with suppress(MemoryLostError):  # it is made anew, and the lists are the same
            return self._noted(related_posts(articles, rules, bags_of, memory, self._jobs), memory)
        return self._noted(related_posts(articles, rules, bags_of, Memory(), self._jobs), memory)

    def _pages(self) -> Mapping[str, bytes]:
        """Return the remembered pages, which are asked for when the lists don't do."""
        self._old = {row.name: row.value for row in self._store.rows(_PAGES)}
        return self._old

    def _noted(self, found: Related, old: Memory) -> Related:
        self.is_same = found.memory is old
        self._new = None if self.is_same else found.memory
        return found

    def pages(self) -> Mapping[str, bytes]:
        """Return what the lists were chosen from (see `likeness.state`), new or remembered."""
        return self._new.pages() if self._new else self._old or self._pages()

    def save(self) -> None:
        """Hand what is new to the store: the pages that are not as they were."""
        if self._new is None:
            return
        pages = self._new.pages()
        self._store.put(_LISTS, [Row("", b"", self._new.lists)])
        self._store.forget(_PAGES, self._old.keys() - pages.keys())
        changed = [name for name, page in pages.items() if self._old.get(name) != page]
        self._store.put(_PAGES, (Row(name, b"", pages[name]) for name in changed))
