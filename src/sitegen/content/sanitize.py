"""Take out of HTML that strangers wrote whatever could do harm: the only home of nh3."""

from __future__ import annotations

import re

from sitegen.patterns import regex

TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "li", "ol"),
        *("p", "pre", "q", "s", "small", "strong", "sub", "sup", "ul"),
    }
)
"""What may stand in a comment; of others only the words stay."""
_ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}, "pre": {"aria-label"}}
_VALUES = {"pre": {"tabindex": {"0"}, "role": {"group"}}}
"""By these code that is wider than the page is reached by keyboard."""
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow ugc noopener"
_NO_LINK = regex(rf'<a(?: title="[^"]*")? rel="{_REL}">(.*?)</a>', re.DOTALL)
"""What leads nowhere, as nh3 writes it: pages would show it as a link."""


def clean(html: str) -> str:
    """Return *html* with these elements only; links say that the site does not vouch for them."""
    import nh3

    found = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        tag_attribute_values=_VALUES,
        url_schemes=_SCHEMES,
        link_rel=_REL,
        strip_comments=True,
    )
    return _NO_LINK.sub(r"\1", found).strip()
