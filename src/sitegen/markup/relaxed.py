"""Small rules for Python-Markdown that accept what today's authors write.

Each stands inside the parser, at the place where the parser decides, and not before it: so none has to guess
what is code, raw HTML or a table.
"""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, INLINE_PLACEHOLDER_RE, STX
from pymdownx import superfences

from sitegen.markup.enclosed import asking, with_ends
from sitegen.markup.relaxed_blocks import BRACES, relax_blocks
from sitegen.patterns import regex

_ESCAPED = regex("\x02([0-9]+)\x03")
_TAG_LINE = regex(" {0,3}<[A-Za-z]")
_LANGUAGE = regex(r"[ \t]*\.?([\w#.+-]+),")
_BRACED_LANGUAGE = regex(r"[ \t]*([\w#.+-]+)(?=[ \t,]|$)")
_MARKERS = regex(r"(?:(?:[*+-]|\d{1,9}[.)])[ ]{1,4})+(?=`{3,}[^`]*$|~{3,})")
_ITEM_OF_CODE = regex(rf"[> ]*(?:(?:[*+-]|\d{{1,9}}[.)])[ ]{{1,4}})+{STX}(?P<key>[^{STX}{ETX}]*){ETX}")
_FENCE_END = regex(r"[ ]{0,3}(`{3,}|~{3,})[ \t]*$")
_CLASS_OR_ID = regex(r"(?:^|\s)[.#][\w-]")
_BOXES = ("", " ", "x", "X")
LINE_END = r"\\\n"
"""A backslash that ends a line."""
_ESCAPABLE = "\"$&'<=@^"
"""Signs that a backslash makes plain in other Markdown, and which programs that write it put one before.

Those that LaTeX has behind a backslash for spaces (`\\,`, `\\;` …) are not among them.
"""


class RelaxedExtension(Extension):
    """Adds the rules; to be registered after the extensions whose work they change."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Add the rules to *md*."""
        # Between the fences (25), which hide what they hold, and the blocks of HTML (20).
        md.preprocessors.register(Enclosed(md), "sitegen-enclosed", 22)
        md.references = CodeLabels(md)
        for name in ("reference", "image_reference"):
            keep_names_apart(md.inlinePatterns[name])
        # A blank is none, or `C:\ ` and `\ ` of LaTeX would lose theirs for the sake of `H~a\ b~`.
        plain = [sign for sign in md.ESCAPED_CHARS if sign not in _ESCAPABLE and sign != " "]
        md.ESCAPED_CHARS = [*plain, *_ESCAPABLE]
        # After a backslash that another one escapes (180).
        md.inlinePatterns.register(BackslashBreak(LINE_END, "br"), "sitegen-backslash-break", 179)
        relax_blocks(md)
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


def take_attributes_only(md: Markdown) -> None:
    """Let braces that hold anything but attributes, such as `{a, b}` or `{% endif %}`, stay what they are."""
    if "attr_list" in md.treeprocessors:
        steps: Any = md.treeprocessors["attr_list"]
        steps.HEADER_RE = re.compile(rf"[ ]+{BRACES}[ ]*$")
        steps.BLOCK_RE = re.compile(rf"\n[ ]*{BRACES}[ ]*$")
        steps.INLINE_RE = re.compile(rf"^{BRACES}")
        steps.assign_attrs = partial(_assign, steps)


_WORD_IN_BRACES = regex(r"""(?:"[^"]*"|'[^']*'|\S)+""")


def _assign(steps: Any, element: Element, written: str, *, strict: bool = False) -> str:
    """Give *element* the attributes that are *written*; classes may be joined, `.table.wide`, as kramdown
    has them.  Return what is left over."""
    apart = _WORD_IN_BRACES.sub(
        lambda word: word[0].replace(".", " .") if word[0][0] == "." else word[0], written
    )
    left: str = type(steps).assign_attrs(steps, element, apart, strict=strict)
    return left


def relax_fences(md: Markdown) -> None:
    """Let what follows the language of a fence, after a blank or a comma, not keep it from being one."""
    old = md.preprocessors["fenced_code_block"]
    if isinstance(old, superfences.SuperFencesBlockPreprocessor):
        new = RelaxedFences(md)
        new.config, new.extension = {**old.config, "relaxed_headers": True}, old.extension
        if new.extension.superfences[0]["name"] == "superfences":
            new.extension.superfences[0]["formatter"] = new.highlight
        md.preprocessors.register(new, "fenced_code_block", 25)
        code = RelaxedIndentedCode(md.parser)
        code.config, code.extension = new.config, new.extension
        md.parser.blockprocessors.register(code, "code", 80)


class RelaxedIndentedCode(superfences.SuperFencesCodeBlockProcessor):  # type: ignore[misc]
    """Code by its indent, in which what seemed to be a fence is none, nor is one that begins an item."""

    def revert_greedy_fences(self, block: str) -> str:
        """Return *block* with the lines of fences as they were written."""
        lines = [self._as_written(line) for line in block.split("\n")]
        reverted: str = super().revert_greedy_fences("\n".join(lines))
        return reverted

    def _as_written(self, line: str) -> str:
        item = _ITEM_OF_CODE.fullmatch(line)
        original, at = self.extension.stash.get(item["key"], (None, 0)) if item else (None, 0)
        if item is None or original is None:
            return line
        self.extension.stash.remove(item["key"])
        written: str = self.reindent(original, at, item.start("key") - 1)
        return written


class RelaxedFences(superfences.SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Fences that may begin an item, whose language may be followed by a comma and more (`rust,no_run`),
    and whose end may have more signs than their beginning, up to three blanks to its left or right."""

    ws_len: int
    _last = ("", "")  # the line that ended the latest fence: what it is indented by, and the rest

    def parse_whitespace(self, line: str) -> str:
        """Return what *line* is indented by, with the marker of an item that begins with a fence."""
        indent: str = super().parse_whitespace(line)
        if ("```" in line or "~~~" in line) and (markers := _MARKERS.match(line, self.ws_len)):
            self.ws_len = markers.end()
            indent += markers[0]
            self.ws_virtual_len = len(indent)
        return indent

    def eval_fence(self, ws: str, content: str, start: int, end: int) -> None:
        """Look at a line after the beginning of a fence."""
        if self._ends(ws, content):
            super().eval_fence(" " * self.ws_virtual_len, self.fence, start, end)
        else:
            super().eval_fence(ws, content, start, end)

    def eval_quoted(self, ws: str, content: str, quote_level: int, start: int, end: int) -> None:
        """Look at a line after the beginning of a fence in a quotation."""
        super().eval_quoted(ws, self.fence if self._ends(ws, content) else content, quote_level, start, end)

    def process_nested_block(self, ws: str, content: str, start: int, end: int) -> None:  # noqa: ARG002
        """Make code of the lines up to this one; it comes back as it was written where all of it is code."""
        super().process_nested_block(*self._last, start, end)

    def _ends(self, ws: str, content: str) -> bool:
        """Tell whether a line ends the fence, where it may stand."""
        end = _FENCE_END.match(content)
        if end is None or not end[1].startswith(self.fence) or len(ws) < self.ws_virtual_len - 3:
            return False
        self._last = ws, content
        return True

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
