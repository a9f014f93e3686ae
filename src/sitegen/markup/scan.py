"""HTML as a flat list of tokens: what every step after the engine works on.

It is a scanner, not a parser: it knows quotes, comments and elements whose content is raw text, and it leaves
whatever else it does not understand as text.  The tokens' `raw` strings, joined, are the scanned HTML,
byte for byte.  It is linear in the length of the HTML, whatever the HTML is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import partial
from html import escape, unescape
from typing import NamedTuple


class Kind(IntEnum):
    """What a token is."""

    TEXT = 0
    """Text between tags."""
    OPEN = 1
    """A start tag that wants an end tag."""
    CLOSE = 2
    """An end tag."""
    VOID = 3
    """A tag without an end tag: `<br>`, `<img …>`, `<path …/>`."""
    ASIDE = 4
    """A comment, declaration, processing instruction or CDATA section."""
    RAW = 5
    """The content of an element that holds no markup, such as `<script>`."""


TEXT, OPEN, CLOSE, VOID, ASIDE, RAW = Kind


class Token(NamedTuple):
    """A piece of HTML: *raw* as it stands; of a tag also its lower-case *name* and its *attributes*."""

    kind: Kind
    raw: str
    name: str = ""
    attributes: str = ""


Tokens = Sequence[Token]
# Like `Token(…)`, in half the time; a text of 500 words has 150 tokens.
_token: Callable[[tuple[Kind, str, str, str]], Token] = partial(tuple.__new__, Token)


def words(names: str) -> frozenset[str]:
    """Return the *names* between blanks as a set."""
    return frozenset(names.split())


VOID_NAMES = words("area base br col embed hr img input link meta param source track wbr")
RAW_NAMES = words("script style textarea title xmp iframe noembed noframes")
BLOCK_NAMES = words(
    "address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li"
    " main menu nav noscript ol optgroup option p pre search section summary table tbody td tfoot th thead tr"
    " ul"
)
"""Elements that end the line of text they stand in; `br` is one of them for that reason."""
HEADING_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

_MARKUP = re.compile(
    r"""<(?:
        (/?) ([a-zA-Z][^\s/>"'<]*) ((?:[^"'<>]++|"[^"]*+"|'[^']*+')*+) >
      | !--(?:>|->|.*?(?:-->|--!>|\Z))
      | !\[CDATA\[.*?(?:\]\]>|\Z)
      | [!?][^>]*+(?:>|\Z)
    )""",
    re.DOTALL | re.VERBOSE,
)
# Tags without attributes, which are most of all there are, need no closer look.
_INLINE_NAMES = words("a abbr b cite code del em i ins kbd mark q s small span strong sub sup u")
_BARE_TAGS = {
    token.raw: token
    for name in BLOCK_NAMES | _INLINE_NAMES
    for token in (
        Token(VOID if name in VOID_NAMES else OPEN, f"<{name}>", name),
        Token(CLOSE, f"</{name}>", name),
    )
}
_LONGEST_BARE = max(map(len, _BARE_TAGS))
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW_NAMES}
# Possessive, and at most one blank before the name, so that long runs of white space stay linear.
ATTRIBUTE = re.compile(r"""(\s?)([^\s"'<>/=]+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>]+))?""")
"""One attribute: the blank before it, its name, its value as written (None: it has none)."""
# What an element's start tag ends, besides itself, when its own end tag was left out.
_ENDS_TOO = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "option": ("option",),
}


def scan(html: str) -> list[Token]:
    """Return *html* as tokens."""
    tokens: list[Token] = []
    add = tokens.append
    position = start = 0
    while (start := html.find("<", start)) >= 0:
        token = _BARE_TAGS.get(html[start : html.find(">", start, start + _LONGEST_BARE) + 1])
        if token is None:
            match = _MARKUP.match(html, start)
            if match is None:
                start += 1
                continue
            token = _markup(match)
        if start > position:
            add(_token((TEXT, html[position:start], "", "")))
        add(token)
        position = start = start + len(token[1])
        if token[2] in RAW_NAMES and token[0] is OPEN:
            start = _raw_end(html, token[2], position)
            add(_token((RAW, html[position:start], "", "")))
            position = start
    if position < len(html):
        add(_token((TEXT, html[position:], "", "")))
    return tokens


def _markup(match: re.Match[str]) -> Token:
    """Return the token of a `_MARKUP`."""
    slash, name, attributes = match.groups()
    if name is None:
        return _token((ASIDE, match[0], "", ""))
    name = name.lower()
    if slash:
        kind = CLOSE
    elif name in VOID_NAMES or (attributes and _closes_itself(attributes)):
        kind = VOID
    else:
        kind = OPEN
    return _token((kind, match[0], name, attributes))


def _closes_itself(attributes: str) -> bool:
    # In `<a href=/x/>` the last slash belongs to the value.
    return attributes.endswith("/") and (len(attributes) == 1 or attributes[-2] in " \t\n\r\"'")


def _raw_end(html: str, name: str, start: int) -> int:
    end = _RAW_ENDS[name].search(html, start)
    return end.start() if end else len(html)


def join(tokens: Iterable[Token]) -> str:
    """Return the HTML that *tokens* stand for."""
    return "".join([token[1] for token in tokens])


def start_tag(name: str, attributes: str = "", kind: Kind = OPEN) -> Token:
    """Return a start tag; *attributes* come with the blank before them."""
    return Token(kind, f"<{name}{attributes}>", name, attributes)


def end_tag(name: str) -> Token:
    """Return an end tag."""
    return Token(CLOSE, f"</{name}>", name)


def attribute(attributes: str, name: str) -> str | None:
    """Return the decoded value of an attribute (None: there is no such attribute)."""
    if name not in attributes and name not in attributes.lower():
        return None
    for match in ATTRIBUTE.finditer(attributes):
        if match[2].lower() == name:
            return value_of(match)
    return None


def value_of(match: re.Match[str]) -> str:
    """Return the decoded value of an `ATTRIBUTE`."""
    value = match[3] or ""
    if value[:1] in ('"', "'"):
        value = value[1:-1]
    return unescape(value) if "&" in value else value


def without(attributes: str, *names: str) -> str:
    """Return *attributes* without those of the given *names*."""
    return ATTRIBUTE.sub(lambda match: "" if match[2].lower() in names else match[0], attributes)


def with_class(attributes: str, *classes: str) -> str:
    """Return *attributes* with *classes* added to the class attribute."""
    old = attribute(attributes, "class")
    names = dict.fromkeys([*(old or "").split(), *classes])
    rest = attributes if old is None else without(attributes, "class")
    return f'{rest} class="{escape(" ".join(names))}"' if names else rest


def has_class(token: Token, names: frozenset[str]) -> bool:
    """Tell whether *token* has one of the classes *names*."""
    if "class" not in token.attributes.lower():
        return False
    return not names.isdisjoint((attribute(token.attributes, "class") or "").split())


def element_end(tokens: Tokens, start: int) -> int:
    """Return the index after the end tag of the element that begins at *start*.

    Where the end tag is missing, only the start tag is meant.
    """
    name, depth = tokens[start].name, 0
    if tokens[start].kind is not OPEN:
        return start + 1
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.name == name:
            depth += (token.kind is OPEN) - (token.kind is CLOSE)
            if depth == 0:
                return index + 1
    return start + 1


class OpenTags:
    """The elements that are open while one walks over tokens, by HTML's rules for end tags left out."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def imply_ends(self, name: str) -> None:
        """Close what the start tag *name* closes without saying so."""
        if name in BLOCK_NAMES and name != "br" and self.names and self.names[-1] == "p":
            self.names.pop()
        for other in _ENDS_TOO.get(name, ()):
            if self.names and self.names[-1] == other:
                self.names.pop()

    def open(self, name: str) -> None:
        """Note a start tag."""
        self.imply_ends(name)
        self.names.append(name)

    def close(self, name: str) -> bool:
        """Note an end tag and tell whether it closes anything."""
        if name not in self.names:
            return False
        while self.names.pop() != name:
            pass
        return True

    def end_tags(self) -> str:
        """Return the end tags of all that is still open."""
        return "".join([f"</{name}>" for name in reversed(self.names)])


def balanced(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield *tokens* without stray end tags, and with an end tag for every element left open."""
    tags = OpenTags()
    for token in tokens:
        if token.kind is OPEN:
            tags.open(token.name)
        elif token.kind is CLOSE and not tags.close(token.name):
            continue
        yield token
    yield Token(RAW, tags.end_tags())
