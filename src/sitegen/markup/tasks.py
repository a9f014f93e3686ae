"""The box of a task has a name: the words beside it.

An engine sets a box and words side by side; who hears the page is told of a box that is ticked, not of what.
"""

from __future__ import annotations

from sitegen.markup.scan import Tag, Token, Tokens, end_tag, opens, start_tag, step, words

BOX = "<input"
_START, _END = start_tag("label"), end_tag("label")
_NAMED_THEMSELVES = words("button input label meter output progress select textarea")
"""No label may hold one of these besides its own box."""


def name_boxes(tokens: Tokens) -> list[Token]:
    """Return *tokens* with each box that begins an item or a paragraph in a label with the words after it."""
    result: list[Token] = []
    end = -1
    for index, token in enumerate(tokens):
        if index == end:
            result += _ended(result.pop())
        if index and _is_box(token) and any(opens(tokens[index - 1], name) for name in ("li", "p")):
            end = _end_of_line(tokens, index + 1)
            result.append(_START)
        result.append(token)
    return [*result, _END] if end == len(tokens) else result


def _ended(last: Token) -> list[Token]:
    """Return the *last* token of a label with its end, which no blank stands before."""
    if isinstance(last, Tag):
        return [last, _END]
    said = last.rstrip()
    return [token for token in (said, _END, last[len(said) :]) if token]


def _is_box(token: Token) -> bool:
    return token.startswith(BOX) and 'type="checkbox"' in token and isinstance(token, Tag)


def _end_of_line(tokens: Tokens, start: int) -> int:
    """Return the index after the words from *start* on that a label may hold, with their elements whole."""
    depth, end = 0, start
    for index in range(start, len(tokens)):
        token = tokens[index]
        if isinstance(token, Tag):
            depth += step(token)
            if token.is_block or token.name in _NAMED_THEMSELVES or depth < 0:
                break
        if depth == 0:
            end = index + 1
    return end
