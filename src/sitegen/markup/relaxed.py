"""Small rules for Python-Markdown that accept what today's authors write.

Each stands inside the parser, at the place where the parser decides, and not before it: so none has to guess
what is code, raw HTML or a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneUListProcessor
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE
from pymdownx import superfences

from sitegen.markup.alerts import is_alert
from sitegen.markup.enclosed import asking, with_ends
from sitegen.markup.nesting import renested

_ESCAPED = re.compile("\x02([0-9]+)\x03")
_LIST = re.compile(r"\n* {0,3}(?:[*+-]|\d{1,9}\.) +\S")
_LIST_AFTER_LINE = re.compile(r"\n(?= {0,3}(?:[*+-]|1\.) +\S)")
_CELL = r"[ ]*+:?-++:?[ ]*+"
_TABLE_AFTER_LINE = re.compile(
    rf"\n(?P<head> {{0,3}}\|[^\n]*)\n {{0,3}}+(?=[^\n]*\|)\|?{_CELL}(?:\|{_CELL})*+\|?[ ]*(?=\n|$)"
)
_TAG_LINE = re.compile(" {0,3}<[A-Za-z]")
_FENCED_LINE = "\x02[^\x02\x03]*\x03[ ]*(?:\\n|$)"
_UNDER_QUOTE = re.compile(rf"\n(?= {{0,3}}{_FENCED_LINE})")
_UNDER_TABLE = re.compile(
    rf"\n(?= {{0,3}}(?:{_FENCED_LINE}|(?:\#{{1,6}} |>|[*+-] |1\. )[^|\n]*(?:\n|$)"
    r"|(?:-{3,}|\*{3,}) *(?:\n|$)))"
)
_TWO_LINES = re.compile(r"[^\n]*\n[^\n]*")
_FENCE = re.compile(rf"^(?P<indent>[ ]*)(?P<code>{HTML_PLACEHOLDER_RE.pattern})[ ]*(?:\n|\Z)", re.MULTILINE)
_LANGUAGE = re.compile(r"[ \t]*\.?([\w#.+-]+),")
_BRACED_LANGUAGE = re.compile(r"[ \t]*([\w#.+-]+)(?=[ \t,]|$)")
_CLASS_OR_ID = re.compile(r"(?:^|\s)[.#][\w-]")
# Number signs that close a heading stand apart from it, unless those that open it do not: `## C#`, `##C##`.
# Two and more words with one sign each, `#tips #service`, are none, but tags as other programs have them.
_HEADING = re.compile(
    r"(?:^|\n)(?!#[^\s#]+(?:[ \t]+#[^\s#]+)+[ \t]*(?:\n|$))"
    r"(?P<level>#{1,6})(?P<header>"
    r"(?=[ \t])(?:[^ \t\n]|[ \t]++(?!#*+[ \t]*+(?:\n|$)))*+|(?![ \t])(?:\\.|[^\\#\n]|#+(?=[^#\n]))*?"
    r")(?:[ \t]+#+[ \t]*|[ \t]*|#*)(?:\n|$)"
)
# A mark or a rule under an item, a quotation or a fence makes no heading of it.
_SETEXT = re.compile(
    r"^(?![ ]{0,3}(?:>|\x02|[*+-][ ]+[^\n]*\n-(?:--+)?[ ]*(?:\n|$))).*?\n(?:=+|-+)[ ]*(\n|$)", re.MULTILINE
)
_NEXT_ITEM = re.compile(r"^[ ]{0,3}(([*+-]))(?:[ ]+|$)(.*)")
_ATTRIBUTE = r"""(?:\.[\w:-]+|#[\w:-]+(?:\.[\w:-]+)*|[^\s"'<>/={}]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}<>]+))"""
_WORD = r"[A-Za-z][\w:-]*"
_BRACES = rf"\{{:?[ ]*((?:{_WORD}[ ]+)*{_ATTRIBUTE}(?:[ ]+(?:{_ATTRIBUTE}|{_WORD}))*)[ ]*\}}"
"""Attributes in braces: one of them at least is a class, an id or has a value."""
_ATTRIBUTES = re.compile(rf"[ ]*(?P<braces>{_BRACES})[ ]*(?:\n|\Z)")
_BOXES = ("", " ", "x", "X")
LINE_END = r"\\\n"
"""A backslash that ends a line."""
_ESCAPABLE = "\"$&'<=@^"
"""Signs that a backslash makes plain in other Markdown, and which programs that write it put one before.

Those that LaTeX has behind a backslash for spaces (`\\,`, `\\;` …) are not among them.
"""
_IN_LIST = frozenset(["list", "looselist", "detabbed"])


class RelaxedExtension(Extension):
    """Adds the rules; to be registered after the extensions whose work they change."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Add the rules to *md*."""
        # Between the fences (25), which hide what they hold, and the blocks of HTML (20).
        md.preprocessors.register(Enclosed(md), "sitegen-enclosed", 22)
        md.references = CodeLabels(md)
        for name in ("reference", "image_reference"):
            keep_names_apart(md.inlinePatterns[name])
        # Before the lists (40, 30), and after all that is not a paragraph (10).
        md.parser.blockprocessors.register(NestedLists(md.parser), "sitegen-nested-lists", 45)
        md.parser.blockprocessors.register(ListAfterLine(md.parser), "sitegen-list-after-line", 12)
        md.parser.blockprocessors.register(TableAfterLine(md.parser), "sitegen-table-after-line", 11)
        md.parser.blockprocessors.register(IndentedHtml(md.parser), "sitegen-indented-html", 14)
        md.parser.blockprocessors.register(FenceBesideLine(md.parser), "sitegen-fence-beside-line", 13)
        md.parser.blockprocessors["setextheader"].RE = _SETEXT  # type: ignore[attr-defined]
        if type(md.parser.blockprocessors["ulist"]) is SaneUListProcessor:
            md.parser.blockprocessors["ulist"].CHILD_RE = _NEXT_ITEM
        md.ESCAPED_CHARS += [sign for sign in _ESCAPABLE if sign not in md.ESCAPED_CHARS]
        # After a backslash that another one escapes (180).
        md.inlinePatterns.register(BackslashBreak(LINE_END, "br"), "sitegen-backslash-break", 179)
        # Before tables (75), and all that could take a part of a block.
        md.parser.blockprocessors.register(BlockBelow(md.parser), "sitegen-block-below", 76)
        # Right before quotations (20).
        md.parser.blockprocessors.register(QuoteAfterNote(md.parser), "sitegen-quote-after-note", 21)
        md.parser.blockprocessors["hashheader"].RE = _HEADING  # type: ignore[attr-defined]
        relax_fences(md)
        take_attributes_only(md)


class Enclosed(Preprocessor):
    """Markdown between tags is read as such where an empty line says so."""

    def run(self, lines: list[str]) -> list[str]:
        """Let the tags ask for it, and paragraphs of HTML end."""
        if not any("<" in line and _TAG_LINE.match(line) for line in lines):
            return lines
        return asking(with_ends("\n".join(lines))).split("\n")


class CodeLabels(dict[str, Any]):
    """Link definitions that are also found when their label holds code, as in ``[`dict`]``.

    The parser has put placeholders into a label when it looks for the definition: they are turned back
    into what the writer wrote.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__()
        self.md = md

    def __contains__(self, label: object) -> bool:
        return super().__contains__(label) or super().__contains__(self._as_written(str(label)))

    def __missing__(self, label: str) -> Any:
        found = self.get(self._as_written(label))
        if found is None:
            raise KeyError(label)
        return found

    def _as_written(self, label: str) -> str:
        if "\x02" not in label:
            return label
        stash = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        text = INLINE_PLACEHOLDER_RE.sub(lambda match: _source(stash.get(match[1])), label)
        return _ESCAPED.sub(lambda match: "\\" + chr(int(match[1])), text).lower()


def _source(node: Element | str | None) -> str:
    """Return what the writer wrote for a stashed *node*, as far as that is code or text."""
    if isinstance(node, Element):
        text = unescape("".join(node.itertext()))
        return f"`{text}`" if node.tag == "code" else text
    return node or ""


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
    """What begins another block right under a table is no row of it, and a fence right under a quotation no
    part of that."""

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
            # A line that goes on with an item of a list belongs to it only when it is indented.
            is_own = match["head"].startswith(" ") or not _is_in_list(self.parser)
            if (
                is_own
                and tables.test(parent, block[begin : match.end()])
                and tables.test(parent, block[begin:])
            ):
                return begin
            position = match.end("head")
        return 0


def keep_names_apart(links: Any) -> None:
    """Let each of two names be a link of its own in `[#1] [#2]`, where both have a definition: there may be a
    blank in `[text] [name]`, as in the first Markdown.  The box of a task is no text of a link."""
    links.evalId = partial(_name_after, links)


def _name_after(links: Any, data: str, index: int, text: str) -> tuple[str | None, int, bool]:
    """Return the name that follows *text*, where it ends, and whether there is one."""
    found: tuple[str | None, int, bool] = type(links).evalId(links, data, index, text)
    if not data[index : index + 1].isspace():
        return found
    defined = links.md.references
    joins = (
        " ".join((found[0] or "").split()) in defined and text.lower() not in defined and text not in _BOXES
    )
    return found if joins else (None, index, False)


class BackslashBreak(SubstituteTagInlineProcessor):
    """A backslash at the end of a line breaks the line, as two blanks do."""


def _is_in_list(parser: Any) -> bool:
    """Tell whether what is parsed is the text of an item; a quotation in an item is a text of its own."""
    return bool(parser.state) and parser.state[-1] in _IN_LIST


def take_attributes_only(md: Markdown) -> None:
    """Let braces that hold anything but attributes, such as `{a, b}` or `{% endif %}`, stay what they are."""
    if "attr_list" in md.treeprocessors:
        steps: Any = md.treeprocessors["attr_list"]
        steps.HEADER_RE = re.compile(rf"[ ]+{_BRACES}[ ]*$")
        steps.BLOCK_RE = re.compile(rf"\n[ ]*{_BRACES}[ ]*$")
        steps.INLINE_RE = re.compile(rf"^{_BRACES}")


def relax_fences(md: Markdown) -> None:
    """Let what follows the language of a fence, after a blank or a comma, not keep it from being one."""
    old = md.preprocessors["fenced_code_block"]
    if isinstance(old, superfences.SuperFencesBlockPreprocessor):
        new = RelaxedFences(md)
        new.config, new.extension = {**old.config, "relaxed_headers": True}, old.extension
        if new.extension.superfences[0]["name"] == "superfences":
            new.extension.superfences[0]["formatter"] = new.highlight
        md.preprocessors.register(new, "fenced_code_block", 25)


class RelaxedFences(superfences.SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Fences whose language may be followed by a comma and more: `rust,no_run`."""

    def handle_unrecognized(self, match: re.Match[str]) -> bool:
        """Take the language from a header that superfences does not understand."""
        if not match["lang"] and (language := _LANGUAGE.match(match["unrecognized"] or "")):
            match = superfences.RE_NESTED_FENCE_START.match(match["fence"] + language[1]) or match
        okay: bool = super().handle_unrecognized(match)
        return okay

    def handle_attrs(self, match: re.Match[str]) -> bool:
        """Take braces for attributes only when they hold a class, an id or options.

        They don't in `js {1,3}`, nor where R Markdown and MyST have the language in them: `{r, echo=FALSE}`.
        """
        if not _CLASS_OR_ID.search(match["attrs"]):
            if match["lang"]:
                return self.handle_unrecognized(match)
            if language := _BRACED_LANGUAGE.match(match["attrs"]):
                plain = superfences.RE_NESTED_FENCE_START.match(match["fence"] + language[1])
                return self.handle_unrecognized(plain or match)
        okay: bool = super().handle_attrs(match)
        return okay
