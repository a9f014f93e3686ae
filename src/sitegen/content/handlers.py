"""The three forms of front matter, YAML, TOML and JSON, as python-frontmatter takes them apart, with places.

To import that, and YAML, takes longer than to read a few posts (see `front_matter`).
"""

from __future__ import annotations

import json
import re

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from sitegen.config.located import START, Located, ParseError, json_error, read_json, read_toml
from sitegen.content.located_yaml import read_yaml
from sitegen.content.plain_yaml import FENCE
from sitegen.patterns import regex


class _Yaml(YAMLHandler):
    """`---` fences."""

    FM_BOUNDARY = FENCE

    def locate(self, text: str) -> Located:
        table = read_yaml(text)
        # What the front matter lacks is said of its first line, in all three formats.
        return table._replace(place=START) if isinstance(table.value, dict) else table


class _Toml(BaseHandler):
    """`+++` fences (python-frontmatter has a handler of its own only where an extra package is installed)."""

    FM_BOUNDARY = regex(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def locate(self, text: str) -> Located:
        return read_toml(text)


class _Json(JSONHandler):
    """One object at the very top, on one line or many."""

    FM_BOUNDARY = regex(r"\{(?=\s*[\"}])")

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


HANDLERS = (_Yaml(), _Toml(), _Json())
