"""Pages pass the Nu HTML checker without an error or a warning, and feeds pass feedparser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from reader.blog import write_blog
from reader.installing import CHECKER, why_no_checker

from sitegen.trial.sites import TRIALS
from support.rendering import rendered
from support.talking import TALKING, write_talking

ROOT = Path(__file__).parents[2]
FEEDS = (".xml", ".json")


def written(folder: Path, name: str, theme: str) -> Path:
    """Return the site of a trial, with a *theme*, in *folder*."""
    for path, content in TRIALS[name]().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[theme]\nname = "{theme}"\n')
    return folder


def sites(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield sites by name: this repository's own, one that is heavy on its pages, those with comments, and those
    that are hard on a theme."""
    shutil.copytree(ROOT / "content", folder / "own/content")
    shutil.copy(ROOT / "site.toml", folder / "own")
    yield "own", folder / "own"
    write_blog(folder / "heavy", 16, 10)
    yield "heavy", folder / "heavy"
    for kind in TALKING:
        write_talking(folder / kind, kind)
        yield kind, folder / kind
    for theme in ("default", "market", "bare"):
        for name in ("no dates", "no images", "pictures", "long words", "right to left", "HTML in titles"):
            yield f"{theme} {name}", written(folder / f"{theme} {name}", name, theme)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pages and feeds of all sites."""
    folder = tmp_path_factory.mktemp("markup")
    for name, site in sites(folder / "sites"):
        for path, content in rendered(site).items():
            file = folder / "made" / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return folder / "made"


def test_the_nu_html_checker_finds_neither_errors_nor_warnings(made):
    reason = why_no_checker()
    if reason:
        pytest.skip(reason)
    done = subprocess.run([*CHECKER, str(made)], capture_output=True, text=True)

    messages = json.loads(done.stdout)["messages"]
    serious = [one for one in messages if one["type"] == "error" or one.get("subType") == "warning"]
    found = {(one["url"].partition("/made/")[2], one.get("lastLine"), one["message"]) for one in serious}
    assert found == set()


def test_feedparser_reads_every_feed_without_a_complaint(made):
    feeds = sorted(made.rglob("*.xml"))
    for path in feeds:
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, (path, feed.get("bozo_exception"))
    assert len(feeds) > 50
