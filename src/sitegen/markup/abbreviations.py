"""Abbreviations that a line `*[HTML]: Hypertext Markup Language` explains, for an engine without them."""

from __future__ import annotations

import re
from html import escape, unescape

from sitegen.markup.scan import CLOSE, OPEN, TEXT, Token, scan, words

DEFINITION = "*["
"""What HTML holds, when it holds a definition."""
_LINE = re.compile(r"\*\[([^\]\\]+)\] ?: *(.+)")
_VERBATIM = words("abbr code pre kbd samp")


def expand_abbreviations(tokens: list[Token]) -> list[Token]:
    """Return *tokens* without the definitions, and with an `<abbr>` for each use of what they define."""
    text, titles = _taken_out(tokens)
    if not titles:
        return tokens
    longest_first = sorted(titles, key=len, reverse=True)
    use = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    result: list[Token] = []
    verbatim = 0
    for token in text:
        if token.name in _VERBATIM:
            verbatim += (token.kind is OPEN) - (token.kind is CLOSE)
        if token.kind is TEXT and not verbatim and use.search(token.raw):
            result += scan(use.sub(lambda match: _abbreviation(match[0], titles[match[0]]), token.raw))
        else:
            result.append(token)
    return result


def _abbreviation(name: str, title: str) -> str:
    return f'<abbr title="{title}">{name}</abbr>'


def _taken_out(tokens: list[Token]) -> tuple[list[Token], dict[str, str]]:
    """Return *tokens* without the definitions, and the titles by name, both as they stand in HTML."""
    result: list[Token] = []
    titles: dict[str, str] = {}
    position = 0
    for index in range(1, len(tokens) - 1):
        if tokens[index].kind is TEXT and DEFINITION in tokens[index].raw and _is_paragraph(tokens, index):
            lines = tokens[index].raw.split("\n")
            found = [match for line in lines if (match := _LINE.fullmatch(line))]
            if found:
                titles |= {match[1]: escape(unescape(match[2])) for match in found}
                left = "\n".join([line for line in lines if not _LINE.fullmatch(line)])
                result += tokens[position : index - 1]
                result += [tokens[index - 1], Token(TEXT, left), tokens[index + 1]] if left else []
                position = index + 2
    return [*result, *tokens[position:]], titles


def _is_paragraph(tokens: list[Token], index: int) -> bool:
    before, after = tokens[index - 1], tokens[index + 1]
    return before.name == after.name == "p" and before.kind is OPEN and after.kind is CLOSE
