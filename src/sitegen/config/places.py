"""Problems with values of a TOML file that are found long after it was decoded."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from sitegen.config.encoding import plain_lines
from sitegen.config.located import START, ParseError, read_toml
from sitegen.errors import Location, Problem


def toml_problem(
    folder: Path, shown: str, key: tuple[str, ...], rule: str, message: str, hint: str = ""
) -> Problem:
    """Make a problem with the *key* (table, key) of a TOML file, which is read again to find its place.

    A key that should not be there (`unknown-key`) is meant itself, else its value.
    """
    place, width, line = START, 1, ""
    with suppress(OSError, ParseError, KeyError, TypeError):
        text = _toml_text(folder / shown.rpartition("/")[2])
        node: Any = read_toml(text)
        for part in key:
            at, name, node = node.keys[part], part, node.value[part]
        place, width = (at, len(name)) if rule == "unknown-key" else (node.place, node.width)
        line = text.split("\n")[place.line - 1]
    return Problem(Location(shown, *place), rule, message, hint, line, width)


def _toml_text(path: Path) -> str:
    return plain_lines(path.read_bytes().decode("utf-8-sig", "replace"))
