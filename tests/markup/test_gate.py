"""Skipping what can't do anything to a text changes nothing."""

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import LinkInlineProcessor
from markdown.serializers import to_html_string

from sitegen.config.settings import MarkdownSettings
from sitegen.markup import gate as gated
from sitegen.markup.gate.blocks import _SIGNS, signs_of
from sitegen.markup.gate.gated import GATED as GATED_CLASSES
from sitegen.markup.gate.inline import needs_of
from sitegen.markup.python_markdown import make_converter, make_gated_converter

PLAIN, GATED = make_converter(MarkdownSettings()), make_gated_converter(MarkdownSettings())
POSTS = sorted((Path(__file__).parents[2] / "content").rglob("*.md"))
PIECES = st.sampled_from(
    [
        "`",
        "``",
        "*",
        "**",
        "_",
        "~",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "[^1]",
        "[^1]: n\n",
        "<",
        ">",
        "<b>",
        "&",
        "&amp;",
        "\\",
        "  \n",
        "\n",
        "\n\n",
        "a",
        "word ",
        "http://x.example/",
        "me@x.example",
        "<http://x.example/>",
        "<me@x.example>",
        '"t"',
        "{.c}",
        "|",
        "- ",
        "> ",
        "x]: /u\n",
        "!",
        "::",
        " \n",
        "\\*",
        "<!--more-->",
        "</div>\n",
        "<div markdown=1>\n",
        "{: #i }",
        "*[a]: b\n",
        "[ ] ",
        "```py\n",
        "~~~\n",
        "\t",
        "    ",
        "!!! note\n",
        ": ",
        "٣. ",
        "1. ",
        "- - -\n",
        "---\n",
        "===\n",
        "# ",
        "## h\n",
    ]
)


def convert(converter, text):
    converter.reset()
    return converter.convert(text)


def test_the_patterns_of_the_default_extensions_are_all_known():
    assert [
        item.name
        for item in PLAIN.inlinePatterns._priority
        if "" in needs_of(PLAIN.inlinePatterns[item.name])
    ] == []


def test_the_block_processors_of_the_default_extensions_are_all_known():
    kinds = {type(processor) for processor in PLAIN.parser.blockprocessors}

    assert kinds - set(_SIGNS) == {ParagraphProcessor}  # it takes whatever the others leave


def test_each_stock_part_has_its_gate():
    used = {type(part) for part in (GATED.parser, *GATED.preprocessors, *GATED.treeprocessors)}

    assert used >= set(GATED_CLASSES.values())
    assert GATED.serializer is not to_html_string


def test_versions_that_were_not_tested_are_left_alone(monkeypatch):
    monkeypatch.setattr(gated, "TESTED", ())

    converter = make_gated_converter(MarkdownSettings())

    assert type(converter.parser) is type(PLAIN.parser)
    assert converter.serializer is to_html_string


@pytest.mark.parametrize(
    ("block", "signs"),
    [
        ("Words.", ""),
        ("Words\n   - item\n٣. item", "-0"),
        ("    code | more", " |"),
    ],
)
def test_the_signs_of_a_block_are_those_that_its_lines_begin_with(block, signs):
    assert signs_of(block) == set(signs)


class Shouting(BlockProcessor):
    """Takes blocks that no gate lets in, and changes one for those that come after."""

    def test(self, parent, block):
        return block.startswith("SHOUT")

    def run(self, parent, blocks):
        blocks[0] = "# " + blocks[0].removeprefix("SHOUT")
        return False


class Wiki(LinkInlineProcessor):
    """A link of another kind, which takes the place of the stock one."""

    def handleMatch(self, m, data):  # noqa: N802
        return f"(to {m[1]})", m.start(0), m.end(0)


class Foreign(Extension):
    """An extension that changes what there is, some of it only when the conversion has begun."""

    def extendMarkdown(self, md):  # noqa: N802
        md.registerExtension(self)
        md.parser.blockprocessors.register(Shouting(md.parser), "shouting", 95)
        md.inlinePatterns.register(Wiki("@(\\w+)", md), "link", 160)
        self.md, self.late = md, False

    def reset(self):
        if self.late:
            self.md.inlinePatterns.register(Wiki("%(\\w+)", self.md), "late", 5)
            self.md.parser.blockprocessors.deregister("hashheader", strict=False)
        self.late = True


def test_what_a_foreign_extension_brings_is_run_as_the_library_does():
    plain, quick = make_converter(MarkdownSettings()), make_gated_converter(MarkdownSettings())
    text = "SHOUT @one [two](x) %three\n\n# @four\n"
    results = []
    for converter in (plain, quick):
        markdown.Markdown.registerExtensions(converter, [Foreign()], {})
        results.append([convert(converter, text), convert(converter, text)])

    assert results[0] == results[1]
    assert "(to one)" in results[1][0]
    assert re.search(r"<h1>.*%three</h1>", results[1][0])
    assert "(to three)" in results[1][1]


CONSTRUCTS = r"""
___
- - -
   ***
Title\n===
Title\n---
# Title
Words\n## Title
1. one\n2. two
٣. three
- one\n- two
+ one
* one
Words\n- one
- one\n  - two
- [ ] task
> quote
Words\n  > quote
    code
Term\n: Definition
: Definition
a | b\n--|--\n1 | 2
| a |\n|---|\n| 1 |
!!! note\n    text\n\n    more
*[ab]: cd\n\nab
[x]\n\n[x]: /u
x[^1]\n\n[^1]: note
<div markdown=1>\n*x*\n</div>
# Title {: #i }
~~~ py\nx\n~~~
```\nx\n```
a &amp; b &lt; c &
a  \nb
\*x\* `y`
<b title='a"b<c'>x</b>
![i](x.png "t")
<http://x.example/> <me@x.example>
Words\n* one
Words\n+ one
Words\n1. one
* one\n  * two
+ one\n  + two
1. one\n  1. two
- one\n\n    more
Term\n: One\n\n    more
    code\n\n\n\n    code
`y` <b>
\\`y`
[a](b "c")
[a][x]\n\n[x]: /u
![a][x]\n\n[x]: /u
![x]\n\n[x]: /u
&copy; <
""".strip("\n").splitlines()
"""Texts, each with a thing that a gate is there for; `\\n` ends a line."""


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_what_markdown_has_is_let_in(text):
    text = text.replace("\\n", "\n")

    assert convert(GATED, text) == convert(PLAIN, text)
    assert convert(GATED, f"Words\n\n{text}\n\nWords") == convert(PLAIN, f"Words\n\n{text}\n\nWords")


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_a_converter_without_extensions_is_gated_too(text):
    plain, quick = markdown.Markdown(), markdown.Markdown()
    gated.gate(quick)

    text = text.replace("\\n", "\n")

    assert quick.convert(text) == plain.convert(text)


@pytest.mark.parametrize("depth", [60, 200])
def test_lists_may_be_nested_as_deeply_as_with_the_library(depth):
    text = "\n".join("    " * level + "- deeper" for level in range(depth))

    assert convert(GATED, text) == convert(PLAIN, text)


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_a_post_is_converted_to_the_same_bytes(post):
    text = post.read_text("utf-8")

    assert convert(GATED, text) == convert(PLAIN, text)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_converted_to_the_same_bytes(text):
    assert convert(GATED, text) == convert(PLAIN, text)
