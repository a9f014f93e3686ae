"""`sitegen why`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

from sitegen.build import Request
from sitegen.cli.complete import complete_texts
from sitegen.cli.options import as_of_option, drafts_option, form_option, future_option, site_option
from sitegen.cli.output import count, folded, moment_text, show_json, utc_text
from sitegen.cli.problems import problem_record, show_problems
from sitegen.explain.rules import Rule
from sitegen.explain.why import Facts, FileFacts, FolderFacts, Former, OutputFacts, Unknown, why
from sitegen.explain.words import asked_words, cause_words, listed, question_words
from sitegen.incremental.ledger import Why
from sitegen.model.addresses import LEDGER

_INDENT = 13


@click.command(name="why")
@click.argument("named", metavar="URL|FILE", shell_complete=complete_texts)
@site_option
@drafts_option
@future_option
@as_of_option
@form_option
def command(named: str, site: Path, form: str, **options: Any) -> None:
    """Say what a URL or a file of the site is about.

    Of a URL: what it is made from, with which template, what it asked, and why it was made the last time; of
    one that was published once, what became of it.  Of a file (or a text, by its slug): what it becomes and
    which pages use it, or which rule keeps it off the site and when that ends; of a folder, its texts.
    Nothing is built or changed.
    Exit code 0: found, 1: there is nothing of that name.
    """
    facts = why(Request(site, **options), named)
    if form == "json":
        show_json(_record(facts))
    elif isinstance(facts, Unknown):
        click.echo(_nothing(facts, named, site), err=True)
    else:
        _show(facts)
    sys.exit(1 if isinstance(facts, Unknown) else 0)


def _nothing(facts: Unknown, named: str, site: Path) -> str:
    if named.strip("/") and (site / named.removeprefix("/")).exists():
        return f"No page is made from {named!r}."
    hint = f"  Did you mean {listed(facts.close)}?" if facts.close else ""
    return f"There is neither a URL nor a file {named!r}.{hint}"


def _show(facts: OutputFacts | FileFacts | FolderFacts | Former) -> None:
    if isinstance(facts, OutputFacts):
        click.echo(click.style(facts.url, bold=True))
        rows = _output_rows(facts)
    elif isinstance(facts, Former):
        click.echo(click.style(facts.url, bold=True))
        rows = iter([("is", _what_became(facts))])
    elif isinstance(facts, FolderFacts):
        click.echo(click.style(facts.folder, bold=True))
        rows = _folder_rows(facts)
    else:
        click.echo(click.style(facts.file, bold=True))
        rows = _file_rows(facts)
    for label, words in rows:
        click.echo(folded(f"  {label:{_INDENT - 2}}{words}", _INDENT))
    if isinstance(facts, FileFacts) and facts.problems:
        click.echo()
        show_problems(facts.problems)


def _what_became(facts: Former) -> str:
    line = f"line {facts.line} of {LEDGER}"
    if facts.gone:
        return f"gone: there is nothing any more, by {line}"
    if facts.to:
        return f"an old address: readers are sent on to {facts.to}, by {line}"
    source = f"made from content/{facts.key}" if facts.key else "published once"
    return f"lost: it was {source} and nothing is there now; {line} knows it still"


def _output_rows(facts: OutputFacts) -> Iterator[tuple[str, str]]:
    if facts.leads_to:
        yield "leads to", facts.leads_to
    yield "file", facts.path
    yield "made from", facts.source
    yield "by", f"the template {facts.template}" if facts.template else f"the renderer {facts.renderer!r}"
    if facts.cause is None:
        yield "last made", "never, as far as is remembered; sitegen build makes it"
        return
    new = facts.cause.why is Why.NEW
    yield "last made", "because nothing was remembered of it" if new else cause_words(facts.cause)
    yield from zip(_once("asked for"), asked_words(facts.asked), strict=False)


def _file_rows(facts: FileFacts) -> Iterator[tuple[str, str]]:
    yield "is", f"{facts.what}, not on the site" if facts.rules else facts.what
    for rule in facts.rules:
        yield rule.name, _rule_words(rule)
    if facts.becomes:
        yield "becomes", listed(facts.becomes)
    for label, use in zip(_once("used by"), facts.uses, strict=False):
        pages = f"{len(use.paths):,} pages" if len(use.paths) > 1 else "1 page"
        yield label, f"{pages}{use.what and f' for {use.what}'}: {listed(use.paths)}"
    if not facts.rules and not facts.becomes and not facts.uses and "settings" not in facts.what:
        yield "used by", "no page, as far as is remembered"


def _folder_rows(facts: FolderFacts) -> Iterator[tuple[str, str]]:
    number = len(facts.texts)
    words = f"a folder with {count(number, 'text') if number else 'no texts'}"
    if number:
        words += f", of which {facts.published:,} {'is' if facts.published == 1 else 'are'} on the site"
    if facts.others:
        words += f"{',' if number else ''} and {count(facts.others, 'other file')}"
    yield "is", f"{words}, not on the site" if facts.rules else words
    for rule in facts.rules:
        yield rule.name, _rule_words(rule)
    if facts.texts:
        yield "texts", listed(facts.texts)


def _once(label: str) -> Iterator[str]:
    yield label
    while True:
        yield ""


def _rule_words(rule: Rule) -> str:
    if rule.until:
        return f"{rule.words}: it is published on {_both_times(rule.until)}"
    if rule.since:
        return f"{rule.words}: since {_both_times(rule.since)}; time does not end that"
    return rule.words


def _both_times(at: datetime) -> str:
    return f"{moment_text(at)}, which is {utc_text(at)}"


def _record(facts: Facts) -> dict[str, Any]:
    if isinstance(facts, Unknown):
        return {"kind": "unknown", "close": facts.close}
    if isinstance(facts, OutputFacts):
        return _output_record(facts)
    if isinstance(facts, Former):
        return {"kind": "former", **asdict(facts)}
    if isinstance(facts, FolderFacts):
        return {"kind": "folder", **asdict(facts), "rules": [_rule_record(rule) for rule in facts.rules]}
    return {
        "kind": "file",
        "file": facts.file,
        "what": facts.what,
        "becomes": facts.becomes,
        "uses": [asdict(use) for use in facts.uses],
        "rules": [_rule_record(rule) for rule in facts.rules],
        "problems": [problem_record(problem) for problem in facts.problems],
    }


def _output_record(facts: OutputFacts) -> dict[str, Any]:
    cause = facts.cause
    return {
        "kind": "output",
        "path": facts.path,
        "url": facts.url,
        "source": facts.source,
        "renderer": facts.renderer,
        "template": facts.template,
        "leads_to": facts.leads_to,
        "asked": _words(facts.asked),
        "cause": {"why": str(cause.why), "changed": _words(cause.questions)} if cause else None,
    }


def _words(questions: Iterable[Any]) -> list[str]:
    return [question_words(question) for question in questions]


def _rule_record(rule: Rule) -> dict[str, Any]:
    times = {"until": rule.until, "since": rule.since}
    shown = {name: {"at": at.isoformat(), "utc": utc_text(at)} for name, at in times.items() if at}
    return {"rule": rule.name, "words": rule.words, **shown}
