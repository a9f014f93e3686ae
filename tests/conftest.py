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
settings.register_profile("check", deadline=None, max_examples=40)
settings.register_profile("soak", deadline=None, max_examples=400)
settings.load_profile("check")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; in a process there can be one at a time."""
    if reason := why_not():
        pytest.skip(reason)
    with chromium() as started:
        yield started


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty blog; see `support/blog.py`."""
    return make_blog(tmp_path / "site")
