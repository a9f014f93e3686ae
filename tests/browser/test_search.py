"""Searching as readers do: in a real browser, by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from reader.blog import write_blog
from reader.installing import why_no_axe
from reader.looking import SCHEMES, opened
from reader.serving import SEARCHABLE, serving

from sitegen.build import Request, build
from sitegen.queries import structural
from sitegen.search.pagefind import find_pagefind

pytestmark = pytest.mark.skipif(
    not find_pagefind(), reason="Pagefind is not installed: pip install pagefind[bin]"
)
RESULTS = ".results li a"


@pytest.fixture(scope="module")
def origin(built: Path) -> Iterator[str]:
    """Serve the blog as a careful host does that has read what searching needs."""
    with serving(built, SEARCHABLE) as url:
        yield url


def test_words_are_looked_for_by_keyboard_and_what_is_found_is_said(browser, origin):
    with opened(browser, origin, "/") as page:
        page.page.get_by_role("link", name="Search", exact=True).press("Enter")
        page.page.wait_for_url("**/search/")
        page.page.get_by_label("Words to look for").focus()
        page.page.keyboard.type("customer")
        page.page.keyboard.press("Enter")
        page.page.locator(RESULTS).first.wait_for()

        assert page.page.get_by_role("status").inner_text().endswith("for “customer”")
        assert page.page.url.endswith("/search/?q=customer")
        page.page.locator(RESULTS).first.press("Enter")
        page.page.wait_for_url(lambda url: "/search/" not in url)
        assert "customer" in page.page.inner_text("main").lower()
        assert (page.strangers, page.said) == ([], [])


def test_an_address_that_was_shared_shows_what_it_found_with_its_filters(browser, origin):
    with opened(browser, origin, "/search/?year=2026") as page:
        page.page.locator(RESULTS).first.wait_for()

        assert page.page.get_by_label("Year").input_value() == "2026"
        dates = page.page.locator(".results time").all()
        assert dates and all((one.get_attribute("datetime") or "").startswith("2026-") for one in dates)


@pytest.mark.parametrize(
    ("language", "text", "asked", "not_found"),
    [
        ("fr", "Il boit de l'eau—fraîche jusqu'aujourd'hui. *D*'accord ?",
         ["eau", "l'eau—fraîche", "d'accord"], "zeppelin"),
        ("en", "It wasn't the grocer—weathered and kind: $250. Rock'n'roll!",
         ["wasn't", "grocer—weathered", "$250"], "zeppelin"),
        ("fr", "Un bœuf, l'Œuvre de ma sœur.", ["boeuf", "l'oeuvre", "sœur", "soeur"], "zeppelin"),
        ("pl", "Żółć i małe słowo w Łodzi.", ["zolc", "male slowo", "łodzi", "lodzi"], "zeppelin"),
    ],
)  # fmt: skip
def test_words_are_found_as_readers_type_them(browser, tmp_path, language, text, asked, not_found):
    site = f'[site]\ntitle = "T"\nurl = "https://example.org"\nlanguage = "{language}"\n'
    (tmp_path / "site.toml").write_text(site)
    (tmp_path / "content/posts").mkdir(parents=True)
    other = "L'or, l'air et d'autres; a greengrocer, cold."
    for slug, words in (("one", text), ("two", other)):
        front = f"title: {slug}\ndate: 2024-01-01"
        (tmp_path / f"content/posts/{slug}.md").write_text(f"---\n{front}\n---\n{words}\n")
    build(Request(tmp_path))

    with serving(tmp_path / "public", SEARCHABLE) as url, opened(browser, url, "/search/") as page:
        for words in asked:
            page.page.goto(f"{url}/search/?q={quote(words)}")
            page.page.locator(RESULTS).first.wait_for()
            assert page.page.locator(RESULTS).all_inner_texts() == ["one"], words
        page.page.goto(f"{url}/search/?q={not_found}")
        page.page.get_by_role("status").filter(has_text=not_found).wait_for()
        assert page.page.locator(RESULTS).count() == 0


def test_what_is_found_is_read_in_the_direction_of_its_words(browser, blog):
    blog.file("site.toml", '[site]\ntitle = "T"\nurl = "https://example.org"\n')
    blog.write("posts/one.md", "Where tea grows.", title="Tea", tags=["tea"])
    blog.write("posts/two.md", "أين ينمو الشاي؟", title="شاي!", tags=["tea", "ar"], lang="ar").build()

    directions = """() => [...document.querySelectorAll('.results :is(h2, p)')]
      .map(one => [one.tagName, getComputedStyle(one).direction].join(' ')).sort()"""
    with serving(blog.public, SEARCHABLE) as url, opened(browser, url, "/search/?tag=tea") as page:
        page.page.locator(RESULTS).first.wait_for()
        found = page.page.evaluate(directions)

    assert found == ["H2 ltr", "H2 rtl", "P ltr", "P rtl"]


def test_what_was_edited_is_found_by_its_new_words_and_not_by_its_old_ones(browser, tmp_path):
    write_blog(tmp_path, 8, 60)
    post = tmp_path / "content/posts/zeppelins.md"
    post.write_text("---\ntitle: Airships\ndate: 2026-01-01\n---\n\nOf zeppelins.\n")
    build(Request(tmp_path))
    post.write_text("---\ntitle: Airships\ndate: 2026-01-01\n---\n\nOf montgolfiers.\n")
    (tmp_path / "content/posts/new.md").write_text(
        "---\ntitle: New\ndate: 2026-01-02\n---\n\nOf gyroplanes.\n"
    )
    build(Request(tmp_path))

    finds = {"montgolfiers": ["Airships"], "gyroplanes": ["New"], "airships": ["Airships"], "zeppelins": []}
    with serving(tmp_path / "public", SEARCHABLE) as url, opened(browser, url, "/search/") as page:
        for word, titles in finds.items():
            page.page.goto(f"{url}/search/?q={word}")
            page.page.get_by_role("status").filter(has_text=word).wait_for()
            if titles:  # what is found is told before it is shown
                page.page.locator(RESULTS).first.wait_for()
            assert page.page.locator(RESULTS).all_inner_texts() == titles, word


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the same blog with a few texts to an index."""
    folder = tmp_path_factory.mktemp("parts")
    write_blog(folder, 480, 300)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structural, "SEARCHED_AT_ONCE", 6)
        build(Request(folder, as_of="2026-06-01"))
    assert (folder / "public/pagefind/1/pagefind-entry.json").is_file()
    with serving(folder / "public", SEARCHABLE) as url:
        yield url


@pytest.mark.parametrize("asked", ["q=the", "q=customer&year=2026", "tag=trust"])
def test_a_search_of_several_indexes_finds_what_one_of_all_texts_finds(browser, origin, in_parts, asked):
    found = []
    for url in (origin, in_parts):
        with opened(browser, url, f"/search/?{asked}") as page:
            page.page.locator(RESULTS).first.wait_for()
            titles = {link.inner_text() for link in page.page.locator(RESULTS).all()}
            found.append((page.page.get_by_role("status").inner_text(), len(titles)))
            assert (page.strangers, page.said) == ([], [])

    assert found[0] == found[1]


def test_what_is_not_there_is_said(browser, origin):
    with opened(browser, origin, "/search/?q=xylophonists") as page:
        page.page.get_by_role("status").filter(has_text="xylophonists").wait_for()

        assert page.page.get_by_role("status").inner_text() == "0 results for “xylophonists”"
        assert page.page.locator(RESULTS).count() == 0


def test_a_search_that_could_not_be_loaded_can_be_tried_again(browser, origin):
    with opened(browser, origin, "/search/") as page:
        page.page.route("**/*.pf_meta", lambda route: route.abort())
        page.page.get_by_label("Words to look for").fill("customer")
        page.page.get_by_role("status").filter(has_text="could not be loaded").wait_for()

        page.page.unroute("**/*.pf_meta")
        page.page.get_by_label("Words to look for").press("Enter")

        page.page.locator(RESULTS).first.wait_for()


def test_what_is_only_filtered_comes_newest_first(browser, origin):
    with opened(browser, origin, "/search/?author=nobody&tag=trust") as page:
        page.page.locator(RESULTS).first.wait_for()

        days = [one.get_attribute("datetime") for one in page.page.locator(".results time").all()]
        assert days == sorted(days, reverse=True) and len(set(days)) > 1
        assert page.page.get_by_label("Author").input_value() == ""


def test_more_results_come_when_they_are_asked_for_and_have_the_focus(browser, origin):
    with opened(browser, origin, "/search/?q=the") as page:
        page.page.locator(RESULTS).first.wait_for()
        assert page.page.locator(RESULTS).count() == 10

        page.page.get_by_role("button", name="More results").press("Enter")

        page.page.locator(RESULTS).nth(10).wait_for()
        page.page.locator(".results li:nth-child(11) :focus").wait_for()


@pytest.mark.skipif(bool(why_no_axe()), reason=why_no_axe())
def test_axe_finds_nothing_on_what_was_found(browser, origin):
    with opened(browser, origin, "/search/?q=the") as page:
        page.page.locator(RESULTS).first.wait_for()
        found = {}
        for width, scheme in [(320, "light"), (1280, "dark"), *[(390, scheme) for scheme in SCHEMES]]:
            page.show(width, scheme)
            assert page.width() <= width
            if violations := page.violations():
                found[width, scheme] = violations

    assert found == {}


def test_without_scripts_the_page_says_where_else_to_look(browser, origin):
    with opened(browser, origin, "/search/", java_script_enabled=False) as page:
        assert "needs JavaScript" in page.page.inner_text("main")
        assert page.page.locator("main a").count() == 2
        assert page.page.locator("form:visible, button:visible").count() == 0
