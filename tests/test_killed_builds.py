"""Whatever instant a whole build is killed at: the site is the old one or the new one, and the next build is right."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from corpus import write_site

from support.versions import tree

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="it looks into /proc of Linux"
)
PATIENCE = 20.0
COMMAND = [sys.executable, "-m", "sitegen", "build", "--quiet", "--as-of", "2026-06-01", "--jobs", "2"]


def append(site: Path, post: int, words: str) -> None:
    path = sorted((site / "content/posts").iterdir())[post]
    path.write_text(f"{path.read_text()}\n\n{words}\n")


def retitle(site: Path, post: int) -> None:
    path = sorted((site / "content/posts").iterdir())[post]
    path.write_text(path.read_text().replace("title: ", "title: Another ", 1))


def override(site: Path) -> None:
    """Change the frame of all pages: work for two processes."""
    frame = Path(__file__).parents[1] / "themes/default/templates/base.html"
    (site / "templates").mkdir()
    (site / "templates/base.html").write_text(frame.read_text().replace("<body", "<body data-version='2'"))


def write_versions(folder: Path, posts: int) -> list[Path]:
    """Write sites of so many *posts* that differ in bodies, titles, posts, templates and settings."""
    sites = [folder / f"version-{number}" for number in range(5)]
    write_site(sites[0], posts, words=60)
    for site in sites[1:]:
        shutil.copytree(sites[0], site)
    append(sites[1], 7, "More words.")
    retitle(sites[1], posts * 4 // 5)
    sorted((sites[2] / "content/posts").iterdir())[posts // 5].unlink()
    (sites[2] / "content/posts/2026-05-01-new.md").write_text("---\ntitle: New\n---\n\nNew.\n")
    override(sites[3])
    with (sites[4] / "site.toml").open("a") as settings:
        settings.write('description = "Another"\n')
    return sites


Versions = dict[Path, dict[str, bytes]]
"""Sites, each with what a clean build makes of it."""


def build_versions(folder: Path, posts: int) -> Iterator[Versions]:
    found = {}
    for site in write_versions(folder, posts):
        subprocess.run([*COMMAND, "--site", site], check=True)
        found[site] = tree(site / "public")
    assert len({frozenset(files.items()) for files in found.values()}) == len(found)
    yield found
    for site in found:
        shutil.rmtree(site)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    yield from build_versions(tmp_path_factory.mktemp("versions"), 100)


@pytest.fixture(scope="module")
def large_versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    yield from build_versions(tmp_path_factory.mktemp("versions"), 500)


def turn_into(site: Path, version: Path) -> None:
    """Make the sources of *site* those of *version*, without touching what stays."""
    for name in ("content", "templates", "site.toml"):
        subprocess.run(["rm", "-rf", site / name], check=True)
        if (version / name).exists():
            subprocess.run(["cp", "-a", version / name, site], check=True)


def processes_of(site: Path) -> list[str]:
    """Return the processes that work at *site*."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cmdline").read_bytes().endswith(b"--site\0%s\0" % bytes(site)):
                found.append(process.name)
    return found


def kill_builds(site: Path, versions: Versions, kills: int, seed: int) -> int:
    """Kill builds at random instants; return how many of them had published already."""
    chance, at_once = random.Random(seed), 0
    order = [*versions]
    site.mkdir()
    turn_into(site, order[0])
    started = time.monotonic()
    subprocess.run([*COMMAND, "--site", site], check=True)
    longest, public = 1.2 * (time.monotonic() - started), order[0]
    for _ in range(kills):
        version = chance.choice([one for one in order if one is not public])
        turn_into(site, version)
        started = time.monotonic()
        with subprocess.Popen([*COMMAND, "--site", site]) as build:
            time.sleep(chance.uniform(0.1, longest))
            build.kill()
        found = tree(site / "public")
        assert found in (versions[public], versions[version]), "the site is a mix of two versions"
        at_once += found == versions[version]
        public = public if found == versions[public] else version
        while left := processes_of(site):
            assert time.monotonic() < started + PATIENCE, f"processes outlive their build: {left}"
            time.sleep(0.02)
        if chance.random() < 0.4:
            subprocess.run([*COMMAND, "--site", site], check=True)
            assert tree(site / "public") == versions[version], "the next build is not a clean one"
            public = version
    return at_once


def test_a_build_that_is_killed_leaves_the_old_site_or_the_new_one(tmp_path, versions):
    published = kill_builds(tmp_path / "site", versions, 10, seed=5)

    assert 0 < published < 10


@pytest.mark.slow
def test_of_three_hundred_builds_that_are_killed_each_leaves_the_old_site_or_the_new_one(
    tmp_path, large_versions
):
    published = kill_builds(tmp_path / "site", large_versions, 300, seed=5)

    assert 0 < published < 300


def test_a_killed_build_leaves_no_process_that_keeps_the_next_one_waiting(tmp_path, versions):
    site = tmp_path / "site"
    site.mkdir()
    turn_into(site, next(iter(versions)))
    with subprocess.Popen([*COMMAND, "--site", site]) as build:
        while len(processes_of(site)) < 3:
            assert build.poll() is None, "it had no other processes"
            time.sleep(0.005)
        os.kill(build.pid, 9)

    done = subprocess.run([*COMMAND, "--site", site], check=False, capture_output=True, text=True, timeout=30)

    assert (done.returncode, done.stderr) == (0, "")
    assert tree(site / "public") == versions[next(iter(versions))]
