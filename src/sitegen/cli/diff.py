"""`sitegen diff`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from msgspec import structs

from sitegen.build import Request
from sitegen.cli.options import as_of_option, drafts_option, form_option, future_option, site_option
from sitegen.cli.output import count, show_json
from sitegen.cli.progress import progress_line
from sitegen.cli.quote import harmless
from sitegen.explain.preflight import ChangedFeed, ChangedPage, Preflight, compare
from sitegen.text import shorten

LINES, PAGES = 6, 30
"""How many lines of a page, and how many pages, are shown on a terminal; `--format json` has them all."""
_WIDTH = 100


@click.command(name="diff")
@site_option
@drafts_option
@future_option
@as_of_option
@form_option
def command(form: str, **options: Any) -> None:
    """Say what readers would see change if the site were built now.

    Pages that are new or gone, the words that change on others, entries of feeds, redirects.  A template that
    is only written otherwise changes nothing.  Nothing is built.  Exit code 0: it could be compared, 1: the
    site can't be built as it is.
    """
    request = Request(**options)
    with progress_line(form != "text") as line:
        finished, found = compare(request, line.tell)
    if not finished.is_whole:
        from sitegen.cli.problems import show_problems

        show_problems((*finished.prepared.problems, *finished.problems))
        sys.exit(1)
    if form == "json":
        show_json(structs.asdict(found) | _plain(found))
    else:
        _show(found)


def _plain(found: Preflight) -> dict[str, Any]:
    return {
        "new": [structs.asdict(page) for page in found.new],
        "changed": [structs.asdict(page) for page in found.changed],
        "feeds": [structs.asdict(feed) for feed in found.feeds],
    }


def _show(found: Preflight) -> None:
    _list("new page", "is new", [f"{page.url}  {page.title}" for page in found.new])
    _list("page", "is gone", found.gone)
    if found.changed:
        click.echo(
            f"{count(len(found.changed), 'page')} {'changes' if len(found.changed) == 1 else 'change'}:"
        )
        for page in found.changed[:PAGES]:
            _show_page(page)
        _rest(len(found.changed) - PAGES, "page")
    _list("feed", "changes", [f"{feed.url}  {_feed_words(feed)}" for feed in found.feeds])
    _list("redirect", "is new", [f"{old} -> {new}" for old, new in found.redirects])
    _list("redirect", "is gone", found.lost_redirects)
    _list("file", "is new, changed or gone", found.files)
    if found.unseen:
        click.echo(f"{count(found.unseen, 'page')} written otherwise, with nothing that readers see.")
    if found == Preflight(unseen=found.unseen):
        click.echo("Readers would see no change.")


def _list(noun: str, verb: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    noun = noun.removeprefix("new ")
    many = verb.replace("is ", "are ").replace("changes", "change") if len(lines) > 1 else verb
    click.echo(f"{count(len(lines), noun)} {many}:")
    for line in lines[:PAGES]:
        click.echo(f"  {harmless(line)}")
    _rest(len(lines) - PAGES, noun)


def _show_page(page: ChangedPage) -> None:
    click.echo(f"  {click.style(harmless(page.url), bold=True)}{_what_else(page)}")
    _show_lines("-", "red", page.gone)
    _show_lines("+", "green", page.new)


def _what_else(page: ChangedPage) -> str:
    words = [word for word, is_so in (("links", page.links), ("pictures", page.pictures)) if is_so]
    return f"  other {' and '.join(words)}" if words else ""


def _show_lines(sign: str, color: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    for line in shown[:LINES]:
        click.echo(click.style(f"    {sign} {harmless(shorten(line, _WIDTH))}", fg=color))
    if len(shown) > LINES:
        click.echo(f"    {sign} … {count(len(shown) - LINES, 'more line')}")


def _feed_words(feed: ChangedFeed) -> str:
    parts = (("new", feed.new), ("gone", feed.gone), ("changed", feed.changed))
    return ", ".join(f"{len(names)} {word}" for word, names in parts if names)


def _rest(number: int, noun: str) -> None:
    if number > 0:
        click.echo(f"  … and {count(number, f'more {noun}')} (--format json has them all)")
