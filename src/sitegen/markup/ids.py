"""Take ids out of finished HTML, for pages that show several texts."""

from __future__ import annotations

from sitegen.markup.scan import OPEN, VOID, Token, join, scan, start_tag, without


def without_ids(html: str) -> str:
    """Return *html* with no `id` left in it, so that no two texts on a page share one."""
    return join(without_id(token) for token in scan(html))


def without_id(token: Token) -> Token:
    """Return a tag without its `id`; anything else as it is."""
    if "id" not in token.attributes.lower() or token.kind not in (OPEN, VOID):
        return token
    return start_tag(token.name, without(token.attributes, "id"), token.kind)
