"""The excerpt of a post whose writer marked none: its first blocks, up to a number of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from sitegen.markup.document import Link
from sitegen.markup.excerpt import drop_last_element, excerpt_html, shows_anything
from sitegen.markup.plain import is_contents, is_footnote_mark, is_footnotes
from sitegen.markup.scan import (
    ASIDE,
    CLOSE,
    HEADING_LEVELS,
    OPEN,
    OpenTags,
    Tag,
    Token,
    Tokens,
    attribute,
    closes,
    element_end,
    is_blank,
    is_text,
    opens,
    words,
)
from sitegen.markup.signposts import badges_end, contents_end, label_begin, may_begin
from sitegen.patterns import regex
from sitegen.text import count_words

FAR_BEYOND = 1.5
"""How many times the wanted length a block may reach before it is cut."""
FEWEST = 4
"""With fewer words than these, the beginning of a line is not worth showing."""
_NEVER = words("script style iframe object embed noscript form template title head")
_SILENT = words("script style template")
_FIGURES = words("figure picture video audio svg canvas img")
_STOPS = words("pre table hr")
_SPECIAL = _NEVER | _FIGURES | _STOPS
_LISTS = words("ul ol")
_SIGNPOSTS = _LISTS | {"p"}
_PARTS = words("h2 h3 h4 h5 h6")
_EMPHASIS = words("em i small")
_LONGEST_CAPTION = 100  # tokens
CAPTION = regex(r"(?:^|[\s_-])caption(?:[_-]text)?(?:\s|$)", re.IGNORECASE)
"""In a `class`: words that belong to a picture."""
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Compiled once, for the first text that needs them: few do, and it takes milliseconds.
_UNIT = rf"[{_IDEOGRAPH}]|(?:&\#?\w+;|[^\s{_IDEOGRAPH}])+"
_BREAK = rf"\s|[{_IDEOGRAPH}]"
_AROUND_WORDS = ".,:!?()“”"  # no semicolon: it may belong to an entity
_TRAILING = " \t\r\n,:–—-"
_ENTITY_AT_END = regex(r"&#?\w{1,40};\Z")
_SENTENCE_ENDS = frozenset(".!?…")


def make_opening(tokens: Tokens, length: int, links: Sequence[Link] = ()) -> tuple[str, bool]:
    """Return the opening of *tokens* of about *length* words, and whether it leaves anything out.

    *links* are those that tokens stand for.
    """
    opening = _Opening(length, links)
    rest = opening.read(tokens)
    left_out = opening.left_out or shows_anything(tokens[rest:])
    return excerpt_html(opening.kept, end_on_heading=False), left_out


class _Opening:
    """Reads a text from its beginning and keeps tokens until it has enough."""

    def __init__(self, length: int, links: Sequence[Link]) -> None:
        self.length, self.words = length, 0  # words in headings are not counted
        self.links = links
        self.kept: list[Token] = []
        self.left_out = False
        self._tags = OpenTags()
        self._block = 0  # where in `kept` the present top-level block begins
        self._line = 0, 0  # where in `kept` the present line begins, and how many words are before it
        self._under: dict[int, int] = {}  # where what belongs to a picture left out begins and ends
        self._pictured = False  # whether a picture was left out
        # How many of `kept` to leave when cutting, and the last text.
        self._cut: tuple[int, str] | None = None

    def read(self, tokens: Tokens) -> int:
        """Keep what belongs to the opening; return the index of the first token that was not looked at."""
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if position in self._under:
                position = self._under[position]
                continue
            if isinstance(token, Tag) and _is_special(token):
                if self.words and _stops(token):
                    return position
                if self._leaves_out(token):
                    end = element_end(tokens, position)
                    self.left_out = self.left_out or _is_missed(token, tokens[position:end])
                    position = end
                    if is_contents(token) and not self._tags.names:
                        self._drop_heading()
                    if token.name in _FIGURES:
                        self._pictured = True
                        self._under.update(under_picture(tokens, end))
                    continue
            if (
                type(token) is Tag
                and token.name in _SIGNPOSTS
                and (end := self._signpost_end(tokens, position))
            ):
                position = end
                continue
            if not (self._keep_tag(token) if isinstance(token, Tag) else self._keep_text(token)):
                return position
            position += 1
        self._end_block()
        return position

    def _signpost_end(self, tokens: Tokens, position: int) -> int:
        """Return where that ends which only leads elsewhere, and is left out; 0: it is something to read."""
        if not may_begin(tokens, position):
            return 0
        if opens(tokens[position], "p"):
            return badges_end(tokens, position)
        if self._tags.names or not any(opens(tokens[position], name) for name in _LISTS):
            return 0
        end = contents_end(tokens, position, self.links)
        if end:
            self._drop_heading()
        return end

    def _drop_heading(self) -> None:
        """Drop what a contents list is called, right before it; the title of the whole text stays."""
        label = label_begin(self.kept, len(self.kept))
        if label >= 0:
            self.words -= count_words(unescape("".join(filter(is_text, self.kept[label:]))))
            del self.kept[label:]
            self._block = len(self.kept)
        last = next((token for token in reversed(self.kept) if not is_blank(token)), "")
        if isinstance(last, Tag) and last.kind is CLOSE and last.name in _PARTS:
            drop_last_element(self.kept, last.name)
            self._block = len(self.kept)

    def _leaves_out(self, tag: Tag) -> bool:
        if tag.name in _NEVER or is_footnote_mark(tag) or is_contents(tag):
            return True
        is_caption = self._pictured and CAPTION.search(attribute(tag.attributes, "class") or "")
        return not self.words and bool(tag.name in _FIGURES or _stops(tag) or is_caption)

    def _keep_tag(self, tag: Tag) -> bool:
        """Keep *tag*; return False when there is enough."""
        if tag.is_block and self._cut is None:
            if self.words >= self.length:
                self._cut = len(self.kept), ""
            self._line = len(self.kept), self.words
        if tag.kind is OPEN:
            return self._keep_start(tag)
        if tag.kind is CLOSE:
            return self._keep_end(tag)
        if tag.kind is not ASIDE:
            self.kept.append(tag)
        return True

    def _keep_text(self, text: str) -> bool:
        """Keep *text*; return False when there is enough."""
        before = self.words
        if HEADING_LEVELS.keys().isdisjoint(self._tags.names):
            self.words += count_words(unescape(text))
        if self._cut is None and self.words >= self.length:
            end = _break_after(text, self.length - before)
            self._cut = None if end is None else (len(self.kept), text[:end])
        self.kept.append(text)
        return not (self._cut and self.words > FAR_BEYOND * self.length and self._apply(*self._cut))

    def _apply(self, count: int, last: str) -> bool:
        """Cut what is kept to *count* tokens and the *last* text, and mark the place."""
        self.left_out = True
        start, words_before = self._line
        if self.length / 2 < words_before and words_before > self.length - FEWEST:
            del self.kept[start:]
            return True
        del self.kept[count:]
        last = _without_trailing(last)
        before = last or next(filter(is_text, reversed(self.kept)), "")
        blank = " " if before.rstrip()[-1:] in _SENTENCE_ENDS else ""
        self.kept.append(f"{last}{blank}…")
        return True

    def _keep_start(self, tag: Tag) -> bool:
        self._tags.imply_ends(tag.name)
        if not self._tags.names and tag.is_block and not self._end_block():
            return False
        self._tags.names.append(tag.name)
        self.kept.append(tag)
        return True

    def _keep_end(self, tag: Tag) -> bool:
        if not self._tags.close(tag.name):
            return True
        if tag.name == "a" and opens(self.kept[-1], "a"):  # around a picture that is left out
            self.kept.pop()
            return True
        self.kept.append(tag)
        return bool(self._tags.names) or not tag.is_block or self._end_block()

    def _end_block(self) -> bool:
        """Drop a block that shows nothing; return False when there is enough."""
        if shows_anything(self.kept[self._block :]):
            self.kept.append("\n")
        else:
            del self.kept[self._block :]
        self._block = len(self.kept)
        return self.words < self.length


def under_picture(tokens: Tokens, position: int) -> Iterator[tuple[int, int]]:
    """Yield where that begins and ends which belongs to a picture before *position*: line breaks, and all the
    rest of its paragraph if that is emphasised, as captions are."""
    while position < len(tokens):
        token = tokens[position]
        if isinstance(token, Tag) and token.name == "br":
            yield position, position + 1
        elif not (is_blank(token) or closes(token, "a")):
            break
        position += 1
    if position < len(tokens) and any(opens(tokens[position], name) for name in _EMPHASIS):
        near = tokens[position : position + _LONGEST_CAPTION]
        end = element_end(near, 0)
        rest = next((token for token in near[end:] if not is_blank(token)), "")
        if closes(rest, "p"):
            yield position, position + end


def _is_special(tag: Tag) -> bool:
    """Tell whether *tag* may begin something that an opening does not hold."""
    return (tag.attributes != "" or tag.name in _SPECIAL) and tag.kind is not CLOSE


def _stops(tag: Tag) -> bool:
    return tag.name in _STOPS or is_footnotes(tag)


def _is_missed(first: Tag, tokens: Tokens) -> bool:
    """Tell whether a reader misses *tokens*, an element that the opening leaves out; *first* begins it."""
    silent = first.name in _SILENT or is_footnote_mark(first) or is_contents(first)
    return not silent and shows_anything(tokens)


def _break_after(text: str, words: int) -> int | None:
    """Return where *text* may end after so many *words*: never inside a word or an entity.

    None: the word goes on after the text, perhaps.
    """
    if words <= 0:
        blank = re.search(_BREAK, text)
        return blank.start() if blank else None
    end = _easy_break_after(text, words)
    if end:
        return end
    for unit in re.finditer(_UNIT, text):
        word = unit[0].strip(_AROUND_WORDS)
        words -= 1 if _is_one_word(word) else count_words(unescape(unit[0]))
        if words <= 0:
            return unit.end() if unit.end() < len(text) else None
    return None


def _easy_break_after(text: str, words: int) -> int:
    """Return the same for a text in which so many words are as many pieces between blanks; else 0."""
    pieces = text.split(None, words)
    if len(pieces) <= words or not _is_one_word(pieces[words - 1].strip(_AROUND_WORDS)):
        return 0
    rest = pieces.pop()
    if count_words(unescape(" ".join(pieces))) != words:
        return 0
    return len(text[: len(text) - len(rest)].rstrip())


def _is_one_word(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _without_trailing(text: str) -> str:
    """Return *text* without the commas and dashes at its end; the semicolon of an entity stays."""
    text = text.rstrip(_TRAILING)
    if text.endswith(";") and not _ENTITY_AT_END.search(text):
        return text.rstrip(_TRAILING + ";")
    return text
