"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from reader.chromium import chromium, why_not

from support.blog import Blog, make_blog

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadlines: machines are busy.  `make soak` tries more examples.
settings.register_profile("check", deadline=None, max_examples=75)
settings.register_profile("soak", deadline=None, max_examples=400)
settings.load_profile("check")


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty blog; see `support/blog.py`."""
    return make_blog(tmp_path / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium.  Two can't be there at once in a process, and while there is one, nothing else can
    have a loop of asyncio: so it is the module's, not the session's."""
    if reason := why_not():
        pytest.skip(reason)
    with chromium() as started:
        yield started
