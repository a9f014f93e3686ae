"""What the tracker once got wrong, or what once stopped it, each in its smallest form."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from sitegen import build as story
from sitegen.incremental import ledger as module
from sitegen.incremental.answers import Answers, Question
from sitegen.incremental.ledger import Cause, Ledger, Why
from sitegen.incremental.store import Store
from sitegen.markup.python_markdown import PythonMarkdown
from support.blog import make_blog
from support.histories import build_outcome
from support.steps import damage_cache
from support.trees import read_tree
from support.writer import Writer

POST = '{% extends "base.html" %}{% block main %}'
OPTIONS = {"as_of": "2026-01-01"}


@pytest.mark.parametrize(
    "line",
    [
        "{% set name %}Trust{% endset %}{{ site.tagged(name, 2) }}",
        "{% set name %}none.html{% endset %}{% include name ignore missing %}",
        '{{ site.asset("x.css"|e) }}',
    ],
)
def test_a_question_may_be_asked_with_escaped_text(blog, line):
    """Such as what `{% set %}` put together: it is Markup, a str of another type."""
    blog.file("assets/x.css", "").file("templates/post.html", f"{POST}{line}{{% endblock %}}")
    blog.write("posts/one.md", tags=["trust"]).build()

    assert blog.build().rendered == {}


def test_texts_are_made_anew_when_their_converter_is_another_version(blog, monkeypatch):
    """A library was updated: the files and the settings are the same, and the HTML of a text is not."""
    blog.write("posts/one.md", "An opening.\n\n<!--more-->\n\nThe rest.").build()
    convert, fingerprint = PythonMarkdown.convert, PythonMarkdown.fingerprint.func

    def newer(self: Any, text: str, language: str = "") -> Any:
        return convert(self, text.replace("rest", "REST"), language)

    monkeypatch.setattr(PythonMarkdown, "convert", newer)
    monkeypatch.setattr(PythonMarkdown, "fingerprint", property(lambda self: f"{fingerprint(self)} newer"))
    blog.build()

    assert "The REST." in blog.page("/2024/01/one/")


@pytest.mark.parametrize("file", ["site.toml", "themes/plain/theme.toml"])
def test_a_mistake_that_leaves_all_settings_as_they_were_is_said(blog, file):
    blog.write("posts/one.md").build()
    with (blog.folder / file).open("a") as opened:
        opened.write("\n[fedes]\n")

    assert [problem.rule for problem in blog.problems()] == ["unknown-key"]


@pytest.mark.parametrize("path", ["templates/post.html", "content/logo.gif", "content/posts/one.md"])
def test_what_is_edited_while_a_build_runs_is_seen_by_the_next(blog, monkeypatch, path):
    blog.write("posts/one.md", "Before").file("content/logo.gif", "Before")
    blog.file("templates/post.html", "Before {{ page.body }}")
    right = story.publish

    def publish(*arguments: Any) -> Any:
        monkeypatch.setattr(story, "publish", right)
        published = right(*arguments)
        blog.file(path, (blog.folder / path).read_text().replace("Before", "After"))
        return published

    monkeypatch.setattr(story, "publish", publish)
    blog.build()
    blog.build()

    assert "After" in blog.page("/logo.gif" if path.endswith("gif") else "/2024/01/one/")


def test_a_post_that_is_shown_early_is_not_called_scheduled_once_it_is_due(blog):
    blog.file("templates/post.html", "{{ page.state }}").write("posts/one.md", date="2024-01-01 12:00")
    blog.build(future=True, as_of="2024-01-01 11:59")
    assert blog.page("/2024/01/one/") == "scheduled"

    blog.build(future=True, as_of="2024-01-01 12:00")

    assert blog.page("/2024/01/one/") == "published"


def test_a_scheduled_post_may_expire_before_its_day(blog):
    blog.write("posts/one.md", "[Two](two.md)")
    blog.write("posts/two.md", date="2024-03-01", expires="2024-01-01 12:00")
    blog.build(as_of="2024-01-01 11:59")

    [problem] = blog.problems(as_of="2024-01-01 12:00")

    assert "expired" in problem.message


def verified(store: Store, outputs: dict[str, tuple[str, ...]], values: dict[str, str]) -> dict[str, Cause]:
    """Build *outputs*, each of which asks some questions, once; return what was made, and why."""

    def ask(name: str) -> str:
        return values[name]

    answers = Answers({"ask": ask})
    ledger = Ledger(store, b"same")
    causes = ledger.causes(dict.fromkeys(outputs, b""), dict.fromkeys(outputs, ""), answers)
    for path in causes:
        asked = [Question("ask", (name,)) for name in outputs[path]]
        ledger.record(path, b"", "", asked, Cause(Why.NEW))
    ledger.save(outputs, answers)
    return causes


def test_questions_without_an_answer_keep_their_places_when_others_are_forgotten(monkeypatch):
    """The pages of questions are written again, also one on which no question has an answer."""
    monkeypatch.setattr(module, "_PAGE", 1)
    store = Store(None)
    gone, kept, waiting = ("a", "b", "c", "d"), ("e",), ("not there yet",)
    values = dict.fromkeys((*gone, *kept), "x")
    verified(store, {"gone": gone, "kept": kept, "waiting": waiting}, values)
    verified(store, {"kept": kept, "waiting": waiting}, values)

    causes = verified(store, {"kept": kept, "waiting": waiting}, {**values, "not there yet": "y"})

    assert set(causes) == {"waiting"}


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_cache_is_noticed(damageable, tmp_path, seed):
    """Damaged in some way, with an edit at the same time: the site is that of a clean build all the same."""
    site = Path(shutil.copytree(damageable, tmp_path / "site"))
    (site / ".sitegen" / ".gitignore").unlink()
    damage_cache(Writer(site), 0, seed)
    (site / "content/posts/two.md").write_text("---\ntitle: Second\ndate: 2024-02-01\n---\nAnew")
    shutil.copytree(site, tmp_path / "clean", ignore=shutil.ignore_patterns(".sitegen", "public"))

    outcome, clean = build_outcome(site, OPTIONS), build_outcome(tmp_path / "clean", OPTIONS)

    assert outcome == clean
    assert clean.failure == ""


@pytest.fixture(scope="module")
def damageable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site, built, of so many posts that its cache has many pages."""
    blog = make_blog(tmp_path_factory.mktemp("damage") / "site")
    r = random.Random(1)
    for number in range(40):
        words = " ".join(r.choice(("pencil", "ledger", "teapot", "queue", "till")) for _ in range(150))
        blog.write(f"posts/{number}.md", words, date=f"2024-01-{1 + number % 28:02}", tags=[f"t{number % 5}"])
    blog.write("posts/two.md", date="2024-02-01").build()
    assert read_tree(blog.public)
    return blog.folder
