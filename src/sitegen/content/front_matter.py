"""Split front matter from text and parse it with places: YAML, TOML, JSON, by python-frontmatter."""

from __future__ import annotations

import re
from json import dumps
from typing import NamedTuple

from sitegen.config.located import START, Located, ParseError, Place, unmerged
from sitegen.content.plain_yaml import FENCE, read_plain_yaml
from sitegen.patterns import regex


class Split(NamedTuple):
    """A file taken apart; the lines are those of the file at which each part begins, from 1."""

    table: Located
    first_line: int
    body: str
    body_line: int


_MISSING = "begin the file with ---, then title: …, then --- again"
_UNOPENED = "put --- on a line of its own above this one"
_UNFENCED = f"{_UNOPENED}, and below the last of its kind; keys are in lower case"
_DOTTED = "write its lines without the two points, title: …, and between two lines ---"
_NEARLY_FENCE = regex(r"(?:-{0,2}[‐-―−][‐-―− \t-]*|---[ \t]*[a-z]+)[ \t]*$", re.MULTILINE)
"""What word processors make of three hyphens, and what others name a format with."""
_KEY = regex(r"[A-Za-z][\w-]*:(?:[ \t]|$)", re.MULTILINE)
_DOTTED_KEY = regex(r"(?:<!--\s*)?[ \t]*\.\. [a-z_]+:(?:[ \t]|$)", re.MULTILINE)
"""How Nikola begins, in a comment or not: `.. title: One`."""
_HEADING = regex(
    r"\s*(?:#[ \t]+(?P<signs>\S[^\n]*?)[ \t]*#*[ \t]*|(?P<line>\S[^\n]*?)[ \t]*\n=+[ \t]*)(?:\n|\Z)"
)
_LONGEST = 60


def split(text: str) -> Split:
    """Take *text* (of normalised line ends) apart.  Raises `ParseError` with a place in the file."""
    start = _begin(text)
    return _split_plain(text, start) or _split(text, start)


def _split_plain(text: str, start: int) -> Split | None:
    """Take apart what begins with such YAML as nearly all posts have; None: it begins with something else."""
    opened = FENCE.match(text, start)
    closed = FENCE.search(text, opened.end()) if opened else None
    if opened is None or closed is None:
        return None
    table = read_plain_yaml(text[opened.end() : closed.start()])
    if table is None:
        return None
    return _apart(text, table._replace(place=START), start, text[closed.end() :])


def _split(text: str, start: int) -> Split:
    from sitegen.content.handlers import HANDLERS

    handler = next((one for one in HANDLERS if one.detect(text[start:])), None)
    if handler is None:
        if text.startswith(("<<<<<<<", "{"), start) and (found := unmerged(text)):
            raise found
        hint = _how_to_begin(text[start:])
        raise ParseError("there is no front matter", START, hint, rule="missing-front-matter")
    first_line = _line_of(text, start)
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
    return _apart(text, table, start, body)


def _how_to_begin(text: str) -> str:
    """Return how a *text* without front matter should begin: other generators have it without fences (as
    MultiMarkdown has), or take the first heading for the title."""
    if fence := _NEARLY_FENCE.match(text):
        return (
            f"write three hyphens, ---, in the place of {fence[0].strip()}, and where the front matter ends"
        )
    if _DOTTED_KEY.match(text):
        return _DOTTED
    heading = first_heading(text)
    if heading is None and _KEY.match(text):
        is_closed = re.search(r"^---[ \t]*$", text.partition("\n\n")[0], re.MULTILINE)
        return _UNOPENED if is_closed else _UNFENCED
    if heading is None:
        return _MISSING
    title = heading if re.fullmatch(r"[\w(][^:#]*", heading) else dumps(heading, ensure_ascii=False)
    return f"in place of the heading write ---, then title: {title}, then --- again"


def first_heading(body: str) -> str | None:
    """Return the words of the heading that *body* begins with, if it is as high as a title."""
    found = _HEADING.match(body)
    heading: str = (found["signs"] or found["line"]) if found else ""
    return heading if 0 < len(heading) <= _LONGEST else None


def _apart(text: str, table: Located, start: int, body: str) -> Split:
    """Return *text* taken apart: what begins at *start* says *table*, and *body* follows it."""
    trimmed = body.lstrip("\n")
    return Split(table, _line_of(text, start), trimmed, _line_of(text, len(text) - len(trimmed)))


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _begin(text: str) -> int:
    """Return where the first line that is not empty begins."""
    blank = re.match(r"(?:[^\S\n]*\n)*", text)
    return blank.end() if blank else 0
