"""Phrases that a site has words for and that nothing says: a misspelt one would do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.config.decode import closest
from sitegen.theme.theme import Theme
from sitegen.words import DATES, phrases

_LIKENESS = 0.7


def unsaid(theme: Theme, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each of the phrases *given* that neither sitegen nor a template of *theme* says, with a hint."""
    known = {*phrases(), *DATES}
    left = [phrase for phrase in given if phrase not in known]
    names = [name for name, _layer in theme.files_of("templates")] if left else []
    written = "\n".join(theme.template_text(name) or "" for name in names)
    for phrase in left:
        if f'"{phrase}"' not in written and f"'{phrase}'" not in written:
            yield phrase, closest(phrase, known, _LIKENESS)
