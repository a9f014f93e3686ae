"""What was measured, as data and as JSON.  A file holds one run: only figures of one run may be compared."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from processes import Usage

RESULTS = Path(__file__).parent / "results"

Stages = Mapping[str, Mapping[str, float]]
"""CPU seconds by stage of a build, then by the library in which they went."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender at one work: a usage for each round, or why there is none."""

    runs: tuple[Usage, ...] = ()
    failure: str = ""
    skipped: str = ""

    def median(self, figure: Callable[[Usage], float]) -> float | None:
        return statistics.median(map(figure, self.runs)) if self.runs else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One contender: what it made in the first clean build, what it took by work, and in which stages."""

    key: str
    label: str
    version: str
    related: bool
    pages: Mapping[str, int] = field(default_factory=dict)
    works: Mapping[str, Measured] = field(default_factory=dict)
    stages: Mapping[str, Stages] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One run of the comparison: *seconds* is how long all of it took, *expected* the pages called for."""

    posts: int
    words: int
    seed: int
    day: str
    seconds: float
    machine: Mapping[str, str]
    expected: Mapping[str, int]
    outcomes: tuple[Outcome, ...]

    def find(self, key: str, work: str) -> Measured | None:
        for outcome in self.outcomes:
            if outcome.key == key:
                return outcome.works.get(work)
        return None


def ratio(one: Measured, other: Measured, figure: Callable[[Usage], float]) -> float | None:
    """Return how many times *other* takes *one*, the median over the rounds that both were measured in."""
    pairs = list(zip(one.runs, other.runs, strict=False))
    return statistics.median(figure(a) / figure(b) for a, b in pairs) if pairs else None


def write_result(result: Result, folder: Path = RESULTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.posts}.json"
    path.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    return path


def read_results(folder: Path = RESULTS) -> tuple[Result, ...]:
    """Return the results in *folder*, the smallest blog first."""
    found = (_result(json.loads(path.read_text("utf-8"))) for path in folder.glob("*.json"))
    return tuple(sorted(found, key=lambda result: result.posts))


def _result(record: dict[str, Any]) -> Result:
    return Result(**{**record, "outcomes": tuple(map(_outcome, record["outcomes"]))})


def _outcome(record: dict[str, Any]) -> Outcome:
    return Outcome(**{**record, "works": {work: _measured(it) for work, it in record["works"].items()}})


def _measured(record: dict[str, Any]) -> Measured:
    runs: Iterable[dict[str, Any]] = record["runs"]
    return Measured(**{**record, "runs": tuple(Usage(**usage) for usage in runs)})
