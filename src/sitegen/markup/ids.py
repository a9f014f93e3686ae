"""Take ids out of finished HTML, for pages that show several texts."""

from __future__ import annotations

from sitegen.markup.scan import CLOSE, Tag, Tokens, scan, start_tag, without


def without_ids(html: str) -> str:
    """Return *html* with no `id` left in it, so that no two texts on a page share one."""
    return join_without_ids(scan(html))


def join_without_ids(tokens: Tokens) -> str:
    """Return the HTML of *tokens* with no `id` left in it."""
    return "".join(
        [_without_id(token) if type(token) is Tag and token.attributes else token for token in tokens]
    )


def _without_id(tag: Tag) -> Tag:
    if "id" not in tag.attributes.lower() or tag.kind is CLOSE:
        return tag
    return start_tag(tag.name, without(tag.attributes, "id"), tag.kind)
