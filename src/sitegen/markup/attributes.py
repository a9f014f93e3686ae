"""Attributes in braces, `![](a.jpg){.left}` or `{: .lead}` under a paragraph, for an engine without them."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import cast

from sitegen.markup.scan import (
    CLOSE,
    HEADING_LEVELS,
    OPEN,
    VOID,
    Tag,
    Token,
    Tokens,
    closes,
    is_blank,
    is_text,
    opens,
    start_tag,
    with_class,
    without,
    words,
)
from sitegen.patterns import regex

SIGNS = (">{", "\n{:", "}</h")
"""What HTML holds, when it holds attributes in braces: after an element, under a paragraph, in a heading."""
_ITEM = r"""(?:[.\#][\w:-]+(?:\.[\w:-]+)*|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}<>]+))"""
_LIST = rf":?\ *({_ITEM}(?:\ +{_ITEM})*)\ *"
_AFTER = regex(rf"\{{{_LIST}\}}", re.VERBOSE)
_UNDER = regex(rf"\n\{{{_LIST}\}}\Z", re.VERBOSE)
# Number signs that close a heading may stand before: `## 1.2 ## {: #v1.2 }`.
_INSIDE = regex(rf"(?:\A|[\ \t]+)(?:\#+[\ \t]+)?\{{{_LIST}\}}[\ \t]*\Z", re.VERBOSE)
_ONLY = regex(rf"\{{{_LIST}\}}", re.VERBOSE)
_ITEMS = regex(_ITEM)
_INLINE = words("a em strong code del sub")


def apply_attributes(tokens: list[Token]) -> list[Token]:
    """Move attributes in braces to the elements that they are for (*tokens* is changed in place)."""
    open_elements: dict[str, list[tuple[int, Tag]]] = {name: [] for name in (*_INLINE, *HEADING_LEVELS, "p")}
    for index, token in enumerate(tokens):
        if not isinstance(token, Tag):
            continue
        starts = open_elements.get(token.name)
        if starts is not None and token.kind is OPEN:
            starts.append((index, token))
        elif token.kind is VOID and token.name == "img":
            _apply_after(tokens, index, token, index)
        elif starts and token.kind is CLOSE:
            start, first = starts.pop()
            if token.name == "p":
                _apply_last(_UNDER, tokens, start, first, index - 1)
            elif token.name in HEADING_LEVELS:
                _apply_last(_INSIDE, tokens, start, first, index - 1)
            else:
                _apply_after(tokens, start, first, index)
    return tokens


ALONE = regex(rf">\s*\{{{_LIST}\}}\s*</td", re.VERBOSE)
"""A cell with nothing but attributes: the line under a table, which engines take for a row."""


def apply_under_tables(tokens: Tokens) -> list[Token]:
    """Return *tokens* with the attributes that stand under tables moved to these."""
    result = list[Token]()
    tables, rows = list[int](), list[int]()  # where those that are open begin
    last = (0, 0)  # where the last row begins and ends
    for token in tokens:
        if closes(token, "table") and tables:
            _move_up(result, tables.pop(), *last)
        elif closes(token, "tr") and rows:
            last = (rows.pop(), len(result) + 1)
        elif opens(token, "table"):
            tables.append(len(result))
        elif opens(token, "tr"):
            rows.append(len(result))
        result.append(token)
    return result


BESIDE = regex(r"</h[1-6]>\s*<p>\{:|<p>\{:[^<]*\}\s*</p>\s*<h[1-6]\b")
"""Attributes on a line of their own under a heading, or above it, which engines take for a paragraph."""
_LINE = regex(rf"\{{:(?=\ *[.\#]?[A-Za-z_-]){_LIST}\}}[\ \t]*(?:\n|\Z)", re.VERBOSE)


def apply_beside_headings(tokens: Tokens) -> list[Token]:
    """Return *tokens* with the attributes that stand on a line of their own under headings, or above them,
    moved to these, as kramdown has them."""
    result = list(tokens)
    gone = set[int]()
    for index, token in enumerate(tokens[:-2]):
        match = _LINE.match(tokens[index + 1]) if opens(token, "p") and not token.attributes else None
        if match is None or not is_text(tokens[index + 1]):
            continue
        rest = tokens[index + 1][match.end() :]
        is_whole = not rest and closes(tokens[index + 2], "p")
        heading = _heading_before(tokens, index)
        if heading is None and is_whole:
            heading = _heading_after(tokens, index + 3)
        if heading is None or not (rest or is_whole):
            continue
        result[heading] = _with(cast(Tag, result[heading]), match[1])
        result[index + 1] = rest
        gone |= {index, index + 2} if is_whole else set()
    return [token for index, token in enumerate(result) if index not in gone and token]


def _heading_before(tokens: Tokens, index: int) -> int | None:
    """Return where the heading begins that ends before *index*, but for blanks; None: none does."""
    last = index - 1 - (index > 0 and is_blank(tokens[index - 1]))
    end = tokens[last] if last > 0 else ""
    if not (isinstance(end, Tag) and end.kind is CLOSE and end.name in HEADING_LEVELS):
        return None
    return next((at for at in range(last, -1, -1) if opens(tokens[at], end.name)), None)


def _heading_after(tokens: Tokens, index: int) -> int | None:
    """Return *index*, or where the blanks end that are there, if a heading begins there."""
    index += index < len(tokens) and is_blank(tokens[index])
    token = tokens[index] if index < len(tokens) else ""
    is_heading = isinstance(token, Tag) and token.kind is OPEN and token.name in HEADING_LEVELS
    return index if is_heading else None


def _move_up(tokens: list[Token], table: int, begins: int, ends: int) -> None:
    """Give the *table* its attributes, where its last row has them, and nothing else."""
    tag, row = tokens[table], [token for token in tokens[begins:ends] if not is_blank(token)]
    words = [token for token in row if is_text(token)]
    match = _ONLY.fullmatch(words[0].strip()) if len(words) == 1 and row[2:3] == words else None
    cells = all(token.name in ("tr", "td") for token in row if isinstance(token, Tag))
    has_more = any(opens(token, "tr") for token in tokens[table:begins])
    if match and cells and has_more and isinstance(tag, Tag):
        tokens[table] = _with(tag, match[1])
        del tokens[begins:ends]


def _apply_after(tokens: list[Token], start: int, element: Tag, end: int) -> None:
    """Give the *element* at *start* what stands in braces right after its *end*."""
    match = _AFTER.match(tokens[end + 1]) if end + 1 < len(tokens) and is_text(tokens[end + 1]) else None
    if match:
        tokens[start] = _with(element, match[1])
        tokens[end + 1] = tokens[end + 1][match.end() :]


def _apply_last(pattern: re.Pattern[str], tokens: list[Token], start: int, element: Tag, last: int) -> None:
    """Give the *element* at *start* what stands in braces at its end, its *last* token."""
    match = pattern.search(tokens[last]) if is_text(tokens[last]) else None
    if match:
        tokens[start] = _with(element, match[1])
        tokens[last] = tokens[last][: match.start()]


def _with(tag: Tag, written: str) -> Tag:
    classes: list[str] = []
    values: dict[str, str] = {}
    for item in _ITEMS.findall(written):
        if item[0] == ".":
            classes += item[1:].split(".")  # kramdown joins them: `.table.wide`
        elif item[0] == "#":
            values["id"] = item[1:]
        else:
            name, _, value = item.partition("=")
            values[name.lower()] = value[1:-1] if value[0] in "\"'" else value
    kept = without(tag.attributes.removesuffix("/").rstrip(), *values)
    given = "".join([f' {name}="{escape(unescape(value))}"' for name, value in values.items()])
    return start_tag(tag.name, with_class(kept + given, *classes), tag.kind)
