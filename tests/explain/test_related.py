"""What is said of related posts, and of those that are not."""

from __future__ import annotations

import pytest

from sitegen.build import Request
from sitegen.explain.related import Nothing, related
from support.blog import Blog

WORDS = "Teapots need a lid, a spout and a handle; a kettle whistles while the teapot waits."


@pytest.fixture
def ask(blog: Blog):
    return lambda *named, **options: (
        related(Request(blog.folder, **{"as_of": "2026-01-01", **options}), *named).facts
    )


@pytest.fixture
def teapots(blog: Blog) -> Blog:
    """Three posts on teapots, and some on other things."""
    for number, name in enumerate(("one", "two", "three"), start=1):
        blog.write(
            f"posts/{name}.md",
            f"{WORDS} This is {name}.",
            title=f"Teapot {name}",
            tags=["pots"],
            date=f"2024-01-0{number}",
        )
    for number in range(6):
        blog.write(f"posts/f{number}.md", f"filler{number} padding{number}", date=f"2023-02-0{number + 1}")
    return blog


@pytest.mark.parametrize(
    "named",
    [
        "one",
        "one.md",
        "posts/one.md",
        "content/posts/one.md",
        "/2024/01/one/",
        "https://example.org/2024/01/one/",
    ],
)
def test_a_post_is_found_by_each_of_its_names(teapots, ask, named):
    assert ask(named).text.file == "content/posts/one.md"


@pytest.mark.parametrize("named", ["one.md", "../posts/one.md", "../../content/posts/one.md"])
def test_a_post_is_found_from_where_the_writer_is(teapots, ask, monkeypatch, named):
    monkeypatch.chdir(teapots.folder / "content/posts")

    assert ask(named).text.file == "content/posts/one.md"
    assert ask(str(teapots.folder / "content/posts/one.md")).text.file == "content/posts/one.md"


def test_what_is_offered_is_explained(teapots, ask):
    facts = ask("one")

    first, second, *rest = facts.list
    assert {first.text.title, second.text.title} == {"Teapot two", "Teapot three"}
    assert [suggestion.why for suggestion in facts.list] == [
        "alike",
        "alike",
        "fallback",
        "fallback",
        "fallback",
    ]
    assert first.shared.tags == ("pots",)
    assert {"teapots", "lid", "spout"} & set(first.shared.words)
    assert set(first.shared.words) <= {
        "teapots",
        "teapot",
        "lid",
        "spout",
        "handle",
        "kettle",
        "whistles",
        "while",
        "waits",
        "need",
        "pots",
        "this",
        "is",
    }
    assert first.shared.score >= second.shared.score > rest[0].shared.score == 0
    assert 0 < first.shared.likeness < 1 < first.shared.nearness <= 1.6


def test_it_is_the_same_before_a_build_and_after(teapots, ask):
    before = ask("one")
    teapots.build()

    assert ask("one") == before


def test_asking_leaves_no_trace(teapots, ask):
    ask("one")

    assert not (teapots.folder / ".sitegen").exists()


def test_chosen_posts_and_parts_of_a_series_are_called_so(blog, ask, teapots):
    blog.configure("[related]\nseries_first = true")
    blog.write("posts/own.md", WORDS, related=["f1"], series="S").write("posts/part.md", "x1", series="S")

    assert [suggestion.why for suggestion in ask("own").list][:3] == ["chosen", "series", "alike"]


def reasons(facts) -> str:
    return " / ".join(facts.reasons)


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ({"draft": True}, "it is not on the site: draft"),
        ({"date": "2027-01-01"}, "it is not on the site: scheduled"),
        ({"noindex": True}, "its front matter says noindex: true"),
        ({"related": False}, "its front matter says related: false"),
    ],
    ids=str,
)
def test_a_text_that_may_not_be_offered(teapots, ask, front_matter, reason):
    teapots.write("posts/other.md", WORDS, **{"date": "2024-01-05", **front_matter})

    assert reasons(ask("one", "other")) == reason


def test_a_post_in_the_list_has_its_place(teapots, ask):
    facts = ask("one", "two")

    assert (facts.place in (1, 2), facts.reasons) == (True, ())


def test_a_near_duplicate(teapots, ask):
    long = " ".join(f"word{number}" for number in range(40))
    teapots.write("posts/a.md", long, title="A").write("posts/b.md", f"{long} more", title="A")

    assert reasons(ask("a", "b")) == "it is nearly the same text"


def test_what_is_left_out_by_settings(teapots, ask):
    teapots.configure('[related]\nskip = ["neighbours", "linked"]')
    teapots.write("posts/own.md", f"{WORDS} [](one.md)", date="2024-05-01")

    assert reasons(ask("one", "two")) == "it stands beside it, and [related] skip leaves that out"
    assert reasons(ask("own", "one")) == "it is linked in the text, and [related] skip leaves that out"


def test_a_column_that_is_full(teapots, ask):
    teapots.configure("[related]\nper_column = 1")
    for number in range(3):
        teapots.write(f"posts/w{number}.md", WORDS, title=f"Weekly {number}: pots", date="2024-04-01")

    assert "of the column 'weekly' are in the list already" in reasons(ask("w0", "w2")) + reasons(
        ask("w0", "w1")
    )


def test_posts_with_nothing_in_common(teapots, ask):
    teapots.configure("[related]\ncount = 2")

    assert reasons(ask("one", "f1")) == "they have next to nothing in common"


def test_a_page_that_has_no_list(teapots, ask):
    teapots.write("about.md")

    assert ask("about").reason == "only posts, and the pages of a section, have related posts"
    assert (
        reasons(ask("one", "about")) == "only posts are offered, and the pages of a section ([related] pages)"
    )
    assert reasons(ask("one", "one")) == "it is the same text"


def test_a_site_without_related_posts(teapots, ask):
    teapots.configure("[related]\ncount = 0")

    assert ask("one").reason == "[related] count of site.toml is 0"
    assert reasons(ask("one", "two")) == "the list is empty: [related] count of site.toml is 0"


def test_a_name_that_nothing_has(teapots, ask):
    assert ask("thre") == Nothing("thre", ("three", "three.md"))
    assert isinstance(ask("one", "nobody"), Nothing)
