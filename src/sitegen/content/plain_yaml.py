"""The front matter that nearly all posts have, keys with simple values or lists, read without a parser.

It takes only what can't mean anything else in YAML, and gives the very values and places that `read_yaml`
would find; the rest is left to the parser.
"""

from __future__ import annotations

import re

from sitegen.config.located import Located, Place
from sitegen.patterns import regex

FENCE = regex(r"^---[ \t]*$", re.MULTILINE)
"""The line before and after a front matter of YAML."""
_MOST_CHARACTERS = 5_000
"""A longer front matter is not of the usual kind."""
# Letters, digits and signs that are only themselves wherever they stand inside a text.
_SAFE = r"\w.;!?()/+=$%^~<>…–—’“”&\-"
_WORDS = rf"[A-Za-z0-9](?:[{_SAFE}'\" ]*[{_SAFE}'\"])?"
_PLAIN = rf"[A-Za-z0-9][{_SAFE}'\", ]*(?::(?=\w)[{_SAFE}'\", ]*)*(?<! )"
_QUOTED = rf"{_SAFE},:#@*\[\]{{}}|` "
_DOUBLE, _SINGLE = rf"[{_QUOTED}']*", rf"[{_QUOTED}\"]*"
_SCALAR = rf"(?:(?P<plain>{_PLAIN})|\"(?P<double>{_DOUBLE})\"|'(?P<single>{_SINGLE})')"
_IN_LIST = rf"(?:{_WORDS}|\"{_DOUBLE}\"|'{_SINGLE}')"
_KEY = regex(
    rf"(?P<key>[A-Za-z_]\w{{0,99}}):(?: +(?:{_SCALAR}|\[ *(?P<list>{_IN_LIST}(?:, *{_IN_LIST})*) *\]))? *"
)
_ITEM = regex(rf"(?P<indent> *)- +{_SCALAR} *")
_ITEMS = regex(_IN_LIST)


def read_plain_yaml(text: str) -> Located | None:
    """Read *text*, if it is simple enough; None: it wants a parser."""
    if len(text) > _MOST_CHARACTERS:
        return None
    table = _Table()
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not table.read(line, number):
            return None
    return table.value()


class _Table:
    """Reads line after line: a key with its value, or a key and below it the items of its list."""

    def __init__(self) -> None:
        self.entries: dict[str, Located] = {}
        self.keys: dict[str, Place] = {}
        self._open = ""  # the key whose list goes on
        self._items: list[Located] = []
        self._dash = Place(0, 0)  # where its first item begins

    def read(self, line: str, number: int) -> bool:
        """Read a *line* that is not empty; tell whether it is simple enough."""
        match = _KEY.fullmatch(line)
        if match is None:
            return self._read_item(line, number)
        key = match["key"]
        if key in self.keys or not self._close():
            return False
        self.keys[key] = Place(number, 1)
        if match.lastgroup == "key":
            self._open = key
        elif match.lastgroup == "list":
            self.entries[key] = _list(match, number)
        else:
            self.entries[key] = _scalar(match, number)
        return True

    def _read_item(self, line: str, number: int) -> bool:
        match = _ITEM.fullmatch(line) if self._open else None
        if match is None:
            return False
        place = Place(number, match.end("indent") + 1)
        if not self._items:
            self._dash = place
        self._items.append(_scalar(match, number))
        return place.column == self._dash.column

    def _close(self) -> bool:
        """Make an entry of the list that goes on, if there is one; tell whether it has any items."""
        if not self._open:
            return True
        if not self._items:  # a key without a value
            return False
        self.entries[self._open] = Located(tuple(self._items), self._dash)
        self._open, self._items = "", []
        return True

    def value(self) -> Located | None:
        """Return the table, if there is anything in it and its end is as simple as the rest."""
        if not self.keys or not self._close():
            return None
        return Located(self.entries, next(iter(self.keys.values())), self.keys)


def _scalar(match: re.Match[str], line: int) -> Located:
    kind = str(match.lastgroup)
    start, end = match.span(kind)
    if kind == "plain":
        return Located(match[kind], Place(line, start + 1), plain=True, width=end - start)
    return Located(match[kind], Place(line, start), width=end - start + 2)  # with its quotation marks


def _list(match: re.Match[str], line: int) -> Located:
    items = tuple([_item(item, line) for item in _ITEMS.finditer(match.string, *match.span("list"))])
    return Located(items, Place(line, match.string.index("[", match.end("key")) + 1))


def _item(match: re.Match[str], line: int) -> Located:
    written, place = match[0], Place(line, match.start() + 1)
    if written[0] in "\"'":
        return Located(written[1:-1], place, width=len(written))
    return Located(written, place, plain=True, width=len(written))
