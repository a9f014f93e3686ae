"""An index: what Pagefind makes of pages, in one order, and put together of what is known of each of them.

Pagefind writes filters in another order each time, and can't add a page to an index.  So what it has made is
read, sorted and named anew here; and an index that has only some other pages than before is made of the old
one and of one that Pagefind makes of those pages, which takes a fraction of the time and is the same.

The files and their parts are those of Pagefind 1.5 (`pagefind/src/output` of its source): a compressed mark
and a list.  That of the "meta" file has the version, the pages (the name of a page's file, its number of
words), the files of words (see `words.py`), the filters, the orders, and the names of the pages' fields, by
whose numbers words tell in which they stand.  A filter has its name and its values, with their pages.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from msgspec import Struct

from sitegen.search.cbor import Value, decode, encode
from sitegen.search.pagefind import Found, PagefindError
from sitegen.search.words import (
    Cut,
    Written,
    checksums_of_pages,
    cut_words,
    cuts_of,
    merge_words,
    read_words,
    told_apart,
    with_checksums,
    write_chunks,
)

ENTRY = "pagefind-entry.json"
PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.")
"""What a search page needs besides an index; the rest are search boxes of Pagefind's own."""
FIELDS = ("authors", "date", "pictures", "summary", "tags", "title")
"""The fields of pages."""
SORT = "date"
"""What pages are sorted by."""
_MARK = b"pagefind_dcd"
_LEVEL = 5
"""How well files are compressed.  Pagefind's 9 takes ten times as long, for a hundredth less of texts."""
_FILLER = "4815162342108"
"""The only word of a page that has all fields.  It is a part of each run of Pagefind, so that fields have the
same numbers everywhere, and is taken out again."""


class Listed(NamedTuple):
    """A page: the *path* of its file, the name of its *fragment* (what is shown of it when it is found), its
    number of *words*, the values of its *filters*, and what it is *sorted* by."""

    path: str
    fragment: str
    words: int
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    sorted: str


class Bundle(Struct, frozen=True):
    """An index of *listed* pages, which are numbered in the order of what they are sorted by, and of their
    paths: so a new post mostly leaves the others their numbers.  *fragments* are files by name, *program* has
    those that are the same for all, *entry* is what tells of the index.

    *orders* are None where its pages have but the fields, and are sorted but by the dates, that all have; of
    such indexes others can be made.  Else, where a writer has more for Pagefind in a text, *fields* and
    *orders* are as Pagefind found them.
    """

    language: str
    listed: tuple[Listed, ...]
    words: Written
    fragments: Mapping[str, bytes]
    program: Mapping[str, bytes]
    entry: Mapping[str, Any]
    fields: tuple[str, ...] = FIELDS
    orders: tuple[tuple[str, tuple[int, ...]], ...] | None = None
    said: Mapping[str, bytes] | None = None
    """The checksums of the words of each page, packed, by path; None: nobody has looked."""


class Notes(NamedTuple):
    """What is noted of an index besides its files, so that it is sooner read, and other pages are sooner put
    into it: where its files of words are cut, and what is *said* on its pages (see `Bundle`)."""

    cuts: list[Cut]
    said: Mapping[str, bytes] | None


def notes_of(bundle: Bundle) -> Notes:
    return Notes(cuts_of(bundle.words), bundle.said)


def filler() -> str:
    """Return the page that is to be the last of each run."""
    fields = "".join(f'<i data-pagefind-meta="{name}[title]" title="{_FILLER}"></i>' for name in FIELDS)
    return f"<!DOCTYPE html><html><body><main data-pagefind-body>{fields}{_FILLER}</main></body></html>"


def read_found(found: Found, paths: Mapping[str, str], language: str) -> Bundle:
    """Read what Pagefind has made of pages, the last of which was the `filler`.

    *paths* has what each of the others is sorted by, by path, in their order.  Raises `PagefindError` where
    the files are not as Pagefind 1.5 writes them.
    """
    try:
        return _read_found(found, paths, language)
    except (KeyError, IndexError, TypeError, ValueError, OSError, EOFError, zlib.error) as error:
        raise PagefindError(f"Pagefind wrote files of another kind than expected ({error!r})") from error


def _read_found(found: Found, paths: Mapping[str, str], language: str) -> Bundle:
    files = found.files
    entry, (_version, pages, chunks, _filters, orders, fields) = _entry_and_meta(files, language)
    shown = [files[_fragment(name)] for name, _words in pages]
    said = [json.loads(_read(raw)) for raw in shown]
    numbers = _present(found.urls, (one["url"] for one in said))
    if len(found.urls) != len(paths) + 1 or numbers[-1:] != [len(paths)]:
        raise ValueError("the last page is another one")
    names, listed = list(paths), []
    for number, raw, one, (_theirs, count) in zip(numbers[:-1], shown, said, pages, strict=False):
        filters = tuple([(key, tuple(values)) for key, values in sorted(one["filters"].items())])
        path = names[number]
        listed.append(Listed(path, _name(language, raw), count, filters, paths[path]))
    fragments = {page.fragment: raw for page, raw in zip(listed, shown, strict=False)}
    found_words = _all_words(files[_of_words(chunk[2])] for chunk in chunks)
    words = _without_filler(found_words, len(listed))
    plain = fields == list(FIELDS) and {name for name, _pages in orders} <= {SORT}
    kept = None if plain else tuple(sorted((name, tuple(some)) for name, some in orders))
    return Bundle(language, tuple(listed), words, fragments, _program(files), entry, tuple(fields), kept)


def _present(all_urls: Iterable[str], urls: Iterable[str]) -> list[int]:
    """Return which of all pages those are that are in an index: they keep their order."""
    others = enumerate(all_urls)
    numbers = [next((number for number, other in others if other == url), -1) for url in urls]
    if -1 in numbers:
        raise ValueError("there is a page that was not handed over")
    return numbers


def read_written(
    files: Mapping[str, bytes], listed: tuple[Listed, ...], language: str, notes: Notes | None = None
) -> Bundle:
    """Read the *files* of an index of *listed* pages that were written here, and can be merged; with the
    *notes* of it that is quicker."""
    entry, (_version, _pages, chunks, *_more) = _entry_and_meta(files, language)
    of_words = [files[_of_words(chunk[2])] for chunk in chunks]
    return Bundle(
        language,
        listed,
        _cut_words(of_words, notes.cuts) if notes else _all_words(of_words),
        {page.fragment: files[_fragment(page.fragment)] for page in listed},
        _program(files),
        entry,
        said=notes.said if notes else None,
    )


def _entry_and_meta(files: Mapping[str, bytes], language: str) -> tuple[dict[str, Any], Any]:
    """Return what tells of an index, and what its meta file has."""
    entry = json.loads(files[ENTRY])
    return entry, decode(_read(files[_meta(entry["languages"][language]["hash"])]))


def _program(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: raw for name, raw in files.items() if name.startswith(PROGRAM)}


def _all_words(files: Iterable[bytes]) -> Written:
    """Return the words of the *files* of an index, which come in their order.  Raises ValueError."""
    return {word: raw for file in files for word, raw in read_words(_read(file))}


def _cut_words(files: Iterable[bytes], cuts: Iterable[Cut]) -> Written:
    pairs = zip(files, cuts, strict=True)
    return {word: raw for file, cut in pairs for word, raw in cut_words(_read(file), cut)}


def _without_filler(words: Written, number: int) -> Written:
    """Return *words* without those of the last page, which has that *number*."""
    its = {word: raw for word, raw in words.items() if word.startswith(_FILLER)}
    left = merge_words(its, [*range(number), None], {}, [])
    return {word: left.get(word, raw) for word, raw in words.items() if word in left or word not in its}


def can_be_merged(bundle: Bundle) -> bool:
    """Tell whether of the index others can be made."""
    return bundle.orders is None and bool(bundle.listed)


def merge(old: Bundle, paths: Iterable[str], more: Bundle | None) -> Bundle:
    """Return the index of the *old* pages at these *paths*, and of those of *more*, which take the place of
    others at the same path."""
    fresh = {page.path: page for page in more.listed} if more else {}
    wanted = frozenset(paths)
    kept = {page.path: page for page in old.listed if page.path in wanted and page.path not in fresh}
    listed = tuple(sorted({**kept, **fresh}.values(), key=lambda page: (page.sorted, page.path)))
    numbers = {page.path: number for number, page in enumerate(listed)}
    moved = [numbers[page.path] if page.path in kept else None for page in old.listed]
    placed = [numbers[page.path] for page in more.listed] if more else []
    fragments = {page.fragment: old.fragments[page.fragment] for page in kept.values()}
    gone = [page.path for page in old.listed if page.path not in kept]
    said = _said(old) if gone else old.said
    lost = with_checksums(old.words, map(said.__getitem__, gone)) if gone and said else None
    return Bundle(
        old.language,
        listed,
        merge_words(old.words, moved, more.words if more else {}, placed, lost),
        {**fragments, **(more.fragments if more else {})},
        old.program,
        old.entry,
        said=None if said is None else {**_of(kept, said), **(_said(more) if more else {})},
    )


def _of(paths: Iterable[str], said: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: said[path] for path in paths}


def _said(bundle: Bundle) -> Mapping[str, bytes]:
    """Return the checksums of the words of each page, packed, by path."""
    if bundle.said is not None:
        return bundle.said
    checksums = checksums_of_pages(bundle.words, len(bundle.listed))
    return {page.path: packed for page, packed in zip(bundle.listed, checksums, strict=True)}


def merge_all(one: Bundle, other: Bundle) -> Bundle:
    """Return the index of all pages of two."""
    return merge(one, [page.path for page in one.listed], other)


def write(bundle: Bundle, known: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an index; those of words that are *known* by name need not be compressed again."""
    entry = {**bundle.entry, "languages": {}}
    files = dict(bundle.program)
    if bundle.listed:
        name, made = _written(bundle, known)
        files |= made
        of_language = {**bundle.entry["languages"][bundle.language]}
        of_language |= {"hash": name, "page_count": len(bundle.listed)}
        entry["languages"] = {bundle.language: of_language}
    files[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return files


def _written(bundle: Bundle, known: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return the name of the meta file, and all files of which it tells."""
    language, listed = bundle.language, bundle.listed
    files = {_fragment(name): raw for name, raw in bundle.fragments.items()}
    filters: list[Value] = []
    for filter_name, values in _filters(listed):
        raw = _MARK + encode([filter_name, values])
        name = _name(language, raw)
        files[f"filter/{name}.pf_filter"] = _compressed(raw)
        filters.append([filter_name, name])
    ends, names = [], []
    for first, last, chunk in write_chunks(bundle.words):
        raw = _MARK + chunk
        ends.append((first, last))
        names.append(_name(language, raw))
        path = _of_words(names[-1])
        files[path] = known.get(path) or _compressed(raw)
    chunks: list[Value] = [[*pair, name] for pair, name in zip(told_apart(ends), names, strict=True)]
    pages: list[Value] = [[page.fragment, page.words] for page in listed]
    orders: list[Value] = [[name, list(some)] for name, some in _orders(bundle)]
    meta: list[Value] = [bundle.entry["version"], pages, chunks, filters, orders, list(bundle.fields)]
    raw = _MARK + encode(meta)
    name = _name(language, raw)
    files[_meta(name)] = _compressed(raw)
    return name, files


def _filters(listed: tuple[Listed, ...]) -> Iterator[tuple[str, list[Value]]]:
    found: dict[str, dict[str, list[Value]]] = {}
    for number, page in enumerate(listed):
        for name, values in page.filters:
            for value in values:
                found.setdefault(name, {}).setdefault(value, []).append(number)
    for name, by_value in sorted(found.items()):
        yield name, [[value, numbers] for value, numbers in sorted(by_value.items())]


def _orders(bundle: Bundle) -> Iterable[tuple[str, Iterable[int]]]:
    if bundle.orders is not None:
        return bundle.orders
    listed = bundle.listed
    return [(SORT, sorted(range(len(listed)), key=lambda number: listed[number].sorted))]


def _meta(name: str) -> str:
    return f"pagefind.{name}.pf_meta"


def _of_words(name: str) -> str:
    return f"index/{name}.pf_index"


def _fragment(name: str) -> str:
    return f"fragment/{name}.pf_fragment"


def _read(raw: bytes) -> bytes:
    content = gzip.decompress(raw)
    if not content.startswith(_MARK):
        raise ValueError("the mark is missing")
    return content[len(_MARK) :]


def _compressed(raw: bytes) -> bytes:
    return gzip.compress(raw, _LEVEL, mtime=0)


def _name(language: str, raw: bytes) -> str:
    """Return what a file with this content is called."""
    return f"{language}_{blake2b(raw, digest_size=5).hexdigest()}"
