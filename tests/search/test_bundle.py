"""An index that is put together of parts is the one that Pagefind makes of all pages."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.search import words
from sitegen.search.bundle import (
    FIELDS,
    Bundle,
    can_be_merged,
    filler,
    merge,
    merge_all,
    notes_of,
    read_found,
    read_written,
    write,
)
from sitegen.search.cbor import LIST, head
from sitegen.search.pagefind import Found, PagefindError, find_pagefind, run_pagefind

pytestmark = pytest.mark.skipif(
    not find_pagefind(), reason="Pagefind is not installed: pip install pagefind[bin]"
)
FILLER = "4815162342108"
LAST = "~"


class Page(NamedTuple):
    """A page: its text, its fields, the values of its filters, and its date."""

    text: str
    fields: Mapping[str, str]
    tags: tuple[str, ...] = ()
    day: str = "2024-01-01"

    @property
    def html(self) -> str:
        said = [
            *[
                f'<i data-pagefind-meta="{name}[title]" title="{text}"></i>'
                for name, text in self.fields.items()
            ],
            *[f'<i data-pagefind-filter="tag[title]" title="{tag}"></i>' for tag in self.tags],
            f'<i data-pagefind-sort="date[title]" title="{self.day}"></i>',
        ]
        return f"<html><body><main data-pagefind-body>{''.join(said)}{self.text}</main></body></html>"


Pages = dict[str, Page]


def run(pages: Pages, language: str = "en", more: Mapping[str, str] | None = None) -> Found:
    program = find_pagefind()
    assert program
    return run_pagefind(
        program, {**{path: page.html for path, page in pages.items()}, **(more or {})}, language
    )


def in_order(pages: Pages) -> Pages:
    return dict(sorted(pages.items(), key=lambda item: (item[1].day, item[0])))


def made(pages: Pages, language: str = "en") -> Bundle:
    """Return the index of *pages*, of one run."""
    pages = in_order(pages)
    found = run(pages, language, {LAST: filler()})
    return read_found(found, {path: page.day for path, page in pages.items()}, language)


WORDS = ["shop", "shops", "till", "pen", "tea", "café", "cafe", "CAFÉ", "naïve", "naive", "näive", "wordTwo"]
WORDS += ["日本語", "2024", FILLER]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
bodies = st.tuples(st.sampled_from(["p", "h2", "li"]), texts).map(lambda it: f"<{it[0]}>{it[1]}</{it[0]}>")
pages = st.builds(
    Page,
    bodies,
    st.dictionaries(st.sampled_from(FIELDS), texts, max_size=3).map(lambda it: {"title": "A shop", **it}),
    st.lists(st.sampled_from(["trust", "Café", "b c"]), max_size=2, unique=True).map(tuple),
    st.sampled_from(["2024-01-01", "2023-05-05", "0000"]),
)
paths = st.sampled_from([f"{name}/index.html" for name in ("a", "b", "c", "d", "d/e", "é")])
sites = st.dictionaries(paths, pages, min_size=1, max_size=6)


def those(**texts: str) -> Pages:
    return {f"{name}/index.html": Page(f"<p>{text}</p>", {"title": "x"}) for name, text in texts.items()}


@settings(max_examples=settings.default.max_examples // 5)
@given(sites, sites, st.sets(paths, max_size=3))
@example(those(a="tea", b="tea pen"), those(a="pen"), set())
@example(those(a="tea", b="pen", c="tea"), those(a="pen", c="pen"), set())
@example(those(a="tea", b="pen", c="pen", d="pen"), those(b="tea", d="tea"), set())
@example(those(a="pen", b="cafe", c="café"), those(c="pen"), set())
@example(those(a="pen", b="cafe", c="pen café"), those(d="café"), {"c/index.html"})
def test_an_index_with_other_pages_than_before_is_that_of_one_run(before, fresh, gone):
    after = {path: page for path, page in {**before, **fresh}.items() if path not in gone or path in fresh}
    old = made(before)

    merged = merge(old, after, made(fresh))

    assert write(merged, {}) == write(made(after), {})
    again = read_written(write(old, {}), old.listed, "en")
    assert write(merge(again, after, made(fresh)), write(old, {})) == write(made(after), {})
    noted = read_written(write(old, {}), old.listed, "en", notes_of(old))
    assert write(merge(noted, after, made(fresh)), write(old, {})) == write(made(after), {})
    further = read_written(write(merged, {}), merged.listed, "en", notes_of(merged))
    assert write(merge(further, before, made(before)), {}) == write(made(before), {})
    left = {path: after[path] for path in list(in_order(after))[:-1]}
    if left:
        assert write(merge(further, left, None), {}) == write(made(left), {})


@settings(max_examples=settings.default.max_examples // 5)
@given(sites, st.integers(0, 6))
def test_two_runs_make_together_what_one_makes(site, half):
    parts = [dict(list(in_order(site).items())[:half]), dict(list(in_order(site).items())[half:])]
    [one, *others] = [made(part) for part in parts if part]

    whole = merge_all(one, others[0]) if others else one

    assert write(whole, {}) == write(made(site), {})


postings = st.dictionaries(st.integers(0, 400), st.lists(st.integers(0, 200), min_size=1, max_size=3))


@given(postings, postings, st.sets(st.integers(0, 400), max_size=4))
@example({1: [0]}, {}, {1})
@example({1: [0], 300: [1]}, {1: [2], 2: [3]}, {1})
@example({30: [0], 300: [1], 400: [1]}, {400: [5]}, {30, 400})
def test_pages_of_a_word_are_put_in_as_if_it_was_written_anew(before, more, gone):
    def written(pages: dict[int, list[int]]) -> bytes:
        places = {number: _places(places) for number, places in pages.items()}
        return words.write_word("tea", words.Word(sorted(places.items())))

    more = {number: places for number, places in more.items() if number in gone or number not in before}
    moved = [None if number in gone else number for number in range(401)]
    after = {number: places for number, places in before.items() if number not in gone} | more
    placed, numbered = sorted(more), dict(enumerate(more[number] for number in sorted(more)))
    old, put = {"tea": written(before)} if before else {}, {"tea": written(numbered)} if more else {}

    expected = {"tea": written(after)} if after else {}
    assert words.merge_words(old, moved, put, placed) == expected
    assert words.merge_words(old, moved, put, placed, lost={"tea"}) == expected


def _places(numbers: list[int]) -> bytes:
    """Write where a word stands in a text, and that it is in no field."""
    return head(LIST, len(numbers)) + b"".join(head(0, number) for number in numbers) + head(LIST, 0)


def test_pages_that_only_go_leave_the_index_of_the_others():
    site = {f"{name}/index.html": Page(f"shop {name}", {"title": name}) for name in "abcd"}
    left = {path: page for path, page in site.items() if not path.startswith("b")}

    assert write(merge(made(site), left, None), {}) == write(made(left), {})


def test_the_order_in_which_pages_come_is_that_of_their_days_and_then_of_their_paths():
    days = {3: "2024-01-01", 1: "2024-05-01", 2: "2024-01-01"}
    site = {f"{name}/index.html": Page("shop", {"title": "x"}, (), day) for name, day in days.items()}

    for one in (
        made(site),
        merge(made({}), site, made(site)),
        merge_all(made(dict([*site.items()][:1])), made(dict([*site.items()][1:]))),
    ):
        assert [page.path for page in one.listed] == ["2/index.html", "3/index.html", "1/index.html"]


def test_pages_are_sorted_by_what_they_say():
    days = ["2024-03-01", "0000", "2023-01-01", "2024-03-01"]
    site = {f"{number}/index.html": Page("shop", {"title": "x"}, (), day) for number, day in enumerate(days)}

    index = made(site)

    [(name, order)] = meta_of(write(index, {}))[4]
    assert name == "date"
    assert [index.listed[number].path[0] for number in order] == ["1", "2", "0", "3"]


# ---- beside Pagefind's own


def value(raw: bytes, at: int) -> tuple[Any, int]:
    """Read a value of CBOR, negative numbers too, without the code that is tested."""
    kind, size = raw[at] >> 5, raw[at] & 31
    at += 1
    if size > 23:
        width = 1 << (size - 24)
        size, at = int.from_bytes(raw[at : at + width], "big"), at + width
    if kind in (0, 1):
        return (size if kind == 0 else -1 - size), at
    if kind == 3:
        return raw[at : at + size].decode(), at + size
    assert kind == 4
    items = []
    for _ in range(size):
        item, at = value(raw, at)
        items.append(item)
    return items, at


def content(raw: bytes) -> Any:
    whole = gzip.decompress(raw)
    assert whole.startswith(b"pagefind_dcd")
    found, end = value(whole, 12)
    assert end == len(whole)
    return found


def meta_of(files: Mapping[str, bytes]) -> Any:
    [raw] = [raw for name, raw in files.items() if name.endswith(".pf_meta")]
    return content(raw)


def chunks_of(files: Mapping[str, bytes]) -> list[Any]:
    """Return the words of each file, other forms of a word sorted: Pagefind has these in any order."""
    chunks = [content(files[f"index/{chunk[2]}.pf_index"])[0] for chunk in meta_of(files)[2]]
    return [[[word, places, sorted(forms)] for word, places, forms in chunk] for chunk in chunks]


def told(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return all that an index tells, whatever its files are called, and however words are shared out."""
    _version, listed, _chunks, filters, orders, fields = meta_of(files)
    every = [
        json.loads(gzip.decompress(files[f"fragment/{name}.pf_fragment"])[12:]) for name, _words in listed
    ]
    return {
        "pages": [(one, count) for one, (_name, count) in zip(every, listed, strict=True)],
        "words": [word for chunk in chunks_of(files) for word in chunk],
        "filters": {name: sorted(content(files[f"filter/{file}.pf_filter"])[1]) for name, file in filters},
        "orders": sorted(orders),
        "fields": fields,
    }


ALL = Page("<p>shop</p>", dict.fromkeys(FIELDS, "field"), ("trust",))


@settings(max_examples=settings.default.max_examples // 5)
@given(sites)
@example({"a/index.html": Page("<p>café cafe naïve</p>", {"title": "café"}, ("Café",))})
def test_an_index_tells_what_pagefind_tells(site):
    site = in_order({**site, "zz/index.html": ALL})  # with all fields, as the filler has

    theirs = run(site).files

    assert told(write(made(site), {})) == told(theirs)


@pytest.fixture(scope="module")
def large() -> Pages:
    """So many words that Pagefind puts them into several files."""
    chance, letters = random.Random(7), "abcdeéxyzß日"
    stock = ["".join(chance.choices(letters, k=chance.randint(1, 7))) for _ in range(3000)]
    return {
        f"{number:03}/index.html": Page(f"<p>{' '.join(chance.choices(stock, k=300))}</p>", {"title": "x"})
        for number in range(330)
    }


def test_the_words_of_many_pages_are_read_and_written_as_pagefind_writes_them(large):
    files = run(large).files
    assert len(chunks_of(files)) > 3

    for chunk, (_first, _last, name) in zip(chunks_of(files), meta_of(files)[2], strict=True):
        read = dict(words.read_words(gzip.decompress(files[f"index/{name}.pf_index"])[12:]))
        assert [value(raw, 0)[0] for raw in read.values()] == chunk
        assert value(words._chunk(list(read.values())), 0)[0] == [chunk]
        for word, written in read.items():
            assert words.write_word(word, words.read_word(written)) == written


def test_files_of_words_are_told_apart_as_pagefind_tells_them(large):
    files = run(large).files
    ends = [(chunk[0][0], chunk[-1][0]) for chunk in chunks_of(files)]

    assert words.told_apart(ends) == [(chunk[0], chunk[1]) for chunk in meta_of(files)[2]]


def test_many_pages_make_the_same_index_in_several_runs_and_with_few_changes(large):
    whole = write(made(large), {})
    halves = [dict(list(large.items())[:150]), dict(list(large.items())[150:])]
    assert len(chunks_of(whole)) > 3

    assert write(merge_all(*map(made, halves)), {}) == whole
    changed = {
        "007/index.html": Page("<p>other words</p>", {"title": "x"}),
        "0075/index.html": large["009/index.html"],
    }
    old = made(large)
    assert write(merge(old, {**large, **changed}, made(changed)), whole) == write(
        made({**large, **changed}), {}
    )


# ---- what is not put together


@pytest.mark.parametrize(
    "own", ['<b data-pagefind-meta="colour">red</b>', '<b data-pagefind-sort="weight">3</b>']
)
def test_pages_with_fields_or_orders_of_their_own_are_not_put_together(own):
    site = {"a/index.html": ALL, "b/index.html": Page(f"<p>shop {own}</p>", {"title": "b"})}

    bundle = made(site)

    assert not can_be_merged(bundle)
    assert told(write(bundle, {})) == told(run(site).files)


def test_a_page_without_words_is_in_no_index():
    site = {"a/index.html": Page("", {}), "b/index.html": Page("<p>shop</p>", {"title": "b"})}

    assert [page.path for page in made(site).listed] == ["b/index.html"]
    nothing = made({"a/index.html": Page("", {})})
    assert nothing.listed == () and not can_be_merged(nothing)
    assert json.loads(write(nothing, {})["pagefind-entry.json"])["languages"] == {}


def broken(files: Mapping[str, bytes]) -> Iterable[dict[str, bytes]]:
    """Yield an index with one of its files, after another, of another kind, or not there."""
    for name in files:
        if name.endswith((".json", ".pf_meta", ".pf_index", ".pf_fragment")):
            yield {**files, name: gzip.compress(b"other")}
            yield {**files, name: files[name][:-20]}
            yield {**files, name: files[name][:10] + b"\xff" * 40}  # as if it were compressed
            yield {other: raw for other, raw in files.items() if other != name}


def test_files_of_another_kind_are_no_index():
    found = run({"a/index.html": ALL}, "en", {LAST: filler()})
    days = {"a/index.html": "2024-01-01"}
    assert read_found(found, days, "en")

    for files in broken(found.files):
        with pytest.raises(PagefindError, match="of another kind"):
            read_found(Found(files, found.urls), days, "en")


def test_an_index_of_pages_that_were_not_handed_over_is_none():
    found = run({"a/index.html": ALL}, "en", {LAST: filler()})

    for urls in (["/b/", *found.urls[1:]], found.urls[1:], [*found.urls, "/more/"]):
        with pytest.raises(PagefindError, match="of another kind"):
            read_found(found._replace(urls=urls), {"a/index.html": ""}, "en")


def test_the_program_is_in_the_index():
    files = write(made({"a/index.html": ALL}), {})

    assert {Path(name).name.partition(".")[0] for name in files if "/" not in name} == {
        "pagefind",
        "pagefind-entry",
        "pagefind-worker",
        "wasm",
    }
