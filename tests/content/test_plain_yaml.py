"""Simple front matter is read without a parser, to the very values and places that the parser finds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config.located import Located, ParseError
from sitegen.content import located_yaml
from sitegen.content.plain_yaml import read_plain_yaml

SIGNS = "abzAZ019__  .;!?()/+=$%^~<>…–—’“”-,'\"&:#@*[]{}|`é日\u00a0\u0301½٣𝒳\u0085\u2028\t\\"
KEYS = st.sampled_from(["title: ", "a: ", "b:", "no:  ", "_x: ", "2: ", "é: "])
VALUES = st.sampled_from(
    ["2015-09-14", "1:30", "yes", "~", "c++", "[a, b c]", '"x"', "'x'", "- x", ".", "<<"]
)
LINES = st.tuples(KEYS, st.one_of(VALUES, st.text(SIGNS, max_size=6))).map("".join)
QUOTED = st.tuples(st.sampled_from("[\"'"), st.text(SIGNS, max_size=6), st.sampled_from("]\"'")).map("".join)
ITEMS = st.tuples(
    st.sampled_from(["- ", "- ", "  - ", "    - ", " -", "-  "]),
    st.one_of(VALUES, QUOTED, st.text(SIGNS, max_size=3)),
).map("".join)
LISTS = st.lists(st.one_of(VALUES, QUOTED, st.sampled_from(["a", "b c"])), max_size=3).flatmap(
    lambda items: st.sampled_from(["k: [{}]", "k: [ {} ]", "k:  [{}] ", "k: [{},]"]).map(
        lambda line: line.format(", ".join(items))
    )
)
BLOCKS = st.tuples(st.sampled_from(["k:", "l: ", "title:", "k: x"]), st.lists(ITEMS, max_size=3)).map(
    lambda block: "\n".join([block[0], *block[1]])
)
TEXTS = st.lists(st.one_of(LINES, QUOTED.map("k: {}".format), LISTS, BLOCKS, ITEMS, st.just("")), max_size=4)


def parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> Located | None:
    """Return what the parser makes of *text*; None where it is refused."""
    with monkeypatch.context() as patch:
        patch.setattr(located_yaml, "read_plain_yaml", lambda _text: None)
        try:
            return located_yaml.read_yaml(text)
        except ParseError:
            return None


@given(TEXTS.map(lambda lines: "\n" + "\n".join(lines) + "\n"))
@settings(max_examples=1500, deadline=None)
def test_whatever_is_read_without_the_parser_is_what_the_parser_reads(text):
    plain = read_plain_yaml(text)

    with pytest.MonkeyPatch.context() as monkeypatch:
        assert plain is None or plain == parsed(text, monkeypatch)


@pytest.mark.parametrize(
    "line",
    [
        "title: Six principles, and a seventh",
        "date: 2015-09-14 09:30:00 +02:00",
        'title: "A colon: it needs quotation marks"',
        "title: 'So #does this'",
        "tags: [python, static sites, no]",
        """tags: ["c#", 'static: sites', no]""",
        "tags:\n- python\n- 'a: b'",
        'tags:\n  - python\n\n  - "#go"\nno: yes',
    ],
)
def test_what_posts_usually_say_needs_no_parser(line, monkeypatch):
    plain = read_plain_yaml(f"\n{line}\n")

    assert plain is not None
    assert plain == parsed(f"\n{line}\n", monkeypatch)


@pytest.mark.parametrize(
    "line",
    [
        "title: a: b",
        "title: a #comment",
        "title: *alias",
        'title: "a\\n"',
        "tags: [a, [b]]",
        "tags: [a,]",
        "title:",
        "  title: x",
        "title: x\ntitle: y",
        "title: x\n  and more",
        "title: x\n  - and more",
        "tags:\n- a\n  - and more",
        "tags:\n- a\n  and more",
        "tags:\n- a: b",
        "tags:\n- [a]",
        "tags:\n-",
        "- a",
        'tags: ["a" b]',
    ],
)
def test_what_may_mean_something_in_yaml_is_left_to_the_parser(line):
    assert read_plain_yaml(f"\n{line}\n") is None


def test_hostile_lines_take_no_longer_than_others():
    start = time.process_time()

    for line in (
        "a: " + "b " * 2400 + ":",
        "a: [" + "b, " * 1600,
        "a: [" + "b " * 2400,
        'a: "' + "b'" * 2400,
        "a: [" + "'b', " * 900,
        "a:\n- " + "b " * 2400 + ":",
        "a:\n" + " " * 4900,
    ):
        assert read_plain_yaml(line) is None

    assert time.process_time() - start < 0.5
