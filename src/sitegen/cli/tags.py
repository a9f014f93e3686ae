"""`sitegen tags`."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.build import Request
from sitegen.cli.complete import complete_tags
from sitegen.cli.options import site_option
from sitegen.errors import UsageError
from sitegen.text import FORBIDDEN


@click.group(name="tags")
def command() -> None:
    """Change tags in all texts at once."""


@command.command(short_help="Write one tag as another in every text.")
@click.argument("old", shell_complete=complete_tags)
@click.argument("new", shell_complete=complete_tags)
@site_option
def merge(old: str, new: str, site: Path) -> None:
    """Write the tag OLD as NEW in every text that has it, drafts too.

    Nothing else of a file changes.  NEW may be a tag that there is, or another name for OLD.  Readers of the
    archive of OLD, and its feed, are sent on by lines in urls.txt, where the site keeps one.
    """
    from sitegen.explain.retag import merge_tags

    if not new.strip() or "," in new or FORBIDDEN.search(new):
        raise UsageError(f"{new!r} can't be a tag")
    merged = merge_tags(Request(site), old, new.strip())
    for file in merged.files:
        click.echo(f"{file}: the tag is {merged.name!r} now")
    for old_url, new_url in merged.redirects:
        click.echo(f"urls.txt: {old_url} -> {new_url}")
    if merged.lost:
        click.echo(f"Readers of {merged.lost} are not sent on: the site keeps no urls.txt.")
    if merged.is_new:
        click.echo(f"No text had the tag {merged.name!r} before.")
    if merged.has_table:
        click.echo(f"site.toml has a table for {old!r} still: [tags.{old!r}]")
