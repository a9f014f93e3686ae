"""A quotation that begins with `[!NOTE]` is no quotation but a note, as on GitHub; alike for every engine."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.markup.scan import CLOSE, OPEN, TEXT, Token, Tokens, end_tag, start_tag, with_class

ADMONITION = "[!\x05{}\x05]"
"""What stands before the title of an admonition that an engine passes on as a quotation: its classes.

Control characters are refused in sources, so that nothing a writer wrote can look like it.
"""
_FIRST_LINE = re.compile(
    r"\[! (?: (note|tip|important|warning|caution) \][ \t]* (?:\n|\Z) | \x05([^\x05]*)\x05\] )",
    re.IGNORECASE | re.VERBOSE,
)


def mark_alerts(tokens: Tokens) -> list[Token]:
    """Return *tokens* with an admonition for each quotation whose first line names one."""
    result: list[Token] = []
    open_quotations: list[bool] = []  # whether each is an alert
    position = 0
    for index, token in enumerate(tokens):
        if token.name != "blockquote" or token.kind not in (OPEN, CLOSE):
            continue
        if token.kind is OPEN:
            alert = _alert(tokens, index)
            open_quotations.append(alert is not None)
            if alert:
                result += tokens[position:index]
                result += alert.start
                position = alert.rest
        elif open_quotations and open_quotations.pop():
            result += tokens[position:index]
            result.append(end_tag("div"))
            position = index + 1
    return [*result, *tokens[position:]]


class _Alert(NamedTuple):
    """What an admonition begins with, and the index of the first token that it leaves as it is."""

    start: list[Token]
    rest: int


def _alert(tokens: Tokens, quotation: int) -> _Alert | None:
    """Return how the *quotation* begins as an admonition; None: it is a quotation."""
    at = quotation + 1
    if tokens[at : at + 1] and tokens[at].kind is TEXT and tokens[at].raw.isspace():
        at += 1
    match = _FIRST_LINE.match(tokens[at + 1].raw) if _begins_paragraph(tokens, at) else None
    if match is None:
        return None
    left = tokens[at + 1].raw[match.end() :]
    is_all = not left and tokens[at + 2].kind is CLOSE and tokens[at + 2].name == "p"
    if match[1] and not (is_all or match[0].endswith("\n")):  # more stands on the line
        return None
    classes = (match[1] or match[2]).lower()
    start = [start_tag("div", with_class(tokens[quotation].attributes, "admonition", *classes.split()))]
    title = start_tag("p", ' class="admonition-title"')
    if match[1]:
        start += [Token(TEXT, "\n"), title, Token(TEXT, classes.capitalize()), end_tag("p")]
    if is_all:
        return _Alert(start, at + 3)
    paragraph = tokens[at] if match[1] else title
    return _Alert([*start, Token(TEXT, "\n"), paragraph, Token(TEXT, left)], at + 2)


def _begins_paragraph(tokens: Tokens, at: int) -> bool:
    if at + 2 >= len(tokens):
        return False
    return tokens[at].kind is OPEN and tokens[at].name == "p" and tokens[at + 1].kind is TEXT
