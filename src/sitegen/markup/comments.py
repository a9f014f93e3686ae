"""Comments that nothing closes where they stand, and that the end of a later one would close."""

from __future__ import annotations

import re

from sitegen.patterns import regex

_BEFORE_ANOTHER = regex(r"<!--(?=((?:(?!-->|<!--).)*+)<!--)", re.DOTALL)
"""The beginning of a comment in which another begins, and what is between them."""
_CONTAINERS = ("li", "blockquote", "dd", "div")
"""The elements that engines make of what stands in a list, a quotation or a note."""


def without_open_comments(html: str) -> str:
    """Return *html* with a comment as text that would swallow what follows it, up to the end of the next.

    One that no other follows is text to `scan`.
    """
    return _BEFORE_ANOTHER.sub(_as_text_if_open, html) if html.count("<!--") > 1 else html


def _as_text_if_open(match: re.Match[str]) -> str:
    """Return the beginning of a comment, as text where the list, quotation or note that it stands in ends
    before it does."""
    inside = match[1]
    is_open = any(inside.count(f"</{name}>") > inside.count(f"<{name}") for name in _CONTAINERS)
    return "&lt;!--" if is_open else match[0]
