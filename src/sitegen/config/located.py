"""Values that remember where they stand in their file, and the finder of places for TOML and JSON.

The standard library's parsers give values without places.  This module reads the text a second time, only
for where each key and value begins; it is given valid text alone, so it may be lenient.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, NoReturn

from msgspec import Struct, field

from sitegen.config.unmerged import HOW_TO_MERGE, UNMERGED, first_mark
from sitegen.patterns import regex

MAX_DEPTH = 100
"""How deep lists and tables may be nested; what comes after reading may recurse without a guard."""


class Place(NamedTuple):
    """A 1-based line and column."""

    line: int
    column: int


class Span(NamedTuple):
    """A place and how many characters from there on are meant."""

    line: int
    column: int
    width: int = 1


START = Place(1, 1)
WHOLE_FILE = Span(1, 1)
"""Where a problem is shown that is not of one place in its file."""


class Located(NamedTuple):
    """A value and its place.

    *value* is a str, bool, int, float, date, datetime, time or None; a tuple of Located; or a dict from str
    to Located.  *keys* has the place of each key of a table.  *plain* marks an unquoted YAML scalar, whose
    value is its text as written: whoever decodes it knows what it is to be.  *width* is in characters.
    """

    value: object
    place: Place = START
    keys: Mapping[str, Place] = MappingProxyType({})
    plain: bool = False
    width: int = 1


class ParseError(ValueError):
    """A text that is not in its format: what is wrong, where, and what to do about it."""

    def __init__(
        self, message: str, place: Place, hint: str = "", width: int = 1, rule: str = "syntax"
    ) -> None:
        super().__init__(message, place)
        self.message, self.place, self.hint, self.width, self.rule = message, place, hint, width, rule

    def moved(self, lines: int) -> ParseError:
        """Return the same error for a text that begins so many lines further down."""
        place = Place(self.place.line + lines, self.place.column)
        return ParseError(self.message, place, self.hint, self.width, self.rule)


def read_toml(text: str) -> Located:
    """Parse *text* as TOML 1.0.  Raises `ParseError`."""
    try:
        return _locate(tomllib.loads(text), _Finder(text, _TOML).document())
    except tomllib.TOMLDecodeError as error:
        raise toml_error(str(error), text) from None
    except ParseError:
        raise
    except ValueError:
        raise _long_number(text) from None
    except RecursionError:
        raise ParseError("tables or arrays are nested too deeply", START) from None


def read_json(text: str) -> Located:
    """Parse *text* as JSON.  Raises `ParseError`; a key given twice is an error too."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        return _locate(data, _Finder(text, _JSON).value())
    except json.JSONDecodeError as error:
        raise json_error(error) from None
    except _TwiceError:
        finder = _Finder(text, _JSON)
        finder.value()
        raise finder.twice or ParseError("a key stands here twice", START) from None
    except ParseError:
        raise
    except ValueError as error:
        constant = re.search(r"\b(NaN|-?Infinity)\b", text) if "constant" in str(error) else None
        if constant:
            place = place_of(text, constant.start())
            raise ParseError(f"{constant[0]} is no number in JSON", place, width=len(constant[0])) from None
        raise _long_number(text) from None
    except RecursionError:
        raise ParseError("objects or arrays are nested too deeply", START) from None


def place_of(text: str, offset: int) -> Place:
    """Return the line and column of *offset* in *text*."""
    return Place(text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


class _TwiceError(Exception):
    """A JSON object has a key twice."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise _TwiceError
    return table


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"constant {name}")


def _long_number(text: str) -> ParseError:
    """Return the error for a number that Python refuses to read (`sys.get_int_max_str_digits`)."""
    found = re.search(r"[0-9][0-9_]{999,}", text)
    place = place_of(text, found.start()) if found else START
    return ParseError("a number has too many digits", place, "put it in quotation marks")


# ---- what parsers say, in a writer's words

_TOML_SAYS = (
    ("Invalid value", "this is not a value", 'put a text in quotation marks: "…"'),
    ("Unterminated string", "the quotation mark is not closed", "put one where the text ends"),
    ("Illegal character '\\n'", "the quotation mark is not closed", "put one where the text ends"),
    ("Unescaped '\\'", "a backslash has a meaning of its own in a text", "write two: \\\\"),
    ("Expected '='", "there is no = after the key", "write key = value"),
    ("Expected newline", "something follows the value", "one setting a line; put a text in quotation marks"),
    ("Expected ']'", "the bracket is not closed", "write ] after the table's name"),
    ("Invalid statement", "this is neither a setting nor a table", "write key = value, or [table]"),
    ("Unclosed array", "a comma or ] is missing here", "write a list as [one, two]"),
    ("Invalid date", "there is no such date or time", "check day, month and hour"),
    ("Invalid initial character for a key", "a key is expected here", "write key = value"),
)
_JSON_SAYS = (
    ("Expecting ',' delimiter", "a comma is missing before this", ""),
    ("Expecting ':' delimiter", "a colon is missing before this", 'write "key": value'),
    (
        "Expecting property name",
        "a key in double quotation marks is expected here",
        "no comma after the last",
    ),
    ("Illegal trailing comma", "a key in double quotation marks is expected here", "no comma after the last"),
    ("Expecting value", "a value is expected here", "put a text in double quotation marks"),
    ("Unterminated string", "the quotation mark is not closed", "put one where the text ends"),
    ("Invalid control character", "a line break or tab stands in a text", "write \\n or \\t"),
    ("Invalid \\", "a backslash has a meaning of its own in a text", "write two: \\\\"),
)


def unmerged(text: str) -> ParseError | None:
    """Return what is wrong with a *text* that is not in its format, since git left two versions in it."""
    mark = first_mark(text)
    return None if mark is None else ParseError(UNMERGED, place_of(text, mark), HOW_TO_MERGE, 7)


def toml_error(message: str, text: str) -> ParseError:
    """Return what `tomllib` says with its place apart."""
    if found := unmerged(text):
        return found
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: match.start()] if match else message
    place = Place(int(match[1]), int(match[2])) if match and match[1] else place_of(text, len(text.rstrip()))
    line = [*text.split("\n"), ""][place.line - 1]
    if what.startswith(("Cannot", "Duplicate")):
        return _toml_twice(line, place)
    said = next((said for said in _TOML_SAYS if what.startswith(said[0])), None)
    if said is None:
        return ParseError(f"not valid TOML: {what[:1].lower()}{what[1:]}", place)
    if "quotation mark is not closed" in said[1]:
        opening = re.search(r"=\s*([\"'])", line)
        place = Place(place.line, opening.start(1) + 1) if opening else place
    elif "backslash" in said[1]:
        place = Place(place.line, line.rfind("\\", 0, place.column - 1) + 1 or place.column)
    word = re.compile(r"[^\s,\]}#]*").match(line, place.column - 1)
    width = len(word[0]) if word and said[0] == "Invalid value" else 1
    return ParseError(f"not valid TOML: {said[1]}", place, said[2], max(width, 1))


def _toml_twice(line: str, place: Place) -> ParseError:
    """Return the error for a key or table that is there already; `tomllib` points behind it."""
    name = re.match(r"\s*(\[*\s*([^=\]]+?)\s*(?:\]+|(?==)))", line)
    if name is None:
        return ParseError("a key stands here twice", place)
    what = f"the table [{name[2]}]" if name[1].startswith("[") else f"the key {name[2]!r}"
    place = Place(place.line, name.start(1) + 1)
    return ParseError(f"{what} stands here twice", place, "put the two together", len(name[1].rstrip()))


def json_error(error: json.JSONDecodeError) -> ParseError:
    """Return what `json` says."""
    if found := unmerged(error.doc):
        return found
    place = Place(error.lineno, error.colno)
    said = next((said for said in _JSON_SAYS if error.msg.startswith(said[0])), None)
    if said is None:
        return ParseError(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", place)
    return ParseError(f"not valid JSON: {said[1]}", place, said[2])


# ---- the finder: a tree of places beside the tree of values


class _Spot(Struct):
    """Where a value begins, how wide it is on its line, and the spots inside it."""

    place: Place
    width: int = 1
    entries: dict[str, tuple[Place, _Spot]] = field(default_factory=dict)
    items: list[_Spot] = field(default_factory=list)


_TOML = regex(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)
      | (?P<newline>\n)
      | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<mark>[\[\]{},=])
      | (?P<word>[^\s\[\]{},=\#"']+(?:[ ]\d\d:[^\s\[\]{},=\#"']+)?)
    """,
    re.VERBOSE | re.DOTALL,
)
_JSON = regex(
    r"""(?P<space>[ \t\r]+)
      | (?P<newline>\n)
      | (?P<string>"(?:\\.|[^"\\])*")
      | (?P<mark>[\[\]{},:])
      | (?P<word>[^\s\[\]{},:"]+)
    """,
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: Literal["newline", "string", "mark", "word", "end"]
    text: str
    place: Place


def _tokens(text: str, grammar: re.Pattern[str]) -> Iterator[_Token]:
    line, start, position = 1, 0, 0
    while position < len(text):
        match = grammar.match(text, position)
        if match is None:
            position += 1
            continue
        if match.lastgroup != "space":
            kind: Any = match.lastgroup
            yield _Token(kind, match[0], Place(line, position - start + 1))
        if "\n" in match[0]:
            line += match[0].count("\n")
            start = position + match[0].rfind("\n") + 1
        position = match.end()
    yield _Token("end", "", Place(line, position - start + 1))


class _Finder:
    """Reads the places of a TOML document, or of one JSON value, whose objects look like inline tables.

    *twice* is the first key that stands twice in one table; in valid TOML there is none.
    """

    def __init__(self, text: str, grammar: re.Pattern[str]) -> None:
        self.tokens = [*_tokens(text, grammar)]
        self.index = 0
        self.twice: ParseError | None = None

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
            spot = _inner(spot, name, at, place)
        name, at = names[-1]
        if not array:
            return _inner(spot, name, at, place)
        _at, outer = spot.entries.setdefault(name, (at, _Spot(place)))
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
            table = _inner(table, name, at, at)
        name, at = names[-1]
        if name in table.entries and self.twice is None:
            self.twice = ParseError(f"the key {name!r} stands here twice", at, width=len(name) + 2)
        table.entries[name] = (at, self.value())

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
                if part:
                    names.append((part, Place(token.place.line, column)))
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


def _inner(spot: _Spot, name: str, at: Place, place: Place) -> _Spot:
    """Return the spot of the table *name*, whose key is *at*, and which begins at *place* if it is new."""
    inner = spot.entries.setdefault(name, (at, _Spot(place)))[1]
    return inner.items[-1] if inner.items else inner


def _unquote(text: str) -> str:
    if text.startswith("'"):
        return text[1:-1]
    try:
        return str(tomllib.loads(f"x = {text}")["x"])
    except tomllib.TOMLDecodeError:  # JSON has an escape of its own, \/, and surrogates in pairs
        return str(json.loads(text))


def _locate(data: object, spot: _Spot, depth: int = 0) -> Located:
    """Join values and places; a value whose place was not found gets that of what holds it."""
    if depth > MAX_DEPTH:
        raise ParseError("this is nested too deeply", spot.place)
    here = Located(None, spot.place, width=spot.width)
    if isinstance(data, dict):
        found = {key: spot.entries.get(key, (spot.place, _Spot(spot.place))) for key in data}
        inner = {key: _locate(value, found[key][1], depth + 1) for key, value in data.items()}
        return here._replace(value=inner, keys={key: place for key, (place, _spot) in found.items()})
    if isinstance(data, list):
        spots = spot.items if len(spot.items) == len(data) else [spot] * len(data)
        pairs = zip(data, spots, strict=True)
        return here._replace(value=tuple(_locate(value, at, depth + 1) for value, at in pairs))
    return here._replace(value=data)
