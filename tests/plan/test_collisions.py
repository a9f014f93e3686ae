"""What can't stand side by side is refused before anything is rendered, naming both sources."""

from __future__ import annotations

import unicodedata

import pytest

from sitegen.errors import Problem
from support.blog import Blog


def collision(blog: Blog) -> Problem:
    """Return the one problem of a build, after which nothing is published."""
    problems = blog.problems()
    assert [problem.rule for problem in problems] == ["same-path"], [str(problem) for problem in problems]
    assert blog.published() == set()
    return problems[0]


def test_two_posts_with_one_path(blog):
    blog.write("posts/a-b.md", id="1").write("posts/a b.md", id="2")

    problem = collision(blog)

    assert problem.location.path == "content/posts/a-b.md"
    assert problem.message == "/2024/01/a-b/ is also the path of content/posts/a b.md"


def test_a_page_and_a_copied_file(blog):
    blog.write("about.md").file("content/about/index.html", "<p>mine")

    problem = collision(blog)

    assert problem.location.path == "content/about/index.html"
    assert "content/about.md" in problem.message


def test_a_page_where_an_archive_is(blog):
    blog.write("posts/one.md", tags=["python"]).write("tags/python.md")

    problem = collision(blog)

    assert problem.location.path == "content/tags/python.md"
    assert problem.message == "/tags/python/ is also the path of the tag 'python'"


def test_a_home_page_where_the_index_is(blog):
    blog.write("index.md")

    problem = collision(blog)

    assert problem.location.path == "content/index.md"
    assert "the index of posts" in problem.message
    assert (
        problem.hint
        == 'it becomes the home page where the posts are elsewhere: [permalinks] index = "/blog/"'
    )


@pytest.mark.parametrize(
    ("settings", "at", "message"),
    [
        (
            '[permalinks]\nindex = "/archives/"',
            'index = "/archives/"',
            "/archives/ is also the path of the list of all posts",
        ),
        (
            '[tags.a]\nslug = "same"\n[tags.b]\nslug = "same"',
            'slug = "same"',
            "/tags/same/ is also the path of the tag 'a'",
        ),
        (
            "[authors.Ann]\n[authors.ann]",
            "[authors.ann]",
            "/authors/ann/ is also the path of the author 'Ann'",
        ),
        (
            '[permalinks]\ntag = "/{tag}/"',
            'tag = "/{tag}/"',
            "/2024/ is also the path of the year 2024",
        ),
    ],
)
def test_a_setting_that_puts_a_list_where_another_is_is_told_at_its_line(blog, settings, at, message):
    blog.configure(settings)
    blog.write("posts/one.md", tags=["a", "b", "2024"], authors=["Ann", "ann"])

    [problem] = [problem for problem in blog.problems() if problem.rule == "same-path"]

    assert (problem.location.path, problem.offending, problem.message) == ("site.toml", at, message)


def test_that_the_index_leaves_the_site_without_a_home_page_is_told_at_its_line(blog):
    blog.configure('[permalinks]\nindex = "/blog/"').write("posts/one.md")

    [problem] = blog.build().problems

    assert (problem.rule, problem.offending) == ("no-home-page", 'index = "/blog/"')


def test_paths_that_only_some_file_systems_tell_apart(blog):
    blog.file("content/Logo.png", b"1").file("content/logo.png", b"2")

    assert "/Logo.png" in collision(blog).message


def test_names_that_look_the_same_in_unicode(blog):
    blog.file(f"content/{unicodedata.normalize('NFC', 'café')}.png", b"1")
    blog.file(f"content/{unicodedata.normalize('NFD', 'café')}.png", b"2")

    assert "can't stand side by side" in collision(blog).message


def test_a_file_where_a_folder_is_needed_is_one_problem_however_much_is_in_the_folder(blog):
    blog.write("posts/one.md", tags=["a", "b", "c", "d"]).file("content/tags", b"a file")

    problem = collision(blog)

    assert problem.location.path == "content/tags"
    assert "can't stand side by side" in problem.message


def test_a_redirect_over_a_page(blog):
    blog.write("about.md", redirect_from=["/zebra/"]).write("zebra.md")

    problem = collision(blog)

    assert problem.location.path == "content/about.md", "it is the redirect that can be taken away"
    assert problem.message == "the redirect from /zebra/ would cover the page of content/zebra.md"


def test_a_redirect_over_an_archive(blog):
    blog.write("about.md", redirect_from=["/archives/"]).write("posts/one.md")

    assert "the list of all posts" in collision(blog).message


@pytest.mark.parametrize("path", ["/about/", "/about", "/%61bout/", "/about/index.html"])
def test_the_address_that_a_text_has_needs_no_redirect(blog, path):
    blog.write("about.md", redirect_from=[path, "/old/"])

    blog.build()

    assert (blog.public / "_redirects").read_text() == "/old/ /about/ 301\n"
    assert "http-equiv" not in blog.page("/about/")


def test_an_old_path_with_and_without_its_slash_is_one(blog):
    blog.write("about.md", redirect_from=["/old", "/old/", "/old/index.html"])

    blog.build()

    assert (blog.public / "_redirects").read_text() == "/old /about/ 301\n"


def test_old_paths_of_a_text_that_differ_in_capitals_are_refused(blog):
    blog.write("about.md", redirect_from=["/Old/", "/old/"])

    assert collision(blog).message == "/Old/ and /old/, of content/about.md, can't stand side by side"


def test_two_redirects_from_one_path(blog):
    blog.write("one.md", redirect_from=["/old/"]).write("two.md", redirect_from=["/old"])

    problem = collision(blog)

    assert problem.location.path == "content/two.md"
    assert "a redirect of content/one.md" in problem.message


def test_a_redirect_written_twice_is_one(blog):
    blog.write("one.md", redirect_from=["/caf%C3%A9/", "/café/"])

    assert blog.problems() == ()
    assert "café/index.html" in blog.published()


@pytest.mark.parametrize("name", [".sitegen-manifest", ".SITEGEN-MANIFEST", ".sitegen-new"])
def test_the_names_that_sitegen_uses_itself(blog, name):
    blog.write("about.md", slug=name)

    (problem,) = blog.problems()

    assert (problem.rule, problem.location.path) == ("unsafe-path", "content/about.md")


def test_two_tags_that_were_given_one_slug(blog):
    blog.configure('[tags.a]\nslug = "x"\n[tags.b]\nslug = "x"').write("posts/one.md", tags=["a", "b"])

    problem = collision(blog)

    assert problem.location.path == "site.toml"
    assert "the tag 'a'" in problem.message


def test_all_collisions_are_said_at_once(blog):
    blog.write("posts/a-b.md", id="1").write("posts/a b.md", id="2").write("index.md")

    assert len(blog.problems()) == 2


def test_a_redirect_where_the_feed_of_comments_is(blog):
    blog.write("posts/one.md", redirect_from=["/comments/feed.xml"])
    blog.file("content/comments/one/1.md", "---\nauthor: Bo\ndate: 2024-02-01\n---\nx")

    problem = collision(blog)

    assert str(problem.location) == "content/posts/one.md:3:17"
    assert (
        problem.message == "the redirect from /comments/feed.xml would cover the page of the feed of comments"
    )
