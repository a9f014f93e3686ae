"""Many small values in few rows: all are loaded at once, and a change rewrites one page."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.incremental.pages import PAGES, Pages, PagesLookedInto
from sitegen.incremental.store import DamagedStoreError, Row, Store

NAMES = [f"posts/{number}.md" for number in range(2000)]


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are handed to the store from here on."""
    names: list[str] = []
    put = Store.put

    def noted(self: Store, stage: str, rows: Any) -> None:
        rows = [*rows]
        names.extend(f"{stage} {row.name}" for row in rows)
        put(self, stage, rows)

    monkeypatch.setattr(Store, "put", noted)
    return names


def fill(store: Store, stage: str = "stage", names: list[str] = NAMES) -> None:
    pages = Pages(store, stage)
    for name in names:
        pages.put(name, name.upper())
    pages.save()


def test_what_was_saved_is_there_again(store: Store):
    fill(store)

    assert Pages(store, "stage").values == {name: name.upper() for name in NAMES}
    assert len([*store.rows("stage")]) == PAGES


def test_nothing_is_kept_before_it_is_saved(store: Store):
    fill(store, names=["a"])
    pages = Pages(store, "stage")
    pages.put("a", 2)
    pages.put("b", 2)
    assert pages.values == {"a": 2, "b": 2}

    assert Pages(store, "stage").values == {"a": "A"}


def test_a_change_rewrites_one_page_and_leaves_its_other_values(store: Store, written: list[str]):
    fill(store)
    written.clear()

    pages = Pages(store, "stage")
    pages.put(NAMES[7], "other")
    pages.save()

    assert len(written) == 1
    assert Pages(store, "stage").values == {name: name.upper() for name in NAMES} | {NAMES[7]: "other"}


def test_nothing_is_written_where_nothing_changed(store: Store, written: list[str]):
    fill(store)
    written.clear()

    pages = Pages(store, "stage")
    pages.drop([])
    pages.save()
    assert written == []

    pages.put("a", 1)
    pages.save()
    pages.save()
    assert len(written) == 1


def test_what_is_dropped_is_gone_also_when_it_was_alone_in_its_page(store: Store):
    fill(store, names=["a", "b"])

    pages = Pages(store, "stage")
    pages.drop(["a", "b"])
    assert pages.values == {}
    pages.save()

    assert Pages(store, "stage").values == {}


def test_what_is_dropped_and_put_again_is_there(store: Store):
    fill(store, names=["a"])
    pages = Pages(store, "stage")

    pages.drop(["a"])
    pages.put("a", "again")
    pages.save()

    assert Pages(store, "stage").values == {"a": "again"}


def test_stages_do_not_know_of_each_other(store: Store):
    fill(store, "one", ["a"])
    fill(store, "two", ["b"])

    assert Pages(store, "one").values == {"a": "A"}
    assert Pages(store, "two").values == {"b": "B"}


@pytest.mark.parametrize("name", ["", "é", "日本", "half \ud800", "a\x00b", "a\nb"])
def test_any_text_can_be_a_name(store: Store, name: str):
    fill(store, names=[name])

    assert Pages(store, "stage").values == {name: name.upper()}


def test_pages_are_written_and_read_as_the_stage_wants_it(store: Store):
    forms = (lambda page: repr(page).encode(), lambda raw: eval(raw, {}))
    pages = Pages(store, "stage", *forms)
    pages.put("a", {1, 2})
    pages.save()

    assert [row.value for row in store.rows("stage")] == [b"{'a': {1, 2}}"]
    assert Pages(store, "stage", *forms).values == {"a": {1, 2}}


@pytest.mark.parametrize(
    "value", [b"", b"no page", marshal.dumps([1, 2]), marshal.dumps(3), marshal.dumps({"a": 1})[:-2]]
)
def test_what_is_no_page_is_damage(store: Store, value: bytes):
    fill(store)
    store.put("stage", [Row("0", b"", value)])

    with pytest.raises(DamagedStoreError, match="stage"):
        Pages(store, "stage")


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(NAMES[:40]), st.integers()),
        st.tuples(st.just("drop"), st.sampled_from(NAMES[:40]), st.none()),
        st.tuples(st.just("save"), st.just(""), st.none()),
        st.tuples(st.just("open"), st.just(""), st.none()),
    ),
    max_size=40,
)


@settings(max_examples=50, deadline=None)
@given(ACTIONS)
def test_pages_remember_like_a_plain_mapping_that_is_copied_at_each_save(
    actions: list[tuple[str, str, int | None]],
):
    store = Store(None)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sitegen.incremental.pages.PAGES", 4)
        pages = Pages(store, "stage")
        plain: dict[str, int | None] = {}
        saved: dict[str, int | None] = {}
        for action, name, value in actions:
            if action == "put":
                pages.put(name, value)
                plain[name] = value
            elif action == "drop" and name in plain:
                pages.drop([name])
                del plain[name]
            elif action == "save":
                pages.save()
                saved = {**plain}
            elif action == "open":
                pages, plain = Pages(store, "stage"), {**saved}
            assert pages.values == plain
    store.close()


def test_a_page_is_loaded_when_it_is_looked_into(store, monkeypatch):
    pages = Pages(store, "stage")
    for name in NAMES:
        pages.put(name, (name, 1))
    pages.save()
    asked: list[str] = []
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, stage, name: asked.append(name) or get(self, stage, name))
    values = PagesLookedInto(store, "stage")

    assert [values[NAMES[7]] for _time in range(3)] == [(NAMES[7], 1)] * 3
    assert len(asked) == 1
    assert {name: values[name] for name in NAMES} == pages.values
    assert len(asked) == PAGES
    with pytest.raises(KeyError):
        values["nowhere"]


def test_a_page_of_another_form_that_is_looked_into_is_damage(store):
    Pages(store, "stage").put("a", 1)
    store.put("stage", [Row(f"{number}", b"", b"no page") for number in range(PAGES)])

    with pytest.raises(DamagedStoreError):
        PagesLookedInto(store, "stage")["a"]
