"""A blog that wears the default theme."""

from __future__ import annotations

import pytest

from support.blog import Blog

SITE_TOML = """\
[site]
title = "A blog"
url = "https://example.org/"
description = "Words about work."
menu = [{ label = "Guides", url = "/guides/" }, { label = "All posts", url = "/archives/" }]

[search]
enabled = false

[archives]
per_page = 2

[authors.ada]
name = "A. Cedilla"
about = "She writes."
"""


@pytest.fixture
def dressed(blog: Blog) -> Blog:
    """An empty blog with the default theme, a menu, an author and two posts a page."""
    return blog.file("site.toml", SITE_TOML)
