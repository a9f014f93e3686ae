"""Blocks go straight to the processors that their first characters let in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import blockprocessors as stock
from markdown.blockparser import BlockParser
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.md_in_html import MarkdownInHtmlProcessor
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor
from pymdownx.superfences import SuperFencesCodeBlockProcessor

from sitegen.markup.relaxed import RelaxedIndentedCode
from sitegen.markup.relaxed_blocks import (
    BlockBelow,
    FenceBesideLine,
    IndentedHtml,
    ListAfterLine,
    NestedLists,
    QuoteAfterNote,
    RelaxedTables,
    TableAfterLine,
)

_DIGIT, _INDENT, _PIPE = "0", " ", "|"
_SIGNS: dict[type, tuple[str, ...]] = {
    AbbrBlockprocessor: ("*",),
    BlockBelow: (">", _PIPE),
    AdmonitionProcessor: ("!", _INDENT),
    DefListIndentProcessor: (_INDENT,),
    DefListProcessor: (":",),
    FenceBesideLine: ("\x02",),
    FootnoteBlockProcessor: ("[",),
    IndentedHtml: ("\x02",),
    ListAfterLine: ("*", "+", "-", _DIGIT),
    MarkdownInHtmlProcessor: ("\x02",),
    NestedLists: ("*", "+", "-", _DIGIT),
    QuoteAfterNote: (">",),
    RelaxedIndentedCode: (_INDENT,),
    RelaxedTables: (_PIPE,),
    SaneOListProcessor: (_DIGIT,),
    SaneUListProcessor: ("*", "+", "-"),
    SuperFencesCodeBlockProcessor: (_INDENT,),
    TableAfterLine: (_PIPE,),
    TableProcessor: (_PIPE,),
    stock.BlockQuoteProcessor: (">",),
    stock.CodeBlockProcessor: (_INDENT,),
    stock.EmptyBlockProcessor: ("",),
    stock.HRProcessor: ("*", "-", "_"),
    stock.HashHeaderProcessor: ("#",),
    stock.ListIndentProcessor: (_INDENT,),
    stock.OListProcessor: (_DIGIT,),
    stock.ReferenceProcessor: ("[",),
    stock.SetextHeaderProcessor: ("-", "="),
    stock.UListProcessor: ("*", "+", "-"),
}
"""For a processor: the `signs_of` blocks of which every block that it takes has at least one."""
_LINE_SIGNS = frozenset(sign for signs in _SIGNS.values() for sign in signs) - {_INDENT, _PIPE, _DIGIT}

Processors = Sequence[Any]


def signs_of(block: str) -> frozenset[str]:
    """Return what could make *block* more than a paragraph.

    The characters with which its lines begin after blanks (`0` for any digit, empty for an empty line), as
    far as one of them means something; a blank when the block is indented; `|` when there is one anywhere.
    """
    signs = set()
    for line in block.split("\n"):
        first = line.lstrip(" ")[:1]
        if first in _LINE_SIGNS:
            signs.add(first)
        elif first.isdecimal():
            signs.add(_DIGIT)
    if block.startswith(_INDENT):
        signs.add(_INDENT)
    if _PIPE in block:
        signs.add(_PIPE)
    return frozenset(signs)


class _GatedParser(BlockParser):
    """The stock parser, with another loop over the processors."""

    _all: Processors = ()
    _registered: tuple[dict[str, Any], list[Any]] = {}, []
    _by_signs: dict[frozenset[str], Processors]

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        # One function: blocks inside blocks come by here again, and the depth of calls is limited.
        self._look_again()
        while blocks:
            block = blocks[0]
            processors = iter(self._taking(block))
            while processor := next(processors, None):
                if processor.test(parent, block):
                    if processor.run(parent, blocks) is not False:
                        break
                    if blocks[0] is not block:  # it has changed what the others are to see
                        block, processors = blocks[0], iter(self._after(processor))

    def _look_again(self) -> None:
        """Take note of the processors, which an extension may have changed since the last time."""
        registry: Any = self.blockprocessors
        if (registry._data, registry._priority) != self._registered:
            self._all, self._by_signs = list(registry), {}
            self._registered = dict(registry._data), list(registry._priority)

    def _after(self, processor: Any) -> Processors:
        return self._all[self._all.index(processor) + 1 :]

    def _taking(self, block: str) -> Processors:
        """Return the processors that could take *block*, in their order."""
        signs = signs_of(block)
        found = self._by_signs.get(signs)
        if found is None:
            found = self._by_signs[signs] = [one for one in self._all if _may_take(one, signs)]
        return found


def _may_take(processor: Any, signs: frozenset[str]) -> bool:
    wanted = _SIGNS.get(type(processor))
    return wanted is None or not signs.isdisjoint(wanted)


BLOCKS: dict[type, type] = {BlockParser: _GatedParser}
