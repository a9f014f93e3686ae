"""A blog that is heavy on its pages, in a real browser; each process starts one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reader.blog import write_blog
from reader.installing import why_no_axe
from reader.serving import serving

from sitegen.build import Request, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """A headless Chromium, where axe-core is there to look at its pages."""
    if reason := why_no_axe():
        pytest.skip(reason)
    return browser


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output folder of the blog, with a switch between light and dark; its photos are small, so
    that making them takes no time."""
    folder = tmp_path_factory.mktemp("blog")
    write_blog(folder, 480, 300)
    with (folder / "site.toml").open("a") as file:
        file.write("\n[theme]\nscheme_switch = true\n")
    build(Request(folder, as_of="2026-06-01"))
    return folder / "public"


@pytest.fixture(scope="session")
def origin(built: Path) -> Iterator[str]:
    with serving(built) as url:
        yield url
