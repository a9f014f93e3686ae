"""`sitegen init`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sitegen.cli.output import fail
from sitegen.content.begin import begin_site
from sitegen.errors import SitegenError


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a site in DIR, a new or empty folder: settings with comments, a first post, a page."""
    try:
        begin_site(folder, datetime.now().astimezone().date())
    except SitegenError as error:
        fail(str(error))
    else:
        where = "" if folder.resolve() == Path.cwd().resolve() else f"cd {folder} && "
        click.echo(f"Your site is in {folder}.  Build it:\n\n    {where}sitegen build\n")
        click.echo("Then open public/index.html.")
