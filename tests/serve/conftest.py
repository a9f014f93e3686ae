"""A site that is served, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from previews import Serving, serving

from support.blog import Blog, make_blog

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def served(blog: Blog) -> Iterator[Serving]:
    """The empty blog, served."""
    with serving(blog.folder) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in the browser; a mistake in a script of ours is a failure of the test."""
    failed: list[object] = []
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.on("pageerror", lambda error: failed.append(error))
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert not failed


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A blog in the default theme with a long post, a draft, a scheduled post and a page."""
    blog: Blog = make_blog(tmp_path_factory.mktemp("shop") / "site")
    blog.file("site.toml", '[site]\ntitle = "Shop"\nurl = "https://example.org/"\n')
    blog.write("posts/long.md", "\n\n".join(f"Paragraph {number}." for number in range(200)), title="Long")
    blog.write("posts/draft.md", title="Not yet", draft=True)
    blog.write("posts/later.md", title="Later", date="2999-01-01")
    return blog.write("about.md", title="About")


@pytest.fixture(scope="module")
def open_shop(shop: Blog) -> Iterator[Serving]:
    """The shop, served."""
    with serving(shop.folder) as server:
        yield server
