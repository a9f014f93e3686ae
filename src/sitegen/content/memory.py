"""What reading remembers: the Source and the Document of each file, until what shapes them changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping

from sitegen.content.source import Converted, Source
from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import DamagedStoreError, Row, Store
from sitegen.markup.document import Document

_SOURCES, _DOCUMENTS = "source", "document"


class Documents(Mapping[str, Document]):
    """The Documents of all texts by key; those that were remembered are loaded when they are asked for."""

    def __init__(self, store: Store, keys: Mapping[str, bytes]) -> None:
        """*keys* has what each remembered Document was made from."""
        self._store, self._keys = store, keys
        self._loaded: dict[str, Document] = {}

    def add(self, key: str, document: Document) -> None:
        self._loaded[key] = document

    def __getitem__(self, key: str) -> Document:
        if key not in self._loaded:
            raw = self._store.get(_DOCUMENTS, key, self._keys[key])
            if raw is None:  # it was kept together with its Source
                raise DamagedStoreError(f"the words of {key!r} are missing")
            self._loaded[key] = pickle.loads(raw)
        return self._loaded[key]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._keys, **self._loaded})

    def __len__(self) -> int:
        return len({**self._keys, **self._loaded})


class SourceMemory:
    """The Sources that were made before, by key; *shape* is the digest of all that shapes a Source besides
    its file: engine, time zone, settings."""

    def __init__(self, store: Store, files: FileDigests, shape: bytes) -> None:
        self.store, self.files, self._shape = store, files, shape
        self._rows = {row.name: row for row in store.rows(_SOURCES)}
        self._kept: dict[str, bytes] = {}
        self._fresh: list[tuple[str, bytes, Converted]] = []

    def recall(self, key: str, digest: bytes) -> Source | None:
        """Return the Source that a file with this *digest* became, if that is remembered."""
        row = self._rows.get(key)
        if row is None or row.key != self._key(digest):
            return None
        self._kept[key] = row.key
        source: Source = pickle.loads(row.value)
        return source

    def keep(self, key: str, converted: Converted) -> None:
        """Remember what was made of the file *key* just now."""
        self._fresh.append((key, self._key(converted.source.digest), converted))

    def documents(self) -> Documents:
        """Return the Documents of all that was recalled or kept."""
        documents = Documents(self.store, self._kept)
        for key, _made_from, converted in self._fresh:
            documents.add(key, converted.document)
        return documents

    def save(self) -> None:
        """Hand everything to the store, and make it forget the texts that are not there any more."""
        fresh = self._fresh
        there = {*self._kept, *(key for key, _made_from, _converted in fresh)}
        gone = [key for key in self._rows if key not in there]
        for stage in (_SOURCES, _DOCUMENTS):
            self.store.forget(stage, gone)
        self.store.put(_SOURCES, (Row(key, made, pickle.dumps(one.source, 5)) for key, made, one in fresh))
        self.store.put(
            _DOCUMENTS, (Row(key, made, pickle.dumps(one.document, 5)) for key, made, one in fresh)
        )

    def _key(self, digest: bytes) -> bytes:
        return digest_bytes(digest, self._shape)
