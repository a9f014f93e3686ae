"""Footnotes as the CommonMark engine leaves them, where the writer put them, become those of a page's end.

They are numbered in the order in which readers meet them, and have the ids that Python-Markdown gives them
(`fn:label`, `fnref:label`, `fnref2:label` for the second mark), so that links survive a change of the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from sitegen.markup.scan import CLOSE, OPEN, TEXT, Token, Tokens, attribute, end_tag, start_tag

DEFINITION = '<div class="footnote-definition" '
_LABEL = ' class="footnote-definition-label"'
_MARK = ' class="footnote-reference"'
_MARK_LENGTH = 5  # <sup><a>1</a></sup>


@dataclass(slots=True)
class _Note:
    """A footnote: its text, its number in the page (0: nothing leads to it yet) and how many marks do."""

    label: str
    body: list[Token] = field(default_factory=list)
    number: int = 0
    marks: int = 0


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
        if token.name == "div" and token.kind is OPEN:
            if _is_definition(tokens, index):
                notes.append(_Note(attribute(token.attributes, "id") or ""))
                open_divs.append(into)
                into, skip = notes[-1].body, index + 4  # after the label
                continue
            open_divs.append(None)
        elif token.name == "div" and token.kind is CLOSE and open_divs:
            outer = open_divs.pop()
            if outer is not None:
                into = outer
                skip = index + 1 + (tokens[index + 1 : index + 2] == [Token(TEXT, "\n")])
                continue
        into.append(token)
    return text, notes


def _is_definition(tokens: Tokens, index: int) -> bool:
    return tokens[index].raw.startswith(DEFINITION) and tokens[index + 1 : index + 2] == [
        start_tag("sup", _LABEL)
    ]


def _with_marks(tokens: Tokens, notes: dict[str, _Note], met: list[_Note]) -> list[Token]:
    """Return *tokens* with marks that lead to *notes*; a footnote that is new joins those *met*."""
    result: list[Token] = []
    position = 0
    for index, token in enumerate(tokens):
        if token.name != "sup" or token.attributes != _MARK or index + _MARK_LENGTH > len(tokens):
            continue
        label = (attribute(tokens[index + 1].attributes, "href") or "").removeprefix("#")
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


def _mark(note: _Note) -> list[Token]:
    return [
        start_tag("sup", f' id="{escape(_mark_id(note.label, note.marks))}"'),
        start_tag("a", f' class="footnote-ref" href="#fn:{escape(note.label)}"'),
        Token(TEXT, str(note.number)),
        end_tag("a"),
        end_tag("sup"),
    ]


def _mark_id(label: str, count: int) -> str:
    return f"fnref{count if count > 1 else ''}:{label}"


def _list(notes: list[_Note], bodies: list[list[Token]]) -> list[Token]:
    if not notes:
        return []
    lines = Token(TEXT, "\n")
    result = [start_tag("div", ' class="footnote"'), lines, start_tag("hr"), lines, start_tag("ol"), lines]
    for note, body in zip(notes, bodies, strict=True):
        result += [start_tag("li", f' id="fn:{escape(note.label)}"')]
        result += _with_links_back(body, note)
        result += [end_tag("li"), lines]
    return [*result, end_tag("ol"), lines, end_tag("div"), lines]


def _with_links_back(body: list[Token], note: _Note) -> list[Token]:
    """Return the *body* of a footnote with a link to each of its marks, in its last paragraph if it ends
    with one."""
    links = [token for count in range(1, note.marks + 1) for token in _link_back(note, count)]
    if not links:
        return body
    end = len(body)
    while end and body[end - 1].kind is TEXT and body[end - 1].raw.isspace():
        end -= 1
    if end and body[end - 1].name == "p" and body[end - 1].kind is CLOSE:
        return [*body[: end - 1], Token(TEXT, "&#160;"), *links, *body[end - 1 :]]
    return [*body, start_tag("p"), *links, end_tag("p"), Token(TEXT, "\n")]


def _link_back(note: _Note, count: int) -> list[Token]:
    href = f"#{escape(_mark_id(note.label, count))}"
    title = f"Jump back to footnote {note.number} in the text"
    return [
        start_tag("a", f' class="footnote-backref" href="{href}" title="{title}"'),
        Token(TEXT, "&#8617;"),
        end_tag("a"),
    ]
