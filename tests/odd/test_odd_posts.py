"""Two thousand odd posts: each is published, accounted for by its state, or refused with one located message."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import html5lib
import pytest
from click.testing import CliRunner
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from odd_posts import SITE, make

from sitegen.build import Report, Request, build
from sitegen.cli import main
from sitegen.model.records import State
from support.pictures import GIF

COUNT = 2000
STATES = {"published", "draft", "scheduled", "expired"}


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The site with all files, and what must become of each."""
    site = tmp_path_factory.mktemp("odd") / "site"
    files = {}
    for key, data, fate in make(COUNT):
        path = site / "content" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        files[key] = fate
    for name in ("a.png", "a b.png"):
        (site / "content" / name).write_bytes(GIF)
    (site / "site.toml").write_text(SITE)
    return site, files


@pytest.fixture(scope="module")
def mistakes(expected) -> dict[str, Any]:
    """What `sitegen build --format json` says of the site with all files."""
    site, _files = expected
    arguments = ["build", "--site", str(site), "--as-of", "2026-01-01", "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert not (site / "public").exists()
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def report(expected, mistakes) -> Report:
    """The site built without the files that were refused."""
    site, files = expected
    for key, fate in files.items():
        if fate not in STATES:
            (site / "content" / key).unlink()
    return build(Request(site, as_of="2026-01-01"))


def test_each_wrong_file_has_one_located_message_and_no_other_file_has_any(expected, mistakes):
    _site, files = expected
    said = defaultdict(list)
    for problem in mistakes["problems"]:
        said[problem["file"].removeprefix("content/")].append(problem["rule"])

    assert said == {key: [fate] for key, fate in files.items() if fate not in STATES}
    assert all(problem["line"] >= 1 and problem["column"] >= 1 for problem in mistakes["problems"])


def test_the_counts_of_the_report_add_up_to_the_number_of_files(mistakes):
    assert sum(mistakes["posts"].values()) == COUNT


def test_every_file_is_counted_in_the_state_that_was_expected(expected, report):
    _site, files = expected

    assert report.census.texts == {
        ("post", State(fate)): count for fate, count in Counter(files.values()).items() if fate in STATES
    }


def test_every_published_post_has_its_page_and_no_other_text_has(expected, report):
    site, files = expected
    paths = {key: report.structure.paths[key] for key in report.structure.order}
    pages = {key: site / "public" / f"{path[1:]}index.html" for key, path in paths.items()}

    assert set(pages) == {key for key, fate in files.items() if fate == "published"}
    assert all(page.is_file() for page in pages.values())


def test_nothing_is_written_outside_of_the_output_folder(expected, report):
    site, _files = expected

    assert {path.name for path in site.iterdir()} <= {
        "site.toml", "content", "public", ".public.sitegen", ".sitegen"
    }  # fmt: skip
    assert {path.name for path in site.parent.iterdir()} == {"site"}


EVERY = max(1, 225 // settings.default.max_examples)
"""One page of so many is read; `make soak` reads all."""


def test_every_page_is_html_that_a_browser_reads_to_its_end(report):
    for page in sorted(report.output.rglob("*.html"))[::EVERY]:
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
        assert tree.find("body") is not None, page
        assert page.parent.name == "old" or tree.find(".//main") is not None, page
