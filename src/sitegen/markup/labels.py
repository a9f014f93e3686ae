"""What engines say by themselves, in the language of the text: titles of alerts, names of boxes, ways back
from footnotes."""

from __future__ import annotations

from html import escape

from sitegen.markup.scan import Token, is_text, opens, start_tag
from sitegen.patterns import regex
from sitegen.words import Words

_BACK = "Jump back to footnote {number} in the text"
_WAY_BACK = regex(r'(?<= title=")Jump back to footnote (\d+) in the text(?=")')
_BOXED = regex(r'(?<= role="group" aria-label=")(Table|Code)(?=")')
TITLES = (
    *("Note", "Tip", "Important", "Warning", "Caution"),
    *("Danger", "Hint", "Attention", "Error", "Info", "Success"),
)
"""What a note is called that its writer gave no title."""
_TITLES = frozenset(TITLES)


def say_labels(tokens: list[Token], words: Words) -> None:
    """Say in other *words* what no writer has written in *tokens* (changed in place)."""
    for index, token in enumerate(tokens):
        if opens(token, "a") and "footnote-backref" in token.attributes:
            said = _WAY_BACK.sub(lambda match: escape(words.say(_BACK, number=match[1])), token.attributes)
            tokens[index] = start_tag("a", said)
        elif (opens(token, "section") or opens(token, "pre")) and "aria-label" in token.attributes:
            said = _BOXED.sub(lambda match: escape(words.say(match[0])), token.attributes)
            tokens[index] = start_tag(token.name, said)
        elif opens(token, "p") and token.attributes == ' class="admonition-title"':
            title = tokens[index + 1] if index + 1 < len(tokens) else ""
            if is_text(title) and title in _TITLES:
                tokens[index + 1] = escape(words.say(title))
