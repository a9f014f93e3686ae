"""Colours: how well one is read on another, and the nearest one that is read well enough.

Contrast is that of WCAG 2.2 (relative luminance).  "Nearest" is meant as people see: a colour is made lighter
or darker in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020), where hue stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import hypot

from sitegen.patterns import regex

Channels = tuple[float, float, float]
"""Red, green and blue as light, from 0 to 1; or lightness and the two axes of OKLab."""
_WRITTEN = regex(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEP = 1 / 512


def is_colour(written: str) -> bool:
    """Tell whether *written* is a colour such as `#0f5747` or `#fff`."""
    return _WRITTEN.fullmatch(written) is not None


def contrast(one: str, other: str) -> float:
    """Return how much one colour stands out from another, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def worst(colour: str, grounds: Iterable[str]) -> tuple[float, str]:
    """Return the least contrast of *colour* with one of the *grounds*, and that ground."""
    return min((contrast(colour, ground), ground) for ground in grounds)


def readable(colour: str, grounds: tuple[str, ...], least: float) -> str:
    """Return the nearest colour of the hue of *colour* whose contrast with all *grounds* is at *least* that.

    Returns black or white where grounds are so far apart that none is.
    """
    passing = (near for near in _nearest_first(colour) if worst(near, grounds)[0] >= least)
    return next(passing, max("#000000", "#ffffff", key=lambda end: worst(end, grounds)))


def _nearest_first(colour: str) -> Iterator[str]:
    """Yield *colour* darker and lighter in turns, in ever wider steps."""
    lightness, a, b = _to_lab(_light(colour))
    yield _written(_light(colour))
    for step in range(1, 513):
        for near in (lightness - step * _STEP, lightness + step * _STEP):
            if 0 <= near <= 1:
                yield _written(_in_gamut((near, a, b)))


def _light(colour: str) -> Channels:
    """Return the channels of `#rrggbb` or `#rgb` as light, which is what eyes and formulas add up."""
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else re.findall("..", digits)
    red, green, blue = (_to_light(int(pair, 16) / 255) for pair in pairs)
    return red, green, blue


def _to_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_light(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _written(channels: Channels) -> str:
    return "#" + "".join(f"{round(255 * _from_light(min(1, max(0, value)))):02x}" for value in channels)


def _luminance(colour: str) -> float:
    red, green, blue = _light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_lab(light: Channels) -> Channels:
    red, green, blue = light
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_lab(lab: Channels) -> Channels:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _in_gamut(lab: Channels) -> Channels:
    """Return the light of a colour of OKLab, as colourful as a screen can show it."""
    lightness, a, b = lab
    share = 1.0
    while share > 0 and hypot(a, b) > 0:
        light = _from_lab((lightness, share * a, share * b))
        if all(-1e-4 <= value <= 1 + 1e-4 for value in light):
            return light
        share -= 0.02
    return _from_lab((lightness, 0, 0))
