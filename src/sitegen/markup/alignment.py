"""Cells of tables are aligned by a class: many hosts forbid styles in pages (`Content-Security-Policy`)."""

from __future__ import annotations

from sitegen.markup.scan import Token, attribute, opens, start_tag, with_class, without
from sitegen.patterns import regex

CLASSES = {"left": "text-left", "center": "text-center", "right": "text-right"}
"""The class for each side that Markdown can align a column to."""
_STYLE = regex(r"\s*text-align:\s*(left|center|right)\s*;?\s*")


def align_cells(tokens: list[Token]) -> None:
    """Let cells that were aligned by a style be aligned by a class (*tokens* is changed in place)."""
    for index, token in enumerate(tokens):
        if opens(token, "td") or opens(token, "th"):
            style = _STYLE.fullmatch(attribute(token.attributes, "style") or "")
            if style:
                plain = without(token.attributes, "style")
                tokens[index] = start_tag(token.name, with_class(plain, CLASSES[style[1]]))
