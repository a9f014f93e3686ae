"""The engine `commonmark`: what the standard asks for, and what it adds to the library."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.balance import is_balanced
from sitegen.config.settings import MarkdownSettings
from sitegen.markup import commonmark
from sitegen.markup.commonmark import CommonMark, to_html
from sitegen.markup.document import LINK_TOKEN, ConversionError
from sitegen.markup.guard import TimeUp


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo  \nthree\\\nfour", "<p>one\ntwo<br />\nthree<br />\nfour</p>"),
        ("Title\n===\n\nOther\n---", '<h1 id="title">Title</h1>\n<h2 id="other">Other</h2>'),
        ("#no heading\n#\ttitle #", '<p>#no heading</p>\n<h1 id="title">title</h1>'),
        ("***", "<hr />"),
        ("*a*b __c__d **e *f***", "<p><em>a</em>b __c__d <strong>e <em>f</em></strong></p>"),
        ("2 * 3 * 4, snake_case_name", "<p>2 * 3 * 4, snake_case_name</p>"),
        ("`` a`b `` `  `", "<p><code>a`b</code> <code>  </code></p>"),
        (r"\*a\* \\ \a &copy; &bogus;", r"<p>*a* \ \a © &amp;bogus;</p>"),
        ("<b>a</b> a<b 1 < 2", "<p><b>a</b> a&lt;b 1 &lt; 2</p>"),
        ("- a\n- b\n+ c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ul>\n<li>c</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("7) a\n8) b", '<ol start="7">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("The year\n1986. was good", "<p>The year\n1986. was good</p>"),
        ("> a\nlazy\n\n> b", "<blockquote>\n<p>a\nlazy</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>"),
        ("a\n    b", "<p>a\nb</p>"),
        ("~~~~\n~~~\n~~~~", '<pre class="highlight" tabindex="0" role="group" aria-label="Code"><code>~~~</code></pre>'),
        ("<div>\n*a*\n\n*b*\n</div>", "<div>\n*a*\n<p><em>b</em></p>\n</div>"),
        ("[a](<https://x.example/a b> 'T') [a]", '<p><a href="https://x.example/a%20b" title="T">a</a> [a]</p>'),
        ("[A  b]\n\n[a B]: https://x.example/", '<p><a href="https://x.example/">A  b</a></p>'),
        ("<https://x.example/?a&b>", '<p><a href="https://x.example/?a&amp;b">https://x.example/?a&amp;b</a></p>'),
        ("https://x.example/", "<p>https://x.example/</p>"),
        ("~~a~~ ~b~ H~2~O", "<p><del>a</del> <sub>b</sub> H<sub>2</sub>O</p>"),
    ],
)  # fmt: skip
def test_it_reads_what_the_standard_says(native, text, html):
    assert native.convert(text).html == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("| a | b |\n|:-:|---|\n| c |", '<th class="text-center">a</th><th>b</th>'),
        ("- [x] a\n- b", '<ul class="task-list">\n<li class="task-list-item"><label><input'),
        ("- [ ] a\n\n  b", '<li class="task-list-item">\n<p><label><input'),
        ("- a\n  - [ ] b", '<ul>\n<li>a\n<ul class="task-list">'),
        ("One\nTwo\n: Both", "<dt>One</dt>\n<dt>Two</dt>\n<dd>Both</dd>"),
        ("*One\nword*\n: a", "<dt><em>One\nword</em></dt>"),
        ("## A {#given .big}", '<h2 id="given" class="big">A</h2>'),
        (
            "```python\nx = 1\n```",
            '<pre class="highlight" tabindex="0" role="group" aria-label="Code"><code class="language-python">x <span class="o">=</span>',
        ),
        ("```c++,ignore title\nx\n```", '<code class="language-c++">'),
        ("```{.rust .x}\nx\n```", '<code class="language-rust">'),
        ('"a" -- it\'s...', "<p>“a” – it’s…</p>"),
        ('![a](https://x.example/b.png "T")', "<figcaption>T</figcaption>"),
        ("[TOC]\n\n## A", '<nav class="toc"><ul><li><a'),
        ("`a~b~c` <kbd>x~y~z</kbd>", "<code>a~b~c</code> <kbd>x~y~z</kbd>"),
    ],
)
def test_it_has_what_the_default_engine_has(native, text, html):
    assert html in native.convert(text).html


def test_a_comment_that_nothing_closes_does_not_swallow_the_page(native):
    assert native.convert("a <!-- b -->\n\n<!-- c <!-- d").html == "<p>a <!-- b --></p>\n&lt;!-- c &lt;!-- d"
    assert native.convert("a\n\n<!--more-->\n\nb").marked == "<p>a</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- <!-- a\n\nb\n\n<!-- c -->\n\nd", "<li>&lt;!-- a\n\n</li>\n</ul>\n<p>b</p>\n<!-- c -->\n<p>d</p>"),
        ("> <!-- a\n\nb\n\n<!--more-->\n\nc", "&lt;!-- a\n</blockquote>\n<p>b</p>\n<p>c</p>"),
        ("- <!-- ```\n!!! note\n<!--more-->", "<li>&lt;!-- ```\n</li>\n</ul>\n<div"),
        ("<!-- a <!-- b -->\n\nc", "<!-- a <!-- b -->\n<p>c</p>"),
        ("<!-- </li> -->\n\nc\n\n<!-- d -->", "<!-- </li> -->\n<p>c</p>\n<!-- d -->"),
    ],
)
def test_a_comment_that_ends_with_its_list_or_quotation_does_not_swallow_what_follows(native, text, html):
    assert html in native.convert(text).html


@pytest.mark.parametrize(
    "html",
    [
        '<ul><li><input disabled="" type="checkbox">',
        '<ul><li><b>a</b> <input disabled="" type="checkbox"/> b</ul>',
        '<ul><input disabled="" type="checkbox"/>\n</ul>',
    ],
)
def test_a_checkbox_in_raw_html_is_the_writers(html):
    assert "task-list" not in to_html(html)
    assert "checkbox" in to_html(html)


def test_the_language_chooses_the_quotation_marks(native):
    assert native.convert('"a"', "de").html == "<p>„a“</p>"
    assert CommonMark(MarkdownSettings(), "de").convert('"a"').html == "<p>„a“</p>"


def test_the_fingerprint_says_all_that_shapes_the_result():
    native = MarkdownSettings(engine="commonmark")
    shape = json.loads(CommonMark(native, "de").fingerprint)
    fingerprint = CommonMark(MarkdownSettings(), "de").fingerprint

    assert shape["settings"]["engine"] == "commonmark"
    assert set(shape["versions"]) == {"pyromark", "Pygments", "sitegen"}
    assert shape["settings"]["excerpt_words"] == 60
    assert fingerprint == CommonMark(MarkdownSettings(), "de").fingerprint
    assert fingerprint != CommonMark(MarkdownSettings(), "en").fingerprint
    assert fingerprint != CommonMark(MarkdownSettings(excerpt_words=50), "de").fingerprint


# Each is some 20 kB, and each step of ours has one made to hurt it.
HOSTILE = {
    "brackets": "[" * 20_000,
    "links": "[a](" * 5_000,
    "stars": "*a **a " * 3_000,
    "backticks": "".join("`" * i + "a" for i in range(200)),
    "glossary": "\n".join(f"term {i}\n: meaning {i}" for i in range(1_000)),
    "terms": "\n".join("t" * 4_000) + "\n: x",
    "notes": "".join(f"a[^{i}]\n\n[^{i}]: b\n\n" for i in range(1_000)),
    "marks": "[^1] " * 4_000 + "\n\n[^1]: b",
    "chained notes": "a[^0]\n\n" + "".join(f"[^{i}]: b[^{i + 1}]\n\n" for i in range(1_000)),
    "notes with open divs": "".join(f"a[^{i}]\n\n[^{i}]: <div>\n\n" for i in range(1_000)),
    "alerts": "> [!NOTE]\n> x\n\n" * 1_300,
    "admonitions": "!!! note\n    x\n\n" * 1_300,
    "admonitions in one paragraph": "!!! note\n" * 2_000,
    "nested admonitions": "\n".join("    " * i + "!!! note" for i in range(100)),
    "tasks": "- [ ] a\n" * 2_500,
    "tildes": "a~b" * 6_000,
    "braces": "*a*{.x " * 3_000,
    "more braces": "*a*{" + "".join(f".c{i} k{i}=v " for i in range(1_500)) + "}",
    "abbreviations": "".join(f"*[a{i}]: x\n" for i in range(1_000)) + "\n" + "a1x a " * 2_000,
    "open comments": "<!-- a\n\n" * 2_500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_takes_no_longer_than_others_of_its_length(text):
    started = time.process_time()
    to_html(text)

    assert time.process_time() - started < 1


def test_what_takes_too_long_is_refused_with_its_line(monkeypatch):
    def render(text):
        if "SLOW" in text:
            raise TimeUp
        return pyromark.html(text)

    monkeypatch.setattr(commonmark, "_render", render)
    with pytest.raises(ConversionError, match="takes longer than 2 seconds") as error:
        CommonMark(MarkdownSettings(timeout=2)).convert("one\n\ntwo\n\nthree\nSLOW\n\nfour")

    assert error.value.line == 5


def test_a_panic_of_the_library_is_the_failure_of_one_text(monkeypatch):
    class PanicException(BaseException):
        pass

    class Library:
        def html(self, text):
            if "PANIC" in text:
                raise PanicException("index out of range")
            return pyromark.html(text)

    monkeypatch.setattr(commonmark, "_MARKDOWN", Library())
    engine = CommonMark(MarkdownSettings())
    with pytest.raises(ConversionError, match="index out of range") as error:
        engine.convert("one\n\ntwo\n\nPANIC")

    assert error.value.line == 5
    assert engine.convert("a").html == "<p>a</p>"


def test_an_interruption_goes_through(monkeypatch):
    class Library:
        def html(self, text):
            raise KeyboardInterrupt

    monkeypatch.setattr(commonmark, "_MARKDOWN", Library())
    with pytest.raises(KeyboardInterrupt):
        CommonMark(MarkdownSettings()).convert("a")


PIECES = st.sampled_from(
    [
        "a ", "b~2~ ", "*", "**", "`", "```\n", "~~~ x\n", "[^1]", "\n\n[^1]: ", "> ", "> [!NOTE]\n", "- ", "- [ ] ",
        "1. ", "!!! note\n", '!!! tip "T"\n', "    ", "\n", "\n\n", "| a |\n|---|\n", "T\n: d\n", "*[A]: x\n\nA ",
        "{.c}", "{: #i }", "![i](u)", "[l](u)", "<b>", "</b>", "<div>", "</div>", "<!-- ", " -->", "<!--more-->",
        "# H {#h}\n", "&amp;", '"', "\\", "[TOC]\n\n", "\t",
    ]
)  # fmt: skip


def test_an_admonition_that_ends_up_in_a_comment_leaves_no_mark_there(native):
    html = native.convert("<!--more--><!-- ```\n!!! note\n<!--more-->").html

    assert html == "<!-- ```\n<blockquote>\n<p>Note</p>\n</blockquote>\n<!--more-->"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it&#146;s `&#146;` &#129;", "<p>it’s <code>&amp;#146;</code> \ufffd</p>"),
        ("&#1;&#2;0&#3; [a](b)", "<p>\ufffd\ufffd0\ufffd <a\x020\x03>a</a></p>"),
        ("> [!&#5;x&#5;] a", "<blockquote>\n<p>[!\ufffdx\ufffd] a</p>\n</blockquote>"),
        ("!!! note\n\n    &#1;", '<div class="admonition note">\n<p>\ufffd</p>\n</div>'),
    ],
)
def test_the_number_of_no_character_can_not_be_taken_for_a_trace_of_the_work(native, text, expected):
    assert native.convert(text).html.replace('<p class="admonition-title">Note</p>\n', "") == expected


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_text_is_converted_and_holds_no_trace_of_the_work(native, text):
    document = native.convert(text)

    assert not re.search("[\x00-\x08]", LINK_TOKEN.sub("", document.html))
    if not re.search("<!-- |</?(b|div)>", text):  # what a writer leaves open is the writer's
        assert is_balanced(document.html)
        assert is_balanced(document.opening)
        assert document.marked is None or is_balanced(document.marked)
    assert document == native.convert(text)


def test_the_other_engine_is_not_loaded():
    program = (
        "import sys; from sitegen.config.settings import MarkdownSettings as M\n"
        "from sitegen.markup.engines import make_engine\n"
        "make_engine(M(engine=sys.argv[1]), 'en').convert('*a*'); sys.exit(sys.argv[2] in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program, "commonmark", "markdown"], check=True)
    subprocess.run([sys.executable, "-c", program, "python-markdown", "pyromark"], check=True)


def test_the_character_that_is_looked_for_first_is_in_all_that_a_step_is_for():
    for _step, sign, literals in commonmark._STEPS:
        assert all(sign in literal or literal == "}</h" for literal in literals)  # what is closed was opened


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Done.\n\n:-) Thanks!\n\nOut.\n\n:tada: Two", "<p>Done.</p>\n<p>:-) Thanks!</p>\n<p>Out.</p>\n<p>:tada: Two</p>"),
        ("He said\n:smile: hi", "<p>He said\n:smile: hi</p>"),
        ("> a\n> :b", "<blockquote>\n<p>a\n:b</p>\n</blockquote>"),
        ("A\n: B\n\nC\n:d\n\n    :e", "<dl>\n<dt>A</dt>\n<dd>B</dd>\n</dl>\n<p>C\n:d</p>\n" + '<pre class="highlight"><code>:e</code></pre>'),
    ],
)  # fmt: skip
def test_a_colon_without_a_blank_after_it_defines_nothing(native, text, html):
    assert commonmark.to_html(text).strip() == html


def test_a_table_may_be_near_a_definition(native):
    html = commonmark.to_html("A\n: B\n\n:c\n\n|a|b|\n|---|:-:|\n|1|2|\n\n:--|--:\n\n").strip()

    assert "<dd>B</dd>" in html
    assert "<table>" in html


@pytest.mark.parametrize(
    "heading", ["One {the beginning}", "{just braces}", "f(x) = {x : x > 0}", "A `{#x}`"]
)
def test_braces_in_a_heading_that_hold_no_attributes_stay(native, heading):
    assert [one.text for one in native.convert(f"## {heading}").headings] == [heading.replace("`", "")]


def test_attributes_of_a_heading_may_have_quotation_marks(native):
    assert 'data-x="1 2"' in native.convert('## H {#h data-x="1 2"} ##').html


def test_the_mark_by_which_html_holds_markdown_is_no_attribute(native):
    text = '<details class="a" markdown="1">\n\n*b* <i title=" markdown=c" data-markdown="d">e</i>\n\n<p markdown>\n\n</details>'

    html = native.convert(text).html

    assert '<details class="a">' in html
    assert "<p>" in html
    assert '<em>b</em> <i title=" markdown=c" data-markdown="d">' in html


@pytest.mark.parametrize("fence", [":::", "::::", "::: note"])
def test_a_fence_of_colons_is_no_definition_beside_others(fence):
    html = to_html(f"{fence}\nText.\n{fence}\n\nTerm\n: Its meaning.\n\n| a |\n|:--|\n| b |\n")

    assert html.count("<dd>") == 1
    assert html.count(fence) == 2
    assert "<table>" in html
