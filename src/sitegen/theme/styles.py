"""Style sheets of a theme: parts are put together, and settings of the site become custom properties.

A line `@import "_part.css";`, or one with `url(_part.css)`, is replaced by that file of `assets/`, so that a
page loads one style sheet however many files it is written in; each part comes once.  `@import
"sitegen:settings";` is replaced by the settings of the theme that have a `css`.  Files whose names begin with
`_` are parts alone, and are not published.  A drawing (SVG) takes the settings, too, by that line in its
`<style>`.
"""

from __future__ import annotations

import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from sitegen.config.unmerged import HOW_TO_MERGE, UNMERGED, first_unmerged
from sitegen.errors import Location, Problem
from sitegen.theme.theme import Theme

SETTINGS = "sitegen:settings"
_IMPORT = re.compile(
    rb"""^@import[ ](?:
      (?P<url>url\()?(?P<mark>["'])(?!https?:|//)(?P<quoted>[^"'\n]+)(?P=mark)(?(url)\))
      | url\((?!https?:|//)(?P<bare>[^"'()\s]+)\)
    );[ \t\r]*\n?""",
    re.MULTILINE | re.VERBOSE,
)


def is_style_sheet(name: str) -> bool:
    """Tell whether an asset is put together here."""
    return name.endswith((".css", ".svg"))


def style_sheet(theme: Theme, name: str) -> bytes:
    """Return the style sheet *name*, whole.  A part that is not there is left out: see `style_problems`.

    Raises OSError: a file can't be read.
    """
    return _whole(theme, name, {name})


def _whole(theme: Theme, name: str, taken: set[str]) -> bytes:
    path = theme.find("assets", name)
    own = _read(path) if path else b""
    is_drawing = name.endswith(".svg")

    def part(match: re.Match[bytes]) -> bytes:
        imported = _imported(match, name)
        if imported == SETTINGS:
            return _settings(theme, own if is_drawing else None)
        if is_drawing:
            return match[0]
        if imported in taken:
            return b""
        taken.add(imported)
        return _whole(theme, imported, taken)

    return _IMPORT.sub(part, own)


def _read(path: Path) -> bytes:
    """Return a style sheet without a byte order mark, which in the middle of another is part of a name."""
    return path.read_bytes().removeprefix(BOM_UTF8)


def _imported(match: re.Match[bytes], name: str) -> str:
    """Return the asset that an import in the style sheet *name* asks for."""
    written = _written(match)
    return (
        written
        if written == SETTINGS
        else posixpath.normpath(f"{posixpath.dirname(name)}/{written}").lstrip("/")
    )


def _written(match: re.Match[bytes]) -> str:
    """Return what an import names, as it is written."""
    return (match["quoted"] or match["bare"]).decode("utf-8", "replace")


def _settings(theme: Theme, used_in: bytes | None) -> bytes:
    """Return the settings as custom properties: all, or those that a file uses."""
    given = theme.properties.items()
    lines = "".join(
        f"{name}:{value};" for name, value in given if used_in is None or name.encode() in used_in
    )
    return f":root{{{lines}}}\n".encode() if lines else b""


def style_problems(theme: Theme) -> Iterator[Problem]:
    """Yield the imports of style sheets that lead nowhere, and what git could not merge."""
    for path in style_sheets(theme):
        try:
            text = _read(path)
        except OSError:  # whoever publishes it says so
            continue
        name = next(
            path.relative_to(folder).as_posix() for folder in _folders(theme) if path.is_relative_to(folder)
        )
        yield from _unmerged(theme.shown(path), text.decode("utf-8", "replace"))
        for match in _IMPORT.finditer(text):
            imported = _imported(match, name)
            if imported != SETTINGS and theme.find("assets", imported) is None:
                line = text.count(b"\n", 0, match.start()) + 1
                quoted = match[0].decode("utf-8", "replace").rstrip()
                written = _written(match)
                location = Location(theme.shown(path), line, quoted.index(written) + 1)
                message, hint = (
                    f"there is no file {imported!r} in assets/",
                    "name a file of the theme or its parents",
                )
                yield Problem(location, "missing-file", message, hint, quoted, len(written))


def _unmerged(path: str, text: str) -> Iterator[Problem]:
    if (mark := first_unmerged(text)) is not None:
        location = Location(path, text.count("\n", 0, mark) + 1)
        yield Problem(location, "syntax", UNMERGED, HOW_TO_MERGE, text[mark:].split("\n", 1)[0], 7)


def _folders(theme: Theme) -> list[Path]:
    return [layer.folder / "assets" for layer in theme.layers]


def style_sheets(theme: Theme) -> Iterator[Path]:
    """Yield the files of all style sheets of *theme* and their parts, those that come first first."""
    for folder in _folders(theme):
        yield from sorted(path for path in folder.rglob("*.css") if path.is_file())  # a pipe never ends
