from __future__ import annotations

import pickle

from sitegen.markup.document import ConversionError, Link, StandIn, fill_links


def test_tokens_are_replaced_by_their_attributes():
    html = "<a\x020\x03>x</a><img\x021\x03><a\x020\x03>y</a>"
    links = (Link("href", "a.md"), Link("src", "b.png"))

    assert fill_links(html, ["/a/?b&c", '"'], links) == (
        '<a href="/a/?b&amp;c">x</a><img src="&quot;"><a href="/a/?b&amp;c">y</a>'
    )


def test_a_link_that_leads_nowhere_is_left_out():
    assert fill_links("<a\x020\x03>x</a>", [None], (Link("href", "a.md"),)) == "<a>x</a>"


def test_a_conversion_error_crosses_processes():
    error = pickle.loads(pickle.dumps(ConversionError("too deep", 7, "less")))

    assert (error.message, error.line, error.hint) == ("too deep", 7, "less")


def test_the_stand_in_passes_the_text_on():
    document = StandIn().convert("one two")

    assert (document.html, document.words) == ("one two", 2)
