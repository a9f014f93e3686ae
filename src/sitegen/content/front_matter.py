"""Split front matter from text and parse it with places: YAML, TOML, JSON, by python-frontmatter."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NamedTuple

import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from sitegen.config.located import START, Located, ParseError, Place, read_json, read_toml

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD_TAGS = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(
    f"{_STANDARD_TAGS}{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)


class Split(NamedTuple):
    """A file taken apart; the lines are those of the file at which each part begins, from 1."""

    table: Located
    first_line: int
    body: str
    body_line: int


class _Yaml(YAMLHandler):
    """`---` fences.  Scalars stay as they were written: the schema knows what each is to be."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def locate(self, text: str) -> Located:
        return read_yaml(text)


class _Toml(BaseHandler):
    """`+++` fences (python-frontmatter has a handler of its own only where an extra package is installed)."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def locate(self, text: str) -> Located:
        return read_toml(text)


class _Json(JSONHandler):
    """One object at the very top, on one line or many."""

    FM_BOUNDARY = re.compile(r"\{(?=\s*[\"}])")

    def split(self, text: str) -> tuple[str, str]:
        try:
            _value, end = json.JSONDecoder().raw_decode(text)
        except json.JSONDecodeError as error:
            raise ParseError(f"not valid JSON: {error.msg}", Place(error.lineno, error.colno)) from None
        except RecursionError:
            raise ParseError("objects or arrays are nested too deeply", START) from None
        return text[:end], text[end:]

    def locate(self, text: str) -> Located:
        return read_json(text)


_HANDLERS = (_Yaml(), _Toml(), _Json())
_HINT = "begin the file with ---, then title: …, then --- again"


def split(text: str) -> Split:
    """Take *text* (of normalised line ends) apart.  Raises `ParseError` with a place in the file."""
    start = len(text) - len(text.lstrip())
    handler = next((one for one in _HANDLERS if one.detect(text[start:])), None)
    if handler is None:
        raise ParseError(f"there is no front matter; {_HINT}", START)
    first_line = text.count("\n", 0, start) + 1
    try:
        head, body = handler.split(text[start:])
    except ParseError as error:
        raise ParseError(
            error.message, Place(error.place.line + first_line - 1, error.place.column)
        ) from None
    except ValueError:
        fence = text[start:].partition("\n")[0].strip()
        raise ParseError(f"the front matter is not closed by {fence}", Place(first_line, 1)) from None
    try:
        table = handler.locate(head)
    except ParseError as error:
        raise ParseError(
            error.message, Place(error.place.line + first_line - 1, error.place.column)
        ) from None
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    trimmed = body.lstrip("\n")
    return Split(table, first_line, trimmed, body_line + len(body) - len(trimmed))


def read_yaml(text: str) -> Located:
    """Parse *text* as one YAML mapping; scalars come as written.  Raises `ParseError`."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        return _Converter(text).convert(node) if node is not None else Located({})
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(error, text) from None
    except yaml.YAMLError as error:
        raise ParseError(f"not valid YAML: {error}", START) from None
    except RecursionError:
        raise ParseError("lists or mappings are nested too deeply", START) from None


def _yaml_error(error: yaml.MarkedYAMLError, text: str) -> ParseError:
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "can't be read"
    place = Place(mark.line + 1, mark.column + 1) if mark else START
    if "mapping values are not allowed" in what:
        what = "a colon inside a text makes it a mapping; put the text in quotation marks"
    elif "cannot start any token" in what and place.line <= text.count("\n") + 1:
        line = text.split("\n")[place.line - 1]
        what = (
            "a tab indents it; use blanks"
            if line[: place.column].endswith("\t")
            else f"{what}; quote the text"
        )
    return ParseError(f"not valid YAML: {what}", place)


@dataclass(slots=True)
class _Converter:
    """Turns composed nodes into located values; *text* is where they stand."""

    text: str
    open: tuple[int, ...] = ()

    def convert(self, node: yaml.Node) -> Located:
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        if node.tag not in _KNOWN_TAGS:
            raise ParseError(f"the YAML tag {node.tag!r} is not known here", place)
        if isinstance(node, yaml.ScalarNode):
            same_line = node.start_mark.line == node.end_mark.line
            width = node.end_mark.column - node.start_mark.column if same_line else 1
            return Located(node.value, place, plain=not node.style, width=max(width, 1))
        if id(node) in self.open:
            raise ParseError("an alias stands inside what it names", place)
        self.open = (*self.open, id(node))
        inner = self.sequence(node) if isinstance(node, yaml.SequenceNode) else self.mapping(node)
        self.open = self.open[:-1]
        return inner

    def sequence(self, node: yaml.SequenceNode) -> Located:
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        return Located(tuple(self.convert(item) for item in node.value), place)

    def mapping(self, node: yaml.Node) -> Located:
        entries: dict[str, Located] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                raise ParseError("a key must be a word", place)
            if key_node.value in entries:
                raise ParseError(f"the key {key_node.value!r} stands here twice", place)
            entries[key_node.value] = self.convert(value_node)
            keys[key_node.value] = place
        return Located(entries, Place(node.start_mark.line + 1, node.start_mark.column + 1), keys)
