"""Problems with values of a TOML file that are found long after it was decoded."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sitegen.config.encoding import plain_lines
from sitegen.config.located import START, Located, ParseError, Place, read_toml
from sitegen.errors import Location, Problem


def toml_problem(
    folder: Path, shown: str, key: tuple[str, ...], rule: str, message: str, hint: str = ""
) -> Problem:
    """Make a problem with the *key* (table, key) of a TOML file, which is read again to find its place.

    A key that should not be there (`unknown-key`) is meant itself, else its value.  Of a list, a key is one
    of the texts in it.
    """
    problem = Problem(Location(shown), rule, message, hint, setting=key)
    return at_its_setting(problem, folder / shown.rpartition("/")[2])


def at_its_setting(problem: Problem, file: Path) -> Problem:
    """Return *problem* at the place of its setting, with that line of its *file*."""
    place, width, line = START, 1, ""
    with suppress(OSError, ParseError, KeyError, TypeError):
        text = _toml_text(file)
        node: Any = _read(text)
        for part in problem.setting:
            at, name, node = _part(node, part)
        place, width = (at, len(name)) if problem.rule == "unknown-key" else (node.place, node.width)
        line = text.split("\n")[place.line - 1]
    location = Location(problem.location.path, *place)
    return replace(problem, location=location, offending=line, width=width, setting=())


@lru_cache(maxsize=1)  # a file may have many values that are wrong
def _read(text: str) -> Located:
    return read_toml(text)


def _part(node: Located, part: str) -> tuple[Place, str, Located]:
    """Return where the *part* of a table or list is, its name and its value.  Raises `KeyError`."""
    if isinstance(node.value, tuple):
        item = next((item for item in node.value if item.value == part), None)
        if item is None:
            raise KeyError(part)
        return item.place, part, item
    value: Any = node.value
    return node.keys[part], part, value[part]


def _toml_text(path: Path) -> str:
    return plain_lines(path.read_bytes().decode("utf-8-sig", "replace"))
