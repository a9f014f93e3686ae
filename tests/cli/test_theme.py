"""`sitegen theme`: list, show, copy, check."""

from __future__ import annotations

import json
import os

import pytest


@pytest.fixture
def theme(blog, run):
    return lambda *words: run("theme", *words, "--site", blog.folder)


def test_themes_are_listed_with_what_they_are(theme):
    result = theme("list")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["bare", "default", "market", "*"]
    assert lines[2] == (
        "  market   A market stall: cards with large pictures, heavy type, a band of colour. (child of default)"
    )
    assert json.loads(theme("list", "--format", "json").stdout)["used"] == "plain"


def test_a_theme_is_shown_with_its_settings_and_files(theme, blog):
    blog.configure("columns = 3").file("templates/post.html", "Mine")

    result = theme("show")

    assert result.exit_code == 0
    assert "  columns  number  3      How many columns the index has." in result.stdout
    assert "  post.html      the site itself" in result.stdout
    assert "  page.html      themes/plain" in result.stdout


def test_a_child_names_its_parent(theme):
    assert "It is a child of default." in theme("show", "market").stdout
    assert json.loads(theme("show", "market", "--format", "json").stdout)["parents"] == ["default"]


def test_a_template_is_copied_to_be_changed(theme, blog):
    result = theme("copy", "post.html")

    assert result.stdout == "templates/post.html is yours now; the theme's own is no longer used.\n"
    assert (blog.folder / "templates/post.html").read_bytes() == (
        blog.folder / "themes/plain/templates/post.html"
    ).read_bytes()
    again = theme("copy", "post.html")
    assert (again.exit_code, again.stderr) == (
        1,
        "sitegen: templates/post.html is there already; delete it to begin anew from the theme's\n",
    )


def test_an_asset_is_copied_too(theme, blog):
    blog.file("themes/plain/assets/style.css", "p { color: red }")

    assert theme("copy", "assets/style.css").exit_code == 0
    assert (blog.folder / "assets/style.css").is_file()


def test_what_a_theme_has_not_is_not_copied(theme):
    result = theme("copy", "psot.html")

    assert result.exit_code == 1
    assert result.stderr == "sitegen: the theme has no templates/psot.html; did you mean 'post.html'?\n"


@pytest.mark.parametrize("command", ["show", "check"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("markt", "did you mean 'market'?"), ("nope", "themes here: bare, default, market, plain")],
)
def test_a_theme_that_is_not_there_is_said_of_the_command_and_not_of_the_settings(theme, command, name, hint):
    result = theme(command, name)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"sitegen: there is no theme {name!r}; {hint}\n"


def test_a_sound_theme_passes(theme):
    result = theme("check", "bare")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "bare: 143 pages of 10 sites, and nothing is wrong with them.\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_what_can_not_be_read_beside_a_theme_is_no_failure_of_its_trial(theme, blog):
    """A build warns of it."""
    blog.file("templates/_part.html", "x").delete("templates/_part.html")
    (blog.folder / "templates/_part.html").symlink_to("nowhere")
    os.mkfifo(blog.folder / "templates/pipe.html")

    result = theme("check", "--format", "json")

    assert {problem["rule"] for problem in json.loads(result.stdout)["problems"]} == {"theme-html"}


def test_the_sites_own_overrides_are_tried_with_its_theme_but_not_with_another(theme, blog):
    site = (blog.folder / "site.toml").read_text().replace('name = "plain"', 'name = "bare"')
    blog.file("site.toml", site).file("templates/404.html", "{{ page.nothing }}")

    result = theme("check", "--format", "json")

    assert result.exit_code == 1
    [problem] = json.loads(result.stdout)["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("templates/404.html", 1, 9)
    assert "nothing" in problem["message"]
    assert theme("check", "default").exit_code == 0
