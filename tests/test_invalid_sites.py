"""Whole sites with mistakes: every message, exactly, and nothing written.

Each folder of `sites_invalid/` is a site with an `expected.txt`, one message a line.
"""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.build import Request, build
from sitegen.cli import main
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


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_command_shows_them_all_and_no_traceback(site, tmp_path):
    folder = copy(site, tmp_path / "site")

    said = CliRunner().invoke(main, ["build", "--site", str(folder), "--as-of", "2026-01-01"])

    assert (said.exit_code, said.stdout) == (1, "")
    assert "Traceback" not in said.stderr
    for line in (site / "expected.txt").read_text("utf-8").splitlines():
        place, _, _ = line.partition(": ")
        assert f"\n{place}: " in f"\n{said.stderr}"


def test_they_are_many_and_of_many_kinds():
    lines = [line for site in SITES for line in (site / "expected.txt").read_text("utf-8").splitlines()]

    assert len(set(lines)) >= 99
    assert len({line.rpartition("[")[2] for line in lines}) >= 23


def test_every_rule_is_explained():
    explained = (Path(__file__).parents[1] / "docs" / "content" / "reference" / "messages.md").read_text(
        "utf-8"
    )

    for site in SITES:
        for line in (site / "expected.txt").read_text("utf-8").splitlines():
            assert f"`{line.rpartition('[')[2][:-1]}`" in explained
