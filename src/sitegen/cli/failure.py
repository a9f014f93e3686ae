"""What is said when sitegen itself has failed: a few lines on the screen, and the details in a file."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import tempfile
import traceback
from pathlib import Path

import click

from sitegen import __version__
from sitegen.cli.quote import harmless

EXIT = 70
"""The exit code of a failure that is ours (EX_SOFTWARE of sysexits.h)."""


def show_failure(error: BaseException) -> None:
    """Say on standard error that *error* is a mistake of sitegen, and how it is reported."""
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    what = harmless(", ".join([said, *getattr(error, "__notes__", ())]))
    click.echo(f"{click.style('sitegen has failed:', fg='red')} {what}", err=True)
    click.echo("This is a mistake in sitegen, not one of yours; what was published before stays.", err=True)
    details = _write_details(error)
    if details is None:
        click.echo("No file could be written with the details, which are:", err=True)
        click.echo("\n".join(map(harmless, _details(error).splitlines())), err=True)
        return
    click.echo(f"The details are in {details}", err=True)
    click.echo("Please report it, with that file, to those you have sitegen from.", err=True)


def _write_details(error: BaseException) -> Path | None:
    """Write all that is known of *error* to a new file; None: no file can be written."""
    try:
        number, name = tempfile.mkstemp(prefix="sitegen-failure-", suffix=".txt")
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(_details(error))
    except OSError:
        return None
    return Path(name)


def _details(error: BaseException) -> str:
    lines = [
        f"sitegen {__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"sitegen {shlex.join(sys.argv[1:])}",
        "\n",
    ]
    return "\n".join(lines) + "".join(traceback.format_exception(error))
