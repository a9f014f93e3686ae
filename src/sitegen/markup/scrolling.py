"""What may be wider than a telephone scrolls by itself, can be reached by keyboard, and has a name.

A table gets a box around it that a style sheet may let scroll; a block of code is such a box already.
"""

from __future__ import annotations

from functools import lru_cache

from sitegen.markup.scan import Token, Tokens, attribute, closes, end_tag, opens, start_tag

_BOX = start_tag("section", ' class="scroll" tabindex="0" role="group" aria-label="Table"')
_BOX_END = end_tag("section")
_CODE = {"tabindex": "0", "role": "group", "aria-label": "Code"}


def box_tables(tokens: Tokens) -> list[Token]:
    """Return *tokens* with a box around each table that is in no other one."""
    result: list[Token] = []
    depth = 0
    for token in tokens:
        if opens(token, "table"):
            result += [token] if depth else [_BOX, token]
            depth += 1
        elif closes(token, "table") and depth:
            depth -= 1
            result += [token] if depth else [token, _BOX_END]
        else:
            result.append(token)
    return [*tokens] if depth else result  # one that nobody closed could not be boxed


def reach_code(tokens: list[Token]) -> None:
    """Let the blocks of code in *tokens* be reached by keyboard (changed in place)."""
    for index, token in enumerate(tokens):
        if opens(token, "pre") and "tabindex" not in token.attributes:
            tokens[index] = start_tag("pre", f"{token.attributes}{_what_lacks(token.attributes)}")


@lru_cache(maxsize=64)
def _what_lacks(attributes: str) -> str:
    """Return what a block of code with these *attributes* lacks to be reached; a writer may have named it."""
    lacking = (name for name in _CODE if attribute(attributes, name) is None)
    return "".join(f' {name}="{_CODE[name]}"' for name in lacking)
