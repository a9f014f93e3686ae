from __future__ import annotations

import pytest

from sitegen.markup.commonmark import to_html
from support.sameness import shape


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\n    a",
        '!!! Warning inline "A *title*"\n    a\n\n    b\n\nc',
        '!!! tip ""\n    a',
        "!!!note\n    a",
        "before\n!!! note\n    a\n!!! tip\n    b\nafter",
        "!!! note\n\n    - a\n    - b\n\n    ```\n    code\n\n    !!! no\n    ```",
        '!!! note "Out"\n    !!! tip "In"\n        a\n\n    b',
        "!!! note\n\ta\n\n\tb",
        "!!! note\n    a[^1]\n\n    [^1]: b",
        "!!! note\n    a\n\n    <!--more-->\n\n    b",
        "!!! note",
        "## A\n\n!!! note\n    ## B\n\n[TOC]",
    ],
)
def test_they_are_those_of_the_default_engine(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "```\n!!! note\n    a\n```",
        "    !!! note\n        a",
        "<pre>\n!!! note\n    a\n</pre>",
        "> !!! note\n>     a",
        "> a\n!!! note\n    b",
        "- a\n!!! note\n    b",
        "a !!! note\n    b",
        "!!!\n    a",
        '!!! note "a" b\n    c',
        "# !!! note\n    a",
        "Wow!!! note\n    a",
    ],
)
def test_nothing_else_becomes_one(text):
    assert "admonition" not in to_html(text)
    assert "\x05" not in to_html(text)


def test_code_beside_one_keeps_its_tabs():
    assert "<code>\tx</code>" in to_html("!!! note\n    a\n\n```\n\tx\n```")


def test_what_would_not_stay_one_is_left_as_it_is():
    html = to_html("!!! note\n    : a\n")

    assert "!!! note" in html
    assert "\x05" not in html


def test_those_nested_too_deeply_are_text():
    html = to_html("\n".join("    " * depth + "!!! note" for depth in range(30)))

    assert "!!! note" in html
    assert "\x05" not in html.replace("[!\x05note\x05]", "")


def test_one_that_only_looks_like_one_takes_nothing_from_the_others(native):
    html = native.convert("!!! note\n    a\n\n> b\n!!! tip\n    c").html

    assert html.count('class="admonition ') == 1
    assert "!!! tip" in html
