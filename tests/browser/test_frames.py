"""Films, maps and drawings in texts are as large as they say, and never wider than the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reader.looking import opened
from reader.serving import serving

from sitegen.build import Request, build

TEXT = """---
title: Frames
---
<iframe id="film" src="about:blank" title="A film" width="560" height="315" allowfullscreen></iframe>

<iframe id="large" src="about:blank" title="A film" width="1280" height="720" allowfullscreen></iframe>

<iframe id="song" src="about:blank" title="A song" width="100%" height="166" allowfullscreen></iframe>

<iframe id="form" src="about:blank" title="A form" width="640" height="900"></iframe>

<svg id="drawing" width="100" height="60"><circle cx="50" cy="30" r="30"/></svg>

<svg id="wide" width="1200" height="400" viewBox="0 0 1200 400"><circle cx="50" cy="50" r="40"/></svg>

<object id="old" width="900" height="200"></object>
"""
SIZES = """() => Object.fromEntries([...document.querySelectorAll("main :is(iframe, svg, object)")].map(
    (one) => [one.id, [one.clientWidth, one.clientHeight]]))"""


@pytest.fixture(scope="module", params=["default", "market", "bare"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def origin(theme: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("frames")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "T"\nurl = "https://example.org"\n[theme]\nname = "{theme}"\n[search]\nenabled = false\n'
    )
    (folder / "content/posts/2024-01-01-one.md").write_text(TEXT)
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_what_fits_is_as_large_as_it_says(browser, origin):
    with opened(browser, origin, "/2024/01/one/") as page:
        page.show(1280)
        sizes = page.page.evaluate(SIZES)

    # A frame has a border, in some themes within its size.
    assert sizes["film"] in ([556, 311], [560, 315])
    assert sizes["song"][1] in (162, 166)
    assert sizes["form"][1] in (896, 900)
    assert sizes["drawing"] == [100, 60]


def test_what_is_too_wide_becomes_narrower_and_nothing_else(browser, origin):
    with opened(browser, origin, "/2024/01/one/") as page:
        page.show(390)
        width, sizes = page.width(), page.page.evaluate(SIZES)

    assert width == 390
    assert sizes["form"][1] in (896, 900)
    assert sizes["old"][1] == 200
    assert round(sizes["wide"][0] / sizes["wide"][1], 1) == 3.0


def test_a_film_that_becomes_narrower_keeps_its_shape(browser, origin, theme):
    if theme == "bare":
        pytest.skip("it has no rule for that: a film has black bars there")
    with opened(browser, origin, "/2024/01/one/") as page:
        page.show(390)
        sizes = page.page.evaluate(SIZES)

    for film in ("film", "large"):
        width, height = sizes[film]
        assert (width + 4) / (height + 4) == pytest.approx(16 / 9, rel=0.01)
