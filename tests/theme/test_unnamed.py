"""An asset that is meant to take the place of one of the theme's, but for its name, is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.theme.theme import Layer, Theme
from sitegen.theme.unnamed import unnamed_assets
from support.blog import SITE_TOML

FILES = {
    "theme/templates/base.html": '<link href="{{ site.asset("style.css") }}"><b class="sty">{{ a ~ "-" }}</b>',
    "theme/assets/style.css": '@import "_tokens.css";',
    "theme/assets/_tokens.css": "",
    "content/one.md": "[style](/style.css)",
}


def said(folder: Path, **more: str) -> list[str]:
    """Return what is said of a site with some files *more*, by their paths with `__` for `/`."""
    own = {"assets/styel.css": "/* styel.css */", "assets/_token.css": "", "assets/mine.css": ""}
    for name, text in (FILES | own | {key.replace("__", "/"): text for key, text in more.items()}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    theme = Theme((Layer(folder, ""), Layer(folder / "theme", "themes/theme/")))
    found = unnamed_assets(theme, sorted((folder / "content").iterdir()))
    return [f"{problem.location.path}: {problem.hint}" for problem in found if problem.warning]


def test_an_own_asset_that_nothing_names_and_that_is_nearly_the_themes_is_told(tmp_path):
    assert said(tmp_path) == [
        "assets/_token.css: did you mean '_tokens.css'?",
        "assets/styel.css: did you mean 'style.css'?",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"templates__page.html": '{{ site.asset("styel.css") }}'},
        {"templates__page.html": '{{ site.asset("sty" ~ page.kind ~ ".css") }}'},
        {"theme__assets__a.js": "import(`/assets/${name}.css`)"},
        {"theme__assets__a.js": "import('/assets/' + name + 'l.css')"},
        {"assets__other.css": '@import "styel.css";'},
        {"content__one.md": '<link href="/assets/styel.css">'},
        {"assets__style.css": ""},
    ],
    ids=["template", "pieces", "script", "joined", "style sheet", "text", "beside"],
)
def test_one_that_is_named_or_may_be_is_not(tmp_path, more):
    assert not any("styel" in line for line in said(tmp_path, **more))


def test_one_of_a_child_theme_is_told_too(blog):
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "default"\n')
    blog.file("site.toml", SITE_TOML.replace("plain", "child")).file(
        "themes/child/assets/_themee.css", "h1 { color: red }"
    )

    (problem,) = blog.write("posts/one.md").problems()

    assert (str(problem.location), problem.rule) == ("themes/child/assets/_themee.css:1:1", "unused-asset")
    assert problem.hint == "did you mean '_theme.css'?"
