"""Related posts are scored, and those of this repository's own blog are good."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from related.evaluate import Truth, read_site, read_truth, score
from related.hide import hide

from sitegen.build import Request, build

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def post(tags, hidden=(), links=()):
    return {"tags": tags, "hidden": hidden, "links": links}


TRUTH = Truth(
    {
        "one": post(["tea", "pots"], ["pots"], ["three"]),
        "two": post(["pots"]),
        "three": post(["tea"], links=["one"]),
        "four": post(["pots", "cups"]),
    }
)


def test_hidden_tags_are_asked_for_and_those_that_were_shown_count_neither_way():
    assert TRUTH.gain("one", "two") == 1
    assert TRUTH.gain("one", "three") == 0
    assert 0 < TRUTH.gain("one", "four") < 1


def test_the_best_list_has_the_best_score():
    best = score(TRUTH, {"one": ["two", "four", "three"], "three": ["one"]})

    assert best.ndcg == pytest.approx(1)
    assert best.link_recall == 1
    assert score(TRUTH, {"one": ["four", "two"]}).ndcg < 1
    assert score(TRUTH, {"one": ["three", "three", "one", "nobody"]}).link_recall == 0.5


def test_who_is_everywhere_and_who_is_nowhere_is_counted():
    found = score(TRUTH, {"one": ["two"], "three": ["two"], "four": ["two", "one"]})

    assert (found.most, found.never, found.empty) == (3, 0.5, 0.25)


def test_lists_are_read_from_the_pages_of_any_generator(tmp_path):
    page = '<p><a href="/four/">x</a><div class="a related"><br><div><a href="/b/two/#x">2</a></div><a href="three.html">3</a></div><a href="/four">4</a>'
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "one").mkdir()
    (tmp_path / "2024" / "one" / "index.html").write_text(page)
    (tmp_path / "2024-01-01-two.html").write_text("nothing")
    (tmp_path / "about.html").write_text(page)

    assert read_site(tmp_path, TRUTH.slugs, "related") == {"one": ["two", "three"], "two": []}


def test_a_corpus_is_the_site_without_half_of_its_tags_and_its_links(blog, tmp_path):
    blog.write(
        "posts/one.md", "See [the *second*](two.md#x) and [about](../about.md).", tags=["a", "b", "c", "d"]
    )
    blog.write("posts/two.md", slug="second").write("about.md").write("posts/draft.md", draft=True)

    hide(blog.folder, tmp_path / "corpus", NOW)

    truth = json.loads((tmp_path / "corpus" / "truth.json").read_text())
    copy = (tmp_path / "corpus" / "content" / "posts" / "one.md").read_text()
    assert truth.keys() == {"one", "second"}
    assert truth["one"]["links"] == ["second"] and truth["second"]["links"] == ["one"]
    assert len(truth["one"]["hidden"]) == 2
    assert not any(f'"{tag}"' in copy for tag in truth["one"]["hidden"])
    assert "See the *second* and" in copy


def test_related_posts_of_our_own_blog_find_what_was_hidden(tmp_path):
    hide(ROOT, tmp_path, NOW)
    truth = read_truth(tmp_path)

    build(Request(tmp_path, as_of="2026-11-24"))
    ours = score(truth, read_site(tmp_path / "public", truth.slugs, "related"))
    newest = [path.stem for path in sorted((tmp_path / "content" / "posts").glob("*.md"))]
    others = score(truth, dict.fromkeys(truth.slugs, newest))

    assert ours.ndcg > max(0.3, 1.2 * others.ndcg)
    assert ours.link_recall > max(0.55, 2 * others.link_recall)
    assert ours.empty == 0
