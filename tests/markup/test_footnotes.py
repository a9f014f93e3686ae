from __future__ import annotations

import re
from html import unescape
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.balance import is_balanced
from sitegen.markup.commonmark import to_html
from support.sameness import shape


def numbers(html: str) -> list[tuple[str, int]]:
    """Return the marks of *html* in order: the label that each leads to, and its number."""
    return [(label, int(number)) for label, number in re.findall(r'href="#fn:([^"]+)">(\d+)<', html)]


def notes(html: str) -> list[str]:
    """Return the labels of the footnotes, in order."""
    return re.findall(r'<li id="fn:([^"]+)">', html)


@pytest.mark.parametrize(
    "text",
    [
        "a[^1] b[^note] c[^1]\n\n[^1]: One.\n[^note]: Two *em*.\n\n    More.\n\n    - list",
        "a[^x]\n\n> [^x]: In a quotation.\n\nb",
        "- a[^1]\n\n    b\n\n[^1]:\n    - x\n    - y",
        "## Title[^1]\n\n[^1]: a[^2]\n[^2]: b",
        "[^a]: First.\n\ntext[^a]",
        "a[^a b] b[^É]\n\n[^a b]: A.\n[^É]: B.",
        "a[^1] `[^1]` [^none]\n\n[^1]: A",
        "a[^1]\n\n<!--more-->\n\nb[^2]\n\n[^1]: A\n[^2]: B",
    ],
)
def test_they_are_those_of_the_default_engine(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


def test_they_are_numbered_as_readers_meet_them_and_keep_their_labels():
    html = to_html("a[^x] b[^y] c[^x]\n\n[^z]: Z\n[^y]: Y[^z]\n[^x]: X[^w]\n[^w]: W")

    assert numbers(html) == [("x", 1), ("y", 2), ("x", 1), ("w", 3), ("z", 4)]
    assert notes(html) == ["x", "y", "w", "z"]


def test_every_mark_has_a_way_back():
    html = to_html("a[^x] b[^x] c[^x]\n\n[^x]: X")

    assert re.findall(r'<sup id="([^"]+)">', html) == ["fnref:x", "fnref2:x", "fnref3:x"]
    assert re.findall(r'backref" href="#([^"]+)"', html) == ["fnref:x", "fnref2:x", "fnref3:x"]


def test_one_that_nothing_leads_to_is_shown_last_and_has_no_way_back():
    html = to_html("[^lost]: L\n\na[^x]\n\n[^x]: X")

    assert notes(html) == ["x", "lost"]
    assert html.count("backref") == 1


def test_of_two_with_one_label_marks_lead_to_the_first():
    html = to_html("a[^x]\n\n[^x]: First.\n\n[^x]: Second.")

    assert html.index("First.") < html.index("backref") < html.index("Second.")


def test_labels_are_the_same_in_capitals():
    assert numbers(to_html("a[^NOTE]\n\n[^note]: N")) == [("note", 1)]


def test_the_way_back_from_code_stands_below_it():
    html = to_html("a[^1]\n\n[^1]: A\n\n    ```\n    x\n    ```")

    assert '<code>x</code></pre>\n<p><a class="footnote-backref"' in html


def test_signs_in_labels_are_escaped():
    html = to_html('a[^a"<b]\n\n[^a"<b]: N')

    assert '<li id="fn:a&quot;&lt;b">' in html
    assert 'href="#fnref:a&quot;&lt;b"' in html


def test_one_with_broken_html_keeps_its_words():
    html = to_html("a[^1] b[^2]\n\n[^1]: <div>x\n\n[^2]: y</div>z\n\nlast")

    assert all(word in html for word in ("x", "y", "z", "last"))


PIECES = st.sampled_from(
    [
        "a[^1] ",
        "[^2]",
        "[^3]\n",
        "\n\n[^1]: x",
        "\n\n[^2]: ",
        "\n\n[^3]:\n\n    y\n",
        "\n\n",
        "> ",
        "- ",
        "    ",
        "*",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_marks_and_footnotes_belong_together_in_any_text(text):
    html = to_html(text)
    ids = re.findall(r' id="(fn[^"]*)"', html)

    assert is_balanced(html)
    assert "footnote-definition" not in html
    met = [number for _label, number in numbers(html)]
    assert list(dict.fromkeys(met)) == [number for number, _ in zip(count(1), set(met), strict=False)]
    marks = {label for label, _number in numbers(html)}
    assert marks <= set(notes(html))
    assert {name for name in ids if name.startswith("fnref")} == set(
        re.findall(r'backref" href="#([^"]+)"', html)
    )
    assert len([name for name in ids if name.startswith("fnref")]) == len(met)


@pytest.mark.parametrize(
    "text",
    [
        "A[^a].\n\n[^a]: Note.\n[^c]: Nobody.\n",
        "A.\n\n[^c]: Nobody.\n\n    - a list\n",
        "A[^ü] b[^ü].\n\n[^ü]: See[^c&d].\n[^c&d]: Yes.\n[^x y]: Nobody.",
    ],
)
def test_a_footnote_that_no_mark_leads_to_leads_nowhere(convert, native, text):
    document = convert(text)

    ids = {unescape(name) for name in re.findall(r'\bid="([^"]*)"', document.html)}
    assert {link.target for link in document.links} < {f"#{name}" for name in ids}
    assert "&#160;</p>" not in document.html and "<p></p>" not in document.html
    assert shape(native.convert(text)) == shape(document)
