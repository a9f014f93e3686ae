"""Sources and Documents are remembered until their file, or what shapes them, changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from sitegen.content.memory import SourceMemory, to_keep
from sitegen.content.read import Reading, read_text
from sitegen.content.source import Converted
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import DamagedStoreError, Store
from sitegen.markup.document import Document, StandIn


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def open_sources(store: Store, shape: bytes = b"shape") -> SourceMemory:
    return SourceMemory(store, FileDigests(store), shape)


def converted(key: str, words: str = "Words.") -> Converted:
    raw = f"---\ntitle: A title\ntags: [no, 1:30]\nextra: {{deep: [1, {{a: b}}]}}\n---\n{words}".encode()
    made = read_text(key, raw, Reading(StandIn(), UTC))
    assert isinstance(made, Converted), made
    return made


def keep(memory: SourceMemory, key: str, made: Converted) -> None:
    assert made.source.key == key
    memory.keep(to_keep(made), UTC)


def words_of(made: Converted) -> Document:
    """Return the Document of a text as it is remembered: without the plain text, which nobody wants any more."""
    return replace(made.document, text="")


def remember(store: Store, *keys: str) -> dict[str, Converted]:
    """Remember a text under each of *keys*, as a first build does."""
    memory, made = open_sources(store), {key: converted(key) for key in keys}
    for key, one in made.items():
        keep(memory, key, one)
    memory.save()
    return made


def test_what_was_kept_is_recalled(store: Store):
    made = remember(store, "a.md", "posts/2024-01-01-b.md")

    memory = open_sources(store)
    for key, one in made.items():
        assert memory.knows(key)
        assert memory.recall(key, one.source.digest, UTC) == one.source.entry
        assert memory.texts().source(key) == one.source
        assert memory.texts().document(key) == words_of(one)
        assert memory.bags()[key] == one.bag
    assert made["posts/2024-01-01-b.md"].bag


def test_a_table_that_is_recalled_still_refuses_changes(store: Store):
    made = remember(store, "a.md")["a.md"]

    memory = open_sources(store)
    assert memory.recall("a.md", made.source.digest, UTC) is not None

    source = memory.texts().source("a.md")

    with pytest.raises(TypeError, match="can't be changed"):
        source.meta.extra["deep"] = 1  # type: ignore[index]


def test_another_file_is_not_recalled(store: Store):
    made = remember(store, "a.md")["a.md"]
    memory = open_sources(store)

    assert memory.recall("a.md", b"another digest", UTC) is None
    assert memory.recall("b.md", made.source.digest, UTC) is None, "a name shapes a text too"
    assert not memory.knows("b.md")
    assert memory.marks == {}


def test_nothing_is_recalled_where_what_shapes_a_text_has_changed(store: Store):
    made = remember(store, "a.md")["a.md"]

    assert open_sources(store, b"another shape").recall("a.md", made.source.digest, UTC) is None


def test_a_text_that_is_converted_anew_takes_the_place_of_the_old(store: Store):
    old = remember(store, "a.md")["a.md"]
    new = converted("a.md", "Other words.")
    memory = open_sources(store)
    keep(memory, "a.md", new)
    assert memory.texts().document("a.md") == words_of(new)
    memory.save()

    again = open_sources(store)
    assert again.recall("a.md", old.source.digest, UTC) is None
    assert again.recall("a.md", new.source.digest, UTC) == new.source.entry
    assert again.texts().source("a.md") == new.source
    assert again.texts().document("a.md") == words_of(new)


def test_texts_that_are_neither_recalled_nor_kept_are_forgotten(store: Store):
    made = remember(store, "a.md", "b.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest, UTC)
    memory.save()

    again = open_sources(store)
    assert again.knows("a.md")
    assert not again.knows("b.md")
    assert {row.name for stage in ("text", "bag") for row in store.rows(stage)} == {"a.md"}


def test_texts_are_those_that_were_recalled_or_kept(store: Store):
    made = remember(store, "a.md", "b.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest, UTC)
    keep(memory, "c.md", converted("c.md"))
    texts = memory.texts()

    assert sorted(memory.marks) == ["a.md", "c.md"]
    assert [texts.document(key).html for key in memory.marks] == [made["a.md"].document.html] * 2
    assert [texts.source(key).key for key in memory.marks] == ["a.md", "c.md"]
    for part in (texts.document, texts.source):
        with pytest.raises(KeyError):
            part("b.md")


def test_texts_are_found_in_another_process_too(tmp_path):
    store = Store(tmp_path / "memory.db")
    made = remember(store, "a.md", "b.md")
    store.commit()
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest, UTC)
    keep(memory, "c.md", converted("c.md"))
    memory.save()
    store.commit()

    elsewhere = pickle.loads(pickle.dumps(memory.texts().elsewhere()))()

    assert [elsewhere.source(key) for key in ("a.md", "c.md")] == [
        made["a.md"].source,
        converted("c.md").source,
    ]
    assert elsewhere.document("c.md") == words_of(converted("c.md"))
    elsewhere.store.close()
    store.close()


@pytest.mark.parametrize("key", ["posts/2015-10-25-a.md", "posts/2011-07-14-ben/index.md", "section/page.md"])
def test_an_entry_comes_back_as_it_was(store: Store, key: str):
    zone = ZoneInfo("Europe/London")
    raw = "---\ntitle: A title\ndate: 2015-10-25 01:30:00+00:00\nupdated: 2026-01-01\nexpires: 2030-07-01 10:30\n"
    raw += "tags: [no, 1:30]\nauthors: []\nseries: S\nlang: de\ndraft: true\nslug: x\nredirect_from: [/a/, /b/]\n"
    raw += "related: [b]\npinned: true\nnoindex: true\ntemplate: a.html\nid: x\n---\nWords."
    made = read_text(key, raw.encode(), Reading(StandIn(), zone))
    assert isinstance(made, Converted), made
    keep(open_sources(store), key, made)
    memory = open_sources(store)
    keep(memory, key, made)
    memory.save()

    found = open_sources(store).recall(key, made.source.digest, zone)

    assert found == made.source.entry
    assert [(moment, moment.fold, moment.tzinfo) for moment in found if isinstance(moment, datetime)] == [
        (moment, moment.fold, moment.tzinfo) for moment in made.source.entry if isinstance(moment, datetime)
    ]


@pytest.mark.parametrize("stage", ["text", "bag"])
def test_words_that_are_missing_are_damage_and_no_missing_page(store: Store, stage: str):
    made = remember(store, "a.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest, UTC)
    store.forget(stage, ["a.md"])
    found = memory.texts().document if stage == "text" else memory.bags().__getitem__

    with pytest.raises(DamagedStoreError, match=r"a\.md"):
        found("a.md")


def test_nothing_is_written_when_nothing_changed(store: Store, monkeypatch: pytest.MonkeyPatch):
    made = remember(store, "a.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest, UTC)
    monkeypatch.setattr(
        Store, "put", lambda self, stage, rows: pytest.fail(f"{stage} {[*rows]}") if [*rows] else None
    )

    memory.save()
