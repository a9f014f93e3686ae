"""The running text with which a text begins: what describes it where its writer has not."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from sitegen.markup.opening import CAPTION, under_picture
from sitegen.markup.plain import is_contents, stands_apart
from sitegen.markup.scan import HEADING_LEVELS, OPEN, Tag, Tokens, attribute, element_end, words
from sitegen.markup.signposts import label_begin, links_end, may_begin
from sitegen.text import one_line

ENOUGH = 480
"""How many characters are more than any description has."""
_NO_SENTENCES = HEADING_LEVELS.keys() | words(
    "audio button canvas caption datalist dt fieldset figcaption figure form iframe legend math menu nav"
    " noscript object picture pre script select style summary svg table template textarea title video"
)
"""Elements without running text."""
_MAY_BE_LINKS = words("p ul ol")
_END = "\x01"
"""Ends a block; no text holds it, for sources with control characters are refused."""
_SIGNS = frozenset(".!?…:;,–—。！？：；，、।؟")
_CLOSING = "\"'”’»)]}」』）"
_TITLE = ' class="admonition-title"'


def running_beginning(tokens: Tokens) -> str:
    """Return the words of the first paragraphs and items in *tokens*, on one line: not all, but enough.

    Headings, tables, code, figures, the captions of pictures, footnotes, the titles of notes, and lists and
    rows of links, with what they are called, are passed over.  Where nothing else is there, links are better
    than nothing.
    """
    return _words(tokens, passes_links=True) or _words(tokens, passes_links=False)


def _words(tokens: Tokens, *, passes_links: bool) -> str:
    found: list[str] = []
    index, length = 0, 0
    captions: dict[int, int] = {}  # where what belongs to a picture begins and ends
    paragraph = -2, 0  # where the latest one begins, in *tokens* and in what is found
    while index < len(tokens) and length < ENOUGH:
        if index in captions:
            index = captions[index]
            continue
        token = tokens[index]
        index += 1
        if type(token) is not Tag:
            found.append(token)
            length += len(token)
        elif token.kind is OPEN and _is_passed_over(token):
            if is_contents(token) and label_begin(tokens, index - 1) == paragraph[0]:
                del found[paragraph[1] :]
            index = element_end(tokens, index - 1)
            found.append("" if token.name == "sup" else _END)
        elif token.name == "img":
            captions.update(under_picture(tokens, index))
        elif token.is_block:
            found.append(_END if token.name != "br" else " ")
            if token.name in _MAY_BE_LINKS and token.kind is OPEN:
                begin = index - 1
                if token.name == "p":
                    paragraph = begin, len(found)
                if passes_links and may_begin(tokens, begin) and (end := links_end(tokens, begin)):
                    if token.name != "p" and label_begin(tokens, begin) == paragraph[0]:
                        del found[paragraph[1] :]
                    index = end
    return _joined(unescape("".join(found)).split(_END))


def _joined(blocks: Iterable[str]) -> str:
    """Return *blocks* on one line; a dot parts one that ends without a sign from the next."""
    lines = [line for block in blocks if (line := one_line(block))]
    return "".join([*(line + (" " if _is_ended(line) else " · ") for line in lines[:-1]), *lines[-1:]])


def _is_ended(line: str) -> bool:
    return line.rstrip(_CLOSING)[-1:] in _SIGNS


def _is_passed_over(tag: Tag) -> bool:
    if tag.name in _NO_SENTENCES or tag.attributes == _TITLE:
        return True
    if not tag.attributes:
        return False
    return stands_apart(tag) or CAPTION.search(attribute(tag.attributes, "class") or "") is not None
