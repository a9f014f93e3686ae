"""Every value and key of a TOML or JSON text is where the finder says it is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config import places
from sitegen.config.located import MAX_DEPTH, Located, ParseError, Place, read_json, read_toml

TOML = """\
# a comment = "not a value"
title = "One"
"quoted key" = 'two'
a.b . "c d" = 3
when = 2015-09-14 10:30:00
clock = 10:30:00
text = \"\"\"
several "lines"
\"\"\"
after = true

[site]
menu = [
    { label = "About", url = "/about/" },  # } ]
    { label = "More", url = "/more/" },
]
  [site.deep.deeper]
  x = 1.5

[[people]]
name = "Ann"
[[people]]
name = "Bob"
[people.home]
town = "Leeds"
"""


def at(root: Located, *path: str | int) -> Located:
    """Follow keys and indexes."""
    for step in path:
        root = root.value[step]  # type: ignore[index]
    return root


@pytest.mark.parametrize(
    ("path", "place", "width"),
    [
        (["title"], (2, 9), 5),
        (["quoted key"], (3, 16), 5),
        (["a", "b", "c d"], (4, 15), 1),
        (["when"], (5, 8), 19),
        (["clock"], (6, 9), 8),
        (["text"], (7, 8), 3),
        (["after"], (10, 9), 4),
        (["site"], (12, 1), 1),
        (["site", "menu"], (13, 8), 1),
        (["site", "menu", 0, "label"], (14, 15), 7),
        (["site", "menu", 1, "url"], (15, 29), 8),
        (["site", "deep", "deeper", "x"], (18, 7), 3),
        (["people", 0, "name"], (21, 8), 5),
        (["people", 1, "name"], (23, 8), 5),
        (["people", 1, "home", "town"], (25, 8), 7),
    ],
)
def test_a_toml_value_is_found(path: list[str | int], place: tuple[int, int], width: int) -> None:
    node = at(read_toml(TOML), *path)

    assert (node.place, node.width) == (place, width)


@pytest.mark.parametrize(
    ("table", "key", "place"),
    [
        ([], "title", (2, 1)),
        ([], "quoted key", (3, 1)),
        (["a"], "b", (4, 3)),
        (["a", "b"], "c d", (4, 7)),
        ([], "site", (12, 2)),
        (["site", "menu", 1], "label", (15, 7)),
        (["site"], "deep", (17, 9)),
        (["site", "deep"], "deeper", (17, 14)),
        ([], "people", (20, 3)),
    ],
)
def test_a_toml_key_is_found(table: list[str | int], key: str, place: tuple[int, int]) -> None:
    assert at(read_toml(TOML), *table).keys[key] == place


def test_a_json_value_is_found_however_tightly_it_is_written() -> None:
    text = '{"year":2015,"when":"10:30","tags":["a",\n  "b"],"extra":{"x":-1.5e3,"y":null}}'
    root = read_json(text)

    assert at(root, "year").place == (1, 9)
    assert at(root, "year").width == 4
    assert at(root, "when").place == (1, 21)
    assert at(root, "tags", 1).place == (2, 3)
    assert at(root, "extra", "x").place == (2, 21)
    assert at(root, "extra").keys["y"] == (2, 28)


def test_values_are_those_of_the_standard_library() -> None:
    assert plain(read_toml(TOML)) == tomllib.loads(TOML)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
)
def test_any_json_is_read_as_the_standard_library_reads_it_and_every_string_is_found(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    root = read_json(text)

    assert plain(root) == value
    lines = text.split("\n")
    for node in leaves(root):
        written = lines[node.place.line - 1][node.place.column - 1 :][: node.width]
        assert json.loads(written) == node.value


def test_dates_and_times_of_toml_are_values() -> None:
    root = read_toml("a = 2015-09-14\nb = 10:30:00\nc = 2015-09-14T10:30:00\n")

    assert plain(root) == {"a": date(2015, 9, 14), "b": time(10, 30), "c": datetime(2015, 9, 14, 10, 30)}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("title = My blog", (1, 9), "this is not a value"),
        ('title = "My blog\nurl = ""', (1, 9), "the quotation mark is not closed"),
        ('title = "My blog', (1, 9), "the quotation mark is not closed"),
        ("title: x", (1, 6), "there is no = after the key"),
        ("title = 'it's'", (1, 13), "something follows the value"),
        ('title = "a\\q"', (1, 11), "a backslash has a meaning of its own in a text"),
        ("[site\nx = 1", (1, 6), "the bracket is not closed"),
        ("= 2", (1, 1), "this is neither a setting nor a table"),
        ("a = [1 2]", (1, 8), "a comma or ] is missing here"),
        ("a = 2015-02-30", (1, 5), "there is no such date or time"),
        ("\na = 1\n a = 2\n", (3, 2), "the key 'a' stands here twice"),
        ("[a]\n[b]\n[a]\n", (3, 1), "the table [a] stands here twice"),
        ("[a]\nb = 1\n[a.b]\n", (3, 1), "the table [a.b] stands here twice"),
        ("a = {x = 1, x = 2}", (1, 1), "the key 'a' stands here twice"),
        ("a = " + "9" * 5000, (1, 5), "a number has too many digits"),
        ("a = " + "[" * 5000, (1, 1), "tables or arrays are nested too deeply"),
        (f"a = {'[' * (MAX_DEPTH + 10)}{']' * (MAX_DEPTH + 10)}", (1, 105), "this is nested too deeply"),
    ],
)
def test_what_is_no_toml_is_said_in_a_writers_words(text: str, place: Place, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_toml(text)

    assert caught.value.message.removeprefix("not valid TOML: ") == message
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a": 1\n "b": 2}', (2, 2), "a comma is missing before this"),
        ('{"a" 1}', (1, 6), "a colon is missing before this"),
        ('{"a": x}', (1, 7), "a value is expected here"),
        ('{"a": "x', (1, 7), "the quotation mark is not closed"),
        ('{"a": "x\ny"}', (1, 9), "a line break or tab stands in a text"),
        ('{"a": "\\q"}', (1, 8), "a backslash has a meaning of its own in a text"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', (1, 24), "the key 'c' stands here twice"),
        ('{"a": "a", "b": "a",\n "a": 2}', (2, 2), "the key 'a' stands here twice"),
        ('{"a": NaN}', (1, 7), "NaN is no number in JSON"),
        ('{"a": ' + "9" * 5000 + "}", (1, 7), "a number has too many digits"),
        ('{"a": ' + "[" * 100_000, (1, 1), "objects or arrays are nested too deeply"),
    ],
)
def test_what_is_no_json_is_said_in_a_writers_words(text: str, place: Place, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_json(text)

    assert caught.value.message.removeprefix("not valid JSON: ") == message
    assert caught.value.place == place


@given(st.text(alphabet="ab.=[]{},:\"'\\\n\t #0129-ö😀\u2028", max_size=60))
def test_whatever_is_read_has_its_places_inside_the_text(text: str) -> None:
    for read in (read_toml, read_json):
        try:
            root = read(text)
        except ParseError as error:
            check_place(error.place, text)
        else:
            for node in [root, *leaves(root)]:
                check_place(node.place, text)


def check_place(place: Place, text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    assert 1 <= place.line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def plain(node: Located) -> object:
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    return [plain(inner) for inner in node.value] if isinstance(node.value, tuple) else node.value


def leaves(node: Located) -> Iterator[Located]:
    inner = node.value.values() if isinstance(node.value, dict) else node.value
    if isinstance(node.value, tuple | dict):
        for one in inner:  # type: ignore[union-attr]
            yield from leaves(one)
    else:
        yield node


def test_a_file_is_read_once_however_many_of_its_values_are_wrong(tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(places, "read_toml", lambda text: read.append(text) or read_toml(text))
    (tmp_path / "site.toml").write_text("".join(f"[tags.t{number}]\nslug = 1\n" for number in range(20)))

    found = [
        places.toml_problem(tmp_path, "site.toml", ("tags", f"t{number}", "slug"), "bad-value", "wrong")
        for number in range(20)
    ]

    assert [problem.location.line for problem in found] == [*range(2, 42, 2)]
    assert len(read) == 1
