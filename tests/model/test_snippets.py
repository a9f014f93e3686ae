"""Snippets stand under posts: chosen by the post, by its tags, for the site; they are no pages themselves."""

from __future__ import annotations

import pytest

from support.blog import Blog
from support.pictures import jpeg

SETTINGS = """\
[tags.trust]
snippet = "course"
"""


@pytest.fixture
def noted(blog: Blog) -> Blog:
    """A blog with two snippets, one of them for a tag."""
    blog.configure(SETTINGS)
    blog.write("snippets/book.md", "Read *the book*, says [Ann](../about.md).", title="The book")
    blog.write("snippets/course.md", "Come to the course.", title="The course").write("about.md")
    return blog


def of_site(blog: Blog, name: str) -> Blog:
    toml = (blog.folder / "site.toml").read_text().replace("[site]\n", f'[site]\nsnippet = "{name}"\n')
    return blog.file("site.toml", toml)


def note(blog: Blog, path: str = "/2024/01/one/") -> str:
    """Return the title of the note on a page."""
    _before, found, after = blog.page(path).partition('<aside class="note">')
    return after.partition(":")[0] if found else ""


def test_a_post_has_the_snippet_that_it_names(noted):
    noted.write("posts/one.md", snippet="book").write("posts/two.md").build()

    assert '<aside class="note">The book: <p>Read <em>the book</em>, says <a href="/about/">' in noted.page(
        "/2024/01/one/"
    )
    assert note(noted, "/2024/01/two/") == ""


def test_its_own_choice_comes_before_its_tags_and_these_before_the_site(noted):
    of_site(noted, "book").write("posts/one.md", tags=["shops", "trust"]).write("posts/two.md")
    noted.write("posts/three.md", tags=["trust"], snippet="book").write(
        "posts/four.md", snippet=False
    ).build()

    found = {name: note(noted, f"/2024/01/{name}/") for name in ("one", "two", "three", "four")}
    assert found == {"one": "The course", "two": "The book", "three": "The book", "four": ""}


def test_a_page_has_one_only_where_it_names_it(noted):
    of_site(noted, "book").write("about.md").write("guides/index.md", snippet="course").build()

    assert note(noted, "/about/") == ""
    assert note(noted, "/guides/") == "The course"


def test_a_snippet_is_no_page_and_in_no_list_feed_or_sitemap(noted):
    of_site(noted, "book").write("posts/one.md", "Words.").build()

    assert not any("snippet" in path for path in noted.published())
    for path in ("/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/archives/", "/"):
        assert "the book" not in noted.page(path)
        assert "snippet" not in noted.page(path)


def test_what_lies_beside_a_snippet_is_copied_and_found(noted):
    noted.file("content/snippets/note.txt", "Words.").write(
        "snippets/book.md", "[A file](note.txt)", title="B"
    )
    noted.write("posts/one.md", snippet="book").build()

    assert 'href="/snippets/note.txt"' in noted.page("/2024/01/one/")
    assert "snippets/note.txt" in noted.published()


def test_a_picture_in_a_snippet_is_made_in_the_sizes_that_pages_need(noted):
    noted.file("themes/plain/theme.toml", 'name = "plain"\n[images.body]\nwidths = [400]\n')
    noted.file("content/snippets/cover.jpg", jpeg()).write(
        "snippets/book.md", "![Cover](cover.jpg)", title="B"
    )
    noted.write("posts/one.md", snippet="book").build()

    assert '<source type="image/webp" srcset="/assets/pictures/cover-' in noted.page("/2024/01/one/")
    assert "snippets/cover.jpg" not in noted.published()


def test_a_picture_that_a_snippet_shows_and_that_is_broken_is_a_mistake_there(noted):
    noted.file("content/snippets/cover.jpg", b"no picture").write(
        "snippets/book.md", "![Cover](cover.jpg)", title="B"
    )

    [problem] = noted.problems()
    assert problem.rule == "bad-picture"
    assert str(problem.location) == "content/snippets/book.md:4:10"


def test_a_snippet_in_a_folder_is_called_by_the_folder(noted):
    noted.write("snippets/deep/sale/index.md", title="The sale").write(
        "posts/one.md", snippet="deep/sale"
    ).build()

    assert note(noted) == "The sale"


def test_ids_of_a_snippet_are_left_out(noted):
    noted.write("snippets/book.md", "## Why\n\nA note[^1] on [why](#why).\n\n[^1]: Yes.", title="B")
    noted.write("posts/one.md", snippet="book").build()

    box = noted.page("/2024/01/one/").split('<aside class="note">')[1].split("</aside>")[0]
    assert " id=" not in box and 'href="#' not in box


def test_an_unknown_name_is_said_where_it_stands(noted):
    noted.write("posts/one.md", snippet="bok")

    (problem,) = noted.problems()

    assert (str(problem.location), problem.rule) == ("content/posts/one.md:3:10", "unknown-snippet")
    assert problem.hint == "did you mean 'book'?"


@pytest.mark.parametrize(
    ("settings", "place"), [('[tags.trust]\nsnippet = "corse"', "site.toml:8:11"), ("", "site.toml:2:11")]
)
def test_an_unknown_name_in_the_settings_is_said_there(noted, settings, place):
    noted.configure(settings)
    if not settings:
        of_site(noted, "nothing")

    (problem,) = noted.problems()

    assert (str(problem.location), problem.rule) == (place, "unknown-snippet")


def test_a_draft_is_left_out_with_a_warning_and_comes_alive_by_itself(noted):
    noted.write("snippets/book.md", title="The book", expires="2025-12-01").write(
        "posts/one.md", snippet="book"
    )

    (problem,) = noted.problems(as_of="2026-01-01")

    assert problem.warning and "expired" in problem.message
    assert note(noted) == ""
    noted.build(as_of="2025-06-01")
    assert note(noted) == "The book"


def test_two_files_of_one_name_are_a_mistake(noted):
    noted.write("snippets/book/index.md", title="Another")

    (problem,) = noted.problems()

    assert problem.rule == "same-name"


def test_a_link_to_a_snippet_is_a_mistake_that_says_why(noted):
    noted.write("posts/one.md", "[x](../snippets/book.md)")

    (problem,) = noted.problems()

    assert problem.rule == "broken-link" and "has no page" in problem.message


def test_a_broken_link_in_a_snippet_is_placed_in_its_file(noted):
    noted.write("snippets/book.md", "[x](nowhere.md)", title="The book")

    (problem,) = noted.problems()

    assert str(problem.location) == "content/snippets/book.md:4:5"


def test_an_edit_of_a_snippet_makes_the_posts_under_which_it_stands(noted):
    noted.write("posts/one.md", snippet="book").write("posts/two.md", tags=["trust"]).build()

    noted.write("snippets/book.md", "Read it twice.", title="The book")

    assert set(noted.build().rendered) == {"2024/01/one/index.html"}
    assert "Read it twice." in noted.page("/2024/01/one/")


def test_a_template_may_ask_for_a_snippet_by_name(noted):
    noted.file("templates/404.html", "{{ site.snippet('book').body }}").build()
    assert "<em>the book</em>" in noted.page("/404.html")

    noted.file("templates/404.html", "{{ site.snippet('none').body }}")
    (problem,) = noted.problems()
    assert (str(problem.location), problem.message) == (
        "templates/404.html:1:1",
        "there is no snippet 'none'",
    )


def test_snippets_are_counted(noted):
    assert sum(noted.build().census.texts.values()) == 3


def test_of_a_snippet_with_a_mistake_nobody_is_told_that_it_is_not_there(noted):
    noted.write("snippets/book.md", titel="The book").write("posts/one.md", snippet="book")
    of_site(noted, "book")

    assert {problem.rule for problem in noted.problems()} == {"unknown-key"}
