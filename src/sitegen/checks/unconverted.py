"""Markdown that readers see as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.errors import Problem
from sitegen.markup.scan import Kind, Tag, scan, words
from sitegen.markup.written import without_code

_NO_TEXT = words("code pre kbd samp var tt textarea script style title svg math")
"""Elements in which nobody expects Markdown to be converted."""
_INLINE = words(
    "a abbr b bdi bdo cite del dfn em font i ins label mark q s small span strike strong sub sup u"
)
_MARKDOWN = re.compile(
    r"""(?P<link> !?\[[^\[\]\n]+\]\((?:[^()\s]|\([^()\s]*\))+\) )
    | (?P<bold> \*\*(?=[^\s*])[^*\n]*[^\s*]\*\* )
    | (?P<code> `[^`\s](?:[^`\n]*[^`\s])?` )
    | (?P<fence> ^\ {0,3}(?:```|~~~)[^`\n]*$ )
    | (?P<heading> ^\ {0,3}\#{2,6}\ [^\n]+$ )""",
    re.VERBOSE | re.MULTILINE,
)
_SIGNS = ("](", "**", "`", "~~~", "## ")
"""One of these is in whatever `_MARKDOWN` finds."""
_HINT = "is a sign missing, or a blank too many? what is to be seen like that belongs in code"


class _Shown(NamedTuple):
    """A piece of Markdown as it is shown, and the name of the element that it stands in (empty: in none)."""

    piece: str
    inside: str
    at: int = 0
    """Where it is written."""


def shown_markdown(checked: Checked) -> Iterator[Problem]:
    """Markdown that readers see as it was written."""
    engine = checked.prepared.site.settings.markdown.engine
    for key in checked.texts:
        html = checked.document(key).html
        if not any(sign in html for sign in _SIGNS):
            continue
        body = checked.written(key).body
        shown = [*_meant(_shown(html), body, without_code(body))]
        if shown:
            piece, inside, at = shown[0]
            more = f", and so is more Markdown of this text ({len(shown) - 1})" if len(shown) > 1 else ""
            message, hint = f"{piece!r} is shown as it is written{more}", _hint(inside, engine)
            yield checked.in_body(key, "shown-markdown", message, at, len(piece), hint)


def _meant(shown: Iterable[_Shown], body: str, plain: str) -> Iterator[_Shown]:
    """Yield what is written as it is *shown*, with its place in *body*, which is *plain* without its code.

    All else was escaped, and is meant to be seen.
    """
    for one in shown:
        at = (body if one.piece.lstrip()[0] in "`~" else plain).find(one.piece)
        if at >= 0:
            yield one._replace(at=at)


def _hint(inside: str, engine: str) -> str:
    if inside in ("", "p", "li", "td", "th", "dd", "dt", "blockquote"):
        return _HINT
    if engine == "python-markdown":
        return f'inside HTML Markdown is read where the tags say so: <{inside} markdown="1">'
    return f"inside HTML Markdown is read after an empty line: leave one below <{inside}>"


def _shown(html: str) -> Iterator[_Shown]:
    """Yield the Markdown that is text in *html*, in order."""
    around: list[str] = []
    run: list[str] = []  # of text that nothing but inline elements interrupt
    for token in scan(html):
        if not isinstance(token, Tag):
            run.append("" if _NO_TEXT.intersection(around) else unescape(token))
            continue
        if token.name not in _INLINE:
            yield from _pieces(run, around)
            run.clear()
        if token.kind is Kind.OPEN:
            around.append(token.name)
        elif token.kind is Kind.CLOSE and token.name in around:
            while around.pop() != token.name:
                pass
        run.append("\0")  # no piece goes on behind a tag
    yield from _pieces(run, around)


def _pieces(run: list[str], around: list[str]) -> Iterator[_Shown]:
    inside = next((name for name in reversed(around) if name not in _INLINE), "")
    for found in _MARKDOWN.finditer("".join(run)):
        yield _Shown(found[0], inside)
