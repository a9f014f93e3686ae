"""Markdown between tags of HTML, as in `<details>`, and after a `<p>` that nothing ends.

To Python-Markdown all of an element is HTML, unless its tag has `markdown="1"` (the extension `md_in_html`).
Elsewhere an empty line inside of it ends the HTML, and what follows is Markdown.  Whoever leaves a line empty
and goes on with words, and not with a tag, writes for that: HTML would run the two paragraphs together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.patterns import regex

_ENCLOSING = {"article", "aside", "blockquote", "center", "details", "div", "fieldset"}
_ENCLOSING |= {"figcaption", "figure", "footer", "header", "main", "section"}
_LINES = {"p", *(f"h{level}" for level in range(1, 7))}
"""What holds no blocks: its Markdown is read as that of a line."""
_ASKING = _ENCLOSING | _LINES
_OTHERS = "address dd dl dt form li nav ol summary table tbody td tfoot th thead tr ul"
_TAG = regex(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>pre|script|style|svg|math|template|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).){1,500}?(?<!`)(?P=ticks)(?!`)"
    rf"|<(?P<end>/)?(?P<name>(?:{'|'.join([*sorted(_ASKING), *_OTHERS.split()])}))"
    r"(?P<attributes>(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)>",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS = regex(rf"^ {{0,3}}<(?:{'|'.join(sorted(_ASKING))})\b", re.IGNORECASE | re.MULTILINE)
_PARAGRAPH = regex(r"^ {0,3}<p\b", re.IGNORECASE | re.MULTILINE)
_EMPTY_LINE = regex(r"\n[ ]*\n")
_WORDS = regex(r"\n[ ]*\n {0,3}[^\s<]")
_ASKED = regex(r"\smarkdown\b", re.IGNORECASE)
_ASKS = ' markdown="1"'


@dataclass
class _Open:
    name: str
    at: int
    can_ask: bool
    asks: bool = False


def with_ends(text: str) -> str:
    """Return *text* with an end for each `<p>` at the beginning of a line that has none.

    HTML needs none, and old posts have none; but to Python-Markdown all that follows would be HTML.
    """
    if not _PARAGRAPH.search(text):
        return text
    places = [*_open_ends(text)]
    parts = [text[at:to] for at, to in zip([0, *places], [*places, len(text)], strict=True)]
    return "</p>".join(parts)


def _open_ends(text: str) -> Iterator[int]:
    """Yield where the paragraphs end that have no end: above an empty line or the next element."""
    around = _Around()
    begin = -1  # of the words of a paragraph that has no end yet
    for tag in _TAG.finditer(text):
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        if not name:
            continue
        follows, had, begin = begin >= 0, begin, -1
        if follows and not (name == "p" and is_end):
            yield _paragraph_end(text, had, tag.start())
        if is_end:
            around.close(name)
        elif around.names or follows or _begins_line(text, tag.start()):
            if name == "p" and not around.names:
                begin = tag.end()
            elif name != "p":
                around.open(name)
    if begin >= 0:
        yield _paragraph_end(text, begin, len(text))


class _Around:
    """The *names* of the elements around a place; a paragraph is none of them."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._counts: Counter[str] = Counter()

    def open(self, name: str) -> None:
        """Begin an element."""
        self.names.append(name)
        self._counts[name] += 1

    def close(self, name: str) -> None:
        """End the element *name*, if there is one, and all in it."""
        while self._counts[name]:
            inner = self.names.pop()
            self._counts[inner] -= 1
            if inner == name:
                return


def _paragraph_end(text: str, begin: int, end: int) -> int:
    empty = _EMPTY_LINE.search(text, begin, end)
    end = empty.start() if empty else end
    return begin + len(text[begin:end].rstrip())


def asking(text: str) -> str:
    """Return *text* with `markdown="1"` in the tags of the elements in which an empty line is followed by
    words."""
    if not _BEGINS.search(text):
        return text
    places = sorted(_places(text))
    parts = [text[at:to] for at, to in zip([0, *places], [*places, len(text)], strict=True)]
    return _ASKS.join(parts)


def _places(text: str) -> Iterator[int]:
    """Yield where tags are to ask for Markdown: right behind their names."""
    block, before = _Block(), 0
    for tag in _TAG.finditer(text):
        if block.around and _WORDS.search(text, before, tag.start()):
            block.ask()
        before = tag.end()
        name = (tag["name"] or "").lower()
        if name and not tag["end"] and (block.around or _begins_line(text, tag.start())):
            can_ask = name in _ASKING and not _ASKED.search(tag["attributes"])
            block.open(_Open(name, tag.end("name"), can_ask))
        elif name and block.around:
            block.close(name)
        if block.elements and not block.around:
            yield from (element.at for element in block.elements if element.asks and block.matches)
            block = _Block()


def _begins_line(text: str, at: int) -> bool:
    line_at = text.rfind("\n", max(at - 4, 0), at) + 1
    return (line_at > 0 or at < 4) and not text[line_at:at].strip(" ")


class _Block:
    """A block of HTML: its elements, those *around* the place where one is, and whether all tags match."""

    def __init__(self) -> None:
        self.elements: list[_Open] = []
        self.around: list[_Open] = []
        self.matches = True
        self._names: Counter[str] = Counter()

    def ask(self) -> None:
        """Have the innermost element read as Markdown, if it can be."""
        self.around[-1].asks = self.around[-1].can_ask

    def open(self, element: _Open) -> None:
        """Begin an *element*; in what is HTML all is HTML."""
        element.can_ask = element.can_ask and (not self.around or self.around[-1].can_ask)
        self.elements.append(element)
        self.around.append(element)
        self._names[element.name] += 1

    def close(self, name: str) -> None:
        """End the element *name* and all in it, as Python-Markdown does.  What is around one that asks has to
        ask as well."""
        if not self._names[name]:
            self.matches = False
            return
        while (inner := self.around.pop()).name != name:
            self.matches = False
            self._names[inner.name] -= 1
        self._names[name] -= 1
        if self.around:
            self.around[-1].asks = self.around[-1].asks or inner.asks
