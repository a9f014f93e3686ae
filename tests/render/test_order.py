"""Outputs are rendered in the order of the posts that they show, so that little has to be kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from sitegen.content.memory import Texts
from support.blog import Blog

POSTS = 60
SETTINGS = """
[permalinks]
post = "/{slug}/"
[archives]
per_page = 5
[related]
count = 0
"""


@pytest.fixture
def archive(blog: Blog) -> Blog:
    """Posts on as many days, each with one of three tags, in lists of five; their paths tell nothing of time."""
    for number in range(POSTS):
        day, name = date(2020, 1, 1) + timedelta(days=10 * number), number * 37 % POSTS
        blog.write(f"posts/p{name:02}.md", f"Words {number}.", date=f"{day}", tags=["abc"[number % 3]])
    return blog.configure(SETTINGS)


def test_a_text_is_loaded_about_once_although_few_stay_in_memory(archive, monkeypatch):
    archive.build()  # everything is in the store now
    archive.configure(f"{SETTINGS}[feeds]\nentries = 7")
    loaded = Counter[str]()
    load = Texts._load_document

    def noted(self, key):
        loaded[key] += 1
        return load(self, key)

    monkeypatch.setattr(Texts, "_load_document", noted)
    monkeypatch.setattr("sitegen.content.memory.LOADED", 20)

    assert len(archive.build().rendered) > POSTS

    assert len(loaded) == POSTS
    assert loaded.total() < 1.6 * POSTS


def test_every_output_is_rendered_once(archive):
    report = archive.build()

    assert len(report.rendered) == report.outputs


def test_a_mistake_is_told_of_the_first_page_in_the_plan_whichever_is_rendered_first(archive):
    archive.file("templates/post.html", "{{ nothing }}").file("templates/index.html", "fine")

    (problem,) = archive.problems()

    assert problem.context == "while making /p00/ from content/posts/p00.md"
