"""Small rules for Python-Markdown that accept what today's authors write; each works inside the parser."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension


class RelaxedExtension(Extension):
    """Adds the rules."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Add them to *md*."""
