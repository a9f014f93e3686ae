"""What a shell completes: tags, texts and themes of the site in this folder, or the one that --site names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from sitegen.explain.listing import What


def complete_tags(ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a tag; of tags with commas between them, the last one."""
    before, comma, last = begun.rpartition(",")
    from sitegen.explain.listing import TermRow

    rows = [row for row in _rows(ctx, "tags") if isinstance(row, TermRow)]
    beginning = last.lstrip().casefold()
    return [
        CompletionItem(_typed(f"{before}{comma}{row.name}"), help=f"{row.posts} posts")
        for row in rows
        if row.name.casefold().startswith(beginning)
    ]


def complete_texts(ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a text by its file, or by its address where a slash was typed."""
    from sitegen.explain.listing import TextRow

    found = []
    kinds: tuple[What, ...] = ("posts", "drafts", "scheduled")
    for what in kinds:
        for row in _rows(ctx, what):
            if isinstance(row, TextRow):
                found.append((row.url if begun.startswith("/") else row.file, row.title))
    return [CompletionItem(_typed(name), help=title) for name, title in found if name.startswith(begun)]


def complete_themes(ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a theme by its name."""
    from sitegen.theme.theme import known_themes

    themes = known_themes(_site(ctx))
    return [CompletionItem(one.name, help=one.description) for one in themes if one.name.startswith(begun)]


def complete_templates(ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a file of the site's theme that the site can have a copy of: a template, or an asset by
    `assets/NAME`."""
    from sitegen.config.read import read_settings
    from sitegen.errors import SitegenError
    from sitegen.theme.overriding import to_copy

    try:
        names = to_copy(_site(ctx), read_settings(_site(ctx)).settings.theme)
    except (SitegenError, OSError):
        return []
    return [CompletionItem(_typed(name)) for name in names if name.startswith(begun)]


def _typed(word: str) -> str:
    """Return *word* as it is typed: bash puts it on the line as it is, other shells see to its blanks."""
    in_bash = os.environ.get("_SITEGEN_COMPLETE", "").startswith("bash")
    return re.sub(r"([\s'\"&;()<>|`\\#$*?\[!])", r"\\\1", word) if in_bash and not _in_quotes() else word


def _in_quotes() -> bool:
    """Tell whether the word that bash completes begins with a quotation mark, which it closes then."""
    words = dict(enumerate(os.environ.get("COMP_WORDS", "").split("\n")))
    return words.get(int(os.environ["COMP_CWORD"]), "").startswith(('"', "'"))


def _rows(ctx: click.Context, what: What) -> Iterable[object]:
    return rows_of(_site(ctx), what)


def _site(ctx: click.Context) -> Path:
    return Path(ctx.params.get("site") or ".")


def rows_of(site: Path, what: What) -> Iterable[object]:
    """Return what `sitegen list` lists; nothing where something is wrong: others say that."""
    from sitegen.build import Request
    from sitegen.errors import SitegenError
    from sitegen.explain.listing import list_site

    try:
        return list_site(Request(site), what).rows
    except (SitegenError, OSError):
        return ()
