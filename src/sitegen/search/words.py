"""The words of a search index: taken apart, put together, and shared out among files.

They are as Pagefind 1.5 writes them (`pagefind/src/index/index_words.rs` of its source), in CBOR. A file, a
"chunk", is a list of one list: of words, sorted. A word is a list of three: itself, its pages, and its other
forms, those with accents, each a list of the form and its pages. A page is a list of three: how many pages it
comes after the one before, where the word stands in its text, and where it stands in its fields.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple
from zlib import crc32

from sitegen.incremental.answers import Everything
from sitegen.patterns import regex
from sitegen.search.cbor import LIST, TEXT, head, read_head

_NUMBER = rb"(?:[\x00-\x17]|\x18.|\x19..|\x1a.{4})"
_PLACE = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})"
_LIST = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_PAGE = regex(rb"\x83(%b)(%b%b*+%b%b*+)" % (_NUMBER, _LIST, _PLACE, _LIST, _PLACE), re.DOTALL)
_NUMBERED = regex(rb"\x83(%b)%b%b*+%b%b*+" % (_NUMBER, _LIST, _PLACE, _LIST, _PLACE), re.DOTALL)
_WHOLE = regex(rb"\x83%b%b%b*+%b%b*+" % (_NUMBER, _LIST, _PLACE, _LIST, _PLACE), re.DOTALL)
_PAGES = regex(rb"(?:%b)*+" % _WHOLE.pattern, re.DOTALL)
"""What a list of pages has after its head.  No number begins with a byte that a list begins with, so that
lists need not be counted."""
CHUNK = 58_000
"""So many bytes of words, or a word more, are in one file: about what Pagefind puts there (20,000 places)."""
_BEGIN = b"\x83"

Postings = list[tuple[int, bytes]]
"""The pages of a word: for each its number, and where the word stands in it, as it is written."""


class Word(NamedTuple):
    """Where a word stands, and its other forms, by form."""

    pages: Postings
    forms: tuple[tuple[str, Postings], ...] = ()


Written = dict[str, bytes]
"""Words as they are written, by word, sorted."""


def read_words(chunk: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the words of a file, as they are written.  Raises ValueError where it has something else."""
    count, at = read_head(chunk, 0, LIST)
    words, at = read_head(chunk, at, LIST)
    if count != 1:
        raise ValueError("a file of words has more than words")
    for _ in range(words):
        begin = at
        word, _run, at = _past_pages(chunk, at, 3)
        forms, at = read_head(chunk, at, LIST)
        for _form in range(forms):
            at = _past_pages(chunk, at, 2)[2]
        raw = chunk[begin:at]
        yield word, write_word(word, read_word(raw)) if forms > 1 else raw  # which come in any order
    if at != len(chunk):
        raise ValueError("there is more than words")


def _past_pages(raw: bytes, at: int, length: int) -> tuple[str, bytes, int]:
    """Return what a word or a form is, its pages as they are written, and where they end."""
    parts, at = read_head(raw, at, LIST)
    if parts != length:
        raise ValueError(f"a list of {parts} where one of {length} was expected")
    size, at = read_head(raw, at, TEXT)
    text, at = raw[at : at + size].decode(), at + size
    _count, at = read_head(raw, at, LIST)
    pages = _PAGES.match(raw, at)
    assert pages, "none at all match, too"
    return text, pages[0], pages.end()


class _Numbers(dict[bytes, int]):
    """What numbers mean, by how they are written."""

    def __missing__(self, raw: bytes) -> int:
        self[raw] = number = raw[0] if len(raw) == 1 else int.from_bytes(raw[1:])
        return number


_numbers = _Numbers()


def _postings(run: bytes) -> Postings:
    found = _PAGE.findall(run)
    numbers = accumulate([_numbers[written] for written, _places in found])
    return list(zip(numbers, [places for _written, places in found], strict=True))


def read_word(raw: bytes) -> Word:
    """Take apart a word as it is written."""
    _word, run, at = _past_pages(raw, 0, 3)
    count, at = read_head(raw, at, LIST)
    forms = []
    for _ in range(count):
        form, others, at = _past_pages(raw, at, 2)
        forms.append((form, _postings(others)))
    return Word(_postings(run), tuple(forms))


def write_word(word: str, found: Word) -> bytes:
    """Put a word together; pages that come in any order, and so do forms."""
    forms = b"".join(b"\x82" + _write_text(form) + _write_pages(pages) for form, pages in sorted(found.forms))
    pages = _write_pages(found.pages)
    return _BEGIN + _write_text(word) + pages + head(LIST, len(found.forms)) + forms


def _write_text(text: str) -> bytes:
    raw = text.encode()
    return head(TEXT, len(raw)) + raw


def _write_pages(pages: Postings) -> bytes:
    written, before = [head(LIST, len(pages))], 0
    for number, places in sorted(pages):
        written += _BEGIN, head(0, number - before), places
        before = number
    return b"".join(written)


def merge_words(
    old: Written,
    moved: Sequence[int | None],
    more: Written,
    placed: Sequence[int | None],
    lost: Container[str] | None = None,
) -> Written:
    """Return the words of *old* pages, each at the number that it has *moved* to (None: it is gone), and of
    *more* pages, each at the number at which it is *placed*.

    *lost* has all words of the pages that are gone, and maybe others; None: that is not known.
    """
    gone = {number for number, now in enumerate(moved) if now is None}
    may_be_lost = Everything() if lost is None else lost
    in_place = all(now is None or now == number for number, now in enumerate(moved))
    shift = _shift(placed)
    merged: Written = {}
    for word in sorted({*old, *more}):
        raw, added = old.get(word), more.get(word)
        if raw and in_place and not (gone and word in may_be_lost and _has_any(raw, gone)):
            if added is None:
                merged[word] = raw
                continue
            if shift is not None and (both := _appended(raw, added, shift)):
                merged[word] = both
                continue
        if raw and in_place and (put_in := _with_others(raw, gone, added, placed)):
            merged[word] = put_in
            continue
        found = _moved(read_word(raw), moved) if raw else Word([])
        put = _together(found, _moved(read_word(added), placed)) if added else found
        if put.pages or put.forms:
            merged[word] = write_word(word, put)
    return merged


def _shift(placed: Sequence[int | None]) -> int | None:
    """Return how far all pages are moved, where they are moved equally far."""
    first = placed[0] if placed else None
    same = first is not None and placed == [*range(first, first + len(placed))]
    return first if same else None


def _appended(raw: bytes, more: bytes, shift: int) -> bytes | None:
    """Return a word with the pages of another that are *shift* numbers behind; None: they are not behind its
    own, or it has other forms.  Only the first of them counts from another page than before."""
    begin, count, numbers = _pages_of(raw)
    other, others, behind = _pages_of(more)
    if len(numbers) != count or len(behind) != others or not numbers or not behind:
        return None
    further = _numbers[behind[0]] + shift - sum(map(_numbers.__getitem__, numbers))
    if further <= 0:
        return None
    text = raw[: begin - len(head(LIST, count))]
    rest = more[other + len(_BEGIN) + len(behind[0]) :]
    return b"".join((text, head(LIST, count + others), raw[begin:-1], _BEGIN, head(0, further), rest))


def _with_others(
    raw: bytes, gone: Iterable[int], more: bytes | None, placed: Sequence[int | None]
) -> bytes | None:
    """Return a word without the pages that are *gone*, and with those of another, which are *placed*.

    None: it has none then, or other forms.  Only the pages behind these count from another than before.
    """
    begin, count, written = _pages_of(raw)
    if len(written) != count or (more and not _is_plain(more)):
        return None
    numbers, pages = [*accumulate(map(_numbers.__getitem__, written))], _WHOLE.findall(raw, begin)
    moved = set[int]()
    for number in gone:
        place = bisect_left(numbers, number)
        if numbers[place : place + 1] == [number]:
            for of_all in (numbers, written, pages):
                del of_all[place]
            moved.update(numbers[place : place + 1])
    for at, places in _postings(more[_pages_of(more)[0] : -1]) if more else ():
        if (now := placed[at]) is not None:
            place = bisect_left(numbers, now)
            moved.update((now, *numbers[place : place + 1]))
            numbers.insert(place, now)
            written.insert(place, b"")
            pages.insert(place, _BEGIN + places)
    for number in moved & {*numbers}:
        place = bisect_left(numbers, number)
        rest = pages[place][len(_BEGIN) + len(written[place]) :]
        pages[place] = _BEGIN + head(0, number - (numbers[place - 1] if place else 0)) + rest
    text = raw[: begin - len(head(LIST, count))]
    return b"".join((text, head(LIST, len(pages)), *pages, raw[-1:])) if pages else None


def _is_plain(raw: bytes) -> bool:
    """Tell whether a word, as it is written, has no other forms."""
    _begin, count, written = _pages_of(raw)
    return len(written) == count


def _pages_of(raw: bytes) -> tuple[int, int, list[bytes]]:
    """Return where the pages of a word begin, how many it has, and their numbers, as they are written; these
    are more where it has other forms."""
    size, at = read_head(raw, len(_BEGIN), TEXT)
    count, at = read_head(raw, at + size, LIST)
    return at, count, _NUMBERED.findall(raw, at)


def _has_any(raw: bytes, numbers: set[int]) -> bool:
    """Tell whether a word, as it is written, is on pages of these *numbers*."""
    return not numbers.isdisjoint(_numbers_of(raw))


def _numbers_of(raw: bytes) -> Iterable[int]:
    """Return the numbers of the pages of a word, as it is written."""
    _begin, count, found = _pages_of(raw)
    if len(found) == count:
        return accumulate(map(_numbers.__getitem__, found))
    word = read_word(raw)  # it has other forms
    return {number for pages in (word.pages, *[some for _form, some in word.forms]) for number, _ in pages}


def checksums_of_pages(words: Written, count: int) -> list[bytes]:
    """Return the checksums of the words of each of *count* pages, packed."""
    found = [array("I") for _ in range(count)]
    for word, raw in words.items():
        checksum = _checksum(word)
        for number in _numbers_of(raw):
            found[number].append(checksum)
    return [checksums.tobytes() for checksums in found]


def with_checksums(words: Iterable[str], packed: Iterable[bytes]) -> set[str]:
    """Return those of *words* that have one of these checksums: others are not on those pages."""
    wanted: set[int] = set().union(*[array("I", checksums) for checksums in packed])
    return {word for word in words if _checksum(word) in wanted}


def _checksum(word: str) -> int:
    return crc32(word.encode())


def _moved(word: Word, moved: Sequence[int | None]) -> Word:
    def move(pages: Postings) -> Postings:
        return [(now, places) for number, places in pages if (now := moved[number]) is not None]

    forms = [(form, move(pages)) for form, pages in word.forms]
    return Word(move(word.pages), tuple([(form, pages) for form, pages in forms if pages]))


def _together(one: Word, other: Word) -> Word:
    forms = dict(one.forms)
    for form, pages in other.forms:
        forms[form] = [*forms.get(form, ()), *pages]
    return Word([*one.pages, *other.pages], tuple(forms.items()))


Cut = tuple[tuple[str, ...], bytes]
"""The words of a file, and where each ends in it, packed."""


def cuts_of(words: Written) -> list[Cut]:
    """Return where the files are to be cut among which `write_chunks` shares out *words*."""
    return [
        (tuple(names), array("I", accumulate(map(len, raws))).tobytes()) for names, raws in _shares(words)
    ]


def cut_words(chunk: bytes, cut: Cut) -> Iterator[tuple[str, bytes]]:
    """Yield the words of a file that `write_chunks` has made, which `read_words` would find."""
    names, packed = cut
    ends = array("I", packed)
    begin = len(chunk) - (ends[-1] if ends else 0)
    places = [begin, *[begin + end for end in ends]]
    return zip(names, [chunk[one:other] for one, other in pairwise(places)], strict=True)


def write_chunks(words: Written) -> Iterator[tuple[str, str, bytes]]:
    """Share out *words* among files: yield of each the first word, the last and what is in it."""
    for names, raws in _shares(words):
        yield names[0], names[-1], _chunk(raws)


def _shares(words: Written) -> Iterator[tuple[list[str], list[bytes]]]:
    """Yield the words of each file, and how they are written."""
    names, raws, size = list[str](), list[bytes](), 0
    for word, raw in words.items():
        names.append(word)
        raws.append(raw)
        size += len(raw)
        if size >= CHUNK:
            yield names, raws
            names, raws, size = [], [], 0
    if raws:
        yield names, raws


def _chunk(raws: Sequence[bytes]) -> bytes:
    return head(LIST, 1) + head(LIST, len(raws)) + b"".join(raws)


def told_apart(ends: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the first and the last words of files, those where two meet cut to what tells them apart.

    A reader's search looks for the file that a word is in, and words that begin with it, by these.
    """
    cut = [list(pair) for pair in ends]
    for before, after in pairwise(cut):
        last, first = before[1], after[0]
        same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(last, first, strict=False)))
        before[1], after[0] = last[: same + 1], first[: same + 1]
    return [(first, last) for first, last in cut]
