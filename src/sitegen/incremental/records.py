"""Dataclasses as the tuples of their values, in the order of their fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any


@cache
def values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gets the values of a *kind* of dataclass."""
    names = [field.name for field in dataclasses.fields(kind)]
    if len(names) == 1:  # of one name, `attrgetter` gives the value alone
        return lambda value: (getattr(value, names[0]),)
    return attrgetter(*names) if names else lambda _value: ()


class PickledAsValues:
    """A frozen dataclass of this kind is pickled as its values.

    By itself, one with slots would look up the names of its fields for each record.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[PickledAsValues], tuple[Any, ...]]:
        kind: Any = type(self)
        return kind, values_of(kind)(self)
