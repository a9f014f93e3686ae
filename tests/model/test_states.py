"""Each text is in one state, and what is not published leaks nowhere."""

from __future__ import annotations

import pytest

from sitegen.model.records import State
from support.blog import Blog


@pytest.fixture
def leaky(blog: Blog) -> Blog:
    """A blog with a draft, a scheduled, an expired and two published posts that share all they can."""
    shared = {"tags": ["trust"], "author": "Ann", "series": "Start"}
    blog.write("posts/one.md", "Words on trust.", **shared)
    blog.write("posts/two.md", "Words on trust too.", date="2024-01-05", **shared)
    for name, more in {
        "secretdraft": {"draft": True},
        "secretlater": {"date": "2027-01-01"},
        "secretpast": {"expires": "2025-01-01"},
    }.items():
        given = {"date": "2024-01-03", "pinned": True, "redirect_from": [f"/{name}-old/"], **shared, **more}
        blog.write(f"posts/{name}/index.md", "Words on trust, secret.", **{**given, "tags": ["trust", name]})
        blog.file(f"content/posts/{name}/{name}.jpg", b"secret")
    return blog.write("secretpage.md", draft=True)


def traces(blog: Blog, name: str) -> set[str]:
    """Return the published files in whose path or text *name* stands."""
    return {path for path in blog.published() if name in path or name in (blog.public / path).read_text()}


def test_what_is_not_published_leaks_nowhere(leaky):
    leaky.build()

    assert traces(leaky, "secret") == set()


@pytest.mark.parametrize(
    ("as_of", "published"),
    [
        ("2026-10-25 02:29", False),  # the first time that clocks show it
        ("2026-10-25 02:30", True),
        ("2026-10-25 02:10 +01:00", True),  # the second time
        ("2026-03-29 03:29", False),  # the post of the hour that there is not
        ("2026-03-29 03:30", True),
    ],
)
def test_when_clocks_change_nothing_is_published_too_early_or_taken_back(blog, as_of, published):
    site = (blog.folder / "site.toml").read_text()
    blog.file("site.toml", site.replace("[theme]", 'timezone = "Europe/Berlin"\n[theme]'))
    blog.write("posts/one.md", date=f"{as_of[:10]} 02:30")

    assert bool(blog.site(as_of=as_of).structure.order) is published


def test_what_is_not_published_is_not_counted(leaky):
    structure = leaky.build().structure

    assert [
        len(term.posts)
        for term in (
            structure.tags["trust"],
            structure.authors["Ann"],
            structure.series["start"],
        )
    ] == [2] * 3
    assert set(structure.tags) == {"trust"}
    assert ">trust (2)<" in leaky.page("/tags/")


def test_the_states_add_up_to_the_files_read(leaky):
    census = leaky.build().census.texts

    assert census == {
        ("post", State.PUBLISHED): 2,
        ("post", State.DRAFT): 1,
        ("post", State.SCHEDULED): 1,
        ("post", State.EXPIRED): 1,
        ("page", State.DRAFT): 1,
    }


@pytest.mark.parametrize(
    ("options", "shown", "hidden"),
    [
        ({"drafts": True}, {"secretdraft", "secretpage"}, {"secretlater", "secretpast"}),
        ({"future": True}, {"secretlater"}, {"secretdraft", "secretpage", "secretpast"}),
        ({"as_of": "2027-01-01"}, {"secretlater"}, {"secretdraft", "secretpast"}),
        ({"as_of": "2026-12-31"}, set(), {"secretlater", "secretdraft", "secretpast"}),
        ({"as_of": "2024-06-01"}, {"secretpast"}, {"secretlater", "secretdraft"}),
    ],
)
def test_options_include_what_they_say(leaky, options, shown, hidden):
    leaky.build(**options)

    assert {name for name in shown if not traces(leaky, name)} == set()
    assert {name for name in hidden if traces(leaky, name)} == set()


def test_a_shown_draft_is_everywhere_a_post_is(leaky):
    leaky.build(drafts=True)

    assert {
        "2024/01/secretdraft/index.html", "2024/01/secretdraft/secretdraft.jpg", "index.html", "feed.xml",
        "tags/secretdraft/index.html", "tags/trust/index.html", "sitemap.xml", "secretdraft-old/index.html",
        "2024/01/one/index.html", "2024/01/two/index.html", "authors/ann/index.html",
    } <= traces(leaky, "secretdraft")  # fmt: skip


def test_a_draft_that_is_published_and_taken_back_leaves_nothing(leaky):
    leaky.build(drafts=True)
    leaky.build()

    assert traces(leaky, "secret") == set()


def test_a_draft_without_a_date_is_of_today(blog):
    blog.write("posts/idea.md", draft=True, date=None).build(drafts=True, as_of="2026-01-01")

    assert "2026/01/idea/index.html" in blog.published()


def test_a_draft_is_a_draft_whatever_its_dates(blog):
    blog.write("posts/a.md", draft=True, date="2030-01-01").write(
        "posts/b.md", draft=True, expires="2020-01-01"
    )

    assert blog.build().census.texts == {("post", State.DRAFT): 2}
    assert blog.build(drafts=True).census.texts == {
        ("post", State.SCHEDULED): 1,
        ("post", State.EXPIRED): 1,
    }


def test_a_refused_text_is_counted_too(blog):
    from sitegen.build import BuildError

    blog.write("posts/good.md").write("posts/bad.md", drfat=True)

    with pytest.raises(BuildError) as caught:
        blog.build()
    assert caught.value.census.texts == {("post", State.PUBLISHED): 1, ("post", State.REFUSED): 1}


def test_a_post_appears_at_its_minute_in_the_sites_zone(blog):
    site = (blog.folder / "site.toml").read_text().replace("[theme]", 'timezone = "Asia/Tokyo"\n[theme]')
    blog.file("site.toml", site).write("posts/one.md", date="2025-05-05 08:00")

    assert blog.build(as_of="2025-05-05 07:59").structure.order == ()
    assert blog.build(as_of="2025-05-04T23:00:00Z").structure.order == ("posts/one.md",)


def test_a_post_expires_at_its_minute(blog):
    blog.write("posts/one.md", expires="2025-05-05 08:00")

    assert blog.build(as_of="2025-05-05 07:59").structure.order == ("posts/one.md",)
    assert blog.build(as_of="2025-05-05 08:00").structure.order == ()
