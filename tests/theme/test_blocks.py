"""A block of an own template that no template above it has shows nothing: that is said."""

from __future__ import annotations

import pytest

from support.blog import SITE_TOML, Blog


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


@pytest.fixture
def inherited(blog: Blog) -> Blog:
    """A blog with a theme of its own, a child of the default one."""
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "default"\n')
    return blog.file("site.toml", SITE_TOML.replace("plain", "child"))


def test_a_misspelt_block_of_a_child_theme_is_said_too(inherited):
    inherited.file(
        "themes/child/templates/page.html", '{% extends "base.html" %}\n{% block mian %}x{% endblock %}'
    )

    assert said(inherited) == ["themes/child/templates/page.html:2:10 did you mean 'main'?"]


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


def lost(blog: Blog) -> list[str]:
    return [problem.message for problem in blog.write("posts/one.md").problems() if problem.warning]


@pytest.fixture
def dressed(blog: Blog) -> Blog:
    """A blog with the default theme."""
    return blog.file("site.toml", SITE_TOML.replace("plain", "default"))


def test_a_frame_of_ones_own_without_a_place_for_what_pages_say_is_told(dressed):
    """Every page was published without its words, and nothing said so."""
    dressed.file(
        "templates/base.html", "<title>{{ page.head.title }}</title>{% block content %}{% endblock %}"
    )

    assert lost(dressed) == ["there is no block 'main' here: nothing shows what 404.html says in it"]


def test_a_frame_of_a_child_theme_without_a_place_for_what_pages_say_is_told(inherited):
    inherited.file("themes/child/templates/base.html", "<title>{{ page.head.title }}</title>")

    assert lost(inherited) == ["there is no block 'main' here: nothing shows what 404.html says in it"]


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("base.html", "<title>{{ page.head.title }}</title>{% block main %}{% endblock %}"),
        (
            "list.html",
            '{% extends "base.html" %}{% block main %}{% block heading %}{% endblock %}{% endblock %}',
        ),
        ("_byline.html", "<p>{{ post.date|day }}</p>"),
        ("post.html", '{% extends "base.html" %}{% block main %}{{ page.body }}{% endblock %}'),
    ],
)
def test_templates_that_leave_out_a_small_block_are_right(dressed, name, template):
    dressed.file(f"templates/{name}", template)

    assert lost(dressed) == []
