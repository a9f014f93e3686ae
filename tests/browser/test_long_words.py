"""Words that nothing breaks, and pages that are read from right to left: nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reader.looking import opened
from reader.serving import serving

from sitegen.build import Request, build

WORD = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverleihungsurkundenmappe"
COLUMNS = f"|{' indivisible |' * 9}"
TABLE = f"{COLUMNS}\n|{'-|' * 9}\n{COLUMNS}\n"
URL = "https://www.example.org/some/long/path/that/goes/on/and/on/and/on/index.html"
MAIL = "somebody_with_a_very_very_very_long_name@some-host.example.org"
PAGES = (
    "/", "/2024/01/one/", "/2024/01/two/", "/2024/01/three/", f"/tags/{WORD.lower()}/", "/tags/", "/archives/",
    "/2024/01/", "/2024/", "/authors/a/", f"/series/{WORD.lower()}/", "/guides/", "/guides/one/", "/404.html",
)  # fmt: skip


@pytest.fixture(scope="module", params=["default", "market", "bare"])
def origin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("long")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "content/guides").mkdir()
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "{WORD}"\nurl = "https://example.org"\nlanguage = "ar"\n'
        f'[authors.a]\nname = "{MAIL}"\n[theme]\nname = "{request.param}"\n[search]\nenabled = false\n'
    )
    for day, slug in enumerate(["one", "two", "three"], 1):
        front = f"title: {URL if day == 2 else WORD}\ndate: 2024-01-0{day}\nauthor: a\ntags: [{WORD}, {URL}]\nseries: {WORD}\n"
        (folder / f"content/posts/{slug}.md").write_text(
            f"---\n{front}---\n{WORD} <{URL}>\n\n## {WORD}\n\n- `{WORD}`\n"
        )
        (folder / f"content/guides/{slug}.md").write_text(
            f"---\ntitle: {WORD} {slug}\n---\n{WORD}\n\n{TABLE}"
        )
    (folder / "content/guides/index.md").write_text(f"---\ntitle: {WORD}\nsummary: {WORD}\n---\n{WORD}\n")
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_nothing_scrolls_sideways_whatever_things_are_called(browser, origin):
    wide = {}
    with opened(browser, origin, PAGES[0]) as page:
        for url in PAGES:
            assert page.page.goto(f"{origin}{url}"), url
            for width in (320, 390, 1280):
                page.show(width)
                if page.width() > width:
                    wide[url, width] = page.width()

    assert wide == {}


def test_a_table_rather_scrolls_than_breaks_its_words(browser, origin):
    with opened(browser, origin, "/guides/one/") as page:
        page.show(390)
        lines = page.page.evaluate("""() => [...document.querySelectorAll('td')].map(cell => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getClientRects().length;
        })""")

    assert lines == [1] * 9
