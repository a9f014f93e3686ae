"""A source line on a terminal: the carets stand under what is meant."""

import time

import pytest

from sitegen.cli.quote import harmless, quote, shown_width


@pytest.mark.parametrize(
    ("line", "column", "width", "shown", "indent", "carets"),
    [
        ("tgas: [a]", 1, 4, "tgas: [a]", 0, 4),
        ("\ttgas", 2, 4, "    tgas", 4, 4),
        ("a\ttgas", 3, 4, "a   tgas", 4, 4),
        ("日本 x", 4, 1, "日本 x", 5, 1),
        ("日本 x", 1, 2, "日本 x", 0, 4),
        ("e\u0301 x", 4, 1, "e\u0301 x", 2, 1),
        ("👩\u200d💻 x", 5, 1, "👩\u200d💻 x", 3, 1),
        ("👍🏽 x", 4, 1, "👍🏽 x", 3, 1),
        ("❤\ufe0f x", 4, 1, "❤\ufe0f x", 3, 1),
        ("short", 9, 4, "short", 5, 1),
        ("to the end", 8, 30, "to the end", 7, 3),
        ("\x1b[31mred", 1, 1, "\ufffd[31mred", 0, 1),
    ],
)
def test_carets_count_columns_not_characters(line, column, width, shown, indent, carets):
    found = quote(line, column, width, 80)

    assert found == (shown, indent, carets)


def test_a_text_in_one_line_with_very_many_marks_takes_no_longer_than_its_length_explains():
    line = "<p>Words.</p><img>" * 3_000
    started = time.perf_counter()

    found = [quote(line, column, 5, 80) for column in range(14, len(line), 18)]

    assert time.perf_counter() - started < 5
    assert len(found) == 3_000
    assert all(one.line[one.indent : one.indent + one.carets] == "<img>" for one in found)


@pytest.mark.parametrize("column", [1, 30, 250, 499, 500])
def test_of_a_long_line_what_stands_around_the_mark_is_shown(column):
    line = "".join(chr(0x61 + at % 26) for at in range(500))

    found = quote(line, column, 3, 60)

    assert shown_width(found.line) <= 60
    assert found.line[found.indent] == line[column - 1]
    assert (found.line[0] == "…", found.line[-1] == "…") == (column > 20, column < 480)


def test_text_that_turns_the_line_around_is_not_printed():
    assert harmless("a\u202eb\x07c\td") == "a\ufffdb\ufffdc\td"
    assert harmless("né 日本") == "né 日本"
