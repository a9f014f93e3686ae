"""Blocks that Python-Markdown reads as today's authors mean them: lists, tables, quotations and fenced code.

Each rule stands inside the parser, as those of `relaxed.py`, which adds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.sane_lists import SaneUListProcessor
from markdown.extensions.tables import TableProcessor
from markdown.util import HTML_PLACEHOLDER_RE

from sitegen.markup.alerts import is_alert
from sitegen.markup.nesting import STEP, renested
from sitegen.patterns import regex

_LIST = regex(r"\n* {0,3}(?:[*+-]|\d{1,9}[.)]) +\S")
_LIST_AFTER_LINE = regex(r"\n(?= {0,3}(?:[*+-]|1[.)]) +\S)")
_CELL = r"[ ]*+:?-++:?[ ]*+"
_TABLE_AFTER_LINE = regex(
    rf"\n(?P<head> {{0,7}}\|[^\n]*)\n {{0,7}}+(?=[^\n]*\|)\|?{_CELL}(?:\|{_CELL})*+\|?[ ]*(?=\n|$)"
)
_FENCED_LINE = "\x02[^\x02\x03]*\x03[ ]*(?:\\n|$)"
# Under a line without words (`>`) exports of WordPress have what they quote.
_UNDER_QUOTE = regex(
    rf"\n(?= {{0,3}}{_FENCED_LINE})|(?<!>)(?<!> )\n(?= {{0,3}}(?:\#{{1,6}} |(?:[*+-]|\d{{1,9}}[.)]) +\S))"
)
_UNDER_TABLE = regex(
    rf"\n(?= {{0,3}}(?:{_FENCED_LINE}|(?:\#{{1,6}} |>|[*+-] |1[.)] )[^|\n]*(?:\n|$)"
    r"|(?:-{3,}|\*{3,}) *(?:\n|$)))"
)
_TWO_LINES = regex(r"[^\n]*\n[^\n]*")
_FENCE = regex(rf"^(?P<indent>[ ]*)(?P<code>{HTML_PLACEHOLDER_RE.pattern})[ ]*(?:\n|\Z)", re.MULTILINE)
# Number signs that close a heading stand apart from it, unless those that open it do not: `## C#`, `##C##`.
# Two and more words with one sign each, `#tips #service`, are none, but tags as other programs have them, and
# `#92` under a line is the number of something.
_HEADING = regex(
    r"(?:^(?:[ ]{1,3}(?=#{1,6}[ \t]))?|\n(?!#\d+(?:[\]),;]|[ \t]|\.?(?:\n|$))))"
    r"(?!#[^\s#]+(?:[ \t]+#[^\s#]+)+[ \t]*(?:\n|$))"
    r"(?P<level>#{1,6})(?P<header>"
    r"(?=[ \t])(?:[^ \t\n]|[ \t]++(?!#*+[ \t]*+(?:\n|$)))*+|(?![ \t])(?:\\.|[^\\#\n]|#+(?=[^#\n]))*?"
    r")(?:[ \t]+#+[ \t]*|[ \t]*|#*)(?:\n|$)"
)
# A mark or a rule under an item, a quotation or a fence makes no heading of it.
_SETEXT = regex(
    r"^(?![ ]{0,3}(?:>|\x02|[*+-][ ]+[^\n]*\n-(?:--+)?[ ]*(?:\n|$))).*?\n(?:=+|-+)[ ]*(\n|$)", re.MULTILINE
)
_NEXT_ITEM = regex(r"^[ ]{0,3}(([*+-]))(?:[ ]+|$)(.*)")
_ATTRIBUTE = r"""(?:[.#][\w:-]+(?:\.[\w:-]+)*|[^\s"'<>/={}]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}<>]+))"""
_WORD = r"[A-Za-z][\w:-]*"
BRACES = rf"\{{:?[ ]*((?:{_WORD}[ ]+)*{_ATTRIBUTE}(?:[ ]+(?:{_ATTRIBUTE}|{_WORD}))*)[ ]*\}}"
"""Attributes in braces: one of them at least is a class, an id or has a value."""
_ATTRIBUTES = regex(rf"[ ]*(?P<braces>{BRACES})[ ]*(?:\n|\Z)")
_CODE_IN_CELL = regex(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)")
_IN_LIST = frozenset(["list", "looselist", "detabbed"])


def relax_blocks(md: Markdown) -> None:
    """Add the rules to *md*."""
    processors = md.parser.blockprocessors
    for name, made, priority in (
        ("block-below", BlockBelow, 76),  # before tables (75), and all that could take a part of a block
        ("nested-lists", NestedLists, 45),  # before the lists (40, 30)
        ("quote-after-note", QuoteAfterNote, 21),  # right before quotations (20)
        ("indented-html", IndentedHtml, 14),  # these after all that is no paragraph (10)
        ("fence-beside-line", FenceBesideLine, 13),
        ("list-after-line", ListAfterLine, 12),
        ("table-after-line", TableAfterLine, 11),
    ):
        processors.register(made(md.parser), f"sitegen-{name}", priority)
    tables: Any = processors["table"]
    if type(tables) is TableProcessor:
        processors.register(RelaxedTables(md.parser, tables.config), "table", 75)  # type: ignore[attr-defined]
    processors["setextheader"].RE = _SETEXT  # type: ignore[attr-defined]
    processors["hashheader"].RE = _HEADING  # type: ignore[attr-defined]
    if type(processors["ulist"]) is SaneUListProcessor:
        processors["ulist"].CHILD_RE = _NEXT_ITEM


class NestedLists(BlockProcessor):
    """Lists nested by two or three blanks nest, and what stands under the words of an item belongs to it."""

    def __init__(self, parser: Any) -> None:
        super().__init__(parser)
        self._seen: tuple[list[str], int] = ([], 0)

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether a list begins here."""
        return _LIST.match(block) is not None and not _is_in_list(self.parser)

    def run(self, parent: Element, blocks: list[str]) -> bool:  # noqa: ARG002
        """Indent the whole list anew where it needs that, and leave it to the next processor."""
        blocks_seen, rest = self._seen
        if blocks is not blocks_seen or len(blocks) <= rest:
            length, new = renested(blocks)
            # Each later item of a loose list comes by here again.
            self._seen = blocks, len(blocks) - length
            if new is not None:
                blocks[:length] = new
        return False


class ListAfterLine(BlockProcessor):
    """A list right under a line of a paragraph is a list, as in CommonMark."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether the paragraph *block* has a line that begins a list."""
        return _LIST_AFTER_LINE.search(block) is not None and not _is_in_list(self.parser)

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make a paragraph of the lines above the list, and a block of its own of the list."""
        block = blocks.pop(0)
        match = _LIST_AFTER_LINE.search(block)
        if match:
            self.parser.parseBlocks(parent, [block[: match.start()]])
            blocks.insert(0, block[match.end() :])


class IndentedHtml(BlockProcessor):
    """Markdown between tags is found as such also where the tags are indented."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether *block* begins with such an element, or with fenced code, after blanks."""
        return block.startswith(" ") and _FENCE.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:  # noqa: ARG002
        """Take the blanks away, and leave the block to the processors that look for its beginning."""
        blocks[0] = blocks[0].lstrip(" ")


class FenceBesideLine(BlockProcessor):
    """Fenced code right under or above a line of a paragraph is no part of it: no paragraph can hold it."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Tell whether a line of the paragraph *block* is fenced code, with others or in a list."""
        if _FENCE.search(block) is None:
            return False
        return len([*_apart(block)]) > 1 if "\n" in block else bool(self.parser.state.isstate("list"))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make blocks of their own of the code and of the lines above and below it."""
        if "\n" in blocks[0]:
            blocks[:1] = _apart(blocks[0])
        else:  # the parser would add it to the words of the item, which may yet become a paragraph
            SubElement(parent, "p").text = blocks.pop(0).rstrip()


def _apart(block: str) -> Iterator[str]:
    """Yield the parts of *block*: fenced code, with a line of attributes for it, and what stands between,
    indented as far less as the code."""
    at, indent = 0, ""
    for fence in _FENCE.finditer(block):
        yield from _lines(block[at : fence.start()], indent)
        attributes = _ATTRIBUTES.match(block, fence.end())
        yield f"{fence['code']}\n{attributes['braces']}" if attributes else fence["code"]
        at, indent = (attributes or fence).end(), fence["indent"]
    yield from _lines(block[at:], indent)


def _lines(text: str, indent: str) -> Iterator[str]:
    """Yield *text* without *indent* at its lines, if there is any."""
    if text.strip():
        yield re.sub(rf"^[ ]{{0,{len(indent)}}}", "", text.rstrip("\n"), flags=re.MULTILINE)


class QuoteAfterNote(BlockProcessor):
    """A quotation below a note (`> [!NOTE]`), after an empty line, is one of its own, as in CommonMark."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether *block* is a quotation that would become a part of the note above it."""
        above = self.lastChild(parent)
        if above is None or above.tag != "blockquote" or not len(above) or not is_alert(above[0].text or ""):
            return False
        return bool(self.parser.blockprocessors["quote"].test(parent, block))

    def run(self, parent: Element, blocks: list[str]) -> bool:  # noqa: ARG002
        """Begin a quotation, to which the next processor adds."""
        SubElement(parent, "blockquote")
        return False


class BlockBelow(BlockProcessor):
    """What begins another block right under a table is no row of it, and right under a quotation no part of
    that."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether *block* is such a table or quotation."""
        return self._end(parent, block) >= 0

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Make two blocks of it, the first of which the next processors take."""
        block = blocks.pop(0)
        end = self._end(parent, block)
        blocks[:0] = [block[:end], block[end + 1 :]]
        return False

    def _end(self, parent: Element, block: str) -> int:
        """Return where the last line of the table or quotation ends; -1: nothing is below it."""
        if block.lstrip(" ").startswith(">"):
            below = _UNDER_QUOTE.search(block)
        elif (head := _TWO_LINES.match(block)) and self._is_table(parent, head[0]):
            below = _UNDER_TABLE.search(block, head.end())
        else:
            below = None
        return below.start() if below else -1

    def _is_table(self, parent: Element, head: str) -> bool:
        return "|" in head and bool(self.parser.blockprocessors["table"].test(parent, head))


class RelaxedTables(TableProcessor):
    """Tables in which a backslash before a bar is no part of code either, as on GitHub, and which have no
    other rows than were written: in a head alone pictures stand side by side."""

    def _build_empty_row(self, parent: Element, align: Sequence[str | None]) -> None:
        """Add no row to a table that has only a head."""

    def _split(self, row: str) -> list[str]:
        """Return the cells of *row*."""
        cells: list[str] = super()._split(row)  # type: ignore[misc]
        if "`" in row and "\\|" in row:
            return [_CODE_IN_CELL.sub(lambda code: code[0].replace("\\|", "|"), cell) for cell in cells]
        return cells


class TableAfterLine(BlockProcessor):
    """A table right under a line of a paragraph is a table, where its first line begins with a bar, as in the
    native engine."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the paragraph *block* has a line that begins a table."""
        return self._begin(parent, block) > 0

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make a paragraph of the lines above the table, and a block of its own of the table."""
        block = blocks.pop(0)
        begin = self._begin(parent, block)
        self.parser.parseBlocks(parent, [block[: begin - 1]])
        blocks.insert(0, block[begin:])

    def _begin(self, parent: Element, block: str) -> int:
        """Return where the first line of the table begins; 0: there is none."""
        tables, position = self.parser.md.parser.blockprocessors["table"], 0
        while match := _TABLE_AFTER_LINE.search(block, position):
            begin = match.start("head")
            # What goes on with an item of a list belongs to it only when it is indented, as far as it may be.
            indent = max(len(line) - len(line.lstrip(" ")) for line in match[0].split("\n"))
            is_own = indent > 0 if _is_in_list(self.parser) else indent < STEP
            if (
                is_own
                and tables.test(parent, block[begin : match.end()])
                and tables.test(parent, block[begin:])
            ):
                return begin
            position = match.end("head")
        return 0


def _is_in_list(parser: Any) -> bool:
    """Tell whether what is parsed is the text of an item; a quotation in an item is a text of its own."""
    return bool(parser.state) and parser.state[-1] in _IN_LIST
