"""What reading remembers: the Source and the Document of each file, until what shapes them changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from sitegen.content.bags import Bag
from sitegen.content.scan import Scan, name_of
from sitegen.content.source import (
    Converted,
    Entry,
    Excerpt,
    Row,
    Shown,
    Source,
    entry_digest,
    entry_of,
    excerpt_of,
    row_of,
)
from sitegen.content.watch import Reads, as_they_are, made_from, working_folder
from sitegen.incremental.files import FileDigests, Stamp
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import DamagedStoreError, Store, StoreView, reading_back
from sitegen.incremental.store import Row as StoreRow
from sitegen.markup.document import Document

LITTLE = 150
"""Fewer texts than these are converted again in no time."""
UNSAVED = 2_000
"""How many texts that were made just now stay in memory when the store has them too: some 16 MB."""
LOADED = 300
"""How many texts are kept in memory, in each process, as they are remembered, and how many Documents: outputs
that show the same are made at about the same time (`by_time` of `render/order.py`)."""
_SHAPE, _ENTRIES, _TEXTS, _BAGS, _LAST = "shape", "entry", "text", "bag", "last read"
_PLACE = "place"
_LENGTH = 4


PlainMark = tuple[bytes, bytes, bytes, tuple[Any, ...]]
"""A Mark of plain values."""


class Mark(NamedTuple):
    """What tells whether a text is still the one that it was.

    *made_from* names its file and those that were read for it, *entry* its Entry, *bag* its bag of words.
    """

    made_from: bytes
    entry: bytes
    bag: bytes
    shown: Shown


class Kept(NamedTuple):
    """What is remembered of a text: its Entry as a *row*, its *mark*, its Source and its Document pickled in
    one value, its bag, and the other files that it was made from.  All is plain, so that it costs little to
    hand it from one process to another; *here* has Source and Document as they are where it was not handed
    on."""

    row: Row
    mark: PlainMark
    packed: bytes
    bag: Bag
    reads: Reads = ()
    here: tuple[Source, Document] | None = None

    @property
    def key(self) -> str:
        """The text's path below `content/`."""
        key: str = self.row[0]
        return key


def to_keep(made: Converted, *, here: bool = False) -> Kept:
    """Return what is to be remembered of a text that was *made* just now; *here*: it stays in the process."""
    source, document = made.source, replace(made.document, text="")  # nobody wants the plain text any more
    row = row_of(source.entry)
    of = made_from(source.digest, made.reads)
    mark = (of, entry_digest(row), source.bag, tuple(source.shown))
    live = (source, document) if here else None
    return Kept(row, mark, _pack(source, document), made.bag, made.reads, live)


def _pack(source: Source, document: Document) -> bytes:
    """Return a Source, what lists show of it, and a Document as one value, of which each can be read alone;
    what is remembered of the text besides is left out."""
    first = pickle.dumps((source.meta, source.outline, source.digest, source.bag, source.body_line), 5)
    second = pickle.dumps(tuple(excerpt_of(source.meta, source.outline, document)), 5)
    lengths = [len(part).to_bytes(_LENGTH, "big") for part in (first, second)]
    return b"".join([*lengths, first, second, pickle.dumps(document, 5)])


def _parts(raw: bytes | memoryview) -> tuple[int, int, int]:
    """Return where the Source begins in a packed value, what lists show, and the Document."""
    begins = 2 * _LENGTH
    middle = begins + int.from_bytes(raw[:_LENGTH], "big")
    return begins, middle, middle + int.from_bytes(raw[_LENGTH:begins], "big")


class Texts:
    """The Sources and Documents of all texts by key, loaded when they are asked for."""

    def __init__(
        self,
        store: Store,
        entries: Mapping[str, Entry],
        marks: Mapping[str, Mark],
        fresh: Mapping[str, Kept],
    ) -> None:
        """*entries* and *marks* have every text, *fresh* those that may not be in the store yet."""
        self.store, self.entries, self.marks, self._fresh = store, entries, marks, fresh
        self._documents: dict[str, Document] = {}
        self._loaded: dict[str, bytes] = {}

    def source(self, key: str) -> Source:
        """Return the Source of the text *key*.  Raises LookupError: there is no such text."""
        here = self._here(key)
        if here:
            return here[0]
        raw = memoryview(self._load(key))
        with reading_back(f"the front matter of {key!r}"):
            begins, ends, _document = _parts(raw)
            meta, outline, digest, bag, line = pickle.loads(raw[begins:ends])
        return Source(self.entries[key], meta, outline, digest, bag, line, self.marks[key].shown)

    def document(self, key: str) -> Document:
        """Return the words of the text *key*.  Raises LookupError: there is no such text."""
        found = self._documents.get(key)
        if found is None:
            if len(self._documents) == LOADED:
                self._documents.clear()
            found = self._documents[key] = self._load_document(key)
        return found

    def _load_document(self, key: str) -> Document:
        here = self._here(key)
        if here:
            return here[1]
        raw = memoryview(self._load(key))
        with reading_back(f"the words of {key!r}"):
            document: Document = pickle.loads(raw[_parts(raw)[2] :])
        return document

    def excerpt(self, key: str) -> Excerpt:
        """Return what lists show of the text *key*.  Raises LookupError: there is no such text."""
        here = self._here(key)
        if here:
            source, document = here
            return excerpt_of(source.meta, source.outline, document)
        raw = memoryview(self._load(key))
        with reading_back(f"what lists show of {key!r}"):
            _source, begins, ends = _parts(raw)
            return Excerpt._make(pickle.loads(raw[begins:ends]))

    def _here(self, key: str) -> tuple[Source, Document] | None:
        fresh = self._fresh.get(key)
        return fresh.here if fresh else None

    def _load(self, key: str) -> bytes:
        fresh = self._fresh.get(key)
        if fresh:
            return fresh.packed
        raw = self._loaded.get(key)  # who asks for the front matter often asks for the words next
        if raw is not None:
            return raw
        raw = self.store.get(_TEXTS, key, self.marks[key].made_from)
        if raw is None:  # it was kept together with its mark
            raise DamagedStoreError(f"the words of {key!r} are missing")
        if len(self._loaded) == LOADED:
            self._loaded.clear()
        self._loaded[key] = raw
        return raw

    def elsewhere(self) -> Elsewhere:
        """Return what opens the same texts in another process, once they have been committed."""
        return Elsewhere(self.store.path, self.entries, self.marks, self._fresh)


class Elsewhere:
    """Opens texts in another process: an open store can't be shared, not even with one that was forked.

    A forked process finds in memory what was made just now; one that was started anew, in the store.
    """

    def __init__(
        self,
        path: Path | None,
        entries: Mapping[str, Entry],
        marks: Mapping[str, Mark],
        fresh: Mapping[str, Kept],
    ) -> None:
        self._path, self._entries, self._marks, self._fresh = path, entries, marks, fresh

    def __call__(self) -> Texts:
        return Texts(Store(self._path), self._entries, self._marks, self._fresh)

    def __reduce__(self) -> tuple[type[Elsewhere], tuple[object, ...]]:
        fresh = {} if self._path else {**self._fresh}
        return type(self), (self._path, self._entries, self._marks, fresh)


class _Marked(Protocol):
    """What bags ask of a Mark."""

    @property
    def made_from(self) -> bytes: ...


class _Bagged(Protocol):
    """What bags ask of what is Kept."""

    @property
    def bag(self) -> Bag: ...


class Bags(Mapping[str, Bag]):
    """The bags of all texts by key, loaded when they are asked for."""

    FEW = 0.1
    """Of so small a part of the bags each is asked for by itself; otherwise all are read in one go."""

    def __init__(self, store: Store, marks: Mapping[str, _Marked], fresh: Mapping[str, _Bagged]) -> None:
        """*marks* has every text, *fresh* those whose bags may not be in the store yet."""
        self._store, self._marks, self._fresh = store, marks, fresh

    def __getitem__(self, key: str) -> Bag:
        fresh = self._fresh.get(key)
        bag = fresh.bag if fresh else self._store.get(_BAGS, key, self._marks[key].made_from)
        if bag is None:  # it was kept together with its mark
            raise DamagedStoreError(f"the bag of {key!r} is missing")
        return bag

    def of(self, keys: Sequence[str]) -> Iterator[Bag]:
        """Yield the bags of *keys*, in their order."""
        unsaved = self._fresh.keys()
        kept = [key for key in keys if key not in unsaved]
        if len(kept) <= self.FEW * len(self._marks):
            return map(self.__getitem__, keys)
        made_from = {key: self._marks[key].made_from for key in kept}
        known = {row.name: row.value for row in self._store.rows(_BAGS) if row.key == made_from.get(row.name)}
        return (known.get(key) or self[key] for key in keys)

    def elsewhere(self) -> BagsElsewhere:
        """Return what opens the same bags in another process, once the others have been committed."""
        made_from = {key: mark.made_from for key, mark in self._marks.items()}
        fresh = {key: kept.bag for key, kept in self._fresh.items()}
        return BagsElsewhere(self._store.path, made_from, fresh)

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)


class BagsElsewhere(NamedTuple):
    """Opens bags in another process, which can't share an open store; all is plain, to be handed there."""

    path: Path | None
    made_from: dict[str, bytes]
    fresh: dict[str, Bag]

    @contextmanager
    def opened(self) -> Iterator[Bags]:
        """Open them, and close them when they have been read."""
        marks = {key: _Made(digest) for key, digest in self.made_from.items()}
        with closing(StoreView(self.path) if self.path else Store(None)) as store:
            yield Bags(store, marks, {key: _Fresh(bag) for key, bag in self.fresh.items()})


class _Made(NamedTuple):
    made_from: bytes


class _Fresh(NamedTuple):
    bag: Bag


class _Last(NamedTuple):
    """The texts of the last build in this process, which were of the *shape*: the *stamps* of all files, and
    the *doubtful* keys, which are to be looked at again whatever their stamps say."""

    shape: bytes
    zone: tzinfo
    stamps: Mapping[str, Stamp]
    doubtful: frozenset[str]
    entries: dict[str, Entry]
    marks: dict[str, Mark]


class SourceMemory:
    """The texts that were read before, by key; *shape* is the digest of all that shapes a text besides its
    file: engine, time zone, settings.  Those that were made from other files, too, are remembered for one
    working folder."""

    def __init__(self, store: Store, files: FileDigests, shape: bytes) -> None:
        self.store, self.files, self._shape = store, files, shape
        self._is_of_shape = store.get(_SHAPE, "") == shape
        self._place = working_folder()
        self._is_of_place = store.get(_PLACE, "") == self._place
        self._pages = Pages(store, _ENTRIES)
        self._kept: dict[str, Mark] = {}
        self._entries: dict[str, Entry] = {}
        self.reads: dict[str, bytes] = {}
        """The digests of all files outside of the texts that one of them was made from, by whole path."""
        self._fresh: dict[str, Kept] = {}

    def recall_same(self, scan: Scan, zone: tzinfo) -> tuple[str, ...]:
        """Recall all texts that have the stamp that they had in the last build of this process, and return
        the keys of the others.  Texts that were made from other files, too, are always among these."""
        last: _Last | None = self.store.decoded.get(_LAST) if self.store.decoded is not None else None
        if last is None or last[:2] != (self._shape, zone):
            return scan.texts
        stamps, known, doubtful = scan.stamps, last.stamps, last.doubtful
        others = tuple(
            [
                key
                for key in scan.texts
                if known.get(key) != stamps[key] or key in doubtful or key not in last.marks
            ]
        )
        self._entries, self._kept = {**last.entries}, {**last.marks}
        for key in (*others, *(last.marks.keys() - set(scan.texts))):
            self._entries.pop(key, None)
            self._kept.pop(key, None)
        return others

    def remember_stamps(self, scan: Scan, zone: tzinfo) -> None:
        """Remember for the next build of this process how the files were that this one has read."""
        if self.store.decoded is None:
            return
        made_of_more = {key for key in self._kept if self._pages.values[key][2]} if self.reads else set()
        young = {name.removeprefix(name_of("")) for name in self.files.young}
        doubtful = frozenset(made_of_more | young)
        last = _Last(self._shape, zone, scan.stamps, doubtful, self._entries, self._kept)
        self.store.decoded[_LAST] = last

    def knows(self, key: str) -> bool:
        """Tell whether the file *key* was read before, whatever was in it."""
        return key in self._pages.values

    def recall(self, key: str, digest: bytes, zone: tzinfo) -> Entry | None:
        """Return the Entry of a file with this *digest*, with moments in *zone*, if it is remembered."""
        found: tuple[Row, PlainMark, Reads] | None = self._pages.values.get(key)
        if found is None or not self._is_of_shape:
            return None
        row, mark, reads = found
        if reads and not self._is_of_place:
            return None
        if mark[0] != (made_from(digest, as_they_are(reads, self.files)) if reads else digest):
            return None
        return self._know(row, mark, reads, zone)

    def keep(self, kept: Kept, zone: tzinfo) -> Entry:
        """Remember what was made of a file just now, and return its Entry, with moments in *zone*."""
        self._fresh[kept.key] = kept
        self._pages.put(kept.key, (kept.row, kept.mark, kept.reads))
        return self._know(kept.row, kept.mark, kept.reads, zone)

    def _know(self, row: Row, mark: PlainMark, reads: Reads, zone: tzinfo) -> Entry:
        entry = entry_of(row, zone)
        self.reads.update(reads)
        self._kept[entry.key] = Mark(*mark[:3], Shown._make(mark[3]))
        self._entries[entry.key] = entry
        return entry

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The Entries of all that was recalled or kept."""
        return self._entries

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The marks of all that was recalled or kept."""
        return self._kept

    def texts(self) -> Texts:
        """Return all texts that were recalled or kept."""
        return Texts(self.store, self._entries, self._kept, self._fresh)

    def bags(self) -> Bags:
        """Return the bags of all that was recalled or kept."""
        return Bags(self.store, self._kept, self._fresh)

    def save(self) -> None:
        """Hand everything to the store, and make it forget the texts that are not there any more.

        What stays is all of one shape: where that is another, every text was made anew; and of one place.
        """
        if not self._is_of_shape:
            self.store.put(_SHAPE, [StoreRow("", b"", self._shape)])
        if not self._is_of_place:
            self.store.put(_PLACE, [StoreRow("", b"", self._place)])
        gone = [key for key in self._pages.values if key not in self._kept]
        self._pages.drop(gone)
        self._pages.save()
        for stage in (_TEXTS, _BAGS):
            self.store.forget(stage, gone)
        fresh = self._fresh.items()
        self.store.put(_TEXTS, (StoreRow(key, kept.mark[0], kept.packed) for key, kept in fresh))
        self.store.put(_BAGS, (StoreRow(key, kept.mark[0], kept.bag) for key, kept in fresh))

    @property
    def is_little(self) -> bool:
        """Whether what was kept would be made again in no time."""
        return len(self._fresh) < LITTLE

    def release(self) -> None:
        """Let go of the words that were saved and committed, where they are many: the store has them too."""
        if len(self._fresh) > UNSAVED:
            self._fresh.clear()
