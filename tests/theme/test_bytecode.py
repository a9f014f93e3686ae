"""Compiled templates are remembered, and what they ask is recorded all the same."""

from __future__ import annotations

from shutil import rmtree

import pytest

from sitegen.theme import bytecode
from sitegen.theme.environment import ThemeEnvironment


@pytest.fixture
def site(blog):
    blog.write("posts/one.md", "Words.").file("templates/post.html", "{{ '/x'|absolute }} {{ page.title }}")
    blog.build()
    return blog


def refuse(*arguments):
    raise AssertionError("it was compiled before")


def test_a_template_that_was_compiled_is_not_compiled_again(site, monkeypatch):
    monkeypatch.setattr(bytecode, "_compiled_here", {})  # as in another process
    monkeypatch.setattr(ThemeEnvironment, "_parse", refuse)
    site.write("posts/one.md", "Other words.", title="Two")

    assert "2024/01/one/index.html" in site.build().rendered
    assert site.page("/2024/01/one/") == "https://example.org/x Two"


def test_what_this_process_has_compiled_serves_builds_without_a_memory_and_is_remembered_by_them(
    site, monkeypatch
):
    monkeypatch.setattr(bytecode, "_compiled_here", {})  # it is emptied now and then
    rmtree(site.folder / ".sitegen")
    site.build()
    rmtree(site.folder / ".sitegen")
    with monkeypatch.context() as patch:
        patch.setattr(ThemeEnvironment, "_parse", refuse)
        site.build()
    monkeypatch.setattr(bytecode, "_compiled_here", {})
    monkeypatch.setattr(ThemeEnvironment, "_parse", refuse)
    site.write("posts/one.md", "Other words.", title="Two")

    assert "2024/01/one/index.html" in site.build().rendered


def test_a_process_does_not_keep_all_that_was_ever_compiled(site, monkeypatch):
    monkeypatch.setattr(bytecode, "_compiled_here", {})
    monkeypatch.setattr(bytecode, "_MANY", 3)
    for number in range(5):
        site.file("templates/post.html", f"{{{{ page.title }}}} {number}").build()

    assert len(bytecode._compiled_here) <= 3
    assert site.page("/2024/01/one/") == "one 4"


def test_an_edited_template_is_compiled_anew(site):
    site.file("templates/post.html", "{{ page.title }}!").build()

    assert site.page("/2024/01/one/") == "one!"


def test_a_page_of_a_remembered_template_is_recorded_like_any_other(site):
    site.write("posts/one.md", "Other words.", title="Two").build()
    config = (site.folder / "site.toml").read_text()
    site.file("site.toml", config.replace("example.org", "example.net")).build()

    assert site.page("/2024/01/one/") == "https://example.net/x Two"
