"""`sitegen build`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from sitegen.build import BuildError, Report, Request, build
from sitegen.cli.options import site_option
from sitegen.cli.output import count, problem_record, show_json, show_problems
from sitegen.content.source import Kind
from sitegen.errors import Location, Problem, SetupError
from sitegen.model.records import Site, State

_NOWHERE = Location("site.toml")
_NO_OUTPUTS = {"outputs": 0, "rendered": 0, "unchanged": 0, "removed": 0}


@click.command(name="build")
@site_option
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write the site.  Default: [build] output of site.toml.",
)
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--future", is_flag=True, help="Include posts whose date is still to come.")
@click.option(
    "--as-of",
    metavar="DATE",
    default="",
    help="Build the site as it is on that day (2026-12-01, its end) or at that time (2026-12-01 08:00).",
)
@click.option("--base-url", metavar="URL", default="", help="Use this instead of [site] url.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(form: str, quiet: bool, **options: Any) -> None:
    """Build the site.

    Nothing is written when anything in the content, the templates or site.toml is wrong; every mistake is
    shown at once.  Exit code 0: fine, 1: problems, 2: wrong use of this command.
    """
    try:
        report = build(Request(**options))
    except BuildError as error:
        _show_mistakes(error.problems, error.site, form)
        sys.exit(1)
    except SetupError as error:
        if form == "json":
            record = problem_record(Problem(_NOWHERE, "setup", str(error)))
            show_json(_record(_NO_OUTPUTS, None, [record], 0.0))
        raise
    _show_report(report, form, quiet)


def _show_mistakes(problems: Iterable[Problem], site: Site, form: str) -> None:
    if form == "json":
        show_json(_record(_NO_OUTPUTS, site, [problem_record(problem) for problem in problems], 0.0))
        return
    show_problems(problems)
    click.echo(f"Nothing was written. {_census(site)}", err=True)


def _show_report(report: Report, form: str, quiet: bool) -> None:
    warnings = [Problem(_NOWHERE, "publish", text, warning=True) for text in report.published.warnings]
    found = (*report.problems, *warnings)
    if form == "json":
        counts = {
            "outputs": report.outputs,
            "rendered": report.published.written,
            "unchanged": report.published.unchanged,
            "removed": report.published.removed,
        }
        problems = [problem_record(problem) for problem in sorted(found)]
        show_json(_record(counts, report.site, problems, report.seconds))
        return
    show_problems(found)
    if not quiet:
        click.echo(_summary(report))


def _record(counts: dict[str, int], site: Site | None, problems: list[Any], seconds: float) -> dict[str, Any]:
    """Return the record that `--format json` prints; its outputs were rendered anew or are unchanged."""
    return {
        **counts,
        "posts": _states(site, "post"),
        "problems": problems,
        "seconds": round(seconds, 3),
    }


def _states(site: Site | None, kind: Kind) -> dict[str, int]:
    return {str(state): site.census.get((kind, state), 0) if site else 0 for state in State}


def _summary(report: Report) -> str:
    done = report.published
    changes = f"{done.written:,} written, {done.unchanged:,} unchanged, {done.removed:,} removed"
    return f"{_census(report.site)}\n{report.output}: {changes} in {report.seconds:.2f} s."


def _census(site: Site) -> str:
    """Return a sentence that accounts for every file of `content/`."""
    parts = [_texts(site, "post"), _texts(site, "page")]
    parts += [count(len(site.files), "other file")] if site.files else []
    parts += [f"{site.ignored:,} ignored"] if site.ignored else []
    return ", ".join(parts) + "."


def _texts(site: Site, kind: Kind) -> str:
    states = {state: number for state, number in _states(site, kind).items() if number}
    total = sum(states.values())
    if states.keys() <= {State.PUBLISHED}:
        return count(total, kind)
    return f"{count(total, kind)} ({', '.join(f'{number:,} {state}' for state, number in states.items())})"
