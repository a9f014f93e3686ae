"""Compiled templates are remembered, and what they ask is recorded all the same."""

from __future__ import annotations

import pytest

from sitegen.theme.environment import ThemeEnvironment


@pytest.fixture
def site(blog):
    blog.write("posts/one.md", "Words.").file("templates/post.html", "{{ '/x'|absolute }} {{ page.title }}")
    blog.build()
    return blog


def test_a_template_that_was_compiled_is_not_compiled_again(site, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("it was compiled before")

    monkeypatch.setattr(ThemeEnvironment, "_parse", refuse)
    site.write("posts/one.md", "Other words.", title="Two")

    assert "2024/01/one/index.html" in site.build().rendered
    assert site.page("/2024/01/one/") == "https://example.org/x Two"


def test_an_edited_template_is_compiled_anew(site):
    site.file("templates/post.html", "{{ page.title }}!").build()

    assert site.page("/2024/01/one/") == "one!"


def test_a_page_of_a_remembered_template_is_recorded_like_any_other(site):
    site.write("posts/one.md", "Other words.", title="Two").build()
    config = (site.folder / "site.toml").read_text()
    site.file("site.toml", config.replace("example.org", "example.net")).build()

    assert site.page("/2024/01/one/") == "https://example.net/x Two"
