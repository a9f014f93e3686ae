"""Pure functions on text: slugs, words, HTML escapes, characters that no document may hold."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Container
from datetime import UTC, date, datetime

from sitegen.patterns import regex

SLUG_LENGTH, SLUG_BYTES = 100, 200
"""Longest slug made from a text, in characters and in bytes of UTF-8; file systems allow 255 bytes a name."""

# Letters that Unicode does not decompose into a Latin letter and marks.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_NOT_ON_KEYBOARDS = regex("[ßẞæÆœŒøØđĐðÐþÞłŁı]")
_BARE_WORD = regex(r"\w+")
_NUMBER = regex("([0-9]{1,18})")
_NOT_WORD = regex(r"[\W_]+")
# Vowel points of Hebrew and Arabic, which are mostly left out.
_POINTS = regex("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670]")
# What programs leave behind in words: soft hyphens, blanks and joints without a width; and what makes a sign
# colourful, as in a digit on a key.
_NEVER_SEEN = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)))
_SLUG = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_APOSTROPHE = regex(r"(?<=\w)['’](?=\w)")
# Scripts written without spaces (kana, ideographs): each character counts as a word.
_UNSPACED = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_WORD = regex(r"\w+(?:['’-]\w+)*")
# What a printer's punctuation does to words, said in Latin-1.
_TYPOGRAPHY = {"’": "'", "‘": " ", "“": " ", "”": " ", "–": " ", "—": " ", "…": " ", "\u202f": " "}
# For each character of Latin-1: whether it is of a word, may join two, or neither.
_WORD_SHAPES = bytes(
    ord("w" if re.match(r"\w", chr(code)) else "'" if chr(code) in "'-" else " ") for code in range(256)
)
# What XML 1.0 can't carry, and DEL; such a character is always an accident of some editor or export.
FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def slugify(text: str) -> str:
    """Return *text* as the last part of a URL: lower case, words joined by `-`, Latin accents folded.

    Letters of other scripts are kept, with the marks that are part of them (vowels of Indic scripts, tones);
    points that Arabic and Hebrew may leave out are. May be empty (a text of punctuation or emoji only).
    """
    if len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text):
        return text  # as most names of files are
    if not text.isascii():
        text = "".join(_fold(char) for char in unicodedata.normalize("NFKC", text.translate(_NEVER_SEEN)))
    text = _APOSTROPHE.sub("", text.lower().translate(_LATIN))
    composed = unicodedata.normalize("NFC", text)
    slug = (_NOT_WORD.sub("-", composed) if composed.isascii() else _in_words(composed)).strip("-")
    fits = len(slug) <= SLUG_LENGTH and len(slug.encode()) <= SLUG_BYTES
    return slug if fits else shorten_slug(slug)


def _in_words(text: str) -> str:
    """Return *text* with a `-` in the place of all that is no letter, no digit and no mark of one."""
    marks = {char for char in _POINTS.sub("", text) if unicodedata.category(char) in ("Mn", "Mc")}
    if not marks:
        return _NOT_WORD.sub("-", _POINTS.sub("", text))
    kept = "".join(sorted(marks))
    return re.sub(rf"(?:[^\w{kept}]|_|(?<![\w{kept}])[{kept}])+", "-", _POINTS.sub("", text))


def sort_key(name: str) -> tuple[str, str]:
    """Return by what a *name* is sorted for people: without capitals and accents; of equals, with them."""
    folded = _without_case(name)
    return folded if name.isascii() else _in_plain_letters(folded), folded


def respelt(text: str) -> tuple[str, ...]:
    """Return the words of *text* with letters that keyboards lack (`œ`, `ł`), as people write them there,
    sorted: `coeur`, `slowo`."""
    if text.isascii() or not _NOT_ON_KEYBOARDS.search(text):
        return ()
    words = filter(_NOT_ON_KEYBOARDS.search, _BARE_WORD.findall(text))
    return tuple(sorted({_in_plain_letters(_without_case(word)) for word in words}))


def _without_case(text: str) -> str:
    """Return *text* without capitals; Unicode makes two characters of `İ`, an `i` with another dot above."""
    return text.casefold().replace("i\u0307", "i")


def _in_plain_letters(folded: str) -> str:
    return "".join(map(_fold, folded)).translate(_LATIN)


def counted(name: str) -> tuple[str | int, ...]:
    """Return by what a *name* with numbers is sorted as people count: `c2` before `c10`."""
    return tuple([int(part) if number % 2 else part for number, part in enumerate(_NUMBER.split(name))])


def letters_of(text: str) -> str:
    """Return the letters and digits of *text* alone: what the names that different programs make of one
    heading have in common."""
    return _NOT_WORD.sub("", text.lower())


def shorten_slug(slug: str) -> str:
    """Return *slug* cut to what fits, with eight digits of its hash so that two long ones stay apart."""
    mark = hashlib.sha256(slug.encode()).hexdigest()[:8]
    start = slug[: SLUG_LENGTH - 9].encode()[: SLUG_BYTES - 9].decode(errors="ignore")
    return f"{start.rstrip('-')}-{mark}"


def _fold(char: str) -> str:
    """Drop the marks of one Latin letter (`é` gives `e`); leave other scripts, whose marks are letters."""
    decomposed = unicodedata.normalize("NFD", char)
    return decomposed[0] if len(decomposed) > 1 and decomposed[0].isascii() else char


def unique_name(name: str, taken: Container[str]) -> str:
    """Return *name*, or *name* with the first number from 2 on that is not *taken*."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def latin_1(text: str) -> bytes | None:
    """Return *text* in Latin-1, a printer's punctuation as a typewriter has it.  None: it can't be done.

    Words are found much sooner in bytes.
    """
    if not text.isascii():
        for sign, plain in _TYPOGRAPHY.items():
            text = text.replace(sign, plain)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def count_words(text: str) -> int:
    """Return how many words *text* has; a Chinese or Japanese character counts as one."""
    latin = latin_1(text)
    if latin is not None:
        return _count_shapes(latin.translate(_WORD_SHAPES))
    spaced, characters = re.subn(_UNSPACED, " ", text)  # compiled once, for the first such text
    return characters + len(_WORD.findall(spaced))


def _count_shapes(shapes: bytes) -> int:
    """Return how many words begin in *shapes*: what `_WORD` finds."""
    if b"'" in shapes:  # one joins words, two part them
        shapes = b"".join([piece or b" " for piece in shapes.split(b"'")])
    return shapes.count(b" w") + shapes.startswith(b"w")


WORDS_A_MINUTE = 225
"""How fast people read, silently, what is written for them."""


def reading_minutes(words: int) -> int:
    """Return the reading time in whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def one_line(text: str) -> str:
    """Return *text* with every run of white space as one blank, and none at the ends."""
    return " ".join(text.split())


def plain_to_html(text: str) -> str:
    """Return plain *text* as HTML paragraphs, one for each block between blank lines."""
    blocks = (one_line(block) for block in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def shorten(text: str, length: int) -> str:
    """Return *text* as one line of at most *length* characters, cut between words and marked with `…`."""
    # Half as many words as characters are more than fit; the text may be long.
    text = " ".join(text.split(maxsplit=length // 2 + 1))
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    return text[: cut if cut > length // 2 else length - 1].rstrip(" ,;:.…·–—-") + "…"


_SENTENCE_END = regex(r"[.!?…؟।][\"'’”»)\]]*(?= )|[。！？][」』”’）]*")
# A letter alone as in `i.e.`, words after which a sentence goes on, and numbers as in `3. Oktober`.
_ABBREVIATED = regex(
    r"(?:^|[\s(.])(?:[^\W\d_]|\d\d?|[Mm]rs?|[Dd]r|[Ss]t|Prof|Rev|Capt|Mme|Hr|vs|cf|ca|bzw|Nr)\.\Z"
)
# Before a small letter, or a number as in `Vol. 3`, any short word may be one; sentences begin with a small
# letter, too: "npm is …"
_SHORT = regex(r"(?:^|[\s(.])[^\W_]{1,4}\.\Z")


def beginning(text: str, length: int) -> str:
    """Return the sentences with which *text* begins, as far as they fit into *length* characters on one line;
    where these would be less than half of it, it is cut between words."""
    text = " ".join(text.split(maxsplit=length // 2 + 1))
    if len(text) <= length:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, length + 1) if _ends_sentence(match)]
    return text[: ends[-1]] if ends and ends[-1] > length // 2 else shorten(text, length)


def _ends_sentence(match: re.Match[str]) -> bool:
    """Tell whether a sign is at the end of a sentence, and not of an abbreviation, or inside the sentence."""
    text, start = match.string, match.start()
    following = text[match.end() + 1 : match.end() + 2]
    if text[start] != ".":
        return not following.islower()
    is_doubtful = following.islower() or following.isdecimal()
    return not (_SHORT if is_doubtful else _ABBREVIATED).search(text, max(start - 5, 0), start + 1)


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
"""The names of the months; `strftime` would depend on the machine's locale."""


_WHOLE = len("2013-11-22T08:00:00+01:00")


def in_whole_minutes(moment: datetime) -> datetime:
    """Return the same moment in UTC where its own zone is so many seconds off: Berlin was 53:28 ahead until
    1893, and neither RFC 3339, RFC 822 nor HTML can say that."""
    offset = moment.utcoffset()
    return moment.astimezone(UTC) if offset and offset.seconds % 60 else moment


def iso(moment: date) -> str:
    """Return a date, or a moment with a zone, as ISO 8601, to the second: all that machines read has it."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    written = moment.isoformat(timespec="seconds")
    if len(written) > _WHOLE:  # with an offset that has seconds, which is sooner seen than asked
        return in_whole_minutes(moment).isoformat(timespec="seconds")
    return written


def day_text(day: date) -> str:
    """Return `22 November 2013`."""
    return f"{day.day} {month_text(day)}"


def month_text(day: date) -> str:
    """Return `November 2013`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def tag_key(name: str) -> str:
    """Return what two spellings of one tag share: `KDE` and `kde`, `follow-up` and `Follow up` are one;
    `c`, `c++` and `c#` are three."""
    if name.isalnum() and name.isascii() and name.islower():
        return name
    seen = _without_case(unicodedata.normalize("NFKC", name).translate(_NEVER_SEEN))
    return re.sub(r"[\s_-]+", " ", seen).strip() or name
