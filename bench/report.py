"""Make the page of benchmarks and its charts from the stored results.  No number in them is typed by hand.

Run as `python bench/report.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import fsum
from pathlib import Path

from charts import Bar, bar_chart, in_words
from contenders import CONTENDERS, NATIVE, SITEGEN
from installing import REPOSITORY
from pages import FILES, KINDS
from processes import Usage
from results import Measured, Outcome, Result, Stages, ratio, read_results
from sampling import ORDER
from targets import TARGETS, Target, Verdict, judge, megabytes, wall

PAGE = REPOSITORY / "docs/content/explanation/benchmarks.md"
OWN = (SITEGEN, NATIVE)
_LEAST = 0.01
"""The least part by which something is said to be missed."""
WORK_LABELS = {
    "clean": "clean build",
    "body": "a body edited",
    "nothing": "nothing changed",
    "title": "a title edited",
    "tags": "a tag added to a post",
    "new": "a new post",
    "template": "base template edited",
}
CHARTED = {"clean": "Clean build", "body": "One body edited"}
LABELS = {contender.key: contender.label for contender in CONTENDERS}

OPENING = """\
---
title: Benchmarks
summary: sitegen beside other generators, measured in one run.
---

<!-- Made by bench/report.py from bench/results/.  Changes by hand are lost. -->

sitegen beside other generators: the same posts, the same kinds of pages, measured in one run, in turn, on one
machine. `bench/README.md` of the repository tells what is measured and how, and how to repeat it.
"""
NOTHING_YET = "\nNo results are stored yet: `python bench/compare.py` measures and writes them.\n"


def write_report(results: Sequence[Result], page: Path = PAGE) -> None:
    """Write the page, and its charts into a folder of the same name beside it; old charts go."""
    folder = page.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    charts = make_charts(results)
    for stale in set(folder.glob("*.svg")) - {folder / name for name in charts}:
        stale.unlink()
    for name, (title, bars) in charts.items():
        (folder / name).write_text(bar_chart(title, bars), encoding="utf-8")
    page.write_text(make_page(results, folder.name), encoding="utf-8")


Charts = dict[str, tuple[str, tuple[Bar, ...]]]


def make_charts(results: Iterable[Result]) -> Charts:
    """Return title and bars of every chart, by file name."""
    charts: Charts = {}
    for result in results:
        for work, label in CHARTED.items():
            title = f"{label}, {result.posts:,} posts"
            charts[f"{work}-{result.posts}.svg"] = (title, _bars(result, work, wall, seconds))
        title = f"Peak memory of a clean build, {result.posts:,} posts"
        charts[f"memory-{result.posts}.svg"] = (title, _bars(result, "clean", megabytes, _megabytes))
    return charts


def _bars(
    result: Result, work: str, figure: Callable[[Usage], float], show: Callable[[float], str]
) -> tuple[Bar, ...]:
    found = [(outcome, outcome.works[work].median(figure)) for outcome in result.outcomes]
    bars = [Bar(it.label, value, show(value), it.key in OWN) for it, value in found if value is not None]
    return tuple(sorted(bars, key=lambda bar: bar.value))


def make_page(results: Sequence[Result], charts: str) -> str:
    """Return the page; its charts are in the folder *charts*."""
    if not results:
        return OPENING + NOTHING_YET
    parts = [OPENING, _targets(results)]
    parts += [_size(result, charts) for result in results]
    return "\n".join(parts)


def _size(result: Result, charts: str) -> str:
    lines = [
        f"## {result.posts:,} posts",
        "",
        f"{_machine(result.machine)}. Measured on {result.day} in {result.seconds:,.0f} s.",
        "",
    ]
    for name, (title, bars) in make_charts([result]).items():
        lines += [f"![{in_words(title, bars)}]({charts}/{name})", ""]
    lines += ["Seconds, and how many times those of sitegen with its default engine:", ""]
    lines += [*_works_table(result, wall, seconds), "", "CPU seconds of all processes together:", ""]
    lines += [*_works_table(result, lambda usage: usage.cpu, seconds), ""]
    lines += ["Peak memory of all processes together:", ""]
    lines += [*_works_table(result, megabytes, _megabytes), ""]
    lines += ["What each made, counted in the output of its first clean build:", ""]
    lines += [*_pages_table(result), ""]
    lines += [*_excuses(result.outcomes), *_profiles(result.outcomes)]
    return "\n".join(lines)


def _machine(machine: Mapping[str, str]) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']} of memory, "
        f"{machine['system']}, Linux {machine['kernel']}, Python {machine['Python']}, "
        f"Node.js {machine['Node.js']}"
    )


def _works_table(
    result: Result, figure: Callable[[Usage], float], show: Callable[[float], str]
) -> Iterator[str]:
    yield from _head(["", *WORK_LABELS.values(), "runs"])
    for outcome in result.outcomes:
        cells = [_cell(result, outcome, work, figure, show) for work in WORK_LABELS]
        runs = max((len(measured.runs) for measured in outcome.works.values()), default=0)
        yield _row([outcome.label, *cells, str(runs)])


def _cell(
    result: Result,
    outcome: Outcome,
    work: str,
    figure: Callable[[Usage], float],
    show: Callable[[float], str],
) -> str:
    measured, base = outcome.works[work], result.find(SITEGEN, work)
    value = measured.median(figure)
    if measured.failure or value is None:
        return "failed" if measured.failure else "–"
    times = ratio(measured, base, figure) if base and outcome.key != SITEGEN else None
    return show(value) if times is None else f"{show(value)} ({times:.2g}×)"


def _pages_table(result: Result) -> Iterator[str]:
    kinds = {kind: kind.replace("_", " ") for kind in (*KINDS, FILES)}
    yield from _head(["", *kinds.values(), "related posts", "version"])
    yield _row(["called for", *(_count(result.expected, kind) for kind in kinds), "", ""])
    for outcome in result.outcomes:
        counts = [_count(outcome.pages, kind) for kind in kinds]
        yield _row([outcome.label, *counts, "yes" if outcome.related else "no", outcome.version or "?"])


def _count(pages: Mapping[str, int], kind: str) -> str:
    return f"{pages[kind]:,}" if kind in pages else "–"


def _excuses(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Say of everything that has no figure why."""
    excuses: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes:
        for work, measured in outcome.works.items():
            if measured.failure or measured.skipped:
                excuses.setdefault((outcome.label, _excuse(measured)), []).append(WORK_LABELS[work])
    for (label, excuse), works in excuses.items():
        yield f"* {label}, {', '.join(works)}: {excuse}"
    if excuses:
        yield ""


def _excuse(measured: Measured) -> str:
    if measured.skipped:
        return f"not measured, {measured.skipped}."
    first, *more = measured.failure.splitlines()
    return f"failed, {first}" + "".join(f"\n  `{line.strip()}`  " for line in more)


def _profiles(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.stages:
            yield f"Where the CPU time of {outcome.label} goes, all its processes together, by stage:"
            yield ""
            yield from _profile_table(outcome.stages)
            yield ""


def _profile_table(works: Mapping[str, Stages]) -> Iterator[str]:
    yield from _head(["stage", *(WORK_LABELS[work] for work in works)])
    totals = {work: _total(stages) for work, stages in works.items()}
    found = dict.fromkeys(stage for stages in works.values() for stage in stages)
    for stage in sorted(found, key=lambda stage: ORDER.index(stage) if stage in ORDER else len(ORDER)):
        yield _row([stage, *(_share(stages.get(stage, {}), totals[work]) for work, stages in works.items())])
    yield _row(["together", *(seconds(total) for total in totals.values())])


def _share(libraries: Mapping[str, float], total: float) -> str:
    """Return seconds, their part of the whole, and the library that took most of them."""
    if not libraries:
        return "–"
    own = fsum(libraries.values())
    first = max(libraries, key=lambda library: libraries[library])
    most = f", most in {first}" if first not in ("sitegen", "python") and libraries[first] > own / 2 else ""
    return f"{seconds(own)} ({own / total:.0%}{most})"


def _total(stages: Stages) -> float:
    # `sum` rounds otherwise from Python 3.12 on.
    return fsum(value for libraries in stages.values() for value in libraries.values())


def _targets(results: Sequence[Result]) -> str:
    lines = ["## The figures to reach", "", *_head(["posts", "sitegen", "what", "to reach", "reached", ""])]
    lines += [_target_row(judge(target, results)) for target in TARGETS]
    return "\n".join([*lines, ""])


def _target_row(verdict: Verdict) -> str:
    target = verdict.target
    engine = LABELS[target.key].removeprefix("sitegen, ")
    what = WORK_LABELS[target.work] + (", peak memory" if target.figure is megabytes else "")
    reached = "–" if verdict.reached is None else _in_unit(target, verdict.reached)
    return _row([f"{target.posts:,}", engine, what, f"≤ {_limit(target)}", reached, _word(verdict.excess)])


def _limit(target: Target) -> str:
    if not target.against:
        return _in_unit(target, target.limit)
    key, work = target.against
    size = f" of {target.against_posts:,} posts" if target.against_posts else ""
    return f"{target.limit:g} × {LABELS[key]}, {WORK_LABELS[work]}{size}"


def _in_unit(target: Target, value: float) -> str:
    if target.against:
        return f"{value:.2f} ×"
    return _megabytes(value) if target.figure is megabytes else seconds(value)


def _word(excess: float | None) -> str:
    if excess is None:
        return "not measured"
    if excess <= 0:
        return "met"
    return f"**missed by {f'{excess:.0%}' if excess >= _LEAST else f'less than {_LEAST:.0%}'}**"


def seconds(value: float) -> str:
    """Return seconds with as many digits as a measurement deserves."""
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def _megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield _row(["---"] * len(cells))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    write_report(read_results())
