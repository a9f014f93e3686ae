"""`sitegen init`."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from sitegen.cli.options import Folder
from sitegen.content.begin import begin_site


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=Folder())
def command(folder: Path) -> None:
    """Make a site in DIR, a new or empty folder: settings with comments, a first post, a page."""
    # The new site's time zone is UTC: by another day the first post might be scheduled for tomorrow.
    begin_site(folder, datetime.now(UTC).date())
    here = folder.resolve() == Path.cwd().resolve()
    where = "" if here else f"cd {shlex.quote(str(folder))} && "
    what = "This folder" if here else f"The folder {folder}"
    click.echo(f"{what} is a site now.  See it, and write:\n\n    {where}sitegen serve\n")
    click.echo("Build what readers get, into public/, with sitegen build.")
