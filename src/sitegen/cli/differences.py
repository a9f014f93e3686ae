"""How differences from a clean build look: `sitegen build --verify`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from sitegen.cli.output import count
from sitegen.cli.quote import harmless
from sitegen.explain.proof import Difference
from sitegen.explain.words import asked_words, listed, question_words
from sitegen.text import shorten

SHOWN = 10
"""How many differences are shown."""
_WIDTH = 100


def show_differences(found: Sequence[Difference], outputs: int) -> None:
    """Print what differs, or that nothing does."""
    if not found:
        click.echo(f"Verified: {count(outputs, 'file')} as a clean build makes them.")
        return
    for difference in found[:SHOWN]:
        _show(difference)
    rest = f" ({len(found) - SHOWN:,} more)" if len(found) > SHOWN else ""
    what = f"{count(len(found), 'file')} not as a clean build makes them{rest}."
    click.echo(f"{what}  That is a mistake of sitegen or of an extension; please report it.", err=True)
    click.echo("sitegen clean, and then sitegen build, makes everything anew.", err=True)


def _show(difference: Difference) -> None:
    place = click.style(f"{difference.path}:{difference.line}:", bold=True)
    click.echo(f"{place} {click.style(_blame(difference), fg='red')}", err=True)
    for label, line in (("published", difference.published), ("clean", difference.clean)):
        shown = "(there is no such file)" if line is None else harmless(shorten(line, _WIDTH))
        click.echo(f"  {label:9} | {shown}", err=True)
    click.echo(err=True)


def _blame(difference: Difference) -> str:
    if difference.lied:
        return f"{listed(asked_words(difference.lied))} changed, and that was not noticed"
    if difference.remade:
        return "it is made in another way now, and that was not noticed"
    return "nothing that it asked has changed: it read something without asking"


def difference_record(difference: Difference) -> dict[str, Any]:
    """Return a difference as `--format json` prints it; *asked* are the questions that lied."""
    return {
        "path": difference.path,
        "line": difference.line,
        "published": difference.published,
        "clean": difference.clean,
        "asked": [question_words(question) for question in difference.lied],
        "blame": _blame(difference),
    }
