"""What a writer sees in a real browser while files are saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from previews import Serving, serving

from support.blog import Blog

if TYPE_CHECKING:
    from playwright.sync_api import Page

COVER = "sitegen-mistakes"
NOT_FOUND = "This page is not here"


def see(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until the page shows *text*."""
    page.get_by_text(text).first.wait_for()


def mark(page: Page) -> None:
    """Leave a mark that a reload wipes."""
    page.evaluate("window.mark = true")


def has_mark(page: Page) -> bool:
    marked: bool = page.evaluate("window.mark === true")
    return marked


def test_a_save_is_seen_in_the_browser_at_the_same_place_of_the_page(
    shop: Blog, open_shop: Serving, page: Page
):
    page.goto(f"{open_shop.origin}/2024/01/long/")
    page.evaluate("scrollTo(0, 1500)")
    mark(page)

    text = (shop.folder / "content/posts/long.md").read_text()
    shop.file("content/posts/long.md", text.replace("Paragraph 20.", "Paragraph twenty, edited."))

    see(page, "Paragraph twenty, edited.")
    page.wait_for_function("scrollY === 1500")
    assert not has_mark(page)


def test_a_mistake_covers_the_page_until_it_is_mended(shop: Blog, open_shop: Serving, page: Page):
    page.goto(f"{open_shop.origin}/about/")
    about = shop.folder / "content/about.md"
    good = about.read_text()
    mark(page)

    about.write_text('---\ntitle: "About"\ntgas: [a]\n---\nNew words.\n')

    mistakes = page.frame_locator(f"{COVER} iframe")
    mistakes.get_by_text("unknown key 'tgas'").wait_for()
    mistakes.get_by_text("content/about.md:3:1").wait_for()
    mistakes.get_by_text('title: "About"').wait_for()
    assert has_mark(page)

    about.write_text(good.replace("Words.", "Mended words."))

    see(page, "Mended words.")
    assert page.locator(COVER).count() == 0


def test_a_mistake_that_is_mended_to_what_it_was_leaves_the_page_as_it_was(
    shop: Blog, open_shop: Serving, page: Page
):
    page.goto(f"{open_shop.origin}/about/")
    about = shop.folder / "content/about.md"
    good = about.read_text()
    mark(page)
    about.write_text("no front matter")
    page.locator(COVER).wait_for()
    page.keyboard.press("Escape")
    assert page.locator(COVER).count() == 0

    about.write_text("still none")
    page.locator(COVER).wait_for()
    about.write_text(good)

    page.locator(COVER).wait_for(state="detached")
    assert has_mark(page)


def test_a_style_sheet_is_swapped_without_a_reload(shop: Blog, open_shop: Serving, page: Page):
    shop.file("templates/_head.html", '<title>x</title><link rel="stylesheet" href="/assets/mine.css">')
    shop.file("templates/_links.html", "")  # where the theme names its own
    shop.file("assets/mine.css", "h1 { color: rgb(1, 1, 1) }")
    page.goto(f"{open_shop.origin}/about/")
    colour = "getComputedStyle(document.querySelector('h1')).color"
    page.wait_for_function(f"{colour} === 'rgb(1, 1, 1)'")
    mark(page)

    shop.file("assets/mine.css", "h1 { color: rgb(2, 2, 2) }")

    page.wait_for_function(f"{colour} === 'rgb(2, 2, 2)'")
    assert has_mark(page)
    assert page.locator("link[rel=stylesheet]").count() == 1
    shop.delete("templates/_head.html")
    page.wait_for_function("document.title === 'About — Shop' || !document.title.startsWith('x')")


def test_a_drawing_that_is_saved_is_shown_whatever_it_and_others_are_called(
    shop: Blog, open_shop: Serving, page: Page
):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="20"/>'
    shop.file("content/Größe #1.svg", drawing.format(100))
    shop.write("drawn.md", "![A line](<Größe %231.svg>) ![Ms M](/of-the-host/M%FCller.jpg)")
    with open_shop.events("/drawn/") as event:
        while open_shop.get("/drawn/").status != 200:
            event()
    page.goto(f"{open_shop.origin}/drawn/")
    page.wait_for_load_state("load")
    mark(page)

    shop.file("content/Größe #1.svg", drawing.format(100) + "<!-- drawn anew -->")

    page.wait_for_function("window.mark !== true")
    shop.delete("content/drawn.md")


def test_an_address_of_a_style_sheet_that_changes_is_no_reason_to_reload(
    shop: Blog, open_shop: Serving, page: Page
):
    head = '<title>y</title><link rel="stylesheet" href="/assets/mine.css?{}">'
    shop.file("assets/mine.css", "h1 { color: rgb(3, 3, 3) }")
    shop.file("templates/_head.html", head.format(1))
    page.goto(f"{open_shop.origin}/about/")
    page.wait_for_function("document.title === 'y'")
    page.wait_for_load_state("networkidle")
    mark(page)

    shop.file("templates/_head.html", head.format(2))

    page.wait_for_function("document.querySelector('link[rel=stylesheet]').href.endsWith('?2')")
    assert has_mark(page)
    shop.delete("templates/_head.html")


def test_drafts_and_scheduled_posts_are_shown_with_a_badge(open_shop: Serving, page: Page):
    page.goto(f"{open_shop.origin}/")

    badges = page.locator(".badge")
    for text in ("draft", "scheduled"):  # each waits, for the page may still be following a save
        badges.filter(has_text=re.compile(text, re.IGNORECASE)).wait_for()
    assert badges.count() == 2


def test_a_hundred_saves_in_a_burst_end_in_the_right_page(shop: Blog, open_shop: Serving, page: Page):
    page.goto(f"{open_shop.origin}/2024/01/long/")
    path = shop.folder / "content/posts/long.md"

    for number in range(100):
        fresh = path.with_name("4913.tmp")  # as editors do that write beside the file and rename
        fresh.write_text(f"---\ntitle: Long\ndate: 2024-01-01\n---\nSave number {number}.\n")
        fresh.replace(path)

    see(page, "Save number 99.")


def test_a_site_that_begins_with_a_mistake_shows_it_and_then_the_site(blog: Blog, page: Page):
    blog.file("content/index.md", "no front matter")
    with serving(blog.folder) as server:
        answer = page.goto(f"{server.origin}/")
        assert answer is not None
        assert answer.status == 500
        page.get_by_text("there is no front matter").wait_for()

        blog.delete("content/index.md").write("posts/one.md", title="The first")

        see(page, "The first")


def test_a_page_that_is_gone_is_not_found_and_comes_back(shop: Blog, open_shop: Serving, page: Page):
    shop.write("team.md", "The team.", title="Team")
    page.goto(f"{open_shop.origin}/team/")
    see(page, "The team.")

    shop.delete("content/team.md")
    see(page, NOT_FOUND)

    shop.write("team.md", "The team again.", title="Team")
    see(page, "The team again.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_mistakes_fits_a_phone(shop: Blog, open_shop: Serving, page: Page, scheme: str):
    page.set_viewport_size({"width": 320, "height": 600})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shop.file("content/broken.md", "---\ntitle: A\ntgas: " + "x" * 300 + "\n---\n")
    page.goto(f"{open_shop.origin}/.sitegen/mistakes")
    page.wait_for_function("document.title !== 'All is well' || (location.reload(), false)", polling=500)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shop.delete("content/broken.md")
