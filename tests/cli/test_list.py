"""`sitegen list`: what there is."""

import json

import pytest


@pytest.fixture
def listed(blog, run):
    blog.write("posts/one.md", title="One", date="2024-05-05", tags=["trust", "a b"], author="Ann")
    blog.write("posts/two.md", title="Two", date="2024-06-06", tags=["Trust"], review_by="2025-01-01")
    blog.write("posts/three.md", title="Three", draft=True, date="2024-01-01").write(
        "posts/later.md", date="2027-01-01"
    )
    blog.write("posts/old.md", expires="2025-03-03").write("about.md", title="About", review_by="2024-02-02")
    blog.file("content/posts/undated.md", "---\ntitle: No date\ndraft: true\n---\n")
    return lambda *words: run("list", "--site", blog.folder, "--as-of", "2026-01-01", *words)


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        ("posts", ["2024-06-06  content/posts/two.md  Two", "2024-05-05  content/posts/one.md  One", "2 texts."]),
        ("drafts", ["2024-01-01  content/posts/three.md    Three", "no date     content/posts/undated.md  No date", "2 texts."]),
        ("scheduled", ["2027-01-01  content/posts/later.md  later", "1 text."]),
        ("expired", ["2025-03-03  content/posts/old.md  old", "1 text."]),
        ("tags", ["    1  a b    /tags/a-b/", "    2  Trust  /tags/trust/", "2 tags."]),
        ("authors", ["    1  Ann  /authors/ann/", "1 author."]),
        ("due", ["2024-02-02  content/about.md      About", "2025-01-01  content/posts/two.md  Two", "2 texts."]),
    ],
)  # fmt: skip
def test_each_list_says_what_there_is(listed, what, lines):
    result = listed(what)

    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)


def test_posts_are_listed_where_nothing_is_named(listed):
    assert listed().stdout == listed("posts").stdout


def test_lists_for_programs(listed):
    assert json.loads(listed("tags", "--format", "json").stdout) == {
        "tags": [
            {"name": "a b", "posts": 1, "url": "/tags/a-b/"},
            {"name": "Trust", "posts": 2, "url": "/tags/trust/"},
        ]
    }
    (draft, undated) = json.loads(listed("drafts", "--format", "json").stdout)["drafts"]
    assert draft == {
        "file": "content/posts/three.md",
        "title": "Three",
        "url": "/2024/01/three/",
        "at": "2024-01-01T00:00:00+00:00",
        "tags": [],
    }
    assert undated["at"] is None


def test_snippets_are_among_drafts_and_what_is_expired(blog, run):
    blog.write("snippets/note.md", title="A note", draft=True)
    blog.write("snippets/book.md", title="A book", expires="2025-03-03")

    drafts = run("list", "--site", blog.folder, "drafts")
    expired = run("list", "--site", blog.folder, "expired", "--format", "json")

    assert drafts.stdout.splitlines() == ["no date     content/snippets/note.md  A note", "1 text."]
    (book,) = json.loads(expired.stdout)["expired"]
    assert (book["file"], book["url"]) == ("content/snippets/book.md", "")


def test_a_snippet_is_due_as_a_text_is(blog, run):
    blog.write("snippets/note.md", title="A note", review_by="2024-02-02").write("about.md", snippet="note")
    blog.write("snippets/draft.md", review_by="2024-02-02", draft=True)

    due = run("list", "--site", blog.folder, "due")
    checked = run("check", "--site", blog.folder, "--format", "json")

    assert due.stdout.splitlines() == ["2024-02-02  content/snippets/note.md  A note", "1 text."]
    files = [one["file"] for one in json.loads(checked.stdout)["problems"] if one["rule"] == "due-review"]
    assert files == ["content/snippets/note.md"]


@pytest.mark.parametrize("what", ["posts", "drafts", "scheduled", "expired", "tags", "authors", "due"])
def test_an_empty_list_says_so(blog, run, what):
    result = run("list", what, "--site", blog.folder)

    assert (result.exit_code, result.stdout.startswith("There ")) == (0, True)


def test_what_there_is_no_list_of(run):
    assert run("list", "nonsense").exit_code == 2


def test_texts_that_are_refused_are_counted_beside_the_list(listed, blog):
    blog.write("posts/bad.md", tgas=["a"])
    assert listed().stderr == "1 text was refused and left out: sitegen check says why.\n"

    blog.write("worse.md", tgas=["a"])
    result = listed("tags", "--format", "json")
    assert (result.exit_code, len(json.loads(result.stdout)["tags"])) == (0, 2)
    assert result.stderr == "2 texts were refused and left out: sitegen check says why.\n"
