"""What the tracker once got wrong, or what once stopped it, each in its smallest form."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen import build as story

POST = '{% extends "base.html" %}{% block main %}'


@pytest.mark.parametrize(
    "line",
    [
        "{% set name %}Trust{% endset %}{{ site.tagged(name, 2) }}",
        "{% set name %}none.html{% endset %}{% include name ignore missing %}",
        '{{ site.asset("x.css"|e) }}',
    ],
)
def test_a_question_may_be_asked_with_escaped_text(blog, line):
    """Such as what `{% set %}` put together: it is Markup, a str of another type."""
    blog.file("assets/x.css", "").file("templates/post.html", f"{POST}{line}{{% endblock %}}")
    blog.write("posts/one.md", tags=["trust"]).build()

    assert blog.build().rendered == {}


@pytest.mark.parametrize("file", ["site.toml", "themes/plain/theme.toml"])
def test_a_mistake_that_leaves_all_settings_as_they_were_is_said(blog, file):
    blog.write("posts/one.md").build()
    with (blog.folder / file).open("a") as opened:
        opened.write("\n[fedes]\n")

    assert [problem.rule for problem in blog.problems()] == ["unknown-key"]


@pytest.mark.parametrize("path", ["templates/post.html", "content/logo.gif", "content/posts/one.md"])
def test_what_is_edited_while_a_build_runs_is_seen_by_the_next(blog, monkeypatch, path):
    blog.write("posts/one.md", "Before").file("content/logo.gif", "Before")
    blog.file("templates/post.html", "Before {{ page.body }}")
    right = story.next_change

    def edit_meanwhile(*arguments: Any) -> Any:
        """The site has been switched, and the build is not over."""
        monkeypatch.setattr(story, "next_change", right)
        blog.file(path, (blog.folder / path).read_text().replace("Before", "After"))
        return right(*arguments)

    monkeypatch.setattr(story, "next_change", edit_meanwhile)
    blog.build()
    blog.build()

    assert "After" in blog.page("/logo.gif" if path.endswith("gif") else "/2024/01/one/")


def test_a_post_that_is_shown_early_is_not_called_scheduled_once_it_is_due(blog):
    blog.file("templates/post.html", "{{ page.state }}").write("posts/one.md", date="2024-01-01 12:00")
    blog.build(future=True, as_of="2024-01-01 11:59")
    assert blog.page("/2024/01/one/") == "scheduled"

    blog.build(future=True, as_of="2024-01-01 12:00")

    assert blog.page("/2024/01/one/") == "published"


def test_a_scheduled_post_may_expire_before_its_day(blog):
    blog.write("posts/one.md", "[Two](two.md)")
    blog.write("posts/two.md", date="2024-03-01", expires="2024-01-01 12:00")
    blog.build(as_of="2024-01-01 11:59")

    [problem] = blog.problems(as_of="2024-01-01 12:00")

    assert "expired" in problem.message


def test_a_folder_whose_only_folder_is_replaced_stays_our_own(blog):
    blog.file("content/a/one/x.txt", "x").build()
    blog.delete("content/a/one/x.txt").file("content/a/two/x.txt", "x").build()

    blog.file("content/another.txt", "x").build()

    assert blog.page("/another.txt") == "x"


def test_of_two_posts_in_the_hour_that_comes_twice_the_first_is_awaited_first(blog):
    """Clocks show 02:15 of the second hour, which is later than 02:30 of the first."""
    site = (blog.folder / "site.toml").read_text()
    blog.file("site.toml", site.replace("[theme]", 'timezone = "Europe/Berlin"\n[theme]'))
    blog.write("posts/first.md", date="2026-10-25 02:30 +02:00")
    blog.write("posts/second.md", date="2026-10-25 02:15 +01:00")
    assert blog.build(as_of="2026-10-25 01:59").next.key == "posts/first.md"

    blog.build(as_of="2026-10-25 02:31 +02:00")

    assert "2026/10/first/index.html" in blog.published()
