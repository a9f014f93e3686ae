"""What the choice of related posts remembers, and choosing in another process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from model.test_related import bags_of, blog, post
from sitegen import executors
from sitegen.content.bags import Bag
from sitegen.incremental.store import Store
from sitegen.model import related_memory
from sitegen.model.related_choice import Article, Rules
from sitegen.model.related_memory import RelatedMemory

Bags = Callable[[Sequence[bytes]], list[Bag]]


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What came of the work that another process was given, also where a thread runs."""
    results: list[object] = []
    right = executors.beside

    def watched(work: Callable[[], Any]) -> Any:
        there = right(work)
        result = there.result()
        results.append(result)
        return executors._Done(result)

    monkeypatch.setattr(executors, "_can_fork", lambda: True)
    monkeypatch.setattr(related_memory, "beside", watched)
    return results


def chosen(store: Store, posts: list[Article], jobs: int, elsewhere: Bags = bags_of) -> tuple[object, ...]:
    """Choose with what *store* remembers; return the lists and all that is remembered then."""
    memory = RelatedMemory(store, jobs)
    found = memory.relate(posts, Rules(5), bags_of, lambda: elsewhere)
    memory.save()
    remembered = [row for stage in ("related lists", "related") for row in store.rows(stage)]
    return dict(found.lists), dict(found.fill), remembered


def of_no_text(_digests: Sequence[bytes]) -> list[Bag]:
    raise KeyError


def test_another_process_chooses_what_this_one_would(forked):
    new = [*blog(), post("new", "simmer broth chord melody", day=500)]
    here, there = Store(None), Store(None)
    for store in (here, there):
        chosen(store, blog(), 1)

    assert chosen(there, new, 2) == chosen(here, new, 1)
    assert forked != [None]


def test_what_another_process_can_not_choose_is_chosen_here(forked):
    new = [*blog(), post("new", "simmer broth chord melody", day=500)]
    here, there = Store(None), Store(None)
    for store in (here, there):
        chosen(store, blog(), 1)

    assert chosen(there, new, 2, of_no_text) == chosen(here, new, 1)
    assert forked == [None]


@pytest.mark.parametrize("posts", [blog(), []])
def test_nothing_is_done_elsewhere_where_nothing_was_remembered_or_nothing_has_changed(forked, posts):
    store = Store(None)

    assert chosen(store, posts, 2) == chosen(store, posts, 2)

    assert not forked


def test_lists_are_waited_for_when_they_are_looked_into(monkeypatch, forked):
    store = Store(None)
    chosen(store, blog(), 1)
    waited: list[str] = []

    class Slow:
        def __init__(self, work: Callable[[], object]) -> None:
            self.work = work

        def result(self) -> object:
            waited.append("waited")
            return self.work()

    monkeypatch.setattr(related_memory, "beside", Slow)
    found = RelatedMemory(store, 2).relate([*blog(), post("new")], Rules(5), bags_of, lambda: bags_of)

    assert not waited
    assert found.lists["new"]
    assert len(found.fill) <= len(found.lists)
    assert waited == ["waited"]
