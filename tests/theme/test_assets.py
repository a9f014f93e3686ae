"""Files of a theme: their names change with them, and they are there under their own names too."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.build import Request
from sitegen.errors import SetupError
from sitegen.explain.why import FileFacts, Use, why
from sitegen.incremental.files import FileDigests
from support.blog import Blog

STYLE = "/* a note */ a { color: red; background: url(logo.png) }"
POST = "{{ site.asset('style.css') }} {{ site.asset('logo.png') }}"


@pytest.fixture
def styled(blog: Blog) -> Blog:
    blog.file("themes/plain/assets/style.css", STYLE).file("themes/plain/assets/logo.png", b"png")
    return blog.file("templates/post.html", POST).write("posts/one.md")


def asked(blog: Blog) -> list[str]:
    """Return the URLs that the post asked for."""
    return blog.page("/2024/01/one/").split()


@contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Fail what takes longer."""

    def fail(*_given: object) -> None:
        pytest.fail(f"it takes longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_templates_name_a_file_by_what_is_in_it(styled):
    styled.build()

    style, logo = asked(styled)
    assert re.fullmatch(r"/assets/style\.[0-9a-f]{10}\.css", style)
    assert re.fullmatch(r"/assets/logo\.[0-9a-f]{10}\.png", logo)
    assert styled.page(style) == "a{color:red;background:url(logo.png)}"
    assert styled.page(logo) == "png"


def test_every_file_is_there_as_it_is_under_its_own_name_too(styled):
    styled.file("assets/deep/own.css", "p { }").build()

    assert styled.page("/assets/style.css") == STYLE
    assert styled.page("/assets/logo.png") == "png", "the style sheet names it"
    assert styled.page("/assets/deep/own.css") == "p { }"


def test_a_style_sheet_that_is_edited_makes_the_pages_again_that_name_it_and_no_others(styled):
    styled.write("about.md").build()
    before = asked(styled)

    report = styled.file("themes/plain/assets/style.css", "a { color: blue }").build()

    after = asked(styled)
    assert after[0] != before[0] and after[1] == before[1]
    assert {*report.rendered} == {
        "2024/01/one/index.html",
        "assets/style.css",
        after[0].lstrip("/"),
        "_headers",
    }
    assert not (styled.public / before[0].lstrip("/")).exists()


def test_an_override_of_the_site_is_the_one_that_is_named(styled):
    styled.build()
    before = asked(styled)

    styled.file("assets/style.css", "b { c: d }").build()

    assert asked(styled)[0] != before[0] and styled.page(asked(styled)[0]) == "b{c:d}"
    styled.delete("assets/style.css").build()
    assert asked(styled) == before


def test_one_name_of_a_file_is_that_of_equal_bytes(styled):
    styled.file("themes/plain/assets/other.css", STYLE).file(
        "templates/post.html", "{{ site.asset('style.css') }} {{ site.asset('other.css') }}"
    ).build()

    style, other = asked(styled)
    assert style.removeprefix("/assets/style") == other.removeprefix("/assets/other")


def test_hosts_are_told_what_browsers_may_keep(styled):
    styled.build()

    rule = "\n  Cache-Control: public, max-age=31536000, immutable\n"
    assert styled.page("/_headers") == "".join(f"{url}{rule}" for url in sorted(asked(styled)))


def test_hosts_are_told_so_in_the_folder_of_the_site(styled):
    styled.build(base_url="https://example.org/blog/")

    assert styled.page("/_headers").startswith("/blog/assets/logo.")


def test_a_writers_own_rules_for_hosts_come_first(styled):
    styled.file("content/_headers", "/x\n  A: b\n").build()

    assert styled.page("/_headers") == "/x\n  A: b\n"


def test_a_theme_without_files_needs_no_rules(blog):
    blog.write("posts/one.md").build()

    assert "_headers" not in blog.published()


def test_another_version_of_what_makes_files_smaller_gives_them_other_names(styled, monkeypatch):
    styled.build()
    before = asked(styled)
    monkeypatch.setattr("sitegen.theme.assets._made_with", lambda: b"another")
    (styled.folder / ".sitegen/memory.db").unlink()

    styled.build()

    assert asked(styled)[0] != before[0] and asked(styled)[1] == before[1]


def test_why_tells_what_a_file_becomes_and_who_names_it(styled):
    styled.build()

    facts = why(Request(styled.folder, as_of="2026-01-01"), "assets/style.css")

    assert isinstance(facts, FileFacts)
    assert set(facts.becomes) == {"/assets/style.css", asked(styled)[0]}
    assert facts.uses == (Use("", ("/2024/01/one/",)),)


@pytest.mark.parametrize("suffix", [b"css", b"png"])
def test_a_file_whose_name_is_not_utf_8_is_a_mistake_at_that_file(styled, suffix):
    styled.file("assets/own.css", "")
    folder = os.fsencode(styled.folder / "assets")
    try:
        Path(os.fsdecode(folder + b"/caf\xe9." + suffix)).write_text("a { }")
    except OSError:
        pytest.skip("the names of this file system are UTF-8")

    (problem,) = styled.problems()

    assert problem.rule == "unsafe-path"
    assert problem.location.path == f"assets/caf\udce9.{suffix.decode()}"
    assert "its name is not UTF-8" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_among_the_style_sheets_keeps_no_build_waiting(styled):
    styled.file("assets/own.css", "")
    os.mkfifo(styled.folder / "assets" / "pipe.css")

    with deadline(20):
        styled.build()

    assert "assets/own.css" in styled.published()


@pytest.mark.parametrize("name", ["a\nb.png", "a\\b.css"])
def test_a_name_that_can_not_be_published_is_told_by_a_later_build_too(styled, name):
    styled.build()

    styled.file(f"assets/{name}", "")

    assert [problem.rule for problem in styled.problems()] == ["unsafe-path"]


@pytest.mark.parametrize("path", ["content/new.txt", "assets/new.png"])
def test_a_file_that_can_not_be_read_is_told_by_a_later_build_too(styled, monkeypatch, path):
    styled.build()
    styled.file(path, "new")
    read = FileDigests.digest

    def refuse(files: FileDigests, name: str, path: Path, *more: object) -> bytes:
        if path.name.startswith("new."):
            raise PermissionError(13, "Permission denied", str(path))
        return read(files, name, path, *more)

    monkeypatch.setattr(FileDigests, "digest", refuse)

    with pytest.raises(SetupError, match="new"):
        styled.build()
