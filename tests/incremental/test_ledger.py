"""Outputs are made again when, and only when, something that they asked has another answer."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from sitegen.incremental import ledger as ledger_module
from sitegen.incremental.answers import Answers, Question, recording
from sitegen.incremental.digest import digest
from sitegen.incremental.ledger import Cause, Ledger, Why
from sitegen.incremental.store import DamagedStoreError, Row, Store

Recipe = Callable[[Answers], str]


@dataclass
class World:
    """A tiny build system: *facts* can be asked for by name, *plan* has a recipe for each output."""

    store: Store
    facts: dict[Hashable, Any] = field(default_factory=dict)
    plan: dict[str, Recipe] = field(default_factory=dict)
    fingerprint: bytes = b"one"
    published: dict[str, str] = field(default_factory=dict)
    recipes: dict[str, bytes] = field(default_factory=dict)

    def build(self, *, fail: bool = False) -> dict[str, Cause]:
        """Build what must be built, check that all is right then, and return the causes."""
        answers = Answers({"fact": self.facts.__getitem__})
        ledger = Ledger(self.store, self.fingerprint)
        recipes = {path: self.recipes.get(path, b"") for path in self.plan}
        causes = ledger.causes(recipes, self.published, answers)
        made = {}
        for path, cause in causes.items():
            with recording() as trace:
                made[path] = self.plan[path](answers)
            ledger.record(path, recipes[path], content(made[path]), ledger.numbers(trace.questions), cause)
        if fail:
            return causes
        ledger.save(recipes, answers)
        kept = {path: self.published[path] for path in self.plan if path not in made}
        self.published = kept | {path: content(text) for path, text in made.items()}
        self.assert_right()
        return causes

    def assert_right(self) -> None:
        answers = Answers({"fact": self.facts.__getitem__})
        for path, recipe in self.plan.items():
            with recording():
                assert self.published[path] == content(recipe(answers)), f"{path} is stale"

    def questions(self, path: str) -> list[Hashable]:
        """Return what *path* is remembered to have asked, by a ledger that was read from the store."""
        ledger = Ledger(self.store, self.fingerprint)
        return [question.arguments[0] for question in ledger.asked(ledger.outputs[path])]


def content(text: str) -> str:
    return digest(text).hex()


def asks(*names: Hashable) -> Recipe:
    """Return a recipe that shows the facts *names*, and a dash for those that there are not."""

    def recipe(answers: Answers) -> str:
        shown = []
        for name in names:
            try:
                shown.append(str(answers.ask("fact", name)))
            except LookupError:
                shown.append("-")
        return " ".join(shown)

    return recipe


@pytest.fixture
def world() -> Iterator[World]:
    store = Store(None)
    yield World(store)
    store.close()


def answer(*names: Hashable) -> Cause:
    return Cause(Why.ANSWER, tuple(Question("fact", (name,)) for name in names))


def test_a_new_output_is_made_and_then_left_alone(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}

    assert world.build() == {"one": Cause(Why.NEW)}
    assert world.build() == {}


def test_another_answer_makes_those_again_that_asked(world: World):
    world.facts = {"a": 1, "b": 2, "c": 3}
    world.plan = {"one": asks("a", "b"), "two": asks("b", "c"), "three": asks("a"), "none": asks()}
    world.build()

    world.facts["b"] = 20

    assert world.build() == {"one": answer("b"), "two": answer("b")}
    assert world.build() == {}


def test_the_changed_questions_of_a_cause_stand_in_the_order_asked(world: World):
    world.facts = {"a": 1, "b": 2, "c": 3}
    world.plan = {"other": asks("a"), "one": asks("c", "b", "a")}
    world.build()

    world.facts |= {"a": 10, "c": 30}

    assert world.build()["one"] == answer("c", "a")


def test_each_question_is_verified_not_only_the_first(world: World):
    names = [*range(50)]
    world.facts = dict.fromkeys(names, 0)
    world.plan = {"one": asks(*names)}
    world.build()

    for name in names:
        world.facts[name] = 1
        assert world.build() == {"one": answer(name)}


@pytest.mark.parametrize("other", [True, 1.0, "1", b"1", (1,), None])
def test_an_answer_of_another_type_is_another_answer(world: World, other: object):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}
    world.build()

    world.facts["a"] = other

    assert world.build() == {"one": answer("a")}


def test_an_answer_that_comes_out_the_same_cuts_off(world: World):
    texts = {"post": "# Title\n\nwords"}
    answers = [
        Answers({"text": texts.__getitem__, "title": lambda: texts["post"].split("\n")[0]}) for _ in "ab"
    ]
    ledger = Ledger(world.store, b"")
    with recording() as trace:
        answers[0].ask("title")
    ledger.record("list", b"", "", ledger.numbers(trace.questions), Cause(Why.NEW))
    ledger.save({"list": b""}, answers[0])

    texts["post"] = "# Title\n\nother words"

    assert Ledger(world.store, b"").causes({"list": b""}, {"list": ""}, answers[1]) == {}


def test_an_answer_that_goes_back_is_another_answer_again(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}
    for value in (1, 2, 1, 2):
        world.facts["a"] = value
        assert "one" in world.build()


def test_a_question_without_an_answer_is_asked_again(world: World):
    world.facts, world.plan = {}, {"one": asks("missing")}
    world.build()
    assert world.build() == {}

    world.facts["missing"] = ""
    assert world.build() == {"one": answer("missing")}

    del world.facts["missing"]
    assert world.build() == {"one": answer("missing")}


def test_another_recipe_is_a_cause(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a"), "two": asks("a")}
    world.build()

    world.recipes["one"] = b"other"

    assert world.build() == {"one": Cause(Why.RECIPE)}


def test_bytes_that_are_gone_or_others_are_a_cause(world: World):
    world.plan = {"one": asks(), "two": asks(), "three": asks()}
    world.build()

    del world.published["one"]
    world.published["two"] = "somebody else's"

    assert world.build() == {"one": Cause(Why.GONE), "two": Cause(Why.GONE)}


def test_another_fingerprint_makes_everything_again_once(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a"), "two": asks()}
    world.build()

    world.fingerprint = b"two"
    world.plan["new"] = asks("a")

    every = Cause(Why.EVERYTHING)
    assert world.build() == {"one": every, "two": every, "new": Cause(Why.NEW)}
    assert world.build() == {}


def test_the_cause_of_an_output_is_remembered(world: World):
    world.facts, world.plan = {"a": 1, "b": 2}, {"one": asks("a"), "two": asks("b")}
    world.build()
    world.facts["a"] = 10
    world.build()

    outputs = Ledger(world.store, world.fingerprint).outputs

    assert {path: made.cause for path, made in outputs.items()} == {
        "one": answer("a"),
        "two": Cause(Why.NEW),
    }


def test_an_output_that_is_planned_no_more_is_forgotten(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a"), "two": asks("a")}
    world.build()

    del world.plan["one"]
    assert world.build() == {}
    assert [*Ledger(world.store, world.fingerprint).outputs] == ["two"]

    world.plan["one"] = asks("a")
    assert world.build() == {"one": Cause(Why.NEW)}


def test_an_output_may_ask_something_else_every_time(world: World):
    def follow(answers: Answers) -> str:
        return str(answers.ask("fact", answers.ask("fact", "pointer")))

    world.facts, world.plan = {"pointer": "a", "a": 1, "b": 2}, {"one": follow}
    world.build()
    world.facts["pointer"] = "b"
    world.build()

    world.facts["a"] = 10
    assert world.build() == {}
    world.facts["b"] = 20
    assert world.build() == {"one": answer("b")}


def test_a_build_that_fails_saves_nothing(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}
    world.build()

    world.facts["a"] = 2
    world.plan["two"] = asks("a")
    causes = {"one": answer("a"), "two": Cause(Why.NEW)}

    assert world.build(fail=True) == causes
    assert world.build(fail=True) == causes
    assert world.build() == causes


# ---- pages of questions


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    """Pages of three questions, so that a few questions need several."""
    monkeypatch.setattr(ledger_module, "_PAGE", 3)
    return 3


def stored(world: World) -> dict[str, list[Hashable]]:
    """Return the pages of questions as they are in the store."""
    rows = world.store.rows("question")
    return {row.name: [name for _, (name,) in marshal.loads(row.value)[0]] for row in rows}


def test_questions_are_kept_in_pages(world: World, small_pages: int):
    world.facts = dict.fromkeys(range(10), 0)
    world.plan = {str(name): asks(name) for name in range(10)}
    world.build()

    assert stored(world) == {"0": [0, 1, 2], "1": [3, 4, 5], "2": [6, 7, 8], "3": [9]}
    for name in range(10):
        world.facts[name] = 1
        assert world.build() == {str(name): answer(name)}


def test_questions_that_nobody_asks_any_more_are_forgotten_when_they_are_many(world: World, small_pages: int):
    world.facts = dict.fromkeys(range(10), 0)
    world.plan = {str(name): asks(name) for name in range(10)}
    world.build()

    world.plan = {"8": asks(8), "2": asks(2)}
    world.build()

    assert stored(world) == {"0": [2, 8]}
    assert world.questions("8") == [8]
    world.facts[8] = 1
    assert world.build() == {"8": answer(8)}


def test_questions_are_numbered_anew_also_when_none_has_an_answer(world: World, small_pages: int):
    # No answer has the digest that stands for "not known yet": the page must be written all the same.
    world.facts = dict.fromkeys(range(8), 0)
    world.plan = {"page": asks(*range(8)), "other": asks("missing")}
    world.build()

    world.plan = {"other": asks("missing")}
    world.build()

    assert world.questions("other") == ["missing"]
    world.facts["missing"] = 1
    assert world.build() == {"other": answer("missing")}


def test_random_histories_never_leave_a_stale_output(world: World, small_pages: int):
    import random

    chance = random.Random(8)
    names = [*range(12)]
    for _ in range(400):
        for _ in range(chance.randrange(4)):
            name = chance.choice(names)
            if chance.random() < 0.3:
                world.facts.pop(name, None)
            else:
                world.facts[name] = chance.randrange(3)
        if chance.random() < 0.3:
            path = f"out{chance.randrange(6)}"
            asked = tuple(chance.sample(names, chance.randrange(5)))
            world.plan[path], world.recipes[path] = asks(*asked), digest(asked)
        if chance.random() < 0.2 and world.plan:
            del world.plan[chance.choice([*world.plan])]
        if chance.random() < 0.05:
            world.fingerprint = b"%d" % chance.randrange(2)
        world.build(fail=chance.random() < 0.1)


# ---- damage that leaves every row sound


def lose(world: World, stage: str, name: str) -> None:
    world.store.forget(stage, [name])


@pytest.mark.parametrize("page", ["0", "1", "2"])
def test_a_lost_page_of_questions_is_noticed(world: World, small_pages: int, page: str):
    world.facts = dict.fromkeys(range(9), 0)
    world.plan = {str(name): asks(name) for name in range(9)}
    world.build()
    lose(world, "question", page)

    with pytest.raises(DamagedStoreError, match="question"):
        world.build()


def test_a_lost_output_is_made_again(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a"), "two": asks("a")}
    world.build()
    for row in [*world.store.rows("output")]:
        lose(world, "output", row.name)

    assert world.build() == {"one": Cause(Why.NEW), "two": Cause(Why.NEW)}


@pytest.mark.parametrize(
    ("stage", "name", "value"),
    [
        ("question", "0", marshal.dumps([("fact", ("a",))])),
        ("question", "0", marshal.dumps("a text")),
        ("question", "0", b"no page"),
        ("question", "first", marshal.dumps([])),
        ("output", "0", marshal.dumps({"one": ("digest", b"")})),
        ("output", "0", b""),
    ],
)
def test_what_another_version_wrote_is_noticed(world: World, stage: str, name: str, value: bytes):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}
    world.build()
    names = [row.name for row in world.store.rows(stage)] if stage == "output" else [name]
    world.store.put(stage, [Row(name, b"", value) for name in names])

    with pytest.raises(DamagedStoreError):
        world.build()


def test_a_cause_of_another_version_is_noticed_by_who_asks_for_it(world: World):
    world.facts, world.plan = {"a": 1}, {"one": asks("a")}
    world.build()
    later = marshal.dumps({"one": (b"", world.published["one"], b"", "a cause of a later version", ())})
    for row in [*world.store.rows("output")]:
        world.store.put("output", [Row(row.name, b"", later)])

    made = Ledger(world.store, world.fingerprint).outputs["one"]

    with pytest.raises(DamagedStoreError, match="a cause of a later version"):
        assert made.cause


def test_only_what_changed_is_written(world: World, small_pages: int, monkeypatch: pytest.MonkeyPatch):
    world.facts = dict.fromkeys(range(9), 0)
    world.plan = {str(name): asks(name) for name in range(9)}
    world.build()
    written: list[tuple[str, str]] = []
    put = Store.put

    def noted(store: Store, stage: str, rows: Any) -> None:
        rows = [*rows]
        written.extend((stage, row.name) for row in rows)
        put(store, stage, rows)

    monkeypatch.setattr(Store, "put", noted)
    world.facts[4] = 1
    world.build()

    assert [stage for stage, _ in sorted(written)] == ["output", "question", "state", "state"]
    assert ("question", "1") in written
