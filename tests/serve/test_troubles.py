"""The page that tells of mistakes."""

import os
from pathlib import Path

import pytest

from sitegen.errors import Location, Problem
from sitegen.serve.shown import Trouble
from sitegen.serve.troubles import trouble_of, trouble_page

TEXT = "".join(f"line {number} <b>\n" for number in range(1, 21))


def page(tmp_path: Path, *problems: Problem) -> str:
    (tmp_path / "a.md").write_text(TEXT)
    return trouble_page(trouble_of(problems, tmp_path))


def test_a_mistake_is_shown_with_its_place_and_the_lines_around_it(tmp_path: Path):
    shown = page(tmp_path, Problem(Location("a.md", 10, 6), "rule", "wrong <i>", "do that", width=2))

    assert "<title>One mistake to mend</title>" in shown
    assert "a.md:10:6" in shown
    assert "wrong &lt;i&gt;" in shown
    assert "<b>10</b>line <mark>10</mark> &lt;b&gt;" in shown
    assert "<b>7</b>line 7" in shown
    assert "<b>13</b>line 13" in shown
    assert "line 14" not in shown
    assert "do that" in shown


def test_warnings_are_no_mistakes(tmp_path: Path):
    assert trouble_of([Problem(Location("a.md"), "rule", "hm", warning=True)], tmp_path) == Trouble()


def test_where_the_file_has_changed_since_the_line_is_shown_that_was_wrong(tmp_path: Path):
    shown = page(tmp_path, Problem(Location("a.md", 3, 1), "rule", "wrong", offending="as it was"))

    assert "<mark>a</mark>s it was" in shown
    assert "line 3" not in shown


def test_a_file_that_is_gone_or_too_short_still_has_its_message(tmp_path: Path):
    shown = page(
        tmp_path, Problem(Location("gone.md", 3), "rule", "one"), Problem(Location("a.md", 99), "rule", "two")
    )

    assert "2 mistakes" in shown
    assert "<pre>" not in shown


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_keeps_nobody_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")

    assert "this is no file" in page(tmp_path, Problem(Location("pipe.md"), "unreadable", "this is no file"))


def test_a_long_line_is_shown_around_the_place(tmp_path: Path):
    (tmp_path / "b.md").write_text("x" * 5_000 + "HERE" + "y" * 5_000)

    shown = trouble_page(
        trouble_of([Problem(Location("b.md", 1, 5_001), "rule", "wrong", width=4)], tmp_path)
    )

    assert "<mark>HERE</mark>" in shown
    assert len(shown) < 5_000


def test_a_failure_is_said_in_words():
    assert "the disk is full" in trouble_page(Trouble(failure="the disk is full"))


def test_without_trouble_the_page_says_so():
    assert "All is well" in trouble_page(None)
