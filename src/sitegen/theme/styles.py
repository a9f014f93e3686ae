"""Style sheets of a theme: parts are put together, and settings of the site become custom properties.

A line `@import "_part.css";`, or one with `url(_part.css)`, is replaced by that file of `assets/`, so that a
page loads one style sheet however many files it is written in; each part comes once.  What an import asks for
besides (`layer(base)`, `print`) is written around it.  `@import "sitegen:settings";` is replaced by the
settings of the theme that have a `css`.  Files whose names begin with `_` are parts alone, and are not
published.  A drawing (SVG) takes the settings, too, by that line in its `<style>`.
"""

from __future__ import annotations

import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

from sitegen.config.unmerged import HOW_TO_MERGE, UNMERGED, first_unmerged
from sitegen.errors import Location, Problem
from sitegen.patterns import regex
from sitegen.theme.theme import Theme

SETTINGS = "sitegen:settings"
_SIGN = b"@import"
_IMPORT = rb"""^@import[ \t]*(?:
      (?P<url>url\()?(?P<mark>["'])(?!https?:|//)(?P<quoted>[^"'\n]+)(?P=mark)(?(url)\))
      | url\((?!https?:|//)(?P<bare>[^"'()\s]+)\)
    )[ \t]*(?P<when>[^;"'{}\n]*);[ \t\r]*\n?"""
_AFAR = rb"""@import[ \t]*(?:"[^"\n]*"|'[^'\n]*'|url\([^)\n]*\))[^;{}\n]*;[ \t\r]*\n?"""
_COMMENT = rb"/\*(?s:.*?)(?:\*/|\Z)"
_TEXT = rb"""(?:"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | url\([^"')\n]*\))"""
_IMPORTS = regex(
    rb"%b | (?P<afar>^%b) | %b | %b" % (_IMPORT, _AFAR, _COMMENT, _TEXT), re.MULTILINE | re.VERBOSE
)
"""The imports of a style sheet; comments and texts, which may look like them, are matched beside them."""
_IN_DRAWING = regex(_IMPORT, re.MULTILINE | re.VERBOSE)
_HEAD = regex(
    rb"(?:\s | %b | @charset[ ]%b; | @layer\b[^{};]*;)* (?:\s | %b | %b)*"
    % (_COMMENT, _TEXT, _COMMENT, _AFAR),
    re.VERBOSE,
)
"""Where browsers look for imports: they pass over one that stands behind a rule."""
_LAYER = regex(rb"layer(?:\(([^()]*)\))?(?![\w(-])\s*")
_SUPPORTS = regex(rb"supports(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))\s*")


def is_style_sheet(name: str) -> bool:
    """Tell whether an asset is put together here."""
    return name.endswith((".css", ".svg"))


def style_sheet(theme: Theme, name: str) -> bytes:
    """Return the style sheet *name*, whole.  A part that is not there is left out: see `style_problems`.

    Raises OSError: a file can't be read.
    """
    whole = _whole(theme, name, {name})
    return whole if name.endswith(".svg") else _imports_first(whole)


def _imports_first(style: bytes) -> bytes:
    """Return *style* with what it imports from other hosts where browsers look for it."""
    if _SIGN not in style:
        return style
    head = _HEAD.match(style)
    start = head.end() if head else 0
    late = [match for match in _IMPORTS.finditer(style) if match["afar"] and match.start() >= start]
    if not late:
        return style
    parts, end = list[bytes](), start
    for match in late:
        parts.append(style[end : match.start()])
        end = match.end()
    moved = [match["afar"].rstrip() + b"\n" for match in late]
    return b"".join([style[:start], *moved, *parts, style[end:]])


def _whole(theme: Theme, name: str, taken: set[str]) -> bytes:
    path = theme.find("assets", name)
    own = _read(path) if path else b""
    is_drawing = name.endswith(".svg")

    def part(match: re.Match[bytes]) -> bytes:
        if not _is_own(match):
            return match[0]
        imported, when = _imported(match, name), match["when"].strip()
        if imported == SETTINGS:
            return _under(when, _settings(theme, own if is_drawing else None))
        if is_drawing:
            return match[0]
        key = f"{imported} {when.decode('utf-8', 'replace')}".rstrip()
        if key in taken:
            return b""
        taken.add(key)
        return _under(when, _whole(theme, imported, taken))

    if _SIGN not in own:
        return own
    return (_IN_DRAWING if is_drawing else _IMPORTS).sub(part, own)


def _is_own(match: re.Match[bytes]) -> bool:
    """Tell whether that is an import of an asset, not of another host's file, a comment or a text."""
    return match["when"] is not None


def _under(when: bytes, part: bytes) -> bytes:
    """Return *part* as an import with the conditions *when* has it: `layer(…)`, `supports(…)`, a medium."""
    around = list[bytes]()
    if layer := _LAYER.match(when):
        around.append(b"@layer " + layer[1].strip() if layer[1] else b"@layer")
        when = when[layer.end() :]
    if supports := _SUPPORTS.match(when):
        around.append(b"@supports " + supports[1])
        when = when[supports.end() :]
    if when:
        around.append(b"@media " + when)
    for rule in around:
        part = rule + b" {\n" + part + b"}\n"
    return part


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
        for match in filter(_is_own, _IMPORTS.finditer(text)):
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
