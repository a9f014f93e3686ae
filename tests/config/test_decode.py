"""Each decoder takes what its key asks for, and says what is wrong with everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta, Struct, field

from sitegen.config.decode import (
    FrozenTable,
    Mismatch,
    Report,
    boolean,
    closest,
    free,
    integer,
    is_null,
    kind,
    number,
    record,
    table,
    text,
    texts,
    visible,
)
from sitegen.config.located import Located, read_toml


def plain(value: str) -> Located:
    """An unquoted YAML scalar."""
    return Located(value, plain=True)


def quoted(value: object) -> Located:
    if isinstance(value, list):
        return Located(tuple(quoted(item) for item in value))
    if isinstance(value, dict):
        return Located({key: quoted(item) for key, item in value.items()})
    return Located(value)


LIST, TABLE = quoted(["a"]), quoted({"a": "b"})
DAY, MOMENT, CLOCK = quoted(date(2015, 9, 14)), quoted(datetime(2015, 9, 14, 9, 30)), quoted(time(9, 30))


@pytest.mark.parametrize(
    ("decode", "node", "value"),
    [
        (text, quoted("  a b\n"), "a b"),
        (text, quoted(2024), "2024"),
        (text, plain("no"), "no"),
        (text, plain("1:30"), "1:30"),
        (text, plain("007"), "007"),
        (boolean, quoted(True), True),
        (boolean, plain("yes"), True),
        (boolean, plain("Off"), False),
        (boolean, quoted(" FALSE "), False),
        (integer, quoted(7), 7),
        (integer, plain("-1_000"), -1000),
        (number, quoted(7), 7.0),
        (number, quoted(0.5), 0.5),
        (texts, quoted(["a", " b ", "", 3]), ("a", "b", "3")),
        (texts, quoted("a, b,, c"), ("a", "b", "c")),
        (texts, Located((plain("no"), plain(""), plain("~"), plain("1:30"))), ("no", "1:30")),
        (texts, quoted(""), ()),
        (table, quoted({"a": [1, {"b": None}]}), FrozenTable({"a": (1, FrozenTable({"b": None}))})),
        (free, plain("no"), "no"),
        (free, plain("TRUE"), True),
        (free, plain("12"), 12),
        (free, plain("012"), "012"),
        (free, plain("1_000.5"), 1000.5),
        (free, plain(".5"), 0.5),
        (free, plain("1e400"), "1e400"),
        (free, plain("1:30"), "1:30"),
        (free, plain("null"), None),
        (free, plain("1" * 5000), "1" * 5000),
        (free, quoted("12"), "12"),
        (free, DAY, "2015-09-14"),
        (free, CLOCK, "09:30:00"),
    ],
)
def test_a_value_is_taken_as_its_writer_meant_it(
    decode: Callable[[Located], Any], node: Located, value: object
) -> None:
    assert decode(node) == value
    assert type(decode(node)) is type(value)


@pytest.mark.parametrize(
    ("decode", "node", "message"),
    [
        (text, quoted(True), "expected a text, found true or false"),
        (text, quoted(1.5), "expected a text, found a number"),
        (text, DAY, "expected a text, found a date or time"),
        (text, LIST, "expected a text, found a list"),
        (text, TABLE, "expected a text, found a table"),
        (text, quoted(None), "expected a text, found nothing"),
        (text, quoted("a\0"), "the character U+0000 can't be in a text"),
        (boolean, quoted(1), "expected true or false, found a number"),
        (boolean, plain("maybe"), "expected true or false, found 'maybe'"),
        (boolean, plain(""), "expected true or false, found nothing"),
        (boolean, LIST, "expected true or false, found a list"),
        (integer, quoted(True), "expected a whole number, found true or false"),
        (integer, quoted(1.0), "expected a whole number, found a number"),
        (integer, quoted("7"), "expected a whole number, found a text"),
        (integer, plain("1.5"), "expected a whole number, found a number"),
        (integer, plain("x"), "expected a whole number, found a text"),
        (number, quoted("1.5"), "expected a number, found a text"),
        (number, quoted(False), "expected a number, found true or false"),
        (number, quoted(float("nan")), "this number is too large or none at all"),
        (number, quoted(10**400), "this number is too large or none at all"),
        (texts, TABLE, "expected a list, found a table"),
        (texts, MOMENT, "expected a text, found a date or time"),
        (table, LIST, "expected a table, found a list"),
        (table, plain(""), "expected a table, found nothing"),
        (free, quoted({"a": ["\x02"]}), "the character U+0002 can't be in a text"),
        (free, quoted({"\x02": 1}), "the character U+0002 can't be in a text"),
        (free, quoted([float("inf")]), "this number is too large or none at all"),
    ],
)
def test_a_value_of_another_type_is_called_by_its_type(
    decode: Callable[[Located], Any], node: Located, message: str
) -> None:
    with pytest.raises(Mismatch) as caught:
        decode(node)

    assert caught.value.message == message


def test_a_wrong_item_of_a_list_is_placed_at_the_item() -> None:
    with pytest.raises(Mismatch) as caught:
        texts(read_toml('a = ["x", ["y"]]').value["a"])  # type: ignore[index]

    assert caught.value.at
    assert caught.value.at.place == (1, 11)


@pytest.mark.parametrize("value", ["", "~", "null", "Null", "NULL"])
def test_yaml_has_many_ways_to_say_nothing(value: str) -> None:
    assert is_null(plain(value))
    assert kind(plain(value)) == "nothing"
    assert not is_null(quoted(value))


@pytest.mark.parametrize(
    ("written", "hint"),
    [("tgas", "did you mean 'tags'?"), ("Title", "did you mean 'title'?"), ("zebra", ""), ("", "")],
)
def test_the_nearest_known_name_is_suggested(written: str, hint: str) -> None:
    assert closest(written, ["title", "tags", "draft"]) == hint


def test_a_shown_line_keeps_its_length() -> None:
    line = "a\tö\x1b\x85\u2028😀"

    assert visible(line) == "a\tö\ufffd\ufffd\ufffd😀"


class Wheel(Struct, frozen=True):
    size: Annotated[int, Meta(ge=1)]
    color: Literal["red", "tan"] = "red"


class Car(Struct, frozen=True):
    name: str
    spare: Wheel = field(default_factory=lambda: Wheel(1))
    wheels: tuple[Wheel, ...] = ()
    owners: tuple[str, ...] = ()
    seats: Mapping[str, Wheel] = field(default_factory=dict)
    speed: float = 1.0
    new: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict)
    rest: Annotated[Mapping[str, Any], Meta(extra={"rest": True})] = field(default_factory=dict)


def decode_car(written: str) -> tuple[Car, list[str]]:
    def check(name: str, value: object, _field: object) -> None:
        if value == "Ford":
            raise Mismatch("no Fords", part="Ford")

    report = Report("car.toml", written.split("\n"))
    car = record(Car, read_toml(written), report, "", check)
    return car, [
        f"{problem.location.line}:{problem.location.column}: {problem.message}" for problem in report.problems
    ]


def test_a_record_is_made_of_a_table() -> None:
    car, problems = decode_car(
        'name = "Volvo"\nspare = { size = 3 }\nwheels = [{ size = 1, color = "tan" }]\nowners = ["a"]\n'
        "speed = 3\nnew = true\nnotes = { x = [1] }\nown = 5\n[seats.left]\nsize = 2\n"
    )

    assert not problems
    assert car == Car(
        "Volvo",
        spare=Wheel(3),
        wheels=(Wheel(1, "tan"),),
        owners=("a",),
        seats={"left": Wheel(2)},
        speed=3.0,
        new=True,
        notes={"x": (1,)},
        rest={"own": 5},
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "1:1: the file needs 'name'"),
        ('name = "Ford"', "1:9: name: no Fords"),
        ("name = 3", "1:8: name: expected a text, found a number"),
        ('name = "a"\nspare = 3', "2:9: spare: expected a table, found a number"),
        ('name = "a"\nspare = { sise = 3, size = 1 }', "2:11: unknown setting 'sise' in [spare]"),
        ('name = "a"\nspare = { size = 0 }', "2:18: spare.size: 0 is less than 1"),
        ('name = "a"\nwheels = { size = 1 }', "2:10: wheels: expected a list, found a table"),
        ('name = "a"\nwheels = [{ size = "1" }]', "2:20: wheels.size: expected a whole number, found a text"),
        (
            'name = "a"\nspare = { color = "rd", size = 1 }',
            "2:19: spare.color: expected 'red' or 'tan', found 'rd'",
        ),
        (
            'name = "a"\nspare = { color = 1, size = 1 }',
            "2:19: spare.color: expected 'red' or 'tan', found a number",
        ),
        ('name = "a"\nowners = "me"', "2:10: owners: expected a list, found a text"),
        ('name = "a"\nowners = ["me", 3]', "2:17: owners: expected a text, found a number"),
        ('name = "a"\nseats = 3', "2:9: seats: expected tables, found a number"),
        ('name = "a"\nseats.left = 3', "2:14: seats.left: expected a table, found a number"),
        ('name = "a"\nspeed = "3"', "2:9: speed: expected a number, found a text"),
        ('name = "a"\nnew = 1', "2:7: new: expected true or false, found a number"),
        ('name = "a"\nnotes = 1', "2:9: notes: expected a table, found a number"),
        ('name = "a"\nown = "\\u0000"', "2:7: .own: the character U+0000 can't be in a text"),
    ],
)
def test_each_mistake_in_a_record_is_one_problem(written: str, problem: str) -> None:
    car, problems = decode_car(written)

    assert problems == [problem]
    assert isinstance(car, Car)


def test_what_is_wrong_leaves_the_default() -> None:
    car, problems = decode_car("name = 1\nspeed = true\nnew = 3\nwheels = 4")

    assert len(problems) == 4
    assert car == Car("")
