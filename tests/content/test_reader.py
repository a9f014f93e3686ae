"""The few texts that an edit changes are read by a process that has made its engine meanwhile."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen import forks
from sitegen.content import sources
from sitegen.incremental.files import SETTLED
from support.blog import Blog

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform == "darwin", reason="the system forks no processes"
)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done with each process that was to read, in order; although a thread is running: of those who
    run tests, some do."""
    monkeypatch.setattr("threading.active_count", lambda: 1)
    done: list[str] = []

    class Noted(forks.AtHand[Any, Any]):
        def ask(self, question: Any) -> Any:
            done.append(f"asked for {', '.join(question)}")
            return super().ask(question)

    def at_hand(get_ready: Callable[[], Any]) -> Any:
        done.append("started")
        made = forks.at_hand(get_ready)
        made.__class__ = Noted
        return made

    monkeypatch.setattr(sources, "at_hand", at_hand)
    return done


@pytest.fixture
def built(blog: Blog, readers: list[str], monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A site with a page and a post, built when its files had been left alone for a while."""
    monkeypatch.setattr("sitegen.incremental.files._now", lambda: time.time_ns() + 10 * SETTLED)
    blog.file("templates/_footer.html", "The end.").write("posts/one.md", "Old words.").write("about.md")
    blog.build(jobs=2)
    readers.clear()
    return blog


def shown(blog: Blog) -> str:
    """Return the page of the post."""
    return (blog.folder / "public" / "2024" / "01" / "one" / "index.html").read_text()


def test_an_edit_is_read_by_a_process_that_was_started_before_anything_was_recalled(
    built: Blog, readers: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        sources.SourceMemory,
        "recall_same",
        lambda _self, scan, _zone: readers.append("recalled") or scan.texts,
    )
    built.write("posts/one.md", "New *words*.").build(jobs=2)

    assert readers == ["started", "recalled", "asked for posts/one.md"]
    assert "New <em>words</em>." in shown(built)


@pytest.mark.parametrize(
    "edit",
    [
        lambda blog: blog.file("templates/_footer.html", "The very end."),
        lambda blog: blog.delete("content/about.md"),
        lambda blog: blog.file("content/a.txt", "A file."),
    ],
    ids=["template", "deleted", "file"],
)
def test_where_no_text_has_changed_none_is_started(
    built: Blog, readers: list[str], edit: Callable[[Blog], object]
):
    edit(built)
    built.build(jobs=2)

    assert readers == []


def test_one_job_starts_none(built: Blog, readers: list[str]):
    built.write("posts/one.md", "New words.").build(jobs=1)

    assert readers == []


def test_where_it_fails_the_texts_are_read_here(
    built: Blog, readers: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sources, "_learn_to_read", lambda *_given: 1 / 0)
    built.write("posts/one.md", "New words.").build(jobs=2)

    assert readers == ["started", "asked for posts/one.md"]
    assert "New words." in shown(built)


def test_mistakes_come_from_it_as_they_are(built: Blog, readers: list[str]):
    built.file("content/posts/one.md", "---\ntitle: One\ndate: tomorrow\n---\n")

    (problem,) = built.problems(jobs=2)

    assert (problem.location.path, problem.location.line, problem.rule) == (
        "content/posts/one.md",
        3,
        "bad-date",
    )
    assert readers[0] == "started"


GLOSSING = """\
from pathlib import Path
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

class Gloss(Postprocessor):
    def run(self, text):
        return text + self.md.gloss

class Glossing(Extension):
    def extendMarkdown(self, md):
        md.gloss = Path(r"{path}").read_text()
        md.postprocessors.register(Gloss(md), "gloss", 1)

def makeExtension(**options):
    return Glossing()
"""


def test_a_file_that_the_engine_is_made_of_is_part_of_the_text_though_it_is_made_before(
    blog: Blog, readers: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sitegen.incremental.files._now", lambda: time.time_ns() + 10 * SETTLED)
    monkeypatch.syspath_prepend(tmp_path)
    (glossary := tmp_path / "glossary.txt").write_text("an old gloss")
    (tmp_path / "glossing.py").write_text(GLOSSING.format(path=glossary))
    blog.configure('[markdown]\nextensions = ["glossing"]').write("posts/one.md", "Old words.").build(jobs=2)
    readers.clear()
    blog.write("posts/one.md", "New words.").build(jobs=2)
    assert readers == ["started", "asked for posts/one.md"]

    glossary.write_text("a new gloss")
    blog.build(jobs=2)

    assert "a new gloss" in shown(blog)
