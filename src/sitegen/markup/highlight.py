"""Code whose language is named, coloured by Pygments with short class names and no inline styles."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from sitegen.markup.scan import RAW, Tag, Token, attribute, closes, is_text, opens, start_tag, with_class

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LANGUAGE = re.compile(r"lang(?:uage)?-(\S+)")
_REMEMBERED = 2000
"""How many pieces of code a process remembers."""


def highlight_code(tokens: list[Token]) -> None:
    """Colour the code blocks of known languages in *tokens* (changed in place)."""
    for index in [i for i, token in enumerate(tokens[:-4]) if type(token) is Tag and token.name == "pre"]:
        pre, code, text, code_end, pre_end = tokens[index : index + 5]
        if not (opens(pre, "pre") and opens(code, "code") and is_text(text)):
            continue
        if not (closes(code_end, "code") and closes(pre_end, "pre")):
            continue
        language = _language(code)
        html = language and highlighted(language, unescape(text))
        if html:
            tokens[index] = start_tag("pre", with_class(pre.attributes, "highlight"))
            tokens[index + 2] = Tag(html, RAW)


def _language(code: Tag) -> str:
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
