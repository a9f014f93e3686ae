"""Bytes become text, or one problem that says where and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config.decode import Report
from sitegen.config.encoding import decode_text
from sitegen.errors import Problem
from sitegen.text import FORBIDDEN


def refusal(raw: bytes) -> Problem:
    report = Report("content/a.md", ())
    assert decode_text(raw, report) is None
    (problem,) = report.problems
    return problem


@pytest.mark.parametrize(
    "raw", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"a\r\nb\r", b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfa\r\nb\n"]
)
def test_byte_order_marks_and_line_ends_make_no_difference(raw: bytes) -> None:
    report = Report("content/a.md", ())

    assert decode_text(raw, report) == "a\nb\n"
    assert report.lines == ["a", "b", ""]
    assert not report.problems


@pytest.mark.parametrize("before", ["", "é 😀 ", "\ufeff", "one\r\ntwo\rthree\n😀"])
def test_latin_1_is_placed_by_characters_and_read_back_to_the_writer(before: str) -> None:
    problem = refusal(before.encode() + b"Caf\xe9 ol\xc3\xa9 \xe8")

    line = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (problem.location.line, problem.location.column) == (len(line), len(line[-1]) + 4)
    assert problem.rule == "encoding"
    assert problem.message == "byte 0xe9 is not UTF-8"
    assert problem.hint.startswith("it looks like 'Café' in Latin-1")
    assert problem.offending == f"{line[-1]}Café olé è"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_called_by_its_name(encoding: str) -> None:
    mark = b"" if encoding == "utf-16" else b"\xfe\xff"

    assert refusal(mark + "title: x".encode(encoding)).message == "the file is UTF-16, not UTF-8"


def test_a_nul_is_placed_and_counted() -> None:
    problem = refusal("---\r\ntitle: é\0x\0\0\n".encode())

    assert str(problem.location) == "content/a.md:2:9"
    assert problem.message == "a NUL character stands here (and 2 more such characters in this file)"
    assert problem.rule == "control-character"


def test_the_line_that_is_shown_can_do_nothing_to_a_terminal() -> None:
    problem = refusal(b"\x1b[2Jboo\tx\xc2\x9b1m")

    assert problem.message == "the control character U+001B stands here"
    assert problem.offending == "\ufffd[2Jboo\tx\ufffd1m"


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\0\t\n\x7f\ufffd\ufffe\uffff"))))
def test_whatever_is_forbidden_is_found(text: str) -> None:
    found = decode_text(text.encode(), Report("content/a.md", ())) is None

    assert found == (FORBIDDEN.search(text.removeprefix("\ufeff")) is not None)


def test_a_file_of_nothing_but_latin_1_is_read_in_no_time() -> None:
    assert refusal(b"\xe9" * 1_000_000).location.column == 1


@given(st.binary(max_size=80))
def test_any_bytes_give_a_text_or_one_problem_inside_the_file(raw: bytes) -> None:
    report = Report("content/a.md", ())

    text = decode_text(raw, report)

    assert (text is None) == (len(report.problems) == 1)
    for problem in report.problems:
        assert problem.location.line <= len(report.lines) or problem.location.line == 1
        assert problem.location.column <= max(len(problem.offending), 1)
