"""Contrast as WCAG counts it, and the nearest colour that is readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.theme.colour import contrast, is_colour, readable, worst

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21),
        ("#fff", "#ffffff", 1),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("written", ["green", "#12", "#12345g", "0f5747", "#0f57471", ""])
def test_what_is_no_colour_is_told(written):
    assert not is_colour(written)


@given(COLOURS, st.sampled_from([("#fdfcfa", "#f2f1ec"), ("#141715", "#1f2422"), ("#ffffff",)]))
def test_a_readable_colour_is_readable(colour, grounds):
    found = readable(colour, grounds, 7)

    assert is_colour(found)
    assert worst(found, grounds)[0] >= 7


def test_a_colour_that_is_readable_already_stays():
    assert readable("#0f5747", ("#fdfcfa",), 7) == "#0f5747"


def test_a_colour_keeps_its_hue_and_changes_as_little_as_it_must():
    found = readable("#2aa198", ("#fdfcfa",), 7)

    red, green, blue = (int(found[at : at + 2], 16) for at in (1, 3, 5))
    assert red < blue <= green
    assert 7 <= contrast(found, "#fdfcfa") < 7.3


def test_where_none_is_readable_the_best_end_is_given():
    assert readable("#777777", ("#000000", "#ffffff"), 7) in ("#000000", "#ffffff")
