"""Two generations that take turns: what is linked, what is checked, what is never trusted."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST
from sitegen.publish.backstage import Backstage
from sitegen.publish.exchange import exchange, finish_exchange
from sitegen.publish.lock import build_lock
from sitegen.publish.manifest import manifest_text
from sitegen.publish.publish import publish
from sitegen.publish.published import PublishedSite, read_published
from sitegen.publish.record import Record, decode_record, encode_record
from sitegen.publish.stage import Stage, stage
from support.versions import tree

SITE = {"index.html": b"home", "a/index.html": b"a", "b/c/index.html": b"c", "feed.xml": b"<feed>"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The folder of a site that was published once."""
    publish(SITE, tmp_path / "public")
    return tmp_path / "public"


def backstage(output: Path) -> Path:
    return output.parent / f".{output.name}.sitegen"


def record_of(output: Path) -> Path:
    return backstage(output) / f"record-{output.stat().st_ino}"


@contextmanager
def staged(contents: dict[str, bytes], kept: Collection[str], published: PublishedSite) -> Iterator[Stage]:
    """A whole generation that is not public yet."""
    with stage(contents, kept, published) as generation:
        for path, content in contents.items():
            generation.note(path, generation.keep(path, content))
        generation.finish()
        yield generation


def edit(output: Path, **contents: bytes) -> None:
    """Publish *contents*, and keep all other files: `edit(output, index=b"new")` for index.html."""
    published = read_published(output)
    new = {f"{name}.html": content for name, content in contents.items()}
    with staged(new, published.digests.keys() - new.keys(), published) as generation:
        generation.switch()


# ---- what is there


def test_what_was_published_is_known_with_its_digests(output):
    published = read_published(output)

    assert published.intact
    assert published.digests == {path: hashlib.sha256(SITE[path]).hexdigest() for path in SITE}


def test_nothing_is_known_of_a_folder_that_is_not_there(tmp_path):
    assert read_published(tmp_path / "public").digests == {}
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


@pytest.mark.parametrize("change", ["edited in place", "replaced", "deleted", "link"])
def test_a_file_that_somebody_changed_is_not_intact_and_is_mended(output, change):
    page = output / "a" / "index.html"
    if change == "edited in place":
        page.write_bytes(b"b")
    else:
        page.unlink()
    if change == "replaced":
        page.write_bytes(b"a")
    if change == "link":
        page.symlink_to(output / "index.html")

    published = read_published(output)
    assert not published.intact
    assert published.digests.keys() == SITE.keys() - {"a/index.html"}
    assert published.record.digests.keys() == SITE.keys()

    for version in (SITE, SITE | {"feed.xml": b"2"}, SITE | {"feed.xml": b"3"}):
        publish(version, output)
        assert tree(output) == version, "neither generation keeps the changed file"
    assert read_published(output).intact


def test_without_notes_every_file_is_read_once_and_the_notes_are_made_anew(output):
    shutil.rmtree(backstage(output))
    (output / "a" / "index.html").write_bytes(b"!")

    assert read_published(output).digests.keys() == SITE.keys() - {"a/index.html"}
    assert record_of(output).exists()
    publish(SITE, output)
    assert tree(output) == SITE


def test_notes_of_before_a_restart_of_the_machine_are_not_trusted(output):
    for note in backstage(output).glob("record-*"):
        body = note.read_bytes().split(b"\n", 1)[1][32:]
        body = re.sub(rb'"boot": "[^"]*"', b'"boot": "another"', body, count=1)
        note.write_bytes(b"sitegen record 1\n" + hashlib.sha256(body).digest() + body)
    page, size = output / "feed.xml", len(SITE["feed.xml"])
    before = page.stat()
    with page.open("r+b") as file:  # as a power loss leaves it: size and time, not the bytes
        file.write(b"\0" * size)
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert read_published(output).digests.keys() == SITE.keys() - {"feed.xml"}
    for version in (SITE, SITE | {"index.html": b"2"}):
        publish(version, output)
        assert tree(output) == version


@pytest.mark.parametrize("damage", [b"", b"sitegen record 1\n", b"\xff" * 500])
def test_damaged_notes_are_not_trusted(output, damage):
    for note in backstage(output).glob("record-*"):
        note.write_bytes(damage)

    assert read_published(output).intact
    publish(SITE | {"index.html": b"2"}, output)

    assert tree(output) == SITE | {"index.html": b"2"}


def test_a_manifest_changed_by_hand_is_believed_more_than_the_notes(output):
    lines = (output / MANIFEST).read_text().splitlines(keepends=True)
    (output / MANIFEST).write_text("".join(line for line in lines if not line.endswith("feed.xml\n")))

    with pytest.raises(SetupError, match=r"feed\.xml is in the way"):
        publish(SITE, output)


# ---- staging


def test_nothing_changes_before_the_switch_nor_when_a_stage_is_dropped(output):
    published = read_published(output)

    with staged({"index.html": b"new"}, ["a/index.html"], published):
        assert tree(output) == SITE

    assert tree(output) == SITE
    assert read_published(output).intact
    publish(SITE | {"index.html": b"newer"}, output)
    assert tree(output) == SITE | {"index.html": b"newer"}


def test_a_switch_makes_all_of_it_public_and_takes_the_rest_away(output):
    with staged({"index.html": b"new"}, ["a/index.html"], read_published(output)) as generation:
        done = generation.switch()

    assert tree(output) == {"index.html": b"new", "a/index.html": b"a"}
    assert (done.written, done.unchanged, done.removed, done.warnings) == (1, 1, 2, ())


def test_the_manifest_and_the_folders_are_those_of_a_clean_publish(output, tmp_path):
    edit(output, index=b"2", new=b"new")
    publish({"x/y/index.html": b"y"} | SITE, output)
    publish({"a/index.html": b"a"}, output)

    publish({"a/index.html": b"a"}, tmp_path / "clean")

    names = [
        {path.relative_to(folder) for path in folder.rglob("*")} for folder in (output, tmp_path / "clean")
    ]
    assert names[0] == names[1]
    assert (output / MANIFEST).read_bytes() == (tmp_path / "clean" / MANIFEST).read_bytes()


def test_what_did_not_change_is_linked_from_one_generation_to_the_next(output):
    before = (output / "a" / "index.html").stat().st_ino

    edit(output, index=b"2")
    edit(output, index=b"3")

    assert (output / "a" / "index.html").stat().st_ino == before
    assert (backstage(output) / "twin" / "a" / "index.html").stat().st_ino == before
    assert (backstage(output) / "twin" / "index.html").read_bytes() == b"2"


def test_the_first_publish_makes_both_generations(output):
    twin = backstage(output) / "twin"
    assert tree(twin) == SITE
    assert {path: (twin / path).stat().st_ino for path in SITE} == {
        path: (output / path).stat().st_ino for path in SITE
    }


def test_a_file_missing_in_the_twin_is_linked_again(output):
    (backstage(output) / "twin" / "a" / "index.html").unlink()

    edit(output, index=b"2")

    assert tree(output) == SITE | {"index.html": b"2"}


def test_a_folder_in_the_twins_place_is_put_aside_and_never_published(output):
    twin = backstage(output) / "twin"
    shutil.rmtree(twin)
    twin.mkdir()
    (twin / "secret.txt").write_text("not for the public")

    done = publish(SITE | {"index.html": b"2"}, output)

    assert tree(output) == SITE | {"index.html": b"2"}
    [warning] = done.warnings
    assert "set-aside" in warning
    assert [path.read_text() for path in backstage(output).rglob("secret.txt")] == ["not for the public"]


@pytest.mark.parametrize("manifest", [None, b""])
def test_a_twin_that_lost_its_manifest_in_the_middle_of_a_build_is_put_aside(output, manifest):
    """So a power cut may leave it, for nothing is synced."""
    edit(output, feed=b"<new>")
    published = read_published(output)
    with pytest.raises(SetupError), stage({"index.html": b"new"}, SITE.keys() - {"index.html"}, published):
        raise SetupError("a mistake in a template")
    twin = backstage(output) / "twin"
    (twin / MANIFEST).unlink()
    if manifest is not None:
        (twin / MANIFEST).write_bytes(manifest)

    edit(output, index=b"newer")

    assert tree(output) == {**SITE, "feed.html": b"<new>", "index.html": b"newer"}
    assert (backstage(output) / "set-aside/twin.1/a/index.html").is_file()


def test_a_file_where_the_next_killed_build_wanted_a_folder_is_in_nobodys_way(output):
    """One build is killed when it has written it, the next before it has removed it."""
    edit(output, feed=b"<new>")
    twin = backstage(output) / "twin"
    (twin / "about").write_bytes(b"of the first")
    Backstage(str(output)).mark_pending(str(twin), ["about", "about/more/index.html", "about/index.html"])

    edit(output, index=b"newer")

    assert tree(output) == {**SITE, "feed.html": b"<new>", "index.html": b"newer"}


def test_a_generation_that_another_build_replaced_is_not_built_upon(output):
    published = read_published(output)
    edit(output, index=b"theirs")

    with (
        pytest.raises(SetupError, match="another build has published"),
        staged({"index.html": b"ours"}, published.digests.keys() - {"index.html"}, published),
    ):
        pass

    assert (output / "index.html").read_bytes() == b"theirs"


def test_the_folder_keeps_its_mode_and_its_twin_is_hidden(output):
    output.chmod(0o2750)

    edit(output, index=b"2")

    assert stat.S_IMODE(output.stat().st_mode) == 0o2750
    assert stat.S_IMODE(backstage(output).stat().st_mode) == 0o700
    assert (backstage(output) / ".gitignore").read_text().splitlines()[-1] == "*"


def test_a_folder_that_could_not_be_written_for_a_while_does_not_keep_its_twin_from_being_written(output):
    output.chmod(0o555)
    with suppress(SetupError):  # root may exchange it even so
        edit(output, index=b"2")
    output.chmod(0o755)

    with stage({"index.html"}, SITE.keys() - {"index.html"}, read_published(output)) as generation:
        assert stat.S_IMODE((backstage(output) / "twin").stat().st_mode) & stat.S_IRWXU == stat.S_IRWXU
        generation.note("index.html", generation.keep("index.html", b"3"))
        generation.finish()
        generation.switch()

    assert tree(output) == SITE | {"index.html": b"3"}
    assert stat.S_IMODE(output.stat().st_mode) == 0o755


def test_a_folder_that_was_read_only_when_it_was_public_can_be_written_as_part_of_the_twin(output):
    (output / "b" / "c").chmod(0o555)
    (output / "b").chmod(0o555)
    edit(output, index=b"2")

    made, published = {"b/c/index.html"}, read_published(output)
    with stage(made, SITE.keys() - made, published) as generation:
        for folder in ("b", "b/c"):
            mode = (backstage(output) / "twin" / folder).stat().st_mode
            assert stat.S_IMODE(mode) & stat.S_IRWXU == stat.S_IRWXU
        generation.note("b/c/index.html", generation.keep("b/c/index.html", b"3"))
        generation.finish()
        generation.switch()

    assert tree(output) == SITE | {"index.html": b"2", "b/c/index.html": b"3"}


def test_an_output_folder_behind_a_link_is_exchanged_where_it_is(tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "site").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "www" / "site")

    publish(SITE, tmp_path / "public")
    publish(SITE | {"index.html": b"2"}, tmp_path / "public")

    assert (tmp_path / "public").is_symlink()
    assert tree(tmp_path / "www" / "site") == SITE | {"index.html": b"2"}


# ---- strangers


def test_strangers_files_and_folders_keep_their_identity(output):
    (output / "CNAME").write_text("example.org")
    (output / "link").symlink_to("CNAME")
    (output / "empty").mkdir()
    (output / "a" / "theirs").mkdir()
    (output / "a" / "theirs" / "x").write_text("x")
    inode = (output / "CNAME").stat().st_ino

    for number in range(4):
        edit(output, index=b"%d" % number)
        assert (output / "CNAME").stat().st_ino == inode
        assert (output / "CNAME").stat().st_nlink == 1
        assert (output / "link").readlink() == Path("CNAME")
        assert (output / "empty").is_dir()
        assert (output / "a" / "theirs" / "x").read_text() == "x"
        assert {"CNAME", "link", "empty"}.isdisjoint(tree(backstage(output) / "twin"))


def test_a_strangers_file_that_comes_while_a_generation_is_staged_is_brought_along(output):
    with staged({"index.html": b"2"}, ["a/index.html"], read_published(output)) as generation:
        (output / "CNAME").write_text("example.org")
        generation.switch()

    assert (output / "CNAME").read_text() == "example.org"


def test_a_strangers_file_that_comes_anywhere_during_a_long_build_is_brought_along(output):
    with staged(
        {"index.html": b"2"}, ["a/index.html", "b/c/index.html"], read_published(output)
    ) as generation:
        (output / "b" / "c" / "theirs").write_text("theirs")
        time.sleep(1.05)
        generation.switch()

    assert (output / "b" / "c" / "theirs").read_text() == "theirs"


def test_a_strangers_file_that_was_overlooked_for_a_moment_is_back_with_the_next_change_and_stays(output):
    with staged(
        {"index.html": b"2"}, ["a/index.html", "b/c/index.html"], read_published(output)
    ) as generation:
        (output / "b" / "c" / "theirs").write_text("theirs")
        generation.switch()

    for number in range(3, 6):
        edit(output, index=b"%d" % number)
        assert (output / "b" / "c" / "theirs").read_text() == "theirs"


def test_a_strangers_file_that_is_written_anew_while_a_generation_is_staged_is_the_new_one(output):
    (output / "CNAME").write_text("example.org")
    with staged({"index.html": b"2"}, ["a/index.html"], read_published(output)) as generation:
        (output / "CNAME.new").write_text("example.net")
        (output / "CNAME.new").rename(output / "CNAME")
        generation.switch()

    assert (output / "CNAME").read_text() == "example.net"


def test_a_strangers_file_in_the_way_at_the_last_moment_is_put_aside_with_a_word(output):
    with staged({"new.html": b"ours"}, ["a/index.html"], read_published(output)) as generation:
        (output / "new.html").write_text("theirs")
        done = generation.switch()

    assert (output / "new.html").read_text() == "ours"
    [warning] = done.warnings
    assert Path(warning.rpartition(" in ")[2]).read_text() == "theirs"


def test_a_page_may_move_into_a_strangers_folder(output):
    (output / "docs").mkdir()
    (output / "docs" / "theirs.txt").write_text("theirs")

    publish(SITE | {"docs/index.html": b"ours"}, output)
    publish(SITE, output)

    assert tree(output) == SITE | {"docs/theirs.txt": b"theirs"}


# ---- where two folders can't be exchanged


def test_a_strangers_folder_in_the_place_of_the_hidden_one_stays_and_files_are_moved_one_by_one(tmp_path):
    output = tmp_path / "public"
    backstage(output).mkdir()
    (backstage(output) / "thesis.txt").write_text("years of work")

    first = publish(SITE, output)
    again = publish({"index.html": b"2", "a": b"file"}, output)

    assert "is in the way" in first.warnings[0]
    assert "file by file" in again.warnings[0]
    assert tree(output) == {"index.html": b"2", "a": b"file"}
    assert tree(backstage(output)).keys() == {"thesis.txt"}
    assert read_published(output).intact


def test_where_the_folder_above_can_not_be_written_files_are_moved_one_by_one(output, monkeypatch):
    def refused(_one: str, _other: str) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    (output / "CNAME").write_text("example.org")
    monkeypatch.setattr("sitegen.publish.exchange.exchange_at_once", refused)

    done = publish(SITE | {"index.html": b"2"}, output)

    assert "file by file" in done.warnings[0]
    assert tree(output) == SITE | {"index.html": b"2", "CNAME": b"example.org"}
    monkeypatch.undo()
    (output / "CNAME").unlink()
    publish(SITE | {"index.html": b"3"}, output)
    assert tree(output) == SITE | {"index.html": b"3"}, "what its owner deleted does not come back"


def test_without_a_call_of_the_system_two_folders_trade_places_by_renames(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()

    exchange(f"{tmp_path}/one", f"{tmp_path}/other", f"{tmp_path}/aside", lambda _one, _other: False)

    assert tree(tmp_path).keys() == {"one/other", "other/one"}


@pytest.mark.parametrize("renames", [0, 1, 2, 3])
def test_a_kill_between_these_renames_is_mended(tmp_path, renames):
    one, other, aside = (tmp_path / name for name in ("one", "other", "aside"))
    for path in (one, other):
        path.mkdir()
    for source, target in [(one, aside), (other, one), (aside, other)][:renames]:
        source.rename(target)

    finish_exchange(str(one), str(other), str(aside))

    assert {path.name for path in tmp_path.iterdir()} == {"one", "other"}


def test_a_build_killed_when_the_folder_was_away_brings_it_back(output):
    (output).rename(backstage(output) / "leaving")

    assert read_published(output).intact
    assert tree(output) == SITE


# ---- the lock


def test_a_lock_that_is_held_is_waited_for_and_its_holder_is_named(tmp_path):
    said: list[str] = []
    with build_lock(tmp_path / "cache"):
        holder = rf"another build is running \(process {os.getpid()}, since 20"
        with (
            pytest.raises(SetupError, match=holder),
            build_lock(tmp_path / "cache", wait=0.1, say=said.append),
        ):
            pass
    with build_lock(tmp_path / "cache", wait=0):
        pass

    assert said == [
        f"Another build is running ({said[0].partition('(')[2].partition(')')[0]}); waiting for it."
    ]


def test_a_lock_whose_file_was_deleted_meanwhile_is_taken_anew(tmp_path):
    with build_lock(tmp_path / "cache"):
        shutil.rmtree(tmp_path / "cache")
        with build_lock(tmp_path / "cache", wait=0):
            assert (tmp_path / "cache" / "lock").exists()


def test_a_lock_is_held_also_where_there_is_no_room_to_say_by_whom(tmp_path):
    program = (
        "import resource, sys, time; from pathlib import Path; from sitegen.publish.lock import build_lock\n"
    )
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as on a full disk\n"
    program += "with build_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(SetupError, match="another build is running"), build_lock(tmp_path, wait=0):
            pass
        child.kill()


def test_the_kernel_takes_the_lock_back_from_a_killed_build(tmp_path):
    program = "import sys, time; from pathlib import Path; from sitegen.publish.lock import build_lock\n"
    program += "with build_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(SetupError, match=f"process {child.pid}, since"), build_lock(tmp_path, wait=0):
            pass
        child.kill()
        child.wait()
        with build_lock(tmp_path, wait=0):
            pass


def test_a_record_beside_the_manifest_of_another_build_is_not_believed():
    ours = Record({"a": "0" * 64}, {"a": (1, 2, 3)}, {"": (4, 5)})
    theirs = {"a": "1" * 64, "b": "2" * 64}

    assert decode_record(encode_record(ours, manifest_text(ours.digests).encode())) is not None
    assert decode_record(encode_record(ours, manifest_text(theirs).encode())) is None
