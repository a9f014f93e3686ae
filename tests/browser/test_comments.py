"""A post that readers may answer elsewhere: what its page is before they do, and when they press the button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reader.installing import why_no_axe
from reader.looking import SEEN, opened
from reader.serving import serving

from sitegen.build import Request, build
from support.talking import POST, TALKING, write_talking

HOSTS = {"Isso": "https://isso.example/", "giscus": "https://giscus.app/"}


@pytest.fixture(scope="module", params=TALKING)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def talk(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a blog whose posts have comments in files, and more of them elsewhere; yield its URL."""
    folder = tmp_path_factory.mktemp("talk")
    write_talking(folder, kind)
    build(Request(folder, as_of="2026-06-01"))
    with serving(folder / "public") as url:
        yield url


@pytest.mark.skipif(bool(why_no_axe()), reason=why_no_axe())
def test_axe_finds_nothing_with_all_of_its_rules(browser, talk):
    with opened(browser, talk, POST) as page:
        found = {}
        for width, scheme in SEEN:
            page.show(width, scheme)
            if violations := page.violations():
                found[width, scheme] = violations
            assert page.width() <= width

    assert found == {}


def test_the_button_is_reached_by_keyboard_and_only_then_another_host_is_asked(browser, talk, kind):
    with opened(browser, talk, POST) as page:
        page.page.route(f"{HOSTS[kind]}**", lambda route: route.fulfill(body=""))
        wanted, walked = page.stops(), list(page.walk())
        before = [*page.strangers]
        with page.page.expect_request(f"{HOSTS[kind]}**"):
            page.page.get_by_role("button", name="Show and write comments").press("Enter")

    assert set(wanted) <= {stop.place for stop in walked}
    assert [stop.name for stop in walked if not (stop.ringed and stop.seen)] == []
    assert before == []
    assert [url.startswith(HOSTS[kind]) for url in page.strangers] == [True]


def test_without_scripts_there_is_no_button_that_does_nothing(browser, talk):
    with opened(browser, talk, POST, java_script_enabled=False) as page:
        assert "2 comments" in page.page.inner_text("main")
        assert page.page.locator("button:visible").count() == 0


def test_on_paper_comments_are_whole_and_nobody_is_asked_for_one(browser, talk):
    with opened(browser, talk, POST) as page:
        page.show(700, "print")
        shown = [
            page.page.get_by_text(words).is_visible()
            for words in ("2 comments", "at the till", "Reply by e-mail")
        ]
        button = page.page.locator(".comments button").is_visible()
        wider = page.page.evaluate("""() => {
          const code = document.querySelector('.comments pre');
          return code.scrollWidth - code.clientWidth;
        }""")

    assert shown == [True, True, False]
    assert (button, wider) == (False, 0)
