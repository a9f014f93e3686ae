"""What the choice of related posts remembers, in the store."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import NamedTuple, TypeVar

from sitegen.content.memory import Mark
from sitegen.content.source import Entry
from sitegen.executors import JOBS, beside
from sitegen.incremental.answers import Everything
from sitegen.incremental.store import Row, Store
from sitegen.model.records import Moment, Structure
from sitegen.model.related import (
    Asked,
    BagsOf,
    Chosen,
    Memory,
    MemoryLostError,
    Related,
    ask,
    choose,
    choose_packed,
    recall,
)
from sitegen.model.related_choice import Article, Rules

_LISTS, _PAGES, _ARTICLES = "related lists", "related", "articles"


class KnownArticle(NamedTuple):
    """What a text is to the choice of related posts (None: it takes no part), and of what that was made."""

    entry: Entry
    mark: Mark
    article: Article | None


KnownArticles = dict[str, KnownArticle]
Value = TypeVar("Value")


class Later(Mapping[str, Value]):
    """A table that is waited for when it is looked into."""

    def __init__(self, table: Callable[[], Mapping[str, Value]]) -> None:
        self._table = table

    def __getitem__(self, key: str) -> Value:
        return self._table()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())

    def __reduce__(self) -> tuple[type[dict[str, Value]], tuple[dict[str, Value]]]:
        return dict, (dict(self._table()),)


class RelatedMemory:
    """Chooses related posts with what *store* remembers of the last time; *jobs* may share the work.

    *hasty*: where the last build of this process has chosen among the same texts, that will do for now.
    """

    def __init__(self, store: Store, jobs: int = 1, *, hasty: bool = False) -> None:
        self._store, self._jobs, self._hasty = store, jobs, hasty
        self._old: Mapping[str, bytes] = {}
        self._new: Memory | None = None
        self._found: Related | None = None
        self._wait: Callable[[], Related] | None = None
        self._asked_with = Memory()
        self.same: Container[Hashable] = frozenset[str]()
        """The articles of which it is certain that their lists are those that they were when this was last
        saved."""

    def relate(
        self, articles: Sequence[Article], rules: Rules, bags_of: BagsOf, elsewhere: Callable[[], BagsOf]
    ) -> Related:
        """Return the related posts of each article (see `choose`).

        Where another process may share the work they are found there, with the bags that there are
        *elsewhere*, and waited for when somebody asks for one.
        """
        memory, asked = Memory(self._store.get(_LISTS, "") or b"", self._pages), ask(articles, rules)
        if not (self._jobs >= JOBS and memory.lists and self._store.decoded is None):
            return self._noted(self._related(asked, bags_of, memory), memory)
        recalled = recall(asked, memory)
        if recalled:
            return self._noted(recalled, memory)
        self._begin(asked, bags_of, elsewhere, memory)
        return Related(Later(lambda: self.found.lists), Later(lambda: self.found.fill))

    def _related(self, asked: Asked, bags_of: BagsOf, memory: Memory) -> Related:
        with suppress(MemoryLostError):  # it is made anew, and the lists are the same
            return choose(asked, bags_of, memory, self._jobs)
        return choose(asked, bags_of, Memory(), self._jobs)

    def _begin(self, asked: Asked, bags_of: BagsOf, elsewhere: Callable[[], BagsOf], memory: Memory) -> None:
        """Have another process choose from what is *asked*; what it can't is done here."""
        old = self._pages()

        def choose_there() -> Chosen:
            chosen = choose_packed(asked, elsewhere(), old, 1)
            pages = {name: b"" if old.get(name) == page else page for name, page in chosen.pages.items()}
            return Chosen(chosen.lists, pages)

        there = beside(choose_there)

        def wait() -> Related:
            chosen = there.result()
            if chosen is None:
                return self._related(asked, bags_of, memory)
            pages = {name: page or old[name] for name, page in chosen.pages.items()}
            found = recall(asked, Memory(chosen.lists, lambda: pages))
            assert found is not None
            return found

        self._wait, self._asked_with = wait, memory

    @property
    def found(self) -> Related:
        """What was chosen; it is waited for."""
        self.settle()
        assert self._found is not None
        return self._found

    def articles_of(self, structure: Structure, moment: Moment) -> KnownArticles:
        """Return what texts were to the choice in builds of this process with just this structure, by key; it
        may be added to."""
        if self._store.decoded is None:
            return {}
        if not self._is_of(structure, moment):
            self._store.decoded[_ARTICLES] = (structure, moment.now.date(), {})
        known: KnownArticles = self._store.decoded[_ARTICLES][2]
        return known

    def _is_of(self, structure: Structure, moment: Moment) -> bool:
        """Tell whether what is kept in memory was chosen in just this structure."""
        last = self._store.decoded.get(_ARTICLES) if self._store.decoded is not None else None
        return last is not None and last[0] is structure and last[1] == moment.now.date()

    def _pages(self) -> Mapping[str, bytes]:
        """Return the remembered pages, which are asked for when the lists don't do."""
        self._old = {row.name: row.value for row in self._store.rows(_PAGES)}
        return self._old

    def chosen_before(self, structure: Structure, moment: Moment) -> Related | None:
        """Return what was chosen in the last build, whatever texts say now, if that will do."""
        kept = self._store.decoded or {}
        if not self._hasty or _LISTS not in kept or not self._is_of(structure, moment):
            return None
        self.same, self._found = Everything(), kept[_LISTS]
        return self._found

    @property
    def is_awaited(self) -> bool:
        """Whether another process is choosing still."""
        return self._wait is not None

    def settle(self) -> None:
        """Wait for what another process is choosing."""
        if self._wait:
            wait, self._wait = self._wait, None
            self._noted(wait(), self._asked_with)

    def _noted(self, found: Related, old: Memory) -> Related:
        is_same = found.memory is old
        self._new = None if is_same else found.memory
        self.same = Everything() if is_same else self._those_that_stay(found)
        self._found = found
        return found

    def _those_that_stay(self, found: Related) -> AbstractSet[Hashable]:
        """Return the articles with the lists that they had in the last build of this process."""
        last: Related | None = self._store.decoded.get(_LISTS) if self._store.decoded is not None else None
        if last is None:
            return frozenset()
        lists, fill, others = found.lists, found.fill, last.fill
        return {
            key
            for key, keys in last.lists.items()
            if lists.get(key) == keys and fill.get(key) == others.get(key)
        }

    def pages(self) -> Mapping[str, bytes]:
        """Return what the lists were chosen from (see `likeness.state`), new or remembered."""
        self.settle()
        return self._new.pages() if self._new else self._old or self._pages()

    def save(self) -> None:
        """Hand what is new to the store: the pages that are not as they were."""
        self.settle()
        if self._store.decoded is not None:
            self._store.decoded[_LISTS] = self._found
        if self._new is None:
            return
        pages = self._new.pages()
        self._store.put(_LISTS, [Row("", b"", self._new.lists)])
        self._store.forget(_PAGES, self._old.keys() - pages.keys())
        changed = [name for name, page in pages.items() if self._old.get(name) != page]
        self._store.put(_PAGES, (Row(name, b"", pages[name]) for name in changed))
