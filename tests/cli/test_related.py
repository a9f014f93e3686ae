"""`sitegen related`: what it says, and how it ends."""

from __future__ import annotations

import json

import pytest

WORDS = "Teapots need a lid, a spout and a handle; a kettle whistles while the teapot waits."


@pytest.fixture
def related(blog, run):
    for number, name in enumerate(("one", "two", "three"), start=1):
        blog.write(f"posts/{name}.md", f"{WORDS} This is {name}.", tags=["pots"], date=f"2024-01-0{number}")
    for number in range(4):
        blog.write(f"posts/f{number}.md", f"filler{number} padding{number}", date="2023-01-01")
    return lambda *words: run("related", "--site", blog.folder, "--as-of", "2026-01-01", *words)


def test_the_list_of_a_post_is_explained(related):
    result = related("one")

    assert (result.exit_code, result.stderr) == (0, "")
    title, first, score, tags, words, *rest = result.stdout.splitlines()
    assert title == "/2024/01/one/"
    assert first in ("  1. two  /2024/01/two/", "  1. three  /2024/01/three/")
    assert score.startswith("     score ") and "% alike, times 1.60 for nearness in time" in score
    assert tags == "     tags: pots"
    assert words.startswith("     words: ")
    assert "     only to fill the list: nothing more alike" in rest


def test_why_another_post_is_not_offered(related, blog):
    blog.write("posts/hidden.md", WORDS, noindex=True)

    result = related("one", "hidden")

    assert result.exit_code == 0
    assert (
        "'hidden' (/2024/01/hidden/) is not in its list: its front matter says noindex: true."
        in result.stdout
    )


def test_a_draft_is_told_from_when_it_could_be_offered(related, blog):
    blog.write("posts/later.md", WORDS, date="2027-01-01")

    assert "scheduled: its date is still to come (--future includes it)" in related("one", "later").stdout


def test_a_post_without_a_list_says_why(related, blog):
    blog.write("posts/alone.md", WORDS, related=False)

    assert "No related posts: its front matter says related: false." in related("alone").stdout


def test_programs_get_it_as_json(related):
    listed = json.loads(related("one", "--format", "json").stdout)
    between = json.loads(related("one", "two", "--format", "json").stdout)

    assert listed["kind"] == "list"
    assert listed["text"] == {"file": "content/posts/one.md", "url": "/2024/01/one/", "title": "one"}
    assert listed["list"][0]["why"] == "alike"
    assert listed["list"][0]["shared"].keys() == {"likeness", "nearness", "score", "tags", "words"}
    assert (between["kind"], between["rules"], between["reasons"]) == ("relation", [], [])
    assert between["place"] in (1, 2)


def test_an_unknown_name_ends_with_1(related):
    result = related("on")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no text 'on'.  Did you mean one?\n"
    assert json.loads(related("on", "--format", "json").stdout) == {
        "kind": "unknown",
        "named": "on",
        "close": ["one"],
    }


def test_texts_that_are_refused_are_counted_beside_what_is_related(related, blog):
    blog.write("posts/bad.md", WORDS, tgas=["a"])
    said = "1 text was refused and left out: sitegen check says why.\n"

    assert (related("one").exit_code, related("one").stderr) == (0, said)
    assert related("bad").stderr.endswith(said)
