from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup.nesting import renested


def test_a_list_by_two_becomes_one_by_four():
    assert renested(["- a\n  - b\n    - c\n- d"]) == (1, ["- a\n    - b\n        - c\n- d"])


@pytest.mark.parametrize(
    "block",
    ["- a\n- b", "- a\n    - b\n        - c", "1. a\n    text\n2. b", "- a\n   text", "- a\n    - b\n    c"],
)
def test_a_list_that_is_read_as_meant_needs_nothing(block):
    assert renested([block]) == (1, None)


def test_paragraphs_under_the_words_of_an_item_become_indented_by_four():
    assert renested(["1. a", "   b\n2. c"]) == (2, ["1. a", "    b", "2. c"])


@pytest.mark.parametrize(
    ("blocks", "length"),
    [
        (["- a", "- b", "text"], 2),
        (["- a", "  text", "text"], 2),
        (["- a", " text"], 1),
        (["- a", "\n\n  - b", "    more", "# End"], 3),
        (["1. a", "* * *"], 1),
    ],
)
def test_a_list_ends_where_a_block_is_not_indented(blocks, length):
    assert renested(blocks)[0] == length


def test_what_belongs_to_an_item_moves_with_it():
    blocks = ["1. a\n   - b\n     goes on", "     para", "         code", "   back", "2. c"]

    new = ["1. a\n    - b\n     goes on", "        para", "            code", "    back", "2. c"]
    assert renested(blocks) == (5, new)


@pytest.mark.parametrize(
    ("blocks", "new"),
    [
        (["- a", "      code"], ["- a", "        code"]),
        (["1. a", "       code\n         more"], ["1. a", "        code\n          more"]),
        (["- a", "        code"], None),
        (["- a", "       ![](b.png)"], None),
        (["- a", "      \x02fenced code\x03"], None),
        (["- a", "      \x02fenced code\x03", "  b"], ["- a", "    \x02fenced code\x03", "    b"]),
        (["-   a", "    b", "        code"], None),
    ],
)
def test_what_is_indented_by_four_more_than_the_words_of_an_item_is_code(blocks, new):
    assert renested(blocks) == (len(blocks), new)


def test_an_item_right_under_a_paragraph_begins_a_block():
    assert renested(["- a\n  - b", "    para\n- c"]) == (2, ["- a\n    - b", "        para", "- c"])


@given(
    st.lists(st.text("- a1.\n", min_size=1, max_size=20).filter(lambda text: "\n\n" not in text), min_size=1)
)
def test_only_blanks_change(blocks):
    blocks = ["- x\n" + blocks[0].strip("\n"), *blocks[1:]]
    length, new = renested(blocks)

    assert 0 < length <= len(blocks)
    if new is not None:
        assert [line.lstrip(" ") for block in new for line in block.split("\n")] == [
            line.lstrip(" ") for block in blocks[:length] for line in block.split("\n")
        ]
