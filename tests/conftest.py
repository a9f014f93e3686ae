"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.blog import Blog, make_blog


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty blog; see `support/blog.py`."""
    return make_blog(tmp_path / "site")
