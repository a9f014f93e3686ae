"""A name that a template gets wrong is marked where it stands, and the right one is suggested."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "column", "width", "hint"),
    [
        ("<h1>{{ page.titel }}</h1>", 13, 5, "did you mean 'title'? while making "),
        ("{{ titel }}", 4, 5, "while making "),
        ("{{ site.titel }}", 9, 5, "while making "),
        ("{{ page.head.cannonical|upper }}", 14, 10, "did you mean 'canonical'? while making "),
        ("{{ 1 / 0 }}", 1, 1, "while making "),
    ],
)
def test_a_wrong_name_is_marked(blog, line, column, width, hint):
    blog.write("about.md").file("templates/page.html", f"one\n{line}\nthree")

    (problem,) = blog.problems()

    assert (problem.location.line, problem.location.column, problem.width) == (2, column, width)
    assert problem.offending == line
    assert problem.hint == f"{hint}/about/index.html from content/about.md"
