"""A blog of made-up posts with a stand-in for a generator, and a made-up result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from contenders import CONTENDERS, HUGO, NATIVE, SITEGEN, Contender
from corpus import make_posts
from installing import Tools
from processes import Usage
from results import Measured, Outcome, Result
from works import WORKS, Bed, make_bed

PRETEND = Path(__file__).with_name("pretend.py")
POSTS = make_posts(12, words=30)
SECOND = Usage(wall=1.0, cpu=1.5, peak=100_000_000)


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(tmp_path)


@pytest.fixture
def pretender(tmp_path: Path) -> Callable[..., Bed]:
    """Make a bed whose generator is `pretend.py`, with the options given."""

    def make(*options: str, **fields: object) -> Bed:
        key = "-".join(("pretend", *options))
        command = ("{python}", str(PRETEND), *options)
        contender: Contender = replace(CONTENDERS[0], key=key, label=key, command=command, **fields)
        return make_bed(tmp_path / key, contender, POSTS)

    return make


def times(seconds: float, runs: int = 1) -> Measured:
    """Return a measurement of *runs* runs that took *seconds* each."""
    return Measured(tuple(replace(SECOND, wall=seconds) for _ in range(runs)))


def outcome(key: str, seconds: float) -> Outcome:
    label = next(contender.label for contender in CONTENDERS if contender.key == key)
    return Outcome(key, label, "1.2.3", True, {"posts": 1000}, dict.fromkeys(WORKS, times(seconds)))


@pytest.fixture
def result() -> Result:
    """Sitegen takes a second, its native engine half of one, Hugo four."""
    machine = dict.fromkeys(("processor", "cores", "memory", "system", "kernel", "Python", "Node.js"), "some")
    outcomes = (outcome(SITEGEN, 1.0), outcome(NATIVE, 0.5), outcome(HUGO, 4.0))
    return Result(1000, 490, 1, "2026-11-24", 60.0, machine, {"posts": 1000}, outcomes)
