"""The store keeps what was committed, all of it or nothing, and never believes a damaged file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sitegen.incremental.store import FORMAT, DamagedStoreError, Row, Store, StoreView

ROWS = tuple(
    Row(f"posts/{number}.md", bytes([number]) * 16, b"value %d " % number * number) for number in range(120)
)
BY_NAME = {row.name: row for row in ROWS}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.db"


def fill(path: Path) -> None:
    with closing(Store(path)) as store:
        store.put("source", ROWS)
        store.commit()


def kept(path: Path) -> list[Row]:
    with closing(Store(path)) as store:
        return [*store.rows("source")]


def test_what_was_committed_is_there_the_next_time(path: Path):
    fill(path)

    assert {row.name: row for row in kept(path)} == BY_NAME
    with closing(Store(path)) as store:
        assert store.get("source", "posts/7.md") == BY_NAME["posts/7.md"].value
        assert store.get("source", "posts/none.md") is None
        assert [*store.rows("document")] == []


def test_a_value_that_was_made_from_something_else_is_not_found(path: Path):
    fill(path)

    with closing(Store(path)) as store:
        assert store.get("source", "posts/7.md", BY_NAME["posts/7.md"].key) == BY_NAME["posts/7.md"].value
        assert store.get("source", "posts/7.md", b"another") is None


def test_a_name_stands_for_one_value_in_each_stage(path: Path):
    with closing(Store(path)) as store:
        store.put("source", [Row("a", b"1", b"old"), Row("b", b"1", b"b")])
        store.put("document", [Row("a", b"1", b"other stage")])
        store.put("source", [Row("a", b"2", b"new")])
        store.forget("source", ["b", "never there"])
        store.commit()

    assert kept(path) == [Row("a", b"2", b"new")]
    with closing(Store(path)) as store:
        assert store.get("document", "a") == b"other stage"


def test_what_was_not_committed_is_lost(path: Path):
    fill(path)

    with closing(Store(path)) as store:
        store.forget("source", BY_NAME)
        store.put("source", [Row("new", b"", b"")])
        assert [*store.rows("source")] == [Row("new", b"", b"")]

    assert {row.name: row for row in kept(path)} == BY_NAME


def test_a_killed_build_leaves_the_store_as_it_was(path: Path):
    fill(path)
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from sitegen.incremental.store import Row, Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "store.forget('source', [f'posts/{number}.md' for number in range(0, 120, 2)])\n"
        "store.put('source', [Row(f'new/{number}', b'', bytes(200_000)) for number in range(200)])\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", program, path], stdout=subprocess.PIPE, env=environment
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        assert path.stat().st_size > 10_000_000, "more than fits in SQLite's cache: some is in the file"
        child.send_signal(signal.SIGKILL)

    assert {row.name: row for row in kept(path)} == BY_NAME


def test_a_store_in_memory_needs_no_file():
    with closing(Store(None)) as store:
        store.put("source", ROWS)
        store.commit()
        assert store.get("source", "posts/7.md") == BY_NAME["posts/7.md"].value


# ---- damage


def read_all(path: Path) -> Iterator[Row]:
    """Yield what a store says it has, by every way of asking."""
    with closing(Store(path)) as store:
        for name in BY_NAME:
            value = store.get("source", name)
            if value is not None:
                yield Row(name, b"", value)
        yield from store.rows("source")
        store.put("source", [Row("posts/new.md", b"", b"")])
        store.commit()


def assert_harmless(path: Path) -> bool:
    """Assert that nothing wrong is read from *path*; tell whether the damage was noticed."""
    try:
        for row in read_all(path):
            assert row.name in BY_NAME, row.name
            assert row.value == BY_NAME[row.name].value, row.name
    except DamagedStoreError:
        return True
    return False


def test_flipped_bits_never_make_a_wrong_value(path: Path):
    fill(path)
    sound = path.read_bytes()
    noticed = 0
    chance = random.Random(3)
    for _ in range(500):
        damaged = bytearray(sound)
        for _ in range(chance.choice([1, 1, 2, 20])):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        noticed += assert_harmless(path)
    assert noticed > 300


def test_a_damaged_header_never_makes_a_wrong_value(path: Path):
    fill(path)
    sound = path.read_bytes()
    for bit in range(100 * 8):
        damaged = bytearray(sound)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with suppress(OSError):  # one bit tells SQLite that the file can only be read
            assert_harmless(path)


def test_overwritten_stretches_never_make_a_wrong_value(path: Path):
    fill(path)
    sound = path.read_bytes()
    chance = random.Random(4)
    for _ in range(300):
        start, size = chance.randrange(len(sound)), chance.choice([4, 64, 512, 4096])
        filler = chance.choice([bytes(size), chance.randbytes(size), b"\xff" * size, sound[:size]])
        path.write_bytes(sound[:start] + filler + sound[start + len(filler) :])
        assert_harmless(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.5, 0.9, 0.999])
def test_a_truncated_file_never_makes_a_wrong_value(path: Path, share: float):
    fill(path)
    sound = path.read_bytes()
    path.write_bytes(sound[: int(len(sound) * share)])

    noticed = assert_harmless(path)

    assert noticed or share in (0.0, 0.999), "an empty file is a new store; the last bytes may be unused"


@pytest.mark.parametrize(
    "content",
    [b"These are words and no store." * 100, bytes(4096), b"SQLite format 3\0", b"SQLite format 3\0" * 256],
    ids=["words", "zeros", "a beginning", "a beginning again and again"],
)
def test_a_file_of_something_else_is_damaged(path: Path, content: bytes):
    path.write_bytes(content)

    assert assert_harmless(path)


def change(path: Path, statement: str, *arguments: object) -> None:
    """Change the file as SQLite would, behind the back of the store."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, arguments)
        connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE memory SET value = value || x'00' WHERE name = 'posts/7.md'",
        "UPDATE memory SET value = x'' WHERE name = 'posts/7.md'",
        "UPDATE memory SET value = 7 WHERE name = 'posts/7.md'",
        "UPDATE memory SET value = 'text' WHERE name = 'posts/7.md'",
        "UPDATE memory SET key = 7 WHERE name = 'posts/7.md'",
        "UPDATE memory SET key = x'07' WHERE name = 'posts/7.md'",
        "UPDATE memory SET name = 'posts/another.md' WHERE name = 'posts/7.md'",
        "UPDATE memory SET name = CAST(x'ff' AS TEXT) WHERE name = 'posts/7.md'",
        "UPDATE memory SET name = x'ff' WHERE name = 'posts/7.md'",
        "UPDATE memory SET value = (SELECT value FROM memory WHERE name = 'posts/8.md') WHERE name = 'posts/7.md'",
        "INSERT INTO memory SELECT 'source', 'posts/again.md', key, value FROM memory WHERE name = 'posts/7.md'",
        "INSERT INTO memory VALUES ('source', 'posts/mine.md', x'', x'80')",
        "ALTER TABLE memory RENAME COLUMN value TO values_",
        "DROP TABLE memory",
    ],
)
def test_what_the_store_did_not_write_is_noticed(path: Path, statement: str):
    fill(path)
    change(path, statement)

    assert assert_harmless(path)


def test_a_value_belongs_to_its_stage(path: Path):
    fill(path)
    change(path, "UPDATE memory SET stage = 'document' WHERE name = 'posts/7.md'")

    with closing(Store(path)) as store, pytest.raises(DamagedStoreError, match="posts/7"):
        store.get("document", "posts/7.md")


def test_damage_that_is_still_spoken_of_keeps_nobody_from_writing(path: Path):
    fill(path)
    change(path, "UPDATE memory SET value = x'00' WHERE name = 'posts/7.md'")

    with pytest.raises(DamagedStoreError) as told, closing(Store(path)) as store:
        [*store.rows("source")]

    with closing(Store(path)) as store:
        store.put("source", [Row("posts/new.md", b"", b"new")])
        store.commit()
        assert store.get("source", "posts/new.md") == b"new"
    assert told.value


@pytest.mark.parametrize("version", [FORMAT + 1, FORMAT - 1 or 99, -1])
def test_a_store_of_another_format_is_not_believed(path: Path, version: int):
    fill(path)
    change(path, f"PRAGMA user_version = {version}")

    with pytest.raises(DamagedStoreError, match=str(version)):
        Store(path)


def open_files() -> set[str]:
    return {os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files")
def test_a_store_that_can_not_be_used_is_not_kept_open(path: Path):
    path.write_bytes(b"These are words and no store." * 100)

    with pytest.raises(DamagedStoreError) as caught:
        Store(path)

    assert str(path.resolve()) not in open_files(), caught


# ---- the disk


def full(store: Store) -> None:
    """Leave *store* no room, as a full disk would."""
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_the_disk_s_fault_and_leaves_the_store_as_it_was(path: Path):
    fill(path)

    with closing(Store(path)) as store:
        full(store)
        with pytest.raises(OSError, match="full"):
            store.put("source", [Row(f"new/{number}", b"", bytes(5000)) for number in range(100)])

    assert {row.name: row for row in kept(path)} == BY_NAME


def write(store: Store) -> None:
    store.put("source", [Row("new", b"", b"")])


def commit(store: Store) -> None:
    store.commit()


@pytest.mark.parametrize("then", [write, commit])
def test_after_a_failed_write_the_disk_is_still_at_fault(path: Path, then: Callable[[Store], None]):
    fill(path)
    with closing(Store(path)) as store:
        full(store)
        with pytest.raises(OSError):
            store.put("source", [Row(f"new/{number}", b"", bytes(5000)) for number in range(100)])

        with pytest.raises(OSError):
            then(store)
            store.commit()

    assert {row.name: row for row in kept(path)} == BY_NAME


def test_a_file_that_can_only_be_read_is_read(path: Path):
    fill(path)

    with closing(Store(path)) as store:
        store._connection.execute("PRAGMA query_only = ON")
        assert {row.name: row for row in store.rows("source")} == BY_NAME
        with pytest.raises(OSError, match="readonly"):
            store.put("source", ROWS)


def test_a_folder_in_place_of_the_file_is_no_damage(path: Path):
    path.mkdir()

    with pytest.raises(OSError):
        Store(path)


# ---- only looked into


def test_a_view_shows_what_was_committed_and_keeps_nothing(path: Path):
    fill(path)
    before = path.read_bytes()

    with closing(StoreView(path)) as view:
        view.put("source", [Row("posts/7.md", b"", b"other")])
        view.forget("source", ["posts/8.md"])
        view.commit()
        assert {row.name: row for row in view.rows("source")} == BY_NAME

    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path] or (path.parent / "memory.db-journal").stat().st_size == 0


def test_a_store_can_be_written_while_somebody_looks(path: Path):
    fill(path)

    with closing(StoreView(path)) as view:
        assert view.get("source", "posts/7.md")
        with closing(Store(path)) as store:
            store.put("source", [Row("posts/7.md", b"", b"other")])
            store.commit()
        assert view.get("source", "posts/7.md") == b"other"


def test_a_view_of_what_another_version_wrote_shows_nothing_of_it(path: Path):
    with closing(Store(path, b"one")) as store:
        store.commit()

    with pytest.raises(OSError, match="another version"):
        StoreView(path, b"two")
    StoreView(path, b"one").close()


def test_a_view_of_no_store_makes_none(path: Path):
    with pytest.raises(OSError):
        StoreView(path)

    assert not path.exists()
