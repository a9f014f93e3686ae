"""Python-Markdown without the steps that can't do anything to a text.

Python-Markdown tries every processor and every pattern on every piece of text.  Most need a certain
character, and most pieces have none of them; asking for the character first halves a conversion and changes
nothing.  The classes here lean on private parts of Python-Markdown and its extensions: they are used with the
versions they were tested with, and take the place of exactly the stock classes.  Whatever else an extension
brings is run as the library does it.
"""

from __future__ import annotations

from typing import Any

import markdown
from pymdownx import __meta__ as pymdownx

TESTED = (((3, 11), (13, 1)),)
"""The versions of Python-Markdown and pymdown-extensions with which both ways were found equal."""


def gate(converter: markdown.Markdown) -> None:
    """Make *converter* skip what can't do anything, where that is known to change nothing."""
    if (markdown.__version_info__[:2], pymdownx.__version_info__[:2]) not in TESTED:
        return
    # Not earlier: other versions may lack what these lean on.
    from sitegen.markup.gate.gated import GATED, SERIALIZERS

    parts: list[Any] = [converter.parser, *converter.preprocessors, *converter.treeprocessors]
    for part in parts:
        # The object stays the same: extensions hold on to it, and registries keep its place.
        part.__class__ = GATED.get(type(part), type(part))
    serializer: Any = converter.serializer
    converter.serializer = SERIALIZERS.get(serializer, serializer)
