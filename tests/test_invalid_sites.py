"""Whole sites with mistakes: every message, exactly, and nothing written.

Each folder of `sites_invalid/` is a site with an `expected.txt`, one message a line.
"""

import shutil
from pathlib import Path

import pytest

from sitegen.build import Request, build
from sitegen.errors import ProblemsError
from sitegen.memory import FOLDER
from support.blog import PLAIN_THEME

SITES = sorted(path for path in (Path(__file__).parent / "sites_invalid").iterdir() if path.is_dir())


def copy(site: Path, folder: Path) -> Path:
    """Copy *site*, and the theme of the tests, to *folder*."""
    shutil.copytree(site, folder)
    shutil.copytree(PLAIN_THEME, folder / "themes/plain")
    return folder


def messages(site: Path) -> list[str]:
    """Build *site* and return what is wrong with it."""
    with pytest.raises(ProblemsError) as caught:
        build(Request(site, as_of="2026-01-01"))
    assert all(problem.offending or problem.location.column == 1 for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_mistake_is_said_once_with_its_place_and_nothing_is_written(site, tmp_path):
    folder = copy(site, tmp_path / "site")
    before = sorted(tmp_path.rglob("*"))

    said = messages(folder)

    assert said == (site / "expected.txt").read_text("utf-8").splitlines()
    hidden = {FOLDER, ".public.sitegen"}  # the cache, and where the next site was begun
    assert sorted(path for path in tmp_path.rglob("*") if hidden.isdisjoint(path.parts)) == before
