"""Mistakes of templates, in words of their authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import LoopContext

from sitegen.config.decode import FrozenTable, closest, visible
from sitegen.content.source import Entry
from sitegen.errors import Location, Problem, UnknownNameError
from sitegen.incremental.answers import recording
from sitegen.paths import site_path
from sitegen.patterns import regex
from sitegen.plan.output import Output
from sitegen.queries import views
from sitegen.render.jinja_says import Said, find_word, first_tag, line_of, syntax_said, unknown_said
from sitegen.theme.environment import SiteGlobal, ThemeEnvironment, template_place
from sitegen.theme.theme import Theme

# What Jinja says of a name that is not there, alone or in one of our values.
_MISSING = regex(
    r"'sitegen[\w.]*\.(?P<owner>\w+) object' has no attribute '(?P<name>\w+)'|'(?P<alone>\w+)' is undefined"
)
# The same of a value of another kind; a table of the site's own is one, too.
_LACKING = regex(r"'(?:[\w.]*\.)?(?P<kind>\w+)(?: object)?' has no attribute '(?P<name>\w+)'")
_KINDS: Mapping[str, tuple[str, type]] = {
    "None": ("nothing: what is before it is empty on this page", type(None)),
    "LoopContext": ("loop", LoopContext),
    "datetime": ("a date", datetime),
    "str": ("a text", str),
    "Markup": ("a text", str),
    "int": ("a number", int),
    "float": ("a number", float),
    "tuple": ("a list", tuple),
    "list": ("a list", tuple),
    "dict": ("a table", FrozenTable),
    "FrozenTable": ("a table", FrozenTable),
}
"""What values of templates are called, and the type that has what can be asked of them."""
_UNCALLED = regex(r"'(?:method|function|Macro)' object is not (?:iterable|subscriptable)")
_NAMING = regex(r"""\{%[-+]?\s*(?:extends|include)\s+["']([^"']+)""")
_OUT_OF_SIGHT = "fragments, and what is imported, see only what they are given: give them page=page"
"""Every template has a `page` but these."""


def template_problem(
    error: Exception, output: Output, environment: ThemeEnvironment, theme: Theme
) -> Problem | None:
    """Return the problem of a failed page; None: the failure has nothing to do with a template."""
    if output.renderer != "html":
        return None
    made = f"while making {site_path(output.path)} from {output.source}"

    name, line = template_place(error, theme)
    if name:
        return _mistake(error, Location(name, line), made, theme, environment)
    if isinstance(error, UnicodeEncodeError):
        what = f"a text holds half a character, U+{ord(error.object[error.start]):04X}"
        return Problem(_source(output), "encoding", what, context=made)
    if isinstance(error, TemplateNotFound):
        message = f"there is no template {str(error)!r}"
        return Problem(_asker(output), "template", message, context=made)
    return None


def mistakes_at_sight(
    entries: Iterable[Entry], environment: ThemeEnvironment, theme: Theme
) -> Iterator[Problem]:
    """Yield what is wrong with templates that is seen without making a page: those that *entries* name and
    that there are not, and those of the site that can't be read."""
    names = environment.list_templates()
    for entry in entries:
        if entry.template and entry.template not in names:
            yield missing_template(entry, names)
    own = theme.layers[0].folder / "templates"
    for name in names:
        file = theme.find("templates", name)
        if file is not None and file.is_relative_to(own):
            try:
                with recording():
                    environment.get_template(name)
            except TemplateSyntaxError as error:
                shown, line = template_place(error, theme)
                yield _mistake(error, Location(shown, line), "", theme, environment)


def missing_template(entry: Entry, names: Iterable[str]) -> Problem:
    """Return the problem of a text whose template is none of *names*."""
    line, column, width = entry.place("template")
    message, hint = f"there is no template {entry.template!r}", closest(entry.template, names, 0.7)
    return Problem(Location(entry.path, line, column), "template", message, hint, width=width)


def _mistake(
    error: Exception, location: Location, made: str, theme: Theme, environment: ThemeEnvironment
) -> Problem:
    """Return the problem of a template, with its column where what is wrong can be found on the line."""
    source = _source_of(theme, location.path)
    said = _said(error, source, location.line, environment)
    if isinstance(error, RecursionError):
        said = said._replace(hint=_begun_anew(source, location, theme))
    place = Location(location.path, *said.place)
    offending = visible(line_of(source, said.place.line).rstrip())
    return Problem(place, "template", said.message, said.hint, offending, said.width, context=made)


def _said(error: Exception, source: str, line: int, environment: ThemeEnvironment) -> Said:
    what = _what(error)
    if unknown := unknown_said(what, source, line, environment):
        return unknown
    if isinstance(error, TemplateSyntaxError):
        return syntax_said(error, source)
    lacking = _LACKING.search(what)
    if lacking and lacking["kind"] in _KINDS:
        return _lacking(lacking, source, line)
    missing = _MISSING.search(what)
    if missing:
        return _missing(missing, what, source, line, environment.globals)
    word, known = "", list[str]()
    if isinstance(error, TemplateNotFound):
        word, known = str(error), environment.list_templates()
    elif isinstance(error, UnknownNameError):
        word, known = error.name, [*error.known]
    found = find_word(source, line, word) or Said("", first_tag(source, line))
    return found._replace(message=what, hint=closest(word, known, 0.7) if word else "")


def _begun_anew(source: str, place: Location, theme: Theme) -> str:
    """Return what to do about a template of the site that names the one in whose place it stands."""
    named = _NAMING.search(line_of(source, place.line))
    if not named or place.path != f"templates/{named[1]}":
        return ""
    if Theme(theme.layers[1:]).find("templates", named[1]) is None:
        return ""
    copy = f"`sitegen theme copy {named[1]}`"
    return f"it stands in the place of the theme's: {copy} begins with what that has"


def _missing(missing: re.Match[str], what: str, source: str, line: int, everywhere: Iterable[str]) -> Said:
    """Return what a name is missing from; *everywhere* are the names that every template has."""
    name, owner = missing["name"] or missing["alone"], missing["owner"]
    if owner:
        what = f"there is no {name!r} in {'site' if owner == 'SiteGlobal' else f'a {owner}'}"
        hint = closest(name, _names_of(owner))
    elif name == "page":
        hint = _OUT_OF_SIGHT
    else:  # it may have been meant as a part of `page`, of which nothing is known here
        hint = closest(name, ("page", *everywhere), 0.7)
    found = find_word(source, line, name) or Said("", first_tag(source, line))
    return found._replace(message=what, hint=hint)


def _lacking(lacking: re.Match[str], source: str, line: int) -> Said:
    """Return what a value that is none of our views does not have."""
    name, (kind, of) = lacking["name"], _KINDS[lacking["kind"]]
    hint = closest(name, (known for known in dir(of) if not known.startswith("_")), 0.7)
    if of is type(None):
        hint = "put {% if … %} around it"
    found = find_word(source, line, name) or Said("", first_tag(source, line))
    return found._replace(message=f"there is no {name!r} in {kind}", hint=hint)


def _names_of(owner: str) -> Iterable[str]:
    """Return what a template finds in a view, or in `site`."""
    if owner == "SiteGlobal":
        return [name for name in dir(SiteGlobal) if not name.startswith("_")]
    return getattr(getattr(views, owner, None), "__struct_fields__", ())


def _what(error: Exception) -> str:
    """Return what went wrong in a template, in words of its author."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {str(error)!r}"
    if isinstance(error, RecursionError):
        return "this template includes, extends or calls itself without end"
    if isinstance(error, TypeError) and _UNCALLED.match(str(error)):
        return "this is no list, but what has to be called first: NAME(…)"
    said = isinstance(error, (TemplateError, UnknownNameError)) or type(error) is LookupError
    return getattr(error, "message", None) or str(error) if said else f"{type(error).__name__}: {error}"


def _asker(output: Output) -> Location:
    """Return who wants the template of *output*: a text that names one of its own, or the settings."""
    by_kind = output.arguments[0] in ("post.html", "page.html", "section.html", "redirect.html")
    return Location("site.toml") if by_kind else _source(output)


def _source(output: Output) -> Location:
    return Location(output.source if output.source.startswith("content/") else "site.toml")


def _source_of(theme: Theme, shown: str) -> str:
    """Return the text of the template that messages call *shown*."""
    for layer in theme.layers:
        path = layer.folder / shown.removeprefix(layer.shown)
        if shown.startswith(layer.shown) and path.is_file():
            return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return ""
