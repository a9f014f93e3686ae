"""`build --verify`: what was published is compared with what a clean build makes."""

from __future__ import annotations

import sys

import pytest

from sitegen.build import Request, build
from sitegen.errors import SetupError
from sitegen.explain.proof import Difference, differences
from sitegen.incremental.answers import Question
from sitegen.incremental.files import FileDigests
from sitegen.publish.lock import build_lock

ASKS = """
import os
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

class Asks(Postprocessor):
    def run(self, text):
        return text + os.environ["SAID"]

class Asking(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Asks(md), "asks", 1)

def makeExtension(**options):
    return Asking(**options)
"""


@pytest.fixture
def prove(blog):
    def prove() -> list[Difference]:
        request = Request(blog.folder, as_of="2026-01-01")
        return differences(request, build(request))

    return prove


def test_a_build_is_that_of_a_clean_one(blog, prove):
    blog.write("posts/one.md").write("about.md").file("content/a.png", b"\x00\xff")
    assert prove() == []

    blog.write("posts/one.md", title="Other").delete("content/about.md")
    assert prove() == []
    assert prove() == []


def test_the_clean_build_is_of_the_same_moment(blog):
    blog.write("posts/one.md").write("posts/two.md", date="2026-01-02")
    report = build(Request(blog.folder, as_of="2026-01-01"))

    assert differences(Request(blog.folder), report) == []


def test_no_other_build_takes_place_while_two_are_compared(blog):
    blog.write("posts/one.md")
    request = Request(blog.folder, as_of="2026-01-01")
    report = build(request)
    kept_out = []

    def try_to_build(*_stage: object) -> None:
        try:
            with build_lock(request.memory, wait=0):
                kept_out.append(False)
        except SetupError:
            kept_out.append(True)

    assert differences(request, report, try_to_build) == []
    assert kept_out and all(kept_out)


def test_files_that_sitegen_did_not_make_do_not_count(blog, prove):
    prove()
    blog.file("public/CNAME", "example.org")

    assert prove() == []


def test_the_question_that_lied_is_named(blog, prove, monkeypatch):
    monkeypatch.setattr("sitegen.incremental.files.SETTLED", -(10**15))
    monkeypatch.setattr(FileDigests, "known", lambda self, name, now: self._known.get(name, (0, None))[1])
    blog.write("about.md", "Words.\n\nOld words.")
    assert prove() == []
    blog.write("about.md", "Words.\n\nNew words.")

    found = {one.path: one for one in prove()}

    assert found.keys() == {"about/index.html"}
    difference = found["about/index.html"]
    assert difference.lied == (Question("text", ("about.md",)),)
    assert (difference.published, difference.clean) == ("<p>Old words.</p>", "<p>New words.</p>")
    page = blog.page("/about/").split("\n")
    assert page[difference.line - 1] == "<p>Old words.</p>"


def test_what_was_read_without_asking_is_told_apart(blog, prove, tmp_path, monkeypatch):
    (tmp_path / "asking_around.py").write_text(ASKS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "asking_around", raising=False)
    monkeypatch.setenv("SAID", "before")
    blog.configure('[markdown]\nextensions = ["asking_around"]').write("about.md")
    assert prove() == []

    monkeypatch.setenv("SAID", "after")
    (difference,) = prove()

    assert difference.path == "about/index.html"
    assert "before" in (difference.published or "")
    assert "after" in (difference.clean or "")
    assert (difference.lied, difference.remade) == ((), False)


def test_a_file_that_vanished_and_one_that_should_have_are_differences(blog):
    blog.write("about.md").write("more.md")
    request = Request(blog.folder, as_of="2026-01-01")
    report = build(request)

    (blog.public / "about/index.html").unlink()
    blog.delete("content/more.md")
    found = {one.path: one for one in differences(request, report)}

    assert (found["about/index.html"].published, found["more/index.html"].clean) == (None, None)
    assert found.keys() == {"about/index.html", "more/index.html", "sitemap.xml"}
