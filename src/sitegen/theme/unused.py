"""Templates of the site, or of a child theme, that no page can be made with: one whose name is misspelt does
nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sitegen.config.decode import nearest
from sitegen.errors import Location, Problem
from sitegen.patterns import regex
from sitegen.theme.blocks import without_comments
from sitegen.theme.theme import OPTIONAL_TEMPLATES, TEMPLATES, Theme

_TEXT = r"""(?:"[^"]*"|'[^']*')"""
_NAMES = rf"(?:{_TEXT}|[\[(]\s*{_TEXT}(?:\s*,\s*{_TEXT})*\s*,?\s*[\])])"
_WRITTEN_OUT = regex(
    rf"\s*{_NAMES}(?:\s+if\s.+?\selse\s+{_NAMES})?\s*(?:$|[,)]|(?:ignore|with|without|import|as)\b)"
)
"""What names templates, after `include` and the like, where no part of a name is made up."""
_NAMING = regex(
    r"\{%[-+]?\s*(?:include|import|from|extends)\b(.*?)[-+]?%\}|\bfragment\s*\(([^)]*)", re.DOTALL
)
_IN_QUOTES = regex(r""""([^"\n]*)"|'([^'\n]*)'""")
_LIKENESS = 0.75


def unused_templates(theme: Theme, chosen: Iterable[str]) -> Iterator[Problem]:
    """Yield a warning for each own template, or one of a child theme, that no other template names and no
    text has *chosen*.

    A whole page may wait for a text that chooses it, unless it is called nearly as one that is there.
    Templates are read as text; where a name may be made up while a page is made, nothing is said.
    """
    used = {*TEMPLATES, *OPTIONAL_TEMPLATES, *chosen}
    for part in theme.overriding():
        own, above = Theme(part.layers[:1]), Theme(part.layers[1:])
        left = {name for name in _names(own) - used if above.find("templates", name) is None}
        known = {*TEMPLATES, *OPTIONAL_TEMPLATES, *_names(above)} if left else set()
        for name in sorted(_unnamed(left, theme)):
            meant = _meant(name, known)
            if meant or _is_part(name):
                hint = f"did you mean {meant!r}?" if meant else "include it in another template, or delete it"
                place = Location(f"{part.layers[0].shown}templates/{name}")
                yield Problem(place, "unused-template", "no page uses this template", hint, warning=True)


def _unnamed(names: set[str], theme: Theme) -> set[str]:
    """Return those of *names* that no template of *theme* names; none where one makes names up."""
    for layer in theme.layers if names else ():
        alone = Theme((layer,))
        named = [_names_in(alone, name) for name in _names(alone)]
        if None in named:
            return set()
        names = names.difference(*filter(None, named))
    return names


def _names(theme: Theme) -> set[str]:
    return {name for name, _layer in theme.files_of("templates") if name.endswith(".html")}


def _is_part(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _meant(name: str, known: Iterable[str]) -> str:
    """Return which of *known* was probably meant: a part by a part, a page by a page; or nothing."""
    stems = {one.removesuffix(".html"): one for one in known if _is_part(one) == _is_part(name)}
    return stems.get(nearest(name.removesuffix(".html"), stems, _LIKENESS), "")


def _names_in(theme: Theme, name: str) -> set[str] | None:
    """Return every name that the template *name* may have of others; None: it makes one up."""
    text = theme.template_text(name)
    if text is None:
        return None
    source = without_comments(text)
    if not all(_WRITTEN_OUT.match(match[1] or match[2] or "") for match in _NAMING.finditer(source)):
        return None
    return {match[1] or match[2] for match in _IN_QUOTES.finditer(source)}
