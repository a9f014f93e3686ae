"""Canonical digests of frozen values: equal values of equal types, and only those, have one digest.

A value is taken apart into plain ones, each record (a Struct) under its name, and written by
`marshal`, which keeps `True`, `1` and `1.0` apart, and a tuple from a list.  (Of its versions the second:
later ones write a value that is there twice in two ways.)  A set does not depend on the order of its items; a
mapping keeps its order, because templates see it.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec.structs import astuple

SIZE = 16
"""Length of a digest, in bytes."""
_VERSION = 2
_PLAIN = frozenset({str, bytes, int, bool, float, type(None)})


def digest(value: object) -> bytes:
    """Return the digest of *value*.

    It is built of None, numbers, texts, bytes, dates, enums, tuples, lists, sets, mappings and records.
    Raises TypeError for anything else: such an answer could change without notice.
    """
    return blake2b(marshal.dumps(_plain(value), _VERSION), digest_size=SIZE).digest()


def digest_bytes(*parts: bytes) -> bytes:
    """Return the digest of byte strings, each with its length."""
    return blake2b(marshal.dumps(parts, _VERSION), digest_size=SIZE).digest()


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return tuple([item if type(item) in _PLAIN else _plain(item) for item in value])
    name = _record(kind)
    if name:
        return [..., name, *[item if type(item) in _PLAIN else _plain(item) for item in astuple(value)]]
    return _other(value, kind)


def _other(value: Any, kind: type) -> Any:
    if kind is datetime:
        # Two zones with one offset now are still two: a template may ask for the zone.
        return [..., "datetime", value.isoformat(), value.fold, _zone(value.tzinfo)]
    if kind is date:
        return _named(kind, value.isoformat())
    if kind is list:
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return _named(kind, *sorted(digest(item) for item in value))
    if isinstance(value, Mapping):
        return _named(kind, *[(_plain(key), _plain(item)) for key, item in value.items()])
    if isinstance(value, Enum):
        return _named(kind, _plain(value.value))
    if isinstance(value, str):  # Markup
        return _named(kind, str.__str__(value))
    if isinstance(value, tuple):  # a named one
        return _named(kind, *[_plain(item) for item in value])
    raise TypeError(f"a {kind.__qualname__} has no digest")


def _named(kind: type, *parts: object) -> list[object]:
    # No answer holds an ellipsis, so that nothing else looks like this.
    return [..., _name(kind), *parts]


@cache
def _name(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


@cache
def _zone(zone: tzinfo | None) -> str:
    return f"{type(zone).__name__} {zone}"


@cache
def _record(kind: Any) -> str:
    """Return the name of a record; empty: it is none."""
    return _name(kind) if issubclass(kind, msgspec.Struct) else ""
