"""Sources and Documents are remembered until their file, or what shapes them, changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC

import pytest

from sitegen.content.memory import SourceMemory
from sitegen.content.read import Reading, read_text
from sitegen.content.source import Converted
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import DamagedStoreError, Store
from sitegen.markup.document import StandIn


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
    memory.keep(key, made.source, pickle.dumps(made.document), made.bag)


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
        assert memory.recall(key, one.source.digest) == one.source
        assert memory.documents()[key] == one.document
        assert memory.bags()[key] == one.bag
    assert made["posts/2024-01-01-b.md"].bag


def test_a_table_that_is_recalled_still_refuses_changes(store: Store):
    made = remember(store, "a.md")["a.md"]

    source = open_sources(store).recall("a.md", made.source.digest)

    assert source is not None
    with pytest.raises(TypeError, match="can't be changed"):
        source.meta.extra["deep"] = 1  # type: ignore[index]


def test_another_file_is_not_recalled(store: Store):
    made = remember(store, "a.md")["a.md"]
    memory = open_sources(store)

    assert memory.recall("a.md", b"another digest") is None
    assert memory.recall("b.md", made.source.digest) is None, "a name shapes a text too"
    assert not memory.knows("b.md")
    assert [*memory.documents()] == []


def test_nothing_is_recalled_where_what_shapes_a_text_has_changed(store: Store):
    made = remember(store, "a.md")["a.md"]

    assert open_sources(store, b"another shape").recall("a.md", made.source.digest) is None


def test_a_text_that_is_converted_anew_takes_the_place_of_the_old(store: Store):
    old = remember(store, "a.md")["a.md"]
    new = converted("a.md", "Other words.")
    memory = open_sources(store)
    keep(memory, "a.md", new)
    assert memory.documents()["a.md"] == new.document
    memory.save()

    again = open_sources(store)
    assert again.recall("a.md", old.source.digest) is None
    assert again.recall("a.md", new.source.digest) == new.source
    assert again.documents()["a.md"] == new.document


def test_texts_that_are_neither_recalled_nor_kept_are_forgotten(store: Store):
    made = remember(store, "a.md", "b.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest)
    memory.save()

    again = open_sources(store)
    assert again.knows("a.md")
    assert not again.knows("b.md")
    assert {row.name for stage in ("document", "bag") for row in store.rows(stage)} == {"a.md"}


def test_documents_are_a_mapping_of_all_texts(store: Store):
    made = remember(store, "a.md", "b.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest)
    keep(memory, "c.md", converted("c.md"))
    documents = memory.documents()

    assert sorted(documents) == ["a.md", "c.md"]
    assert len(documents) == 2
    assert [documents[key].text for key in sorted(documents)] == ["Words.", "Words."]
    with pytest.raises(KeyError):
        documents["b.md"]


@pytest.mark.parametrize("stage", ["document", "bag"])
def test_words_that_are_missing_are_damage_and_no_missing_page(store: Store, stage: str):
    made = remember(store, "a.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest)
    store.forget(stage, ["a.md"])
    found = memory.documents() if stage == "document" else memory.bags()

    with pytest.raises(DamagedStoreError, match=r"a\.md"):
        found["a.md"]


def test_nothing_is_written_when_nothing_changed(store: Store, monkeypatch: pytest.MonkeyPatch):
    made = remember(store, "a.md")
    memory = open_sources(store)
    memory.recall("a.md", made["a.md"].source.digest)
    monkeypatch.setattr(
        Store, "put", lambda self, stage, rows: pytest.fail(f"{stage} {[*rows]}") if [*rows] else None
    )

    memory.save()
