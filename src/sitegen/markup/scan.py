"""HTML as a flat list of tokens: what every step after the engine works on.

A token is a piece of the HTML as it stands.  Text is a plain string; markup is a `Tag`, a string that knows
what it is.  The tokens, joined, are the scanned HTML, byte for byte, but for what nothing closes and would
swallow all that follows it on a page: `<title>`, `<!-- a` and `<a href="b` become text, and `<iframe/>` gets
an end tag.

It is a scanner, not a parser: it knows quotes, comments and elements whose content is raw text, and it leaves
whatever else it does not understand as text.  It is linear in the length of the HTML, whatever the HTML is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from html import escape, unescape
from typing import TypeGuard

from sitegen.patterns import regex


class Kind(IntEnum):
    """What a piece of markup is."""

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


OPEN, CLOSE, VOID, ASIDE, RAW = Kind


class Tag(str):
    """A piece of HTML that is no text.  Tags are shared by texts: nobody changes one.

    Of a tag it has the lower-case *name* and the *attributes* as written; *is_block* tells whether it ends
    the line of text it stands in.
    """

    __slots__ = ("attributes", "is_block", "is_landmark", "kind", "name")

    kind: Kind
    name: str
    attributes: str
    is_block: bool
    is_landmark: bool

    def __new__(cls, html: str, kind: Kind, name: str = "", attributes: str = "") -> Tag:
        """Return the tag that is written *html*."""
        self = str.__new__(cls, html)
        self.kind, self.name, self.attributes = kind, name, attributes
        self.is_block = name in BLOCK_NAMES
        self.is_landmark = attributes != "" or kind is ASIDE or name in HEADING_LEVELS
        return self


Token = str
"""A `Tag`, or text.  Where each of a text's tokens is looked at, `type(token) is Tag` is the quickest way to
tell."""
Tokens = Sequence[Token]
Landmarks = list[tuple[int, Tag]]
"""The headings, the comments and all tags with attributes, each with the index of its token: all that most
steps are looking for."""


def words(names: str) -> frozenset[str]:
    """Return the *names* between blanks as a set."""
    return frozenset(names.split())


VOID_NAMES = words("area base br col embed hr img input link meta param source track wbr")
PLAINTEXT = "plaintext"
RAW_NAMES = words("script style textarea title xmp iframe noembed noframes plaintext")
BLOCK_NAMES = words(
    "address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li"
    " main menu nav noscript ol optgroup option p pre search section summary table tbody td tfoot th thead tr"
    " ul"
)
"""Elements that end the line of text they stand in; `br` is one of them for that reason."""
HEADING_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

_MARKUP = regex(
    r"""(<(?:
        /?[a-zA-Z][^\s/>"'<]*+ (?:[^"'<>]++|"[^"]*+"|'[^']*+')*+ >
      | !--(?:>|->|.*?(?:-->|--!>|\Z))
      | !\[CDATA\[.*?(?:\]\]>|\Z)
      | [!?][^>]*+(?:>|\Z)
    ))""",
    re.DOTALL | re.VERBOSE,
)
_TAG_BEGINS = regex(r"<(?=[/a-zA-Z]|\Z)")
_NAMED = regex(r"</?[a-zA-Z]")
_TO_BROWSERS, _PLAINLY = (
    regex(
        rf"""</?[a-zA-Z][^\s/>{but}]*+
            (?: [\s/]++
              | [^\s/>{but}][^\s/>={but}]*+
                (?: \s*+=\s*+ (?:"[^"{but}]*+"|'[^'{but}]*+'|(?!["'])[^\s>{but}]*+) | (?!\s*+=) )
            )*+ >""",
        re.VERBOSE,
    )
    for but in ("", "<")
)
"""A whole tag (HTML Living Standard, 13.2.5.8 and on), also such as is no tag to `_MARKUP`; and one in which
no other begins."""
_TAG = regex(r"""<(/?)([a-zA-Z][^\s/>"'<]*)(.*)>""", re.DOTALL)
_LONGEST_REMEMBERED, _REMEMBERED = 200, 4096
"""Of how many characters and how many are the tags that are known by heart; it bounds the memory."""
_RAW_ENDS = {name: regex(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW_NAMES}
_RAW_ENDS[PLAINTEXT] = regex(r"(?!)")  # nothing ends it, not even its end tag
# Possessive, and at most one blank before the name, so that long runs of white space stay linear.
ATTRIBUTE = regex(r"""(\s?)([^\s"'<>/=]+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>]+))?""")
"""One attribute: the blank before it, its name, its value as written (None: it has none)."""
_LEFT_OPEN = (
    (regex(r"<(?=!--)"), ("-->", "--!>")),
    (regex(r"<(?=!\[CDATA\[)"), ("]]>",)),
    (regex(r"<(?=[!?])"), (">",)),
)
"""Asides of three kinds: how one begins, and what ends it."""
ENDS_TOO = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "option": ("option",),
}
"""What an element's start tag ends, besides itself, when its own end tag was left out."""


class _RawContentError(Exception):
    """A *tag* after which markup is no markup."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(tag)
        self.tag = tag


class _Known(dict[str, Tag]):
    """The tags met so far, by their HTML: nearly all of a text's tags are the same few."""

    def __missing__(self, html: str) -> Tag:
        tag = _make_tag(html)
        if tag.kind in (OPEN, VOID) and tag.name in RAW_NAMES:
            raise _RawContentError(tag)
        if len(html) <= _LONGEST_REMEMBERED:
            if len(self) == _REMEMBERED:
                self.clear()
            self[html] = tag
        return tag


_KNOWN = _Known()


def scan(html: str) -> list[Token]:
    """Return *html* as tokens."""
    tokens: list[Token] = _MARKUP.split(html)  # text and markup take turns
    try:
        tokens[1::2] = map(_KNOWN.__getitem__, tokens[1::2])
    except _RawContentError:
        return _scan_with_raw_content(html)
    last = tokens[-2] if len(tokens) > 1 and not tokens[-1] else ""
    if _is_left_open(last):
        return _scan_as_text(html, last)
    found = list(filter(None, tokens))
    return found if html.count("<") == len(tokens) // 2 else _with_open_tag_as_text(found)


def _with_open_tag_as_text(tokens: list[Token]) -> list[Token]:
    """Return *tokens* in which text is text to browsers, too, and what is a tag to them is one.

    Text is what begins like a tag and has another tag in it (`<i` and, in the next line, `<p>`), or like an
    end tag of nothing (`</`); and a tag that never ends, for want of a quotation mark or a `>`, with all that
    looks like one after it.  A tag is, for instance, `<a href=/it's>`.
    """
    html, at, ends = "".join(tokens), 0, 0
    result: list[Token] = []
    for index, token in enumerate(tokens):
        if type(token) is Tag:
            result.append(token)
            at += len(token)
            continue
        text, done = "", 0
        for begin in _TAG_BEGINS.finditer(token):
            if begin.start() < done:
                continue
            start = at + begin.start()
            whole = _PLAINLY.match(html, start)
            tag = _make_tag(whole[0]) if whole else None
            if tag and tag.name not in RAW_NAMES and not tag.attributes.startswith(('"', "'")):
                text += token[done : begin.start()]
                result += [text, tag] if text else [tag]
                text, done = "", begin.start() + len(tag)
                continue
            if whole is None and start >= ends and _NAMED.match(html, start):
                last = _TO_BROWSERS.match(html, start)
                if last is None:
                    rest = [text + token[done:], *tokens[index + 1 :]]
                    return [
                        *result,
                        *(one if type(one) is Tag else _TAG_BEGINS.sub("&lt;", one) for one in rest),
                    ]
                ends = last.end()
            text += f"{token[done : begin.start()]}&lt;"
            done = begin.end()
        text += token[done:]
        result += [text] if text else []
        at += len(token)
    return result


def is_tag(html: str) -> bool:
    """Tell whether *html*, which is written like a tag, is one to browsers: to them `<p "=">` never ends."""
    return _is_short_tag(html) if len(html) <= _LONGEST_REMEMBERED else _is_tag(html)


def _is_tag(html: str) -> bool:
    return _TO_BROWSERS.fullmatch(html) is not None


_is_short_tag = lru_cache(_REMEMBERED)(_is_tag)


def _is_left_open(token: Token) -> bool:
    """Tell whether the last *token* is an aside that the end of the HTML cut off."""
    return token.startswith(("<!", "<?")) and not token.endswith(_aside(token)[1])


def _aside(token: Token) -> tuple[re.Pattern[str], tuple[str, ...]]:
    return next((begins, ends) for begins, ends in _LEFT_OPEN if begins.match(token))


def _scan_as_text(html: str, last: Token) -> list[Token]:
    """Return *html* as tokens; what begins like its *last* aside, which nothing closes, stands as text.

    There are three kinds, and none is left open twice: so it stays linear.
    """
    begins, _ends = _aside(last)
    return scan(html[: -len(last)] + begins.sub("&lt;", last))


def _scan_with_raw_content(html: str) -> list[Token]:
    tokens: list[Token] = []
    text, position = "", 0
    left_open: set[str] = set()  # from here on nothing closes these
    while match := _MARKUP.search(html, position):
        start, end = match.span()
        before, position = html[position:start], end
        try:
            found: list[Token] = [_KNOWN[match[0]]]
        except _RawContentError as error:
            found = _whole(error.tag, html, end, left_open)
            if not found:
                text += (before + match[0]).replace("<", "&lt;")
                continue
            position = end + len(found[1])
        text += before
        tokens += [text, *found] if text else found
        text = ""
    text += html[position:]
    if not text and tokens and _is_left_open(tokens[-1]):
        return _scan_as_text(html, tokens[-1])
    return _with_open_tag_as_text([*tokens, text] if text else tokens)


def _whole(tag: Tag, html: str, end: int, left_open: set[str]) -> list[Token]:
    """Return a *tag* with an element of raw text, of which the start tag ends at *end*, as far as its end tag
    is not to come; nothing: it has no end tag, which is noted among those that are *left_open*."""
    if tag.kind is VOID and tag.name != PLAINTEXT:  # browsers do not know of such elements
        return [start_tag(tag.name, tag.attributes.rstrip("/").rstrip()), Tag("", RAW), end_tag(tag.name)]
    closed = None if tag.name in left_open else _RAW_ENDS[tag.name].search(html, end)
    if closed is None:
        left_open.add(tag.name)
        return []
    return [tag, Tag(html[end : closed.start()], RAW)]


def _make_tag(html: str) -> Tag:
    """Return the tag, comment or declaration that is written *html*."""
    match = _TAG.fullmatch(html)
    if match is None:
        return Tag(html, ASIDE)
    slash, name, attributes = match.groups()
    name = name.lower()
    if slash:
        kind = CLOSE
    elif name in VOID_NAMES or (attributes and _closes_itself(attributes)):
        kind = VOID
    else:
        kind = OPEN
    return Tag(html, kind, name, attributes)


def _closes_itself(attributes: str) -> bool:
    # In `<a href=/x/>` the last slash belongs to the value.
    return attributes.endswith("/") and (len(attributes) == 1 or attributes[-2] in " \t\n\r\"'")


def find_landmarks(tokens: Tokens) -> Landmarks:
    """Return the landmarks of *tokens*."""
    return [(index, token) for index, token in enumerate(tokens) if type(token) is Tag and token.is_landmark]


def start_tag(name: str, attributes: str = "", kind: Kind = OPEN) -> Tag:
    """Return a start tag; *attributes* come with the blank before them."""
    return Tag(f"<{name}{attributes}>", kind, name, attributes)


def end_tag(name: str) -> Tag:
    """Return an end tag."""
    return Tag(f"</{name}>", CLOSE, name)


def opens(token: Token, name: str) -> TypeGuard[Tag]:
    """Tell whether *token* is a start tag *name*."""
    return isinstance(token, Tag) and token.kind is OPEN and token.name == name


def closes(token: Token, name: str) -> bool:
    """Tell whether *token* is an end tag *name*."""
    return isinstance(token, Tag) and token.kind is CLOSE and token.name == name


def kind_of(token: Token) -> Kind | None:
    """Return what *token* is; None: it is text."""
    return token.kind if isinstance(token, Tag) else None


def is_text(token: Token) -> bool:
    """Tell whether *token* is text."""
    return not isinstance(token, Tag)


def is_blank(token: Token) -> bool:
    """Tell whether *token* is text that shows nothing."""
    return token.isspace() and not isinstance(token, Tag)


def step(tag: Tag) -> int:
    """Return how much deeper one is after *tag*: 1 after a start tag, -1 after an end tag."""
    return (tag.kind is OPEN) - (tag.kind is CLOSE)


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


def has_class(tag: Tag, names: frozenset[str]) -> bool:
    """Tell whether *tag* has one of the classes *names*."""
    if "class" not in tag.attributes.lower():
        return False
    return not names.isdisjoint((attribute(tag.attributes, "class") or "").split())


def fills_a_paragraph(tokens: Tokens, index: int) -> bool:
    """Tell whether the token at *index*, which is neither the first nor the last, is text, and all that its
    paragraph holds."""
    return is_text(tokens[index]) and opens(tokens[index - 1], "p") and closes(tokens[index + 1], "p")


def element_end(tokens: Tokens, start: int) -> int:
    """Return the index after the end tag of the element that begins at *start*.

    Where the end tag is missing, only the start tag is meant.
    """
    first, depth = tokens[start], 0
    if not isinstance(first, Tag) or first.kind is not OPEN:
        return start + 1
    for index in range(start, len(tokens)):
        token = tokens[index]
        if isinstance(token, Tag) and token.name == first.name:
            depth += step(token)
            if depth == 0:
                return index + 1
    return start + 1


class OpenTags:
    """The elements that are open while one walks over tokens, by HTML's rules for end tags left out."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def imply_ends(self, name: str) -> None:
        """Close what the start tag *name* closes without saying so."""
        if not self.names:
            return
        if self.names[-1] == "p" and name in BLOCK_NAMES and name != "br":
            self.names.pop()
        for other in ENDS_TOO.get(name, ()):
            if self.names and self.names[-1] == other:
                self.names.pop()

    def close(self, name: str) -> bool:
        """Note an end tag and tell whether it closes anything."""
        if name not in self.names:
            return False
        while self.names.pop() != name:
            pass
        return True
