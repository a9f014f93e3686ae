from __future__ import annotations

import re

import pytest

from sitegen.markup.alerts import ADMONITION, mark_alerts
from sitegen.markup.scan import scan

TITLE = '<p class="admonition-title">'


def marked(html: str) -> str:
    return "".join(mark_alerts(scan(html)))


@pytest.mark.parametrize("name", ["note", "tip", "important", "warning", "caution"])
def test_a_quotation_that_begins_with_a_name_is_an_admonition_with_every_engine(convert, native, name):
    text = f"> [!{name.upper()}]\n> Words *and*\n> more.\n>\n> - list"

    assert convert(text).html == native.convert(text).html
    assert native.convert(text).html == (
        f'<div class="admonition {name}">\n{TITLE}{name.capitalize()}</p>\n'
        "<p>Words <em>and</em>\nmore.</p>\n<ul>\n<li>list</li>\n</ul>\n</div>"
    )


def test_the_name_may_be_in_small_letters_and_alone(native):
    assert native.convert("> [!note]  \n>\n> a").html.endswith("Note</p>\n<p>a</p>\n</div>")


@pytest.mark.parametrize(
    "text",
    [
        "> a [!NOTE]\n> b",
        "> [!NOTE]a\n> b",
        "> [!NOTE]*a*",
        "> [!NOTE]+-\n> a",
        "> [!NOTE]: a",
        "> [!OTHER]\n> b",
        "> - [!NOTE]\n",
        "> # [!NOTE]\n> b",
        "[!NOTE]\na",
        ">     [!NOTE]",
        "> `[!NOTE]`",
    ],
)
def test_other_quotations_stay_what_they_are(convert, native, text):
    assert "admonition" not in convert(text).html
    assert "admonition" not in native.convert(text).html


@pytest.mark.parametrize(
    ("line", "classes", "title"),
    [
        ("[!NOTE] Mind the *step*, `here`", "note", "Mind the <em>step</em>, <code>here</code>"),
        ("[!tip]- Folded", "tip", "Folded"),
        ("[!warning]+ Unfolded  ", "warning", "Unfolded"),
        ("[!NOTE]-", "note", "Note"),
        ("[!faq] Why?", "note faq", "Why?"),
        ("[!danger]", "caution danger", "Danger"),
        ("[!tldr]+", "note tldr", "Tldr"),
        ("[!NOTE] *All of it*", "note", "<em>All of it</em>"),
    ],
)
def test_an_alert_may_have_a_title_and_a_name_of_obsidian_with_every_engine(
    convert, native, line, classes, title
):
    for engine in (convert, native.convert):
        assert engine(f"> {line}\n> Words *and*\n> more.").html == (
            f'<div class="admonition {classes}">\n{TITLE}{title}</p>\n<p>Words <em>and</em>\nmore.</p>\n</div>'
        )
        assert engine(f"> {line}\n>\n> - a").html == (
            f'<div class="admonition {classes}">\n{TITLE}{title}</p>\n<ul>\n<li>a</li>\n</ul>\n</div>'
        )
        assert engine(f"> {line}").html == f'<div class="admonition {classes}">\n{TITLE}{title}</p>\n</div>'


def test_quotations_in_alerts_and_alerts_in_quotations_end_where_they_end():
    html = marked(
        "<blockquote>\n<p>[!NOTE]\na</p><blockquote>b</blockquote>c</blockquote>"
        "<blockquote>d<blockquote><p>[!TIP]</p>e</blockquote>f</blockquote>"
    )

    assert html == (
        f'<div class="admonition note">\n{TITLE}Note</p>\n<p>a</p><blockquote>b</blockquote>c</div>'
        f'<blockquote>d<div class="admonition tip">\n{TITLE}Tip</p>e</div>f</blockquote>'
    )


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("> a\n\n> [!NOTE]\n> b", ["blockquote", "note"]),
        ("> [!NOTE]\n> a\n\n> [!TIP]\n> b\n>\n> c\n\n> [!WARNING]\n> d", ["note", "tip", "warning"]),
        ("> a\n> > b\n> >\n> > [!NOTE]\n> > c", ["blockquote", "blockquote", "note"]),
        ("> a\n\n> [!NOTE] b", ["blockquote", "note"]),
        ("> [!tip] *A* b\n> c\n\n> [!faq]- d\n> > [!bug] e\n> > f", ["tip", "note", "caution"]),
        ("> - a\n>\n>     [!NOTE]\n>     b", ["blockquote"]),
    ],
)
def test_each_of_several_alerts_is_one_with_every_engine(convert, native, text, shape):
    found = re.compile(r'<(blockquote)|class="admonition (\w+)')
    for engine in (convert, native.convert):
        html = re.sub(r"</blockquote>\s*<blockquote>", "", engine(text).html)
        assert [one or two for one, two in found.findall(html)] == shape
        assert html.count("<blockquote>") == html.count("</blockquote>")


def test_the_attributes_of_a_quotation_stay():
    assert marked('<blockquote class="x" id="y"><p>[!NOTE]</p></blockquote>').startswith(
        '<div id="y" class="x admonition note">'
    )


@pytest.mark.parametrize(
    "html", ["<blockquote>", "<blockquote><p>[!NOTE]", "</blockquote>", "<blockquote><p>[!NOTE]</p>"]
)
def test_tags_without_partners_do_no_harm(html):
    assert marked(html)


def test_what_an_engine_passes_on_has_its_classes_and_its_title():
    start = ADMONITION.format("danger inline")

    assert marked(f"<blockquote><p>{start}A <em>title</em></p>b</blockquote>") == (
        f'<div class="admonition danger inline">\n{TITLE}A <em>title</em></p>b</div>'
    )
    assert (
        marked(f"<blockquote><p>{start}</p>b</blockquote>") == '<div class="admonition danger inline">b</div>'
    )


def test_an_excerpt_shows_an_alert(native):
    assert "Note</p>" in native.convert("> [!NOTE]\n> a\n\n<!--more-->\n\nb").marked


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]\n> Mind.\n\n> Quoted.",
        "> [!TIP]\n> Mind.\n>\n> Still.\n\n> Quoted.\n> Still.\n\nWords.",
        "- item\n\n  > [!NOTE]\n  > Mind.\n\n  > Quoted.",
        "> [!NOTE]\n\n> Quoted.",
    ],
)
def test_a_quotation_below_a_note_is_no_part_of_it_with_any_engine(convert, native, text):
    for engine in (convert, native.convert):
        html = engine(text).html
        note, quoted = html.index('class="admonition'), html.index("<blockquote>")
        assert note < html.index("</div>", note) < quoted < html.index("Quoted.")
