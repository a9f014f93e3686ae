"""A blog that is heavy on its pages, served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reader.blog import write_blog
from reader.serving import serving

from sitegen.build import Request, build


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
