"""Quotation marks, apostrophes, dashes and ellipses as a printer sets them.

All text that may be changed is joined into one string, in which one character stands for whatever was
between two pieces of text.  So a quotation mark sees its neighbours across tags, and the work is a few
regular expressions for a whole document.  What the writer put as an entity (`&quot;`) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from sitegen.markup.scan import OPEN, VOID, Tag, Token, Tokens, step, words
from sitegen.patterns import regex


class Marks(NamedTuple):
    """The quotation marks of a language, outer and inner."""

    open: str
    close: str
    inner_open: str
    inner_close: str


_ENGLISH = Marks("“", "”", "‘", "’")
_LOW = Marks("„", "“", "‚", "‘")
_RIGHT = Marks("”", "”", "’", "’")
_MARKS = {
    "cs": _LOW,
    "da": Marks("»", "«", "›", "‹"),
    "de": _LOW,
    "de-ch": Marks("«", "»", "‹", "›"),
    "en": _ENGLISH,
    "es": Marks("«", "»", "“", "”"),
    "fi": _RIGHT,
    "fr": Marks("«\u202f", "\u202f»", "“", "”"),
    "fr-ch": Marks("«\u202f", "\u202f»", "‹\u202f", "\u202f›"),
    "it": Marks("«", "»", "“", "”"),
    "nb": Marks("«", "»", "‘", "’"),
    "nl": _ENGLISH,
    "nn": Marks("«", "»", "‘", "’"),
    "no": Marks("«", "»", "‘", "’"),
    "pl": Marks("„", "”", "«", "»"),
    "pt": Marks("«", "»", "“", "”"),
    "pt-br": _ENGLISH,
    "ru": Marks("«", "»", "„", "“"),
    "sk": _LOW,
    "sl": _LOW,
    "sv": _RIGHT,
    "uk": Marks("«", "»", "„", "“"),
}
_UNTOUCHED = words("code pre kbd samp tt math svg script style textarea title xmp iframe")

# Between two pieces of text: a tag inside the line, the end of a line, something that is not text.
INLINE, _BLOCK, _THING = "\x00", "\x01", "\x04"
_SEPARATOR = regex("[\x00\x01\x04]")  # for long texts, `pieces_of` is ten times as fast

# Longer runs and arrows (`-->`) are matched too, to be left alone.  An expression that begins with a plain
# character is found much sooner than one for both.
_DASHES, _DOTS = regex(r"--+(?:&gt;)?"), regex(r"\.\.\.+")
_SIGNS = {"--": "–", "---": "—", "...": "…"}
# What stands before an option: nothing, what opens, or what parts it from another: `-a/--all`, `(--all`.
_OPTION = regex(r"""(?:[(\[{"'“‘]*|.*[/|=(\[{]|[(\[{"'“‘]*-.*\W)\Z""")
_IN_WORD = regex(r"'(?<=\w')(?=\w)")  # what is searched for comes first: five times as fast
_UNSPACED = (("\u3001", "\u30ff"), ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\uff01", "\uff60"))
_BLANKS = " \t\n\r\u00a0\u2009\u202f" + _BLOCK
_BEFORE_OPENING = frozenset(_BLANKS + "([{<>«‹“„‚‘¿¡–—-/")
_AFTER_DASH = frozenset("–—-/")
_BEFORE_BLANK = frozenset(_BLANKS)
_OPENING_ENTITY = regex(r"&(?:nbsp|ensp|emsp|thinsp|mdash|ndash|lt|gt|#160|#8211|#8212);\Z")
# Words that English writes with their beginning cut off, and decades.
_CLIPPED = regex(r"(?:\d\d(?:s|er|ern)?|tis|twas|twere|twill|til|em|cause|bout|n)\b", re.IGNORECASE)
_FEW, _LETTER = 5, regex(r"\w")
_PAST = regex(r"[.,;:!?)\]]+(?:[\s\x01]|\Z)")
_FRENCH_BLANKS = regex(r"(?<=[\w»)\]]) (?=[;!?»](?:[\s\x00\x01»]|$))|(?<=«) ")
_FRENCH_COLON = regex(r"(?<=[\w»)\]]) (?=:(?:[\s\x00\x01]|$))")


def punctuate(tokens: list[Token], language: str) -> None:
    """Set the punctuation of all running text in *tokens* (changed in place)."""
    places, joined = join_text(tokens)
    changed = punctuated(joined, language)
    if changed == joined:
        return
    for place, text in zip(places, pieces_of(changed), strict=True):
        tokens[place] = text


def pieces_of(joined: str) -> list[str]:
    """Return the pieces of what `join_text` has joined."""
    return joined.replace(_BLOCK, INLINE).replace(_THING, INLINE).split(INLINE)


def punctuated(text: str, language: str) -> str:
    """Return *text* (HTML without tags) with the punctuation of *language*."""
    runs = [*_DASHES.finditer(text)] if "-" in text else []
    if "..." in text:
        runs = sorted([*runs, *_DOTS.finditer(text)], key=re.Match.start)
    if runs:
        text = _replaced(text, [(run.start(), run.end(), _sign(run)) for run in runs])
    if "'" in text:
        text = _IN_WORD.sub("’", text)
    if '"' in text or "'" in text:
        text = _set_quotes(text, marks_of(language))
    if language.lower().startswith("fr"):
        text = _FRENCH_COLON.sub("\u00a0", _FRENCH_BLANKS.sub("\u202f", text))
    return text


def marks_of(language: str) -> Marks:
    """Return the quotation marks of a BCP 47 *language*; English ones for a language that is not known."""
    tag = language.lower().replace("_", "-")
    while tag:
        if tag in _MARKS:
            return _MARKS[tag]
        tag = tag.rpartition("-")[0]
    return _ENGLISH


def join_text(tokens: Tokens) -> tuple[list[int], str]:
    """Return which of *tokens* are text to set, and that text with a separator between two of them."""
    places: list[int] = []
    parts: list[str] = []
    between, skipping, depth = _BLOCK, "", 0
    for index, token in enumerate(tokens):
        if type(token) is not Tag:
            if skipping:
                continue
            if "<" in token:  # a tag that is not whole, and perhaps its quotes
                between = _BLOCK if between is _BLOCK else _THING
                continue
            if places:
                parts.append(between)
            places.append(index)
            parts.append(token)
            between = INLINE
        elif skipping:
            if token.name == skipping:
                depth += step(token)
                skipping = skipping if depth else ""
        elif token.is_block:
            between = _BLOCK
            if token.name == "pre" and token.kind is OPEN:
                skipping, depth = token.name, 1
        elif token.kind is OPEN and (token.name in _UNTOUCHED or _is_formula(token.attributes)):
            skipping, depth = token.name, 1
            between = _BLOCK if between is _BLOCK else _THING
        elif token.kind is VOID and between is INLINE:
            between = _THING
    return places, "".join(parts)


def _is_formula(attributes: str) -> bool:
    return "class" in attributes and ("arithmatex" in attributes or 'class="math' in attributes)


def _sign(match: re.Match[str]) -> str:
    """Return the sign for a run of dashes or dots; none in URLs, comments and before options (`--all`)."""
    run, text, start = match[0], match.string, match.start()
    if run[0] == "-" and text.endswith(("&lt;", "&lt;!"), 0, start):
        return run
    word = _word_before(text, start)
    if "://" in word or word.startswith("www."):
        return run
    if run == "--" and text[match.end() : match.end() + 1].isalpha() and _OPTION.match(word):
        return run
    return _SIGNS.get(run, run)


def _word_before(text: str, end: int) -> str:
    """Return what stands before *end* without a blank or tag between."""
    piece = text[max(0, end - 300) : end]
    return "" if not piece or piece[-1].isspace() else _SEPARATOR.split(piece.split()[-1])[-1]


def _set_quotes(text: str, marks: Marks) -> str:
    """Return *text* with the quotation marks set; apostrophes inside words are done."""
    return _replaced(text, [(place, place + 1, mark) for place, mark in _Quotes(text, marks).all()])


def _replaced(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """Return *text* with other *pieces*: where each begins and ends, and what takes its place."""
    parts: list[str] = []
    position = 0
    for start, end, new in pieces:
        parts += (text[position:start], new)
        position = end
    return "".join([*parts, text[position:]])


def _places(text: str) -> list[int]:
    """Return where the straight quotation marks are, much sooner than one expression for both kinds would."""
    places: list[int] = []
    for mark in "\"'":
        place = text.find(mark)
        while place >= 0:
            places.append(place)
            place = text.find(mark, place + 1)
    places.sort()
    return places


class _Quotes:
    """Decides about the quotation marks of a text from left to right; each block starts anew."""

    def __init__(self, text: str, marks: Marks) -> None:
        self.text, self.marks = text, marks
        self.decided: list[tuple[int, str]] = []
        self.last_opening = -2
        self._start_block()

    def _start_block(self) -> None:
        self.outer_open = 0
        self.inner_open: list[int] = []  # where in `decided` the inner marks are that nothing closed yet

    def all(self) -> list[tuple[int, str]]:
        """Return where each mark stands and what it becomes."""
        for last, place in pairwise([0, *_places(self.text)]):
            if (self.outer_open or self.inner_open) and self.text.find(_BLOCK, last, place) >= 0:
                self._end_block()
            decide = self._outer if self.text[place] == '"' else self._inner
            self.decided.append((place, decide(place)))
        self._end_block()
        return self.decided

    def _end_block(self) -> None:
        for index in self.inner_open:
            self.decided[index] = (self.decided[index][0], "’")
        self._start_block()

    def _outer(self, place: int) -> str:
        before, after = self._before(place), self._after(place)
        if self.outer_open and self._closes_after_blank(place, before):
            self.outer_open -= 1
            return self.marks.close
        if "א" <= before <= "ת" and "א" <= after <= "ת":
            return "״"  # an abbreviation
        if self._opens(place, before, after) or self._opens_in_word(place, before, after):
            self.outer_open += 1
            self.last_opening = place
            return self.marks.open
        if before in _BEFORE_BLANK or (before.isdigit() and not self.outer_open):
            return '"'  # it stands alone, or means inches
        self.outer_open = max(self.outer_open - 1, 0)
        return self.marks.close

    def _opens_in_word(self, place: int, before: str, after: str) -> bool:
        """Tell whether a mark opens without a blank before it: where words have none between them, and after
        the article of `l'"eau"`."""
        if self.outer_open or after in _BEFORE_BLANK:
            return False
        if before in "'’":
            return after.isalnum() and self._before(place - 1).isalpha()
        return any(first <= before <= last for first, last in _UNSPACED)

    def _inner(self, place: int) -> str:
        before, after = self._before(place), self._after(place)
        if before.isalnum() and after.isalnum():
            return "’"
        if self.inner_open and self._closes_after_blank(place, before):
            return self._close_inner()
        if self._opens(place, before, after):
            if _CLIPPED.match(self.text, place + 1):
                return "’"
            self.inner_open.append(len(self.decided))
            self.last_opening = place
            return self.marks.inner_open
        if before in _BEFORE_BLANK and after in _BEFORE_BLANK:
            return "'"
        return self._close_inner()

    def _closes_after_blank(self, place: int, before: str) -> bool:
        """Tell whether a mark ends what ends with a blank, as in "parted by ', ' and joined by ' and '."."""
        if before not in " \u00a0" or self._after(place).isalnum():
            return False
        inside = self.text[self.last_opening + 1 : place] if place - self.last_opening < _FEW else "much"
        return not _LETTER.search(inside) or _PAST.match(self.text, place + 1) is not None

    def _close_inner(self) -> str:
        if self.inner_open:
            self.inner_open.pop()
            return self.marks.inner_close
        return "’"

    def _opens(self, place: int, before: str, after: str) -> bool:
        if after in _BEFORE_BLANK:
            return False
        if before in _AFTER_DASH and not after.isalnum():
            return False
        return (
            before in _BEFORE_OPENING or self._follows_opening(place) or self._follows_entity(place, before)
        )

    def _follows_opening(self, place: int) -> bool:
        place -= 1
        while self.text[place] == INLINE and place > 0:
            place -= 1
        # A straight mark of the other kind that opens stands right before this one.
        return place == self.last_opening

    def _follows_entity(self, place: int, before: str) -> bool:
        return before == ";" and _OPENING_ENTITY.search(self.text, max(0, place - 8), place) is not None

    def _before(self, place: int) -> str:
        """Return the character before *place*, tags inside the line not counted."""
        place -= 1
        while place >= 0 and self.text[place] == INLINE:
            place -= 1
        return self.text[place] if place >= 0 else _BLOCK

    def _after(self, place: int) -> str:
        place += 1
        while place < len(self.text) and self.text[place] == INLINE:
            place += 1
        return self.text[place] if place < len(self.text) else _BLOCK
