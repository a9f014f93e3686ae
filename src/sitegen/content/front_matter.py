"""Split front matter from text and parse it with places: YAML, TOML, JSON, by python-frontmatter."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from sitegen.config.located import START, Located, ParseError, Place, json_error, read_json, read_toml
from sitegen.content.located_yaml import read_yaml


class Split(NamedTuple):
    """A file taken apart; the lines are those of the file at which each part begins, from 1."""

    table: Located
    first_line: int
    body: str
    body_line: int


class _Yaml(YAMLHandler):
    """`---` fences."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def locate(self, text: str) -> Located:
        table = read_yaml(text)
        # What the front matter lacks is said of its first line, in all three formats.
        return table._replace(place=START) if isinstance(table.value, dict) else table


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
            _value, end = json.JSONDecoder(parse_int=str).raw_decode(text)
        except json.JSONDecodeError as error:
            raise json_error(error) from None
        except RecursionError:
            raise ParseError("objects or arrays are nested too deeply", START) from None
        return text[:end], text[end:]

    def locate(self, text: str) -> Located:
        return read_json(text)


_HANDLERS = (_Yaml(), _Toml(), _Json())
_MISSING = "begin the file with ---, then title: …, then --- again"


def split(text: str) -> Split:
    """Take *text* (of normalised line ends) apart.  Raises `ParseError` with a place in the file."""
    start = _begin(text)
    handler = next((one for one in _HANDLERS if one.detect(text[start:])), None)
    if handler is None:
        raise ParseError("there is no front matter", START, _MISSING, rule="missing-front-matter")
    first_line = text.count("\n", 0, start) + 1
    try:
        head, body = handler.split(text[start:])
        table = handler.locate(head)
    except ParseError as error:
        raise error.moved(first_line - 1) from None
    except ValueError:
        fence = text[start:].partition("\n")[0].rstrip()
        hint = f"write {fence} on a line of its own, before the text"
        message = f"the front matter is not closed by {fence}"
        raise ParseError(message, Place(first_line, 1), hint, len(fence)) from None
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    trimmed = body.lstrip("\n")
    return Split(table, first_line, trimmed, body_line + len(body) - len(trimmed))


def _begin(text: str) -> int:
    """Return where the first line that is not empty begins."""
    blank = re.match(r"(?:[^\S\n]*\n)*", text)
    return blank.end() if blank else 0
