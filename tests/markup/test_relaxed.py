from __future__ import annotations

import re
import time

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.enclosed import asking, with_ends
from sitegen.markup.python_markdown import PythonMarkdown, make_converter

STRICT = make_converter(MarkdownSettings(relaxed=False))
RELAXED = make_converter(MarkdownSettings())

CODE = '<pre class="highlight"><code>x</code></pre>'


def relaxed(text: str) -> str:
    """Return the HTML of *text* without line breaks between tags."""
    return re.sub(r"\n\s*(?=<)|(?<=>)\n+", "", RELAXED.reset().convert(text))


def is_changed(text: str) -> bool:
    return RELAXED.reset().convert(text) != STRICT.reset().convert(text)


# A label that holds code


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[`x`]\n\n[`x`]: /u", '<p><a href="/u"><code>x</code></a></p>'),
        ("[`x`][]\n\n[`x`]: /u", '<p><a href="/u"><code>x</code></a></p>'),
        ("[text][`x`]\n\n[`x`]: /u", '<p><a href="/u">text</a></p>'),
        (
            "[`X` and `y<z`]\n\n[`x` and `Y<Z`]: /u",
            '<p><a href="/u"><code>X</code> and <code>y&lt;z</code></a></p>',
        ),
        ("[`x` *y*]\n\n[`x` *y*]: /u", '<p><a href="/u"><code>x</code> <em>y</em></a></p>'),
        (r"[a\_b]" + "\n\n" + r"[a\_b]: /u", '<p><a href="/u">a_b</a></p>'),
        ("- [`x`]\n\n[`x`]: /u", '<ul><li><a href="/u"><code>x</code></a></li></ul>'),
        ('[`x`]\n\n[`x`]: /u "T"', '<p><a href="/u" title="T"><code>x</code></a></p>'),
    ],
)
def test_a_label_that_holds_code_keeps_its_link(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "[`x`]\n\n[x]: /u",
        "[x]\n\n[`x`]: /u",
        "[`x`] undefined [`y`][z]",
        "`[x]`\n\n[x]: /u",
        "[a `b`](/inline)",
        "[t] [y]\n\n[y]: /u",
        "[t] [a\nb]\n\n[a b]: /u",
        "![t] [y]\n\n[y]: /u",
        "[x][y] [y]\n\n[y]: /u",
    ],
)
def test_other_labels_are_as_before(text):
    assert not is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("([#1] [#2])\n\n[#1]: /u\n[#2]: /v", '<p>(<a href="/u">#1</a> <a href="/v">#2</a>)</p>'),
        ("[x] [y][x]\n\n[x]: /u", '<p><a href="/u">x</a> <a href="/u">y</a></p>'),
        ("[`x`] [y]\n\n[`x`]: /u\n[y]: /v", '<p><a href="/u"><code>x</code></a> <a href="/v">y</a></p>'),
        ("![x] [y]\n\n[x]: /u\n[y]: /v", '<p><img alt="x" src="/u"> <a href="/v">y</a></p>'),
    ],
)
def test_of_two_names_with_a_blank_between_them_each_is_a_link(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a[1] [b][c]\n\n[c]: /u", '<p>a[1] <a href="/u">b</a></p>'),
        ("[x] [c]\n\n[c]: /u", '<p>[x] <a href="/u">c</a></p>'),
        ("[ ] [c]\n\n[c]: /u", '<p>[ ] <a href="/u">c</a></p>'),
    ],
)
def test_what_stands_before_a_link_is_no_text_of_it(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


# Blocks right under others


TABLE = "| a | b |\n|---|---|\n| c | d |"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (f"{TABLE}\n## c", "<h2>c</h2>"),
        (f"{TABLE}\n- c", "<ul><li>c</li></ul>"),
        (f"{TABLE}\n1. c", "<ol><li>c</li></ol>"),
        (f"{TABLE}\n1) c", "<ol><li>c</li></ol>"),
        (f"{TABLE}\n> c", "<blockquote><p>c</p></blockquote>"),
        (f"{TABLE}\n---", "<hr>"),
        (f"{TABLE}\n```\nc\n```", '<pre class="highlight"><code>c</code></pre>'),
        ("> a\n```\nc\n```", '<pre class="highlight"><code>c</code></pre>'),
        ("> a\n## c", "</blockquote><h2>c</h2>"),
        ("> - a\n- c", "</blockquote><ul><li>c</li></ul>"),
        ("> a\n> b\n1. c", "</blockquote><ol><li>c</li></ol>"),
        ("> a\n2. c", '</blockquote><ol start="2"><li>c</li></ol>'),
        ("```\na\n```\n---", "<hr>"),
        ("- a\n---", "<hr>"),
        ("> a\n---", "<hr>"),
    ],
)
def test_what_begins_another_block_is_no_part_of_the_one_above(text, begins):
    assert relaxed(text).endswith(begins)


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}\n- c | d",
        f"{TABLE}\nc",
        f"{TABLE}\n#c",
        f"{TABLE}\n    - c",
        "a | b\n--|--\n- c | d",
        "> a\nb",
        "> a\n>\n- b",
        "> \n## b",
        "> a\n#b",
        "> a\n-b",
        "1. A title\n---",
        "A title\n---",
    ],
)
def test_other_lines_under_a_block_are_as_before(text):
    assert not is_changed(text)


# Tags in lines


@pytest.mark.parametrize("text", ["#tips #service", "a\n\n#tips  #customer-service #c3 \n\nb"])
def test_a_line_of_tags_as_other_programs_have_them_is_no_heading(text):
    assert "<h1" not in relaxed(text)
    assert is_changed(text)


@pytest.mark.parametrize("text", ["#Tips", "#Tips for #service", "# a #b", "## a", "##a #b", "#a #"])
def test_other_headings_are_as_before(text):
    assert not is_changed(text)
    assert "<h" in relaxed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("  ## A", "<h2>A</h2>"),
        ("a\n\n   # B\nc", "<p>a</p><h1>B</h1><p>c</p>"),
        ("- a\n\n  ## B", "<ul><li><p>a</p><h2>B</h2></li></ul>"),
    ],
)
def test_a_heading_may_be_indented_by_up_to_three_blanks(text, html):
    assert relaxed(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "see [PR\n#92](/u)",
        "see\n#92, and",
        "see\n#92 and",
        "see\n#92.",
        "see (PR\n#92) and",
        " #A",
        "    # A",
    ],
)
def test_what_only_seems_to_be_a_heading_is_none(text):
    assert "<h" not in relaxed(text)


# Markdown between tags


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "<details>\n<summary>S</summary>\n\nSome *words*\n\n- a\n\n</details>\n\nb",
            "<details><summary>S</summary><p>Some <em>words</em></p><ul><li>a</li></ul></details><p>b</p>",
        ),
        ("<div>\n\n*a*\n\n</div>", "<div><p><em>a</em></p></div>"),
        (
            "<div class='row'>\n<div class='column'>\n\n**a**\n\n</div>\n</div>",
            '<div class="row"><div class="column"><p><strong>a</strong></p></div></div>',
        ),
        ("<DIV>\nfirst\n\nsecond\n</DIV>", "<div><p>first</p><p>second</p></div>"),
        ("<section>\n\n# `</section>` is code\n</section>", None),
        ("  <div>\n\n  *a*\n\n  - b\n\n  </div>", "<div><p><em>a</em></p><ul><li>b</li></ul></div>"),
        ("a\n  <div>\n\n  *b*\n\n  </div>\nc", "<p>a</p><div><p><em>b</em></p></div><p>c</p>"),
        ("<p class='a'>\n\n**a**\n\n</p>", '<p class="a"><strong>a</strong></p>'),
        ("<h2>\n\n*a*\n\n</h2>\n\nb", "<h2><em>a</em></h2><p>b</p>"),
        ("<div>\n<p>\n\n*a*\n\n</p>\n</div>", "<div><p><em>a</em></p></div>"),
        ("a\n\n<div>\n\n```\n<div>\n```\nb\n\n</div>", None),
        (
            "<figure class='wide'>\n\n![Car](car.jpg)\n\n<figcaption>\n\nThe *car*\n\n</figcaption>\n\n</figure>\n\n*b*",
            '<figure class="wide"><p><img alt="Car" src="car.jpg"></p><figcaption><p>The <em>car</em></p>'
            "</figcaption></figure><p><em>b</em></p>",
        ),
        (
            "<figure>\n\n*a*\n\n<figcaption>b</figcaption></figure>",
            "<figure><p><em>a</em></p><figcaption>b</figcaption></figure>",
        ),
    ],
)
def test_an_empty_line_and_words_between_tags_make_that_markdown(text, html):
    if html:
        assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n*a*\n</div>",
        "<div>\n<p>*a*</p>\n\n<p>*b*</p>\n</div>",
        "<div>\n<script>\na\n\n*b*\n</script>\n</div>",
        "<div>\n<!-- a\n\n*b* -->\n</div>",
        "<div>\n\n    *a*\n\n</div>",
        "<div>\n<table><tr><td>\n\n*a*\n\n</td></tr></table>\n</div>",
        "<table><tr><td>\n<div>\n\n*a*\n\n</div></td></tr></table>",
        "<div markdown='0'>\n<div>\n\n*a*\n\n</div>\n</div>",
        "<div>\n\n*a*\n\n</section>\n</div>",
        "<div>\n\n*a*",
        "```\n<div>\n\n*a*\n\n</div>\n```",
        "<pre>\n<div>\n\n*a*\n\n</div>\n</pre>",
        "<table><tr><td>a</tr>\n<tr><td>\n<div>\n\n*a*\n\n</div></td></tr></table>",
        "<diversity>\n\n*a*\n\n</diversity>",
        "<p>*a*</p>\n\n<h2>*b*</h2>",
        "- a\n\n    <div>*b*</div>",
    ],
)
def test_other_html_is_as_before(text):
    assert not is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>a\n\n*b*", "<p>a</p><p><em>b</em></p>"),
        (
            "*a*\n<p>\nb\n<p class='c'>\nd\n\n*e*",
            "<p><em>a</em></p><p>b</p><p class='c'>d</p><p><em>e</em></p>",
        ),
        ("<P>a<p>b\n\n*c*", "<P>a</p><p>b</p><p><em>c</em></p>"),
        ("<p>a\n<ul>\n<li>b\n</ul>\n\n*c*", "<p>a</p><ul><li>b</ul><p><em>c</em></p>"),
        ("<p>a\n\n<div>\n<p>b\n</div>\n\n*c*", "<p>a</p><div><p>b</div><p><em>c</em></p>"),
    ],
)
def test_an_empty_line_ends_a_paragraph_of_html_that_nothing_else_ends(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    ["<p>a\n\nb</p>\n\n*c*", "a <p> b\n\n*c*", "`<p>` a\n\nb", "    <p>a\n\nb", "<pre>\n<p>a\n\n*b*\n</pre>"],
)
def test_other_paragraphs_of_html_end_where_they_did(text):
    assert with_ends(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\na\n" * 20_000,
        "<div>\n" * 20_000 + "\n\na\n" + "</div>\n" * 20_000,
        "<div>\n\n" + "`" * 20_000,
        "<p>\n\na\n" * 20_000,
        "<div>\n" * 20_000 + "<p>\n</p>\n" * 20_000 + "</ul>\n" * 20_000,
    ],
)
def test_tags_are_looked_through_once(text):
    before = time.process_time()
    asking(with_ends(text))

    assert time.process_time() - before < 2


# Backslashes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"\<td> and \<b>", "<p>&lt;td&gt; and &lt;b&gt;</p>"),
        (r"\<div>", "<p>&lt;div&gt;</p>"),
        (r"\<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        (r"a \& b", "<p>a &amp; b</p>"),
        (r"\"a\" it\'s", '<p>"a" it\'s</p>'),
        (r'[a](/u "b \" c")', '<p><a href="/u" title="b &quot; c">a</a></p>'),
        (r"![a \" b](/u)", '<p><img alt="a &quot; b" src="/u"></p>'),
    ],
)
def test_a_backslash_makes_what_would_be_html_or_quotation_plain(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize("text", [r"`\<b>`", "    \\<b>", r"\\<b>", r"\, \; \: \a \/ \|"])
def test_other_backslashes_are_as_before(text):
    assert not is_changed(text)


def test_a_backslash_before_a_blank_is_one():
    assert relaxed("C:\\ and $a\\ b$ \\ c") == "<p>C:\\ and $a\\ b$ \\ c</p>"
    assert is_changed("C:\\ and")


# A list under a line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n- b\n- c", "<p>a</p><ul><li>b</li><li>c</li></ul>"),
        ("a\n* b", "<p>a</p><ul><li>b</li></ul>"),
        ("a\n+ b", "<p>a</p><ul><li>b</li></ul>"),
        ("a\n   - b", "<p>a</p><ul><li>b</li></ul>"),
        ("a\n1. b\n2. c", "<p>a</p><ol><li>b</li><li>c</li></ol>"),
        ("a\nb\n- c\n\nd", "<p>a\nb</p><ul><li>c</li></ul><p>d</p>"),
        ("a\n- b\n  - c", "<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul>"),
        ("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
        ("> > a\n> > - b", "<blockquote><blockquote><p>a</p><ul><li>b</li></ul></blockquote></blockquote>"),
        (
            '<div markdown="1">\na\n- b\n</div>',
            "<div><p>a</p><ul><li>b</li></ul></div>",
        ),
        ("# T\na\n- b", "<h1>T</h1><p>a</p><ul><li>b</li></ul>"),
        ("**a**:\n- b", "<p><strong>a</strong>:</p><ul><li>b</li></ul>"),
    ],
)
def test_a_list_under_a_line_is_a_list(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("a\n1) b\n2) c", "<p>a</p><ol><li>b</li><li>c</li></ol>"),
        ("1) a\n\nb\n\n2) c", '<ol><li>a</li></ol><p>b</p><ol start="2"><li>c</li></ol>'),
        ("- a\n  1) b (c)\n  2) c)\n- d", "<ul><li>a<ol><li>b (c)</li><li>c)</li></ol></li><li>d</li></ul>"),
        ("- a\n\n  b\n  1) c", "<ul><li><p>a</p><p>b</p><ol><li>c</li></ol></li></ul>"),
        ("1) a\n   - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("> 1) a\n> 2) b", "<blockquote><ol><li>a</li><li>b</li></ol></blockquote>"),
    ],
)
def test_numbers_before_a_bracket_make_a_list(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n2. b",
        "a\n1986. A great year",
        "a\n2) b",
        "a\n1986) A great year",
        "1)b",
        "a 1) b 2) c",
        "    1) a\n    2) b",
        "```\n1) a\n```",
        "1\\) a",
        "a\n    - b",
        "a\n-b",
        "a\n*b* c",
        "a\n-",
        "a\n---",
        "a\n\n- b",
        "- a\n  b\n- c",
        "```\na\n- b\n```",
        "    a\n    - b",
        "~~~\na\n- b\n~~~",
        "| a |\n|---|\n| - b |\n",
        "a | b\n--|--\n- c | d",
        "<div>\na\n- b\n</div>",
        "<pre>\na\n- b\n</pre>",
        "Term\n: def\n- b",
    ],
)
def test_what_is_no_list_stays(text):
    assert not is_changed(text)


# Fenced code beside a line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a:\n```\nx\n```", "<p>a:</p>CODE"),
        ("```\nx\n```\na", "CODE<p>a</p>"),
        ("a\n```\nx\n```\nb\n~~~\nx\n~~~\n```\nx\n```", "<p>a</p>CODE<p>b</p>CODECODE"),
        ("a\n```\nx\n```\n- b", "<p>a</p>CODE<ul><li>b</li></ul>"),
        ("```\nx\n```\n---", "CODE<hr>"),
        ("> a\n> ```\n> x\n> ```\n> b", "<blockquote><p>a</p>CODE<p>b</p></blockquote>"),
        ("- a\n  ```\n  x\n  ```\n  b\n- c", "<ul><li>aCODEb</li><li>c</li></ul>"),
        (
            "1. a\n    ```\n    x\n    ```\n    b\n\n2. c",
            "<ol><li><p>a</p>CODE<p>b</p></li><li><p>c</p></li></ol>",
        ),
        (
            "- a\n\n    b\n      ```\n      x\n      ```\n      c",
            "<ul><li><p>a</p><p>b</p>CODE<p>c</p></li></ul>",
        ),
        ('<div markdown="1">\na\n```\nx\n```\n</div>', "<div><p>a</p>CODE</div>"),
    ],
)
def test_fenced_code_beside_a_line_is_no_part_of_its_paragraph(text, html):
    plain = html.replace("CODE", "<pre><code>x</code></pre>")
    assert relaxed(text).replace(' class="highlight"', "") == plain
    assert is_changed(text)


@pytest.mark.parametrize("text", ["a\n\n```\nx\n```\n\nb", "a `b`\nc", "a\n<!-- b -->\nc", "a\n<br>\nc"])
def test_what_is_no_code_beside_a_line_stays(text):
    assert not is_changed(text)


def test_much_code_beside_lines_is_soon_read():
    text = "a\n```\nx\n```\n" * 5_000
    started = time.process_time()

    assert "</pre></p>" not in relaxed(text)
    assert time.process_time() - started < 5


# A table under a line

HEAD = "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody>"
EMPTY = f"{HEAD}</tbody></table>"
TABLE = f"{HEAD}<tr><td>1</td><td>2</td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n| x | y |\n|---|---|\n| 1 | 2 |", f"<p>a</p>{TABLE}"),
        ("a\nb\n| x | y |\n| --- | :-- |\n| 1 | 2 |\n\nc", None),
        ("a\n| x | y\n-|-\n1 | 2", f"<p>a</p>{TABLE}"),
        ("a\n   | x | y |\n   |---|---|\n   | 1 | 2 |", f"<p>a</p>{TABLE}"),
        ("a | b\n| x | y |\n|---|---|", f"<p>a | b</p>{EMPTY}"),
        ("a\n| x |\n|---|\n| 1 |", None),
        ("a\n| `x|y` | z |\n|---|---|", None),
        ("**a**:\n| x | y |\n|---|---|\n| 1 | 2 |\n\n- b", f"<p><strong>a</strong>:</p>{TABLE}<ul><li>b</li></ul>"),
        ("# T\na\n| x | y |\n|---|---|\n| 1 | 2 |", f"<h1>T</h1><p>a</p>{TABLE}"),
        ("> a\n> | x | y |\n> |---|---|\n> | 1 | 2 |", f"<blockquote><p>a</p>{TABLE}</blockquote>"),
        ("- a\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n- b", f"<ul><li>a{TABLE}</li><li>b</li></ul>"),
        ("a\n- b\n\nc\n| x | y |\n|---|---|\n| 1 | 2 |", f"<p>a</p><ul><li>b</li></ul><p>c</p>{TABLE}"),
        ("a\n| x | y |\n|---|---|\n- b", f"<p>a</p>{EMPTY}<ul><li>b</li></ul>"),
    ],
)  # fmt: skip
def test_a_table_under_a_line_is_a_table(text, html):
    if html:
        assert relaxed(text) == html
    assert "<table>" in relaxed(text)
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n| x | y |\n|---|",
        "a\n| x |\n|---|---|",
        "a\n| x | y |\n|---|-b-|",
        "a\n| x | y |\n| : | : |",
        "a\n| x | y |\n    |---|---|",
        "a\n    | x | y |\n|---|---|",
        "a\nb|c\n---",
        "a\nx | y\n-|-\n1 | 2",
        "a\n|---|---|\nb",
        "a\n\n| x | y |\n|---|---|\n| 1 | 2 |",
        "| x | y |\n|---|---|\n| a | b |\n|---|---|",
        "- a\n| x | y |\n|---|---|",
        "```\na\n| x | y |\n|---|---|\n```",
        "    a\n    | x | y |\n    |---|---|",
        "~~~\na\n| x | y |\n|---|---|\n~~~",
        "<div>\na\n| x | y |\n|---|---|\n</div>",
        "<pre>\na\n| x | y |\n|---|---|\n</pre>",
        "<!--\na\n| x | y |\n|---|---|\n-->",
    ],
)
def test_what_is_no_table_stays(text):
    assert not is_changed(text)


def test_many_lines_that_are_nearly_tables_are_soon_read():
    text = "a\n" + "| x | y |\n|---|---|---|\n" * 3_000
    started = time.process_time()

    assert "<table>" not in relaxed(text)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("text", ["| x | y |\n|---|---|", "x | y\n--|--\n\n"])
def test_a_table_with_nothing_but_a_head_has_no_row_without_words(text):
    assert relaxed(text) == EMPTY
    assert is_changed(text)


# A bar in code in a table


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        (r"`x\|y`", "<code>x|y</code>"),
        (r"``x\|`y``", "<code>x|`y</code>"),
        (r"`x\\|y` *z*", r"<code>x\|y</code> <em>z</em>"),
        (r"`x\|y\|` \| `z`", "<code>x|y|</code> | <code>z</code>"),
        (r"\`x\|y\`", "`x|y`"),
    ],
)
def test_a_backslash_before_a_bar_is_no_part_of_code_in_a_table(cell, html):
    table = relaxed(f"| a | b |\n|---|---|\n| {cell} | c |")

    assert f"<td>{html}</td><td>c</td>" in table


@pytest.mark.parametrize(
    "text",
    ["`x\\|y`", "| a | b |\n|---|---|\n| `x|y` | `c\\d` |", "| `a\\` | b |\n|---|---|\n| x \\| y | c |"],
)
def test_other_code_and_bars_are_as_before(text):
    assert not is_changed(text)


# Backslashes


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\\\nb", "<p>a<br>b</p>"),
        ("> a\\\n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        (r"It costs \$5 \& more", "<p>It costs $5 &amp; more</p>"),
        (r"\<b>a\</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        (r"\"a\" \'b\' \= \^ \@", "<p>\"a\" 'b' = ^ @</p>"),
    ],
)
def test_a_backslash_ends_a_line_and_makes_signs_plain(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [r"C:\new\dir \, \; \z", "`a \\\nb \\$`", "a\\\\\nb", "    a \\\n    \\$", "<p>a \\\n\\$</p>", "a\\"],
)
def test_other_backslashes_stay(text):
    assert not is_changed(text)


# Items without words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n- \n- b", "<ul><li>a</li><li></li><li>b</li></ul>"),
        ("- a\n-\n- b", "<ul><li>a</li><li></li><li>b</li></ul>"),
        ("* a\n*\n* b", "<ul><li>a</li><li></li><li>b</li></ul>"),
        ("* a\n-", "<ul><li>a</li><li></li></ul>"),
    ],
)
def test_an_item_without_words_makes_no_heading_of_the_one_before(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text", ["A\n-", "A\n---", "1. A\n----", "1. A\n-", "- a\n- b", "- a\n--", "- A\n==="]
)
def test_other_headings_with_a_line_under_them_stay(text):
    assert not is_changed(text)


# Lists nested by two or three blanks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1. a\n  - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        (
            "- a\n  - b\n    - c\n      - d\n- e",
            "<ul><li>a<ul><li>b<ul><li>c<ul><li>d</li></ul></li></ul></li></ul></li><li>e</li></ul>",
        ),
        ("- a\n  - b\n    - c\n  - d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ul>"),
        ("- a\n  1. b\n  2. c", "<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>"),
        (
            "- a\n\n- b\n\n  - c\n\n- d",
            "<ul><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li><li><p>d</p></li></ul>",
        ),
        (
            "- a\n  - b\n\n    para b\n\n  para a\n\npara",
            "<ul><li><p>a</p><ul><li><p>b</p><p>para b</p></li></ul><p>para a</p></li></ul><p>para</p>",
        ),
        (
            "- a\n  - b\n\n    ```py\n    x\n\n    y\n    ```\n- c",
            "<ul><li><p>a</p><ul><li><p>b</p>"
            '<pre class="highlight"><code class="language-py">x\n\ny</code></pre>'
            "</li></ul></li><li><p>c</p></li></ul>",
        ),
        (
            "- a\n  - b\n\n        code\n",
            '<ul><li>a<ul><li>b<pre class="highlight"><code>code</code></pre></li></ul></li></ul>',
        ),
        ("- a\n  - b\n    goes on\n- c", "<ul><li>a<ul><li>b\ngoes on</li></ul></li><li>c</li></ul>"),
        ("> - a\n>   - b", "<blockquote><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"),
        (" - a\n   - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("* a\n  + b\n  + c\n* d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        ("9. a\n   - b\n     - c", '<ol start="9"><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ol>'),
        ("- [ ] a\n  - [x] b", None),
    ],
)
def test_lists_nested_by_two_or_three_blanks_nest(text, html):
    if html:
        assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n    - b\n        - c\n    - d\n- e",
        "1. a\n    1. b\n        * c\n2. d",
        "- a\n\n    para\n\n        code\n\n- b",
        "- a\n    - b\n\n            code\n",
        "- a\n - b\n- c",
        "- a\n- b\n  goes on\n- c",
        "-   a\n\n    b\n\n-   c",
        "-   a\n\n  para\n\n-   b",
        "1. a\n\n  para\n\n2. b",
        "- a\n  * * *\n- b",
        "- a\n  > q\n- b",
        "- a\n\n    para\n    > q\n\n- b",
        "```\n- a\n  - b\n```",
        "    - a\n      - b",
        "<ul>\n- a\n  - b\n</ul>",
        "para\n\n  - a\n\n  - b",
        "- a\n\npara\n\n  b",
    ],
)
def test_other_lists_are_left_as_they_are(text):
    assert not is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n\n  b\n\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("1. a\n\n   b\n2. c", "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
        ("1. a\n\n    b\n2. c", "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
        (
            "1. a\n\n   ```py\n   x\n   ```\n\n2. b",
            '<ol><li><p>a</p><pre class="highlight"><code class="language-py">x</code></pre></li><li><p>b</p></li></ol>',
        ),
        (
            "1. a\n\n   > q\n\n2. b",
            "<ol><li><p>a</p><blockquote><p>q</p></blockquote></li><li><p>b</p></li></ol>",
        ),
        (
            "- a\n    > q\n- b",
            "<ul><li>a<blockquote><p>q</p></blockquote></li><li>b</li></ul>",
        ),
        (
            "- a\n\n    - b\n\n  c\n\n- d",
            "<ul><li><p>a</p><ul><li>b</li></ul><p>c</p></li><li><p>d</p></li></ul>",
        ),
    ],
)
def test_what_is_indented_like_the_text_of_an_item_is_a_part_of_it(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "- a\n\n    - b\n    - c\n- d",
            "<ul><li><p>a</p><ul><li>b</li><li>c</li></ul></li><li><p>d</p></li></ul>",
        ),
        (
            "1. a\n    - b\n\n    - c\n2. d",
            "<ol><li><p>a</p><ul><li><p>b</p></li><li><p>c</p></li></ul></li><li><p>d</p></li></ol>",
        ),
        (
            "- a\n    - b\n        - c\n\n        - d\n    - e\n- f",
            "<ul><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li><li><p>d</p></li></ul></li>"
            "<li><p>e</p></li></ul></li><li><p>f</p></li></ul>",
        ),
    ],
)
def test_an_item_further_left_is_no_part_of_the_list_above_it(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n\n    b\n    - c", "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li></ul>"),
        ("- a\n\n  b\n  - c", "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li></ul>"),
        ("- a\n\n  > b\n  > c", "<ul><li><p>a</p><blockquote><p>b\nc</p></blockquote></li></ul>"),
        ("- a\n\n  b\n  1986. c", "<ul><li><p>a</p><p>b\n1986. c</p></li></ul>"),
        (
            "1. a\n- b\n2. c",
            '<ol><li>a</li></ol><ul><li>b</li></ul><ol start="2"><li>c</li></ol>',
        ),
        (
            "- a\n\n    > - b\n    >\n    >   c",
            "<ul><li><p>a</p><blockquote><ul><li><p>b</p><p>c</p></li></ul></blockquote></li></ul>",
        ),
    ],
)
def test_lists_quotations_and_lines_in_items_are_what_they_are_elsewhere(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


def test_a_long_loose_list_is_looked_at_once():
    text = "\n\n".join(["- a\n\n  - b"] * 2_000)
    started = time.process_time()

    assert relaxed(text).count("<ul>") == 2_001
    assert time.process_time() - started < 3


def test_a_list_is_indented_anew_only_up_to_its_end():
    assert relaxed("- a\n  - b\n\ntext\n\n    code\n      - x").endswith(
        '<p>text</p><pre class="highlight"><code>code\n  - x</code></pre>'
    )


# What stands after the language of a fence


@pytest.mark.parametrize(
    ("fence", "language"),
    [
        ("```rust,no_run", "rust"),
        ("```rust, ignore", "rust"),
        ('```python title="x"', "python"),
        ("``` python linenos", "python"),
        ("~~~c++ one two", "c++"),
        ("```.sh,x", "sh"),
        ("```js {1,3}", "js"),
        ("```{r}", "r"),
        ("``` {r setup, echo=FALSE}", "r"),
        ("```{python, eval=TRUE}", "python"),
        ("```{note}", "note"),
    ],
)
def test_the_header_of_a_fence_is_cut_after_the_language(fence, language):
    end = fence[:3]

    code = f'<code class="language-{language}">x</code>'
    assert code in relaxed(f"{fence}\nx\n{end}")
    assert relaxed(f"- a\n\n    {fence}\n    x\n    {end}").count(code) == 1
    assert relaxed(f"> {fence}\n> x\n> {end}").count(code) == 1


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx\n```",
        "```\nx\n```",
        "```{.python #id}\nx\n```",
        '```{title="x"}\nx\n```',
        "```python {.wide #id}\nx\n```",
        "    ```rust,no_run\n    x\n    ```",
        "~~~~\n```rust,no_run\nx\n```\n~~~~",
        "`````\n```rust title='x'\n```\n`````",
        "a ```rust,no_run``` b",
    ],
)
def test_other_fences_and_code_are_left_as_they_are(text):
    assert not is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "```\nx\n ```",
        "```\nx\n   ```  ",
        "```\nx\n````",
        "~~~\nx\n ~~~~",
        "> ```\n> x\n>  ````",
        " ```\n x\n   ```",
        "- a\n\n    ```\n    x\n     ````",
        "- a\n\n    ```\n    x\n   ```",
        "  ```\n  x\n```",
    ],
)
def test_the_end_of_a_fence_may_be_longer_and_stand_elsewhere(text):
    assert relaxed(f"{text}\n\n*b*").count(CODE) == 1
    assert "<em>b</em>" in relaxed(f"{text}\n\n*b*")


@pytest.mark.parametrize(
    "text",
    [
        "```\nx\n    ```\n```",
        "````\nx\n ```\n````",
        "```\nx\n ~~~\n```",
        "```\nx\n ``` a\n```",
        "    ```\n    x\n     ````\n\nb",
        "- a\n\n    ```\n    x\n```",
    ],
)
def test_other_lines_of_fenced_code_do_not_end_it(text):
    assert not is_changed(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- ```\n  x\n  ```\n- b", f"<ul><li>{CODE}</li><li>b</li></ul>"),
        ("1. ```\n   x\n   ```", f"<ol><li>{CODE}</li></ol>"),
        ("1) ~~~\n   x\n   ~~~", f"<ol><li>{CODE}</li></ol>"),
        ("- - ```\n    x\n    ```", f"<ul><li><ul><li>{CODE}</li></ul></li></ul>"),
        ("- a\n\n  - ```\n    x\n    ```", f"<ul><li><p>a</p><ul><li>{CODE}</li></ul></li></ul>"),
        ("> - ```\n>   x\n>   ```", f"<blockquote><ul><li>{CODE}</li></ul></blockquote>"),
        ("a\n- ```\n  x\n  ```", f"<p>a</p><ul><li>{CODE}</li></ul>"),
    ],
)
def test_an_item_may_begin_with_fenced_code(text, html):
    assert relaxed(text) == html
    assert is_changed(text)


@pytest.mark.parametrize(
    "text",
    [
        "- ```x```\n- b",
        "- ```x ```` y```",
        "-```\n x\n ```",
        "    - ```\n      x\n      ```\n\nb",
        "> 1.     ```\n",
        "- a\n\n        - ```\n          x\n          ```",
        "```\n- ```\n  x\n```",
    ],
)
def test_other_code_at_the_beginning_of_an_item_is_as_before(text):
    assert not is_changed(text)


def test_custom_fences_still_work():
    settings = MarkdownSettings(
        extension_configs={
            "pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]}
        }
    )

    html = PythonMarkdown(settings).convert("```mermaid\na -- b\n```\n\n```py,x\ny\n```").html

    assert html.startswith(
        '<pre class="mermaid" tabindex="0" role="group" aria-label="Code"><code>a -- b</code></pre>'
    )
    assert 'class="language-py"' in html


def test_the_rules_can_be_switched_off():
    engine = PythonMarkdown(MarkdownSettings(relaxed=False))

    assert "<ul>" not in engine.convert("a\n- b").html


@pytest.mark.parametrize(
    "text",
    [
        "Set A\n{a, b}", "A body:\n{ return x; }", "> A quote\n> {Goethe, 1808}", "*word*{laughs}", "Term {t}\n: b",
        "## One {the beginning}", "## f(x) = {x : x > 0}", "{% highlight ruby %}\nfoo\n{% endhighlight %}",
        "* a\n* b\n{:toc}", "| a |\n|---|\n| 2 {note} |", "`a`{=latex} and {b}",
    ],
)  # fmt: skip
def test_braces_that_hold_no_attributes_stay(convert, text):
    shown = convert(text).text

    assert re.findall(r"\{[^}]*\}", shown) == re.findall(r"\{[^}]*\}", text)


def test_attributes_end_where_their_braces_do(convert):
    html = convert("![p](https://x.y/a.png){width=50%} text {: .foo}").html

    assert html == '<p><img alt="p" src="https://x.y/a.png" width="50%"> text {: .foo}</p>'


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## C++ vs C#", "C++ vs C#"),
        ("# F# #", "F#"),
        ("## A ##", "A"),
        ("##A##", "A"),
        ("#A", "A"),
        ("## A#b", "A#b"),
    ],
)
def test_number_signs_that_belong_to_a_heading_stay(convert, text, title):
    assert [heading.text for heading in convert(text).headings] == [title]


def test_bold_words_may_end_in_punctuation(convert):
    html = convert("**Bold:**text and **Note.**Then. 他说**「好」**了").html

    assert html == (
        "<p><strong>Bold:</strong>text and <strong>Note.</strong>Then. 他说<strong>「好」</strong>了</p>"
    )


@pytest.mark.parametrize("part", [" ", " #", "# ", "\\#", "a ", "{a "])
def test_headings_are_found_in_linear_time(part):
    def seconds(times: int) -> float:
        start = time.process_time()
        RELAXED.parser.blockprocessors["hashheader"].RE.search(f"# {part * times}x")
        return time.process_time() - start

    few, many = (min(seconds(times) for _once in range(3)) for times in (5_000, 20_000))
    assert many < 8 * few + 0.1
