"""Values that remember where they stand in their file, and the finder of places for TOML and JSON.

The standard library's parsers give values without places.  This module reads the text a second time, only
for where each key and value begins; it is given valid text alone, so it may be lenient.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Place(NamedTuple):
    """A 1-based line and column."""

    line: int
    column: int


START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Located:
    """A value and its place.

    *value* is a str, bool, int, float, date, datetime, time or None; a tuple of Located; or a dict from str
    to Located.  *keys* has the place of each key of a table.  *plain* marks an unquoted YAML scalar, whose
    value is its text as written: whoever decodes it knows what it is to be.  *width* is in characters.
    """

    value: object
    place: Place = START
    keys: Mapping[str, Place] = field(default_factory=dict)
    plain: bool = False
    width: int = 1


class ParseError(ValueError):
    """A text that is not in its format: what is wrong, and where."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message, place)
        self.message, self.place = message, place


def read_toml(text: str) -> Located:
    """Parse *text* as TOML 1.0.  Raises `ParseError`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), text) from None
    except RecursionError:
        raise ParseError("tables or arrays are nested too deeply", START) from None
    finder = _Finder(text)
    return _locate(data, finder.document())


def read_json(text: str) -> Located:
    """Parse *text* as JSON.  Raises `ParseError`; a key given twice is an error too."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise ParseError(f"not valid JSON: {error.msg}", Place(error.lineno, error.colno)) from None
    except _TwiceError as error:
        found = [*re.finditer(re.escape(json.dumps(error.key, ensure_ascii=False)) + r"\s*:", text)]
        place = place_of(text, found[-1].start()) if found else START
        raise ParseError(f"the key {error.key!r} stands here twice", place) from None
    except RecursionError:
        raise ParseError("objects or arrays are nested too deeply", START) from None
    return _locate(data, _Finder(text).value())


def place_of(text: str, offset: int) -> Place:
    """Return the line and column of *offset* in *text*."""
    return Place(text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


class _TwiceError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _TwiceError(key)
        table[key] = value
    return table


def _toml_error(message: str, text: str) -> ParseError:
    """Split the place off the message of `tomllib`."""
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: match.start()] if match else message
    place = Place(int(match[1]), int(match[2])) if match and match[1] else place_of(text, len(text.rstrip()))
    return ParseError(f"not valid TOML: {what[:1].lower()}{what[1:]}", place)


# ---- the finder: a tree of places beside the tree of values


@dataclass(slots=True)
class _Spot:
    """Where a value begins, how wide it is on its line, and the spots inside it."""

    place: Place
    width: int = 1
    entries: dict[str, tuple[Place, _Spot]] = field(default_factory=dict)
    items: list[_Spot] = field(default_factory=list)


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)
      | (?P<newline>\n)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<mark>[\[\]{},=:](?!\d\d))
      | (?P<word>[^\s\[\]{},=\#"']+(?:[ ]\d\d:[^\s\[\]{},=\#"']+)?)
    """,
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    place: Place


def _tokens(text: str) -> Iterator[_Token]:
    line, start, position = 1, 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            position += 1
            continue
        if match.lastgroup != "space":
            yield _Token(match.lastgroup or "", match[0], Place(line, position - start + 1))
        if "\n" in match[0]:
            line += match[0].count("\n")
            start = position + match[0].rfind("\n") + 1
        position = match.end()
    yield _Token("end", "", Place(line, position - start + 1))


class _Finder:
    """Reads the places of a TOML document, or of one JSON value, whose objects look like inline tables."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_tokens(text)]
        self.index = 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.index]

    def take(self) -> _Token:
        token = self.now
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def skip(self, *marks: str) -> None:
        while self.now.kind != "end" and (self.now.kind == "newline" or self.now.text in marks):
            self.take()

    def document(self) -> _Spot:
        top = _Spot(START)
        table = top
        self.skip()
        while self.now.kind != "end":
            if self.now.text == "[":
                table = self.header(top)
            else:
                self.entry(table)
            self.skip()
        return top

    def header(self, top: _Spot) -> _Spot:
        """Read `[a.b]` or `[[a.b]]` and return the spot of that table."""
        place = self.take().place
        array = self.now.text == "["
        if array:
            self.take()
        names = self.names()
        while self.now.text == "]":
            self.take()
        spot = top
        for name, at in names[:-1]:
            spot = _inner(spot, name, at)
        if not array:
            return _inner(spot, names[-1][0], place)
        _at, outer = spot.entries.setdefault(names[-1][0], (place, _Spot(place)))
        outer.items.append(_Spot(place))
        return outer.items[-1]

    def entry(self, table: _Spot) -> None:
        """Read `key = value` (or `"key": value`) into *table*."""
        names = self.names()
        if not names:
            self.take()
            return
        self.skip("=", ":")
        for name, at in names[:-1]:
            table = _inner(table, name, at)
        table.entries[names[-1][0]] = (names[-1][1], self.value())

    def names(self) -> list[tuple[str, Place]]:
        """Read a key, dotted or not."""
        names: list[tuple[str, Place]] = []
        while self.now.kind in ("word", "string"):
            token = self.take()
            if token.kind == "string":
                names.append((_unquote(token.text), token.place))
                continue
            column = token.place.column
            for part in token.text.split("."):
                if part.rstrip(":"):
                    names.append((part.rstrip(":"), Place(token.place.line, column)))
                column += len(part) + 1
        return names

    def value(self) -> _Spot:
        self.skip()
        token = self.take()
        spot = _Spot(token.place, len(token.text.partition("\n")[0]))
        if token.text == "[":
            self.skip(",")
            while self.now.text != "]" and self.now.kind != "end":
                spot.items.append(self.value())
                self.skip(",")
            self.take()
        elif token.text == "{":
            self.skip(",")
            while self.now.text != "}" and self.now.kind != "end":
                self.entry(spot)
                self.skip(",")
            self.take()
        return spot


def _inner(spot: _Spot, name: str, at: Place) -> _Spot:
    inner = spot.entries.setdefault(name, (at, _Spot(at)))[1]
    return inner.items[-1] if inner.items else inner


def _unquote(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1]
    try:
        return str(tomllib.loads(f"x = {text}")["x"])
    except tomllib.TOMLDecodeError:  # an escape that only JSON has, such as \/
        return str(json.loads(text))


def _locate(data: object, spot: _Spot | None) -> Located:
    """Join values and places; a value whose place was not found gets that of what holds it."""
    spot = spot or _Spot(START)
    here = Located(None, spot.place, width=spot.width)
    if isinstance(data, dict):
        found = {key: spot.entries.get(key, (spot.place, _Spot(spot.place))) for key in data}
        inner = {key: _locate(value, found[key][1]) for key, value in data.items()}
        return replace(here, value=inner, keys={key: place for key, (place, _spot) in found.items()})
    if isinstance(data, list):
        spots = spot.items if len(spot.items) == len(data) else [spot] * len(data)
        return replace(here, value=tuple(_locate(value, at) for value, at in zip(data, spots, strict=True)))
    return replace(here, value=data)
