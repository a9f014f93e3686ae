"""What readers meet on every kind of page of the default theme, in a real browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pytest
from reader.blog import KINDS
from reader.installing import why_no_axe
from reader.looking import SEEN, SELDOM, Opened, opened
from reader.serving import serving

from support.pictures import jpeg, png

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {kind: url for kind, url in KINDS.items() if kind != "redirect"}
LIKE_A_TAG = ("month", "series", "home-2")
"""Pages of a template that another kind has too: they are looked at by `make soak`."""
EVERY_KIND = [
    pytest.param(url, id=kind, marks=[pytest.mark.slow] if kind in LIKE_A_TAG else [])
    for kind, url in PAGES.items()
]
OFTEN = ("home", "post")
A_FEW = [
    pytest.param(url, id=kind, marks=[] if kind in OFTEN else [pytest.mark.slow])
    for kind, url in PAGES.items()
]
"""All kinds, but most for `make soak` alone."""
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}
"""
"""The spacing of text of WCAG 1.4.12, as a reader may want it."""
ON_A_PHONE = (PAGES["home"], PAGES["guide"], PAGES["tag"], PAGES["archives"])


@pytest.fixture(scope="module", params=EVERY_KIND)
def page(request: pytest.FixtureRequest, browser: Browser, origin: str) -> Iterator[Opened]:
    """A page of each kind, opened once for all that is looked at."""
    with opened(browser, origin, request.param) as page:
        yield page


@pytest.mark.skipif(bool(why_no_axe()), reason=why_no_axe())
def test_axe_finds_nothing_with_all_of_its_rules(page):
    assert violations(page, SEEN) == {}


@pytest.mark.skipif(bool(why_no_axe()), reason=why_no_axe())
@pytest.mark.parametrize("url", A_FEW)
def test_axe_finds_nothing_on_paper_in_forced_colours_and_in_the_dark_with_more_contrast(
    browser, origin, url
):
    with opened(browser, origin, url) as page:
        assert violations(page, SELDOM) == {}


def violations(page: Opened, screens: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[str]]:
    """Return what axe-core finds on those of the *screens*, widths and schemes, where it finds anything."""
    found = {}
    for width, scheme in screens:
        page.show(width, scheme)
        if faults := page.violations():
            found[width, scheme] = faults
    return found


def test_the_keyboard_reaches_and_shows_everything(page):
    page.show(390 if page.url in ON_A_PHONE else 1280)
    wanted, walked = page.stops(), list(page.walk())

    assert [stop.name for stop in walked if not (stop.ringed and stop.seen)] == []
    assert set(wanted) <= {stop.place for stop in walked}
    assert 'class="skip"' in walked[0].name


def test_nothing_scrolls_sideways_on_a_narrow_screen_or_when_it_is_enlarged(page):
    for width in (320, 390, 640):  # 640: a window of 1280 at 200 %
        page.show(width)
        assert page.width() <= width
    page.page.evaluate(SPACED)
    page.show(320)
    assert page.width() <= 320, "with the spacing of WCAG 1.4.12"
    page.page.evaluate("document.adoptedStyleSheets = []")


def test_pages_are_whole_without_scripts_and_without_styles(browser, origin, page):
    page.show(1280)
    words = page.page.inner_text("main")
    with opened(browser, origin, page.url, java_script_enabled=False) as scriptless:
        assert scriptless.page.inner_text("main") == words
        assert scriptless.page.locator("button:visible").count() == 0, "what needs a script is not there"


def test_a_page_asks_nobody_else_and_says_nothing_on_the_console(page):
    """Whatever was looked at before."""
    page.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.page.wait_for_load_state("networkidle")
    said = [one for one in page.said if "404" not in one or page.url != "/404.html"]

    assert (page.strangers, said) == ([], [])


def test_the_skip_link_leads_to_the_text(browser, origin):
    with opened(browser, origin, PAGES["post"]) as page:
        page.page.keyboard.press("Tab")
        page.page.keyboard.press("Enter")
        assert page.page.evaluate("document.activeElement.id") == "site-main"


def test_the_switch_between_light_and_dark_remembers(browser, origin):
    with opened(browser, origin, PAGES["post"], color_scheme="light") as page:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.page.evaluate(ground)
        page.page.click("button")
        dark = page.page.evaluate(ground)
        page.page.goto(f"{origin}{PAGES['home']}")

        assert dark != light
        assert page.page.evaluate(ground) == dark


def test_nothing_jumps_while_a_page_is_read(browser, origin):
    for url in (PAGES["home"], PAGES["post"], PAGES["tag"]):
        with opened(browser, origin, url, viewport={"width": 390, "height": 844}) as page:
            moved = page.page.evaluate(
                """async () => {
                  let sum = 0;
                  new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
                    .observe({type: 'layout-shift', buffered: true});
                  for (let y = 0; y < document.body.scrollHeight; y += 600) {
                    scrollTo({top: y, behavior: 'instant'});
                    await new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)));
                  }
                  return sum;
                }"""
            )
        assert moved == 0, url


def test_the_first_screen_of_a_post_has_its_title_and_its_first_words(browser, origin):
    for width, height in ((390, 844), (1280, 900)):
        with opened(browser, origin, PAGES["post-plain"]) as page:
            page.show(width, height=height)
            title, words = (
                page.page.locator("h1").bounding_box(),
                page.page.locator(".prose p").first.bounding_box(),
            )
        assert title["y"] <= 140
        assert words["y"] + 60 < height


def test_the_front_page_shows_a_lead_and_three_more_headlines_on_a_desk(browser, origin):
    with opened(browser, origin, PAGES["home"]) as page:
        page.show(1280, height=900)
        boxes = [one.bounding_box() for one in page.page.locator("h2.p-name").all()]
        masthead = page.page.locator(".masthead").bounding_box()
        assert sum(box["y"] + box["height"] <= 900 for box in boxes) >= 4
        page.show(390, height=844)
        lead, masthead = (page.page.locator(one).first.bounding_box() for one in ("h2.p-name", ".masthead"))
        assert masthead["height"] <= 64
        assert lead["y"] < 844


def test_on_paper_there_is_no_menu_and_links_tell_where_they_lead(browser, origin):
    with opened(browser, origin, PAGES["post"]) as page:
        page.show(1280, "print")
        hidden = [
            page.page.locator(one).first.is_visible()
            for one in (".masthead nav", ".search-link", ".neighbours", ".footer", ".related")
        ]
        after = page.page.evaluate(
            "getComputedStyle(document.querySelector('.prose a[href^=\"/\"]'), '::after').content"
        )
        pdf = page.page.pdf(format="A4")

    assert hidden == [False] * 5
    assert "/about/" in after
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page>") <= 3


def test_what_is_smaller_than_the_text_on_a_screen_is_so_on_paper(browser, origin):
    with opened(browser, origin, PAGES["post"]) as page:
        page.show(1280, "print")
        size = "one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize)"
        text, *others = (page.page.evaluate(size, one) for one in (".prose p", "figcaption", ".byline"))

    assert max(others) < text


def test_on_paper_small_pictures_stay_small_and_wide_tables_are_whole(browser, blog):
    """A browser makes a page smaller whose table is wider than the sheet; what scrolls, it cuts off."""
    row = f"| {' | '.join(['indivisible'] * 12)} |"
    words = f"![A stamp](../stamp.png)\n\n![A tower](../tower.jpg)\n\n{row}\n|{'-|' * 12}\n{row}"
    blog.file("site.toml", '[site]\ntitle = "T"\nurl = "https://example.org"\n[search]\nenabled = false\n')
    blog.file("content/stamp.png", png(24, 24)).file("content/tower.jpg", jpeg(200, 800))
    blog.write("posts/post.md", words).build()

    with serving(blog.public) as origin, opened(browser, origin, "/2024/01/post/") as page:
        page.show(700, "print")
        stamp, tower = (one.bounding_box() for one in page.page.locator(".prose img").all())
        fit = page.page.evaluate("getComputedStyle(document.querySelectorAll('.prose img')[1]).objectFit")
        cut = page.page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX")

    assert (stamp["width"], stamp["height"]) == (24, 24)
    assert tower["height"] < 303, "eight centimetres"
    assert (fit, cut) == ("contain", "visible")


def test_a_picture_stands_where_its_class_says(browser, blog):
    names = ("aligncenter", "alignleft", "alignright")
    pictures = "\n\n".join(f"![{name}](../stamp.png){{.{name}}}\n\nWords." for name in names)
    blog.file("site.toml", '[site]\ntitle = "T"\nurl = "https://example.org"\n[search]\nenabled = false\n')
    blog.file("content/stamp.png", png(100, 60)).write("posts/post.md", pictures).build()

    with serving(blog.public) as origin, opened(browser, origin, "/2024/01/post/") as page:
        page.show(1280)
        text = page.page.locator(".prose").bounding_box()
        boxes = [page.page.locator(f".{name}").bounding_box() for name in names]

    before = [box["x"] - text["x"] for box in boxes]
    assert before == pytest.approx([(text["width"] - 100) / 2, 0, text["width"] - 100], abs=1)


def test_the_number_of_a_part_of_a_series_stands_beside_the_first_line_of_its_title(browser, blog):
    blog.file("site.toml", '[site]\ntitle = "T"\nurl = "https://example.org"\n[search]\nenabled = false\n')
    for day in (1, 2):
        front = f"title: {'A title of many words ' * 6}\ndate: 2024-01-0{day}\nseries: S"
        blog.file(f"content/posts/{day}.md", f"---\n{front}\n---\nWords.\n")
    blog.build()

    with serving(blog.public) as origin, opened(browser, origin, "/2024/01/1/") as page:
        page.show(390)
        tops = page.page.evaluate("""() => [...document.querySelectorAll('.series li')].map(part => {
          const top = node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return range.getClientRects()[0].top;
          };
          const title = part.querySelector('bdi'), number = document.createTextNode('1');
          part.prepend(number);
          part.firstElementChild.style.width = '8rem';
          return top(title) - top(number);
        })""")

    assert tops == pytest.approx([0, 0], abs=1)
