"""A template of the site's own that no page can be made with does nothing: that is said."""

from __future__ import annotations

import pytest

from support.blog import SITE_TOML, Blog


def said(blog: Blog) -> list[str]:
    """Return the warnings of a build."""
    found = [
        problem for problem in blog.write("posts/one.md").problems() if problem.rule == "unused-template"
    ]
    assert all(problem.warning for problem in found)
    return [f"{problem.location.path} {problem.hint}" for problem in found]


@pytest.fixture
def parted(blog: Blog) -> Blog:
    """A blog whose theme has a part of pages."""
    blog.file("themes/plain/templates/_byline.html", "by")
    return blog.file("templates/page.html", '{% include "_byline.html" %}')


def test_a_misspelt_part_is_said_with_what_was_meant(parted):
    parted.file("templates/_bylin.html", "by me").file("templates/_x.html", "")

    assert said(parted) == [
        "templates/_bylin.html did you mean '_byline.html'?",
        "templates/_x.html include it in another template, or delete it",
    ]


def test_a_misspelt_part_of_a_child_theme_is_said_too(blog):
    blog.file("themes/child/theme.toml", 'name = "child"\nparent = "default"\n')
    blog.file("site.toml", SITE_TOML.replace("plain", "child")).file(
        "themes/child/templates/_bylin.html", "by me"
    )

    assert said(blog) == ["themes/child/templates/_bylin.html did you mean '_byline.html'?"]


def test_a_misspelt_page_is_said_and_one_that_no_text_has_chosen_yet_is_not(parted):
    parted.file("templates/posts.html", "").file("templates/landing.html", "")

    assert said(parted) == ["templates/posts.html did you mean 'post.html'?"]


@pytest.mark.parametrize(
    "names_it",
    [
        '{% include "_mine.html" %}',
        "{%- include ['_other.html', '_mine.html'] ignore missing with context -%}",
        '{% from "_mine.html" import button %}',
        '{% import "_mine.html" as mine with context %}',
        '{% extends "_mine.html" %}',
        '{{ fragment("_mine.html", post=page) }}',
        '{% include "_mine.html" if page.title else "_byline.html" %}',
        '{% set part = "_mine.html" %}{% include part %}',
        "{% include page.kind %}",
        '{% include "_" ~ page.kind ~ ".html" %}',
        '{% include ["_none.html", page.kind] ignore missing %}',
        '{{ fragment(page.kind) }}',
        '{% extends page.kind if page.title else "base.html" %}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["templates/landing.html", "themes/plain/templates/section.html"])
def test_a_part_that_is_named_or_may_be_named_is_used(parted, names_it, place):
    parted.file("templates/_mine.html", "mine").file(place, names_it)

    assert said(parted) == []


@pytest.mark.parametrize(
    "hides_it", ['{# {% include "_mine.html" %} #}', '{% raw %}{% include "_mine.html" %}{% endraw %}']
)
def test_what_stands_in_a_comment_names_nothing(parted, hides_it):
    parted.file("templates/_mine.html", "mine").file("templates/page.html", hides_it)

    assert len(said(parted)) == 1


def test_what_a_text_chooses_is_used_and_so_is_what_sitegen_asks_for(parted):
    parted.file("templates/_mine.html", "mine").write("posts/draft.md", template="_mine.html", draft=True)
    parted.file("templates/search.html", "{{ page.bundle }}")

    assert said(parted) == []


def test_where_a_text_can_not_be_read_nothing_is_said(parted):
    parted.file("templates/_mine.html", "mine").write("about.md", template="_mine.html", tgas=1)

    assert said(parted) == []


def test_a_part_of_the_theme_in_a_folder_of_its_own_is_known(parted):
    parted.file("themes/plain/templates/parts/_a.html", "a").file("templates/parts/_a.html", "b")
    parted.file("templates/parts/_b.html", "b").file("templates/parts/notes.txt", "")

    assert said(parted) == ["templates/parts/_b.html did you mean 'parts/_a.html'?"]
