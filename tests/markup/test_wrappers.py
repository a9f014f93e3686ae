"""Elements that only the writer knows, or another program, around Markdown."""

from __future__ import annotations

import pytest

from sitegen.markup.scan import scan
from sitegen.markup.wrappers import unwrap_lone_tags
from support.sameness import shape


@pytest.mark.parametrize(
    "text",
    [
        '<Note type="info">\n\nThe *till*.\n\n</Note>\n\nWords.',
        "<till-note>\n\n- one\n- two\n\n</till-note>",
        '<Tabs>\n<Tab name="a">\n\nOne.\n\n</Tab>\n<Tab name="b">\n\nTwo.\n\n</Tab>\n</Tabs>',
        "<Tabs>\n\n<Tab>\n\nOne.\n\n</Tab>\n\n</Tabs>",
        "- one\n\n    <Note>\n\n    *two*\n\n    </Note>\n\n- three",
        "> <Note>\n>\n> one\n>\n> </Note>",
        "<ins>\n\nA paragraph that *came* later.\n\n</ins>",
        "<Note>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n</Note>",
    ],
)
def test_tags_alone_on_their_lines_go_around_what_is_between_them_with_both_engines(convert, native, text):
    document = convert(text)

    assert document.stray == ()
    assert "<p></" not in document.html
    assert shape(native.convert(text)) == shape(document)


@pytest.mark.parametrize(
    "html",
    [
        "<p><note></p><p>a</p>",
        "<p>a</p><p></note></p>",
        "<p><a></p><p>b</p><p></c></p>",
        "<p><i></i></p><p></b></p>",
        "<p>words <note></p><p>a</p><p></note></p>",
        "<ul><li><p><note></p></li><li><p></note></p></li></ul>",
        '<p class="x"><note></p><p>a</p><p></note></p>',
        "<p></p><p></note></p>",
        "<p><img></p><p></img></p>",
        "<p><a><b></p><p>c</p><p></b></p>",
    ],
)
def test_a_tag_without_its_counterpart_stays_where_it_is(html):
    assert "".join(unwrap_lone_tags(scan(html))) == html


def test_a_counterpart_is_looked_for_in_the_same_element():
    html = "<p><note></p><ul><li><p><note></p><p>a</p><p></note></p></li></ul><p></note></p>"

    assert "".join(unwrap_lone_tags(scan(html))) == "<note><ul><li><note><p>a</p></note></li></ul></note>"


def test_nobody_is_told_of_a_component_that_is_ended(convert):
    document = convert("<Note>\n\nThe till.\n\n</Note>")

    assert "&lt;" not in document.html
    assert document.text == "The till."
