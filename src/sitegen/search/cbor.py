"""Read and write the part of CBOR (RFC 8949) that Pagefind uses: whole numbers, texts, lists."""

from __future__ import annotations

Value = int | str | list["Value"]


def decode(raw: bytes) -> Value:
    """Return what *raw* holds.  Raises ValueError where it is anything else than one such value."""
    try:
        value, end = _decode(raw, 0)
    except IndexError:
        raise ValueError("it ends too early") from None
    if end != len(raw):
        raise ValueError("there is more than one value")
    return value


def _decode(raw: bytes, at: int) -> tuple[Value, int]:
    kind, size = raw[at] >> 5, raw[at] & 31
    at += 1
    if size > 27:
        raise ValueError(f"a length of the kind {size}")
    if size > 23:
        width = 1 << (size - 24)
        size, at = int.from_bytes(raw[at : at + width]), at + width
    if kind == 0:
        return size, at
    if kind == 3:
        return raw[at : at + size].decode(), at + size
    if kind == 4:
        items: list[Value] = []
        for _ in range(size):
            item, at = _decode(raw, at)
            items.append(item)
        return items, at
    raise ValueError(f"a value of the kind {kind}")


def encode(value: Value) -> bytes:
    """Return *value* in as few bytes as can be."""
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    return _head(4, len(value)) + b"".join(map(encode, value))


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    for power in range(4):
        if size < 256 << (8 * ((1 << power) - 1)):
            return bytes([kind << 5 | 24 + power]) + size.to_bytes(1 << power)
    raise ValueError(f"{size} is too large")
