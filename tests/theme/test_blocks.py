"""A block of an own template that no template above it has shows nothing: that is said."""

from __future__ import annotations

import pytest

from support.blog import Blog


def said(blog: Blog) -> list[str]:
    return [
        f"{problem.location.path}:{problem.location.line}:{problem.location.column} {problem.hint}"
        for problem in blog.write("posts/one.md").problems()
        if "no block" in problem.message
    ]


@pytest.fixture
def framed(blog: Blog) -> Blog:
    return blog.file(
        "templates/frame.html",
        "{% block head %}{% endblock %}{% block main %}{% block more %}{% endblock %}{% endblock %}",
    )


def test_a_misspelt_block_is_said_with_its_place_and_what_was_meant(framed):
    framed.file("templates/page.html", '{% extends "frame.html" %}\n\n  {% block mian %}x{% endblock %}')

    assert said(framed) == ["templates/page.html:3:12 did you mean 'main'?"]


def test_blocks_of_all_templates_above_are_known(framed):
    framed.file(
        "templates/middle.html",
        "{% extends 'frame.html' %}{%- block main %}{% block new %}{% endblock %}{% endblock %}",
    )
    framed.file(
        "templates/page.html",
        "{% extends 'middle.html' %}{% block new %}{% endblock %}{% block more %}{% endblock %}",
    )

    assert said(framed) == []


@pytest.mark.parametrize(
    "template",
    [
        "{% block alone %}{% endblock %}",
        "{% extends 'frame.html' %}{# {% block no %} #}{% raw %}{% block no %}{% endraw %}",
        "{% extends 'frame.html' %}{% block main %}{% block inner %}{% endblock %}{% endblock %}",
        "{% extends page.layout %}{% block any %}{% endblock %}",
        "{% extends 'nothing.html' %}{% block any %}{% endblock %}",
    ],
)
def test_nothing_is_said_of_what_is_right_or_can_not_be_told(framed, template):
    framed.file("templates/other.html", template)

    assert said(framed) == []


def test_what_is_no_file_is_passed_over(framed):
    (framed.folder / "templates/part.html").mkdir()
    (framed.folder / "templates/gone.html").symlink_to("nothing.html")

    assert said(framed) == []


def test_a_template_that_extends_itself_ends(framed):
    framed.file("templates/page.html", "{% extends 'page.html' %}{% block any %}{% endblock %}")

    assert said(framed) == []
