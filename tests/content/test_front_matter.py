"""Front matter is split from the text in three formats, with the lines of both."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config.located import ParseError
from sitegen.content import front_matter
from sitegen.content.front_matter import Split, split

YAML = "---\ntitle: One\ntags: [a]\n---\n\nWords.\n"
TOML = '+++\ntitle = "One"\ntags = ["a"]\n+++\n\nWords.\n'
JSON = '{\n"title": "One",\n"tags": ["a"]\n}\n\nWords.\n'


def title_of(parts: Split) -> object:
    return parts.table.value["title"].value  # type: ignore[index]


@pytest.mark.parametrize("text", [YAML, TOML, JSON])
def test_a_file_is_taken_apart(text: str) -> None:
    parts = split(text)

    assert title_of(parts) == "One"
    assert parts.first_line == 1
    assert parts.table.place == (1, 1)
    assert (parts.body, parts.body_line) == ("Words.\n", 6)


@pytest.mark.parametrize("text", [YAML, TOML, JSON])
def test_lines_that_are_empty_at_the_top_are_counted(text: str) -> None:
    parts = split(f"\n \t\n{text}")

    assert (parts.first_line, parts.body_line) == (3, 8)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\n\ntitle: One\n---\n", (3, 8)),
        ("+++\n\ntitle = 'One'\n+++\n", (3, 9)),
        ('{\n"title": "One"}', (2, 10)),
    ],
)
def test_a_value_has_its_place_counted_from_the_fence(text: str, place: tuple[int, int]) -> None:
    assert split(text).table.value["title"].place == place  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\ntitle: One\n---", ""),
        ("---\ntitle: One\n---\n", ""),
        ("---\ntitle: One\n---\nWords", "Words"),
        ("---  \ntitle: One\n--- \t\nWords", "Words"),
        ("---\ntitle: One\n---\n\n    code\n", "    code\n"),
        ("---\ntitle: One\n---\none\n\n---\n\ntwo\n---\n", "one\n\n---\n\ntwo\n---\n"),
        ("---\ntitle: One --- two\n---\nWords", "Words"),
        ("---\ntitle: |\n  One\n  ---\n---\nWords", "Words"),
        ("+++\ntitle = 'One'\n+++\none\n\n+++\n", "one\n\n+++\n"),
        ('{"title": "One"}', ""),
        ('{"title": "One"} Words', " Words"),
        ('{"title": "One }\\" {"}\n{"b": 1}\n', '{"b": 1}\n'),
    ],
)
def test_the_text_is_what_stands_below_the_second_fence(text: str, body: str) -> None:
    assert split(text).body == body


def test_an_empty_table_is_a_table() -> None:
    for text in ("---\n---\nWords", "+++\n+++\nWords", "{}\nWords"):
        assert split(text).table.value == {}
        assert split(text).body == "Words"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Words.", "----\ntitle: One\n----\n", " ---\ntitle: A\n ---\n",
             "--- title: One ---", "{{ title }}", "<!-- x -->\n---\ntitle: One\n---\n"]
)  # fmt: skip
def test_a_text_alone_has_no_front_matter(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        split(text)

    assert caught.value.rule == "missing-front-matter"
    assert caught.value.hint == "begin the file with ---, then title: …, then --- again"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: One\n---\n\nWords", "put --- on a line of its own above this one"),
        (
            "Title: One\nDate: 2010-12-02\n\nWords",
            "put --- on a line of its own above this one, and below the last of its kind; keys are in lower case",
        ),
        (
            "\n# On the phone ##\n\nWords",
            "in place of the heading write ---, then title: On the phone, then --- again",
        ),
        (
            ".. title: One\n.. date: 2020-01-02\n\nWords",
            "write its lines without the two points, title: …, and between two lines ---",
        ),
        (
            "<!--\n .. title: One\n-->\n",
            "write its lines without the two points, title: …, and between two lines ---",
        ),
        ("A: b\n====\n", 'in place of the heading write ---, then title: "A: b", then --- again'),
        ("One #2\n===", 'in place of the heading write ---, then title: "One #2", then --- again'),
        (
            "—\ntitle: One\n—\nWords",
            "write three hyphens, ---, in the place of —, and where the front matter ends",
        ),
        (
            "– – –\ntitle: x",
            "write three hyphens, ---, in the place of – – –, and where the front matter ends",
        ),
        (
            "---json\n{}\n---\n",
            "write three hyphens, ---, in the place of ---json, and where the front matter ends",
        ),
        ("— Ann\n\nWords", "begin the file with ---, then title: …, then --- again"),
        ("#One\n\nWords", "begin the file with ---, then title: …, then --- again"),
    ],
)
def test_how_a_text_without_front_matter_should_begin_is_told_by_its_beginning(text: str, hint: str) -> None:
    with pytest.raises(ParseError) as caught:
        split(text)

    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("\n---\ntitle: One\n\nWords.", (2, 1), "the front matter is not closed by ---"),
        ("+++\ntitle = 'One'\n---\n", (1, 1), "the front matter is not closed by +++"),
        ('\n{"title": "One"\n\nWords', (4, 1), "not valid JSON: a comma is missing before this"),
        (
            "\n\n---\ntitle: One: two\n---\n",
            (4, 11),
            "not valid YAML: a colon inside a text makes it a mapping",
        ),
        ("\n+++\ntitle = One\n+++\n", (3, 9), "not valid TOML: this is not a value"),
        ('\n{"title": "One", "title": "Two"}', (2, 18), "the key 'title' stands here twice"),
        ("---\ntitle: One\ntitle: Two\n---", (3, 1), "the key 'title' stands here twice"),
        ("+++\ntitle = 'a'\ntitle = 'b'\n+++\n", (3, 1), "the key 'title' stands here twice"),
        ('{"a": ' + "[" * 9999, (1, 1), "objects or arrays are nested too deeply"),
        ('{"a": ' + "9" * 9999 + "}", (1, 7), "a number has too many digits"),
    ],
)
def test_a_mistake_is_placed_in_the_file(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(ParseError) as caught:
        split(text)

    assert (caught.value.message, caught.value.place) == (message, place)
    assert caught.value.rule == "syntax"


LINES = [
    "---",
    "--- ",
    " ---",
    "----",
    "",
    " ",
    "title: One",
    "tags: [a, b]",
    "- a",
    "  - a",
    "tags:",
    "a: |",
    "Words",
]


@given(st.lists(st.sampled_from(LINES), max_size=9), st.sampled_from(["", "\n"]))
def test_what_needs_no_parser_is_taken_apart_as_parsers_do(lines: list[str], end: str) -> None:
    text = "\n".join(["---", *lines]) + end
    plain = front_matter._split_plain(text, 0)

    assert plain is None or plain == front_matter._split(text, 0)


def test_the_usual_front_matter_is_read_without_yaml_and_python_frontmatter() -> None:
    program = "import sys; from sitegen.content.read import read_texts; from sitegen.content.front_matter import split"
    asked = "split(sys.argv[1]); sys.exit(not {'yaml', 'frontmatter'}.isdisjoint(sys.modules))"

    def needs_them(text: str) -> int:
        return subprocess.run([sys.executable, "-c", f"{program}; {asked}", text], check=False).returncode

    assert needs_them(YAML) == 0
    assert needs_them("---\ntitle: {a: b}\n---\n") == 1
