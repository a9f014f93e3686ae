"""Elements that no paragraph can hold end it."""

from __future__ import annotations

import re

import pytest

from sitegen.markup.paragraphs import AROUND_BLOCK, end_paragraphs, unwrap_blocks
from sitegen.markup.scan import scan


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<p>Said.\n<footer>— A</footer></p>", "<p>Said.</p>\n<footer>— A</footer>"),
        ("<p><footer>— A</footer></p>", "<footer>— A</footer>"),
        ("<p>Said.\n<footer>— A</footer>\n</p>\n<p>B</p>", "<p>Said.</p>\n<footer>— A</footer>\n<p>B</p>"),
        ("<p>A <div>b</div> c</p>", "<p>A</p>\n<div>b</div>\n<p> c</p>"),
        ("<p>A <div>b</div> <div>c</div></p>", "<p>A</p>\n<div>b</div>\n<div>c</div>"),
        ("<p><em>A <footer>b</footer></em></p>", "<p><em>A <footer>b</footer></em></p>"),
        ("<p><em>A</em> <footer>b</footer></p>", "<p><em>A</em></p>\n<footer>b</footer>"),
        ("<p>A<br><footer>b</footer></p>", "<p>A<br></p>\n<footer>b</footer>"),
        ("<p>A <footer>b</p><p>c</p>", "<p>A</p>\n<footer>\n<p>b</p><p>c</p>"),
        ("<footer><p>A</p></footer>", "<footer><p>A</p></footer>"),
        ("<p><b>A</b><div>b</div><div>c</div></p>", "<p><b>A</b></p>\n<div>b</div>\n<div>c</div>"),
        ("<p>A <ul><li><p>b</p></li></ul> c</p>", "<p>A</p>\n<ul><li><p>b</p></li></ul>\n<p> c</p>"),
        ("<p>A<table><tr><td>b</td></tr></table></p>", "<p>A</p>\n<table><tr><td>b</td></tr></table>"),
        ("<p>A<div></p>b</div><p>c</p>", "<p>A</p>\n<div>b</div><p>c</p>"),
        ("<p>A<br><h3>b</h3>\n</p>", "<p>A<br></p>\n<h3>b</h3>"),
    ],
)
def test_what_no_paragraph_can_hold_ends_it(html, mended):
    assert "".join(end_paragraphs(scan(html))) == mended


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<p><div>a</div></p>\n<p>b</p>", "<div>a</div>\n<p>b</p>"),
        ("<li>\n<p>\n<FIGURE>a</FIGURE></p></li>", "<li>\n\n<FIGURE>a</FIGURE></li>"),
        ("<p><p>a</p></p><p>b</p>", "<p>a</p><p>b</p>"),
        ('<p class="a"><pre>b</pre></p><p>c</p>', '<div class="a"><pre>b</pre></div><p>c</p>'),
        ("<p><div><p>a</p></div></p><p>b</p>", "<div><p>a</p></div><p>b</p>"),
        (
            "<p><details>\n<summary>a</summary></p><p>b</p></details>",
            "<details>\n<summary>a</summary><p>b</p></details>",
        ),
    ],
)
def test_no_paragraph_is_around_what_none_can_hold(html, mended):
    assert AROUND_BLOCK.search(html)
    assert "".join(unwrap_blocks(scan(html))) == mended


@pytest.mark.parametrize(
    "html",
    ["<p>a <div>b</div></p>", "<p><span>a</span></p>", '<p class="a"><div>b</div></p>', "<p><br>a</p>"],
)
def test_other_paragraphs_stay(html):
    assert "".join(unwrap_blocks(scan(html))) == html


def test_attributes_below_code_are_its_own(convert):
    html = convert("a\n```\nb\n```\n{: .wide #c }\nd").html

    assert "<p>a</p>\n<div " in html
    assert 'class="wide"' in html
    assert "</pre></div>\n<p>d</p>" in html


def test_html_in_an_item_of_a_list_stands_in_no_paragraph(convert):
    html = convert(
        "1. a\n\n    <figure>b</figure>\n\n    <details>\n    <summary>c</summary>\n\n    *d*\n\n    </details>"
    ).html

    assert "<p><" not in html.replace("<p><em>d</em></p>", "")
    assert html.count("<p>") == html.count("</p>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<b>A</b><div>b</div><div>c</div>",
        "A list:<br /><ul><li>b</li></ul> and *more*",
        "<span>A</span> <blockquote>b</blockquote>",
        "<span>A</span><div>b</div><div>\n</div>\n\nc",
    ],
)
def test_no_paragraph_holds_what_stands_behind_words_of_a_line_with_any_engine(convert, native, text):
    for engine in (convert, native.convert):
        html = engine(text).html
        assert not re.search(r"<p>(?:(?!</p>).)*<(?:div|ul|blockquote)", html, re.DOTALL)
        assert "<p></p>" not in html
        assert html.count("<p>") == html.count("</p>")
