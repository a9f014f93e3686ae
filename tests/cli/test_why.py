"""`sitegen why`: what it says, and how it ends."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def why(blog, run):
    return lambda *words: run("why", "--site", blog.folder, "--as-of", "2026-01-01", *words)


def test_a_page_is_explained(blog, why):
    blog.write("posts/one.md").write("posts/two.md", date="2024-02-02").build()
    blog.write("posts/two.md", title="Second", date="2024-02-02").build()

    result = why("/2024/01/one/")

    assert (result.exit_code, result.stderr) == (0, "")
    title, *rows = result.stdout.splitlines()
    assert title == "/2024/01/one/"
    assert rows[:5] == [
        "  file       2024/01/one/index.html",
        "  made from  content/posts/one.md",
        "  by         the template post.html",
        "  last made  because what links show of content/posts/two.md changed",
        "  asked for  the text of content/posts/one.md",
    ]
    assert "             2 templates (post.html and base.html)" in rows


def test_a_folder_says_what_is_in_it(blog, why):
    blog.write("posts/one.md").write("posts/two.md", draft=True).write("posts/trip/index.md")
    blog.file("content/posts/trip/menu.pdf", "1").write("about.md")

    assert why("content/posts").stdout.splitlines() == [
        "content/posts/",
        "  is         a folder with 3 texts, of which 2 are on the site, and 1 other file",
        "  texts      content/posts/one.md, content/posts/trip/index.md and content/posts/two.md",
    ]
    assert why("content/posts/").stdout == why("posts").stdout == why("content/posts").stdout
    assert why("content").stdout.splitlines()[1].startswith("  is         a folder with 4 texts, of which 3")
    assert why("..").exit_code == why("./").exit_code == why("/posts/").exit_code == 1
    assert why("content/posts/trip").stdout.splitlines()[0] == "content/posts/trip/index.md"
    assert json.loads(why("content/posts", "--format", "json").stdout) == {
        "kind": "folder",
        "folder": "content/posts/",
        "texts": ["content/posts/one.md", "content/posts/trip/index.md", "content/posts/two.md"],
        "published": 2,
        "others": 1,
        "rules": [],
    }


def test_an_empty_folder_and_one_that_is_left_alone_are_told_apart(blog, why):
    blog.file("content/.git/x", "1").file("content/pics/.hidden", "1").write("about.md")

    assert why("content/pics").stdout.splitlines()[1:] == ["  is         a folder with no texts"]
    assert why("content/.git").stdout.splitlines()[1:] == [
        "  is         a folder with no texts, not on the site",
        "  ignored    its name begins with a dot",
    ]


def test_a_page_comes_before_a_folder_of_its_name(blog, why):
    blog.write("guides/index.md").write("guides/one.md").file("content/tags/a.pdf", "1")
    blog.write("posts/one.md", tags=["x"])

    assert why("guides").stdout.splitlines()[0] == "content/guides/index.md"
    assert why("tags").stdout.splitlines()[0] == "/tags/"


def test_a_page_that_was_not_made_yet_says_so(blog, why):
    blog.write("about.md")

    assert "last made  never, as far as is remembered; sitegen build makes it" in why("about").stdout


def test_a_file_is_explained(blog, why):
    blog.write("about.md").build()

    assert why("about.md").stdout.splitlines() == [
        "content/about.md",
        "  is         a page",
        "  becomes    /about/",
        "  used by    1 page for its text: /about/",
    ]


def test_a_post_that_is_scheduled_names_the_moment_in_both_zones(blog, why):
    site = blog.folder / "site.toml"
    site.write_text(site.read_text().replace("[site]", '[site]\ntimezone = "Europe/Paris"'))
    blog.write("posts/one.md", date="2026-12-01 08:00").write("posts/old.md", expires="2025-07-01")

    result = why("posts/one.md")

    assert result.exit_code == 0
    assert result.stdout == (
        "content/posts/one.md\n"
        "  is         a post, not on the site\n"
        "  scheduled  its date is still to come (--future includes it): it is published on"
        " 1 December 2026, 08:00 (Europe/Paris), which is 2026-12-01T07:00:00Z\n"
    )
    assert (
        "since 1 July 2025, 00:00 (Europe/Paris), which is 2025-06-30T22:00:00Z" in why("posts/old.md").stdout
    )


def test_what_is_wrong_with_a_refused_post_is_shown(blog, why):
    blog.write("posts/one.md", drfat=True)

    result = why("posts/one.md")

    assert (result.exit_code, "refused" in result.stdout) == (0, True)
    assert "content/posts/one.md:3:1: unknown key 'drfat'" in result.stderr


def test_what_is_unknown_ends_with_1_and_a_guess(blog, why):
    blog.write("about.md")

    result = why("/abuot/")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is neither a URL nor a file '/abuot/'.  Did you mean /about/?\n"


@pytest.mark.parametrize("named", ["notes.txt", "templates", "public"])
def test_nobody_is_told_that_there_is_no_file_where_one_is(blog, why, named):
    blog.file("notes.txt", "").file("templates/post.html", '{% extends "base.html" %}').write(
        "about.md"
    ).build()

    result = why(named)

    assert (result.exit_code, result.stderr) == (1, f"No page is made from {named!r}.\n")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/gone/", "gone: there is nothing any more, by line 1 of urls.txt"),
        ("/old.xml", "an old address: readers are sent on to /feed.xml, by line 3 of urls.txt"),
        (
            "/lost/",
            "lost: it was made from content/lost.md and nothing is there now; line 2 of urls.txt knows it still",
        ),
    ],
)
def test_what_became_of_a_former_address(blog, why, named, said):
    blog.file("urls.txt", "/gone/ gone\n/lost/ = lost.md\n/old.xml -> /feed.xml\n")

    result = why(named)

    assert (result.exit_code, result.stdout) == (0, f"{named}\n  is         {said}\n")
    assert json.loads(why(named, "--format", "json").stdout)["kind"] == "former"


@pytest.mark.parametrize("words", [(), ("a", "b"), ("a", "--as-of", "soon"), ("a", "--format", "xml")])
def test_wrong_use_ends_with_2(why, words):
    assert why(*words).exit_code == 2


def test_a_folder_without_a_site_ends_with_1(run, tmp_path):
    assert run("why", "--site", tmp_path, "/").exit_code == 1


def test_the_json_says_it_all(blog, why):
    blog.write("about.md").write("posts/one.md", date="2026-12-01 08:00").build()

    page = json.loads(why("/about/", "--format", "json").stdout)
    post = json.loads(why("posts/one.md", "--format", "json").stdout)
    unknown = why("/abuot/", "--format", "json")

    assert page["asked"][0] == "the text of content/about.md"
    assert (page["kind"], page["cause"]) == ("output", {"why": "new", "changed": []})
    assert post["rules"] == [
        {
            "rule": "scheduled",
            "words": "its date is still to come (--future includes it)",
            "until": {"at": "2026-12-01T08:00:00+00:00", "utc": "2026-12-01T08:00:00Z"},
        }
    ]
    assert (unknown.exit_code, json.loads(unknown.stdout)) == (1, {"kind": "unknown", "close": ["/about/"]})
