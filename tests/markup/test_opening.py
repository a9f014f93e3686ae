from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup.balance import is_balanced
from sitegen.config.settings import MarkdownSettings
from sitegen.markup import opening as opening_module
from sitegen.markup.finish import finish
from sitegen.markup.opening import make_opening
from sitegen.markup.plain import plain_text
from sitegen.markup.scan import scan


def opening(html: str, length: int = 10) -> tuple[str, bool]:
    text, left_out = make_opening(scan(html), length)
    return text.replace("\n", ""), left_out


def w(count: int, word: str = "w") -> str:
    return " ".join([word] * count)


def test_it_is_the_first_blocks_up_to_the_length():
    assert opening(f"<p>{w(6)}</p><p>{w(6)}</p><p>{w(6)}</p>") == (f"<p>{w(6)}</p><p>{w(6)}</p>", True)


def test_a_short_text_is_its_own_opening():
    assert opening("<p>one <em>two</em></p>\n") == ("<p>one <em>two</em></p>", False)


def test_an_empty_text_has_an_empty_opening():
    assert opening("") == ("", False)


def test_a_block_may_go_a_little_beyond():
    assert opening(f"<p>{w(15)}</p>") == (f"<p>{w(15)}</p>", False)


def test_a_block_that_goes_far_beyond_is_cut():
    assert opening(f"<p>{w(40)}</p><p>x</p>") == (f"<p>{w(10)}…</p>", True)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{w(9)} <em>a b c</em> {w(20)}</p>", f"<p>{w(9)} <em>a…</em></p>"),
        (f"<p>{w(9)} foo<em>bar</em>baz {w(20)}</p>", f"<p>{w(9)} foo<em>bar</em>baz…</p>"),
        (f"<p>{w(9)} a&amp;b&nbsp;c {w(20)}</p>", f"<p>{w(9)} a&amp;b&nbsp;c…</p>"),
        (f"<p>{w(10)}&amp;{w(20)}</p>", f"<p>{w(10)}&amp;w…</p>"),
        (f"<p>{w(9)} &amp; w, {w(20)}</p>", f"<p>{w(9)} &amp; w…</p>"),
        (f"<p>{w(9)} end. {w(20)}</p>", f"<p>{w(9)} end. …</p>"),
        (f"<p>{w(9)} — w; {w(20)}</p>", f"<p>{w(9)} — w…</p>"),
        (f"<p>{w(9)} w &lt; {w(20)}</p>", f"<p>{w(9)} w…</p>"),
        (f"<p>{w(9)} <a href='{w(9)}'>x</a> {w(20)}</p>", f"<p>{w(9)} <a href='{w(9)}'>x</a>…</p>"),
        (f"<ul><li>{w(5)}</li><li>{w(30)}</li></ul>", f"<ul><li>{w(5)}</li><li>{w(5)}…</li></ul>"),
        (f"<ul><li>{w(10)}</li><li>{w(30)}</li></ul>", f"<ul><li>{w(10)}</li></ul>"),
        (f"<ul><li>{w(8)}</li><li>{w(30)}</li></ul>", f"<ul><li>{w(8)}</li></ul>"),
        (f"<p>{w(9)} don't {w(20)}</p>", f"<p>{w(9)} don't…</p>"),
        ("<p>" + "漢字" * 20 + "</p>", "<p>" + "漢字" * 5 + "…</p>"),
        ("<p>" + "漢字。" * 20 + "</p>", "<p>" + ("漢字。" * 5)[:-1] + "…</p>"),
    ],
)
def test_it_is_cut_between_words_and_the_tags_are_closed(html, expected):
    assert opening(html) == (expected, True)


@pytest.mark.parametrize("stop", ["<pre><code>x</code></pre>", "<table><tr><td>x</td></tr></table>", "<hr>"])
def test_it_stops_before_code_tables_and_rules(stop):
    assert opening(f"<p>one</p>{stop}<p>two</p>") == ("<p>one</p>", True)
    assert opening(f"<div><p>one</p>{stop}<p>two</p></div>") == ("<div><p>one</p></div>", True)


@pytest.mark.parametrize(
    "thing",
    [
        '<figure><img src="x"><figcaption>A caption</figcaption></figure>',
        '<p><img src="x"></p>',
        '<p><a href="y"><img src="x"></a></p>',
        "<pre><code>x</code></pre>",
        "<p><iframe src='x'></iframe></p>",
        "<video src='x'></video>",
        "<h2>Title</h2><figure><img></figure>",
    ],
)
def test_it_starts_with_words(thing):
    text, left_out = opening(f"{thing}<p>one</p>")

    assert text.endswith("<p>one</p>")
    assert plain_text(scan(text)) in ("one", "Title one")
    assert left_out


@pytest.mark.parametrize(
    "picture",
    [
        '<p><img src="x">\n<em>A caption</em></p>',
        '<p><img src="x"><br>\n<em>A caption</em></p>',
        '<p><a href="y"><img src="x"></a> <small>A <b>caption</b></small> </p>',
        '<p><img src="x"><img src="y"><br /><i>A caption</i></p>',
        '<div class="wp-caption"><img src="x"><p class="wp-caption-text">A caption</p></div>',
        '<div class="image"><a href="y"><img src="x"></a>\n<span class="caption small">A caption</span></div>',
        '<h2>Title</h2><p><img src="x"> <em>A caption</em></p>',
    ],
)
def test_the_caption_of_a_picture_is_left_out_with_it(picture):
    text, left_out = opening(f"{picture}<p>one</p>")

    assert plain_text(scan(text)) in ("one", "Title one")
    assert text.endswith("<p>one</p>") and "br" not in text
    assert left_out


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p><img src="x"> <em>One</em> two</p>', "<p> <em>One</em> two</p>"),
        ('<p><img src="x"> one <em>two</em></p>', "<p> one <em>two</em></p>"),
        ('<p><img src="x"></p><p><em>one</em></p>', "<p><em>one</em></p>"),
        ('<p><img src="x"><br>one</p>', "<p>one</p>"),
        ('<p class="caption">one</p><p><img src="x"></p>', '<p class="caption">one</p>\n<p><img src="x"></p>'),
        ('<p><em>one</em></p>', "<p><em>one</em></p>"),
        ('<p>one <img src="x"> <em>two</em></p>', '<p>one <img src="x"> <em>two</em></p>'),
    ],
)  # fmt: skip
def test_what_is_no_caption_stays(html, kept):
    assert opening(html)[0].replace("\n", "") == kept.replace("\n", "")


def test_a_rule_is_not_missed():
    assert opening("<hr><p>one</p><hr>") == ("<p>one</p>", False)


def test_a_figure_further_on_is_kept():
    figure = '<figure><img src="x"><figcaption>c</figcaption></figure>'

    assert opening(f"<p>one</p>{figure}<p>two</p>") == (f"<p>one</p>{figure}<p>two</p>", False)


def test_it_never_ends_on_a_heading():
    assert opening("<p>one</p><h2>Two</h2><pre>x</pre>") == ("<p>one</p>", True)
    assert opening("<p>one</p><h2>Two</h2><h3>Three</h3>") == ("<p>one</p>", False)
    assert opening("<div><p>one</p><h2>Two</h2><pre>x</pre></div>") == ("<div><p>one</p></div>", True)


def test_headings_do_not_count():
    assert opening(f"<h1>{w(30)}</h1><p>one</p><hr>") == (f"<h3>{w(30)}</h3><p>one</p>", False)


@pytest.mark.parametrize("name", ["script", "style", "iframe", "object", "form", "noscript"])
def test_things_that_do_something_are_left_out(name):
    assert opening(f"<p>one</p><{name}>x</{name}><p>two</p>")[0] == "<p>one</p><p>two</p>"
    assert opening(f"<p>one <{name}>x</{name}>two</p>")[0] == "<p>one two</p>"


@pytest.mark.parametrize(("thing", "more"), [("<script>x</script>", False), ("<iframe></iframe>", True)])
def test_more_is_said_when_a_reader_misses_something(thing, more):
    assert opening(f"<p>one</p>{thing}")[1] is more


def test_footnotes_are_left_out_and_missed():
    mark = '<sup id="fnref:1"><a href="#fn:1">1</a></sup>'

    assert opening(f'<p>one{mark}</p><div class="footnote"><p>n</p></div>') == ("<p>one</p>", True)


def test_text_outside_of_blocks_counts():
    assert opening(f"{w(6)} <b>x</b><p>{w(6)}</p><p>y</p>") == (f"{w(6)} <b>x</b><p>{w(6)}</p>", True)
    assert opening(f"{w(12)}<p>y</p>") == (w(12), True)
    assert opening(f"<b>{w(40)}</b>") == (f"<b>{w(10)}…</b>", True)


def test_paragraphs_that_are_never_closed_are_blocks():
    assert opening(f"<p>{w(12)}<p>x") == (f"<p>{w(12)}</p>", True)


@given(
    st.lists(
        st.sampled_from(["one", " two", ", ", "a/b ", "漢字", "&amp;", "&nbsp;", "– ", "(x) ", "\n"])
    ).map("".join),
    st.integers(1, 12),
)
def test_an_easy_place_for_a_cut_is_where_counting_word_for_word_finds_it(text, words):
    easy = opening_module._easy_break_after(text, words)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(opening_module, "_easy_break_after", lambda *_: 0)
        found = opening_module._break_after(text, words)

    assert easy in (0, found)


def test_the_length_is_a_setting():
    html = "".join(f"<p>{w(10)}</p>" for _ in range(20))

    assert finish(html, MarkdownSettings(excerpt_words=10), "en").opening == f"<p>{w(10)}</p>"
    assert finish(html, MarkdownSettings(), "en").opening.count("<p>") == 6
    assert finish(html, MarkdownSettings(), "en").has_more


SENTENCES = st.lists(
    st.sampled_from(["one ", "two, ", "three. ", "<em>four</em> ", "five<b>six</b> ", "&amp; "]), max_size=30
)
PARTS = st.builds(
    lambda name, words: f"<{name}>{''.join(words)}</{name}>\n",
    st.sampled_from(["p", "h2", "blockquote", "div"]),
    SENTENCES,
)


@given(st.lists(PARTS, max_size=8).map("".join))
def test_its_words_are_the_first_of_the_text(html):
    text, _ = make_opening(scan(html), 10)
    whole = plain_text(scan(html))

    assert is_balanced(text)
    assert whole.startswith(plain_text(scan(text)).rstrip("…").rstrip())


BADGE = '<a href="https://ci.example/"><img src="https://img.shields.io/x" alt="build"></a>'


def test_a_link_around_a_picture_that_is_left_out_is_left_out_too():
    assert opening(f"<h2>Tool {BADGE}</h2><p>one</p>") == (
        "<h2>Tool </h2><p>one</p>".replace("h2", "h3"),
        True,
    )


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (f"<p>{BADGE}\n{BADGE}</p>", False),
        (f'<p align="center">{BADGE}<br><img src="https://x.example/a.png" alt=""></p>', False),
        ('<p><img src="https://photos.example/a.jpg" alt="A car"></p>', True),
        (f'<p>{BADGE}<img src="car.jpg" alt="A car"></p>', True),
        (f"<p>{BADGE} tells it</p>", True),
    ],
)
def test_a_paragraph_of_badges_is_left_out(html, kept):
    document = finish(f"<p>one</p>{html}<p>two</p>", MarkdownSettings(), "en")

    assert ("<img" in document.opening, document.has_more) == (kept, False)
    assert document.opening.endswith("<p>two</p>")


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ("<li><a href='#a'>A</a><ul><li><a href='#b'>B</a></li></ul></li>", False),
        ("<li><a href='#a'>A</a></li><li><a href='other.md'>C</a></li>", True),
        ("<li><a href='#a'>A</a> first</li><li><a href='#b'>B</a></li>", True),
        ("<li><a href='#a'>A</a></li>", True),
    ],
)
@pytest.mark.parametrize(
    "contents", ["<p><strong>Contents</strong></p>\n", "<p>In this post:</p>", "<h2>Contents</h2>"]
)
def test_a_contents_list_is_left_out_with_its_heading(items, kept, contents):
    html = f"<h1>Tool</h1>{contents}<ul>{items}</ul><p>one</p>"

    document = finish(html, MarkdownSettings(), "en")

    text = document.opening
    assert ("Contents" in text or "In this post" in text, "<ul>" in text, document.has_more) == (
        kept,
        kept,
        False,
    )
    assert text.startswith("<h3>Tool</h3>")
    assert text.endswith("<p>one</p>")


@pytest.mark.parametrize(
    "code", ['<pre><code class="language-python">x = 1</code></pre>', "<pre><code>x</code></pre>"]
)
def test_there_is_more_where_only_code_is_left_out(code):
    """Coloured code was taken for nothing, and lists had no link to the rest."""
    for html in (f"{code}<p>Words.</p>", f"<p>Words.</p>{code}", code):
        assert finish(html, MarkdownSettings(), "en").has_more
