"""A quotation that begins with `[!NOTE]` is no quotation but a note, as on GitHub; alike for every engine.

Hugo and Obsidian put a title behind that, after a sign that tells whether the note is folded (here, none is),
and Obsidian has more names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.markup.scan import (
    ASIDE,
    CLOSE,
    OPEN,
    Tag,
    Token,
    Tokens,
    closes,
    end_tag,
    is_blank,
    is_text,
    opens,
    start_tag,
    step,
    with_class,
)
from sitegen.patterns import regex

ADMONITION = "[!\x05{}\x05]"
"""What stands before the title of an admonition that an engine passes on as a quotation: its classes.

Control characters are refused in sources, so that nothing a writer wrote can look like it.
"""
_KINDS = {
    "note": "note abstract cite example faq help info question quote summary tldr todo",
    "tip": "tip check done hint success",
    "important": "important",
    "warning": "warning attention",
    "caution": "caution bug danger error fail failure missing",
}
"""The kinds of notes that GitHub has, each with the names of Obsidian for those that look so."""
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_FIRST_LINE = regex(
    rf"\[! (?: ({'|'.join(_KIND_OF)}) \][+-]? (?![^ \t\n]) [ \t]*\n? | \x05([^\x05]*)\x05\] )",
    re.IGNORECASE | re.VERBOSE,
)

_MARK = regex(r"\[!\x05[^\x05]*\x05\]")


def is_alert(words: str) -> bool:
    """Tell whether a quotation that begins with these *words*, as they are written, is a note."""
    match = _FIRST_LINE.match(words)
    return match is not None and match[1] is not None


def mark_alerts(tokens: Tokens) -> list[Token]:
    """Return *tokens* with an admonition for each quotation whose first line names one."""
    tokens = _parted([_without_marks(token) for token in tokens])
    result: list[Token] = []
    open_quotations: list[bool] = []  # whether each is an alert
    position = 0
    for index, token in enumerate(tokens):
        if opens(token, "blockquote"):
            alert = _alert(tokens, index, token)
            open_quotations.append(alert is not None)
            if alert:
                result += tokens[position:index]
                result += alert.start
                position = alert.rest
        elif closes(token, "blockquote") and open_quotations and open_quotations.pop():
            result += tokens[position:index]
            result.append(end_tag("div"))
            position = index + 1
    return [*result, *tokens[position:]]


def _without_marks(token: Token) -> Token:
    """Return *token*; a comment in which an admonition turns out to stand shows none."""
    if isinstance(token, Tag) and token.kind is ASIDE and "\x05" in token:
        return Tag(_MARK.sub("", token), ASIDE)
    return token


def _parted(tokens: Tokens) -> Tokens:
    """Return *tokens* with a quotation of its own for each paragraph of one that names an admonition.

    Python-Markdown makes one quotation of all that only empty lines part.
    """
    result: list[Token] = []
    around: list[str] = []  # the elements that are open
    position = 0
    for index, token in enumerate(tokens):
        if not isinstance(token, Tag):
            continue
        if token.kind is CLOSE and token.name in around:
            while around.pop() != token.name:
                pass
        elif token.kind is OPEN:
            if around[-1:] == ["blockquote"] and _names_one(tokens, index):
                result += [
                    *tokens[position:index],
                    end_tag("blockquote"),
                    "\n",
                    start_tag("blockquote"),
                    "\n",
                ]
                position = index
            around.append(token.name)
    return [*result, *tokens[position:]] if result else tokens


def _names_one(tokens: Tokens, index: int) -> bool:
    """Tell whether at *index* a paragraph names an admonition and is not the first of its quotation."""
    if not _begins_paragraph(tokens, index) or not tokens[index + 1].startswith("[!"):
        return False
    before = tokens[index - 2] if is_blank(tokens[index - 1]) else tokens[index - 1]
    match = _FIRST_LINE.match(tokens[index + 1])
    return bool(match and match[1]) and not opens(before, "blockquote")


class _Alert(NamedTuple):
    """What an admonition begins with, and the index of the first token that it leaves as it is."""

    start: list[Token]
    rest: int


def _alert(tokens: Tokens, index: int, quotation: Tag) -> _Alert | None:
    """Return how the *quotation* at *index* begins as an admonition; None: it is a quotation."""
    at = index + 1
    if at < len(tokens) and is_blank(tokens[at]):
        at += 1
    match = _FIRST_LINE.match(tokens[at + 1]) if _begins_paragraph(tokens, at) else None
    if match is None:
        return None
    left = tokens[at + 1][match.end() :]
    if match[1]:
        return _note(tokens, at, quotation, match[0], left)
    start = _start(quotation, match[2].lower())
    if not left and closes(tokens[at + 2], "p"):
        return _Alert(start, at + 3)
    return _Alert([*start, "\n", _TITLE, left], at + 2)


_TITLE = start_tag("p", ' class="admonition-title"')


def _start(quotation: Tag, classes: str) -> list[Token]:
    return [start_tag("div", with_class(quotation.attributes, "admonition", *classes.split()))]


def _note(tokens: Tokens, at: int, quotation: Tag, mark: str, left: str) -> _Alert | None:
    """Return how a note begins whose paragraph, at *at*, begins with *mark*, after which *left* is text."""
    title, left, rest = ([], left, at + 2) if mark.endswith("\n") else _line(tokens, left, at + 2)
    if title and mark.endswith("]"):  # a tag follows at once
        return None
    name = mark[2:].partition("]")[0].lower()
    kind = _KIND_OF[name]
    start = _start(quotation, kind if name == kind else f"{kind} {name}")
    start += ["\n", _TITLE, *(title or [name.capitalize()]), end_tag("p")]
    if not left and closes(tokens[rest], "p"):
        return _Alert(start, rest + 1)
    return _Alert([*start, "\n", tokens[at], left], rest)


def _line(tokens: Tokens, text: str, rest: int) -> tuple[list[Token], str, int]:
    """Return the line that begins with *text* and goes on at *rest*, the text below it, and the rest then."""
    line: list[Token] = []
    depth = 0
    while True:
        words, end, left = text.partition("\n") if not depth else (text, "", "")
        line += [words] if words else []
        if end or rest >= len(tokens) or closes(tokens[rest], "p"):
            return _trimmed(line), left, rest
        token, rest = tokens[rest], rest + 1
        text = ""
        if not isinstance(token, Tag):
            text = token
        elif token.name != "br":
            depth += step(token)
            line.append(token)


def _trimmed(line: list[Token]) -> list[Token]:
    """Return *line* without the blanks at its end."""
    return [*line[:-1], line[-1].rstrip()] if line and is_text(line[-1]) else line


def _begins_paragraph(tokens: Tokens, at: int) -> bool:
    return at + 2 < len(tokens) and opens(tokens[at], "p") and is_text(tokens[at + 1])
