"""The figures that sitegen is to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contenders import HUGO, HUGO_PLAIN, NATIVE, PELICAN, SITEGEN
from processes import Usage
from results import Measured, Result, ratio

Figure = Callable[[Usage], float]


def wall(usage: Usage) -> float:
    return usage.wall


def megabytes(usage: Usage) -> float:
    return usage.peak / 1e6


@dataclass(frozen=True, slots=True)
class Target:
    """A contender's *figure* at a work is to be at most *limit*, or *limit* times that of another.

    *against* is the key and the work of the other, *against_posts* the size of its blog where it is another
    one (and so another run).
    """

    posts: int
    key: str
    work: str
    limit: float
    against: tuple[str, str] | None = None
    figure: Figure = wall
    against_posts: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was reached, in the unit of the target's limit; None: it was not measured."""

    target: Target
    reached: float | None

    @property
    def excess(self) -> float | None:
        """By what part of the limit it was missed; 0 or less: it was met."""
        return None if self.reached is None else self.reached / self.target.limit - 1


def _seconds(work: str, thousand: float, ten_thousand: float) -> Iterable[Target]:
    """The same for both engines: nothing of it is the work of an engine."""
    for posts, limit in ((1000, thousand), (10_000, ten_thousand)):
        yield from (Target(posts, key, work, limit) for key in (SITEGEN, NATIVE))


TARGETS = (
    Target(1000, NATIVE, "clean", 0.45, (HUGO, "clean")),
    Target(10_000, NATIVE, "clean", 0.35, (HUGO_PLAIN, "clean")),
    Target(10_000, NATIVE, "clean", 5.0),
    Target(1000, SITEGEN, "clean", 1.0, (HUGO, "clean")),
    Target(10_000, SITEGEN, "clean", 0.30, (HUGO, "clean")),
    Target(10_000, SITEGEN, "clean", 0.35, (PELICAN, "clean")),
    *_seconds("nothing", 0.25, 0.35),
    *_seconds("body", 0.3, 0.5),
    *_seconds("new", 0.4, 0.8),
    *(Target(1000, key, "template", 0.35, (NATIVE, "clean")) for key in (SITEGEN, NATIVE)),
    *(Target(10_000, key, "template", 0.6, (NATIVE, "clean")) for key in (SITEGEN, NATIVE)),
    *(Target(10_000, key, "clean", 400.0, figure=megabytes) for key in (SITEGEN, NATIVE)),
    *(
        Target(100_000, NATIVE, "clean", 12.0, (NATIVE, "clean"), figure, against_posts=10_000)
        for figure in (wall, megabytes)
    ),
)


def judge(target: Target, results: Sequence[Result]) -> Verdict:
    own = _find(results, target.posts, target.key, target.work)
    if not target.against:
        return Verdict(target, own.median(target.figure))
    if not target.against_posts:
        return Verdict(target, ratio(own, _find(results, target.posts, *target.against), target.figure))
    one = own.median(target.figure)
    other = _find(results, target.against_posts, *target.against).median(target.figure)
    return Verdict(target, one / other if one and other else None)


def _find(results: Sequence[Result], posts: int, key: str, work: str) -> Measured:
    """Return what was measured there: nothing, if it was not, or failed."""
    found = next((result.find(key, work) for result in results if result.posts == posts), None)
    return found if found and not found.failure else Measured()
