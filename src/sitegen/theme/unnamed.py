"""Assets of the site, or of a child theme, meant to take the place of one of the theme, but for their names.

An asset may be there for whatever names it, so little is said: only of one that is called nearly as one of
the theme's, and whose name stands in no template, asset or text, nor may be made of what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import splitext
from typing import NamedTuple
from urllib.parse import quote

from sitegen.config.decode import nearest
from sitegen.errors import Location, Problem
from sitegen.patterns import regex
from sitegen.theme.theme import Layer, Theme

_LIKENESS = 0.75
_PIECE = regex(
    r"""([\w.-]+)["'`]\s*(?:[~+|]|%(?!\}))
      | [~+]\s*["'`](?:[\w.-]*/)*([\w.-]+)
      | ([\w.-]+)(?:\$\{|%s)
      | (?:\$\{[^{}\n]*\}|%s)([\w.-]+)""",
    re.VERBOSE,
)
"""What a longer name may be made of, in Jinja or JavaScript: it is joined, or something is put into it."""
_TEXTS = (
    *(".toml", ".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".xhtml", ".css", ".js", ".mjs"),
    *(".json", ".webmanifest", ".xml", ".xsl", ".svg", ".txt", "_headers", "_redirects"),
)
"""How files end that may name an asset."""


class _Doubtful(NamedTuple):
    """An asset of a *layer* that is called nearly as one that was *meant*."""

    layer: Layer
    name: str
    meant: str


def unnamed_assets(theme: Theme, others: Iterable[Path]) -> Iterator[Problem]:
    """Yield a warning for each own asset, or one of a child theme, that nothing names, neither the theme nor
    one of the *others* that are text, and that is called nearly as one that is there.

    Files are read only where there is such an asset; where one can't be, nothing is said.
    """
    try:
        left = [
            one for one in _doubtful(theme) if not any(_names(path, one.name) for path in _files(theme, one))
        ]
        for path in filter(_is_text, others) if left else ():
            raw = path.read_bytes()
            left = [one for one in left if not _stands_in(raw, one.name)]
    except OSError:  # whoever publishes it says so
        return
    for layer, name, meant in left:
        place, hint = Location(f"{layer.shown}assets/{name}"), f"did you mean {meant!r}?"
        yield Problem(place, "unused-asset", "nothing of this site names this file", hint, warning=True)


def has_doubtful(theme: Theme) -> bool:
    """Tell whether there is an asset of which it depends on other files whether a warning is said."""
    return next(_doubtful(theme), None) is not None


def _doubtful(theme: Theme) -> Iterator[_Doubtful]:
    for part in theme.overriding():
        above = {name for name, _layer in Theme(part.layers[1:]).files_of("assets")}
        own = {name for name, _layer in Theme(part.layers[:1]).files_of("assets")}
        for name in sorted(own - above):
            if meant := _meant(name, above - own):
                yield _Doubtful(part.layers[0], name, meant)


def _meant(name: str, known: Iterable[str]) -> str:
    """Return which of *known* was probably meant, a file of the same kind; or nothing."""
    stem, suffix = splitext(name)
    stems = {splitext(one)[0]: one for one in known if splitext(one)[1] == suffix.lower()}
    return stems.get(nearest(stem, stems, _LIKENESS), "")


def _files(theme: Theme, asset: _Doubtful) -> Iterator[Path]:
    """Yield all files of a theme in which its assets may be named, but for the *asset* itself."""
    itself = asset.layer.folder / "assets" / asset.name
    for layer in theme.layers:
        for kind in ("templates", "assets"):
            found = sorted((layer.folder / kind).rglob("*"))
            yield from (path for path in found if path.is_file() and path != itself)


def _names(path: Path, name: str) -> bool:
    """Tell whether a file of the theme names an asset, or may make its name of pieces."""
    raw = path.read_bytes()
    if _stands_in(raw, name):
        return True
    pieces = (piece for match in _PIECE.findall(raw.decode("utf-8", "replace")) for piece in match)
    file = name.rpartition("/")[2]
    return any(len(piece) > 1 and (file.startswith(piece) or file.endswith(piece)) for piece in pieces)


def _is_text(path: Path) -> bool:
    return path.name.lower().endswith(_TEXTS)


def _stands_in(raw: bytes, name: str) -> bool:
    file = name.rpartition("/")[2]
    return file.encode() in raw or quote(file).encode() in raw
