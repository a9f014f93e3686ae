"""Finished HTML for pages that show several texts: without ids, and with headings below the texts' titles."""

from __future__ import annotations

from sitegen.markup.scan import CLOSE, Tag, Tokens, end_tag, scan, start_tag, without

_BELOW_TITLES = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}
"""Headings of a text, and what they are below its title on a list: who reads by headings hears what belongs
to what.  In a text `h1` is as high as `h2` should be."""


def without_ids(html: str) -> str:
    """Return *html* with no `id` left in it, so that no two texts on a page share one."""
    return join_without_ids(scan(html))


def join_without_ids(tokens: Tokens) -> str:
    """Return the HTML of *tokens* with no `id` left in it."""
    return "".join(
        [_without_id(token) if type(token) is Tag and token.attributes else token for token in tokens]
    )


def among_others(html: str) -> str:
    """Return *html* as it stands below its title, an `h2`, among others: without ids, its headings lower."""
    return join_among_others(scan(html))


def join_among_others(tokens: Tokens) -> str:
    """Return the HTML of *tokens* as `among_others` does."""
    return "".join(
        [
            _lower(_without_id(token)) if type(token) is Tag and token.is_landmark else token
            for token in tokens
        ]
    )


def _lower(tag: Tag) -> Tag:
    name = _BELOW_TITLES.get(tag.name)
    if name is None:
        return tag
    return end_tag(name) if tag.kind is CLOSE else start_tag(name, tag.attributes)


def _without_id(tag: Tag) -> Tag:
    if "id" not in tag.attributes.lower() or tag.kind is CLOSE:
        return tag
    return start_tag(tag.name, without(tag.attributes, "id"), tag.kind)
