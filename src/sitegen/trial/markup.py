"""Look at the HTML of a page for what a theme can get wrong: no validator, but one that says where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from sitegen.trial.sites import CANARY

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_OPTIONAL = frozenset(
    [
        "body",
        "colgroup",
        "dd",
        "dt",
        "head",
        "html",
        "li",
        "optgroup",
        "option",
        "p",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    ]
)
"""Elements whose end tag may be left out."""
_ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "srcset"}


class Fault(NamedTuple):
    """What is wrong, and where in the HTML the tag begins that shows it."""

    offset: int
    message: str


class Address(NamedTuple):
    """A URL that the page names, and where."""

    offset: int
    url: str


def look_at(html: str) -> tuple[list[Fault], list[Address]]:
    """Return the faults of a page, and the addresses that it names."""
    look = _Look(html)
    look.feed(html)
    look.close()
    look.finish()
    return look.faults, look.addresses


class _Look(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.addresses: list[Address] = []
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._open: list[tuple[str, int]] = []
        self._ids: dict[str, int] = {}
        self._count: Counter[str] = Counter()
        self._title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._count[tag] += 1
        self._check(tag, attrs, given)
        self._note_addresses(tag, given)
        if tag not in _VOID:
            self._open.append((tag, self._here))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._open and self._open[-1] == (tag, self._here):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            self._say(f"</{tag}> closes an element that has no end")
            return
        opened = [name for name, _offset in self._open]
        if tag not in opened:
            self._say(f"</{tag}> closes nothing")
            return
        while True:
            name, offset = self._open.pop()
            if name == tag:
                return
            if name not in _OPTIONAL:
                self.faults.append(Fault(offset, f"<{name}> is not closed before </{tag}>"))

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "title":
            self._title += data

    def finish(self) -> None:
        """Note what can be told only at the end."""
        for name, offset in self._open:
            if name not in _OPTIONAL:
                self.faults.append(Fault(offset, f"<{name}> is not closed"))
        if not self._title.strip():
            self.faults.append(Fault(0, "the page has no title"))
        for tag, wanted in (("h1", "heading"), ("main", "main part")):
            if self._count[tag] != 1:
                what = f"more than one {wanted}" if self._count[tag] else f"no {wanted}"
                self.faults.append(Fault(0, f"the page has {what} (<{tag}>)"))

    @property
    def _here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _say(self, message: str) -> None:
        self.faults.append(Fault(self._here, message))

    def _check(self, tag: str, attrs: list[tuple[str, str | None]], given: dict[str, str | None]) -> None:
        classes = (given.get("class") or "").split()
        if CANARY in classes:
            self._say("a text is printed as if it were markup: do not mark it as safe")
        if len(given) < len(attrs):
            self._say(f"<{tag}> has an attribute twice")
        if any(not name.isascii() or set(name) & set("\"'<>") for name in given):
            self._say(f"the attributes of <{tag}> are torn: is a value without quotation marks?")
        if tag == "html" and not given.get("lang"):
            self._say("<html> does not say in which language the page is (lang)")
        if tag == "img" and "alt" not in given:
            self._say("<img> has no alt")
        name = given.get("id")
        if name is not None:
            if name in self._ids:
                self._say(f"two elements have the id {name!r}")
            self._ids[name] = self._here

    def _note_addresses(self, tag: str, given: dict[str, str | None]) -> None:
        value = given.get(_ADDRESSES.get(tag, "")) or ""
        for url in _urls(value) if tag == "source" else [value]:
            self.addresses.append(Address(self._here, url))


def _urls(srcset: str) -> Iterator[str]:
    for candidate in srcset.split(","):
        yield candidate.strip().partition(" ")[0]
