"""The same post in each dialect, read back as its generator reads it."""

from __future__ import annotations

import re

import pytest
import yaml
from corpus import make_posts
from dialects import DIALECTS, MARKER, Post

POSTS = make_posts(12)


def read_yaml(text: str) -> tuple[dict[str, object], str]:
    _before, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def read_pelican(text: str) -> tuple[dict[str, object], str]:
    head, body = text.split("\n\n", 1)
    fields = {key.lower(): value for key, value in (line.split(": ", 1) for line in head.split("\n"))}
    return {**fields, "tags": fields["tags"].split(", ")}, body


def read_nikola(text: str) -> tuple[dict[str, object], str]:
    head, body = text.split("-->\n", 1)
    fields = dict(re.findall(r"^\.\. (\w+): (.*)$", head, re.MULTILINE))
    return {**fields, "tags": fields["tags"].split(", "), "date": fields["date"].split()[0]}, body


READERS = {
    "sitegen": read_yaml,
    "hugo": read_yaml,
    "eleventy": read_yaml,
    "pelican": read_pelican,
    "nikola": read_nikola,
}


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.slug[:6])
def test_title_tags_date_author_and_body_are_the_same_in_each_dialect(name: str, post: Post):
    dialect = DIALECTS[name]

    fields, body = READERS[name](dialect.text(post))

    assert fields["title"] == post.title
    assert fields["tags"] == list(post.tags)
    assert str(fields["date"]) == str(post.day)
    assert fields["author"] == post.author
    assert body.strip().replace(dialect.marker, MARKER) == post.body.strip()


@pytest.mark.parametrize("name", DIALECTS)
def test_no_two_posts_have_one_file(name: str):
    assert len({DIALECTS[name].path(post) for post in POSTS}) == len(POSTS)


def test_hugo_is_told_the_month_for_its_archives():
    fields, _body = read_yaml(DIALECTS["hugo"].text(POSTS[0]))

    assert fields["months"] == ["2010-01"]


def test_nikola_gets_its_own_marker():
    marked = next(post for post in POSTS if MARKER in post.body)

    text = DIALECTS["nikola"].text(marked)

    assert MARKER not in text
    assert "<!-- TEASER_END -->" in text
