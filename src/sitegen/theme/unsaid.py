"""Phrases that a site has words for and that nothing says: a misspelt one would do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from sitegen.config.decode import closest
from sitegen.theme.theme import Theme
from sitegen.words import DATES, phrases

_LIKENESS = 0.7


def unsaid(theme: Theme, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each of the phrases *given* that neither sitegen nor a template of *theme* says, with a hint."""
    known = {*phrases(), *DATES}
    left = [phrase for phrase in given if phrase not in known]
    written = _templates(theme) if left else ""
    for phrase in left:
        if f'"{phrase}"' not in written and f"'{phrase}'" not in written:
            yield phrase, closest(phrase, known, _LIKENESS)


def _templates(theme: Theme) -> str:
    texts = []
    for name, _layer in theme.files_of("templates"):
        path = theme.find("templates", name)
        with suppress(OSError):  # the loader says why
            texts.append(path.read_bytes().decode("utf-8", "replace") if path else "")
    return "\n".join(texts)
