"""A name that a template gets wrong is marked where it stands, and the right one is suggested."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "column", "width", "hint"),
    [
        ("<h1>{{ page.titel }}</h1>", 13, 5, "did you mean 'title'?"),
        ("{{ titel }}", 4, 5, ""),
        ("{{ paeg.title }}", 4, 4, "did you mean 'page'?"),
        ("{{ site.titel }}", 9, 5, "did you mean 'title'?"),
        ("{{ page.head.cannonical|upper }}", 14, 10, "did you mean 'canonical'?"),
        ("{{ 1 / 0 }}", 1, 1, ""),
    ],
)
def test_a_wrong_name_is_marked(blog, line, column, width, hint):
    blog.write("about.md").file("templates/page.html", f"one\n{line}\nthree")

    (problem,) = blog.problems()

    assert (problem.location.line, problem.location.column, problem.width) == (2, column, width)
    assert problem.offending == line
    assert problem.hint == hint
    assert problem.context == "while making /about/ from content/about.md"


@pytest.mark.parametrize(
    "line",
    ['{{ fragment("_part.html") }}', '{% from "_part.html" import part %}{{ part() }}'],
)
def test_where_the_page_is_not_seen_it_is_said_how_to_hand_it_on(blog, line):
    blog.write("about.md").file("templates/page.html", line)
    blog.file("templates/_part.html", "{{ page.title }}{% macro part() %}{{ page.title }}{% endmacro %}")

    (problem,) = blog.problems()

    assert problem.message == "'page' is undefined"
    assert problem.location.path == "templates/_part.html"
    assert (
        problem.hint == "fragments, and what is imported, see only what they are given: give them page=page"
    )
