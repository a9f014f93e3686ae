"""Dataclasses as their values."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

import pytest

from sitegen.content.source import FrontMatter, Outline, Source
from sitegen.incremental.records import PickledAsValues, values_of
from sitegen.markup.document import Document, Heading, Image, Link


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True)
class One:
    value: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Many(PickledAsValues):
    name: str
    inner: One
    extra: dict[str, int] = field(default_factory=dict)


def test_the_values_come_in_the_order_of_the_fields():
    assert values_of(Nothing)(Nothing()) == ()
    assert values_of(One)(One((1, 2))) == ((1, 2),)
    assert values_of(Many)(Many("a", One(()), {"b": 1})) == ("a", One(()), {"b": 1})


def test_a_record_comes_out_of_a_pickle_as_it_went_in():
    record = Many("a", One((1,)), {"b": 2})

    assert pickle.loads(pickle.dumps(record, 5)) == record


@pytest.mark.parametrize("kind", [Document, Heading, Image, Link, FrontMatter, Outline, Source])
def test_what_is_kept_of_each_text_is_pickled_as_values(kind):
    assert issubclass(kind, PickledAsValues)
