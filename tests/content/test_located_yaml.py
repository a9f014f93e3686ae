"""YAML with places: scalars as written, every mistake where it is, and nothing that hangs or kills."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config.located import Located, ParseError
from sitegen.content.located_yaml import read_yaml


def values(text: str) -> dict[str, object]:
    table = read_yaml(text).value
    assert isinstance(table, dict)
    return {key: node.value for key, node in table.items()}


def refusal(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        read_yaml(text)
    return caught.value


@pytest.mark.parametrize(
    "written",
    ["2024", "no", "1:30", "007", "1e3", "2015-09-14", "2014-04-30 10:00:49 -0400", "0x1F", ".nan", "~"],
)
def test_a_scalar_stays_as_it_was_written(written: str) -> None:
    node = read_yaml(f"a: {written}").value["a"]  # type: ignore[index]

    assert node == Located(written, (1, 4), plain=True, width=len(written))


def test_quotation_marks_make_a_text() -> None:
    table = read_yaml("a: '2024'\nb: \"no\"\nc: |\n  x\n").value

    assert isinstance(table, dict)
    assert [(node.value, node.plain, node.width) for node in table.values()] == [
        ("2024", False, 6),
        ("no", False, 4),
        ("x\n", False, 1),
    ]


def test_places_are_counted_in_characters() -> None:
    table = read_yaml("ä: 😀 x\nc: [é😀, 'ß']\n")

    assert table.keys == {"ä": (1, 1), "c": (2, 1)}
    assert [node.place for node in table.value.values()] == [(1, 4), (2, 4)]  # type: ignore[union-attr]
    assert [item.place for item in table.value["c"].value] == [(2, 5), (2, 9)]  # type: ignore[index]


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_a_line_ends_where_editors_end_it(character: str) -> None:
    table = read_yaml(f"a: one{character}two\nb: 1")

    assert values(f"a: one{character}two\nb: 1") == {"a": "one two", "b": "1"}
    assert table.keys["b"] == (2, 1)


def test_nothing_is_an_empty_table() -> None:
    assert read_yaml("") == Located({})
    assert read_yaml("\n# only a comment\n") == Located({})


def test_an_alias_stands_for_what_it_names() -> None:
    assert [item.value for item in values("a: &x [1, 2]\nb: *x\n")["b"]] == ["1", "2"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a: b: c", (1, 5), "a colon inside a text makes it a mapping", "put the text in quotation marks"),
        ("a: x\nb y\nc: 1", (3, 1), "the line above is no key with a value", "write key: value"),
        ('a: "x\nb: 1', (1, 4), "a quotation mark is not closed", "put one where the text ends"),
        ("a: 'it's'", (1, 8), "something follows the value", "write '' for an apostrophe between ' and '"),
        (
            'a: "x"s y"',
            (1, 7),
            "something follows the value",
            'write \\" for a quotation mark between " and "',
        ),
        ("a:\n- x\n-y\nb: 1", (4, 1), "the line above is no item of a list", "write a blank after the -"),
        ('a: "x" y', (1, 8), "something follows the value", "put the text in quotation marks"),
        ("a: [x, y\nb: 1", (2, 2), "a comma or ] is missing before this", "write a list as [one, two]"),
        (
            "a: {x: 1, y\nb: 1",
            (2, 2),
            "a comma or } is missing before this",
            "put the text in quotation marks",
        ),
        ("a: *x*", (1, 4), "a text can't begin with * or &", "put the text in quotation marks"),
        ("a: *x", (1, 4), "a text that begins with * is an alias in YAML", "put the text in quotation marks"),
        ("a: @x", (1, 4), "a text can't begin with this character", "put the text in quotation marks"),
        ("a: `x`", (1, 4), "a text can't begin with this character", "put the text in quotation marks"),
        ("a: %x", (1, 4), "a text can't begin with this character", "put the text in quotation marks"),
        ("\ta: x", (1, 1), "a tab indents this line", "use blanks"),
        ("a:\n\t- x", (2, 1), "a tab indents this line", "use blanks"),
        ("a: x\n\tb: y", (2, 1), "a tab indents this line", "use blanks"),
        ("a: [x,, y]", (1, 7), "a value is missing before this", "put a text in quotation marks"),
        ("a: , x", (1, 4), "a value is missing before this", "put a text in quotation marks"),
        ("a: ? x", (1, 4), "a text can't begin with ? and a blank", "put the text in quotation marks"),
        (" a: x\nb: y", (2, 1), "this line is indented less", "let all keys begin below each other"),
        (
            "a: x\n  b: y",
            (2, 3),
            "this key is indented more",
            "let all keys begin below each other, or put the text in quotation marks",
        ),
        ("a x\nb: y", (2, 1), "the line above is no key with a value", "write key: value"),
        ('a: "\\q"', (1, 5), "a backslash has a meaning here", "put ' and ' around the text"),
        ("a: - x", (1, 4), "a list can't begin here", "begin it on a line of its own"),
        ("a: >x", (1, 5), "> and | have a meaning in YAML", "put the text in quotation marks"),
        ("--- x\n--- y", (2, 1), "--- begins another document", "let --- stand alone on its line"),
    ],
)
def test_what_is_no_yaml_is_said_in_a_writers_words(
    text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    error = refusal(text)

    assert (error.place, error.hint) == (place, hint)
    assert error.message.startswith(f"not valid YAML: {message}")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3", (3, 1), "the key 'a' stands here twice"),
        ("a:\n  b: 1\n  b: 2", (3, 3), "the key 'b' stands here twice"),
        ("? [a]\n: 1", (1, 3), "a key must be a word"),
        ("a: !!binary eA==", (1, 4), "the YAML tag 'binary' is not known here"),
        (
            "a: !!python/object:os.system x",
            (1, 4),
            "the YAML tag 'python/object:os.system' is not known here",
        ),
        ("a: !x y", (1, 4), "the YAML tag '!x' is not known here"),
        ("a: &a [*a]", (1, 4), "an alias stands inside what it names"),
        ("title: a\x92b", (1, 9), "the control character U+0092 stands here"),
    ],
)
def test_what_yaml_allows_and_we_do_not(text: str, place: tuple[int, int], message: str) -> None:
    error = refusal(text)

    assert (error.message, error.place) == (message, place)


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 100_000, "- " * 100_000, "a: " + "{x: " * 5000, "? " * 5000, "[" * 200 + "]" * 200]
)
def test_nesting_that_would_kill_the_parser_is_refused(text: str) -> None:
    assert refusal(text).message == "this is nested too deeply"


def test_aliases_that_would_fill_the_memory_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]

    error = refusal("\n".join(lines))

    assert error.message == "this stands for more than 10,000 values"
    assert error.place == (4, 5)


def test_as_many_values_as_a_text_holds_are_read() -> None:
    text = "\n".join(f"- id: c{number}\n  body: Hello" for number in range(6000))

    assert len(read_yaml(text).value) == 6000


@given(st.text(alphabet="ab:-[]{},&*!|>'\"%@`#?~ \n\t\x85\u2028\ufeff😀é0", max_size=60))
def test_any_text_gives_values_or_a_place_inside_it(text: str) -> None:
    try:
        found = read_yaml(text)
    except ParseError as error:
        place = error.place
    else:
        place = found.place
    lines = text.split("\n")
    assert 1 <= place.line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
