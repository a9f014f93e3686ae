from __future__ import annotations

from pathlib import Path

import pytest
from corpus import make_posts
from pages import count_pages, expected_pages, post_page, what_is_missing

POSTS = make_posts(12, words=20)

LAYOUTS = {
    "posts": ["2010/01/000001-a/index.html"],
    "index": ["index.html", "page/2/index.html", "index-1.html"],
    "tags": ["tags/a/index.html"],
    "months": ["2010/01/index.html", "months/2010-01/index.html"],
    "feeds": ["feed.xml"],
    "tag_feeds": ["tags/a/feed.xml", "tags/a.xml"],
    "files": [
        "sitemap.xml",
        "tags/index.html",
        "tags/a/page/2/index.html",
        "2010/01/page/2/index.html",
        "2010/index.html",
        "posts/index.html",
    ],
}


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("number", range(6))
def test_a_file_is_counted_as_what_it_is_and_as_nothing_else(tmp_path, kind, number):
    name = LAYOUTS[kind][number % len(LAYOUTS[kind])]

    touch(tmp_path, name)

    assert {kind for kind, count in count_pages(tmp_path).items() if count} == {kind, "files"}


def test_what_posts_call_for_is_counted_from_them():
    expected = expected_pages(POSTS)

    assert expected["posts"] == 12
    assert expected["index"] == 2
    assert expected["tags"] == expected["tag_feeds"] == len({tag for post in POSTS for tag in post.tags})
    assert expected["months"] == 1


def test_all_that_is_called_for_is_enough():
    assert what_is_missing(expected_pages(POSTS), POSTS) == ""


def test_too_few_pages_of_a_kind_are_named():
    counts = {**expected_pages(POSTS), "tag_feeds": 0}

    assert "0 tag feeds were made, not" in what_is_missing(counts, POSTS)


def test_the_page_of_a_post_has_year_month_and_slug():
    assert post_page(POSTS[0]) == f"2010/01/{POSTS[0].slug}/index.html"
