"""`sitegen check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sitegen.build import Request
from sitegen.checks.check import Findings, check
from sitegen.checks.outgoing import DEAD_LINK
from sitegen.checks.rules import RULES
from sitegen.cli.options import as_of_option, report_option, site_option
from sitegen.cli.output import count, folded, show_json
from sitegen.cli.problems import problem_record, show_for_github, show_problems
from sitegen.cli.progress import progress_line


@click.command(name="check")
@site_option
@as_of_option
@report_option
@click.option("--external", is_flag=True, help="Ask other sites, too, whether what is linked to is there.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without a doubt; each change is said.")
@click.option("--rules", "list_rules", is_flag=True, help="List the rules, and check nothing.")
def command(site: Path, as_of: str, form: str, external: bool, fix: bool, list_rules: bool) -> None:
    """Say what is wrong with the site, and what could be better: links, pictures, headings, tags, feeds …

    Nothing is built or written.  Each rule can be an error, a warning or off in [check] of site.toml.  Exit
    code 0: no errors (there may be warnings), 1: errors.
    """
    if list_rules:
        _show_rules()
        return
    request = Request(site, as_of=as_of)
    if fix:
        _fix(request, form)
    with progress_line(form != "text") as line:
        findings = check(request, external=external, progress=line.tell)
    _show(findings, form, site)
    sys.exit(1 if any(not problem.warning for problem in findings.problems) else 0)


def _show(findings: Findings, form: str, site: Path) -> None:
    if form == "json":
        show_json(_record(findings))
    elif form == "github":
        show_for_github(findings.problems, site)
    else:
        show_problems(findings.problems, err=False)
        if not findings.problems:
            click.echo(f"Nothing to complain of in {count(findings.pages, 'page')}.")


def _record(findings: Findings) -> dict[str, Any]:
    return {
        "pages": findings.pages,
        "problems": [problem_record(problem) for problem in findings.problems],
    }


def _fix(request: Request, form: str) -> None:
    from sitegen.checks.fix import fix_all

    for change in fix_all(request):
        click.echo(f"{change.path}: {change.what}", err=form != "text")


def _show_rules() -> None:
    width = max(len(rule.name) for rule in RULES)
    for rule in (*RULES, DEAD_LINK):
        click.echo(folded(f"{rule.name:{width}}  {rule.severity:7}  {rule.summary}", width + 11))
