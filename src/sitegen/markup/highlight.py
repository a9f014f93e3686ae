"""Code whose language is named, coloured by Pygments with short class names and no inline styles."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from sitegen.markup.scan import CLOSE, OPEN, RAW, TEXT, Token, Tokens, attribute, start_tag, with_class

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LANGUAGE = re.compile(r"lang(?:uage)?-(\S+)")
_REMEMBERED = 2000
"""How many pieces of code a process remembers."""


def highlight_code(tokens: list[Token]) -> None:
    """Colour the code blocks of known languages in *tokens* (changed in place)."""
    for index in range(len(tokens) - 4):
        if tokens[index].name == "pre" and _is_code_block(tokens, index):
            language = _language(tokens[index + 1])
            html = language and highlighted(language, unescape(tokens[index + 2].raw))
            if html:
                tokens[index] = start_tag("pre", with_class(tokens[index].attributes, "highlight"))
                tokens[index + 2] = Token(RAW, html)


def _is_code_block(tokens: Tokens, start: int) -> bool:
    shape = [(token.kind, token.name) for token in tokens[start : start + 5]]
    return shape == [(OPEN, "pre"), (OPEN, "code"), (TEXT, ""), (CLOSE, "code"), (CLOSE, "pre")]


def _language(code: Token) -> str:
    match = _LANGUAGE.search(attribute(code.attributes, "class") or "")
    return match[1] if match else ""


@lru_cache(maxsize=_REMEMBERED)
def highlighted(language: str, code: str) -> str | None:
    """Return *code* as HTML with coloured spans; None when the language is not known."""
    lexer = _lexer(language.lower())
    if lexer is None:
        return None
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    # Pygments ends every text with a line break; the code keeps the end it had.
    html: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return html if code.endswith("\n") else html.removesuffix("\n")


@cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
