"""`sitegen new`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from sitegen.cli.complete import complete_tags
from sitegen.cli.options import site_option
from sitegen.cli.output import count, is_terminal
from sitegen.config.read import read_settings
from sitegen.content.begin import KINDS, TextKind, begin_text
from sitegen.errors import SetupError, UsageError
from sitegen.text import FORBIDDEN


@click.command(name="new")
@click.argument("title", default="")
@site_option
@click.option("--kind", type=click.Choice(KINDS), default="post", show_default=True, help="What to begin.")
@click.option(
    "--tags",
    default=None,
    metavar="A,B",
    help="Tags, with commas between them.",
    shell_complete=complete_tags,
)
@click.option("--draft", is_flag=True, help="Mark it as a draft.")
@click.option("--bundle", is_flag=True, help="Make a post a folder, for pictures and files of its own.")
@click.option(
    "--edit/--no-edit",
    default=None,
    help="Open it in $VISUAL or $EDITOR.  Default: on a terminal, where one of them is set.",
)
def command(
    title: str, site: Path, kind: TextKind, tags: str | None, draft: bool, bundle: bool, edit: bool | None
) -> None:
    """Begin a text called TITLE and print its file's name.  A file that exists is never overwritten.

    A post is of this moment, in the time zone of the site.  On a terminal, a title and tags that are missing
    are asked for.
    """
    if bundle and kind != "post":
        raise UsageError("--bundle is for posts; a page in a folder of its own leads a section")
    zone = ZoneInfo(read_settings(site).settings.site.timezone)
    asks = _asks()
    if not title and asks:
        title = click.prompt("Title")
    known = _known_tags(site) if tags or (tags is None and asks) else {}
    if tags is None:
        tags = _ask_for_tags(known) if asks else ""
    if not title.strip():
        raise UsageError('a title is missing: sitegen new "What it is called"')
    if FORBIDDEN.search(title + tags):
        raise UsageError("the title or a tag has a character that no text may have")
    words = tuple(_choose(_split(tags), known, asks=asks))
    path = begin_text(site, title, kind, words, draft=draft, bundle=bundle, now=datetime.now(zone))
    click.echo(path)
    if edit or (edit is None and asks and (os.environ.get("VISUAL") or os.environ.get("EDITOR"))):
        _open(path)


def _open(path: Path) -> None:
    """Open a text in the writer's editor, and wait for it.  Raises `SetupError`; the text is there still."""
    try:
        click.edit(filename=str(path))
    except (click.ClickException, ValueError) as error:  # the latter: a quotation mark without its partner
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        named = f"the editor {editor!r}" if editor else "an editor"
        if isinstance(error.__cause__, OSError):
            said = f"{named} could not be started: {error.__cause__.strerror}"
        else:
            said = (
                f"{named} has ended with an error"
                if isinstance(error, click.ClickException)
                else f"{named}: {error}"
            )
        raise SetupError(f"{said}; set VISUAL or EDITOR, or say --no-edit") from error


def _asks() -> bool:
    """Tell whether somebody is there to answer."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _known_tags(site: Path) -> dict[str, int]:
    """Return how many posts have each tag; of a site that can't be read now, none is known."""
    from sitegen.cli.complete import rows_of
    from sitegen.explain.listing import TermRow

    return {row.name: row.posts for row in rows_of(site, "tags") if isinstance(row, TermRow)}


def _ask_for_tags(known: dict[str, int]) -> str:
    if known:
        often = sorted(known, key=lambda name: (-known[name], name))
        click.echo(f"Tags of this site: {', '.join(often[:20])}{' …' if len(often) > 20 else ''}")
    found: str = click.prompt("Tags, with commas between them (Enter: none)", default="", show_default=False)
    return found


def _split(tags: str) -> list[str]:
    return [word for part in tags.split(",") if (word := part.strip())]


def _choose(words: Iterable[str], known: dict[str, int], *, asks: bool) -> Iterable[str]:
    """Yield the tags, as the site writes them; of one that is nearly another it is asked, or said, which."""
    from sitegen.explain.listing import close_tags, same_tag

    for word in words:
        same = same_tag(word, known)
        close = "" if same else next(iter(close_tags(word, known)), "")
        if close and asks:
            meant = click.confirm(f"The tag {word!r} is new. Did you mean {close!r}?", default=True)
            yield close if meant else word
            continue
        if close:
            said = f"note: the tag {word!r} is new; there is {close!r} with {count(known[close], 'post')}"
            click.echo(said, err=True)
        yield same or word
