"""A full disk, another file system, a folder that can't be written: a clear word, and the old site untouched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.errors import SetupError
from sitegen.publish.lock import build_lock
from sitegen.publish.publish import publish
from sitegen.publish.published import read_published
from support import versions
from support.versions import put, tree, version, whole_version

SITE = {"index.html": b"home", "a/index.html": b"a"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "sitegen-test", folder]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a file system, and not everywhere")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def big(size: int) -> dict[str, bytes]:
    return {f"{number}.bin": b"x" * 50_000 for number in range(size // 50_000)}


def test_a_full_disk_is_said_and_the_old_site_stays_and_the_space_is_given_back(disk):
    output = disk / "public"
    publish(SITE, output)
    free = os.statvfs(disk).f_bavail

    with pytest.raises(SetupError, match=r"public can't be written: No space left on device"):
        publish(SITE | big(2_000_000), output)

    assert tree(output) == SITE
    assert os.statvfs(disk).f_bavail > free - 20
    publish(SITE | big(300_000), output)
    assert tree(output) == SITE | big(300_000)


def test_a_mount_point_is_published_file_by_file_and_says_so(disk):
    put({"CNAME": b"example.org"}, disk)
    (disk / "CNAME").unlink()

    first = publish(SITE, disk)
    with pytest.raises(SetupError, match="No space left on device"):
        publish(SITE | big(2_000_000), disk)
    put({"CNAME": b"example.org"}, disk)
    again = publish({"index.html": b"2"}, disk)

    assert "is a mount point" in first.warnings[0]
    assert "not in one instant" in again.warnings[0]
    assert tree(disk) == {"index.html": b"2", "CNAME": b"example.org"}
    assert read_published(disk).intact


def test_a_strangers_folder_on_another_disk_stays_where_it_is(tmp_path, disk):
    output = tmp_path / "public"
    publish(SITE, output)
    (output / "mounted").mkdir()
    subprocess.run(["mount", "--bind", disk, output / "mounted"], check=True)
    try:
        put({"x": b"x"}, output / "mounted")
        done = publish({"index.html": b"2"}, output)
        assert tree(output) == {"index.html": b"2", "mounted/x": b"x"}
    finally:
        subprocess.run(["umount", output / "mounted"], check=True)

    assert "on another file system" in done.warnings[0]


def test_a_file_that_grows_too_large_for_its_owner_leaves_the_old_site(tmp_path):
    program = "import resource, sys; from pathlib import Path; from sitegen.publish.publish import publish\n"
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    program += "publish({'index.html': b'x' * 50_000}, Path(sys.argv[1]))"
    publish(SITE, tmp_path / "public")

    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "public"], check=False, capture_output=True, text=True
    )

    assert "SetupError" in done.stderr
    assert "public can't be written: File too large" in done.stderr
    assert tree(tmp_path / "public") == SITE
    publish(SITE | {"index.html": b"x" * 50_000}, tmp_path / "public")
    assert tree(tmp_path / "public") == SITE | {"index.html": b"x" * 50_000}


def test_two_builds_started_together_publish_one_after_the_other(tmp_path):
    output = tmp_path / "public"
    publish(version(1, 100), output)
    program = "import sys; from pathlib import Path; from support.versions import version\n"
    program += "from sitegen.publish.lock import build_lock; from sitegen.publish.publish import publish\n"
    program += "for number in range(int(sys.argv[1]), 40, 2):\n"
    program += "    with build_lock(Path(sys.argv[2], 'cache'), wait=60):\n"
    program += "        publish(version(number, 100), Path(sys.argv[2], 'public'))\n"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    children = [
        subprocess.Popen([sys.executable, "-c", program, first, tmp_path], env=environment) for first in "23"
    ]

    while any(child.poll() is None for child in children):
        with build_lock(tmp_path / "cache", wait=60):  # three take it in turn, none of them in order
            assert whole_version(tree(output), 100)
    assert [child.returncode for child in children] == [0, 0]
    assert read_published(output).intact
    publish(version(41, 100), output)
    assert tree(output) == version(41, 100)


def test_two_builds_without_a_lock_of_their_own_do_no_harm(tmp_path):
    """One of them is refused when the other publishes in its middle; neither publishes a mix."""
    output = tmp_path / "public"
    publish(version(1, 100), output)
    command = [sys.executable, versions.__file__, str(output), "100"]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)
    ]
    for child in children:
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        try:
            child.wait(1)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()

    number = whole_version(tree(output), 100)
    assert number
    publish(version(number + 1, 100), output)
    assert tree(output) == version(number + 1, 100)
