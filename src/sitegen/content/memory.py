"""What reading remembers: the Source and the Document of each file, until what shapes them changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from functools import partial

from sitegen.content.source import Converted, Source
from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.files import FileDigests
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import Row, Store
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
            if raw is None:
                raise KeyError(key)
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
        self._sources = Pages(store, _SOURCES, partial(pickle.dumps, protocol=5), pickle.loads)
        self._kept: dict[str, bytes] = {}
        self._fresh: dict[str, Converted] = {}

    def recall(self, key: str, digest: bytes) -> Source | None:
        """Return the Source that a file with this *digest* became, if that is remembered."""
        made_from, source = self._sources.values.get(key, (b"", None))
        if source is None or made_from != self._made_from(digest):
            return None
        self._kept[key] = made_from
        found: Source = source
        return found

    def keep(self, key: str, converted: Converted) -> None:
        """Remember what was made of the file *key* just now."""
        self._fresh[key] = converted

    def documents(self) -> Documents:
        """Return the Documents of all that was recalled or kept."""
        documents = Documents(self.store, self._kept)
        for key, converted in self._fresh.items():
            documents.add(key, converted.document)
        return documents

    def save(self) -> None:
        """Hand everything to the store, and make it forget the texts that are not there any more."""
        gone = [key for key in self._sources.values if key not in self._kept and key not in self._fresh]
        self._sources.drop(gone)
        self.store.forget(_DOCUMENTS, gone)
        rows = []
        for key, converted in self._fresh.items():
            made_from = self._made_from(converted.source.digest)
            self._sources.put(key, (made_from, converted.source))
            rows.append(Row(key, made_from, pickle.dumps(converted.document, 5)))
        self._sources.save()
        self.store.put(_DOCUMENTS, rows)

    def _made_from(self, digest: bytes) -> bytes:
        return digest_bytes(digest, self._shape)
