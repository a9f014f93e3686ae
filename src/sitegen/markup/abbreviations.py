"""Abbreviations that a line `*[HTML]: Hypertext Markup Language` explains, for an engine without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape

from sitegen.markup.scan import Tag, Token, end_tag, fills_a_paragraph, start_tag, step, words
from sitegen.patterns import regex

DEFINITION = "*["
"""What HTML holds, when it holds a definition."""
_LINE = regex(r"\*\[([^\]\\]+)\] ?: *(.+)")
_WORD = regex(r"&\w+;|\w+")
_VERBATIM = words("abbr code pre kbd samp")


def expand_abbreviations(tokens: list[Token]) -> list[Token]:
    """Return *tokens* without the definitions, and with an `<abbr>` for each use of what they define."""
    text, titles = _taken_out(tokens)
    if not titles:
        return tokens
    by_word = _by_first_word(titles)
    result: list[Token] = []
    verbatim = 0
    for token in text:
        if isinstance(token, Tag):
            verbatim += step(token) if token.name in _VERBATIM else 0
            result.append(token)
        elif verbatim:
            result.append(token)
        else:
            result += _with_uses(token, by_word, titles)
    return result


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Return *names* by their first word, longer ones first; asking for a word takes the same time for any
    number of names."""
    by_word: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        if word := _WORD.match(name):
            by_word.setdefault(word[0], []).append(name)
    return by_word


def _with_uses(text: str, by_word: Mapping[str, list[str]], titles: Mapping[str, str]) -> Iterator[Token]:
    """Yield *text* as tokens, with an element for each use of an abbreviation."""
    position = 0
    for word in _WORD.finditer(text):
        if word.start() < position or word[0] not in by_word:
            continue
        name = next((name for name in by_word[word[0]] if _stands_at(word.start(), name, text)), "")
        if name:
            yield text[position : word.start()]
            yield start_tag("abbr", f' title="{titles[name]}"')
            yield name
            yield end_tag("abbr")
            position = word.start() + len(name)
    yield text[position:]


def _stands_at(start: int, name: str, text: str) -> bool:
    end = start + len(name)
    return text.startswith(name, start) and not (name[-1].isalnum() and text[end : end + 1].isalnum())


def _taken_out(tokens: list[Token]) -> tuple[list[Token], dict[str, str]]:
    """Return *tokens* without the definitions, and the titles by name, both as they stand in HTML."""
    result: list[Token] = []
    titles: dict[str, str] = {}
    position = 0
    for index in range(1, len(tokens) - 1):
        if DEFINITION in tokens[index] and fills_a_paragraph(tokens, index):
            lines = tokens[index].split("\n")
            found = [match for line in lines if (match := _LINE.fullmatch(line))]
            if found:
                titles |= {match[1]: escape(unescape(match[2])) for match in found}
                left = "\n".join([line for line in lines if not _LINE.fullmatch(line)])
                result += tokens[position : index - 1]
                result += [tokens[index - 1], left, tokens[index + 1]] if left else []
                position = index + 2
    return [*result, *tokens[position:]], titles
