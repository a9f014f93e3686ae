"""References to characters (`&eacute;`, `&#8217;`) as HTML has them: what is none is text.

Engines take whatever looks like one for one (`Q&A;`), and old programs that export blogs number signs as
Windows does (`&#146;`).  Browsers show both as they are meant, but call them mistakes; here they are mended
in the same way (HTML Living Standard, 13.2.5.72 and on).
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5

from sitegen.markup.scan import Kind, Tag, Token, Tokens, start_tag
from sitegen.patterns import regex

_COMMON = "(?:amp|lt|gt|quot|nbsp|#39|#160|#8617);"
DOUBTFUL = regex(rf"&(?!{_COMMON})[^\s<]")
"""What may be no reference; it is all that most texts are looked through for."""
_LIKE_ONE = regex(rf"&(?!{_COMMON})(?:(?:#[xX][0-9a-fA-F]+|#[0-9]+|[a-zA-Z0-9]++);?|(?=[^\s<]))")
_MOST_DIGITS = 7
_CONTROL = regex(r"[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_UNKNOWN = "\ufffd"
NUMBERED = {
    number: _UNKNOWN if number < 0x80 or unescape(f"&#{number};") == chr(number) else unescape(f"&#{number};")
    for number in range(0xA0)
    if _CONTROL.match(chr(number))
}
"""What `str.translate` makes of the characters that an engine has put in the place of such references."""
_WITH_VALUES = (Kind.OPEN, Kind.VOID)


def mend_references(tokens: Tokens) -> list[Token]:
    """Return *tokens* without references that HTML does not have."""
    return [_mended_tag(token) if isinstance(token, Tag) else _mended(token) for token in tokens]


def _mended(text: str) -> str:
    return _LIKE_ONE.sub(lambda match: _in_text(match[0]), text) if "&" in text else text


def _mended_tag(tag: Tag) -> Tag:
    if "&" not in tag or tag.kind not in _WITH_VALUES:
        return tag
    attributes = _LIKE_ONE.sub(_in_value, tag.attributes)
    return tag if attributes == tag.attributes else start_tag(tag.name, attributes, tag.kind)


@lru_cache(256)
def _in_text(reference: str) -> str:
    """Return *reference* where it is one, and else what browsers show."""
    return reference if _is_one(reference) else escape(_shown(reference))


def _in_value(match: re.Match[str]) -> str:
    """Return the same in the value of an attribute, where fewer are references: `?a=1&copy=2` is an
    address."""
    reference, end = match[0], match.end()
    follows = match.string[end : end + 1]
    if reference.startswith("&#") or (reference[1:] in html5 and follows != "="):
        return _in_text(reference)
    return reference.replace("&", "&amp;")


def _is_one(reference: str) -> bool:
    if not reference.endswith(";"):
        return False
    if not reference.startswith("&#"):
        return reference[1:] in html5
    shown = _shown(reference)
    return len(shown) == 1 and ord(shown) == _number(reference)


def _number(reference: str) -> int:
    """Return the number in *reference* to a character; 0: it is none, or too large for one."""
    written = reference[2:].rstrip(";").lower()
    digits = written.removeprefix("x").lstrip("0")
    if len(digits) > _MOST_DIGITS:
        return 0
    return int(digits or "0", 16 if written.startswith("x") else 10)


def _shown(reference: str) -> str:
    """Return what browsers make of *reference*; what no browser shows is the sign for the unknown."""
    if reference.startswith("&#") and not _number(reference):
        return _UNKNOWN
    shown = unescape(reference)
    return _UNKNOWN if not shown or _CONTROL.match(shown) else shown
