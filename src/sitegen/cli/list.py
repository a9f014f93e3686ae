"""`sitegen list`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import click
from msgspec import structs

from sitegen.build import Request
from sitegen.cli.options import as_of_option, form_option, site_option
from sitegen.cli.output import count, say_refused, show_json
from sitegen.cli.quote import harmless, shown_width
from sitegen.explain.listing import TermRow, TextRow, What, list_site
from sitegen.text import iso


@click.command(name="list")
@click.argument("what", type=click.Choice(get_args(What)), default="posts")
@site_option
@as_of_option
@form_option
def command(what: What, site: Path, as_of: str, form: str) -> None:
    """List posts, drafts, what is scheduled or expired, tags, authors, or what is due to be read again.

    By itself it lists `posts`, those that are published, the newest first.  Pages and snippets are only
    among drafts, what is expired and what is due.  A text has its day, its file and its title; a tag or an
    author the number of posts.
    """
    listing = list_site(Request(site, as_of=as_of), what)
    rows = listing.rows
    if form == "json":
        show_json({what: [_record(row) for row in rows]})
    elif not rows:
        click.echo(f"There {'is nothing' if what == 'due' else f'are no {what}'}{_of_them(what)}.")
    else:
        _show([_cells(row) for row in rows])
        click.echo(f"{count(len(rows), 'text' if isinstance(rows[0], TextRow) else what.removesuffix('s'))}.")
    say_refused(listing.refused)


def _of_them(what: What) -> str:
    return {"due": " to be read again", "scheduled": " posts", "expired": " texts"}.get(what, "")


def _cells(row: TextRow | TermRow) -> tuple[str, str, str]:
    if isinstance(row, TermRow):
        return f"{row.posts:>5,}", row.name, row.url
    return f"{row.at:%Y-%m-%d}" if row.at else "no date   ", row.file, row.title


def _show(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print columns: the first two as wide as they have to be."""
    shown = [tuple(map(harmless, row)) for row in rows]
    width = min(max(shown_width(row[1]) for row in shown), 60)
    for first, second, third in shown:
        click.echo(f"{first}  {second}{' ' * (width - shown_width(second))}  {third}")


def _record(row: TextRow | TermRow) -> dict[str, Any]:
    record = structs.asdict(row)
    if isinstance(row, TextRow):
        record["at"] = iso(row.at) if row.at else None
    return record
