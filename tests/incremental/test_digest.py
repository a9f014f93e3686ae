"""Equal values of equal types have one digest, whatever made them; all others have different ones."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from msgspec import Struct

from sitegen.incremental.digest import SIZE, digest, digest_bytes

LONDON = ZoneInfo("Europe/London")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Number(IntEnum):
    ONE = 1


class Plain(Enum):
    RED = "red"


class Point(NamedTuple):
    x: Any
    y: Any


class Place(NamedTuple):
    x: Any
    y: Any


class Post(Struct, frozen=True):
    title: Any
    tags: Any = ()


class Page(Struct, frozen=True):
    title: Any
    tags: Any = ()


ALIKE_SCALARS = st.sampled_from([0, 1, True, 1.0, "1", "", b"", None, Markup("1"), Number.ONE, Colour.RED])
_SCALARS = st.one_of(
    ALIKE_SCALARS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),  # surrogates too
    st.binary(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC, LONDON, timezone(timedelta(hours=1))])),
    st.sampled_from([*Colour, *Number, *Plain]),
    st.text().map(Markup),
)


@st.composite
def scalar(draw: st.DrawFn) -> Any:
    """Draw a scalar.  The name of this strategy is short; hypothesis warns where one prints as pages of text."""
    return draw(_SCALARS)


SCALARS = scalar()
HASHABLE = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.builds(Point, inner, inner),
        st.builds(Post, inner, inner),
        st.builds(Page, inner, inner),
        st.frozensets(inner, max_size=4),
    ),
    max_leaves=8,
)
VALUES = st.recursive(
    HASHABLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.builds(Post, inner, inner),
    ),
    max_leaves=8,
)


def shape(value: object) -> object:
    """Return *value* as texts and tuples that tell its types: slow, and obviously right."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, (set, frozenset)):
        return (kind, tuple(sorted(map(repr, map(shape, value)))))
    if isinstance(value, Mapping):
        return (kind, tuple((shape(key), shape(item)) for key, item in value.items()))
    if isinstance(value, (Post, Page)):
        return (kind, shape(value.title), shape(value.tags))
    if isinstance(value, (list, tuple)):
        return (kind, *map(shape, value))
    if isinstance(value, datetime):
        return (kind, value.replace(tzinfo=None).isoformat(), value.fold, repr(value.tzinfo))
    if isinstance(value, float):  # there are many that are no number, and some are printed
        return (kind, struct.pack("<d", value))
    return (kind, repr(value))


def again(value: Any) -> Any:
    """Return an equal value that shares nothing with *value* and was put together in another order."""
    if isinstance(value, (Post, Page)):
        return type(value)(again(value.title), again(value.tags))
    if isinstance(value, Point):
        return Point(again(value.x), again(value.y))
    if isinstance(value, (set, frozenset)):
        return type(value)([again(item) for item in [*value][::-1]])
    if isinstance(value, dict):
        return {again(key): again(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([again(item) for item in value])
    return value


@settings(max_examples=60)
@given(VALUES)
def test_an_equal_value_has_the_same_digest(value: Any):
    assert digest(value) == digest(again(value))
    assert len(digest(value)) == SIZE


@settings(max_examples=60)
@given(VALUES, VALUES)
def test_two_values_have_one_digest_only_if_they_are_the_same(one: Any, other: Any):
    assert (digest(one) == digest(other)) == (shape(one) == shape(other))


@given(st.lists(ALIKE_SCALARS, max_size=2), st.lists(ALIKE_SCALARS, max_size=2))
def test_values_that_python_takes_for_equal_differ_by_type(one: list[Any], other: list[Any]):
    assert (digest((one, {0: other})) == digest((other, {0: one}))) == (shape(one) == shape(other))


@given(st.lists(SCALARS, max_size=4), st.lists(SCALARS, max_size=4))
def test_where_one_item_ends_and_the_next_begins_makes_a_difference(left: list[Any], right: list[Any]):
    same = shape(left) == shape(right)

    assert (digest((left, right)) == digest((right, left))) == same
    assert digest((left, right)) != digest([*left, *right])


ALIKE = {
    "one": [1, True, 1.0, "1", b"1", Number.ONE],
    "nothing": [None, "", b"", (), [], {}, set(), frozenset(), 0, False, "None"],
    "zero": [0.0, -0.0],
    "texts": ["red", Markup("red"), Colour.RED, Plain.RED, b"red"],
    "tuples": [(1, 2), [1, 2], Point(1, 2), Place(1, 2), {1, 2}, frozenset({1, 2})],
    "records": [Post("a"), Page("a"), ("a", ()), {"title": "a", "tags": ()}],
    "maps": [{"a": 1, "b": 2}, {"b": 2, "a": 1}, (("a", 1), ("b", 2)), MappingProxyType({"a": 1, "b": 2})],
    "nested": [(("a",), "b"), ("a", ("b",)), ("a", "b"), (("a", "b"),), ("ab",)],
    "days": [date(2024, 1, 1), datetime(2024, 1, 1), "2024-01-01", "2024-01-01T00:00:00"],
    "an hour twice": [
        datetime(2024, 10, 27, 1, 30, tzinfo=LONDON),
        datetime(2024, 10, 27, 1, 30, fold=1, tzinfo=LONDON),
    ],
    "zones": [
        datetime(2024, 1, 1),
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, tzinfo=LONDON),
        datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")),
        datetime(2024, 1, 1, tzinfo=ZoneInfo("Africa/Abidjan")),
        datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    ],
    "half characters": ["\ud800", "\udc00", "\ufffd", "?"],
    "normal forms": ["é", "e\u0301"],
}


@pytest.mark.parametrize("values", ALIKE.values(), ids=ALIKE)
def test_what_is_alike_but_not_the_same_has_another_digest(values: list[object]):
    assert len({digest(value) for value in values}) == len(values)
    assert len({digest((value,)) for value in values}) == len(values)


def test_a_text_has_one_digest_however_it_is_kept_in_memory():
    # Later versions of `marshal` write a text that is interned, or is there twice, in another way.
    word, parts = sys.intern("interned"), ["inter", "ned"]
    twice, apart = ("".join(parts),) * 2, ("".join(parts), "".join(parts))
    assert apart[0] is not apart[1]

    assert digest((word, word)) == digest((word, apart[0])) == digest(twice) == digest(apart)


def test_a_set_does_not_depend_on_the_order_of_its_items():
    # 8 and 16 fall into one slot of a small table: the order of insertion shows when it is listed.
    assert [*{8, 16}] != [*{16, 8}]
    assert digest({8, 16}) == digest({16, 8})


def test_a_mapping_keeps_its_order_because_templates_see_it():
    assert digest({"a": 1, "b": 2}) != digest({"b": 2, "a": 1})


class Loose:
    pass


class Whole(int):
    pass


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Loose(),
        iter([]),
        len,
        lambda: 1,
        type,
        Path("a"),
        1j,
        range(3),
        bytearray(b"a"),
        Whole(1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_could_change_without_notice_has_no_digest(value: object):
    for around in (value, (value,), {"a": value}, Post("a", value)):
        with pytest.raises(TypeError, match="has no digest"):
            digest(around)


def test_a_digest_is_the_same_in_every_process():
    program = (
        "from sitegen.incremental.digest import digest\n"
        "words = [chr(97 + number) * number for number in range(26)]\n"
        "print(digest((set(words), frozenset(words), dict.fromkeys(words), words)).hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


@given(st.lists(st.binary(max_size=6), max_size=5), st.lists(st.binary(max_size=6), max_size=5))
def test_byte_strings_do_not_run_into_each_other(one: list[bytes], other: list[bytes]):
    assert (digest_bytes(*one) == digest_bytes(*other)) == (one == other)
