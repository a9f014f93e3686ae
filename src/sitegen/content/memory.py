"""What reading remembers: the Source and the Document of each file, until what shapes them changes."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from sitegen.content.bags import Bag
from sitegen.content.source import Source
from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.files import FileDigests
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import DamagedStoreError, Row, Store, reading_back
from sitegen.markup.document import Document

LOADED = 2_000
"""How many Documents are kept in memory: some 20 MB of them."""
_SOURCES, _DOCUMENTS, _BAGS = "source", "document", "bag"


class Documents(Mapping[str, Document]):
    """The Documents of all texts by key, loaded when they are asked for."""

    def __init__(self, store: Store, keys: Mapping[str, bytes], fresh: Mapping[str, bytes]) -> None:
        """*keys* has what each remembered Document was made from, *fresh* has pickled ones."""
        self.store, self._keys, self._fresh = store, keys, fresh
        self._loaded: dict[str, Document] = {}

    def __getitem__(self, key: str) -> Document:
        document = self._loaded.get(key)
        if document is None:
            if len(self._loaded) == LOADED:
                self._loaded.clear()
            document = self._loaded[key] = self._load(key)
        return document

    def _load(self, key: str) -> Document:
        raw = self._fresh.get(key) or self.store.get(_DOCUMENTS, key, self._keys[key])
        if raw is None:  # it was kept together with its Source
            raise DamagedStoreError(f"the words of {key!r} are missing")
        with reading_back(f"the words of {key!r}"):
            document: Document = pickle.loads(raw)
        return document

    def elsewhere(self) -> Callable[[], Documents]:
        """Return what opens the same Documents in another process, once they have been committed.

        It can be pickled; an open store can't be, nor be shared with a forked process.
        """
        path = self.store.path
        return partial(_open_documents, path, self._keys, {} if path else dict(self._fresh))

    def __iter__(self) -> Iterator[str]:
        return iter({**self._keys, **self._fresh})

    def __len__(self) -> int:
        return len({**self._keys, **self._fresh})


def _open_documents(path: Path | None, keys: Mapping[str, bytes], fresh: Mapping[str, bytes]) -> Documents:
    return Documents(Store(path), keys, fresh)


class Bags(Mapping[str, Bag]):
    """The bags of all posts by key, loaded when they are asked for."""

    FEW = 0.1
    """Of so small a part of the bags each is asked for by itself; otherwise all are read in one go."""

    def __init__(self, store: Store, keys: Mapping[str, bytes], fresh: Mapping[str, Bag]) -> None:
        self._store, self._keys, self._fresh = store, keys, fresh

    def __getitem__(self, key: str) -> Bag:
        bag = self._fresh.get(key)
        if bag is None:
            bag = self._store.get(_BAGS, key, self._keys[key])
        if bag is None:  # it was kept together with its Source
            raise DamagedStoreError(f"the bag of {key!r} is missing")
        return bag

    def of(self, keys: Sequence[str]) -> Iterator[Bag]:
        """Yield the bags of *keys*, in their order."""
        unsaved = self._fresh.keys()
        kept = [key for key in keys if key not in unsaved]
        if len(kept) <= self.FEW * len(self._keys):
            return map(self.__getitem__, keys)
        known = {
            row.name: row.value for row in self._store.rows(_BAGS) if row.key == self._keys.get(row.name)
        }
        return (self._fresh.get(key) or known.get(key) or self[key] for key in keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Part(Mapping[str, bytes]):
    """One of the things that are kept of each text, as long as they are kept."""

    def __init__(self, kept: Mapping[str, tuple[Source, bytes, Bag]], number: Literal[1, 2]) -> None:
        self._kept, self._number = kept, number

    def __getitem__(self, key: str) -> bytes:
        part: bytes = self._kept[key][self._number]
        return part

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class SourceMemory:
    """The Sources that were made before, by key; *shape* is the digest of all that shapes a Source besides
    its file: engine, time zone, settings."""

    def __init__(self, store: Store, files: FileDigests, shape: bytes) -> None:
        self.store, self.files, self._shape = store, files, shape
        self._sources = Pages(store, _SOURCES, partial(pickle.dumps, protocol=5), pickle.loads)
        self._kept: dict[str, bytes] = {}
        self._fresh: dict[str, tuple[Source, bytes, Bag]] = {}

    def knows(self, key: str) -> bool:
        """Tell whether the file *key* was read before, whatever was in it."""
        return key in self._sources.values

    def recall(self, key: str, digest: bytes) -> Source | None:
        """Return the Source that a file with this *digest* became, if that is remembered."""
        made_from, source = self._sources.values.get(key, (b"", None))
        if source is None or made_from != self._made_from(digest):
            return None
        self._kept[key] = made_from
        found: Source = source
        return found

    def keep(self, key: str, source: Source, document: bytes, bag: Bag) -> None:
        """Remember what was made of the file *key* just now: its Source, its pickled Document, its bag."""
        self._kept[key] = self._made_from(source.digest)
        self._fresh[key] = (source, document, bag)

    def documents(self) -> Documents:
        """Return the Documents of all that was recalled or kept."""
        return Documents(self.store, self._kept, _Part(self._fresh, 1))

    def bags(self) -> Bags:
        """Return the bags of all that was recalled or kept."""
        return Bags(self.store, self._kept, _Part(self._fresh, 2))

    def save(self) -> None:
        """Hand everything to the store, and make it forget the texts that are not there any more."""
        gone = [key for key in self._sources.values if key not in self._kept]
        self._sources.drop(gone)
        for stage in (_DOCUMENTS, _BAGS):
            self.store.forget(stage, gone)
        for key, (source, _document, _bag) in self._fresh.items():
            self._sources.put(key, (self._kept[key], source))
        self._sources.save()
        fresh = self._fresh.items()
        self.store.put(_DOCUMENTS, (Row(key, self._kept[key], document) for key, (_, document, _) in fresh))
        self.store.put(_BAGS, (Row(key, self._kept[key], bag) for key, (_, _, bag) in fresh))

    def release(self) -> None:
        """Let go of what was saved and committed, where it is much: the store has it too."""
        if len(self._fresh) > LOADED:
            self._fresh.clear()

    def _made_from(self, digest: bytes) -> bytes:
        return digest_bytes(digest, self._shape)
