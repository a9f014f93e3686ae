"""Two clean builds of one input are byte-identical, whatever the machine."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SITE_FILES = ("content", "site.toml")


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file below *folder*."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(site: Path, output: Path, **environment: str) -> dict[str, str]:
    """Build *site* in a process of its own with *environment*, and return its tree."""
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "-q",
        "--as-of",
        "2026-11-24",
        "--output",
        str(output),
    ]
    subprocess.run(command, cwd=site, env={**os.environ, **environment}, check=True)
    return tree(output)


def copy_in_random_order(source: Path, target: Path) -> None:
    """Copy a site so that the disk lists its files in another order."""
    files = [
        path for name in SITE_FILES for path in [source / name, *(source / name).rglob("*")] if path.is_file()
    ]
    random.Random(7).shuffle(files)
    for file in files:
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> dict[str, str]:
    """The site of this repository, built with hash seed 0 in UTC."""
    return build(ROOT, tmp_path_factory.mktemp("first") / "public", PYTHONHASHSEED="0", TZ="UTC")


def test_the_first_build_is_a_whole_site(first):
    assert {"index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml", "404.html"} <= set(first)


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_another_hash_seed_gives_the_same_bytes(first, tmp_path, seed):
    assert build(ROOT, tmp_path / "public", PYTHONHASHSEED=seed) == first


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_another_time_zone_of_the_machine_gives_the_same_bytes(first, tmp_path, zone):
    assert build(ROOT, tmp_path / "public", TZ=zone) == first


def test_another_order_of_files_on_disk_gives_the_same_bytes(first, tmp_path):
    copy_in_random_order(ROOT, tmp_path / "site")

    assert build(tmp_path / "site", tmp_path / "public", PYTHONHASHSEED="99") == first


def test_a_build_over_another_state_of_the_site_gives_the_same_bytes(first, tmp_path):
    copy_in_random_order(ROOT, tmp_path / "site")
    post = next((tmp_path / "site/content/posts").glob("2014-*.md"))
    kept = post.read_bytes()
    post.write_bytes(kept.replace(b"title: ", b"title: Another ", 1))
    (tmp_path / "site/content/posts/2020-01-01-extra.md").write_text(
        "---\ntitle: Extra\ntags: [extra]\n---\nx\n"
    )
    build(tmp_path / "site", tmp_path / "public")

    post.write_bytes(kept)
    (tmp_path / "site/content/posts/2020-01-01-extra.md").unlink()

    assert build(tmp_path / "site", tmp_path / "public") == first
