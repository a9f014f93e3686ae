"""Whole sites with mistakes: every message, exactly, and nothing written.

Each folder of `sites_invalid/` is a site with an `expected.txt`, one message a line.
"""

import shutil
from pathlib import Path

import pytest

from sitegen.build import Request, build
from sitegen.errors import ProblemsError
from support.blog import PLAIN_THEME

SITES = sorted(path for path in (Path(__file__).parent / "sites_invalid").iterdir() if path.is_dir())


def messages(folder: Path, site: Path) -> list[str]:
    """Build a copy of *site* and return what is wrong with it."""
    shutil.copytree(site, folder)
    shutil.copytree(PLAIN_THEME, folder / "themes/plain")
    with pytest.raises(ProblemsError) as caught:
        build(Request(folder, as_of="2026-01-01"))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_mistake_is_said_once_with_its_place_and_nothing_is_written(site, tmp_path):
    said = messages(tmp_path / "site", site)

    assert said == (site / "expected.txt").read_text("utf-8").splitlines()
    assert not (tmp_path / "site/public").exists()
