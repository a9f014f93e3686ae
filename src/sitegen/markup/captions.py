"""An image alone in its paragraph, with a title: a figure whose caption is the title."""

from __future__ import annotations

from html import escape

from sitegen.markup.scan import (
    VOID,
    Landmarks,
    Tag,
    Token,
    Tokens,
    attribute,
    closes,
    end_tag,
    is_blank,
    opens,
    start_tag,
    with_class,
    without,
)


def caption_images(tokens: list[Token], landmarks: Landmarks) -> list[Token]:
    """Return *tokens* with a figure for each paragraph that is one titled image, linked or not."""
    result: list[Token] = []
    position = 0
    for index, tag in landmarks:
        if tag.name != "img" or index < position or "title" not in tag.attributes.lower():
            continue
        start, end = _paragraph_around(tokens, index)
        if start >= position and (figure := _figure(tokens[start:end])):
            result += tokens[position:start]
            result += figure
            position = end
    return [*result, *tokens[position:]] if position else tokens


def _paragraph_around(tokens: Tokens, image: int) -> tuple[int, int]:
    """Return where the paragraph around a lone *image* begins and ends; an empty range: there is none."""
    start, end = image - 1, image + 1
    start, end = _skip_blanks(tokens, start, -1), _skip_blanks(tokens, end, 1)
    if _encloses(tokens, start, end, "a"):
        start, end = _skip_blanks(tokens, start - 1, -1), _skip_blanks(tokens, end + 1, 1)
    if _encloses(tokens, start, end, "p"):
        return start, end + 1
    return image, image


def _skip_blanks(tokens: Tokens, index: int, step: int) -> int:
    while 0 <= index < len(tokens) and is_blank(tokens[index]):
        index += step
    return index


def _encloses(tokens: Tokens, start: int, end: int, name: str) -> bool:
    return start >= 0 and end < len(tokens) and opens(tokens[start], name) and closes(tokens[end], name)


def _figure(paragraph: Tokens) -> list[Token]:
    """Return a *paragraph* of one image as a figure; nothing when there is no caption."""
    tags = [token for token in paragraph[:-1] if isinstance(token, Tag)]
    image = next((tag for tag in tags if tag.name == "img"), None)
    caption = image and (attribute(image.attributes, "title") or "").strip()
    if image is None or not caption:
        return []
    classes = (attribute(image.attributes, "class") or "").split()
    bare = start_tag("img", without(image.attributes, "title", "class"), VOID)
    return [
        start_tag("figure", with_class(tags[0].attributes, *classes)),
        *(bare if token is image else token for token in tags[1:]),
        start_tag("figcaption"),
        escape(caption, quote=False),
        end_tag("figcaption"),
        end_tag("figure"),
    ]
