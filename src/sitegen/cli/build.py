"""`sitegen build`."""

from __future__ import annotations

import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import asdict

from sitegen.build import BuildError, Report, Request, build, rehearse
from sitegen.cli.options import (
    JOBS,
    Folder,
    as_of_option,
    drafts_option,
    future_option,
    report_option,
    site_option,
)
from sitegen.cli.output import count, folded, moment_text, show_json, utc_text
from sitegen.cli.progress import ProgressLine, progress_line
from sitegen.content.source import Kind
from sitegen.errors import Location, Problem, SetupError, UsageError
from sitegen.model.addresses import LEDGER
from sitegen.model.records import Census, State
from sitegen.model.states import Change

if TYPE_CHECKING:  # what only some builds need is imported by them
    from sitegen.explain.proof import Difference

_NOWHERE = Location("site.toml")
_NO_OUTPUTS = {"outputs": 0, "rendered": 0, "unchanged": 0, "removed": 0}


@click.command(name="build")
@site_option
@click.option(
    "--output",
    type=Folder(),
    help="Where to write the site.  Default: [build] output of site.toml.",
)
@drafts_option
@future_option
@as_of_option
@click.option("--base-url", metavar="URL", default="", help="Use this instead of [site] url.")
@click.option(
    "-j",
    "--jobs",
    type=JOBS,
    default="auto",
    metavar="N",
    help="How many processes share the work.  Default: auto, as many as there are processors.",
)
@report_option
@click.option("--explain", is_flag=True, help="Say why what was rendered was rendered.")
@click.option("--dry-run", is_flag=True, help="Say what a build would do, and write nothing.")
@click.option(
    "--verify",
    is_flag=True,
    help="Build clean, too, and compare what was published with that, byte for byte.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(form: str, quiet: bool, explain: bool, dry_run: bool, verify: bool, **options: Any) -> None:
    """Build the site.

    Nothing is written when anything in the content, the templates or site.toml is wrong; every mistake is
    shown at once.  Exit code 0: fine, 1: problems, 2: wrong use of this command, 130: interrupted.
    """
    if dry_run and verify:
        raise UsageError("--dry-run writes nothing that --verify could compare")
    request = Request(**options)
    found: list[Difference] = []
    try:
        with progress_line(quiet or form == "json") as line:
            report = _build(request, dry_run, line)
            if verify:
                from sitegen.explain.proof import differences

                found = differences(request, report, line.tell)
    except KeyboardInterrupt:
        click.echo(f"Interrupted. {_became_of_it(line.stages)}", err=True)
        sys.exit(130)
    except BuildError as error:
        _show_mistakes(error.problems, error.census, form, request.site)
        sys.exit(1)
    except SetupError as error:
        problem = Problem(_NOWHERE, "setup", str(error))
        if form == "json":
            show_json(_record(_NO_OUTPUTS, None, [problem], 0.0))
        elif form == "github":
            _show([problem], form, request.site)
        raise
    if form == "json":
        show_json({**_report_record(report, explain), **_differences_record(found, verify)})
    else:
        _show(report.problems, form, request.site)
        if not quiet:
            _show_report(report, explain, dry_run)
        if found or (verify and not quiet):
            from sitegen.cli.differences import show_differences

            show_differences(found, report.outputs)
    sys.exit(1 if found else 0)


def _build(request: Request, dry_run: bool, line: ProgressLine) -> Report:
    return rehearse(request, line.tell) if dry_run else build(request, line.say, line.tell)


def _became_of_it(stages: Container[str]) -> str:
    """Return what became of the site in a build that was interrupted after so many *stages* had begun."""
    if "remember" in stages:
        return "The site was published."
    if "switch" in stages:
        return "That was while publishing: build again to be sure of what is published."
    return "Nothing was published."


def _show(problems: Sequence[Problem], form: str, site: Path) -> None:
    if not problems:
        return
    from sitegen.cli.problems import show_for_github, show_problems

    if form == "github":
        show_for_github(problems, site)
    else:
        show_problems(problems, whole=False)


def _show_report(report: Report, explain: bool, dry_run: bool) -> None:
    click.echo(_summary(report, dry_run))
    if explain:
        from sitegen.cli.causes import show_reasons

        show_reasons(report.rendered, dry_run)


def _show_mistakes(problems: Sequence[Problem], census: Census, form: str, site: Path) -> None:
    if form == "json":
        show_json(_record(_NO_OUTPUTS, census, problems, 0.0))
        return
    _show(problems, form, site)
    click.echo(f"Nothing was written. {_census(census)}", err=True)


def _report_record(report: Report, explain: bool) -> dict[str, Any]:
    counts = {
        "outputs": report.outputs,
        "rendered": len(report.rendered),
        "unchanged": report.outputs - len(report.rendered),
        "removed": report.published.removed,
    }
    record = _record(counts, report.census, report.problems, report.seconds, report.next)
    if explain:
        from sitegen.explain.causes import reasons

        record["causes"] = [asdict(reason) for reason in reasons(report.rendered)]
    return record


def _differences_record(found: list[Difference], verify: bool) -> dict[str, Any]:
    if not verify:
        return {}
    from sitegen.cli.differences import difference_record

    return {"differences": [difference_record(one) for one in found]}


def _record(
    counts: dict[str, int],
    census: Census | None,
    problems: Sequence[Problem],
    seconds: float,
    change: Change | None = None,
) -> dict[str, Any]:
    """Return the record that `--format json` prints; its outputs were rendered anew or are unchanged."""
    from sitegen.cli.problems import problem_record

    return {
        **counts,
        "posts": _states(census, "post"),
        "next_change": _change_record(change) if change else None,
        "problems": [problem_record(problem) for problem in sorted(problems)],
        "seconds": round(seconds, 3),
    }


def _change_record(change: Change) -> dict[str, str]:
    return {
        "at": change.at.isoformat(),
        "utc": utc_text(change.at),
        "file": f"content/{change.key}",
        "what": change.what,
    }


def _states(census: Census | None, kind: Kind) -> dict[str, int]:
    return {str(state): census.texts.get((kind, state), 0) if census else 0 for state in State}


def _summary(report: Report, dry_run: bool) -> str:
    lines = [_census(report.census), (_would_do if dry_run else _done)(report)]
    if report.begun:
        lines.append(f"{LEDGER} keeps every address of the site from now on: commit it with your texts.")
    if change := report.next:
        what = {"published": "is published", "expires": "expires"}[change.what]
        lines.append(folded(f"Next change: {moment_text(change.at)}: content/{change.key} {what}."))
    return "\n".join(lines)


def _done(report: Report) -> str:
    done = report.published
    changes = f"{done.written:,} written, {done.unchanged:,} unchanged, {done.removed:,} removed"
    return f"{report.output}: {changes} in {report.seconds:.2f} s."


def _would_do(report: Report) -> str:
    would = report.published
    changes = f"render {len(report.rendered):,}, write {would.written:,}, remove {would.removed:,}"
    return f"{report.output}: would {changes}, leave {would.unchanged:,} unchanged. Nothing was written."


def _census(census: Census) -> str:
    """Return a sentence that accounts for every file of `content/`."""
    parts = [_texts(census, "post"), _texts(census, "page")]
    parts += [_texts(census, "snippet")] if any(kind == "snippet" for kind, _state in census.texts) else []
    parts += [count(census.files, "other file")] if census.files else []
    parts += [f"{census.ignored:,} ignored"] if census.ignored else []
    return ", ".join(parts) + "."


def _texts(census: Census, kind: Kind) -> str:
    states = {state: number for state, number in _states(census, kind).items() if number}
    total = sum(states.values())
    if states.keys() <= {State.PUBLISHED}:
        return count(total, kind)
    return f"{count(total, kind)} ({', '.join(f'{number:,} {state}' for state, number in states.items())})"
