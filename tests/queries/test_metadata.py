"""What machines read in the head of a page, on small sites with the default theme's `_meta.html`."""

from __future__ import annotations

import json
from typing import Any

import html5lib
import pytest

from support.blog import Blog

SITE = """[site]
title = "A Blog"
url = "https://example.org/blog/"
description = "Of shops."
author = "ann"
[search]
enabled = false
[theme]
name = "default"
[authors.ann]
name = "Ann Oak"
url = "https://ann.example/"
about = "She writes."
"""
HOME = "https://example.org/blog/"


@pytest.fixture
def dressed(blog: Blog) -> Blog:
    return blog.file("site.toml", SITE)


class Head:
    """The head of a page as a browser reads it."""

    def __init__(self, blog: Blog, url: str) -> None:
        self.tree = html5lib.parse(blog.page(url), namespaceHTMLElements=False).find("head")

    def meta(self, name: str) -> list[str]:
        """Return the contents of all `<meta>` of a name or property."""
        return [
            one.get("content", "")
            for one in self.tree.iter("meta")
            if name in (one.get("name"), one.get("property"))
        ]

    def link(self, rel: str) -> list[str]:
        return [one.get("href", "") for one in self.tree.iter("link") if one.get("rel") == rel]

    @property
    def graph(self) -> dict[str, dict[str, Any]]:
        """The nodes of its JSON-LD by type."""
        scripts = [one for one in self.tree.iter("script") if one.get("type") == "application/ld+json"]
        found = [json.loads(one.text) for one in scripts]
        assert all(one["@context"] == "https://schema.org" for one in found)
        return {node["@type"]: node for one in found for node in one["@graph"]}

    @property
    def trail(self) -> list[tuple[str, str]]:
        items = self.graph["BreadcrumbList"]["itemListElement"]
        assert [item["position"] for item in items] == [*range(1, len(items) + 1)]
        return [(item["name"], item["item"].removeprefix(HOME)) for item in items]


def test_an_author_whose_page_is_on_the_site_is_the_same_as_who_is_there(dressed):
    settings = SITE.replace('"https://ann.example/"', '"/about/"')
    dressed.file("site.toml", settings).write("posts/one.md").write("about.md").build()

    [author] = Head(dressed, "/2024/01/one/").graph["BlogPosting"]["author"]

    assert author["sameAs"] == f"{HOME}about/"


def test_a_post_says_when_it_was_written_by_whom_and_about_what(dressed):
    dressed.write("posts/one.md", title="One", tags=["Trust"], updated="2024-02-03", summary="Short.").build()

    head = Head(dressed, "/2024/01/one/")
    posting = head.graph["BlogPosting"]
    assert posting["headline"] == "One" and posting["description"] == "Short."
    assert posting["datePublished"] == "2024-01-01T00:00:00+00:00"
    assert posting["dateModified"] == "2024-02-03T00:00:00+00:00"
    assert posting["author"] == [
        {"@type": "Person", "name": "Ann Oak", "url": f"{HOME}authors/ann/", "sameAs": "https://ann.example/"}
    ]
    assert posting["publisher"]["name"] == "A Blog"
    assert posting["url"] == f"{HOME}2024/01/one/"
    assert posting["keywords"] == ["Trust"] and posting["wordCount"] > 0
    assert head.meta("article:published_time") == [posting["datePublished"]]
    assert head.meta("article:modified_time") == [posting["dateModified"]]
    assert head.meta("article:author") == [f"{HOME}authors/ann/"]
    assert head.meta("og:type") == ["article"]


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("What lists show.\n\n<!--more-->\n\nThe end of the story.", "What lists show."),
        ("![](/me.png)\n\n<!--more-->\n\nThe story.", "The story."),
        ("What lists show.\n\nThe end of the story.", "What lists show. The end of the story."),
    ],
)
def test_what_describes_a_post_ends_where_lists_end(dressed, body, description):
    dressed.write("posts/one.md", body).build()

    assert Head(dressed, "/2024/01/one/").meta("og:description") == [description]
    assert Head(dressed, "/2024/01/one/").graph["BlogPosting"]["description"] == description


def test_a_post_of_nobody_is_the_sites(dressed):
    dressed.file("site.toml", SITE.replace('author = "ann"', "")).write("posts/one.md").build()

    assert Head(dressed, "/2024/01/one/").graph["BlogPosting"]["author"][0]["@type"] == "Organization"


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "a & b <!— c", 'é "ü" \\u003c'])
def test_nothing_that_a_title_holds_ends_the_script(dressed, title):
    dressed.file("site.toml", f"{SITE}[markdown]\nsmart_punctuation = false\n").write(
        "posts/one.md", title=title, slug="one"
    ).build()

    assert Head(dressed, "/2024/01/one/").graph["BlogPosting"]["headline"] == title


def test_the_home_page_is_the_web_site(dressed):
    dressed.write("posts/one.md").build()

    head = Head(dressed, "/")
    assert head.graph.keys() == {"WebSite"}
    assert head.graph["WebSite"]["name"] == "A Blog" and head.graph["WebSite"]["url"] == HOME
    assert head.meta("og:title") == ["A Blog"] and head.meta("og:url") == [HOME]


def test_a_home_page_of_ones_own_is_the_web_site_too_and_above_nothing(dressed):
    dressed.file("site.toml", f'{SITE}[permalinks]\nindex = "/news/"\n').write("index.md", title="Hello")
    dressed.write("about.md", title="About").write("posts/one.md").build()

    assert Head(dressed, "/").graph.keys() == {"WebSite", "WebPage"}
    assert Head(dressed, "/about/").trail == [("A Blog", ""), ("About", "about/")]
    assert Head(dressed, "/news/").trail == [("A Blog", ""), ("A Blog", "news/")]


def test_a_page_is_below_all_sections_that_it_is_in(dressed):
    dressed.write("help/index.md", title="Help").write("help/phone/index.md", title="Phone")
    dressed.write("help/phone/ring.md", title="Ring back").build()

    assert Head(dressed, "/help/phone/ring/").trail == [
        ("A Blog", ""),
        ("Help", "help/"),
        ("Phone", "help/phone/"),
        ("Ring back", "help/phone/ring/"),
    ]
    assert "WebPage" in Head(dressed, "/help/phone/ring/").graph


def test_a_section_that_is_renamed_is_renamed_in_the_trails_below_it(dressed):
    dressed.write("help/index.md", title="Help").write("help/deep/index.md").write(
        "help/deep/ring.md"
    ).build()

    report = dressed.write("help/index.md", title="Advice").build()

    assert "help/deep/ring/index.html" in report.rendered
    assert Head(dressed, "/help/deep/ring/").trail[1] == ("Advice", "help/")


def test_archives_have_trails_and_an_authors_archive_is_a_profile(dressed):
    dressed.write("posts/one.md", tags=["Trust"]).build()

    assert Head(dressed, "/tags/trust/").trail == [
        ("A Blog", ""),
        ("All tags", "tags/"),
        ("Trust", "tags/trust/"),
    ]
    assert Head(dressed, "/2024/01/").trail[1:] == [("2024", "2024/"), ("January 2024", "2024/01/")]
    assert "CollectionPage" in Head(dressed, "/tags/trust/").graph
    person = Head(dressed, "/authors/ann/").graph["ProfilePage"]["mainEntity"]
    assert (person["@type"], person["name"], person["description"]) == ("Person", "Ann Oak", "She writes.")


def test_a_trail_leads_only_to_pages_that_are_there(dressed):
    dressed.file("site.toml", f"{SITE}[archives]\nmonths = false\nyears = false\n").write(
        "posts/one.md"
    ).build()

    assert [name for name, _url in Head(dressed, "/2024/01/one/").trail] == ["A Blog", "one"]


def test_posts_pages_and_lists_name_those_before_and_after_them(dressed):
    for day in range(1, 5):
        dressed.write(f"posts/p{day}.md", date=f"2024-01-0{day}")
    dressed.file("site.toml", f"{SITE}[archives]\nper_page = 2\n")
    dressed.write("help/index.md").write("help/a.md", title="a").write("help/b.md", title="b").build()

    def around(url: str) -> tuple[list[str], list[str]]:
        return Head(dressed, url).link("prev"), Head(dressed, url).link("next")

    assert around("/2024/01/p2/") == (["/blog/2024/01/p1/"], ["/blog/2024/01/p3/"])
    assert around("/2024/01/p1/") == ([], ["/blog/2024/01/p2/"])
    assert around("/help/b/") == (["/blog/help/a/"], [])
    assert around("/page/2/") == (["/blog/"], [])


def test_a_post_that_is_not_to_be_found_says_so(dressed):
    dressed.write("posts/one.md", noindex=True).write("posts/two.md").build()

    assert Head(dressed, "/2024/01/one/").meta("robots") == ["noindex"]
    assert "noindex" not in Head(dressed, "/2024/01/two/").meta("robots")
    assert "/one/" not in dressed.page("/sitemap.xml")


def test_a_page_of_the_error_or_of_a_redirect_says_nothing(dressed):
    dressed.write("posts/one.md", redirect_from=["/old/"]).build()

    assert Head(dressed, "/404.html").graph == {}
    assert Head(dressed, "/old/").graph == {}
