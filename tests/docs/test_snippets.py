"""What stands in fences in the README, the architecture and the reference is tried, each in a site that has what
it speaks of; `test_docs.py` follows the other pages of the documentation."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
import reference
from click.testing import CliRunner

from sitegen.build import Request, build
from sitegen.cli import main
from sitegen.content.begin import begin_site
from support.pictures import copy_repository, jpeg

ROOT = Path(__file__).parents[2]
MADE = {reference.FOLDER / name for name in reference.pages()}
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted({*reference.FOLDER.glob("*.md")} - MADE),
    ROOT / "docs/content/explanation/reading.md",
)
_FENCE = re.compile(r"^ *```(\w*)\n((?:.*\n)*?) *```$", re.MULTILINE)
OF_OTHERS = frozenset({"nginx"})
"""Languages of programs that are not ours."""
HEAD = 'name = "mine"\napi = 1\nparent = "default"\n'


class Snippet(NamedTuple):
    page: str
    number: int
    language: str
    text: str


def snippets() -> list[Snippet]:
    return [
        Snippet(path.name, number, *found)
        for path in PAGES
        for number, found in enumerate(_FENCE.findall(path.read_text("utf-8")), 1)
    ]


def of(*languages: str) -> pytest.MarkDecorator:
    found = [one for one in snippets() if one.language in languages]
    return pytest.mark.parametrize("snippet", found, ids=[f"{one.page}-{one.number}" for one in found])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site."""
    return copy_repository(tmp_path_factory.mktemp("own") / "site")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with the texts and pictures that the snippets name."""
    folder = tmp_path / "site"
    begin_site(folder, date(2024, 1, 2))
    posts = folder / "content/posts"
    ben = posts / "2011-07-14-ben/index.md"
    ben.parent.mkdir()
    ben.write_text("---\ntitle: Ben\n---\nWords.\n")
    (posts / "2015-09-14-six-principles.md").write_text("---\ntitle: Six principles\n---\nWords.\n")
    for name in ("mazda.jpg", "ben.jpg"):
        (posts / name).write_bytes(jpeg(1200, 800))
    with (folder / "site.toml").open("a") as settings:
        settings.write('[search]\nenabled = false\n\n[authors.maren]\nname = "Maren Oduya"\n')
    return folder


def assert_fine(site: Path) -> None:
    assert build(Request(site, as_of="2026-01-01")).problems == ()


def test_every_language_is_tried():
    tried = {"", "toml", "sh", "jinja", "markdown", "yaml"}
    assert {one.language for one in snippets()} == tried | OF_OTHERS


@pytest.mark.parametrize(
    "page", ["README.md", "Makefile", "docs", "src/sitegen/content/starter", "src/sitegen/cli"]
)
def test_nobody_is_told_to_open_a_built_page_as_a_file(page: str):
    found = ROOT / page
    files = (
        [path for path in found.rglob("*") if path.suffix in {".md", ".py"}] if found.is_dir() else [found]
    )

    assert [path for path in files if "public/index.html" in path.read_text("utf-8")] == []


@of("toml")
def test_settings_can_be_given(site: Path, snippet: Snippet):
    is_theme = snippet.text.startswith(("name =", "[images."))
    if is_theme:
        theme = site / "themes/mine/theme.toml"
        theme.parent.mkdir(parents=True)
        theme.write_text(snippet.text if "name =" in snippet.text else HEAD + snippet.text)
    with (site / "site.toml").open("a") as settings:
        settings.write('\n[theme]\nname = "mine"\n' if is_theme else f"\n{snippet.text}")
    assert_fine(site)


@of("markdown", "yaml")
def test_texts_and_comments_can_be_written(site: Path, snippet: Snippet):
    comments = site / "content/comments/six-principles"
    if snippet.language == "yaml":
        comments.parent.mkdir()
        comments.with_suffix(".yaml").write_text(snippet.text)
    elif snippet.page == "comments.md":
        comments.mkdir(parents=True)
        (comments / "3.md").write_text("---\nauthor: Ann\ndate: 2015-09-15\n---\nYes.\n")
        (comments / "4.md").write_text(snippet.text)
    else:
        (site / "content/posts/2024-02-01-new.md").write_text(snippet.text)
    assert_fine(site)


@of("jinja")
def test_tags_can_stand_in_a_template(site: Path, snippet: Snippet):
    front = "title: A car\nimage: mazda.jpg\nimage_alt: A red car\n"
    (site / "content/posts/2024-02-01-car.md").write_text(f"---\n{front}---\nWords.\n")
    for name, text in {
        "assets/style.css": "p { margin: 0 }",
        "templates/post.html": '{% extends "base.html" %}{% block main %}{% set post = page %}'
        f"{{% if post.image %}}{snippet.text}{{% endif %}}{{% endblock %}}",
    }.items():
        (site / name).parent.mkdir()
        (site / name).write_text(text)
    assert_fine(site)


@of("sh", "")
def test_commands_and_their_options_are_there(
    site: Path, own: Path, snippet: Snippet, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(site)
    for line in snippet.text.splitlines():
        command = re.match(r"(?:\$ )?sitegen ((?!init|serve).*)", line)
        if command is None:
            continue
        words = [re.sub(r"^/tmp/\w+", str(site), word) for word in shlex.split(command[1], comments=True)]
        if words[0] == "related":
            words += ["--site", str(own), "--as-of", "2026-11-26"]
        done = CliRunner().invoke(main, words)
        assert done.exit_code in ((0, 1) if words[0] == "check" else (0,)), f"{line}\n{done.output}"
        if words[0] == "related":
            said = snippet.text.partition("\n")[2]
            assert " ".join(said.split()) == " ".join(done.stdout.split())
