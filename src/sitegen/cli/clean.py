"""`sitegen clean`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sitegen.cli.options import site_option
from sitegen.config.read import SITE_FILE
from sitegen.errors import SetupError
from sitegen.memory import FOLDER, PREVIEW
from sitegen.publish.lock import SERVING, build_lock


@click.command(name="clean")
@site_option
def command(site: Path) -> None:
    """Delete the cache.  The output folder is not touched."""
    if not (site / SITE_FILE).is_file():
        raise SetupError(f"there is no {SITE_FILE} in {site}")
    cache = site / FOLDER
    if cache.is_symlink() or not cache.is_dir():
        click.echo("There is no cache.")
        return
    with build_lock(cache), build_lock(cache / PREVIEW, 0, held=SERVING):
        shutil.rmtree(cache)
    click.echo(f"Deleted {cache}.")
