"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from support.blog import Blog, make_blog

# No deadlines: machines are busy.  `make soak` tries more examples.
settings.register_profile("check", deadline=None, max_examples=40)
settings.register_profile("soak", deadline=None, max_examples=400)
settings.load_profile("check")


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty blog; see `support/blog.py`."""
    return make_blog(tmp_path / "site")
