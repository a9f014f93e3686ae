"""The front matter that nearly all posts have, one key and one simple value a line, read without a parser.

It takes only what can't mean anything else in YAML, and gives the very values and places that `read_yaml`
would find; the rest is left to the parser.
"""

from __future__ import annotations

import re

from sitegen.config.located import Located, Place

_MOST_CHARACTERS = 5_000
"""A longer front matter is not of the usual kind."""
# Letters, digits and signs that are only themselves wherever they stand inside a text.
_SAFE = r"\w.;!?()/+=$%^~<>…–—’“”&\-"
_WORDS = rf"[A-Za-z0-9](?:[{_SAFE}'\" ]*[{_SAFE}'\"])?"
_PLAIN = rf"[A-Za-z0-9][{_SAFE}'\", ]*(?::(?=\w)[{_SAFE}'\", ]*)*(?<! )"
_QUOTED = rf"{_SAFE},:#@*\[\]{{}}|` "
_LINE = re.compile(
    r"(?P<key>[A-Za-z_]\w{0,99}): +"
    rf"(?:(?P<plain>{_PLAIN})|\"(?P<double>[{_QUOTED}']*)\"|'(?P<single>[{_QUOTED}\"]*)'"
    rf"|\[ *(?P<list>{_WORDS}(?:, *{_WORDS})*) *\]) *"
)
_ITEM = re.compile(_WORDS)


def read_plain_yaml(text: str) -> Located | None:
    """Read *text*, if it is simple enough; None: it wants a parser."""
    if len(text) > _MOST_CHARACTERS:
        return None
    entries: dict[str, Located] = {}
    keys: dict[str, Place] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        key = match["key"] if match else ""
        if match is None or key in entries:
            return None
        entries[key] = _value(match, number)
        keys[key] = Place(number, 1)
    return Located(entries, next(iter(keys.values())), keys) if keys else None


def _value(match: re.Match[str], line: int) -> Located:
    kind = str(match.lastgroup)
    start, end = match.span(kind)
    if kind == "plain":
        return Located(match[kind], Place(line, start + 1), plain=True, width=end - start)
    if kind == "list":
        bracket = match.string.index("[", match.end("key"))
        return Located(tuple(_items(match, line)), Place(line, bracket + 1))
    return Located(match[kind], Place(line, start), width=end - start + 2)  # with its quotation marks


def _items(match: re.Match[str], line: int) -> list[Located]:
    return [
        Located(item[0], Place(line, item.start() + 1), plain=True, width=len(item[0]))
        for item in _ITEM.finditer(match.string, *match.span("list"))
    ]
