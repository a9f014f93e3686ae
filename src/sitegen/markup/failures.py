"""What becomes of a text that its engine can't convert: an error that says where and why."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.markup.document import ConversionError, Document
from sitegen.markup.guard import TimeUp
from sitegen.patterns import regex

Attempt = Callable[[str, float], Document]
"""Converts a text in at most so many seconds; may raise `TimeUp` and any exception."""
_BLOCK = regex(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")


def convert_or_explain(attempt: Attempt, text: str, timeout: float) -> Document:
    """Return what *attempt* makes of *text*; raises `ConversionError` with the line when it fails."""
    try:
        return attempt(text, timeout)
    except (Exception, TimeUp) as failure:
        line = _find_line(attempt, text, budget=max(timeout, 1.0))
        message, hint = _explain(failure, timeout)
        raise ConversionError(message, line, hint) from failure


def _find_line(attempt: Attempt, text: str, budget: float) -> int:
    """Return the line on which the block begins that *text* fails with; the attempts have *budget* seconds
    together."""
    blocks = list(_BLOCK.finditer(text))
    seconds = budget / (len(blocks).bit_length() + 1)

    def fails(count: int) -> bool:
        return _fails(attempt, text[: blocks[count - 1].end()], seconds)

    count = _first_failing(len(blocks), fails)
    return text.count("\n", 0, blocks[count - 1].start()) + 1 if blocks else 1


def _fails(attempt: Attempt, text: str, seconds: float) -> bool:
    try:
        attempt(text, seconds)
    except (Exception, TimeUp):  # noqa: BLE001 -- the question is whether it fails
        return True
    return False


def _first_failing(count: int, fails: Callable[[int], bool]) -> int:
    """Return the smallest number up to *count* that *fails*."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle, high)
    return high


def _explain(failure: BaseException, timeout: float) -> tuple[str, str]:
    """Return what happened, for a writer, and what may be done about it."""
    if isinstance(failure, TimeUp):
        return (
            f"the text takes longer than {timeout:g} seconds to convert",
            "look here for very many brackets or tags that nothing closes, or raise `timeout` in [markdown]",
        )
    if isinstance(failure, RecursionError):
        return (
            "the text is nested too deeply, or is one list or glossary without a blank line",
            "put blank lines between the entries here, or nest less deeply",
        )
    return (
        f"the Markdown converter failed: {type(failure).__name__}: {failure}",
        "if it goes away without the extensions that site.toml adds, one of them is at fault",
    )
