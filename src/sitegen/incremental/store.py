"""What is remembered between builds, in a SQLite file that can be thrown away at any time.

The store keeps values by stage and name, each with the key that it was made from: a value is right as long
as its key is.  Every value carries a checksum, so that a damaged file is noticed and never believed.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

FORMAT = 1
"""The version of the layout of the file; one of another is taken for damaged."""
_CHECK = 4
_MAKER = "maker"
# What is not the fault of the file: the disk, the folder, another process.
_OUTSIDE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)
_OTHER_SHAPE = (
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)
_LAYOUT = """
    CREATE TABLE IF NOT EXISTS memory (
        stage TEXT NOT NULL, name TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (stage, name)
    ) WITHOUT ROWID
"""


class Row(NamedTuple):
    """A value remembered under *name*, made from what *key* is the digest of."""

    name: str
    key: bytes
    value: bytes


class DamagedStoreError(Exception):
    """The file is no store, or not as it was written."""


@contextmanager
def reading_back(what: str) -> Iterator[None]:
    """Turn mistakes in the shape of *what* is read back into `DamagedStoreError`: another version of sitegen
    may have written it."""
    try:
        yield
    except _OTHER_SHAPE as error:
        raise DamagedStoreError(f"{what}: {error!r}") from error


class Store:
    """An open store.  Nothing is kept before `commit`; a killed build leaves the store as it was.

    *decoded* has what is kept by stage as it is used, and need neither be written nor read; None: nothing is.
    """

    decoded: dict[str, Any] | None = None

    def __init__(self, path: Path | None, maker: bytes = b"") -> None:
        """Open or make the store at *path* (None: in memory); what another *maker* remembered is forgotten.

        Raises `DamagedStoreError`, and OSError where there can't be a store.
        """
        self.path = path
        with _translated():
            self._connection = self._connect(path)
        try:
            with _translated():
                self._prepare()
            self._forget_others(maker)
        except BaseException:
            self.close()
            raise

    def _connect(self, path: Path | None) -> sqlite3.Connection:
        return sqlite3.connect(path or ":memory:", isolation_level=None)

    def _prepare(self) -> None:
        run = self._connection.execute
        version = self._version()
        if version not in (0, FORMAT):
            raise DamagedStoreError(f"its format is {version}, not {FORMAT}")
        run("PRAGMA journal_mode = TRUNCATE")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA cache_size = -16000")
        if not version:
            run(_LAYOUT)
            run(f"PRAGMA user_version = {FORMAT}")
        run("BEGIN")

    def _version(self) -> int:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        return int(version)

    def _forget_others(self, maker: bytes) -> None:
        if maker and self.get(_MAKER, "") != maker:
            self._change("DELETE FROM memory", [()])
            self.put(_MAKER, [Row("", b"", maker)])

    def rows(self, stage: str) -> Iterator[Row]:
        """Yield all that is remembered of *stage*."""
        start = crc32(stage.encode())
        with _translated():  # one by one: of what is large, only one is there twice at a time
            query = "SELECT name, key, value FROM memory WHERE stage = ?"
            with closing(self._connection.execute(query, (stage,))) as found:  # damage leaves no lock behind
                for name, key, value in found:
                    yield Row(name, key, _checked(start, name, key, value))

    def get(self, stage: str, name: str, key: bytes | None = None) -> bytes | None:
        """Return the value under *name*; None: there is none, or it was made from another *key*."""
        found = self._rows("SELECT key, value FROM memory WHERE stage = ? AND name = ?", stage, name)
        if not found or key not in (None, found[0][0]):
            return None
        return _checked(crc32(stage.encode()), name, *found[0])

    def put(self, stage: str, rows: Iterable[Row]) -> None:
        """Remember *rows*, in place of what has their names."""
        start = crc32(stage.encode())
        self._change(
            "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?)",
            ((stage, *row[:2], _check(start, *row) + row.value) for row in rows),
        )

    def forget(self, stage: str, names: Iterable[str]) -> None:
        """Forget what has one of the *names*."""
        self._change("DELETE FROM memory WHERE stage = ? AND name = ?", ((stage, name) for name in names))

    def commit(self) -> None:
        """Keep all changes so far, together."""
        self._check_open()
        with _translated():
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")

    def close(self) -> None:
        """Close the file; changes that were not committed are lost."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def _rows(self, query: str, *arguments: str) -> list[tuple[Any, ...]]:
        with _translated():
            return self._connection.execute(query, arguments).fetchall()

    def _change(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._check_open()
        with _translated():
            self._connection.executemany(statement, rows)

    def _check_open(self) -> None:
        # SQLite gives up the transaction when the disk is full; what follows would be kept without it.
        if not self._connection.in_transaction:
            raise OSError(0, "an earlier change could not be written")


class StoreView(Store):
    """A store that is only looked into: what is put into it is dropped, and its file stays as it is.

    Nothing is locked between two questions, so that a build can go on at the same time.
    """

    def __init__(self, path: Path, maker: bytes = b"") -> None:
        """Open the store at *path*.  Raises `DamagedStoreError`, and OSError where there is none, or where
        all of it is of another *maker*."""
        super().__init__(path, maker)
        self.path = None  # what is put here, no other process would find there

    def _connect(self, path: Path | None) -> sqlite3.Connection:
        assert path is not None
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)

    def _prepare(self) -> None:
        if self._version() != FORMAT:
            raise DamagedStoreError("it is of another version, or empty")

    def _forget_others(self, maker: bytes) -> None:
        if maker and self.get(_MAKER, "") != maker:
            raise OSError(0, "it is of another version of sitegen")

    def put(self, stage: str, rows: Iterable[Row]) -> None:
        """Drop *rows*."""

    def forget(self, stage: str, names: Iterable[str]) -> None:
        """Keep all there is."""

    def commit(self) -> None:
        """Do nothing."""


class ResidentStore(StoreView):
    """A store for many builds of one process: its file is looked into, what is new is kept in memory.

    Whoever keeps values *decoded* changes them only to what a build that succeeded has found out.
    """

    def __init__(self, path: Path, maker: bytes = b"") -> None:
        """Open the store at *path*.  Raises what `StoreView` raises."""
        self._new: dict[str, dict[str, Row | None]] = {}
        super().__init__(path, maker)
        self.decoded = {}

    def rows(self, stage: str) -> Iterator[Row]:
        """Yield all that is remembered of *stage*."""
        new = self._new.get(stage, {})
        yield from (row for row in super().rows(stage) if row.name not in new)
        yield from (row for row in new.values() if row is not None)

    def get(self, stage: str, name: str, key: bytes | None = None) -> bytes | None:
        """Return the value under *name*; None: there is none, or it was made from another *key*."""
        new = self._new.get(stage, {})
        if name not in new:
            return super().get(stage, name, key)
        row = new[name]
        return row.value if row and key in (None, row.key) else None

    def put(self, stage: str, rows: Iterable[Row]) -> None:
        """Remember *rows* in memory."""
        self._new.setdefault(stage, {}).update((row.name, row) for row in rows)

    def forget(self, stage: str, names: Iterable[str]) -> None:
        """Forget what has one of the *names*."""
        self._new.setdefault(stage, {}).update(dict.fromkeys(names))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except UnicodeError as error:  # of a message that quotes the file
        raise DamagedStoreError(str(error)) from error
    except sqlite3.DatabaseError as error:
        code: int = getattr(error, "sqlite_errorcode", 0)  # a text that is not UTF-8 is Python's error
        # What the disk does not give back is lost, as what it gives back wrong.
        if code & 0xFF in _OUTSIDE and code != sqlite3.SQLITE_IOERR_READ:
            raise OSError(0, str(error)) from error
        raise DamagedStoreError(str(error)) from error


def _check(start: int, name: str, key: bytes, value: bytes) -> bytes:
    """Return the checksum of a row; *start* is that of its stage."""
    label = name.encode("utf-8", "surrogatepass")
    return crc32(value, crc32(key, crc32(label, start))).to_bytes(_CHECK, "big")


def _checked(start: int, name: object, key: object, value: object) -> bytes:
    """Return the value without its checksum; SQLite checks no types when it reads."""
    if isinstance(name, str) and isinstance(key, bytes) and isinstance(value, bytes):
        found = value[_CHECK:]
        if _check(start, name, key, found) == value[:_CHECK]:
            return found
    raise DamagedStoreError(f"{name!r} is not what was written")
