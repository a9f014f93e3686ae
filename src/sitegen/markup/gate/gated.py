"""What takes the place of what: the one list of it."""

from __future__ import annotations

from sitegen.markup.gate.blocks import BLOCKS
from sitegen.markup.gate.inline import INLINE
from sitegen.markup.gate.lines import LINES
from sitegen.markup.gate.serializer import SERIALIZERS
from sitegen.markup.gate.trees import TREES

__all__ = ["GATED", "SERIALIZERS"]

GATED: dict[type, type] = {**BLOCKS, **INLINE, **LINES, **TREES}
"""For each stock class, a subclass that does the same sooner."""
