from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.document import Heading
from sitegen.markup.finish import finish


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', html)


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<h2>Hello World</h2>", ["hello-world"]),
        ("<h2>Café <em>au</em> lait</h2>", ["cafe-au-lait"]),
        ("<h2>Don't “stop”</h2>", ["dont-stop"]),
        ("<h2>!!!</h2><h2>😀</h2>", ["section", "section-2"]),
        ("<h2>A</h2><h3>A</h3><h2>a</h2>", ["a", "a-2", "a-3"]),
        ('<h2>A</h2><p id="a">x</p>', ["a-2"]),
        ('<h2>A</h2><a name="a"></a>', ["a-2"]),
        ('<h2 id="own">A</h2><h2>Own</h2>', ["own", "own-2"]),
        ("<h2 ID='own'>A</h2><h2>Own</h2>", ["own", "own-2"]),
        ('<h2 id="">A</h2>', ["a"]),
        ("<h2>A-2</h2><h2>A</h2><h2>A</h2>", ["a-2", "a", "a-3"]),
        ("<H1>Loud</H1>", ["loud"]),
        ("<h2>never closed", ["never-closed"]),
        ("<h2>one<p>two</p>", ["one"]),
        ('<h2>A<sup id="fnref:1"><a href="#fn:1">1</a></sup></h2>', ["a"]),
        ("<blockquote><h2>in</h2></blockquote>", ["in"]),
        ("<pre><code>&lt;h2&gt;no&lt;/h2&gt;</code></pre>", []),
        ("<script>'<h2>no</h2>'</script>", []),
    ],
)
def test_each_heading_has_an_id_of_its_own(pass_over, html, names):
    document = pass_over(html)

    assert [heading.id for heading in document.headings] == names
    for name in names:
        assert f'id="{name}"' in document.html or f"ID='{name}'" in document.html


def test_headings_are_listed_with_level_and_plain_text(pass_over):
    html = "<h1>Fish &amp; <em>chips</em></h1><h3 class='x'>\"So\"</h3>"

    assert pass_over(html).headings == (Heading(1, "fish-chips", "Fish & chips"), Heading(3, "so", "“So”"))


@given(st.lists(st.sampled_from(["A", "a", "A 2", "A-2", "!", "section", "É"]), max_size=8))
def test_no_id_is_given_twice(titles):
    html = finish("".join(f"<h2>{t}</h2>" for t in titles) + '<p id="a">x</p>', MarkdownSettings(), "en").html

    assert len(ids(html)) == len(set(ids(html))) == len(titles) + 1


def test_an_explicit_id_in_markdown_is_kept(convert):
    assert convert("## Title { #here }\n\n## Here").headings == (
        Heading(2, "here", "Title"),
        Heading(2, "here-2", "Here"),
    )


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<h2 id="x">A</h2><h2 id="x">B</h2><h2 id="x">C</h2>', ["x", "x-2", "x-3"]),
        ('<h2 id="x">A</h2><h2 id="x-2">B</h2><h2 id="x">C</h2>', ["x", "x-2", "x-3"]),
        ('<p id="x">a</p><h2 id="x">B</h2>', ["x", "x-2"]),
        ('<h2 id="x">B</h2><p id="x" class="c">a</p>', ["x"]),
        ('<h2>B</h2><p id="b">a</p><p id="b">a</p>', ["b-2", "b"]),
        ('<p id="x">a</p><p id="x">b</p>', ["x"]),
        ('<p id="x">a</p><img id="x" src="a.png"><p data-id="x">b</p>', ["x"]),
        ('<p id="">a</p><p id="">b</p>', ["", ""]),
    ],
)
def test_of_two_equal_ids_the_first_is_kept(pass_over, html, kept):
    assert ids(pass_over(html).html) == kept


def test_what_else_an_element_has_stays_when_its_id_is_taken_out(pass_over):
    html = pass_over('<p id="x">a</p><p id="x" class="c">a</p><h2 class="d" id="x">B</h2>').html

    assert html == '<p id="x">a</p><p class="c">a</p><h2 class="d" id="x-2">B</h2>'


def test_headings_with_one_id_have_two_in_the_list_of_contents(convert, native):
    text = "[TOC]\n\n## A {#x}\n\n[to B](#x)\n\n## B {#x}"

    for convert_it in (convert, native.convert):
        assert convert_it(text).headings == (Heading(2, "x", "A"), Heading(2, "x-2", "B"))
        assert [link.target for link in convert_it(text).links] == ["#x", "#x-2"]
        assert ids(convert_it(text).html) == ["x", "x-2"]


def contents(pass_over, *levels: int) -> str:
    html = pass_over("<p>[TOC]</p>" + "".join(f"<h{level}>t{level}</h{level}>" for level in levels)).html
    nav = re.sub(r"<a\x02\d+\x03>(\w+)</a>", r"\1", html.partition("</nav>")[0])
    return (
        nav.replace('<nav class="toc">', "").replace("<ul>", "(").replace("</ul>", ")").replace("</li>", "")
    )


@pytest.mark.parametrize(
    ("levels", "nested"),
    [
        ([2], "(t2)"),
        ([2, 2], "(t2 t2)"),
        ([2, 3, 2], "(t2(t3) t2)"),
        ([1, 2, 3, 1], "(t1(t2(t3)) t1)"),
        ([2, 4, 3], "(t2(t4 t3))"),
        ([3, 2, 3], "(t3 t2(t3))"),
        ([1, 3, 2, 3], "(t1(t3 t2(t3)))"),
    ],
)
def test_a_paragraph_toc_becomes_a_nested_list(pass_over, levels, nested):
    assert contents(pass_over, *levels).replace("<li>", " ").replace("( ", "(") == nested


@pytest.mark.parametrize(
    "asking",
    ["* Contents\n{:toc}", "1. TOC\n{:toc}", "- Table of contents\n  {:toc}", "+ a & b\n{:toc}"],
)
def test_a_list_of_one_item_asks_as_kramdown_has_it(convert, native, asking):
    text = "One.\n\n{}\n\n## A\n\n- b\n- c\n\n## D"
    for engine in (convert, native.convert):
        assert engine(text.format(asking)) == engine(text.format("[TOC]"))


@pytest.mark.parametrize(
    "text", ["* a\n* b\n{:toc}", "a\n{:toc}", "* a {:toc}", "`{:toc}`", "* a\n\n  {:toc}\n* b", "> a\n{:toc}"]
)
def test_other_lists_ask_for_nothing(convert, native, text):
    for engine in (convert, native.convert):
        document = engine(f"# A\n\n{text}")

        assert "{:toc}" in document.html
        assert "<nav" not in document.html


@pytest.mark.parametrize("marker", ["[toc]", "[[toc]]", "[[TOC]]", "@[toc]", "@[TOC]"])
def test_other_programs_write_toc_otherwise(convert, native, marker):
    text = "A\n\n{}\n\n## B"

    for engine in (convert, native.convert):
        assert engine(text.format(marker)) == engine(text.format("[TOC]"))


def test_the_contents_link_to_the_headings(convert):
    document = convert("[TOC]\n\n## One <b> & two\n\ntext")

    assert document.html.startswith(
        '<nav class="toc"><ul><li><a\x020\x03>One  &amp; two</a>'.replace("  ", " ")
    )
    assert document.links[0].target == "#one-two"
    assert document.text == "One & two text"


def test_the_contents_are_in_no_excerpt(convert):
    document = convert("[TOC]\n\nHello\n\n<!--more-->\n\n## One\n\ntext")

    assert document.marked == "<p>Hello</p>"
    assert document.opening.startswith("<p>Hello</p>")


def test_without_headings_there_are_no_contents(pass_over):
    assert pass_over("<p>[TOC]</p><p>x</p>").html == "<p>x</p>"


@pytest.mark.parametrize(
    "text", ["see [TOC] here", "`[TOC]`", "    [TOC]", "- [TOC]", "[[TOC]", "a\n[[TOC]]"]
)
def test_toc_elsewhere_is_text(convert, text):
    assert "[TOC]" in convert(f"# A\n\n{text}").html


def test_a_link_called_toc_is_a_link(convert):
    assert convert("[toc]\n\n[toc]: https://a.example/\n\n# A").html.startswith(
        '<p><a href="https://a.example/">toc</a></p>'
    )


@pytest.mark.parametrize(
    ("titles", "written", "name"),
    [
        (["path.parse(path)"], "pathparsepath", "path-parse-path"),
        (["--inspect=[host:]port"], "--inspecthostport", "inspect-host-port"),
        (["🚀 Getting started"], "-getting-started", "getting-started"),
        (["A & B"], "a--b", "a-b"),
        (["process_nexttick"], "process_nexttick", "process-nexttick"),
        (["Über uns"], "%C3%BCber-uns", "uber-uns"),
        (["Fixed", "Fixed", "Fixed"], "fixed-1", "fixed-2"),
        (["Fixed", "Fixed", "Fixed"], "fixed_2", "fixed-3"),
        (["Fixed", "Fixed", "Fixed 1"], "fixed-1", "fixed-1"),
        (["Образ Docker", "Тест Docker"], "docker", "образ-docker"),
        (["Образ Docker", "Тест Docker"], "docker_1", "тест-docker"),
        (["Образ Docker", "Docker!"], "docker-", "docker"),
        (["Образ", "Тест"], "_1", "образ"),
        (["Образ", "Docker", "Тест"], "_2", "тест"),
        (["Install"], "Install", "install"),
        (["Install"], "install", "install"),
        (["Install"], "usage", "usage"),
        (["Install", "!"], "-", "-"),
        (["Install"], "", ""),
    ],
)
def test_a_link_finds_a_heading_by_its_name_elsewhere(pass_over, titles, written, name):
    html = "".join(f"<h2>{escape(title)}</h2>" for title in titles)

    document = pass_over(f'<p><a href="#{written}">x</a></p>{html}')

    assert [link.target for link in document.links] == [f"#{name}"]


def test_a_name_that_something_has_is_no_other(pass_over):
    html = '<a href="#one_two">x</a><a href="o.md#one_two">x</a><h2>One two</h2><p id="one_two">x</p>'

    assert [link.target for link in pass_over(html).links] == ["#one_two", "o.md#one_two"]


def test_a_heading_whose_words_stand_in_a_paragraph_is_called_by_them(pass_over):
    """As CommonMark has it where an empty line follows the tag."""
    html = '<h2>\n<p>Our <em>day</em></p>\n</h2>\n<h2>\n<p><img src="a.png" alt="A tool"></p>\n</h2><h2>One<p>Two</p>'

    assert [(one.id, one.text) for one in pass_over(html).headings] == [
        ("our-day", "Our day"),
        ("a-tool", "A tool"),
        ("one", "One"),
    ]


def test_a_heading_of_pictures_is_called_by_what_they_show(pass_over):
    html = '<h2><a href="/x"><img src="a.png" alt="A  tool"></a> <img src="b.png" alt=""></h2>'

    assert pass_over(html).headings == (Heading(2, "a-tool", "A tool"),)


def test_a_heading_without_words_is_in_no_contents(pass_over):
    document = pass_over('<p>[TOC]</p><h2></h2><h2>One</h2><h2><img src="a.png"></h2>')

    assert document.html.count("<li><a") == document.html.count("One</a>") == 1
