"""Inline patterns are tried on a text only when it holds a string that they need."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import inlinepatterns as stock
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, AtomicString
from pymdownx.delimiterprocessor import DelimiterProcessor

from sitegen.markup.relaxed import LINE_END, BackslashBreak
from sitegen.patterns import regex

_NEEDS = {
    (BackslashBreak, LINE_END): ("\\\n",),
    (FootnoteInlineProcessor, r"\[\^([^\]]*)\]"): ("[",),
    (stock.AutolinkInlineProcessor, stock.AUTOLINK_RE): ("<",),
    (stock.AutomailInlineProcessor, stock.AUTOMAIL_RE): ("<",),
    (stock.BacktickInlineProcessor, stock.BACKTICK_RE): ("`",),
    (stock.EscapeInlineProcessor, stock.ESCAPE_RE): ("\\",),
    (stock.HtmlInlineProcessor, stock.ENTITY_RE): ("&",),
    (stock.HtmlInlineProcessor, stock.HTML_RE): ("<",),
    (stock.ImageInlineProcessor, stock.IMAGE_LINK_RE): ("![",),
    (stock.ImageReferenceInlineProcessor, stock.IMAGE_REFERENCE_RE): ("![",),
    (stock.LinkInlineProcessor, stock.LINK_RE): ("[",),
    (stock.ReferenceInlineProcessor, stock.REFERENCE_RE): ("[",),
    (stock.ShortImageReferenceInlineProcessor, stock.IMAGE_REFERENCE_RE): ("![",),
    (stock.ShortReferenceInlineProcessor, stock.REFERENCE_RE): ("[",),
    (stock.SubstituteTagInlineProcessor, stock.LINE_BREAK_RE): ("  \n",),
}
"""For a pattern, by its class and expression: the strings of which a match holds at least one."""

# Single characters, escaped or not, such as `\*|_|\~`.
_ALTERNATIVES = regex(r"\\?[^\\|](\|\\?[^\\|])*")
_APPLY = "_InlineProcessor__applyPattern"


def needs_of(pattern: Any) -> tuple[str, ...]:
    """Return the strings of which a match of *pattern* holds at least one; `""` where that is not known."""
    if type(pattern) is DelimiterProcessor and _ALTERNATIVES.fullmatch(pattern.pattern):
        return tuple(one[-1] for one in pattern.pattern.split("|"))  # extensions add to its characters
    return _NEEDS.get((type(pattern), getattr(pattern, "pattern", "")), ("",))


class _GatedInlineProcessor(InlineProcessor):
    """The stock processor with another loop over the patterns, and a short cut where there are no tags."""

    _patterns: list[Any] | None = None
    _gates: list[tuple[Any, tuple[str, ...], int]]

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = list(self.inlinePatterns)
        if patterns != self._patterns:
            self._patterns, self._gates = patterns, _gates(patterns)
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply: Any = getattr(self, _APPLY)
        gates = self._gates
        index, start, count = patternIndex, 0, len(gates)
        while index < count:
            pattern, needs, following = gates[index]
            for text in needs:
                if text in data:
                    break
            else:  # none is there: no match, and the next pattern starts at the beginning
                index, start = following, 0
                continue
            data, matched, start = apply(pattern, data, index, start)
            if not matched:
                index += 1
        return data

    def _InlineProcessor__processPlaceholders(  # noqa: N802
        self,
        data: str | None,
        parent: Element,
        isText: bool = True,  # noqa: N803
    ) -> list[tuple[Element, list[str]]]:
        # All in one function, as in the library: tags inside tags come by here again.
        result: list[tuple[Element, list[str]]] = []
        start, data = 0, data or ""
        while (place := data.find(INLINE_PLACEHOLDER_PREFIX, start)) >= 0:
            match = INLINE_PLACEHOLDER_RE.search(data, place)
            node = self.stashed_nodes.get(match[1]) if match else None
            if match is None or node is None:  # not one of ours
                end = place + len(INLINE_PLACEHOLDER_PREFIX)
                _append(data[start:end], result, parent, isText)
                start = end
                continue
            _append(data[start:place], result, parent, isText)
            start = match.end()
            if isinstance(node, str):
                _append(node, result, parent, isText)
                continue
            for child in (node, *node):
                if child.tail and child.tail.strip():
                    self._InlineProcessor__processElementText(node, child, False)  # type: ignore[attr-defined]
                if child.text and child.text.strip():
                    self._InlineProcessor__processElementText(child, child)  # type: ignore[attr-defined]
            result.append((node, self.ancestors[:]))
        text = data[start:]
        _append(AtomicString(text) if isinstance(data, AtomicString) else text, result, parent, isText)
        return result


def _append(text: str, result: list[tuple[Element, list[str]]], parent: Element, is_text: bool) -> None:
    """Put *text* behind the last element of *result*, or where the *parent*'s text or tail begins."""
    if not text:
        return
    if result:
        last = result[-1][0]
        last.tail = last.tail + text if last.tail else text
    elif is_text:
        parent.text = parent.text + text if parent.text else text
    else:
        parent.tail = parent.tail + text if parent.tail else text


def _gates(patterns: list[Any]) -> list[tuple[Any, tuple[str, ...], int]]:
    """Return with each pattern what it needs, and the next pattern that can match where that is missing."""
    needs = [needs_of(pattern) for pattern in patterns]
    return [(pattern, needs[i], _following(needs, i)) for i, pattern in enumerate(patterns)]


def _following(needs: list[tuple[str, ...]], index: int) -> int:
    missing = needs[index]
    for following in range(index + 1, len(needs)):
        if not all(any(text in other for text in missing) for other in needs[following]):
            return following
    return len(needs)


INLINE: dict[type, type] = {InlineProcessor: _GatedInlineProcessor}
