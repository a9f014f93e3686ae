"""The colours of the default theme are readable: 7:1 for text on both grounds, in light and in dark."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sitegen.theme.colour import contrast

THEME = Path(__file__).parents[2] / "themes/default"
CSS = "".join(path.read_text("utf-8") for path in sorted((THEME / "assets").glob("_*.css")))
SETTINGS = tomllib.loads((THEME / "theme.toml").read_text("utf-8"))["settings"]
TEXT = ("ink", "quiet")
GROUNDS = ("paper", "tint")
SCHEMES = ("light", "dark")


def colour(name: str, scheme: str) -> str:
    """Return the colour that the custom property *name* has in a scheme, where the system asks for no more."""
    light, dark = re.findall(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", CSS)[0]
    return light if scheme == "light" else dark


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", TEXT)
def test_text_is_readable_on_paper_and_on_a_tint(text, scheme):
    assert min(contrast(colour(text, scheme), colour(ground, scheme)) for ground in GROUNDS) >= 7


@pytest.mark.parametrize(("scheme", "least"), [("light", 12), ("dark", 11)])
def test_long_texts_stand_out_even_more(scheme, least):
    assert contrast(colour("ink", scheme), colour("paper", scheme)) >= least


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_that_mean_something_are_seen(scheme):
    assert contrast(colour("edge", scheme), colour("paper", scheme)) >= 3


def test_the_colours_of_the_browser_are_those_of_the_paper():
    links = (THEME / "templates/_links.html").read_text("utf-8")

    assert re.findall(r'content="(#\w{6})"', links) == [colour("paper", scheme) for scheme in SCHEMES]


@pytest.mark.parametrize(("setting", "scheme"), [("accent", "light"), ("accent_dark", "dark")])
def test_an_accent_is_checked_on_the_grounds_that_there_are(setting, scheme):
    assert SETTINGS[setting]["on"] == [colour(ground, scheme) for ground in GROUNDS]
    assert SETTINGS[setting]["contrast"] == 7


@pytest.mark.parametrize("name", SETTINGS["accent"]["names"])
def test_every_accent_with_a_name_is_readable(name):
    accent = SETTINGS["accent"]
    assert min(contrast(accent["names"][name], ground) for ground in accent["on"]) >= 7
