"""Keys of other programs that are taken for ours."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sitegen.config.decode import Report
from sitegen.content.front_matter import split
from sitegen.content.renaming import with_our_keys, wrong_renames
from sitegen.content.schema import decode_front_matter
from sitegen.content.source import FrontMatter
from support.blog import Blog

RENAME = {
    "taxonomies.tags": "tags",
    "taxonomies.topics": "tags",
    "header.teaser": "image",
    "eleventyComputed.title": "title",
    "og.image.src": "image",
    "categories": "tags",
    "lastmod": "updated",
    "description": "summary",
    "excerpt": "summary",
    "aliases": "redirect_from",
}


def decode(text: str) -> tuple[FrontMatter, list[str]]:
    """Return what a text says by our keys, and its problems."""
    parts = split(text)
    report = Report("content/a.md", text.split("\n"), parts.first_line)
    table = with_our_keys(parts.table, RENAME, report)
    meta = decode_front_matter(table, report, ZoneInfo("Europe/London"), ())
    problems = [
        f"{one.location.line}:{one.location.column} {one.rule} {one.message}" for one in report.problems
    ]
    return meta, problems


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("categories: [news]", ("news",)),
        ("categories: news, shop", ("news", "shop")),
        ("tags: [a]\ncategories:\n  - news\n  - shop", ("a", "news", "shop")),
        ("categories: news\ntags: a, b", ("news", "a", "b")),
        ("categories:\ntags: a", ("a",)),
        ("tags:\ncategories: [a]", ("a",)),
        ("tags: [a]\ncategories:", ("a",)),
        ("categories:\n- [Service, Phone]\n- Life", ("Service", "Phone", "Life")),
        ("tags: [a]\ncategories: [[b, [c]]]", ("a", "b", "c")),
    ],
)
def test_what_two_lists_say_counts_together(lines: str, tags: tuple[str, ...]) -> None:
    meta, problems = decode(f"---\ntitle: A\n{lines}\n---\n")

    assert meta.tags == tags
    assert not problems


def test_a_list_in_a_list_of_ours_stays_a_mistake() -> None:
    assert decode("---\ntitle: A\ntags: [a, [b]]\n---\n")[1] == [
        "3:11 wrong-type tags: expected a text, found a list"
    ]


def test_values_stand_for_ours_in_every_format() -> None:
    for text in (
        "---\ntitle: A\nlastmod: 2020-01-02\ndescription: B\naliases: [/old/]\n---\n",
        '+++\ntitle = "A"\nlastmod = 2020-01-02\ndescription = "B"\naliases = ["/old/"]\n+++\n',
        '{"title": "A", "lastmod": "2020-01-02", "description": "B", "aliases": ["/old/"]}\n',
    ):
        meta, problems = decode(text)

        assert (str(meta.updated)[:10], meta.summary, meta.redirect_from) == ("2020-01-02", "B", ("/old/",))
        assert not problems


def test_a_mistake_stands_where_it_is_written() -> None:
    _meta, problems = decode(
        "---\ntitle: A\ncategories:\n  - a\n  - {b: d}\ntags: c\nlastmod: soon\nfoo: 1\n---\n"
    )

    assert [problem.split(" ", 2)[:2] for problem in problems] == [
        ["5:5", "wrong-type"],
        ["7:10", "bad-date"],
        ["8:1", "unknown-key"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "A"\n[taxonomies]\ntags = ["phone", "mail"]\n+++\n',
        '+++\ntitle = "A"\ntags = ["phone"]\n[taxonomies]\ntopics = ["mail"]\n+++\n',
        "---\ntitle: A\ntaxonomies:\n  topics: [phone]\n  tags: mail\n---\n",
        "---\neleventyComputed:\n  title: A\ntaxonomies: {tags: [phone, mail]}\n---\n",
        '{"title": "A", "taxonomies": {"tags": ["phone", "mail"]}}\n',
        '---\ntitle: A\n"taxonomies.tags": [phone, mail]\n---\n',
    ],
)
def test_what_stands_in_a_table_of_another_program_is_taken_for_ours(text: str) -> None:
    meta, problems = decode(text)

    assert (meta.title, set(meta.tags)) == ("A", {"phone", "mail"})
    assert not problems


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("http://shop.blogspot.example/2010/11/tills.html", ("/2010/11/tills.html",)),
        ("[https://shop.example/a/, /b/, 'HTTPS://shop.example/c/']", ("/a/", "/b/", "/c/")),
    ],
)
def test_an_old_address_that_an_export_has_whole_is_kept_by_its_path(
    written: str, paths: tuple[str, ...]
) -> None:
    meta, problems = decode(f"---\ntitle: A\naliases: {written}\n---\n")

    assert meta.redirect_from == paths
    assert not problems


@pytest.mark.parametrize("written", ["https://shop.example/?p=12", "https://shop.example", "shop.html"])
def test_an_old_address_that_is_no_path_is_a_mistake_where_it_is_written(written: str) -> None:
    (problem,) = decode(f"---\ntitle: A\naliases: {written}\n---\n")[1]

    assert problem.startswith("3:10 bad-redirect redirect_from:")


def test_what_else_is_in_such_a_table_is_not_lost() -> None:
    meta, problems = decode(
        "---\ntitle: A\nheader:\n  teaser: a.jpg\n  color: red\nog: {image: {src: b.jpg}}\n---\n"
    )

    assert meta.image == "a.jpg"
    assert problems == [
        "6:14 same-name 'og.image.src' is taken for 'image', and there are two of them",
        "3:1 unknown-key unknown key 'header'",
    ]


def test_a_hint_names_what_is_of_use_in_a_table(blog: Blog) -> None:
    blog.write("posts/one.md", taxonomies={"topics": ["phone"]})
    blog.write("posts/two.md", header={"color": "red", "teaser": "shop.jpg"})
    blog.write("posts/three.md", seo={"teaser": "What we do"}, theme={"color": "red"})

    hints = {problem.hint for problem in blog.problems()}

    begin = "[front_matter] rename can take what is in it for ours:"
    assert hints == {
        f'{begin} "taxonomies.topics" = "tags"',
        f'{begin} "header.teaser" = "image"',
        f'{begin} "seo.teaser" = "summary"',
        "keys of your own go under extra, or into [front_matter] allow of site.toml",
    }


def test_keys_in_capitals_can_be_taken_for_ours(blog: Blog) -> None:
    (blog.folder / "content/posts").mkdir(parents=True)
    (blog.folder / "content/posts/one.md").write_text(
        "---\nTitle: One\nDate: 2020-01-02\nTags: phone\n---\n\nWords.\n"
    )

    assert {problem.hint for problem in blog.problems() if problem.rule == "unknown-key"} == {
        f"write {key}: keys are in lower case; for all texts at once there is [front_matter] rename"
        for key in ("title", "date", "tags")
    }
    blog.configure('[front_matter]\nrename = { Title = "title", Date = "date", Tags = "tags" }').build()
    assert "tags/phone/index.html" in blog.published()


@pytest.mark.parametrize("lines", ["summary:\ndescription: B", "description: B\nsummary:"])
def test_a_key_without_a_value_is_as_if_it_were_not_there(lines: str) -> None:
    meta, problems = decode(f"---\ntitle: A\n{lines}\n---\n")

    assert meta.summary == "B"
    assert not problems


@pytest.mark.parametrize("lines", ['summary: ""\ndescription: B', "description: B\nsummary: ''"])
def test_a_form_that_was_left_empty_takes_nothing_from_another_key(lines: str) -> None:
    assert decode(f"---\ntitle: A\n{lines}\n---\n")[0].summary == "B"
    assert not decode(f"---\ntitle: A\n{lines}\n---\n")[1]


def test_the_key_that_is_taken_for_another_is_told_in_whatever_order() -> None:
    assert decode("---\ntitle: A\ndescription: C\nsummary: B\n---\n")[1] == [
        "4:1 same-name 'description' is taken for 'summary', and there are two of them"
    ]


def test_of_two_that_say_different_things_neither_is_lost_in_silence() -> None:
    meta, problems = decode("---\ntitle: A\nsummary: B\ndescription: C\nexcerpt: B\n---\n")

    assert meta.summary == "B"
    assert problems == ["4:1 same-name 'description' is taken for 'summary', and there are two of them"]


@pytest.mark.parametrize("key", ["published", "isPublished", "public", "listed", "dg-publish"])
@pytest.mark.parametrize("ours", ["draft", "noindex"])
def test_what_is_for_everybody_can_not_stand_for_what_is_not(key: str, ours: str) -> None:
    assert [wrong.key for wrong in wrong_renames({key: ours})] == [key]


def test_what_can_not_stand_for_a_key_is_told() -> None:
    rename = {
        "a": "tag",
        "title": "summary",
        "published": "draft",
        "no-comments": "comments",
        "x": 7,
        "y": "lang",
        "b": {"tags": "tags"},
    }

    assert [(wrong.key, wrong.message, wrong.hint) for wrong in wrong_renames(rename)] == [
        ("a", "'tag' is no key of front matter", "did you mean 'tags'?"),
        ("title", "'title' has a meaning of its own", "take it out"),
        (
            "published",
            "'published' says the opposite of 'draft': true would become false",
            "write draft in the texts",
        ),
        (
            "no-comments",
            "'no-comments' says the opposite of 'comments': true would become false",
            "write comments in the texts",
        ),
        ("x", "7 is no key of front matter", ""),
        ("b", "'b' is a table here", 'write "b.tags" in quotation marks, point and all'),
    ]


def test_a_site_reads_its_texts_anew_when_it_takes_other_keys_for_ours(blog: Blog) -> None:
    blog.write("posts/one.md", categories=["news"], description="In short.")

    assert {problem.rule for problem in blog.problems()} == {"unknown-key"}
    blog.configure('[front_matter]\nrename = { categories = "tags", description = "summary" }').build()
    assert "tags/news/index.html" in blog.published()
    assert "In short." in blog.page("index.html")
    both = '[front_matter]\nallow = ["categories", "description"]\nrename = { categories = "tags"'
    blog.configure(f'{both}, description = "summary" }}').build()
    assert "In short." in blog.page("index.html")
    blog.configure(f"{both} }}").build()
    assert "In short." not in blog.page("index.html")


def test_what_is_wrong_with_the_setting_is_told_at_its_place(blog: Blog) -> None:
    blog.write("posts/one.md", "Words.", categories=["news"])
    blog.configure('[front_matter]\nrename = { categories = "tag", title = "tags" }')

    told = [(str(one.location), one.message) for one in blog.problems() if one.location.path == "site.toml"]

    line = (blog.folder / "site.toml").read_text().split("\n").index("[front_matter]") + 2
    assert told == [
        (f"site.toml:{line}:25", "'tag' is no key of front matter"),
        (f"site.toml:{line}:40", "'title' has a meaning of its own"),
    ]
