"""The running text with which a text begins: what describes it where its writer has not."""

from __future__ import annotations

from html import unescape

from sitegen.markup.opening import CAPTION
from sitegen.markup.plain import stands_apart
from sitegen.markup.scan import HEADING_LEVELS, OPEN, Tag, Tokens, attribute, element_end, words
from sitegen.text import one_line

ENOUGH = 480
"""How many characters are more than any description has."""
_NO_SENTENCES = HEADING_LEVELS.keys() | words(
    "audio button canvas caption datalist dt fieldset figcaption figure form iframe legend math menu nav"
    " noscript object picture pre script select style summary svg table template textarea title video"
)
"""Elements without running text."""
_TITLE = ' class="admonition-title"'


def running_beginning(tokens: Tokens) -> str:
    """Return the words of the first paragraphs and items in *tokens*, on one line: not all, but enough.

    Headings, tables, code, figures, footnotes and the titles of notes are passed over.
    """
    found: list[str] = []
    index, length = 0, 0
    while index < len(tokens) and length < ENOUGH:
        token = tokens[index]
        index += 1
        if type(token) is not Tag:
            found.append(token)
            length += len(token)
        elif token.kind is OPEN and _is_passed_over(token):
            index = element_end(tokens, index - 1)
            found.append("" if token.name == "sup" else " ")
        elif token.is_block:
            found.append(" ")
    return one_line(unescape("".join(found)))


def _is_passed_over(tag: Tag) -> bool:
    if tag.name in _NO_SENTENCES or tag.attributes == _TITLE:
        return True
    if not tag.attributes:
        return False
    return stands_apart(tag) or CAPTION.search(attribute(tag.attributes, "class") or "") is not None
