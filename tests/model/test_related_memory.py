"""What the choice of related posts remembers, and choosing in another process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from model.test_related import BAGS, blog, post
from sitegen import executors, forks
from sitegen.content.bags import Bag
from sitegen.content.memory import Bags, BagsElsewhere
from sitegen.incremental.store import Row, Store
from sitegen.model import related_memory
from sitegen.model.related_choice import Article, Rules
from sitegen.model.related_memory import RelatedMemory

NEW = post("new", "simmer broth chord melody", day=500)


class Made(NamedTuple):
    bag: Bag


_stores: list[Store] = []


def opened(path: Path | None = None) -> Store:
    """Open a store that is closed after the test."""
    _stores.append(Store(path))
    return _stores[-1]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Closes all stores that were opened."""
    yield
    while _stores:
        _stores.pop().close()


def bags(posts: list[Article]) -> Bags:
    return Bags(opened(), {}, {post.key: Made(BAGS[post.digest]) for post in posts})


class NoBagsElsewhere(Bags):
    def elsewhere(self) -> BagsElsewhere:
        return BagsElsewhere(None, {}, {})


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What other processes answered, which may start also where a thread runs."""
    found: list[object] = []
    right = forks.AtHand.ask

    def watched(self: Any, question: object) -> Any:
        found.append(right(self, question).result())
        return executors._Done(found[-1])

    monkeypatch.setattr(forks, "can_fork", lambda: True)
    monkeypatch.setattr(forks.AtHand, "ask", watched)
    return found


@pytest.fixture
def remembered(tmp_path: Path) -> Callable[[], Store]:
    """Makes a store, each time another, that remembers what was chosen in the blog."""

    def make() -> Store:
        store = opened(tmp_path / f"{len([*tmp_path.iterdir()])}.db")
        choose(store, blog(), 1)
        return store

    return make


def choose(store: Store, posts: list[Article], jobs: int, given: Bags | None = None) -> tuple[object, ...]:
    """Choose with what *store* remembers; return the lists, all that is remembered then, and who is known to
    have the list that it had."""
    memory = RelatedMemory(store, jobs)
    memory.get_ready()
    found = memory.relate(posts, Rules(5), bags(posts) if given is None else given)
    memory.save()
    store.commit()
    rows = [row for stage in ("related lists", "related") for row in store.rows(stage)]
    return dict(found.lists), dict(found.fill), rows, {post.key for post in posts if post.key in memory.same}


@pytest.mark.parametrize(
    "posts", [[*blog(), NEW], [*blog()[1:], post(blog()[0].key, "simmer broth")], blog()[3:], [NEW], []]
)
def test_another_process_chooses_what_this_one_would(remembered, answers, posts):
    assert choose(remembered(), posts, 2) == choose(remembered(), posts, 1)

    assert len(answers) == 1
    assert answers != [None]


def test_what_another_process_can_not_choose_is_chosen_here(remembered, answers):
    posts = [*blog(), NEW]
    given = NoBagsElsewhere(opened(), {}, {post.key: Made(BAGS[post.digest]) for post in posts})

    assert choose(remembered(), posts, 2, given) == choose(remembered(), posts, 1)

    assert answers == [None]


def test_what_another_process_can_not_read_is_made_anew_here(remembered, answers):
    posts = [*blog(), NEW]
    damaged = remembered()
    damaged.put("related", [Row("head", b"", b"of another form")])
    damaged.commit()

    assert choose(damaged, posts, 2)[:2] == choose(remembered(), posts, 1)[:2]

    assert answers == [None]


def test_no_process_is_asked_where_nothing_has_changed(remembered, answers):
    store = remembered()

    assert choose(store, blog(), 2) == choose(store, blog(), 1)

    assert not answers


def test_no_process_gets_ready_where_nothing_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(related_memory, "at_hand", lambda *_: pytest.fail("a process was started"))

    assert choose(opened(tmp_path / "db"), blog(), 2) == choose(opened(tmp_path / "other"), blog(), 1)


def test_lists_are_waited_for_when_they_are_looked_into(monkeypatch, remembered):
    waited: list[str] = []

    class Slow:
        def __init__(self, *_work: object) -> None: ...

        def ask(self, question: Any) -> Slow:
            self.question = question
            return self

        def result(self) -> object:
            waited.append("waited")
            return related_memory._learn_to_choose(store.path)(self.question)

    store = remembered()
    monkeypatch.setattr(related_memory, "at_hand", Slow)
    memory = RelatedMemory(store, 2)
    memory.get_ready()
    found = memory.relate([*blog(), NEW], Rules(5), bags([*blog(), NEW]))
    same = memory.same

    assert not waited
    assert "chess-0" not in same
    assert found.lists["new"]
    assert len(found.fill) <= len(found.lists)
    assert waited == ["waited"]


def test_lists_that_stay_are_known_where_the_posts_stand_as_they_stood(remembered):
    first, *others = blog()
    edited = replace(first, digest=post(first.key, "simmer broth garlic").digest)
    before, _fill, _rows, everything = choose(remembered(), blog(), 1)
    now, _fill, _rows, same = choose(remembered(), [edited, *others], 1)

    assert everything == before.keys()
    assert same == {key for key in now if now[key] == before[key]}
    assert set() < same < everything
