"""What is left open ends where it stands, and what ends nothing is gone: nothing carries on into the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.markup.balance import _Walk, balanced, end_elements, stray_tags
from sitegen.markup.scan import scan, words


def end(html: str) -> str:
    return "".join(end_elements(scan(html)).tokens)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li><p>a<p>b<li>c</ul>",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<table><thead><tr><th>a<tbody><tr><td>b</table>",
        "<select><option>a<option>b</select>",
        "<p>One of <select><optgroup><option>a</option><option>b</select> is right</p>",
        "<p>a <noscript><img src='x'></noscript> b</p>",
        "<p><label>a <input></label> <map><area></map></p>",
        "<ruby>a<rp>(<rt>b<rp>)</ruby>",
        "<p>a",
        "a</p>b</br>",
        "<p><b>one</p>\n<p>two</b></p>",
        "<b><i>a</b>b</i>",
        "<p>a <div>b</div></p>",
        "<p><button><div>x</div></button></p>",
        "<p>a <video><source src=x> b</video></p>",
        "<svg><g><path d='x'/></g></svg>",
        "<svg><use href='#a'></use></svg>",
        "<x-y>a</x-y> <name>b</name>",
        "<script>'<b>'</script> <textarea><i></textarea>",
        "<!-- <b> --> <![if !x]> <?xml version='1.0'?><!DOCTYPE svg> <svg><![CDATA[<i>]]></svg>",
        "<template><b>a</b></template>",
    ],
)
def test_what_browsers_end_by_themselves_stays_as_it_is_written(html):
    assert end(html) == html
    assert not stray_tags(scan(html))


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("<p>a <b>b</p>\n<p>c</p>", "<p>a <b>b</b></p>\n<p>c</p>"),
        ("<p>a <b>b <i>c</p>", "<p>a <b>b <i>c</i></b></p>"),
        ("<p><span>a <b>b</p>", "<p><span>a <b>b</b></span></p>"),
        ("<ul><li><b>a<li>b</ul>", "<ul><li><b>a</b><li>b</ul>"),
        ("<ul><li><div>a</li><li>b</li></ul></div>c", "<ul><li><div>a</div></li><li>b</li></ul>c"),
        ("<blockquote><div>a</blockquote>b", "<blockquote><div>a</div></blockquote>b"),
        ("<div>\n<p>a</p>", "<div>\n<p>a</p></div>"),
        ("<h2>A <b>b\n<p>c</p><p>d</p>", "<h2>A <b>b\n</b></h2><p>c</p><p>d</p>"),
        ("<table><tr><td><div>a</table>", "<table><tr><td><div>a</div></table>"),
        ("<p>a <table> b</p><ul><li>c</li></ul>", "<p>a <table> b</p><ul><li>c</li></ul></table>"),
        ("<ul><li>a <table></li></ul><p>c</p>", "<ul><li>a <table></table></li></ul><p>c</p>"),
        ("<details><summary>a</summary><p>b</p>", "<details><summary>a</summary><p>b</p></details>"),
        ("<svg><g><path d='x'></svg>", "<svg><g><path d='x'></path></g></svg>"),
        ("<a name='x'><p>a</p>", "<a name='x'><p>a</p></a>"),
    ],
)
def test_what_nothing_ends_ends_with_what_it_stands_in(written, made):
    assert end(written) == made


@pytest.mark.parametrize("name", ["div", "article", "main", "section", "b", "body", "html", "img", "form"])
def test_an_end_tag_that_ends_nothing_is_gone(name):
    assert end(f"<p>a</{name}> b</p></{name}>") == "<p>a b</p>"


def test_an_end_tag_in_a_cell_does_not_end_what_the_table_stands_in():
    html = "<div><table><tr><td>a{}</td><td>b</td></tr></table></div>"

    assert end(html.format("</div>")) == html.format("")


@pytest.mark.parametrize(
    "name", ["template", "noscript", "select", "video", "dialog", "name", "your-name", "TBODYX"]
)
def test_a_plain_tag_of_which_nothing_else_would_be_seen_stands_as_text(name):
    assert end(f"<ul><li>a <{name}> b</li></ul><p>c</p>") == f"<ul><li>a &lt;{name}> b</li></ul><p>c</p>"
    assert end(f"<p>a <{name} of yours> b</p>") == f"<p>a &lt;{name} of yours> b</p>"


@pytest.mark.parametrize(
    "tag", ['<?php echo "hi"; ?>', "<![CDATA[ x ]]>", "<!important>", "<b && c>", "<b, c>"]
)
def test_what_is_no_html_stands_as_text(tag):
    assert end(f"<p>a {tag} d</p>") == f"<p>a {tag.replace('<', '&lt;')} d</p>"


def test_what_stands_in_raw_text_is_text_where_its_start_tag_is():
    assert end('<script ""><table></script>a') == '&lt;script "">&lt;table>a'


@pytest.mark.parametrize(
    ("html", "ended"),
    [
        ("<p><em><table></em></p>", "<p><em><table></table></em></p>"),
        ("<b><table></b><tr><td>c</td></tr></table>", "<b><table><tr><td>c</td></tr></table></b>"),
        ("<table><b><td>a</b></td></table>", "<table><b></b><td>a</td></table>"),
        ("<table><p><em><td>a</em></p></table>", "<table><p><em></em><td>a</p></table>"),
        ("<table><td><div>a<td>b</table>", "<table><td><div>a</div><td>b</table>"),
        ("<p><math><mi>a<em>b</em></math></p>", "<p><math><mi>a<em>b</em></mi></math></p>"),
        ("<p><svg><g><em>b</em></svg></p>", "<p><svg><g></g></svg><em>b</em></p>"),
        ('<p "=">a</p>', '&lt;p "=">a</p>'),
        ("<div <a></a'>", "&lt;div <a>&lt;/a'></a>"),
    ],
)
def test_what_ends_is_what_browsers_end(html, ended):
    assert end(html) == ended


def test_an_end_tag_of_nothing_known_stands_as_text():
    assert end("<p>So much for that. </rant></p>") == "<p>So much for that. &lt;/rant></p>"


def test_a_film_that_nothing_ends_hides_nothing():
    html = '<video src="a.mp4" controls>{}<p>a</p>'

    assert end(html.format("\n")) == html.format("\n</video>")


def test_what_is_cut_off_is_ended_and_nothing_becomes_text():
    html = "<ul><li>a<li><name>b<template>c"

    assert "".join(balanced(scan(html))) == f"{html}</template></name></li></ul>"


def test_formatting_that_its_end_was_cut_off_from_ends_with_its_block():
    assert "".join(balanced(scan("<p><b>one</p>\n<p>two"))) == "<p><b>one</b></p>\n<p>two</p>"


NAMES = words("p b i a div span ul li table tr td h2 h3 pre code template select name svg button")
TAGS = st.builds(
    lambda slash, name: f"<{slash}{name}>", st.sampled_from(["", "/"]), st.sampled_from(sorted(NAMES))
)
SOUP = st.lists(TAGS | st.sampled_from(["text ", "\n"]), max_size=24).map("".join)


def seconds(tokens: list[str]) -> float:
    """Return how long it takes to end the elements of *tokens*."""
    start = time.process_time()
    end_elements(tokens)
    return time.process_time() - start


@given(SOUP)
@example("<li><div><h2><li>")
def test_ending_once_is_enough(html):
    once = end(html)

    assert end(once) == once
    assert "".join(balanced(scan(once))).startswith(once)


@given(SOUP)
def test_no_word_is_lost(html):
    assert end(html).count("text ") == html.count("text ")


@pytest.mark.parametrize(
    "html",
    ["<b>" * 20_000, "<div>" * 20_000 + "</b>" * 20_000, "<td><i>" * 20_000 + "</div>" * 20_000,
     "<p><span>" * 20_000, "<button><p>" * 20_000 + "<div>" * 20_000, "<name>" * 20_000],
)  # fmt: skip
def test_it_is_linear_whatever_is_left_open(html):
    half = html[: len(html) // 2]
    took = {}
    for text in (half, html):
        tokens = scan(text)
        took[text] = min(seconds(tokens) for _once in range(3))

    assert took[html] < 6 * took[half] + 0.2


@given(SOUP)
def test_what_is_cut_off_is_ended_alike_whether_it_is_in_order_or_not(html):
    tokens = scan(html)

    assert "".join(balanced(tokens)) == "".join(_Walk(is_whole=False).read(tokens))
