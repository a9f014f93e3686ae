"""What a planner yields: one file of the site, and how it is to be made."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Literal

from msgspec import Struct

from sitegen.config.located import WHOLE_FILE, Span

Renderer = Literal[
    "html",
    "rss",
    "atom",
    "json",
    "sitemap",
    "robots",
    "redirects",
    "headers",
    "copy",
    "asset",
    "code",
    "picture",
    "card",
    "icon",
    "search",
]


class Output(Struct, frozen=True):
    """One file of the site.

    *path* is relative to the output folder, decoded; *renderer* makes it from *arguments*; *source* says what
    asked for it: a file of the site, or words such as `the tag 'trust'`.  *listed* is the path by which the
    sitemap lists a page (empty: it does not), *changed* the day of its last change, where that is known.
    *span* is where in its source a problem with it is to be shown, *setting* the key of `site.toml` that
    says where it is, if one does.
    """

    path: str
    renderer: Renderer
    arguments: tuple[Hashable, ...]
    source: str
    listed: str = ""
    changed: date | None = None
    span: Span = WHOLE_FILE
    setting: tuple[str, ...] = ()


def html(template: str, question: str, *arguments: Hashable) -> tuple[Hashable, ...]:
    """Return the arguments of the `html` renderer: a template, and the question that gives it its view."""
    return (template, question, *arguments)


SEARCH_PAGE = html("search.html", "search")
"""How the search page is made."""
