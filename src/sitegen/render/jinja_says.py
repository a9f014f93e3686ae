"""What Jinja says of a template that it can't read, in words of its authors, and where on the line.

Jinja knows the line of a mistake.  It names what it stumbled over; that is looked for on the line, so that
messages have a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError

from sitegen.config.decode import closest
from sitegen.config.located import Place, place_of
from sitegen.patterns import regex

_ENDS = {"end of print statement": "}}", "end of statement block": "%}", "end of template": "the end"}
_TAGS = (
    "autoescape", "block", "call", "elif", "else", "extends", "filter", "for", "from", "if", "import",
    "include", "macro", "raw", "set", "with",
)  # fmt: skip
_ELSEWHERE = {"elseif": "elif", "elsif": "elif", "assign": "set", "layout": "extends", "render": "include"}
"""Tags of Nunjucks, Twig and Liquid, and what they are here."""
_TAG = regex(r"\{[{%#]")


class Said(NamedTuple):
    """A mistake in words: the *place* of it in the template and how many characters it is about."""

    message: str
    place: Place
    width: int = 1
    hint: str = ""


def syntax_said(error: TemplateSyntaxError, source: str) -> Said:
    """Return what is wrong with the template *source*."""
    said = error.message or "it can't be read"
    for pattern, explain in _SAYINGS:
        if match := pattern.search(said):
            return explain(match, source, error.lineno)
    return Said(said, first_tag(source, error.lineno))


def unknown_said(said: str, source: str, line: int, environment: Environment) -> Said | None:
    """Return what *said* tells of a filter or a test that the *environment* does not have; None: nothing.

    Jinja finds it when it compiles the template, or, within `{% if %}`, when the page is made.
    """
    match = re.search(r"No (filter|test) named '(.+?)'", said)
    if match is None:
        return None
    kind, name = match.groups()
    known: Iterable[str] = environment.filters if kind == "filter" else environment.tests
    return _at(source, line, name, f"there is no {kind} {name!r}", closest(name, known))


def first_tag(source: str, number: int) -> Place:
    """Return where the first tag of a line begins, or where its text does."""
    line = line_of(source, number)
    found = _TAG.search(line) or re.search(r"\S", line)
    return Place(number, found.start() + 1 if found else 1)


def find_word(source: str, number: int, word: str) -> Said | None:
    """Return the place at which *word* stands on a line, within its tags if it does; None: it does not."""
    line = line_of(source, number)
    edges = [r"\b" if re.match(r"\w", end) else "" for end in (word[:1], word[-1:])]
    places = [match.start() for match in re.finditer(f"{edges[0]}{re.escape(word)}{edges[1]}", line)]
    if not word or not places:
        return None
    inside = [at for at in places if _TAG.search(line, 0, at) or line[at : at + 2] in ("{{", "{%", "{#")]
    return Said("", Place(number, [*inside, *places][0] + 1), len(word))


def line_of(source: str, number: int) -> str:
    """Return a line of *source*, counted from 1; empty: there is no such line."""
    lines = source.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _at(source: str, number: int, word: str, message: str, hint: str = "") -> Said:
    """Return a mistake of *word* on a line, or of the first tag of it where the word is not to be seen."""
    found = find_word(source, number, word)
    if found is None:
        return Said(message, first_tag(source, number), hint=hint)
    return found._replace(message=message, hint=hint)


def _got(match: re.Match[str], source: str, number: int) -> Said:
    expected, got = _sign(match["expected"]), _sign(match["got"])
    return _at(source, number, got, f"{got!r} is not what can follow here", f"expected {expected}")


def _unexpected(match: re.Match[str], source: str, number: int) -> Said:
    got, expected = _sign(match["got"]), match["expected"]
    if got == "the end" or (match["got"] == "end of print statement" and not expected):
        return _at(source, number, "{{", "something is missing before the end of this tag")
    if got == "}":
        return _at(source, number, got, "a brace is missing: the tag is not closed", "write }}")
    return _at(source, number, got, f"{got!r} can't stand here", f"expected {expected!r}" if expected else "")


def _sign(words: str) -> str:
    """Return how a token that Jinja names in words is written."""
    return _ENDS.get(words, words)


def _unknown_tag(match: re.Match[str], source: str, number: int) -> Said:
    name, inner = match["name"], match["inner"]
    if name.startswith("end") and inner:
        message = f"{{% {name} %}} closes nothing here: {{% {inner} %}} is open"
        return _at(source, number, name, message, f"write {{% end{inner} %}} first")
    if name.startswith("end"):
        return _at(source, number, name, f"{{% {name} %}} closes nothing: no {{% {name[3:]} %}} is open")
    meant = closest(_ELSEWHERE.get(name, name), _TAGS)
    return _at(source, number, name, f"there is no tag {name!r}", meant)


def _never_closed(match: re.Match[str], source: str, _number: int) -> Said:
    """Say it of the tag that is open, not of the end of the template."""
    name = match["inner"]
    opened = _last_open(source, name)
    message, hint = f"{{% {name} %}} is never closed", f"write {{% end{name} %}} where it ends"
    return Said(message, place_of(source, opened), len(name), hint)


def _last_open(source: str, name: str) -> int:
    """Return where the name stands of the last tag *name* that nothing closes."""
    open_: list[int] = []
    for found in re.finditer(rf"\{{%[-+]?\s*(end)?({re.escape(name)})\b", source):
        if not found[1]:
            open_.append(found.start(2))
        elif open_:
            open_.pop()
    return open_[-1] if open_ else 0


def _bad_character(match: re.Match[str], source: str, _number: int) -> Said:
    at = int(match["at"])
    if source[at : at + 1] in ("'", '"'):
        hint = "put one where the text ends"
        return Said("the quotation mark is not closed", place_of(source, at), 1, hint)
    return Said(f"the character {match['char']!r} can't stand in a tag", place_of(source, at))


def _open_comment(_match: re.Match[str], source: str, number: int) -> Said:
    at = source.rfind("{#")
    place = place_of(source, at) if at >= 0 else Place(number, 1)
    return Said("{# is never closed", place, 2, "write #} where the comment ends")


def _twice(match: re.Match[str], source: str, number: int) -> Said:
    name = match["name"]
    return _at(source, number, name, f"there are two blocks {name!r}", "give one of them another name")


def _clock(match: re.Match[str], source: str, number: int) -> Said:
    return _at(source, number, match["name"], match.string)


_SAYINGS = tuple(
    (regex(pattern), explain)
    for pattern, explain in (
        (r"expected token '(?P<expected>.+?)', got '(?P<got>.+)'", _got),
        (r"Expected an expression, got '(?P<got>.+)'(?P<expected>)", _unexpected),
        (r"unexpected (?P<got>end of template), expected '(?P<expected>.+)'", _unexpected),
        (r"unexpected '(?P<got>.+?)'(?:, expected '(?P<expected>.+)')?$", _unexpected),
        (r"unexpected char '?(?P<char>.+?)'? at (?P<at>\d+)", _bad_character),
        (r"unknown tag '(?P<name>.+?)'(?:.* innermost block .* is '(?P<inner>\w+)')?", _unknown_tag),
        (r"Unexpected end of template\..* innermost block .* is '(?P<inner>\w+)'", _never_closed),
        (r"Missing end of comment tag", _open_comment),
        (r"block '(?P<name>.+?)' defined twice", _twice),
        (r"^(?P<name>\w+)\(\) would make every build differ", _clock),
    )
)
