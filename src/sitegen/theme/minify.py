"""Make style sheets and scripts smaller: the only home of rcssmin and rjsmin, which take out blanks and
comments and change no name and no order.

Both go by patterns, not by a parser, and know nothing of some of what is allowed.  What they would spoil is
left as it is.
"""

from __future__ import annotations

import re

from sitegen.patterns import regex

# Comments first, so that a quotation mark in one begins nothing.
_TEXTS = regex(
    r"""/\*.*?\*/ | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | url\(\s*([^"'\s)][^)]*?)\s*\)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

_BETWEEN = r"(?:\s++|/\*(?:[^*]|\*(?!/)){0,500}+\*/|//[^\n]{0,500}+\n){0,9}+"
_UNSEEN = regex(
    rf"""(?: => | \.\.\. | \}}[^\S\n]*+\n | (?<!\*)/\s
      | \b(?:await|case|default|delete|do|else|extends|in|instanceof|new|of|throw|typeof|void|yield)\b
    ){_BETWEEN}/(?![/*]) | (?<![\w.])\d[\d_]*+\s++\.(?=[A-Za-z_$])""",
    re.VERBOSE,
)
"""Where a regular expression may begin that rjsmin takes for a division, and in it `//` for a comment; and a
point behind a number, which needs its blank."""


def minified(name: str, raw: bytes) -> bytes:
    """Return the style sheet or script *name* with nothing in it that browsers do not need."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw
    made = _smaller_style(text) if name.lower().endswith(".css") else _smaller_script(name, text)
    return raw if made is None else made.encode()


def _smaller_style(text: str) -> str | None:
    from rcssmin import cssmin

    made: str = cssmin(text, keep_bang_comments=True)
    # It takes the blanks out of `url("a b.png")` too.
    return made if _texts_in(made) == _texts_in(text) else None


def _texts_in(style: str) -> list[str]:
    """Return the strings and addresses in a style sheet, in order."""
    found = ((match[0], match[1]) for match in _TEXTS.finditer(style))
    return [address or text for text, address in found if not text.startswith("/*")]


def _smaller_script(name: str, text: str) -> str | None:
    from rjsmin import jsmin

    if ".min." in name.lower() or _nests_templates(text) or _UNSEEN.search(text):
        return None
    made: str = jsmin(text, keep_bang_comments=True)
    return made


def _nests_templates(script: str) -> bool:
    """Tell whether a template literal may stand inside another, where the library takes text for comments."""
    for start in re.finditer(r"\$\{", script):
        depth, place = 1, start.end()
        while depth and place < len(script):
            if script[place] == "`":
                return True
            depth += (script[place] == "{") - (script[place] == "}")
            place += 1
    return False
