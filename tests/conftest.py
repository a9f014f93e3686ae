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
settings.register_profile("check", deadline=None, max_examples=50)
settings.register_profile("soak", deadline=None, max_examples=400)
settings.load_profile("check")


_LONG = (
    *("test_equivalence.py", "test_odd_posts.py", "test_killed_builds.py", "test_docs.py", "test_build.py"),
    *(
        "test_wheel.py",
        "test_search.py",
        "test_pages.py",
        "test_killed.py",
        "test_markup.py",
        "test_bundle.py",
    ),
    *("test_resident.py", "test_related.py", "test_costs.py", "test_rendered.py"),
)
"""Modules that take longest, some with few tests: who gets one of these last has all others wait."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take long, in this order."""
    places = {name: place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(_LONG)))


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
