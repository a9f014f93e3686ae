"""Read and write the part of CBOR (RFC 8949) that Pagefind uses: whole numbers, texts, lists."""

from __future__ import annotations

Value = int | str | list["Value"]
NUMBER, TEXT, LIST = 0, 3, 4
"""The kinds of values ("major types" of the standard)."""


def decode(raw: bytes) -> Value:
    """Return what *raw* holds.  Raises ValueError where it is anything else than one such value."""
    value, end = _decode(raw, 0)
    if end != len(raw):
        raise ValueError("there is more than one value")
    return value


def _decode(raw: bytes, at: int) -> tuple[Value, int]:
    kind, size, at = _read(raw, at)
    if kind == NUMBER:
        return size, at
    if kind == TEXT:
        if at + size > len(raw):
            raise ValueError(_TOO_EARLY)
        return raw[at : at + size].decode(), at + size
    if kind == LIST:
        items: list[Value] = []
        for _ in range(size):
            item, at = _decode(raw, at)
            items.append(item)
        return items, at
    raise ValueError(f"a value of the kind {kind}")


_TOO_EARLY = "it ends too early"


def _read(raw: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(raw):
        raise ValueError(_TOO_EARLY)
    kind, size = raw[at] >> 5, raw[at] & 31
    at += 1
    if size > 27:
        raise ValueError(f"a length of the kind {size}")
    if size > 23:
        width = 1 << (size - 24)
        if at + width > len(raw):
            raise ValueError(_TOO_EARLY)
        size, at = int.from_bytes(raw[at : at + width]), at + width
    return kind, size, at


def read_head(raw: bytes, at: int, kind: int) -> tuple[int, int]:
    """Return the length that the head of a value at a place tells, or its number, and where the head ends.

    Raises ValueError where there is none of this *kind*.
    """
    found, size, end = _read(raw, at)
    if found != kind:
        raise ValueError(f"a value of the kind {found}")
    return size, end


def encode(value: Value) -> bytes:
    """Return *value* in as few bytes as can be."""
    if isinstance(value, int):
        return head(NUMBER, value)
    if isinstance(value, str):
        text = value.encode()
        return head(TEXT, len(text)) + text
    return head(LIST, len(value)) + b"".join(map(encode, value))


def head(kind: int, size: int) -> bytes:
    """Return what a value of a *kind* begins with: its length, or the number that it is."""
    if size < 24:
        return bytes([kind << 5 | size])
    for power in range(4):
        if size < 256 << (8 * ((1 << power) - 1)):
            return bytes([kind << 5 | 24 + power]) + size.to_bytes(1 << power)
    raise ValueError(f"{size} is too large")
