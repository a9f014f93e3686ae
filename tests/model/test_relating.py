"""Which texts of a site take part in related posts, and by which of the writer's rules."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from sitegen.content.source import column_of
from support.blog import Blog

WORDS = "Teapots need a lid, a spout and a handle; a kettle whistles while the teapot waits."


def offered(blog: Blog, key: str, **options) -> list[str]:
    """Return the names of the texts offered with the text *key*."""
    return [name_of(other) for other in blog.site(**options).related.get(key, ())]


def name_of(key: str) -> str:
    return key.removesuffix(".md").rpartition("/")[2]


def write(blog: Blog, *names: str, body: str = WORDS, **front_matter) -> Blog:
    for number, name in enumerate(names, start=1):
        blog.write(
            f"posts/{name}.md", f"{body} This is {name}.", **{"date": f"2024-01-{number:02}", **front_matter}
        )
    return blog


@pytest.fixture
def blog(blog: Blog) -> Blog:
    """An empty blog whose lists are long enough to show what is left out."""
    return configure(blog)


def configure(blog: Blog, **settings) -> Blog:
    settings, shown = {"count": 5, **settings}, {True: "true", False: "false"}
    lines = [
        f"{name} = {shown.get(value, value) if isinstance(value, bool) else value}"
        for name, value in settings.items()
    ]
    return blog.configure("\n".join(["[related]", *lines]))


@pytest.mark.parametrize(
    "front_matter",
    [
        {"draft": True},
        {"date": "2027-01-01"},
        {"expires": "2025-01-01"},
        {"noindex": True},
        {"related": False},
    ],
    ids=lambda front_matter: next(iter(front_matter)),
)
def test_what_is_not_to_be_found_is_not_offered(blog, front_matter):
    write(blog, "one", "two").write("posts/hidden.md", WORDS, **front_matter)

    lists = blog.site().related

    assert not any("posts/hidden.md" in keys for keys in lists.values())
    assert offered(blog, "posts/one.md") == ["two"]


def test_a_hidden_post_is_offered_where_the_writer_chose_it(blog):
    write(blog, "one", related=["hidden"]).write("posts/hidden.md", WORDS, noindex=True)

    assert offered(blog, "posts/one.md") == ["hidden"]


def test_a_post_may_take_no_part_in_related_posts(blog):
    write(blog, "one", "two").write("posts/alone.md", WORDS, date="2024-05-01", related=False).build()

    assert offered(blog, "posts/alone.md") == []
    assert 'class="related">\n</aside>' in blog.page("/2024/05/alone/")


def test_neighbours_can_be_left_out(blog):
    write(blog, "a", "b", "c", "d", "e")

    assert set(offered(blog, "posts/c.md")) == {"a", "b", "d", "e"}

    configure(blog, skip=["neighbours"])

    assert set(offered(blog, "posts/c.md")) == {"a", "e"}


def test_what_the_text_links_to_can_be_left_out(blog):
    write(blog, "a", "b", "c").write("posts/bundle/index.md", WORDS)
    blog.write(
        "posts/own.md", f"{WORDS} [a](a.md), [b](/2024/01/b/), [c](bundle/index.md#x)", date="2024-02-02"
    )
    configure(blog, skip=["linked"])

    assert offered(blog, "posts/own.md") == ["c"]
    assert set(offered(blog, "posts/a.md")) == {"b", "c", "index", "own"}


def test_no_block_is_empty_even_if_all_others_are_to_be_left_out(blog):
    write(blog, "a", "b", "c")
    configure(blog, skip=["neighbours"])

    assert set(offered(blog, "posts/b.md")) == {"a", "c"}


def test_parts_of_a_series_can_come_first_the_next_one_before_all(blog):
    write(blog, "a", "b", "c", "d", body="Words of their own.", series="Letters")
    write(blog, "like", "likes", date="2024-06-01").write(
        "posts/b.md", WORDS, date="2024-01-02", series="letters"
    )

    assert set(offered(blog, "posts/b.md")[:2]) == {"like", "likes"}

    configure(blog, series_first=True)

    assert offered(blog, "posts/b.md")[:3] == ["c", "a", "d"]


def test_a_column_has_only_so_many_places(blog):
    for number in range(1, 7):
        blog.write(
            f"posts/w{number}.md", WORDS, title=f"The Weekly {number}: teapots", date=f"2024-01-0{number}"
        )
    write(blog, "like", "likes", date="2024-06-01")

    assert sum(name.startswith("w") for name in offered(blog, "posts/w1.md")) == 3

    configure(blog, per_column=0)

    assert sum(name.startswith("w") for name in offered(blog, "posts/w1.md")) > 3


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("The Weekly 12: a fire", "the weekly"),
        ("The weekly #7: water", "the weekly"),
        ("Review: teapots: a history", "review"),
        ("週報：火事", "週報"),
        ("12:30 to York", ""),
        ("12: a number", ""),
        ("Teapots", ""),
        ("What I want is this:", ""),
    ],
)
def test_the_column_of_a_title(title, column):
    assert column_of(title) == column


def test_guides_are_offered_and_have_related_posts_themselves(blog):
    blog.write("guides/index.md", title="Guides").write("guides/pots.md", WORDS, title="Pots")
    write(blog, "one").write("about.md", WORDS)
    write(blog, "x", "y", "z", body="Words of another kind").build()

    assert offered(blog, "posts/one.md")[0] == "pots"
    assert offered(blog, "guides/pots.md")[0] == "one"
    assert not {"about.md", "guides/index.md"}.intersection(blog.site().related)
    assert re.search(r'class="related">\s*<a href="/2024/01/one/">', blog.page("/guides/pots/"))
    assert re.search(r'class="related">\s*<a href="/guides/pots/">Pots</a>', blog.page("/2024/01/one/"))


def test_guides_can_be_left_out(blog):
    blog.write("guides/index.md", title="Guides").write("guides/pots.md", WORDS, title="Pots")
    configure(write(blog, "one", "two"), pages=False)

    assert offered(blog, "posts/one.md") == ["two"]
    assert offered(blog, "guides/pots.md") == []


def test_a_page_shows_what_the_writer_chose_for_it(blog):
    write(blog, "one", "two").write("about.md", "Who we are.", related=["two", "imprint"]).write("imprint.md")

    assert offered(blog, "about.md")[:2] == ["two", "imprint"]


def test_a_new_post_leaves_the_day_of_guides_as_it_was(blog):
    for number in range(202):
        blog.write(
            f"posts/p{number}.md", f"{WORDS} {number}", date=f"20{10 + number // 30}-01-{1 + number % 30:02}"
        )
    blog.write("guides/index.md", title="Guides").write("guides/pots.md", WORDS)
    before = offered(blog, "guides/pots.md")

    blog.write("posts/new.md", "Nothing of the kind.", date="2025-06-01")

    assert offered(blog, "guides/pots.md") == before


def test_what_has_nothing_in_common_is_marked_for_the_theme(blog):
    write(blog, "one", "two").write("posts/other.md", "Something else entirely.", date="2024-03-01")
    for number in range(4):
        blog.write(f"posts/f{number}.md", f"filler{number} padding{number}", date="2023-01-01")
    configure(blog, count=2).build()

    page = blog.page("/2024/01/one/")

    assert '<a href="/2024/01/two/">two</a>' in page
    assert '<a class=fallback href="/2024/03/other/">other</a>' in page


BUILD = """
import sys
from pathlib import Path
from sitegen.build import Request, build
assert build(Request(Path(sys.argv[1]), as_of="2026-01-01")).rendered
sys.exit("numpy" in sys.modules)
"""


def test_an_edit_that_leaves_all_words_as_they_were_needs_no_numpy(blog):
    write(blog, "one", "two").build()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def needs_numpy() -> int:
        return subprocess.run(
            [sys.executable, "-c", BUILD, str(blog.folder)], env=environment, check=False
        ).returncode

    write(blog, "one", "two", author="Ada")
    assert needs_numpy() == 0

    write(blog, "one", "two", body="Ladders.")
    assert needs_numpy() == 1


def test_words_of_another_language_are_told_apart_without_a_list_of_its_stop_words(blog):
    german = "Die Kanne hat einen Deckel und einen Henkel, und der Kessel pfeift auf dem Herd."
    write(blog, "one", "two").write("posts/eins.md", german, date="2024-01-01", lang="de")
    blog.write("posts/zwei.md", f"{german} Noch einmal.", date="2021-01-01", lang="de")

    assert offered(blog, "posts/eins.md")[0] == "zwei"
