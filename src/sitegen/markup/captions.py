"""An image alone in its paragraph, with a title: a figure whose caption is the title."""

from __future__ import annotations

from html import escape

from sitegen.markup.scan import (
    CLOSE,
    OPEN,
    TEXT,
    VOID,
    Token,
    Tokens,
    attribute,
    end_tag,
    start_tag,
    with_class,
    without,
)


def caption_images(tokens: list[Token]) -> list[Token]:
    """Return *tokens* with a figure for each paragraph that is one titled image, linked or not."""
    result: list[Token] = []
    position = 0
    for index, token in enumerate(tokens):
        if index < position or token.name != "img" or "title" not in token.attributes.lower():
            continue
        start, end = _paragraph_around(tokens, index)
        if start >= position and (figure := _figure(tokens[start:end])):
            result += tokens[position:start]
            result += figure
            position = end
    return [*result, *tokens[position:]]


def _paragraph_around(tokens: Tokens, image: int) -> tuple[int, int]:
    """Return where the paragraph around a lone *image* begins and ends; an empty range: there is none."""
    start, end = image - 1, image + 1
    start, end = _skip_blanks(tokens, start, -1), _skip_blanks(tokens, end, 1)
    if _is(tokens, start, OPEN, "a") and _is(tokens, end, CLOSE, "a"):
        start, end = _skip_blanks(tokens, start - 1, -1), _skip_blanks(tokens, end + 1, 1)
    if _is(tokens, start, OPEN, "p") and _is(tokens, end, CLOSE, "p"):
        return start, end + 1
    return image, image


def _skip_blanks(tokens: Tokens, index: int, step: int) -> int:
    while 0 <= index < len(tokens) and tokens[index].kind is TEXT and tokens[index].raw.isspace():
        index += step
    return index


def _is(tokens: Tokens, index: int, kind: int, name: str) -> bool:
    return 0 <= index < len(tokens) and tokens[index].kind == kind and tokens[index].name == name


def _figure(paragraph: Tokens) -> list[Token]:
    """Return a *paragraph* of one image as a figure; nothing when there is no caption."""
    inner = [token for token in paragraph[1:-1] if token.kind is not TEXT]
    image = next((token for token in inner if token.name == "img"), None)
    caption = image and (attribute(image.attributes, "title") or "").strip()
    if image is None or not caption:
        return []
    classes = (attribute(image.attributes, "class") or "").split()
    bare = start_tag("img", without(image.attributes, "title", "class"), VOID)
    return [
        start_tag("figure", with_class(paragraph[0].attributes, *classes)),
        *(bare if token is image else token for token in inner),
        start_tag("figcaption"),
        Token(TEXT, escape(caption, quote=False)),
        end_tag("figcaption"),
        end_tag("figure"),
    ]
