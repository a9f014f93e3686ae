"""Whatever instant a build is killed at: the site is the old one or the new one, and the next build is right."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sitegen.publish.publish import publish
from sitegen.publish.published import read_published
from support import every_step, versions
from support.versions import STAMP, STRANGERS, put, tree, version, whole_version

POSTS = 500
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
NOTHING_LEFT = {".gitignore", "lock", "twin"}


def kill_a_publisher(output: Path, seconds: float) -> None:
    """Let a process publish one version after the other, and kill it after *seconds*."""
    command = [sys.executable, versions.__file__, str(output), str(POSTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        child.kill()


def check_whole_after_kills(output: Path, kills: int, seed: int) -> set[int]:
    """Kill publishers at random instants; return the versions that were public after each."""
    chance = random.Random(seed)
    publish(version(1, POSTS), output)
    put(STRANGERS, output)
    seen = [1]
    for _ in range(kills):
        kill_a_publisher(output, chance.uniform(0, 0.25))
        found = tree(output)
        number = whole_version(found, POSTS)
        assert number is not None, "the site is a mix of two versions"
        assert number >= seen[-1]
        assert {path: found.get(path) for path in STRANGERS} == STRANGERS
        seen.append(number)
        if chance.random() < 0.3:
            next_number = number + chance.randint(1, 3)
            publish(version(next_number, POSTS), output)
            assert tree(output) == version(next_number, POSTS) | STRANGERS
            assert read_published(output).intact
            names = {path.name for path in (output.parent / ".public.sitegen").iterdir()}
            assert {name for name in names if not name.startswith("record-")} == NOTHING_LEFT
            seen.append(next_number)
    return set(seen)


def test_a_killed_build_leaves_the_old_site_or_the_new_one(tmp_path):
    assert len(check_whole_after_kills(tmp_path / "public", kills=25, seed=3)) > 5


def test_a_reader_never_sees_a_page_that_is_older_than_the_one_before(tmp_path):
    """Between two opens the site may be switched; a reader that checks for that sees one version only."""
    output = tmp_path / "public"
    publish(version(1, POSTS), output)
    command = [sys.executable, versions.__file__, str(output), str(POSTS)]
    last, consistent = 1, set()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        end = time.monotonic() + 60
        while len(consistent) < 6 and time.monotonic() < end:
            numbers = [int((output / name).read_text()) for name in (STAMP, "index.html", "feed.xml", STAMP)]
            assert numbers == sorted(numbers)
            assert numbers[0] >= last
            last = numbers[-1]
            if numbers[0] == numbers[-1]:
                consistent.add(last)
                assert len(set(numbers)) == 1
        child.kill()
    assert len(consistent) == 6


@pytest.mark.slow
def test_three_hundred_killed_builds_leave_the_old_site_or_the_new_one(tmp_path):
    assert len(check_whole_after_kills(tmp_path / "public", kills=300, seed=4)) > 100


@pytest.mark.parametrize("kind", ["kill", "fail"])
@pytest.mark.parametrize("site", ["first", "edit", "kept", pytest.param("many", marks=pytest.mark.slow)])
def test_no_step_of_publishing_does_harm_when_it_is_the_last_or_fails(tmp_path, kind, site):
    command = [sys.executable, every_step.__file__, str(tmp_path / "site"), kind, site]
    (tmp_path / "site").mkdir()

    done = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    *wrong, steps = done.stdout.splitlines()

    assert wrong == []
    assert int(steps) > 20
