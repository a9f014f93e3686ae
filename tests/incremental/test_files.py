"""The word of `stat` is taken only where it can't lie."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.incremental import files as files_module
from sitegen.incremental.files import SETTLED, FileDigests, Stamp, digest_file, stamp
from sitegen.incremental.store import DamagedStoreError, Row, Store

LATER = 3_600_000_000_000
"""An hour, in nanoseconds: by then every file has settled."""


class Clock:
    """Stands for `time.time_ns`: real files, and builds an hour after they were changed."""

    def __init__(self) -> None:
        self.ahead = LATER

    def __call__(self) -> int:
        return time.time_ns() + self.ahead


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from here on."""
    names: list[str] = []

    def noted(path: Path) -> bytes:
        names.append(path.name)
        return digest_file(path)

    monkeypatch.setattr(files_module, "digest_file", noted)
    return names


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(files_module, "_now", clock)
    return clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"first")
    return path


def build(store: Store, *paths: Path) -> list[bytes]:
    """Ask for the digests of *paths*, as one build does."""
    digests = FileDigests(store)
    found = [digests.digest(path.name, path) for path in paths]
    digests.finish()
    return found


def test_a_file_that_stays_is_read_once(store: Store, file: Path, read: list[str], clock: Clock):
    first = build(store, file)

    assert build(store, file) == build(store, file) == first == [digest_file(file)]
    assert read == ["a.png"]


def test_a_file_with_other_bytes_has_another_digest(store: Store, file: Path, clock: Clock):
    first = build(store, file)
    file.write_bytes(b"other bytes")

    assert build(store, file) == [digest_file(file)] != first


def test_equal_size_and_a_time_that_was_set_back_are_noticed(store: Store, file: Path, clock: Clock):
    first, before = build(store, file), file.stat()
    file.write_bytes(b"other")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    now = file.stat()
    assert (now.st_size, now.st_mtime_ns, now.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)

    assert build(store, file) == [digest_file(file)] != first


def test_an_older_file_that_takes_the_place_is_noticed(store: Store, file: Path, clock: Clock):
    first, before = build(store, file), file.stat()
    other = file.with_name("other.png")
    other.write_bytes(b"other")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))

    other.replace(file)

    assert build(store, file) == [digest_file(file)] != first


def test_two_files_that_change_places_change_digests(store: Store, file: Path, clock: Clock):
    other = file.with_name("b.png")
    other.write_bytes(b"other")
    for path in (file, other):
        os.utime(path, ns=(10**18, 10**18))
    first = build(store, file, other)

    file.rename(file.with_name("c.png"))
    other.rename(file)
    file.with_name("c.png").rename(other)

    assert build(store, file, other) == first[::-1]


def test_a_link_that_leads_to_another_file_is_noticed(store: Store, file: Path, clock: Clock):
    other, link = file.with_name("b.png"), file.with_name("link.png")
    other.write_bytes(b"other")
    link.symlink_to(file.name)
    first = build(store, link)

    link.unlink()
    link.symlink_to(other.name)

    assert build(store, link) == [digest_file(other)] != first


@pytest.mark.parametrize(("ago", "reads"), [(0, 3), (SETTLED // 2, 3), (SETTLED + 10**9, 1)])
def test_a_file_that_was_changed_just_now_is_read_again(
    store: Store, file: Path, read: list[str], clock: Clock, ago: int, reads: int
):
    # An edit within the same tick of the clock would leave the same stamp.
    clock.ahead = ago

    for _ in range(3):
        build(store, file)

    assert len(read) == reads


def test_a_file_from_the_future_is_read_again(store: Store, file: Path, read: list[str], clock: Clock):
    os.utime(file, ns=(2 * 10**18, 2 * 10**18))
    build(store, file)
    build(store, file)

    assert len(read) == 2


def test_an_edit_while_the_file_is_read_is_noticed_by_the_next_build(
    store: Store, file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    def edited_meanwhile(path: Path) -> bytes:
        found = digest_file(path)
        path.write_bytes(b"other")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(files_module, "digest_file", edited_meanwhile)
        first = build(store, file)

    assert build(store, file) == [digest_file(file)] != first


def test_files_that_are_asked_for_no_more_are_forgotten_at_the_end(
    store: Store, file: Path, read: list[str], clock: Clock
):
    other = file.with_name("b.png")
    other.write_bytes(b"other")
    build(store, file, other)
    build(store, other)
    read.clear()

    build(store, file, other)

    assert read == ["a.png"]


def test_a_build_that_is_saved_half_way_forgets_nothing(
    store: Store, file: Path, read: list[str], clock: Clock
):
    other = file.with_name("b.png")
    other.write_bytes(b"other")
    build(store, file)
    half = FileDigests(store)
    half.digest(other.name, other)
    half.save()
    read.clear()

    build(store, file, other)

    assert read == []


def test_a_digest_is_noted_with_the_stamp_before_the_file_was_read(store: Store, file: Path, clock: Clock):
    digests = FileDigests(store)
    before = stamp(file.stat())
    digests.note("a.png", before, b"digest")
    digests.finish()

    again = FileDigests(store)
    assert again.known("a.png", before) == b"digest"
    for name in Stamp._fields:
        assert again.known("a.png", before._replace(**{name: 1})) is None, name
    assert again.known("b.png", before) is None


def test_what_is_noted_of_a_file_that_changed_just_now_holds_for_this_build(
    store: Store, file: Path, clock: Clock
):
    digests = FileDigests(store)
    young = stamp(file.stat())._replace(changed=clock())
    digests.note("a.png", young, b"digest")
    assert digests.known("a.png", young) == b"digest"
    assert digests.known("a.png", young._replace(size=1)) is None
    digests.save()
    digests.finish()

    assert FileDigests(store).known("a.png", young) is None


def test_a_digest_is_not_mistaken_for_that_of_the_file_as_it_was_before(
    store: Store, file: Path, clock: Clock
):
    before = stamp(file.stat())
    young = before._replace(changed=clock())
    digests = FileDigests(store)
    digests.note("a.png", before, b"before")
    digests.note("a.png", young, b"young")

    assert digests.known("a.png", young) in (b"young", None)
    assert digests.known("a.png", before) in (b"before", None)


def test_a_file_that_is_gone_is_an_error(store: Store, tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        FileDigests(store).digest("none.png", tmp_path / "none.png")


@pytest.mark.parametrize("value", [b"", b"no pickle", b"\x80\x04]\x94.", b"\x80\x04}\x94\x8c\x01aK\x01s."])
def test_what_another_version_wrote_is_damage(store: Store, value: bytes):
    store.put("file", [Row("", b"", value or b"\x80")])

    with pytest.raises(DamagedStoreError, match="digests of files"):
        FileDigests(store)
