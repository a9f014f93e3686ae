"""The colours of the default theme are readable: 7:1 for text on both grounds, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "themes/default/assets/style.css").read_text("utf-8")
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)")
TEXT = ("ink", "quiet", "keyword", "string", "number", "name", "wrong")


def colours(css: str, name: str) -> list[str]:
    return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", css)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("css", "accent"), [(LIGHT, "accent-light"), (DARK, "accent-dark")])
def test_text_is_readable_on_paper_and_on_a_tint(css, accent):
    grounds = [colours(css, ground)[0] for ground in ("paper", "tint")]
    texts = [colours(css, name)[0] for name in TEXT] + colours(LIGHT, accent)
    assert len(texts) == len(TEXT) + 5
    for text in texts:
        assert min(contrast(text, ground) for ground in grounds) >= 7, text


def test_the_colour_of_the_browser_is_that_of_the_paper():
    head = (Path(__file__).parents[2] / "themes/default/templates/_head.html").read_text("utf-8")
    assert [colours(css, "paper")[0] for css in (LIGHT, DARK)] == re.findall(r'content="(#\w{6})"', head)
