"""Footnotes, alike with both engines.

Where the CommonMark engine leaves them, where the writer put them, they become those of a page's end.

They are numbered in the order in which readers meet them, and have the ids that Python-Markdown gives them
(`fn:label`, `fnref:label`, `fnref2:label` for the second mark), so that links survive a change of the engine.
"""

from __future__ import annotations

import re
from html import escape

from msgspec import Struct

from sitegen.markup.scan import Tag, Token, Tokens, attribute, closes, end_tag, is_blank, opens, start_tag
from sitegen.patterns import regex

DEFINITION = '<div class="footnote-definition" '
_LABEL = '<sup class="footnote-definition-label">'
_MARK = ' class="footnote-reference"'
_LINK_BACK = regex(
    r"""(?P<alone><p>)?(?:&\#160;)?
        <a[ ]class="footnote-backref"[ ]href="\#(?P<mark>[^"]*)"[^>]*>(?:(?!</a>).)*+</a>
        (?(alone)</p>\n?)""",
    re.DOTALL | re.VERBOSE,
)
_WAY_BACK = regex(r'class="footnote-backref" href="#([^"]*)"')
_MARK_ID = regex(r'<sup id="([^"]*)"')
_MARK_LENGTH = 5  # <sup><a>1</a></sup>


class _Note(Struct):
    """A footnote: its text, its number in the page (0: nothing leads to it yet) and how many marks do."""

    label: str
    body: list[Token] = []
    number: int = 0
    marks: int = 0


def without_lost_links(html: str) -> str:
    """Return the *html* of Python-Markdown without links from footnotes back to marks that there are not."""
    if 'class="footnote-backref"' not in html:
        return html
    marks = frozenset(_MARK_ID.findall(html))
    if marks.issuperset(_WAY_BACK.findall(html)):
        return html
    return _LINK_BACK.sub(lambda link: link[0] if link["mark"] in marks else "", html)


def gather_footnotes(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with all footnotes at the end."""
    text, notes = _taken_out(tokens)
    by_label = {note.label.casefold(): note for note in reversed(notes)}
    by_label |= {note.label: note for note in reversed(notes)}  # of two with one label the first counts
    met: list[_Note] = []
    result = _with_marks(text, by_label, met)
    bodies: list[list[Token]] = []
    for note in met:  # it grows: footnotes lead to footnotes
        bodies.append(_with_marks(note.body, by_label, met))
    for note in notes:
        if not note.number:
            met.append(note)
            note.number = len(met)
            bodies.append(note.body)
    return [*result, *_list(met, bodies)]


def _taken_out(tokens: Tokens) -> tuple[list[Token], list[_Note]]:
    """Return what stands outside the definitions, and the footnotes in order."""
    text: list[Token] = []
    notes: list[_Note] = []
    open_divs: list[list[Token] | None] = []  # for a definition: where what follows it belongs
    into, skip = text, 0
    for index, token in enumerate(tokens):
        if index < skip:
            continue
        if opens(token, "div"):
            if token.startswith(DEFINITION) and tokens[index + 1 : index + 2] == [_LABEL]:
                notes.append(_Note(attribute(token.attributes, "id") or ""))
                open_divs.append(into)
                into, skip = notes[-1].body, index + 4  # after the label
                continue
            open_divs.append(None)
        elif closes(token, "div") and open_divs:
            outer = open_divs.pop()
            if outer is not None:
                into = outer
                skip = index + 1 + (tokens[index + 1 : index + 2] == ["\n"])
                continue
        into.append(token)
    return text, notes


def _with_marks(tokens: Tokens, notes: dict[str, _Note], met: list[_Note]) -> list[Token]:
    """Return *tokens* with marks that lead to *notes*; a footnote that is new joins those *met*."""
    result: list[Token] = []
    position = 0
    for index, token in enumerate(tokens):
        if not _is_mark(token) or index + _MARK_LENGTH > len(tokens):
            continue
        label = _target(tokens[index + 1]).removeprefix("#")
        note = notes.get(label) or notes.get(label.casefold())
        if note is None:
            continue
        if not note.number:
            met.append(note)
            note.number = len(met)
        note.marks += 1
        result += tokens[position:index]
        result += _mark(note)
        position = index + _MARK_LENGTH
    return [*result, *tokens[position:]]


def _is_mark(token: Token) -> bool:
    return isinstance(token, Tag) and token.name == "sup" and token.attributes == _MARK


def _target(link: Token) -> str:
    return (attribute(link.attributes, "href") or "") if isinstance(link, Tag) else ""


def _mark(note: _Note) -> list[Token]:
    return [
        start_tag("sup", f' id="{escape(_mark_id(note.label, note.marks))}"'),
        start_tag("a", f' class="footnote-ref" href="#fn:{escape(note.label)}"'),
        str(note.number),
        end_tag("a"),
        end_tag("sup"),
    ]


def _mark_id(label: str, count: int) -> str:
    return f"fnref{count if count > 1 else ''}:{label}"


def _list(notes: list[_Note], bodies: list[list[Token]]) -> list[Token]:
    if not notes:
        return []
    result = [start_tag("div", ' class="footnote"'), "\n", start_tag("hr"), "\n", start_tag("ol"), "\n"]
    for note, body in zip(notes, bodies, strict=True):
        result += [start_tag("li", f' id="fn:{escape(note.label)}"')]
        result += _with_links_back(body, note)
        result += [end_tag("li"), "\n"]
    return [*result, end_tag("ol"), "\n", end_tag("div"), "\n"]


def _with_links_back(body: list[Token], note: _Note) -> list[Token]:
    """Return the *body* of a footnote with a link to each of its marks, in its last paragraph if it ends
    with one."""
    links = [token for count in range(1, note.marks + 1) for token in _link_back(note, count)]
    if not links:
        return body
    end = len(body)
    while end and is_blank(body[end - 1]):
        end -= 1
    if end and closes(body[end - 1], "p"):
        return [*body[: end - 1], "&#160;", *links, *body[end - 1 :]]
    return [*body, start_tag("p"), *links, end_tag("p"), "\n"]


def _link_back(note: _Note, count: int) -> list[Token]:
    href = f"#{escape(_mark_id(note.label, count))}"
    title = f"Jump back to footnote {note.number} in the text"
    return [
        start_tag("a", f' class="footnote-backref" href="{href}" title="{title}"'),
        "&#8617;",
        end_tag("a"),
    ]
