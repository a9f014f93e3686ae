"""Of a post in `related` that there is none of, it is said which was probably meant."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("six-principels", "did you mean 'six-principles'?"),
        ("Six-Principles", "did you mean 'six-principles'?"),
        ("2015-09-13-six-principles.md", "did you mean 'posts/2015-09-14-six-principles.md'?"),
        ("../posts/2015-09-14-six-principels.md", "did you mean 'posts/2015-09-14-six-principles.md'?"),
        ("quite-another", "write a post's slug or file name"),
    ],
)
def test_a_post_that_was_probably_meant_is_named(blog, written, hint):
    blog.write("posts/2015-09-14-six-principles.md", date="2015-09-14").write(
        "posts/one.md", related=[written]
    )

    (problem,) = blog.problems()

    assert (problem.rule, problem.hint) == ("unknown-post", hint)


@pytest.mark.parametrize("written", ["six-principels", "posts/six-principles.md"])
def test_what_the_hint_says_is_a_post(blog, written):
    blog.write("posts/2015-09-14-six-principles.md", date="2015-09-14").write(
        "posts/one.md", related=[written]
    )
    meant = blog.problems()[0].hint.split("'")[1]

    assert blog.write("posts/one.md", related=[meant]).problems() == ()


def test_a_snippet_is_nothing_to_be_offered(blog):
    blog.write("snippets/six-principles.md").write("posts/one.md", related=["six-principels"])

    assert blog.problems()[0].hint == "write a post's slug or file name"


@pytest.mark.parametrize(
    "name", ["six-principles", "2015-09-14-six-principles.md", "../posts/2015-09-14-six-principles.md"]
)
def test_of_a_post_with_a_mistake_nobody_is_told_that_it_is_not_there(blog, name):
    blog.write("posts/2015-09-14-six-principles.md", tgas=["trust"]).write("posts/one.md", related=[name])

    assert [problem.rule for problem in blog.problems()] == ["unknown-key"]
