"""`sitegen new`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from sitegen.cli.options import site_option
from sitegen.config.read import read_settings
from sitegen.content.begin import KINDS, TextKind, begin_text
from sitegen.errors import UsageError
from sitegen.text import FORBIDDEN


@click.command(name="new")
@click.argument("title")
@site_option
@click.option("--kind", type=click.Choice(KINDS), default="post", show_default=True, help="What to begin.")
@click.option("--tags", default="", metavar="A,B", help="Tags, with commas between them.")
@click.option("--draft", is_flag=True, help="Mark it as a draft.")
def command(title: str, site: Path, kind: TextKind, tags: str, draft: bool) -> None:
    """Begin a text called TITLE and print its file's name.  A file that exists is never overwritten."""
    if FORBIDDEN.search(title + tags):
        raise UsageError("the title or a tag has a character that no text may have")
    zone = ZoneInfo(read_settings(site).settings.site.timezone)
    words = tuple(word for part in tags.split(",") if (word := part.strip()))
    click.echo(begin_text(site, title, kind, words, draft=draft, today=datetime.now(zone).date()))
