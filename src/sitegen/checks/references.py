"""References and marks of footnotes that nothing defines: the page shows them as they are written.

What looks like one may be code, HTML, or brackets.  So what is suspected is tried: it gets a definition, and
leads there or not (see `marks.py`).  A text without a suspicion costs one look at its HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.checks.marks import insert_marks, make_marks
from sitegen.config.decode import nearest
from sitegen.errors import Problem
from sitegen.markup.written import without_code
from sitegen.patterns import regex

# After a letter or a bracket, brackets count or choose: `rows[i][j]`, `[a][b][c]`; `[1][2]` are sources.
_REFERENCE = regex(
    r"(?=(?<![\\A-Za-z0-9_\])])\[(?P<text>(?!\^|\d+\])(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){1,1000})\]"
    r"\[(?P<label>(?!\^)[^\[\]]{0,1000})\](?![\[(]))",
    re.DOTALL,
)
_NOTE = regex(r"(?<!\\)\[\^(?P<label>\w[^\[\]\n]*)\](?!\+)")
_RANGES = regex(r"(?:\w-\w)+")
_DEFINES = r"^[ \t>]*(?:[-*+][ \t]+)?\["
_REFERENCE_DEFINED = regex(
    rf"""{_DEFINES}(?P<label>(?!\^)[^\[\]\n]+)\]:[ \t]*\n?[ \t]*(?P<to><[^>\n]*>|\S+)[ \t]*(?=$|["'(])""",
    re.MULTILINE,
)
_NOTE_DEFINED = regex(rf"{_DEFINES}\^(?P<label>[^\[\]\n]+)\]:", re.MULTILINE)
_LIKENESS = 0.7
_CODE = regex(r"<code\b.*?</code>", re.DOTALL)
_LINK = regex(r"</?a\b[^>]*>")
_TAG = regex(r"<[^>]*>")
# Where there is a definition of the text, it may be a link, and the label alone is left.
_SHOWN = regex(r"[\]\0]\[(?P<reference>[^\[\]]*)\]|\[\^(?P<note>[^\[\]]*)\]")


class _Lead(NamedTuple):
    """A reference as it is written: its *label* (of `[text][]` the text), which stands at *at* of the body,
    *width* long, and the span, *begins* to *ends*, that a mark takes the place of."""

    label: str
    at: int
    width: int
    begins: int
    ends: int
    is_note: bool = False


def missing_definition(checked: Checked) -> Iterator[Problem]:
    """A reference or the mark of a footnote that nothing defines."""
    for key in checked.with_notes:
        html = checked.document(key).html
        if "[" not in html:
            continue
        body = checked.written(key).body
        plain = without_code(body)
        defined = {is_note: _defined(body, plain, is_note=is_note) for is_note in (False, True)}
        for lead in _followed(checked, key, _suspects(body, plain, html, defined)):
            message, hint = _said(lead, defined[lead.is_note])
            yield checked.in_body(key, "missing-definition", message, lead.at, lead.width, hint)


def repeated_definition(checked: Checked) -> Iterator[Problem]:
    """A footnote, or the address of a reference, with a label that another has."""
    for key in checked.with_notes:
        body = checked.written(key).body
        if body.count("]:") < 2:
            continue
        plain = without_code(body)
        for lead in _defining(checked, key, [*_notes_again(body, plain), *_references_again(body, plain)]):
            kind = "footnote" if lead.is_note else "reference"
            message, hint = (
                f"there are two {kind}s {lead.label!r}",
                "only one counts; give this another label",
            )
            yield checked.in_body(key, "repeated-definition", message, lead.at, lead.width, hint)


def _notes_again(body: str, plain: str) -> Iterator[_Lead]:
    """Yield the definitions of footnotes that have the label of one before."""
    seen: set[str] = set()
    for match in _NOTE_DEFINED.finditer(plain):
        begins, ends = match.span("label")
        label = " ".join(body[begins:ends].split())
        if label in seen:
            yield _Lead(label, begins - 2, ends - begins + 3, begins, ends, is_note=True)
        seen.add(label)


def _references_again(body: str, plain: str) -> Iterator[_Lead]:
    """Yield the definitions of references that have the label of one before, and lead elsewhere."""
    seen: dict[str, str] = {}
    for match in _REFERENCE_DEFINED.finditer(plain):
        begins, ends = match.span("label")
        label, to = " ".join(body[begins:ends].split()), match["to"].strip("<>")
        if seen.setdefault(label.casefold(), to) != to:
            yield _Lead(label, begins - 1, ends - begins + 2, begins, ends)


def _said(lead: _Lead, defined: frozenset[str]) -> tuple[str, str]:
    label = " ".join(lead.label.split())
    close = nearest(label.casefold(), sorted(defined), _LIKENESS)
    if lead.is_note:
        message, hint = f"there is no footnote {label!r}", f"write [^{label}]: and its text below"
        return message, f"did you mean [^{close}]?" if close else hint
    message = f"nothing says where [{label}] leads"
    hint = f"write [{label}]: and its address below; a backslash before the bracket makes it text"
    return message, f"did you mean [{close}]?" if close else hint


def _suspects(body: str, plain: str, html: str, defined: Mapping[bool, frozenset[str]]) -> list[_Lead]:
    """Return the references of a *body* that are not *defined* and that its *html* shows as text."""
    shown = _shown(html)
    return [
        lead
        for lead in chain(_references(body, plain), _notes(plain))
        if _name(lead.label) not in defined[lead.is_note]
        and (_letters(body[lead.begins : lead.ends]), lead.is_note) in shown
    ]


def _references(body: str, plain: str) -> Iterator[_Lead]:
    for match in _REFERENCE.finditer(plain):
        begins, ends = match.span("label")
        at, to = (begins, ends) if body[begins:ends].strip() else match.span("text")
        if body[at:to].strip():
            yield _Lead(body[at:to], at, to - at, begins, ends)


def _notes(plain: str) -> Iterator[_Lead]:
    definitions = {match.start("label") for match in _NOTE_DEFINED.finditer(plain)}
    for match in _NOTE.finditer(plain):
        begins, ends = match.span("label")
        if begins not in definitions and not _RANGES.fullmatch(match["label"]):
            yield _Lead(match["label"], begins - 2, ends - begins + 3, begins, ends, is_note=True)


def _defined(body: str, plain: str, *, is_note: bool) -> frozenset[str]:
    """Return the names of the footnotes, or of the references, that a *body* defines; some hold code."""
    pattern = _NOTE_DEFINED if is_note else _REFERENCE_DEFINED
    return frozenset(_name(body[slice(*match.span("label"))]) for match in pattern.finditer(plain))


def _name(label: str) -> str:
    return " ".join(label.split()).casefold()


def _shown(html: str) -> frozenset[tuple[str, bool]]:
    """Return the letters of what *html* shows in the form of a reference (False) or of a mark (True)."""
    text = _CODE.sub(lambda match: re.sub(r"[\[\]]", "", match[0]), html)
    text = unescape(_TAG.sub("", _LINK.sub("\0", text)))
    return frozenset(
        (_letters(match["reference"] or match["note"] or ""), match["note"] is not None)
        for match in _SHOWN.finditer(text)
    )


def _letters(text: str) -> str:
    """Return what a label is told by, however it is emphasised and whatever marks of punctuation it got."""
    return re.sub(r"[\W_]+", "", unescape(text)).casefold()


def _followed(checked: Checked, key: str, leads: list[_Lead]) -> list[_Lead]:
    """Return those of *leads* that would lead somewhere if there were such a definition."""
    if not leads:
        return []
    marks = make_marks(checked.written(key).body, len(leads))
    definitions = [
        f"[^{mark}]: x" if lead.is_note else f"[{mark}]: #{mark}"
        for lead, mark in zip(leads, marks, strict=True)
    ]
    body = insert_marks(
        checked.written(key).body, zip(((lead.begins, lead.ends) for lead in leads), marks, strict=True)
    )
    tried = checked.tried(key, "\n\n".join([*definitions, body]))
    targets = {link.target for link in tried.links} if tried else set()
    return [lead for lead, mark in zip(leads, marks, strict=True) if {f"#{mark}", f"#fn:{mark}"} & targets]


def _defining(checked: Checked, key: str, leads: list[_Lead]) -> list[_Lead]:
    """Return those of *leads* that do define something: with another label, one could follow them."""
    if not leads:
        return []
    marks = make_marks(checked.written(key).body, len(leads))
    followed = [
        f"[^{mark}]" if lead.is_note else f"[{mark}][{mark}]" for lead, mark in zip(leads, marks, strict=True)
    ]
    body = insert_marks(
        checked.written(key).body, zip(((lead.begins, lead.ends) for lead in leads), marks, strict=True)
    )
    tried = checked.tried(key, "\n\n".join([*followed, body]))
    html = tried.html if tried else "".join(followed)
    return [lead for lead, follow in zip(leads, followed, strict=True) if follow not in html]
