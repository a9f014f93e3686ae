from __future__ import annotations

import pytest

from sitegen.markup.document import Document, Heading, Image, Link


def test_everything_about_a_text_is_in_its_document(convert):
    document = convert(
        '# The "car"\n\n![A car](car.jpg "Ben\'s car")\n\nSee [there](../there.md)[^1].\n\n'
        "<!-- more -->\n\nMore.\n\n[^1]: N."
    )

    assert document.headings == (Heading(1, "the-car", "The “car”"),)
    assert document.images == (Image("car.jpg", "A car"),)
    assert document.links[:2] == (Link("src", "car.jpg", image=True), Link("href", "../there.md"))
    assert document.text == "The “car” Ben’s car See there. More."
    assert document.words == 7
    assert document.marked.startswith("<h3>The “car”</h3>\n<figure><img")
    assert document.marked.endswith("<p>See <a\x021\x03>there</a>.</p>")
    assert document.opening == "<h3>The “car”</h3>\n<p>See <a\x021\x03>there</a>.</p>\n<p>More.</p>"
    assert document.has_more


def test_an_empty_text_is_an_empty_document(convert):
    assert convert("") == convert(" \n\n ") == Document(html="")


def test_what_is_no_reference_to_a_character_is_text(pass_over):
    assert pass_over("<p>Q&A; it&#146;s</p>").html == "<p>Q&amp;A; it’s</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>5 < 6 & 7 > 2</p>",
        "<p>never closed",
        "</p>",
        "<ul><li>a<li>b</ul>",
        "<p title='>'>x",
        "<svg><![CDATA[ <p> ]]></svg>",
        "<!DOCTYPE html>",
        "<?xml version='1.0'?>",
        "<p><!-- a -- b --></p>",
        "<svg viewBox='0 0 1 1'><path d='M0'/></svg>",
        "<x-y-z data='1'>x</x-y-z>",
        "<hr /><br/><IMG ALT='x'>",
    ],
)
def test_odd_html_passes_through_as_it_is(pass_over, html):
    assert pass_over(html).html == html
