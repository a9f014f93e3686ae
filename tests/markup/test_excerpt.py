from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from markup.balance import is_balanced
from sitegen.config.settings import MarkdownSettings
from sitegen.markup.document import LINK_TOKEN
from sitegen.markup.excerpt import find_marker
from sitegen.markup.finish import finish
from sitegen.markup.scan import find_landmarks, scan

M = "<!--more-->"


def squeezed(html: str | None) -> str | None:
    return html and LINK_TOKEN.sub(" @", html.replace("\n", ""))


PLACEMENTS = {
    "between paragraphs": (f"one\n\n{M}\n\ntwo", "<p>one</p>"),
    "in capitals with blanks": ("one\n\n<!--  MORE -->\n\ntwo", "<p>one</p>"),
    "over two lines": ("one\n\n<!--\nmore\n-->\n\ntwo", "<p>one</p>"),
    "at the end of a paragraph": (f"one\n{M}\n\ntwo", "<p>one</p>"),
    "inside a paragraph": (f"one {M} two", "<p>one</p>"),
    "inside emphasis": (f"a *b {M} c* d", "<p>a <em>b</em></p>"),
    "at the start of emphasis": (f"a **{M}b** d", "<p>a</p>"),
    "inside a link": (f"a [b {M} c](x) d", "<p>a <a @>b</a></p>"),
    "inside a list item": (f"- one\n- two {M} three\n- four", "<ul><li>one</li><li>two</li></ul>"),
    "at the start of a list item": (f"- one\n- {M} two", "<ul><li>one</li></ul>"),
    "as a list item": (f"- one\n- {M}\n- two", "<ul><li>one</li></ul>"),
    "inside a loose list": (
        f"- one\n\n- two\n\n    {M}\n\n- three",
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
    ),
    "inside a nested list": (
        f"- a\n    - b\n    - c {M}\n- d",
        "<ul><li>a<ul><li>b</li><li>c</li></ul></li></ul>",
    ),
    "before the first item": (f"{M}\n\n- one", ""),
    "inside a quote": (f"> one\n>\n> {M}\n>\n> two", "<blockquote><p>one</p></blockquote>"),
    "after a quote": (f"> one\n\n{M}\n\ntwo", "<blockquote><p>one</p></blockquote>"),
    "inside a heading": (f"one\n\n## Two {M} three", "<p>one</p><h3>Two</h3>"),
    "after a heading": (f"one\n\n## Two\n\n{M}\n\nthree", "<p>one</p><h3>Two</h3>"),
    "inside a cell": (
        f"| a | b |\n|---|---|\n| c | d {M} e |\n| f | g |",
        '<section class="scroll" tabindex="0" role="group" aria-label="Table">'
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>c</td><td>d</td></tr></tbody></table></section>",
    ),
    "after a fence": (
        f"```\nx\n```\n\n{M}\n\ny",
        '<pre class="highlight" tabindex="0" role="group" aria-label="Code"><code>x</code></pre>',
    ),
    "in a definition": (f"Term\n: One {M} two\n: Three", "<dl><dt>Term</dt><dd>One</dd></dl>"),
    "in an admonition": (
        f"!!! note\n    One\n\n    {M}\n\n    Two",
        '<div class="admonition note"><p class="admonition-title">Note</p><p>One</p></div>',
    ),
    "in raw HTML": (f"<div class='x'><p>one {M} two</p></div>", "<div class='x'><p>one</p></div>"),
    "with a link defined later": (
        f"[one][1]\n\n{M}\n\ntwo\n\n[1]: https://x.y/",
        '<p><a href="https://x.y/">one</a></p>',
    ),
    "with a footnote defined later": (f"one[^1] two\n\n{M}\n\nthree\n\n[^1]: Note.", "<p>one two</p>"),
    "with a footnote defined before": (f"one[^1]\n\n[^1]: Note.\n\n{M}\n\nthree", "<p>one</p>"),
    "with ids": (f"## One {{ #x }}\n\na <b id=y>c</b> {M}", "<h3>One</h3><p>a <b>c</b></p>"),
    "first of all": (f"{M}\n\none", ""),
    "last of all": (f"one\n\n{M}", "<p>one</p>"),
    "twice": (f"one\n\n{M}\n\ntwo\n\n{M}\n\nthree", "<p>one</p>"),
    "inside a fence first": (f"```\n{M}\n```\n\none\n\n{M}\n\ntwo", None),
}


@pytest.mark.parametrize(("text", "excerpt"), PLACEMENTS.values(), ids=PLACEMENTS.keys())
def test_the_marker_cuts_wherever_it_stands(convert, text, excerpt):
    document = convert(text)

    if excerpt is None:
        assert document.marked.endswith("</code></pre>\n<p>one</p>")
    else:
        assert squeezed(document.marked) == excerpt
    assert is_balanced(document.marked)
    assert M not in document.html
    assert is_balanced(document.html)


@pytest.mark.parametrize(
    "text",
    [
        "one two",
        f"```\n{M}\n```",
        f"    {M}",
        f"a `{M}` b",
        f"<script>'{M}'</script>",
        f"<textarea>\n{M}\n</textarea>",
        "<!-- more to come -->",
        "<!--more",
        "&lt;!--more-->",
        f'<p title="{M}">x</p>',
        "one\n\n<!-- read more -->",
    ],
)
def test_what_only_looks_like_a_marker_is_none(convert, text):
    assert convert(text).marked is None


@pytest.mark.parametrize("marker", ["<!--more Read on-->", "<!--MORE\nand on-->", "<!-- more -->"])
def test_words_of_the_link_may_stand_in_the_marker(convert, marker):
    assert convert(f"one\n\n{marker}\n\ntwo").marked == "<p>one</p>"


@pytest.mark.parametrize(
    "marker",
    [
        "<!-- truncate -->",
        "<!--truncate-->",
        "<!-- TEASER_END -->",
        "<!-- TEASER_END: Read on -->",
        "<!-- PELICAN_END_SUMMARY -->",
    ],
)
def test_markers_of_other_programs_end_an_excerpt(convert, native, marker):
    for engine in (convert, native.convert):
        document = engine(f"one\n\n{marker}\n\ntwo")

        assert document.marked == "<p>one</p>"
        assert "<!--" not in document.html


@pytest.mark.parametrize("text", ["<!-- truncated -->", "<!-- not truncate -->", "<!-- teaser_ending -->"])
def test_words_that_only_begin_as_such_a_marker_are_none(convert, text):
    assert convert(f"one\n\n{text}\n\ntwo").marked is None


def test_a_marker_in_a_footnote_is_none(convert):
    document = convert(f"one[^1]\n\n[^1]: A {M} B")

    assert document.marked is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>a</p>\n{M}\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        (f"<p>a</p>\n<p>{M}</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        (f"<p>a {M} b</p>", "<p>a  b</p>"),
        (f"<ul>\n<li>a</li>\n<li>{M}</li>\n<li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li></ul>"),
        (f"<p>a</p><ul>\n<li>\n{M}\n</li>\n</ul><p>b</p>", "<p>a</p><p>b</p>"),
        (f"<blockquote>\n<p>{M}</p>\n</blockquote>\n<p>b</p>", "<p>b</p>"),
        (f"<tr><td>{M}</td><td>b</td></tr>", "<tr><td></td><td>b</td></tr>"),
        (f"<p>a</p>{M}<p>b</p><p>{M}</p>", "<p>a</p><p>b</p>"),
        (f"<p></p>{M}<p>b</p>", "<p></p><p>b</p>"),
        (f"{M}", ""),
        ("<p>a</p><!-- a note --><p>b</p>", "<p>a</p><!-- a note --><p>b</p>"),
    ],
)
def test_the_marker_leaves_no_trace_in_the_text(pass_over, html, expected):
    assert pass_over(html).html.replace("\n\n", "\n") == expected


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (f"<p>One.</p>{M}<p>Two.</p>", "One."),
        (f"<p>One {M} two.</p>", "One"),
        (f'<p>One<sup id="fnref:1">1</sup>.</p><ul><li>a{M}</li><li>b</li></ul>', "One. a"),
        (f"<p><img src=x></p>{M}<p>Two.</p>", "Two."),
        (f"<h2>Title</h2>{M}<p>Two.</p>", "Two."),
        (f"{M}<p>Two.</p>", "Two."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
    ],
)
def test_the_words_before_the_marker_are_known(pass_over, html, before):
    assert pass_over(html).begins == before


def test_an_excerpt_has_no_comments(pass_over):
    assert pass_over(f"<p>a<!-- note --></p>{M}<p>b</p>").marked == "<p>a</p>"


INLINE = st.lists(
    st.sampled_from(
        [
            "word",
            " ",
            M,
            '<img src="x">',
            "<br>",
            '<a id="i" href="y">z</a>',
            "<code>c</code>",
            "&amp;",
            f"<em>{M}</em>",
        ]
    ),
    max_size=5,
).map("".join)
BLOCK = st.recursive(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h2", "pre", "video", "figure"]), INLINE),
    lambda inner: st.builds(
        lambda shape, parts: shape.format("".join(parts)),
        st.sampled_from(
            [
                "<ul><li>{0}</li></ul>",
                "<ul>\n<li>{0}</li>\n<li>x</li></ul>",
                "<blockquote>{0}</blockquote>",
                "<div id='d'>{0}</div>",
                "<table><tr><td>{0}</td></tr></table>",
                "<dl><dt>x</dt><dd>{0}</dd></dl>",
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(BLOCK, max_size=6).map("".join), st.integers(10, 12))
def test_excerpts_of_whole_html_are_whole(html, length):
    document = finish(html, MarkdownSettings(excerpt_words=length), "en")

    assert is_balanced(document.html)
    assert is_balanced(document.opening)
    assert is_balanced(document.marked or "")
    assert " id=" not in document.opening + (document.marked or "")


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<li>", "</ul>", "<td>", M, "<b", "'", ">", "a ", "<h1>", "</em>", "<em>"]
        )
    )
)
@example(["<b", "'", M, "'", ">", "</p>", M])
def test_malformed_html_breaks_nothing(parts):
    document = finish("".join(parts), MarkdownSettings(), "en")

    # Inside a broken tag, such as <b'<!--more-->'>, it is no comment and so no marker.
    assert find_marker(find_landmarks(scan(document.marked or ""))) is None


def test_headings_of_an_excerpt_are_below_the_title_that_stands_above_it_on_lists(convert):
    text = "# As high as the title\n\n## As high as others {#x}\n\n##### Deep\n\n###### Deepest\n\n<!--more-->\n\na"

    document = convert(text)

    assert re.findall(r"<(h\d)>.*?</(h\d)>", document.marked or "") == [
        ("h3", "h3"),
        ("h3", "h3"),
        ("h6", "h6"),
        ("h6", "h6"),
    ]
    assert [heading.level for heading in document.headings] == [1, 2, 5, 6]
