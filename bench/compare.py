"""Measure sitegen and other generators side by side, with the same posts, and write the page of benchmarks.

    python bench/compare.py --posts 1000 --posts 10000 [--only hugo,sitegen] [--runs 3]

The rivals are installed into .bench/ first.  Each size makes one file of bench/results/; the page is made of
all of them.  README.md beside this file tells how to read and how to repeat it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from contenders import CONTENDERS, NATIVE, SITEGEN, Contender
from corpus import make_posts
from installing import REPOSITORY, Tools, install
from machine import describe_machine
from pages import count_pages, expected_pages, what_is_missing
from processes import FailedRunError, Usage, run
from report import write_report
from results import RESULTS, Measured, Outcome, Result, Stages, read_results, write_result
from works import FIRST_EDIT, WORKS, Bed, make_bed, what_is_unproved

WORDS, SEED = 490, 1
PROFILED = ("clean", "nothing", "body", "template")
"""The works of which a profile by stage is made."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits in seconds, so that a run comes to an end.

    A contender whose clean build takes longer than *clean* is measured in the first round only.  One that
    takes longer than *edit* to build after the first edit is measured at no other.  A build that takes longer
    than *timeout* is stopped.
    """

    clean: float = 5.0
    edit: float = 20.0
    timeout: float = 600.0


class Comparison:
    """One run of the comparison: the sites, and what was measured so far."""

    def __init__(
        self,
        beds: Sequence[Bed],
        tools: Tools,
        patience: Patience,
        settle: Callable[[], None] = os.sync,  # so that nobody waits for what another wrote
    ) -> None:
        self.beds, self.tools, self.patience, self.settle = beds, tools, patience, settle
        self.pages: dict[str, dict[str, int]] = {}
        self.measured: dict[tuple[str, str], Measured] = {}

    def measure(self, rounds: int) -> None:
        """Measure every contender at every work, in turn, so that they share what else the machine does."""
        for round_, work, bed in product(range(rounds), WORKS, self.beds):
            if round_ == 0 and (obstacle := self._obstacle(bed)):
                self.measured[bed.contender.key, work] = obstacle
            elif round_ == 0 or self._goes_on(bed, work):
                self._measure(bed, work, round_)

    def find(self, bed: Bed, work: str) -> Measured:
        return self.measured.get((bed.contender.key, work), Measured())

    def _obstacle(self, bed: Bed) -> Measured | None:
        """Return what stands in the place of a measurement that is not even tried."""
        if self.find(bed, "clean").failure:
            return Measured(failure="there is no clean build to start from")
        edit, limit = self.find(bed, FIRST_EDIT), self.patience.edit
        if edit.runs and edit.runs[0].wall > limit:
            return Measured(skipped=f"an edit takes it more than {limit:.0f} s")
        return None

    def _goes_on(self, bed: Bed, work: str) -> bool:
        """Decide about a round after the first."""
        so_far, clean = self.find(bed, work), self.find(bed, "clean")
        return bool(so_far.runs) and not so_far.failure and clean.runs[0].wall <= self.patience.clean

    def _measure(self, bed: Bed, work: str, round_: int) -> None:
        key, before = bed.contender.key, self.find(bed, work)
        try:
            usage = self._build(bed, work, round_)
        except FailedRunError as error:
            failure = str(error).replace(f"{REPOSITORY}/", "")
            self.measured[key, work] = replace(before, failure=failure)
            show(f"{key:20} {work:9} FAILED: {failure}")
        else:
            self.measured[key, work] = replace(before, runs=(*before.runs, usage))
            figures = f"{usage.wall:8.2f} s {usage.cpu:8.2f} s CPU {usage.peak / 1e6:6.0f} MB"
            show(f"{key:20} {work:9} {figures}")

    def _build(self, bed: Bed, work: str, round_: int) -> Usage:
        """Do *work*, build, and look whether the build did what it had to."""
        proofs = WORKS[work](bed, round_)
        self.settle()
        log = bed.folder.with_suffix(".log")
        usage = run(self.tools.fill_in(bed.contender.command), bed.folder, log, self.patience.timeout)
        wrong = what_is_unproved(bed.output, proofs)
        if work == "clean":
            counts = count_pages(bed.output)
            self.pages.setdefault(bed.contender.key, counts)
            wrong = wrong or what_is_missing(counts, bed.posts.values())
        if wrong:
            raise FailedRunError(wrong)
        return usage


def profile(bed: Bed, number: int) -> dict[str, Stages]:
    """Return, for each of the works that are profiled, where the time of a sitegen build goes."""
    return {work: _profile(bed, work, number) for work in PROFILED}


def _profile(bed: Bed, work: str, number: int) -> Stages:
    WORKS[work](bed, number)
    target = bed.folder.with_suffix(".profile.json")
    sampling = Path(__file__).with_name("sampling.py")
    source = f"PYTHONPATH={REPOSITORY / 'src'}"
    command = ["env", source, sys.executable, str(sampling), str(target), "build", "--quiet"]
    run(command, bed.folder, bed.folder.with_suffix(".log"), timeout=3600)
    stages: Stages = json.loads(target.read_text("utf-8"))
    return stages


def compare(
    posts: int, contenders: Sequence[Contender], tools: Tools, rounds: int, patience: Patience
) -> Result:
    """Measure *contenders* with a blog of *posts* posts."""
    start = time.perf_counter()
    corpus = make_posts(posts, WORDS, SEED)
    folder = tools.folder / "work" / str(posts)
    fitting = [contender for contender in contenders if posts <= (contender.largest or posts)]
    show(f"{posts:,} posts: writing {len(fitting)} sites")
    beds = [make_bed(folder / contender.key, contender, corpus) for contender in fitting]
    comparison = Comparison(beds, tools, patience)
    comparison.measure(rounds)
    outcomes = {bed.contender.key: _outcome(comparison, bed, rounds) for bed in beds}
    return Result(
        posts=posts,
        words=WORDS,
        seed=SEED,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        seconds=round(time.perf_counter() - start, 1),
        machine=describe_machine(),
        expected=expected_pages(corpus),
        outcomes=tuple(outcomes.get(it.key) or _left_out(it, tools) for it in contenders),
    )


def _outcome(comparison: Comparison, bed: Bed, rounds: int) -> Outcome:
    contender = bed.contender
    own = contender.key in (SITEGEN, NATIVE) and comparison.find(bed, "clean").runs
    return Outcome(
        contender.key,
        contender.label,
        comparison.tools.version(contender.version),
        contender.related,
        comparison.pages.get(contender.key, {}),
        {work: comparison.find(bed, work) for work in WORKS},
        profile(bed, rounds) if own else {},
    )


def _left_out(contender: Contender, tools: Tools) -> Outcome:
    reason = Measured(skipped=f"it takes too long with more than {contender.largest:,} posts")
    version = tools.version(contender.version)
    works = dict.fromkeys(WORKS, reason)
    return Outcome(contender.key, contender.label, version, contender.related, works=works)


def show(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    keys = [contender.key for contender in CONTENDERS]
    parser.add_argument("--posts", type=int, action="append", help="a size; may be given again")
    parser.add_argument("--only", type=lambda text: text.split(","), help=f"some of {','.join(keys)}")
    parser.add_argument("--runs", type=int, default=3, help="rounds, for those who are not slow")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds that a build may take")
    parser.add_argument("--folder", type=Path, default=REPOSITORY / ".bench", help="where all of it happens")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--output", type=Path, default=REPOSITORY / "docs/content/explanation/benchmarks.md")
    arguments = parser.parse_args()
    unknown = set(arguments.only or ()) - set(keys)
    if unknown:
        parser.error(f"--only knows {', '.join(keys)}")
    contenders = [it for it in CONTENDERS if not arguments.only or it.key in arguments.only]
    tools = install(arguments.folder.absolute())
    for posts in arguments.posts or (1000, 10_000):
        result = compare(posts, contenders, tools, arguments.runs, Patience(timeout=arguments.timeout))
        show(f"{posts:,} posts took {result.seconds:.0f} s: {write_result(result, arguments.results)}")
    write_report(read_results(arguments.results), arguments.output)


if __name__ == "__main__":
    main()
