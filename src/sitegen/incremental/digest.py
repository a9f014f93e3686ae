"""Canonical digests of frozen values: equal values of equal types, and only those, have one digest.

Each value is written as a type tag, its length and its bytes, so that no two values run into each other;
`True`, `1` and `1.0` differ, a `Markup` is not a `str`, and a set does not depend on the order of its items.
A mapping keeps its order, because templates see it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any

SIZE = 16
"""Length of a digest, in bytes."""


def digest(value: object) -> bytes:
    """Return the digest of *value*.

    It is built of None, numbers, texts, bytes, dates, enums, tuples, lists, sets, mappings and dataclasses.
    Raises TypeError for anything else: such an answer could change without notice.
    """
    parts: list[bytes] = []
    _write(value, parts.append)
    return blake2b(b"".join(parts), digest_size=SIZE).digest()


def digest_bytes(*parts: bytes) -> bytes:
    """Return the digest of byte strings, each with its length."""
    return blake2b(b"".join([b"%d:%b" % (len(part), part) for part in parts]), digest_size=SIZE).digest()


def _write(value: Any, add: Callable[[bytes], None]) -> None:
    kind: Any = type(value)
    plain = _PLAIN.get(kind)
    if plain is not None:
        raw = plain(value)
        add(b"%b%d:%b" % (_tag(kind), len(raw), raw))
    elif kind is tuple or kind is list:
        add(b"%b%d:" % (_tag(kind), len(value)))
        for item in value:
            _write(item, add)
    elif hasattr(kind, "__dataclass_fields__"):
        names = _fields(kind)
        add(b"%b%d:" % (_tag(kind), len(names)))
        for name in names:
            _write(getattr(value, name), add)
    else:
        _write_other(value, kind, add)


def _write_other(value: Any, kind: type, add: Callable[[bytes], None]) -> None:
    if isinstance(value, (set, frozenset)):
        raw = b"".join(sorted(digest(item) for item in value))
        add(b"%b%d:%b" % (_tag(kind), len(value), raw))
    elif isinstance(value, Mapping):
        add(b"%b%d:" % (_tag(kind), len(value)))
        for item in value.items():
            _write(item, add)
    elif isinstance(value, Enum):
        add(_tag(kind))
        _write(value.value, add)
    elif isinstance(value, (str, tuple)):  # Markup, named tuples
        add(_tag(kind))
        _write(str.__str__(value) if isinstance(value, str) else tuple(value), add)
    else:
        raise TypeError(f"a {kind.__qualname__} has no digest")


def _moment(value: datetime) -> bytes:
    # Two zones with one offset now are still two: a template may ask for the zone.
    zone = value.tzinfo
    return f"{value.isoformat()} {value.fold} {type(zone).__name__} {zone}".encode()


_PLAIN: Mapping[type, Callable[[Any], bytes]] = {
    str: lambda value: value.encode("utf-8", "surrogatepass"),
    bytes: bytes,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"1" if value else b"0",
    float: lambda value: value.hex().encode(),
    type(None): lambda _value: b"",
    datetime: _moment,
    date: lambda value: value.isoformat().encode(),
}


@cache
def _tag(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__};".encode()


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
