"""What was made of pictures is kept, never believed, and never too much."""

from __future__ import annotations

import os
from pathlib import Path

from sitegen.images import cache
from sitegen.images.cache import PictureCache


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_put_is_found_and_nothing_else(tmp_path):
    kept = PictureCache(tmp_path)
    kept.put("abc", b"one")

    assert (kept.get("abc"), kept.get("abd"), kept.has("abc"), kept.has("abd")) == (b"one", None, True, False)


def test_a_damaged_file_is_not_believed_nor_one_under_another_name(tmp_path):
    kept = PictureCache(tmp_path)
    kept.put("abc", b"one")
    [file] = files(tmp_path)
    data = file.read_bytes()

    for damaged in (data[:-1] + b"!", data[:5], b"", data + b"!"):
        file.write_bytes(damaged)
        assert kept.get("abc") is None
    file.with_name("abd").write_bytes(data)
    assert kept.get("abd") is None


def test_where_nothing_can_be_kept_nothing_breaks(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for kept in (PictureCache(None), PictureCache(tmp_path / "file"), PictureCache(tmp_path, writes=False)):
        kept.put("abc", b"one")
        kept.trim(())
        assert kept.get("abc") is None
    assert [path.name for path in files(tmp_path)] == ["file"]


def test_of_what_is_not_used_the_oldest_goes_first(tmp_path, monkeypatch):
    kept = PictureCache(tmp_path)
    for age, name in enumerate(("newest", "middle", "oldest", "used")):
        kept.put(name, b"x" * 100)
        os.utime(tmp_path / name[:2] / name, (1_000_000 - age, 1_000_000 - age))
    monkeypatch.setattr(cache, "KEPT", 250)

    kept.trim({"used"})

    assert [path.name for path in files(tmp_path)] == ["middle", "newest", "used"]
