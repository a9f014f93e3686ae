"""Python-Markdown's inline step without the patterns that can't match.

Python-Markdown tries every inline pattern on every piece of text.  Most patterns need a certain character,
and most pieces of text have none of them; asking for the character first saves a quarter of a conversion and
changes nothing.  This leans on private methods of Python-Markdown, so it is used with the versions it was
tested with and only for the patterns listed here; anything else is done as the library does it.
"""

from __future__ import annotations

import re
from typing import Any

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

TESTED = ((3, 11),)
"""The versions of Python-Markdown with which gated and plain conversion were found equal."""
NEEDS = {
    ("backtick", "BacktickInlineProcessor"): ("`", "\\"),
    ("escape", "EscapeInlineProcessor"): ("\\",),
    ("footnote", "FootnoteInlineProcessor"): ("[^",),
    ("reference", "ReferenceInlineProcessor"): ("[",),
    ("link", "LinkInlineProcessor"): ("[",),
    ("image_link", "ImageInlineProcessor"): ("![",),
    ("image_reference", "ImageReferenceInlineProcessor"): ("![",),
    ("short_reference", "ShortReferenceInlineProcessor"): ("[",),
    ("short_image_ref", "ShortImageReferenceInlineProcessor"): ("![",),
    ("autolink", "AutolinkInlineProcessor"): ("<",),
    ("automail", "AutomailInlineProcessor"): ("<",),
    ("linebreak", "SubstituteTagInlineProcessor"): ("  \n",),
    ("html", "HtmlInlineProcessor"): ("<",),
    ("entity", "HtmlInlineProcessor"): ("&",),
}
"""For a pattern, by its name and class: the strings of which a match holds at least one."""

# Single characters, escaped or not, such as `\*|_|\~`.
_ALTERNATIVES = re.compile(r"\\?[^\\|](\|\\?[^\\|])*")
_APPLY = "_InlineProcessor__applyPattern"
_HANDLE = "_InlineProcessor__handleInline"


def gate(converter: markdown.Markdown) -> None:
    """Make *converter* skip patterns that can't match, where that is known to change nothing."""
    known = hasattr(InlineProcessor, _APPLY) and hasattr(InlineProcessor, _HANDLE)
    if known and markdown.__version_info__[:2] in TESTED:
        converter.treeprocessors.register(_GatedInlineProcessor(converter), "inline", 20)


def _needs(name: str, pattern: Any) -> tuple[str, ...]:
    """Return the strings of which a match of *pattern* holds at least one; `""` where that is not known."""
    kind = type(pattern).__name__
    if kind == "DelimiterProcessor" and _ALTERNATIVES.fullmatch(pattern.pattern):
        return tuple(one[-1] for one in pattern.pattern.split("|"))  # extensions add to its characters
    return NEEDS.get((name, kind), ("",))


class _GatedInlineProcessor(InlineProcessor):
    """The stock processor with another loop over the patterns."""

    def __init__(self, converter: markdown.Markdown) -> None:
        super().__init__(converter)
        registry: Any = converter.inlinePatterns
        items = sorted(registry._priority, key=lambda item: -item.priority)
        self._gated = [(registry[item.name], _needs(item.name, registry[item.name])) for item in items]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply: Any = getattr(self, _APPLY)
        index, start, count = patternIndex, 0, len(self._gated)
        while index < count:
            pattern, needs = self._gated[index]
            for text in needs:
                if text in data:
                    break
            else:  # none is there: no match, and the next pattern starts at the beginning
                index, start = index + 1, 0
                continue
            data, matched, start = apply(pattern, data, index, start)
            if not matched:
                index += 1
        return data
