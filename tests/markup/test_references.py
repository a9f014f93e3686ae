"""References to characters, and what only looks like one."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup.references import mend_references
from sitegen.markup.scan import scan


def mended(html: str) -> str:
    return "".join(mend_references(scan(html)))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Q&A; at AT&T;", "Q&amp;A; at AT&amp;T;"),
        ("R&D and 1&2", "R&amp;D and 1&amp;2"),
        ("it&#146;s &#147;so&#148;", "it’s “so”"),
        ("&copy 2026 &notit;", "© 2026 ¬it;"),
        (f"&#{'9' * 5000}; &#x{'f' * 5000};", "\ufffd \ufffd"),
        ("&#0; &#xD800; &#129; &#1; &#99999999999; &#;", "\ufffd \ufffd \ufffd \ufffd \ufffd &amp;#;"),
        ("&#9 &#x9, &#x00000000041 &#65", "\t \t, A A"),
        (
            '<a title="Q&A;" href="?a=1&copy=2&b;c">x</a>',
            '<a title="Q&amp;A;" href="?a=1&amp;copy=2&amp;b;c">x</a>',
        ),
        ('<img alt="it&#146;s &notit;"/>', '<img alt="it’s &amp;notit;"/>'),
    ],
)
def test_what_is_no_reference_is_what_browsers_show(html: str, expected: str) -> None:
    assert mended(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "&amp; &eacute; &AMP; &nbsp; &#39; &#x27; &#xe9; &#0233; &#8203; &#173; &#x1F600; &#65533; &#10; &#x00000000041;",
        "a & b &",
        "<script>a &b; c &#146;</script><!-- Q&A; --><textarea>&#146;</textarea>",
    ],
)
def test_references_and_what_is_no_text_stay(html: str) -> None:
    assert mended(html) == html


@given(
    st.lists(
        st.sampled_from(
            [
                "&",
                "#",
                ";",
                "x",
                "1",
                "0",
                "9",
                "8",
                "f",
                "amp",
                "copy",
                "not",
                "in",
                "lt",
                "&#1",
                "=",
                "'",
                " ",
            ]
        )
    ).map("".join)
)
def test_readers_see_the_same_and_browsers_find_no_fault(text: str) -> None:
    html = f'<p title="{text.replace(chr(34), "")}">{text.replace("<", "")}</p>'
    parser = html5lib.HTMLParser()

    before = html5lib.parseFragment(html)
    after = parser.parseFragment(mended(html))

    assert shown(after) == shown(before)
    assert not [code for _place, code, _data in parser.errors if "entity" in code or "codepoint" in code]


def shown(tree: object) -> list[tuple[str, list[str], str]]:
    """Return what a page shows; what no browser shows is the sign for the unknown."""
    return [(one.tag, [*map(seen, one.attrib.values())], seen(one.text or "")) for one in tree.iter()]


def seen(text: str) -> str:
    return re.sub("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0]", "\ufffd", text)
