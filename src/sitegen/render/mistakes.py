"""Mistakes of templates, in words of their authors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import TemplateError, TemplateNotFound

from sitegen.config.decode import closest
from sitegen.errors import Location, Problem
from sitegen.plan.output import Output
from sitegen.queries import views
from sitegen.theme.environment import template_place
from sitegen.theme.theme import Theme

# What Jinja says of a name that is not there, alone or in one of our values.
_MISSING = re.compile(
    r"'sitegen[\w.]*\.(?P<owner>\w+) object' has no attribute '(?P<name>\w+)'|'(?P<alone>\w+)' is undefined"
)


def template_problem(error: Exception, output: Output, theme: Theme) -> Problem | None:
    """Return the problem of a failed page; None: the failure has nothing to do with a template."""
    if output.renderer != "html":
        return None
    made = f"while making /{output.path} from {output.source}"
    name, line = template_place(error, theme)
    if name:
        return _mistake(error, Location(name, line), made, _line_of(theme, name, line).rstrip())
    if isinstance(error, UnicodeEncodeError):
        what = f"a text holds half a character, U+{ord(error.object[error.start]):04X}"
        return Problem(_source(output), "encoding", what, made)
    if isinstance(error, TemplateNotFound):
        return Problem(_asker(output), "template", f"there is no template {str(error)!r}", made)
    return None


def _mistake(error: Exception, location: Location, made: str, offending: str) -> Problem:
    """Return the problem of a template, with its column where a name is missing that stands on the line."""
    what, hint = _what(error), made
    missing = _MISSING.search(what)
    if not missing:
        return Problem(location, "template", what, hint, offending)
    name, owner = missing["name"] or missing["alone"], missing["owner"]
    if owner:
        what = f"there is no {name!r} in {'site' if owner == 'SiteGlobal' else f'a {owner}'}"
        close = closest(name, _names_of(owner))
        hint = f"{close} {made}" if close else made
    at = re.search(rf"\b{re.escape(name)}\b", offending)
    column, width = (at.start() + 1, len(name)) if at else (1, 1)
    return Problem(Location(location.path, location.line, column), "template", what, hint, offending, width)


def _names_of(owner: str) -> Iterable[str]:
    """Return what a template finds in a view, or in `site`."""
    return getattr(getattr(views, owner, None), "__slots__", ())


def _what(error: Exception) -> str:
    """Return what went wrong in a template, in words of its author."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {str(error)!r}"
    if isinstance(error, RecursionError):
        return "this template includes, extends or calls itself without end"
    said = isinstance(error, TemplateError) or type(error) is LookupError
    return getattr(error, "message", None) or str(error) if said else f"{type(error).__name__}: {error}"


def _asker(output: Output) -> Location:
    """Return who wants the template of *output*: a text that names one of its own, or the settings."""
    by_kind = output.arguments[0] in ("post.html", "page.html", "section.html", "redirect.html")
    return Location("site.toml") if by_kind else _source(output)


def _source(output: Output) -> Location:
    return Location(output.source if output.source.startswith("content/") else "site.toml")


def _line_of(theme: Theme, shown: str, line: int) -> str:
    """Return a line of the template that messages call *shown*."""
    for layer in theme.layers:
        path = layer.folder / shown.removeprefix(layer.shown)
        if shown.startswith(layer.shown) and path.is_file():
            lines = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
            return lines[line - 1] if 0 < line <= len(lines) else ""
    return ""
