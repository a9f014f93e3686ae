"""`sitegen theme check` finds what themes get wrong, and says in which line of which template."""

from __future__ import annotations

import pytest

from sitegen.config.settings import ThemeSettings
from sitegen.trial.sites import TRIALS
from sitegen.trial.trial import try_theme
from support.blog import Blog

FEW = {name: TRIALS[name] for name in ("no texts", "no images", "HTML in titles")}
FRAME = """\
<!DOCTYPE html>
<html lang="en">
<head><title>{{ page.head.title or site.title }}</title></head>
<body>
<main>
<h1>A heading</h1>
{% block main %}{% endblock %}
</main>
</body>
</html>
"""


def faults(blog: Blog, **templates: str) -> list[str]:
    """Return what is wrong with a child of the theme `bare` that has these templates."""
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "bare"\n')
    for name, text in templates.items():
        blog.file(f"themes/child/templates/{name}.html", text)
    problems = try_theme(blog.folder, ThemeSettings("child"), FEW).problems
    return [
        f"{problem.location.path}:{problem.location.line}: {problem.message}" for problem in sorted(problems)
    ]


@pytest.mark.parametrize("name", ["default", "market", "bare"])
def test_nothing_is_wrong_with_the_themes_that_are_shipped(tmp_path, name):
    verdict = try_theme(tmp_path, ThemeSettings(name))

    assert verdict.problems == []
    assert verdict.pages > 120


def test_a_mistake_of_a_template_is_said_once_with_its_place(blog):
    assert faults(
        blog, tag='{% extends "list.html" %}\n{% block main %}\n{{ page.nmae }}\n{% endblock %}'
    ) == ["themes/child/templates/tag.html:3: there is no 'nmae' in a ListView"]


def test_an_element_that_is_not_closed_is_said_where_it_is_written(blog):
    assert faults(
        blog, tags='{% extends "base.html" %}\n{% block main %}\n<div>\n<p>Tags\n{% endblock %}'
    ) == ["themes/child/templates/tags.html:3: <div> is not closed before </main>"]


def test_an_element_that_is_closed_twice_is_said_where_that_is_written(blog):
    parts = {
        "_part": "<span>\n</span>\n</span>\n",
        "tags": FRAME.replace("heading</h1>", 'h</h1>{% include "_part.html" %}'),
    }

    assert faults(blog, **parts) == ["themes/child/templates/_part.html:3: </span> closes nothing"]


def test_a_text_that_is_printed_as_markup_is_found(blog):
    found = faults(blog, post=FRAME.replace("A heading", "{{ page.title|safe }}"))

    assert (
        "themes/child/templates/post.html:6: a text is printed as if it were markup: do not mark it as safe"
        in found
    )


@pytest.mark.parametrize(
    ("was", "instead", "message"),
    [
        ('<html lang="en">', "<html>", "2: <html> does not say in which language the page is (lang)"),
        ("{{ page.head.title or site.title }}", "", "2: the page has no title"),
        ("<h1>A heading</h1>", "", "2: the page has no heading (<h1>)"),
        ("<h1>", "<h1>Another</h1>\n<h1>", "2: the page has more than one heading (<h1>)"),
        ("A heading", '<img src="data:,">', "6: <img> has no alt"),
        ("A heading", '<b id="x">1</b><b id="x">2</b>', "6: two elements have the id 'x'"),
        ("A heading", '<b title="1" title="2">3</b>', "6: <b> has an attribute twice"),
        ("A heading", '<a href="/nowhere/">Go</a>', "6: '/nowhere/' leads to nothing on the site"),
        (
            "A heading",
            "<a title='it's' href='/'>x</a>",
            "6: the attributes of <a> are torn: is a value without quotation marks?",
        ),
    ],
)
def test_what_a_page_lacks_is_found(blog, was, instead, message):
    found = faults(blog, **{"404": FRAME.replace(was, instead)})

    assert found == [f"themes/child/templates/404.html:{message}"]


def test_a_template_without_any_element_is_named(blog):
    found = faults(blog, **{"404": "Nothing"})

    assert set(found) == {
        "themes/child/templates/404.html:1: the page has no heading (<h1>)",
        "themes/child/templates/404.html:1: the page has no main part (<main>)",
        "themes/child/templates/404.html:1: the page has no title",
    }


def test_a_kind_of_page_without_a_template_is_found(blog):
    blog.delete("themes/plain/templates/series.html")

    [problem] = try_theme(blog.folder, ThemeSettings("plain"), FEW).problems

    assert str(problem) == (
        "themes/plain/theme.toml:1:1: there is no templates/series.html"
        " (write it, or name a parent that has it) [template]"
    )


def test_mistakes_of_the_theme_itself_come_first(blog):
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "bare"\ncolor = 1\n')

    [problem] = try_theme(blog.folder, ThemeSettings("child"), FEW).problems

    assert str(problem.location) == "themes/child/theme.toml:3:1"
