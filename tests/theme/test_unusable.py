"""What lies among a site's templates and assets and can't be used is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.blog import Blog


def told(blog: Blog) -> list[str]:
    """Return what a build tells of files that can't be used, by their paths."""
    found = [problem for problem in blog.build().problems if problem.rule == "unreadable"]
    assert all(problem.warning for problem in found)
    return [f"{problem.location.path}: {problem.message}" for problem in found]


@pytest.fixture
def own(blog: Blog) -> Blog:
    """A blog with an asset and a template of its own, and a file elsewhere."""
    blog.file("assets/deep/own.css", "h1 { color: red }").file("shared/a.png", "")
    return blog.file("templates/_footer.html", "The end.")


def link(blog: Blog, path: str, target: Path) -> None:
    (blog.folder / path).symlink_to(target)


def test_links_and_pipes_that_no_page_can_use_are_told(own: Blog):
    link(own, "assets/deep/gone.css", own.folder / "nowhere.css")
    link(own, "assets/pictures", own.folder / "shared")
    link(own, "templates/post.html", own.folder / "nowhere.html")
    no_file = "this is no file (a broken link, a device or a pipe)"

    assert told(own) == [
        f"templates/post.html: {no_file}",
        f"assets/deep/gone.css: {no_file}",
        "assets/pictures: this link leads to a folder, and assets in such are not published",
    ]


def test_a_link_to_a_file_and_what_begins_with_a_dot_are_not(own: Blog):
    link(own, "assets/a.png", own.folder / "shared" / "a.png")
    link(own, "assets/.#own.css", own.folder / "nowhere")

    assert told(own) == []
    assert "assets/a.png" in own.published()


def test_a_link_to_a_folder_with_templates_is_not_for_they_are_found_there(own: Blog):
    own.file("shared/end.html", "The end.").file("templates/_footer.html", '{% include "parts/end.html" %}')
    link(own, "templates/parts", own.folder / "shared")

    assert told(own) == []


@pytest.mark.parametrize("kind", ["templates", "assets"])
def test_a_file_in_the_place_of_a_folder_is_told(blog: Blog, kind: str):
    blog.file(kind, "")

    assert told(blog) == [f"{kind}: this is no folder"]


def test_those_of_a_child_theme_are_told_by_its_name(blog: Blog):
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "plain"\n').file("themes/child/assets", "")
    toml = (blog.folder / "site.toml").read_text()
    blog.file("site.toml", toml.replace('name = "plain"', 'name = "child"'))

    assert told(blog) == ["themes/child/assets: this is no folder"]


def test_one_that_came_since_is_told_by_a_build_that_would_have_nothing_else_to_do(own: Blog):
    own.build()
    link(own, "assets/gone.css", own.folder / "nowhere.css")

    assert len(told(own)) == 1
    (own.folder / "assets" / "gone.css").unlink()
    assert told(own) == []
