"""What meets the eye on odd blogs: nothing lies on something else, and what belongs together stands together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reader.looking import opened
from reader.serving import serving

from sitegen.build import Request, build
from support.pictures import jpeg

SITE = """\
[site]
title = "An odd blog of quite a long name"
url = "https://example.org"
description = "Words about work."
menu = [{ label = "Guides", url = "/guides/" }, { label = "All posts", url = "/archives/" }]

[search]
enabled = false

[archives]
per_page = 4

[theme]
"""
PROSE = """\
## A second level, whose name is rather long
### A third
#### A fourth
## Lists

- [ ] A task of so many words that they need more than one line, on a telephone as well as on a desk with its measure
    - [x] A task within it

> - One
> - Two
>
> Said by a customer.

## More
## The end
"""
TEXTS = {
    "content/posts/2023-09-04-long.md": f"title: Long\nimage: /p.jpg\nupdated: 2023-12-05\nauthor: Ann\n---\n{PROSE}",
    **{
        f"content/posts/2023-09-1{n}-short-{n}.md": f"title: Short {n}\ntags: [work, trade]\n---\nWords.\n"
        for n in range(4)
    },
    "content/guides/index.md": "title: Guides\n---\nWords.\n",
    "content/guides/guide.md": "title: Guide\nupdated: 2023-09-05\nauthor: Ann Lindtgren-Maier\n---\nWords.\n",
}
LARGE_TEXT = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% }");
  document.adoptedStyleSheets.push(sheet);
}
"""
FIRST_WORDS = """
one => [...document.querySelectorAll(one)].map(found => {
  const range = document.createRange(), words = document.createTreeWalker(found, NodeFilter.SHOW_TEXT);
  let node = words.nextNode();
  while (!node.data.trim()) node = words.nextNode();
  range.selectNodeContents(node);
  range.setStart(node, node.data.search(/\\S/));
  return [...range.getClientRects()].map(line => line.left);
})
"""
"""Tells of each element where the lines of its first words begin."""


@pytest.fixture(
    scope="module",
    params=['name = "default"', 'name = "default"\nwidth = 42', 'name = "market"'],
    ids=["default", "wide", "market"],
)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("odd")
    for path, text in TEXTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"---\n{text}")
    (folder / "content/p.jpg").write_bytes(jpeg(1600, 1000))
    (folder / "site.toml").write_text(f"{SITE}{request.param}\n")
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_contents_in_the_margin_lie_neither_on_the_cover_nor_on_the_text(browser, odd):
    for width in (1200, 1280, 1920):
        with opened(browser, odd, "/2023/09/long/") as page:
            page.show(width)
            contents, *others = (
                page.page.locator(one).bounding_box() for one in (".contents", ".cover", ".prose")
            )

        assert contents["x"] + contents["width"] <= min(one["x"] for one in others) - 8, width


def test_a_lead_without_a_picture_leaves_no_hole_beside_the_other_headlines(browser, odd):
    with opened(browser, odd, "/") as page:
        page.show(1280)
        lead, *others = (one.bounding_box() for one in page.page.locator(".lead, .brief").all())

    if others:  # a theme may have cards instead
        assert len({one["y"] for one in others}) == 1
        assert others[0]["x"] == lead["x"]
        assert others[0]["y"] <= lead["y"] + lead["height"] + 1


def test_with_forced_colours_only_the_place_in_the_menu_is_marked(browser, odd):
    with opened(browser, odd, "/guides/") as page:
        page.show(1280, "forced colours")
        lines = page.page.evaluate("""() => [...document.querySelectorAll('.masthead nav a')].map(one => {
          const style = getComputedStyle(one);
          return [style.textDecorationLine, style.borderTopWidth, style.borderBottomWidth];
        })""")

    assert lines == [["underline", "0px", "0px"], ["none", "0px", "0px"]]


def test_neither_dates_nor_facts_are_broken_or_cut_off(browser, odd):
    for url in ("/2023/09/long/", "/guides/guide/"):
        with opened(browser, odd, url) as page:
            page.show(320)
            lines = page.page.evaluate(
                "[...document.querySelectorAll('header time')].map(one => one.getBoundingClientRect().height)"
            )
            page.page.evaluate(LARGE_TEXT)
            width = page.width()

        assert max(lines) < 30, url
        assert width <= 320, url


def test_a_task_is_set_in_below_the_one_that_it_is_a_part_of(browser, odd):
    with opened(browser, odd, "/2023/09/long/") as page:
        page.show(390)
        (first, *more), (within, *_) = page.page.evaluate(FIRST_WORDS, ".task-list-item > :is(label, p)")[:2]

    assert more and more[0] == pytest.approx(first, abs=3), "its lines begin below each other"
    assert within > first + 16


def test_each_level_of_headings_is_smaller_than_the_one_above_it(browser, odd):
    with opened(browser, odd, "/2023/09/long/") as page:
        sizes = page.page.evaluate(
            "['h1', '.prose h2', 'h3', 'h4'].map(one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize))"
        )

    assert sizes == sorted(set(sizes), reverse=True)


def test_words_after_a_list_in_a_quotation_keep_their_distance(browser, odd):
    with opened(browser, odd, "/2023/09/long/") as page:
        above, below = (page.page.locator(f".prose blockquote > {one}").bounding_box() for one in ("ul", "p"))

    assert below["y"] - above["y"] - above["height"] >= 8


def test_months_stand_apart_from_the_days_of_their_posts(browser, odd):
    with opened(browser, odd, "/archives/") as page:
        page.show(1280)
        month, day = page.page.evaluate("""() => [
          document.querySelector('.month h3').firstChild, document.querySelector('.month time').firstChild,
        ].map(node => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return range.getBoundingClientRect();
        })""")

    assert month["right"] + 8 <= day["left"]
    assert month["height"] < 30, "it is one line"


def test_columns_of_the_footer_stand_beside_each_other_on_a_tablet(browser, odd):
    with opened(browser, odd, "/") as page:
        page.show(768)
        tops = {one.bounding_box()["y"] for one in page.page.locator(".footer section").all()}

    assert len(tops) == 1
