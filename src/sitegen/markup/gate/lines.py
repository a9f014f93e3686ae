"""Steps on the lines of a text, left out where the text has nothing for them."""

from __future__ import annotations

from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.util import ETX, STX

from sitegen.markup.relaxed import RelaxedFences

_FENCES = ("```", "~~~")


class _GatedWhitespace(NormalizeWhitespace):
    def run(self, lines: list[str]) -> list[str]:
        source = ("\n".join(lines) + "\n\n").expandtabs(self.md.tab_length)
        if " \n" in source or "\r" in source or STX in source or ETX in source:
            return super().run(lines)
        return source.split("\n")


class _GatedHtmlBlocks(HtmlBlockPreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return super().run(lines) if "<" in source or "&" in source else source.split("\n")


class _GatedFences(RelaxedFences):
    def search_nested(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        if not any(fence in source for fence in _FENCES):
            return lines
        found: list[str] = super().search_nested(lines)
        return found


LINES: dict[type, type] = {
    HtmlBlockPreprocessor: _GatedHtmlBlocks,
    NormalizeWhitespace: _GatedWhitespace,
    RelaxedFences: _GatedFences,
}
