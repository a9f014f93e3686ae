"""`sitegen related`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from msgspec import to_builtins

from sitegen.build import Request
from sitegen.cli.complete import complete_texts
from sitegen.cli.options import as_of_option, drafts_option, form_option, future_option, site_option
from sitegen.cli.output import folded, say_refused, show_json
from sitegen.explain.related import Facts, Nothing, Relation, Shared, Suggestion, Suggestions, related
from sitegen.explain.words import listed

_WHY = {
    "chosen": "chosen by hand",
    "series": "part of the series",
    "alike": "",
    "fallback": "only to fill the list: nothing more alike",
}


@click.command(name="related")
@click.argument("named", metavar="POST", shell_complete=complete_texts)
@click.argument("other", metavar="[OTHER]", default="", shell_complete=complete_texts)
@site_option
@drafts_option
@future_option
@as_of_option
@form_option
def command(named: str, other: str, site: Path, form: str, **options: Any) -> None:
    """Say what is offered under POST, and why; or why OTHER is not.

    A text is named by its slug, its file or its URL.  Nothing is built or changed.  Exit code 0: found,
    1: there is no such text.
    """
    answer = related(Request(site, **options), named, other)
    facts = answer.facts
    if form == "json":
        show_json(_record(facts))
    elif isinstance(facts, Nothing):
        hint = f"  Did you mean {listed(facts.close)}?" if facts.close else ""
        click.echo(f"There is no text {facts.named!r}.{hint}", err=True)
    else:
        _show(facts)
    say_refused(answer.refused)
    sys.exit(1 if isinstance(facts, Nothing) else 0)


def _record(facts: Facts) -> dict[str, Any]:
    kind = {Nothing: "unknown", Suggestions: "list", Relation: "relation"}[type(facts)]
    record = {"kind": kind, **to_builtins(facts)}
    if isinstance(facts, Relation):
        record["rules"] = [rule.words for rule in facts.rules]
    return record


def _show(facts: Suggestions | Relation) -> None:
    click.echo(click.style(facts.text.url or facts.text.file, bold=True))
    if isinstance(facts, Relation):
        for line in _relation_lines(facts):
            click.echo(folded(f"  {line}", 4))
        return
    if facts.reason:
        click.echo(folded(f"  No related posts: {facts.reason}.", 4))
    for number, suggestion in enumerate(facts.list, start=1):
        click.echo(f"  {number}. {suggestion.text.title}  {suggestion.text.url}")
        for line in _suggestion_lines(suggestion):
            click.echo(folded(f"     {line}", 7))


def _suggestion_lines(suggestion: Suggestion) -> Iterator[str]:
    if _WHY[suggestion.why]:
        yield _WHY[suggestion.why]
    if suggestion.shared:
        yield from _shared_lines(suggestion.shared)


def _relation_lines(facts: Relation) -> Iterator[str]:
    other = f"{facts.other.title!r} ({facts.other.url or facts.other.file})"
    if facts.place:
        yield f"{other} is in place {facts.place} of its list."
    for reason in facts.reasons:
        yield f"{other} is not in its list: {reason}."
    for rule in facts.rules:
        yield f"{rule.name}: {rule.words}"
    if facts.shared:
        yield from _shared_lines(facts.shared)


def _shared_lines(shared: Shared) -> Iterator[str]:
    near = f"times {shared.nearness:.2f} for nearness in time"
    yield f"score {1000 * shared.score:.1f}: {shared.likeness:.1%} alike, {near}"
    if shared.tags:
        yield f"tags: {', '.join(shared.tags)}"
    if shared.words:
        yield f"words: {', '.join(shared.words)}"
