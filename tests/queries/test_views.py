"""Answers are closed, frozen values, and say what a page needs."""

from __future__ import annotations

import inspect
from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from msgspec import Struct, structs

from sitegen.incremental.answers import Question, recording
from sitegen.model.records import Picture, Site
from sitegen.queries import structural, views
from sitegen.queries.questions import QUESTIONS
from sitegen.queries.site import VIEWS, answers_of
from support.blog import Blog
from support.pictures import GIF

PLAIN = (str, bytes, int, float, bool, type(None), date, datetime)
ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "post": [("posts/one.md",), ("posts/two.md",)],
    "page": [("resources/index.md",), ("resources/a.md",), ("about.md",)],
    "list": [
        ("index", "", 1),
        ("index", "", 2),
        ("tag", "a", 1),
        ("author", "Ann", 1),
        ("series", "start", 1),
        ("month", "2024-01", 1),
        ("year", "2024", 1),
    ],
    "redirect": [("/old/", "/about/")],
    "site_feed": [("rss",), ("atom",), ("json",)],
    "tag_feed": [("a",)],
    "recent": [(2,)],
    "tagged": [("A", 2), ("none", 2)],
    "picture": [("pic.gif",), ("none.gif",)],
    "shown_card": [("posts/one.md",)],
    "shown_snippet": [("snippets/book.md",)],
    "rendition": [],
    "picture_url": [(Picture("/pic.gif", key="pic.gif"),)],
    "text": [("posts/one.md",), ("about.md",)],
    "card": [("posts/one.md",)],
    "link": [("posts/one.md",)],
    "page_link": [("resources/a.md",)],
    "snippet": [("snippets/book.md",)],
    "snippet_under": [("posts/one.md",), ("posts/two.md",), ("about.md",)],
    "snippet_named": [("book",), ("none",)],
    "snippet_by_name": [("book",)],
    "neighbours": [("posts/one.md",), ("posts/two.md",)],
    "related": [("posts/one.md",)],
    "related_link": [("posts/one.md", False), ("resources/a.md", True)],
    "author": [("Ann",), ("Nobody",)],
    "term": [("tag", "a"), ("author", "Ann"), ("series", "start")],
    "series_part": [("start", "posts/one.md")],
    "list_page": [("tag", "a", 1), ("index", "", 2), ("month", "2024-01", 1)],
    "main_topics": [(3,)],
    "akin": [("a",)],
    "guides": [(3,)],
    "loose_pages": [(3,)],
    "newest": [(2,)],
    "newest_tagged": [("A", 2)],
    "months": [(2024,)],
    "section": [("resources/index.md",), ("about.md",)],
    "comments": [("posts/one.md",), ("about.md",)],
    "newest_comments": [(2,)],
    "carded": [("posts/two.md",)],
    "post_card": [("posts/two.md", ("Ann",))],
    "above": [("resources/a.md",), ("about.md",)],
    "siblings": [("resources/a.md",), ("about.md",)],
    "path": [("tags",), ("archives",), ("search",)],
    "setting": [("title",), ("url",)],
}


@pytest.fixture
def site(blog: Blog) -> Site:
    blog.configure("[archives]\nper_page = 2\n[authors.Ann]\nabout = 'A'\nimage = '/pic.gif'")
    shared = {"tags": ["a"], "author": "Ann", "series": "Start", "image": "/pic.gif"}
    for number, name in enumerate(("one", "two", "three"), start=1):
        extra = {"hero": {"list": [1, {"a": "b"}], "on": True}}
        blog.write(
            f"posts/{name}.md",
            "## A\n\n[x](/y/) ![](/pic.gif)",
            date=f"2024-01-0{number}",
            extra=extra,
            **shared,
        )
    blog.file("content/comments/one.yaml", "- {author: Bo, date: 2024-02-01, body: x}\n")
    blog.file("content/pic.gif", GIF).write("about.md", redirect_from=["/old/"])
    blog.write("snippets/book.md", "Buy [it](../about.md) ![](/pic.gif).", title="The book")
    blog.write("posts/two.md", snippet="book", date="2024-01-02", tags=["a"], author="Ann", series="Start")
    blog.write("resources/index.md").write("resources/a.md")
    return blog.site()


def ask(site: Site, name: str, *arguments: Hashable) -> Any:
    with recording():
        return answers_of(site, {}).ask(name, *arguments)


def answers(site: Site) -> Iterator[tuple[str, Any]]:
    for name in (*QUESTIONS, *VIEWS):
        for arguments in ARGUMENTS.get(name, [()]):
            yield f"{name}{arguments}", ask(site, name, *arguments)


def test_every_question_is_asked_by_these_tests():
    for name, function in {**QUESTIONS, **VIEWS}.items():
        takes = len(inspect.signature(function).parameters) - 1
        assert all(len(arguments) == takes for arguments in ARGUMENTS.get(name, [()])), name


def test_answers_are_frozen_and_hold_nothing_but_plain_values(site):
    for name, answer in answers(site):
        check_closed(answer, name, [])


def check_closed(value: Any, where: str, inside: list[int]) -> None:
    assert id(value) not in inside, f"{where} leads back to itself"
    if isinstance(value, PLAIN):
        return
    inside = [*inside, id(value)]
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            check_closed(item, f"{where}[{index}]", inside)
    elif isinstance(value, Mapping) and ".extra" in where:
        for key, item in value.items():
            check_closed(item, f"{where}{{{key}}}", inside)
    else:
        assert is_frozen(value), f"{where} is a {type(value).__name__}"
        assert not isinstance(value, Site), f"{where} is the whole site"
        for field in structs.fields(value):
            check_closed(getattr(value, field.name), f"{where}.{field.name}", inside)


def is_frozen(value: Any) -> bool:
    """Whether it is a record that can't be changed."""
    return isinstance(value, Struct) and value.__struct_config__.frozen


def test_every_answer_has_a_digest_and_an_equal_one_the_same(site, blog):
    again = blog.file("content/new.txt", "").site()
    for name in QUESTIONS:
        for arguments in ARGUMENTS.get(name, [()]):
            question = Question(name, arguments)
            digest = answers_of(site, {}).digest(question)
            assert digest not in (b"", None), question
            assert answers_of(again, {}).digest(question) == digest, question


def test_every_view_is_frozen():
    records = [one for _name, one in inspect.getmembers(views, inspect.isclass) if issubclass(one, Struct)]
    assert len(records) > 15
    for record in set(records) - {Struct}:
        assert record.__struct_config__.frozen, record


def test_equal_questions_have_equal_answers(site):
    assert dict(answers(site)) == dict(answers(site))


def test_a_list_links_its_near_pages(blog):
    blog.configure("[archives]\nper_page = 1")
    for number in range(12):
        blog.write(f"posts/p{number:02}.md", date=f"2024-01-{number + 1:02}")
    question = partial(ask, blog.site(), "list")

    view = question("index", "", 6)

    assert [link.name for link in view.pages] == ["1", "", "4", "5", "6", "7", "8", "", "12"]
    assert (view.head.previous, view.head.next) == ("/page/5/", "/page/7/")
    assert (view.number, view.numbers, view.count) == (6, 12, 12)
    assert [link.name for link in question("index", "", 1).pages] == ["1", "2", "3", "", "12"]
    assert question("index", "", 1).pages[0].url == "/"


def test_a_renamed_post_is_renamed_on_its_neighbours(blog):
    for number, name in enumerate(("one", "two", "three"), start=1):
        blog.write(f"posts/{name}.md", date=f"2024-01-0{number}")
    question = partial(ask, blog.site(), "post")

    assert question("posts/two.md").older.title == "one"
    assert question("posts/two.md").newer.title == "three"
    assert question("posts/one.md").older is None
    assert question("posts/three.md").newer is None


def test_posts_of_one_moment_stand_in_the_order_of_their_slugs(blog):
    for name in ("b", "a", "c"):
        blog.write(f"posts/{name}.md")

    assert blog.build().structure.order == ("posts/a.md", "posts/b.md", "posts/c.md")


def test_pinned_posts_lead_the_index_and_nothing_else(blog):
    blog.write("posts/old.md", date="2020-01-01", pinned=True, tags=["a"]).write("posts/new.md", tags=["a"])
    site = blog.site()

    assert [card.title for card in ask(site, "list", "index", "", 1).posts] == ["old", "new"]
    assert [card.title for card in ask(site, "list", "tag", "a", 1).posts] == ["new", "old"]
    assert [entry.title for entry in ask(site, "site_feed", "rss").entries] == ["new", "old"]


def test_a_series_is_read_from_its_beginning(blog):
    for number in (1, 2, 3):
        blog.write(f"posts/p{number}.md", date=f"2024-01-0{number}", series="Start")

    box = ask(blog.site(), "post", "posts/p2.md").series

    assert ([post.title for post in box.posts], box.number, box.count) == (["p1", "p2", "p3"], 2, 3)


def test_a_part_of_a_long_series_lists_those_around_it(blog, monkeypatch):
    monkeypatch.setattr("sitegen.queries.structural.PARTS", 4)
    for number in range(1, 10):
        blog.write(f"posts/p{number}.md", date=f"2024-01-0{number}", series="Start")
    question = partial(ask, blog.site(), "post")

    def listed(name: str) -> tuple[list[str], int, int]:
        box = question(f"posts/{name}.md").series
        assert box.count == 9
        return [link.title for link in box.posts], box.number, box.first

    assert listed("p1") == (["p1", "p2", "p3", "p4"], 1, 1)
    assert listed("p5") == (["p3", "p4", "p5", "p6"], 5, 3)
    assert listed("p9") == (["p6", "p7", "p8", "p9"], 9, 6)


def test_a_post_that_leaves_a_series_is_no_part_of_it(blog):
    blog.write("posts/one.md", series="Start").write("posts/two.md", series="Start").build()

    blog.write("posts/two.md").build()

    with pytest.raises(LookupError):
        structural.series_part(blog.site().structure, "start", "posts/two.md")


def test_a_section_lists_its_pages_and_a_page_its_neighbours(blog):
    blog.write("guides/index.md", title="Guides").write("guides/b.md").write("guides/a.md").write(
        "guides/deep/c.md"
    )
    question = partial(ask, blog.site(), "page")

    section, page = question("guides/index.md"), question("guides/b.md")

    assert [link.title for link in section.pages] == ["a", "b", "c"]
    assert section.head.kind == "section"
    assert (page.section.name, page.previous.title, page.next.title) == ("Guides", "a", "c")
    assert [link.title for link in page.siblings if link.current] == ["b"]


def test_numbered_guides_stand_in_the_order_in_which_people_count(blog):
    titles = ("10. Thank", "2. Listen", "Öffnen", "1. Greet", "Zahlen 2 und 10", "Zahlen 2 und 9")
    for number, title in enumerate(titles):
        blog.write(f"guides/{number}.md", title=title)

    site = blog.site()
    titles = [ask(site, "page", key).title for key in site.structure.pages]

    assert titles[:3] == ["1. Greet", "2. Listen", "10. Thank"]
    assert titles[-3:] == ["Öffnen", "Zahlen 2 und 9", "Zahlen 2 und 10"]


def test_a_folders_page_without_other_pages_is_a_page(blog):
    blog.write("about/index.md")

    assert ask(blog.site(), "page", "about/index.md").head.kind == "page"


def test_an_index_of_whole_posts_has_no_id_twice(blog):
    blog.configure('[archives]\nindex = "full"')
    blog.write("posts/one.md", "## Same\n\n[Down](#same)").write("posts/two.md", "## Same").build()

    index = blog.page("/")
    assert 'id="same"' not in index
    assert 'href="/2024/01/one/#same"' in index


def test_archives_that_are_switched_off_are_linked_from_nowhere(blog):
    off = "\n".join(f"{name} = false" for name in ("tags", "months", "years", "authors"))
    blog.configure(f"[archives]\n{off}").write("posts/one.md", tags=["a"], author="Ann")
    blog.build()
    site = blog.site()
    view = ask(site, "post", "posts/one.md")

    assert {path for path in blog.published() if path.endswith("index.html")} == {
        "2024/01/one/index.html", "archives/index.html", "index.html"
    }  # fmt: skip
    assert (view.tags[0].url, view.authors[0].url, view.month.url) == ("", "", "")
    assert ask(site, "path", "tags") == ""


def test_a_page_of_a_long_section_lists_those_around_it(blog, monkeypatch):
    monkeypatch.setattr("sitegen.queries.structural.SIBLINGS", 4)
    blog.write("guides/index.md")
    for number in range(9):
        blog.write(f"guides/p{number}.md")
    question = partial(ask, blog.site(), "page")

    def listed(name: str) -> list[str]:
        return [link.title for link in question(f"guides/{name}.md").siblings]

    assert listed("p0") == ["p0", "p1", "p2", "p3"]
    assert listed("p5") == ["p3", "p4", "p5", "p6"]
    assert listed("p8") == ["p5", "p6", "p7", "p8"]
    assert question("guides/p5.md").previous.title == "p4"
    assert question("guides/p8.md").next is None
    assert len(question("guides/index.md").pages) == 9


def test_a_tags_first_page_names_the_tags_it_is_most_often_beside(blog):
    for number, tags in enumerate((["a", "b", "c"], ["a", "c"], ["a"], ["d"])):
        blog.write(f"posts/p{number}.md", tags=tags)
    question = partial(ask, blog.configure("[archives]\nper_page = 2").site(), "list", "tag")

    assert [link.name for link in question("a", 1).akin] == ["c", "b"]
    assert question("a", 2).akin == question("d", 1).akin == ()


def test_main_topics_are_the_tags_of_most_posts_by_name_whatever_their_counts(blog):
    for number, tags in enumerate((["b", "a"], ["b", "a"], ["b"], ["c"])):
        blog.write(f"posts/p{number}.md", tags=tags)
    before = ask(blog.site(), "main_topics", 2)

    assert [link.name for link in before] == ["a", "b"]
    assert ask(blog.write("posts/p4.md", tags=["a", "b"]).site(), "main_topics", 2) == before


def test_guides_are_pages_of_sections_and_loose_pages_those_of_none(blog):
    blog.write("guides/index.md").write("guides/b.md").write("guides/a.md").write("guides/deep/index.md")
    blog.write("guides/deep/c.md").write("about.md").write("contact.md").write("posts/one.md")
    site = blog.site()

    assert [link.name for link in ask(site, "guides", 9)] == ["a", "b", "c"]
    assert [link.name for link in ask(site, "guides", 2)] == ["a", "b"]
    assert [link.name for link in ask(site, "loose_pages", 9)] == ["about", "contact"]


def test_a_head_tells_which_entry_of_the_menu_leads_to_its_page_or_above_it(blog):
    site = (blog.folder / "site.toml").read_text()
    menu = '[{ label = "Home", url = "/" }, { label = "G", url = "/guides/" }, { label = "D", url = "/guides/deep/" }]'
    blog.file("site.toml", site.replace("[theme]", f"menu = {menu}\n\n[theme]"))
    blog.write("guides/index.md").write("guides/a.md").write("guides/deep/b.md").write("about.md")
    blog.write("posts/one.md")
    site = blog.site()

    def here(key: str) -> str:
        return ask(site, "page", key).head.here

    assert [here(f"guides/{name}.md") for name in ("index", "a", "deep/b")] == [
        "/guides/",
        "/guides/",
        "/guides/deep/",
    ]
    assert here("about.md") == ""
    assert ask(site, "list", "index", "", 1).head.here == "/"
