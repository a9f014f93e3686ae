"""Code whose language is named, coloured by Pygments with short class names and no inline styles."""

from __future__ import annotations

from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from sitegen.markup.scan import (
    RAW,
    Landmarks,
    Tag,
    Token,
    Tokens,
    attribute,
    closes,
    is_text,
    opens,
    start_tag,
    with_class,
)
from sitegen.patterns import regex

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LANGUAGE = regex(r"lang(?:uage)?-(\S+)")
NAMED = "<code>::"
"""What HTML holds where code names its language in its first line, `:::python`, as Python-Markdown has it."""
_NAMED = regex(r"\s*:::?([\w.+#-]+)[ \t]*\n(?=[^\n])")
_PLAIN = regex(r'<span class="(?:n|p|w)">([^<]*)</span>')
"""Names, punctuation and blanks, of which code has the most, and which are written in its own colour."""
_REMEMBERED = 2000
"""How many pieces of code a process remembers."""


def name_languages(tokens: Tokens) -> list[Token]:
    """Return *tokens* with the languages said of code that names them, if known, in its first line."""
    named = list(tokens)
    for index, code in enumerate(named):
        if not (opens(code, "code") and not code.attributes and _fills_a_block(named, index)):
            continue
        text = named[index + 1]
        match = _NAMED.match(text)
        if match and _lexer(match[1].lower()):
            named[index] = start_tag("code", with_class("", f"language-{match[1].lower()}"))
            named[index + 1] = text[match.end() :]
    return named


def highlight_code(tokens: list[Token], landmarks: Landmarks) -> None:
    """Colour the code blocks of known languages in *tokens* (changed in place)."""
    for index, code in landmarks:
        if code.name != "code" or not _fills_a_block(tokens, index):
            continue
        pre, text = tokens[index - 1], tokens[index + 1]
        language = _language(code)
        html = language and highlighted(language, unescape(text))
        if html and isinstance(pre, Tag):
            tokens[index - 1] = start_tag("pre", with_class(pre.attributes, "highlight"))
            tokens[index + 1] = Tag(html, RAW)


def _fills_a_block(tokens: Tokens, code: int) -> bool:
    """Tell whether the tag *code* begins a text that is all that a `<pre>` holds."""
    if code == 0 or len(tokens) < code + 4:
        return False
    pre, start, text, end, pre_end = tokens[code - 1 : code + 4]
    if not (opens(start, "code") and is_text(text) and closes(end, "code")):
        return False
    return opens(pre, "pre") and closes(pre_end, "pre")


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
    html: str = _PLAIN.sub(r"\1", highlight(code, lexer, HtmlFormatter(nowrap=True)))
    return html if code.endswith("\n") else html.removesuffix("\n")


@cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
