"""The part of CBOR that the files of the search index are made of."""

from __future__ import annotations

import pytest

from sitegen.search.cbor import decode, encode


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        # RFC 8949, appendix A.
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (100, "1864"),
        (1000, "1903e8"),
        (1_000_000, "1a000f4240"),
        (1_000_000_000_000, "1b000000e8d4a51000"),
        ("", "60"),
        ("IETF", "6449455446"),
        ("ü", "62c3bc"),
        ([], "80"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ([*range(1, 26)], "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
    ],
)
def test_values_are_written_and_read_as_the_standard_says(value, raw):
    assert encode(value).hex() == raw
    assert decode(bytes.fromhex(raw)) == value


@pytest.mark.parametrize(
    "raw", ["", "18", "20", "f5", "fb3ff199999999999a", "a10102", "0000", "9f0102ff", "8201"]
)
def test_what_is_not_of_that_part_or_not_whole_is_refused(raw):
    with pytest.raises(ValueError):
        decode(bytes.fromhex(raw))
