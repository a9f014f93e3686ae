"""What the choice of related posts remembers, in the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypeVar

from sitegen.content.memory import Bags, BagsElsewhere, Mark
from sitegen.content.source import Entry
from sitegen.forks import JOBS, AtHand, at_hand
from sitegen.incremental.answers import Everything
from sitegen.incremental.store import Row, Store, StoreView
from sitegen.model.records import Moment, Structure
from sitegen.model.related import (
    Asked,
    BagsOf,
    Memory,
    MemoryLostError,
    Related,
    ask,
    choose,
    choose_packed,
    look_back,
    recall,
    those_that_stay,
    unpack,
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


class _Same(Container[Hashable]):
    """What a memory says to be the same, when it is settled."""

    def __init__(self, memory: RelatedMemory) -> None:
        self._memory = memory

    def __contains__(self, key: object) -> bool:
        self._memory.settle()
        return key in self._memory.same


class RelatedMemory:
    """Chooses related posts with what *store* remembers of the last time; *jobs* may share the work.

    *hasty*: where the last build of this process has chosen among the same texts, that will do for now.
    """

    def __init__(self, store: Store, jobs: int = 1, *, hasty: bool = False) -> None:
        self._store, self._jobs, self._hasty = store, jobs, hasty
        self._old: Mapping[str, bytes] | None = None
        self._changes: Changes | None = None
        self._new: Memory | None = None
        self._found: Related | None = None
        self._chooser: AtHand[_Question, _Answer] | None = None
        self._wait: Callable[[], object] | None = None
        self._same: Container[Hashable] = frozenset[str]()

    def get_ready(self) -> None:
        """Have another process, where one may share the work, read what is remembered: it is asked to choose
        when the articles are known."""
        if self._jobs >= JOBS and self._store.path and self._store.decoded is None and self._lists():
            self._chooser = at_hand(partial(_learn_to_choose, self._store.path))

    def relate(self, articles: Sequence[Article], rules: Rules, bags: Bags) -> Related:
        """Return the related posts of each article (see `choose`).

        Where another process is ready they are found there, and waited for when somebody asks for one.
        """
        memory, asked = Memory(self._lists(), self._pages), ask(articles, rules)
        chooser, self._chooser = self._chooser, None
        recalled = recall(asked, memory) if chooser else None
        if recalled:
            return self._noted(recalled, asked, memory)
        if not chooser:
            return self._noted(self._related(asked, bags, memory), asked, memory)
        self._begin(chooser, asked, bags, memory)
        return Related(Later(lambda: self.found.lists), Later(lambda: self.found.fill))

    def _related(self, asked: Asked, bags: Bags, memory: Memory) -> Related:
        with suppress(MemoryLostError):  # it is made anew, and the lists are the same
            return choose(asked, _bags_of(asked, bags), memory, self._jobs)
        return choose(asked, _bags_of(asked, bags), Memory(), self._jobs)

    def _begin(self, chooser: AtHand[_Question, _Answer], asked: Asked, bags: Bags, old: Memory) -> None:
        """Have another process choose from what is *asked*; what it can't is done here."""
        there = chooser.ask(_Question(asked.packed, bags.elsewhere()))

        def wait() -> Related:
            answer = there.result()
            if answer is None:
                return self._related(asked, bags, old)
            self._changes = answer.changes
            found = recall(asked, Memory(answer.lists, lambda: _changed(self._pages(), answer.changes)))
            assert found is not None
            return found

        self._wait = lambda: self._noted(wait(), asked, old)

    def _lists(self) -> bytes:
        return self._store.get(_LISTS, "") or b""

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
        if self._old is None:
            self._old = _read_pages(self._store)
        return self._old

    def chosen_before(self, structure: Structure, moment: Moment) -> Related | None:
        """Return what was chosen in the last build, whatever texts say now, if that will do."""
        kept = self._store.decoded or {}
        if not self._hasty or _LISTS not in kept or not self._is_of(structure, moment):
            return None
        self._same, self._found = Everything(), kept[_LISTS]
        return self._found

    @property
    def is_awaited(self) -> bool:
        """Whether another process is choosing still."""
        return self._wait is not None

    def settle(self) -> None:
        """Wait for what another process is choosing."""
        if self._wait:
            wait, self._wait = self._wait, None
            wait()

    @property
    def same(self) -> Container[Hashable]:
        """The articles of which it is certain that their lists are those that they were when this was last
        saved; it is waited for when it is looked into."""
        return _Same(self) if self.is_awaited else self._same

    def _noted(self, found: Related, asked: Asked, old: Memory) -> Related:
        is_same = found.memory is old
        self._new = None if is_same else found.memory
        self._same = Everything() if is_same else self._those_that_stay(found, asked, old)
        self._found = found
        return found

    def _those_that_stay(self, found: Related, asked: Asked, old: Memory) -> AbstractSet[Hashable]:
        """Return the articles with the lists that they had in the last build."""
        if self._store.decoded is None:
            return those_that_stay(asked, old.lists, found.memory.lists)
        last: Related | None = self._store.decoded.get(_LISTS)
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
        return self._new.pages() if self._new else self._pages()

    def save(self) -> None:
        """Hand what is new to the store: the pages that are not as they were."""
        self.settle()
        if self._store.decoded is not None:
            self._store.decoded[_LISTS] = self._found
        if self._new is None:
            return
        changes = self._changes or _changes(self._pages(), self._new.pages())
        self._store.put(_LISTS, [Row("", b"", self._new.lists)])
        self._store.forget(_PAGES, changes.gone)
        self._store.put(_PAGES, (Row(name, b"", page) for name, page in changes.new.items()))


def _bags_of(asked: Asked, bags: Bags) -> BagsOf:
    keys = {article.digest: article.key for article in asked.posts}
    return lambda digests: bags.of([keys[digest] for digest in digests])


def _read_pages(store: Store) -> Mapping[str, bytes]:
    return {row.name: row.value for row in store.rows(_PAGES)}


class Changes(NamedTuple):
    """How pages differ from those of the last build."""

    new: Mapping[str, bytes]
    gone: Collection[str]


def _changes(old: Mapping[str, bytes], pages: Mapping[str, bytes]) -> Changes:
    new = {name: page for name, page in pages.items() if old.get(name) != page}
    return Changes(new, [*(old.keys() - pages.keys())])


def _changed(old: Mapping[str, bytes], changes: Changes) -> Mapping[str, bytes]:
    return {name: page for name, page in {**old, **changes.new}.items() if name not in changes.gone}


# ---- in another process


class _Question(NamedTuple):
    """What is `Asked`, packed, and what opens the bags."""

    packed: bytes
    bags: BagsElsewhere


class _Answer(NamedTuple):
    """What was chosen, as far as it is not what was remembered."""

    lists: bytes
    changes: Changes


def _learn_to_choose(path: Path) -> Callable[[_Question], _Answer]:
    """Read what the last build has left in the store at *path*, and return what chooses with that."""
    with closing(StoreView(path)) as store:  # this build goes on writing to it
        pages = _read_pages(store)
    before = look_back(pages)
    import_module("sitegen.model.likeness.update")

    def answer(question: _Question) -> _Answer:
        asked = unpack(question.packed)
        with question.bags.opened() as bags:
            chosen = choose_packed(asked, _bags_of(asked, bags), before, 1)
        return _Answer(chosen.lists, _changes(pages, chosen.pages))

    return answer
