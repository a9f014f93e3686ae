"""`sitegen diff`: what readers would see change."""

import json

import pytest

from sitegen.explain.preflight import line_changes, visible_lines


@pytest.fixture
def diff(blog, run):
    blog.write("posts/one.md", "First words.\n\nSecond words.", title="One").write(
        "about.md", "About us.", redirect_from=["/who/"]
    )
    blog.file("content/menu.txt", "soup").build()
    return lambda *words: run("diff", "--site", blog.folder, "--as-of", "2026-01-01", *words)


def record(result):
    return json.loads(result.stdout)


def test_where_nothing_has_changed_it_says_so(diff):
    result = diff()

    assert (result.exit_code, result.stdout) == (0, "Readers would see no change.\n")


def test_words_that_change_are_shown_line_by_line(blog, diff):
    blog.write("about.md", "About *all* of\nus.", redirect_from=["/who/"])

    assert diff().stdout == "1 page changes:\n  /about/\n    - About us.\n    + About all of us.\n"


def test_a_template_that_is_only_written_otherwise_changes_nothing(blog, diff):
    base = (blog.folder / "themes/plain/templates/base.html").read_text()
    blog.file(
        "templates/base.html",
        base.replace("<main>", '\n\n  <main  class="x">\n').replace("<body>", "<body><!-- new -->"),
    )

    found = diff()

    assert "pages written otherwise, with nothing that readers see.\n" in found.stdout
    assert "Readers would see no change." in found.stdout
    assert record(diff("--format", "json"))["changed"] == []


def test_pages_feeds_redirects_and_files_that_come_and_go(blog, diff):
    blog.write("posts/new.md", title="News", date="2025-02-02").delete("content/about.md")
    blog.write("who.md", title="Who", redirect_from=["/us/"]).file("content/menu.txt", "cake")

    found = record(diff("--format", "json"))

    assert {"url": "/2025/02/new/", "title": "News"} in found["new"]
    assert {"url": "/who/", "title": "Who"} in found["new"]
    assert found["gone"] == ["/about/"]
    assert {feed["url"]: len(feed["new"]) for feed in found["feeds"]} == {
        "/atom.xml": 1,
        "/feed.json": 1,
        "/feed.xml": 1,
    }
    assert found["redirects"] == [["/us/", "/who/"]]
    assert "/menu.txt" in found["files"]
    said = diff().stdout
    assert "1 page is gone:\n  /about/\n" in said
    assert "3 feeds change:\n  /atom.xml  1 new\n" in said
    assert "1 redirect is new:\n  /us/ -> /who/\n" in said


def test_a_page_that_moves_sends_its_readers_on(blog, diff):
    blog.build(base_url="https://shop.net/")
    blog.configure("").file("urls.txt", "/2024/01/one/ = posts/one.md\n")
    blog.write("posts/one.md", "First words.\n\nSecond words.", title="One", slug="first")

    found = record(diff("--format", "json"))

    assert ["/2024/01/one/", "/2024/01/first/"] in found["redirects"]
    assert {"url": "/2024/01/first/", "title": "One"} in found["new"]


def test_what_is_made_beside_pages_is_not_told(blog, diff):
    blog.file("site.toml", '[site]\ntitle = "A blog"\nurl = "https://example.org/"\n').build()
    assert (blog.public / "assets/cards/2024/01/one.png").is_file()
    blog.delete("content/posts/one.md").delete("content/menu.txt")

    assert record(diff("--format", "json"))["files"] == ["/menu.txt"]


def test_a_link_that_leads_elsewhere_is_seen(blog, diff):
    blog.write("posts/one.md", "[First](../about.md) words.", title="One")
    blog.build()
    blog.write("posts/one.md", "[First](https://x.example/) words.", title="One")

    (page, *_others) = [
        one for one in record(diff("--format", "json"))["changed"] if one["url"] == "/2024/01/one/"
    ]

    assert page == {"url": "/2024/01/one/", "gone": [], "new": [], "links": True, "pictures": False}


def test_a_site_that_can_not_be_built_is_not_compared(blog, diff):
    blog.write("about.md", tgas=1)

    result = diff()

    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown key 'tgas'" in result.stderr


def test_nothing_is_built(blog, diff):
    blog.write("posts/new.md")
    before = {
        path: path.stat().st_mtime_ns for path in blog.folder.rglob("*") if "__pycache__" not in path.parts
    }

    diff()

    assert {
        path: path.stat().st_mtime_ns for path in blog.folder.rglob("*") if "__pycache__" not in path.parts
    } == before


def test_what_readers_see_of_a_page():
    html = '<title>T &amp; t</title><style>p{}</style><p>One\n<b>two</b><br>three<script>x</script><img alt="a > b"></p>  <!-- no --><ul><li>x'

    assert visible_lines(html) == ["T & t", "One two", "three", "x"]
    assert visible_lines('<li><span class="tile" aria-hidden="true">P</span> Post</li>') == ["Post"]


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("a b c", "c a d", ["b"], ["d"]),
        ("a a b", "b a", ["a"], []),
        ("a b", "b a", ["b"], ["b"]),
        ("a b", "a b", [], []),
    ],
)
def test_a_line_that_only_moves_is_told_when_nothing_else_is(old, new, gone, come):
    assert line_changes(old.split(), new.split()) == (tuple(gone), tuple(come))
