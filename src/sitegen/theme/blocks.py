"""Blocks that no template above them has, for the site's own stand there: nothing would show them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path

from sitegen.config.decode import closest, visible
from sitegen.config.located import place_of
from sitegen.errors import Location, Problem
from sitegen.patterns import regex
from sitegen.theme.theme import Theme

_HIDDEN = regex(r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
_EXTENDS = regex(r"""\{%[-+]?\s*extends\s+(["'])(?P<name>[^"']+)\1\s*[-+]?%\}""")
_BLOCK = regex(r"\{%[-+]?\s*(?:block\s+(?P<name>\w+)|(?P<end>endblock))\b")
_DEEPEST = 20


def stray_blocks(theme: Theme) -> Iterator[Problem]:
    """Yield a problem for each block of an own template, or one of a child theme, that fills nothing in the
    templates it extends.

    They are read as text: where that does not tell what is extended, nothing is said.
    """
    for part in theme.overriding():
        yield from _stray_in(part)


def _stray_in(theme: Theme) -> Iterator[Problem]:
    own = theme.layers[0]
    folder = own.folder / "templates"
    for path in sorted(filter(Path.is_file, folder.rglob("*.html"))):
        source = theme.template_text(path.relative_to(folder).as_posix()) or ""
        extends = _EXTENDS.search(without_comments(source))
        known = _blocks_above(theme, extends["name"]) if extends else None
        if extends is None or known is None:
            continue
        for name, at, _length in _outer_blocks(without_comments(source)):
            if name not in known:
                place = place_of(source, at)
                line = visible(source.split("\n")[place.line - 1])
                message = f"there is no block {name!r} in {extends['name']}: nothing shows this one"
                shown = f"{own.shown}{path.relative_to(own.folder).as_posix()}"
                yield Problem(
                    Location(shown, *place), "template", message, closest(name, known), line, len(name)
                )


def lost_blocks(theme: Theme) -> Iterator[Problem]:
    """Yield a warning for each own template, or one of a child theme, that replaces a frame of the theme, one
    that extends nothing itself, and has no place for the longest block of a template that extends it: its
    pages are empty."""
    for part in theme.overriding():
        yield from _lost_in(part)


def _lost_in(theme: Theme) -> Iterator[Problem]:
    own, above = Theme(theme.layers[:1]), Theme(theme.layers[1:])
    for name, layer in own.files_of("templates"):
        if above.find("templates", name) is None or _EXTENDS.search(theme.template_text(name) or ""):
            continue
        known = _blocks_above(theme, name)
        if known is None:
            continue
        lost = next(_losing(own, above, name, known), None)
        if lost:
            page, block = lost
            message = f"there is no block {block!r} here: nothing shows what {page} says in it"
            hint = f"write {{% block {block} %}}{{% endblock %}} where it is to stand"
            place = Location(f"{layer.shown}templates/{name}")
            yield Problem(place, "template", message, hint, warning=True)


def _losing(own: Theme, above: Theme, name: str, known: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the templates of the theme that extend *name* and whose longest block is not *known*."""
    for other, _layer in above.files_of("templates"):
        source = without_comments(above.template_text(other) or "")
        extends = _EXTENDS.search(source)
        if extends and extends["name"] == name and own.find("templates", other) is None:
            block = max(_outer_blocks(source), key=lambda block: block[2], default=None)
            if block and block[0] not in known:
                yield other, block[0]


def without_comments(source: str) -> str:
    """Return *source* with blanks in the place of comments, and of what is no Jinja."""
    return _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def _blocks_above(theme: Theme, name: str) -> set[str] | None:
    """Return the blocks of the template *name* and of those that it extends; None: not all can be told."""
    found: set[str] = set()
    for _depth in range(_DEEPEST):
        text = theme.template_text(name)
        if text is None:
            return None
        source = without_comments(text)
        found.update(match["name"] for match in _BLOCK.finditer(source) if match["name"])
        extends = _EXTENDS.search(source)
        if extends is None:
            return None if re.search(r"\{%[-+]?\s*extends\b", source) else found
        name = extends["name"]
    return None


def _outer_blocks(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield the blocks that stand in no other, each with the place of its name and its length."""
    depth, name, at = 0, "", 0
    for match in _BLOCK.finditer(source):
        if match["end"]:
            depth -= 1
            if depth == 0:
                yield name, at, match.start() - at
            continue
        if depth == 0:
            name, at = match["name"], match.start("name")
        depth += 1
