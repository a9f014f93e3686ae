"""After any step, a build over the last state of a site is byte for byte a clean build's.

`SITEGEN_HISTORIES` says how many random histories the long run takes, `SITEGEN_SEED` with which number the
randomness begins.  A history that fails is printed in its shortest form; put it into FOUND to keep it.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from support.histories import Check, History, Step, follow, histories
from support.steps import ENGINES

SHARDS = 6
HISTORIES_A_SHARD = 10
LONG_RUN = int(os.environ.get("SITEGEN_HISTORIES", "600"))
SHORTENING = 60
"""How many seconds a history that fails is made shorter."""
FIRST_SEED = int(os.environ.get("SITEGEN_SEED", "1"))

FOUND: tuple[History, ...] = (
    # A folder of which every file was replaced by one deeper was no longer known to be ours.
    History("plain", (3506,), (Step("change author", 75, 15), Step("override an asset", 87, 93))),
    # Quotation marks in a title follow its language; links to the text kept the old ones.
    History("plain", (0, 0, 0, 0, 0, 1), (Step("translate", 41, 0),)),
    # A warning stayed at the line that its setting had before there was a comment above it.
    History("plain", (0,), (Step("remark on the settings", 1, 0), Step("remark on the settings", 1, 1))),
)
"""Histories that went wrong once."""

WHOLE_SITE = tuple(range(12))
THERE_AND_BACK = History(
    "plain",
    WHOLE_SITE,
    (Step("switch the engine", 0, 1), Step("retitle", 2, 3), Step("switch the engine", 0, 0)),
)
ONE_AND_TWO_JOBS = History(
    "plain",
    WHOLE_SITE,
    (
        Step("change the number of jobs", 0, 1),
        Step("change a setting", 0, 1),
        Step("change the number of jobs", 0, 0),
        Step("reword the opening", 1, 3),
    ),
)


def take(history: History) -> Check:
    with TemporaryDirectory() as folder:
        return follow(history, Path(folder))


class Impatient:
    """Takes each history once, and stops after the first failure and a while: for want of a shorter history
    that fails, the one known by then is shown."""

    def __init__(self) -> None:
        self._known: dict[History, BaseException | None] = {}
        self._until = math.inf
        self.built, self.failed = 0, 0

    def __call__(self, history: History) -> None:
        if history not in self._known and time.monotonic() < self._until:
            self._known[history] = self._fate(history)
        error = self._known.get(history)
        if error is not None:
            raise error

    def _fate(self, history: History) -> BaseException | None:
        try:
            taken = take(history)
        except Exception as error:  # noqa: BLE001 - whatever it is, hypothesis makes it shorter and shows it
            self._until = min(self._until, time.monotonic() + SHORTENING)
            return error
        self.built, self.failed = self.built + taken.built, self.failed + taken.failed
        return None


def explore(first_seed: int, examples: int, longest: int) -> None:
    """Take *examples* random histories; equal seeds give equal ones."""
    attempt = Impatient()

    @seed(first_seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(histories(longest))
    def each(history: History) -> None:
        attempt(history)

    each()
    # A site with a mistake in it is not built, and there is little to compare.
    assert attempt.failed < attempt.built / 2, f"{attempt.failed} of {attempt.built} sites were not built"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_after_each_step_the_site_is_that_of_a_clean_build(shard):
    explore(shard, HISTORIES_A_SHARD, longest=5)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_after_each_step_of_many_histories_the_site_is_that_of_a_clean_build(shard):
    explore(1000 * FIRST_SEED + shard, max(1, LONG_RUN // SHARDS), longest=25)


@pytest.mark.parametrize("history", FOUND)
def test_a_history_that_went_wrong_once_goes_right(history):
    take(history)


@pytest.mark.skipif(
    len(ENGINES) == 1, reason="there is only one engine: [markdown] engine has no other value"
)
def test_texts_are_converted_anew_by_another_engine_and_back():
    take(THERE_AND_BACK)


def test_one_job_and_two_make_the_same_site():
    take(ONE_AND_TWO_JOBS)
