"""Skipping patterns that can't match changes nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.gate import NEEDS
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
    ]
)


def convert(converter, text):
    converter.reset()
    return converter.convert(text)


def test_the_patterns_of_the_default_extensions_are_all_known():
    names = {
        (item.name, type(PLAIN.inlinePatterns[item.name]).__name__) for item in PLAIN.inlinePatterns._priority
    }

    assert names - set(NEEDS) == {("delimiter", "DelimiterProcessor")}  # it tells its characters itself


def test_the_gate_is_in_use():
    assert type(GATED.treeprocessors["inline"]) is not type(PLAIN.treeprocessors["inline"])


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_a_post_is_converted_to_the_same_bytes(post):
    text = post.read_text("utf-8")

    assert convert(GATED, text) == convert(PLAIN, text)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_converted_to_the_same_bytes(text):
    assert convert(GATED, text) == convert(PLAIN, text)
