"""Themes: parents, the site's overrides, settings, and what is wrong with them."""

from __future__ import annotations

import pytest

from sitegen.theme.colour import contrast
from support.blog import SITE_TOML, Blog


def child(blog: Blog, toml: str = 'name = "child"\nparent = "plain"\n', **templates: str) -> Blog:
    """Give the blog a theme `child` whose parent is `plain`."""
    site = (blog.folder / "site.toml").read_text().replace('name = "plain"', 'name = "child"')
    blog.file("site.toml", site).file("themes/child/theme.toml", toml)
    for name, text in templates.items():
        blog.file(f"themes/child/templates/{name}.html", text)
    return blog


def test_a_theme_uses_its_parents_files_where_it_has_none(blog):
    child(blog, post="Child: {{ page.title }}").write("posts/one.md").write("about.md").build()

    assert blog.page("/2024/01/one/") == "Child: one"
    assert "<h1>about</h1>" in blog.page("/about/")


def test_a_theme_extends_a_template_of_its_parent(blog):
    child(blog, post='{% extends "base.html" %}{% block main %}Mine{% endblock %}').write(
        "posts/one.md"
    ).build()

    assert "<main>\nMine</main>" in blog.page("/2024/01/one/")


def test_the_sites_own_files_come_first_one_by_one(blog):
    child(blog, post="Child").file("templates/post.html", "Site: {{ site.asset('style.css') }}")
    blog.file("assets/style.css", "site").file("themes/child/assets/style.css", "child")
    blog.file("themes/child/assets/fonts/a.woff2", "font").write("posts/one.md").build()

    style = blog.page("/2024/01/one/").removeprefix("Site: ")
    assert blog.page(style) == "site"
    assert blog.page("/assets/style.css") == "site"
    assert blog.page("/assets/fonts/a.woff2") == "font"


def test_a_theme_that_is_not_there_is_said_where_it_is_named(blog):
    blog.file("site.toml", (blog.folder / "site.toml").read_text().replace('"plain"', '"plian"'))

    (problem,) = blog.problems()

    assert str(problem.location) == "site.toml:6:8"
    assert problem.message == "there is no theme 'plian'"
    assert "plain" in problem.hint
    assert problem.offending == 'name = "plian"'


@pytest.mark.parametrize("name", ["../themes/plain", "/etc", ".", ""])
def test_a_theme_is_a_name_and_no_path(blog, name):
    blog.file("site.toml", (blog.folder / "site.toml").read_text().replace('"plain"', f'"{name}"'))

    assert blog.problems() != ()
    assert blog.published() == set()


def test_a_parent_that_is_not_there_is_said_in_the_themes_file(blog):
    child(blog, 'name = "child"\nparent = "nobody"\n')

    (problem,) = blog.problems()

    assert str(problem.location) == "themes/child/theme.toml:2:10"
    assert problem.message == "there is no theme 'nobody'"


def test_a_circle_of_parents_is_said(blog):
    child(blog).file("themes/plain/theme.toml", 'name = "plain"\nparent = "child"\n')

    assert [problem.message for problem in blog.problems()] == ["the theme 'child' is its own parent"]


@pytest.mark.parametrize(
    ("toml", "rule"),
    [
        ("name = ", "syntax"),
        ('name = "child"\nparnet = "plain"', "unknown-key"),
        ('name = "child"\nparent = "plain"\napi = 99', "theme"),
        ('name = "child"\nparent = "plain"\n[settings.x]\ntype = "color"\ndefault = 1', "bad-value"),
    ],
)
def test_a_mistake_in_a_themes_file_is_placed(blog, toml, rule):
    child(blog, toml)

    (problem, *_) = blog.problems()

    assert (problem.location.path, problem.rule) == ("themes/child/theme.toml", rule)


@pytest.mark.parametrize(
    "mistake",
    [
        'parent = "nobody"',
        'parnet = "plain"',
        'parent = "plain',
        'parent = "plain"\n[images.card]\nwidths = [200, 100]',
        'parent = "plain"\n[images.card]\nwidths = ["wide"]',
    ],
)
def test_a_mistake_in_a_themes_file_is_said_once_and_not_in_what_it_brings_about(blog, mistake):
    child(blog, f'name = "child"\n{mistake}\n')
    blog.file("site.toml", f"{(blog.folder / 'site.toml').read_text()}columns = 3\n")

    (problem,) = blog.problems()

    assert problem.location.path == "themes/child/theme.toml"


def test_settings_of_the_theme_and_its_parents_reach_templates(blog):
    child(
        blog,
        'name = "child"\nparent = "plain"\n[settings.accent]\ntype = "text"\ndefault = "green"',
        post="{{ site.option('accent') }} {{ site.option('columns') }} {{ site.option('wide') }}",
    )
    blog.file("site.toml", (blog.folder / "site.toml").read_text() + "columns = 3\n").write(
        "posts/one.md"
    ).build()

    assert blog.page("/2024/01/one/") == "green 3 False"


def test_a_setting_that_the_theme_does_not_know_or_take_is_said_where_it_stands(blog):
    blog.configure('clumns = 2\nwide = "yes"\ncolumns = true')

    problems = blog.problems()

    assert [(str(problem.location), problem.rule) for problem in problems] == [
        ("site.toml:7:1", "unknown-key"),
        ("site.toml:8:8", "wrong-type"),
        ("site.toml:9:11", "wrong-type"),
    ]
    assert "columns" in problems[0].hint


COLOURED = """\
name = "plain"
[settings.accent]
type = "colour"
default = "green"
names = { green = "#0f5747", blue = "#17497f" }
on = ["#fdfcfa", "#f2f1ec"]
contrast = 7.0
[settings.accent_dark]
type = "colour"
default = "#8fd1b5"
on = ["#141715"]
contrast = 7.0
like = "accent"
[settings.font]
type = "font"
default = "serif"
names = { serif = 'Georgia, serif' }
[settings.layout]
type = "choice"
default = "one"
choices = ["one", "two"]
[settings.width]
type = "number"
default = 30
range = [20, 40]
"""


def chosen(blog: Blog, settings: str = "") -> str:
    """Return what templates get where a site sets *settings*."""
    names = ("accent", "accent_dark", "font", "layout", "width")
    blog.file("themes/plain/theme.toml", COLOURED).configure(settings).write("posts/one.md")
    blog.file("templates/post.html", " / ".join(f"{{{{ site.option({name!r})|safe }}}}" for name in names))
    blog.build()
    return blog.page("/2024/01/one/")


def test_settings_have_the_values_that_the_theme_gives_them(blog):
    assert chosen(blog) == "#0f5747 / #8fd1b5 / Georgia, serif / one / 30"


def test_a_site_may_use_names_or_values_of_its_own(blog):
    own = 'accent = "blue"\naccent_dark = "#abc"\nfont = "\'Gill Sans\', sans-serif"\nlayout = "two"\nwidth = 40'

    assert chosen(blog, own) == "#17497f / #abc / 'Gill Sans', sans-serif / two / 40"


def test_a_colour_that_is_like_another_is_made_readable_on_its_own_ground(blog):
    accent, dark, *_ = chosen(blog, 'accent = "#7d3413"').split(" / ")

    assert accent == "#7d3413"
    assert contrast(dark, "#141715") >= 7 > contrast("#7d3413", "#141715")


@pytest.mark.parametrize(
    ("setting", "rule", "said"),
    [
        ('accent = "grene"', "bad-value", "did you mean 'green'?"),
        ('accent = "#4a9"', "contrast", "the nearest colour that is readable is #"),
        ("accent = 7", "wrong-type", ""),
        ('font = "x; } body { color: red"', "bad-value", "write it like"),
        ('layout = "three"', "bad-value", "one of one, two"),
        ("width = 99", "bad-value", ""),
    ],
)
def test_a_value_that_can_not_be_is_said_where_it_stands(blog, setting, rule, said):
    blog.file("themes/plain/theme.toml", COLOURED).configure(setting)

    (problem,) = blog.problems()

    assert (str(problem.location), problem.rule) == (f"site.toml:7:{setting.index('=') + 3}", rule)
    assert said in problem.hint


def test_the_colour_that_a_hint_names_is_accepted(blog):
    blog.file("themes/plain/theme.toml", COLOURED).configure('accent = "#4a9"')
    (problem,) = blog.problems()

    blog.configure(f'accent = "{problem.hint.split()[-1]}"')

    assert blog.problems() == ()


def test_a_default_that_no_site_could_give_is_a_mistake_of_the_theme(blog):
    blog.file("themes/plain/theme.toml", COLOURED.replace('default = "green"', 'default = "#4a9"'))

    (problem,) = blog.problems()

    assert (str(problem.location), problem.rule) == ("themes/plain/theme.toml:4:11", "contrast")


@pytest.mark.parametrize(
    ("was", "instead", "place"),
    [
        ("range = [20, 40]", "range = [40, 20]", "25:9"),
        ("range = [20, 40]", "range = [20]", "25:9"),
        ('type = "number"', 'type = "number"\ncss = "width"', "24:7"),
        ('like = "accent"', 'like = "acent"', "13:8"),
        ('like = "accent"', 'like = "font"', "13:8"),
        ('on = ["#141715"]', 'on = ["black"]', "11:6"),
        ('blue = "#17497f"', 'blue = "dark"', "5:9"),
        ("contrast = 7.0", "contrast = 22.0", "7:12"),
        ('choices = ["one", "two"]', "", "19:8"),
        ('choices = ["one", "two"]', "choices = []", "19:8"),
        ('choices = ["one", "two"]', 'choices = "one, two"', "21:11"),
        ('default = "serif"', "", "14:1"),
        ("default = 30", "", "22:1"),
        ('type = "choice"', "", "18:1"),
        ('type = "colour"', 'type = "color"', "3:8"),
    ],
)
def test_what_a_setting_says_of_itself_is_checked_and_the_site_is_not_told_of_it(blog, was, instead, place):
    blog.file("themes/plain/theme.toml", COLOURED.replace(was, instead, 1))
    blog.configure('accent = "blue"\nlayout = "two"\nfont = "serif"\nwidth = 24')

    (problem,) = blog.problems()

    assert str(problem.location) == f"themes/plain/theme.toml:{place}"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('parnet = "plain"', "unknown setting 'parnet' (did you mean 'parent'?)"),
        ('[setting.x]\ntype = "text"', "unknown table [setting] (did you mean 'settings'?)"),
        ('[images.card]\naspect = "3:2"', "[images.card] needs 'widths' (add widths = […])"),
        ('[settings.x]\ntype = "switch"', "[settings.x] needs 'default' (add default = …)"),
        ("[settings.x]\ndefault = 1", "[settings.x] needs 'type' (add type = \"…\")"),
    ],
)
def test_what_a_themes_file_has_too_much_or_too_little_is_called_what_it_is(blog, toml, said):
    child(blog, f'name = "child"\n{toml}\n')

    (problem,) = blog.problems()

    assert said in str(problem)


@pytest.mark.parametrize("name", ["", " "])
def test_a_theme_without_a_name_is_one_mistake(blog, name):
    blog.file("site.toml", SITE_TOML.replace('"plain"', f'"{name}"')).write("about.md")

    (problem,) = blog.problems()

    assert (problem.rule, str(problem.location)) == ("theme", "site.toml:6:8")
    assert problem.hint.startswith("themes here: bare,")


def test_settings_of_a_theme_in_a_table_of_their_own_are_a_mistake(blog):
    blog.file("themes/plain/theme.toml", COLOURED).configure('[theme.options]\naccent = "#000000"')

    (problem,) = blog.problems()

    assert (problem.rule, problem.location.line) == ("unknown-key", 7)
    assert problem.message == "the theme has no setting 'options'"
