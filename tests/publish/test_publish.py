"""What is written, kept, removed and refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.publish import publish


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


def files(folder: Path) -> dict[str, bytes]:
    """Return all that is in *folder* besides the manifest, also what hides."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_what_is_published_is_in_the_folder(output):
    done = publish({"index.html": b"home", "a/b/index.html": b"deep"}, output)

    assert files(output) == {"index.html": b"home", "a/b/index.html": b"deep"}
    assert (done.written, done.unchanged, done.removed) == (2, 0, 0)


def test_the_manifest_is_one_that_sha256sum_checks(output):
    publish({"index.html": b"home"}, output)

    lines = (output / MANIFEST).read_text().splitlines()
    assert lines[1:] == [f"{hashlib.sha256(b'home').hexdigest()}  index.html"]


def test_what_did_not_change_is_left_alone(output):
    publish({"index.html": b"home", "a.html": b"one"}, output)
    before = {path.name: path.stat().st_mtime_ns for path in output.iterdir()}

    done = publish({"index.html": b"home", "a.html": b"one"}, output)

    assert (done.written, done.unchanged, done.removed) == (0, 2, 0)
    assert {path.name: path.stat().st_mtime_ns for path in output.iterdir()} == before


def test_what_is_no_longer_published_is_removed_with_its_folder(output):
    publish({"index.html": b"home", "a/b/index.html": b"deep"}, output)

    assert publish({"index.html": b"home"}, output).removed == 1
    assert [path.name for path in output.iterdir() if path.name != MANIFEST] == ["index.html"]


def test_strangers_files_stay_and_so_do_their_folders(output):
    publish({"a/index.html": b"ours"}, output)
    (output / "a" / "theirs.txt").write_text("mine")
    (output / "CNAME").write_text("example.org")

    publish({"index.html": b"home"}, output)

    assert files(output) == {"index.html": b"home", "a/theirs.txt": b"mine", "CNAME": b"example.org"}


def test_a_file_becomes_a_folder_and_a_folder_a_file(output):
    publish({"a": b"file", "b/c/index.html": b"page", "b/index.html": b"page"}, output)

    publish({"a/index.html": b"page", "b": b"file"}, output)
    assert files(output) == {"a/index.html": b"page", "b": b"file"}

    publish({"a": b"file", "b/c/index.html": b"page"}, output)
    assert files(output) == {"a": b"file", "b/c/index.html": b"page"}


def test_a_folder_whose_files_were_deleted_by_hand_becomes_a_file(output):
    publish({"a/b/index.html": b"page"}, output)
    (output / "a" / "b" / "index.html").unlink()
    (output / "a" / "b").rmdir()

    publish({"a": b"file"}, output)

    assert files(output) == {"a": b"file"}


@pytest.mark.parametrize("stranger", ["a/theirs.txt", "a/b/theirs.txt", "a/theirs/"])
def test_a_folder_that_holds_a_strangers_file_does_not_become_a_file(output, stranger):
    publish({"a/index.html": b"page", "z.html": b"old"}, output)
    theirs = output / stranger
    theirs.parent.mkdir(exist_ok=True)
    theirs.mkdir() if stranger.endswith("/") else theirs.write_text("mine")

    with pytest.raises(SetupError, match="is in the way: sitegen did not make it"):
        publish({"a": b"file", "b.html": b"new"}, output)

    assert theirs.exists()
    assert (output / "a" / "index.html").exists()
    assert (output / "z.html").exists(), "nothing may be removed when something is in the way"
    assert not (output / "b.html").exists()


def test_a_strangers_file_in_the_way_is_refused_before_anything_is_written(output):
    publish({"index.html": b"home"}, output)
    (output / "about").write_text("mine")

    with pytest.raises(SetupError, match=r"public/about is in the way"):
        publish({"about/index.html": b"ours", "aaa.html": b"first"}, output)

    assert files(output) == {"index.html": b"home", "about": b"mine"}


def test_a_strangers_file_of_the_same_name_is_refused(output):
    publish({"index.html": b"home"}, output)
    (output / "feed.xml").write_text("mine")

    with pytest.raises(SetupError, match=r"feed\.xml is in the way"):
        publish({"index.html": b"home", "feed.xml": b"ours"}, output)

    assert (output / "feed.xml").read_text() == "mine"


@pytest.mark.parametrize("known", [True, False])
def test_a_link_to_a_folder_elsewhere_is_not_followed(output, tmp_path, known):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("theirs")
    publish({"a/index.html": b"ours"} if known else {"index.html": b"home"}, output)
    if known:
        (output / "a" / "index.html").unlink()
        (output / "a").rmdir()
    (output / "a").symlink_to(elsewhere)

    with pytest.raises(SetupError, match="is in the way"):
        publish({"a/index.html": b"new"}, output)
    publish({"other.html": b"x"}, output)

    assert (elsewhere / "index.html").read_text() == "theirs"


def test_a_link_in_place_of_our_file_is_replaced_and_its_target_kept(output, tmp_path):
    target = tmp_path / "target.txt"
    target.write_text("ours")
    publish({"a.html": b"ours"}, output)
    (output / "a.html").unlink()
    (output / "a.html").symlink_to(target)

    publish({"a.html": b"ours"}, output)

    assert not (output / "a.html").is_symlink()
    assert target.read_text() == "ours"


def test_a_hard_link_of_the_old_file_keeps_the_old_bytes(output, tmp_path):
    publish({"a.html": b"old"}, output)
    os.link(output / "a.html", tmp_path / "twin")

    publish({"a.html": b"new"}, output)

    assert (tmp_path / "twin").read_bytes() == b"old"


def test_what_a_killed_build_left_neither_blocks_nor_stays(output, tmp_path):
    publish({"a.html": b"old"}, output)
    victim = tmp_path / "victim"
    victim.write_text("keep me")
    (output / STAGED).symlink_to(victim)

    publish({"a.html": b"new"}, output)

    assert files(output) == {"a.html": b"new"}
    assert victim.read_text() == "keep me"


def test_a_file_that_vanished_since_it_was_planned_is_named_and_nothing_is_written(output, tmp_path):
    publish({"index.html": b"old"}, output)

    with pytest.raises(SetupError, match=r"car\.jpg can't be read: No such file"):
        publish({"index.html": b"new", "car.jpg": tmp_path / "car.jpg"}, output)

    assert files(output) == {"index.html": b"old"}


def test_files_are_copied_with_their_bytes(output, tmp_path):
    big = os.urandom(3 << 20)
    (tmp_path / "big.bin").write_bytes(big)
    (tmp_path / "empty").write_bytes(b"")

    publish({"big.bin": tmp_path / "big.bin", "empty": tmp_path / "empty"}, output)
    again = publish({"big.bin": tmp_path / "big.bin", "empty": tmp_path / "empty"}, output)
    (tmp_path / "big.bin").write_bytes(big[:-1] + b"!")

    assert again.written == 0
    assert publish({"big.bin": tmp_path / "big.bin"}, output).written == 1
    assert (output / "big.bin").read_bytes() == big[:-1] + b"!"


def test_the_files_follow_the_umask(output):
    before = os.umask(0o027)
    try:
        publish({"a/index.html": b"page"}, output)
    finally:
        os.umask(before)

    assert stat.S_IMODE((output / "a" / "index.html").stat().st_mode) == 0o640
    assert stat.S_IMODE((output / "a").stat().st_mode) == 0o750


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_named(output):
    publish({"index.html": b"old"}, output)
    output.chmod(0o555)
    try:
        with pytest.raises(SetupError, match=r"public can't be written: Permission denied"):
            publish({"index.html": b"new"}, output)
    finally:
        output.chmod(0o755)


@pytest.mark.parametrize(
    "line", ["../victim", "/etc/passwd", "a/../../victim", "a//b", "", ".", MANIFEST, f"{STAGED}/x"]
)
def test_a_manifest_with_hostile_paths_is_refused(output, tmp_path, line):
    publish({"index.html": b"home"}, output)
    (tmp_path / "victim").write_text("keep me")
    with (output / MANIFEST).open("a") as manifest:
        manifest.write(f"{'0' * 64}  {line}\n")

    with pytest.raises(SetupError, match="is damaged or of another version"):
        publish({}, output)

    assert (tmp_path / "victim").exists()
    assert (output / "index.html").exists()


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"# something else\n", b"<html>"])
def test_a_damaged_manifest_is_refused(output, raw):
    publish({"index.html": b"home"}, output)
    (output / MANIFEST).write_bytes(raw)

    with pytest.raises(SetupError, match=r"damaged|can't be read"):
        publish({}, output)


PATHS = ("index.html", "a/one.html", "a/b/two.html", "c/three.html", "c/d/four.html")
TREES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2"]), min_size=1)
TAKEN = st.sampled_from(["a", "a/b", "c", "c/d", "index.html", "a/one.html", "*"])


@given(st.lists(st.tuples(TREES, st.lists(TAKEN, max_size=2)), min_size=2, max_size=5))
@settings(max_examples=150, deadline=None)
def test_what_somebody_takes_away_comes_back_whatever_is_published_next(steps):
    with TemporaryDirectory() as folder:
        output = Path(folder) / "public"
        for tree, taken in steps:
            publish(tree, output)
            assert files(output) == tree
            for name in taken:
                for path in [*output.glob(name)]:
                    if path.name != MANIFEST:
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
