from __future__ import annotations

import pytest

from sitegen.markup.commonmark import to_html
from support.sameness import same_html, shape


@pytest.mark.parametrize(
    "text",
    [
        '![a](b.png){.left #x width=30} [a](c.md){: .c title="x y" } *e*{.z} **s**{.z} `c`{.z}',
        '![a](b.png "Title"){.wide}',
        "Words\nand more\n{: .lead #top }\n\nnext",
        "[**a**](b){.c} [![i](j)](k){.d}",
        "*a*{.b} *c*",
        "## 1.2.0 {#v1.2.0}",
        "## 1.2.0 ## {: #v1.2.0 .x }\n\n## *a* ## {: #b }",
        "{.b}",
        "a {.b}",
        "*a* {.b}",
        "[a](b){:.c.d} *e*{: .f.g.h #i.j title='k .l.m' } ![n](o.png){.p.q}",
        "Words\n{:.a.b}\n\n## c {:.d.e #f.g}",
    ],
)
def test_they_are_those_of_the_default_engine(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


@pytest.mark.parametrize(
    "text", ["*a*{% x %}", "`a`{b}", "*a*{<b>}", "*a*{}", "*a*{.b", "</a>{.b}", '*a*{x="}']
)
def test_braces_that_hold_something_else_are_text(text):
    html = to_html(text)

    assert "{" in html
    assert "class=" not in html


def test_signs_in_values_are_escaped():
    assert to_html("*a*{title='\"&amp;<'}") == '<p><em title="&quot;&amp;&lt;">a</em></p>\n'


def test_a_value_takes_the_place_of_the_one_that_was_there():
    assert to_html('[a](b "old"){title=new}') == '<p><a href="b" title="new">a</a></p>\n'


def test_an_id_may_hold_dots(convert, native):
    for engine in (convert, native.convert):
        assert engine("## 1.2.0 {#v1.2.0}").headings[0].id == "v1.2.0"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Phone\n{:.calls}", '<h2 class="calls" id="phone">Phone</h2>'),
        ("## *Our* phone\n{: #call .a.b }\n\nWords.", '<h2 id="call" class="a b"><em>Our</em> phone</h2>\n<p>Words.</p>'),
        ("## Phone\n{: .calls }\nWords.\nMore.", '<h2 class="calls" id="phone">Phone</h2>\n<p>Words.\nMore.</p>'),
        ("{:.calls}\n## Phone", '<h2 class="calls" id="phone">Phone</h2>'),
        ("a\n\n{:.calls}\n## Phone\n{: lang=de}", '<p>a</p>\n<h2 class="calls" lang="de" id="phone">Phone</h2>'),
    ],
)  # fmt: skip
def test_attributes_on_a_line_beside_a_heading_are_those_of_the_heading_with_every_engine(
    convert, native, text, html
):
    for engine in (convert, native.convert):
        assert same_html(engine(text).html) == same_html(html)


@pytest.mark.parametrize(
    "text",
    [
        "## A\n\n{:.2f}",
        "## A\n\n{.b}",
        "## A\n\n{: b}",
        "## A\n\nb\n\n{: .c}\n\nd",
        "## A\n\n{:toc}",
        "## A\n\n`{: .b}`",
        "## A\n\n{: .b} c",
    ],
)
def test_what_is_no_line_of_attributes_stays_beside_a_heading(convert, native, text):
    for engine in (convert, native.convert):
        document = engine(text)

        assert '<h2 id="a">A</h2>' in document.html
        assert "{" in document.html


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    "line",
    ["{: .wide .striped #t}", "{.wide .striped #t}", "{:.wide .striped #t }", "| {.wide .striped #t} | |"],
)
def test_attributes_under_a_table_are_those_of_the_table_with_every_engine(convert, native, line):
    for engine in (convert, native.convert):
        html = engine(f"{TABLE}{line}\n\nb\n\n{TABLE}").html
        assert html.count("<tr>") == 4
        assert '<table id="t" class="wide striped">' in html or '<table class="wide striped" id="t">' in html
        assert html.count("<table>") == 1
        assert "{" not in html


@pytest.mark.parametrize(
    "line", ["| {.wide} | c |", "| {a b} |", "{wide}", "| `{.wide}` |", "| c | {.wide} |"]
)
def test_rows_that_say_something_stay_rows(convert, native, line):
    for engine in (convert, native.convert):
        assert engine(f"{TABLE}{line}").html.count("<tr>") == 3


@pytest.mark.parametrize(
    "html", ["<table><tr><td>{.a}</td></tr></table>", "<td>{.a}</td></tr></table>", "<table><tr><td>{.a}"]
)
def test_other_tables_in_html_stay_as_they_are(convert, native, html):
    for engine in (convert, native.convert):
        assert "{.a}" in engine(f"b\n\n{html}").html
