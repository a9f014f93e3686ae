"""The widths in which the theme has pictures made, beside the telephones that people have."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

THEME = Path(__file__).parents[2] / "themes/default/theme.toml"
SHOWN = {"calc(100vw - 2rem)": lambda points: points - 32, "8.5rem": lambda _points: 136}
"""How wide a telephone of so many points shows a picture, by the last of its `sizes`."""
PHONES = (
    (360, 2), (360, 3), (375, 2), (375, 3), (390, 2), (390, 3), (393, 2.75), (393, 3),
    (412, 1.75), (412, 2.625), (414, 2), (430, 3),
)  # fmt: skip
"""Widths in points, and pixels for each: iPhones, Pixels, Galaxies, and the phone that Lighthouse stands for."""


@pytest.mark.parametrize("preset", ["cover", "lead", "body"])
@pytest.mark.parametrize(("points", "pixels"), PHONES)
def test_a_phone_loads_hardly_more_of_a_picture_than_it_shows(
    preset: str, points: int, pixels: float
) -> None:
    pictures = tomllib.loads(THEME.read_text("utf-8"))["images"][preset]
    needed = SHOWN[pictures["sizes"].rpartition(", ")[2]](points) * pixels
    chosen = min(width for width in pictures["widths"] if width >= needed)
    assert chosen <= needed * 1.35
