"""Feeds, read back by a feed reader's own parser."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from support.blog import SITE_TOML, Blog
from support.pictures import GIF

HOSTILE = 'Tom & Jerry\'s "1 < 2" – ]]> ok'


def parsed(blog: Blog, path: str = "/feed.xml") -> feedparser.FeedParserDict:
    feed = feedparser.parse(blog.page(path).encode())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def entry(blog: Blog, path: str = "/feed.xml") -> feedparser.FeedParserDict:
    (found,) = parsed(blog, path).entries
    return found


def both(blog: Blog) -> list[feedparser.FeedParserDict]:
    return [entry(blog, "/feed.xml"), entry(blog, "/atom.xml")]


def test_titles_come_back_as_they_were_written(blog):
    blog.write("posts/one.md", title=HOSTILE, tags=["R&D", "C++", "<b>"], author="Ann & Bo").build()

    for found in both(blog):
        assert found.title.replace("’", "'").replace("“", '"').replace("”", '"') == HOSTILE
        assert [tag.term for tag in found.tags] == ["R&D", "C++", "<b>"]
        assert found.author == "Ann & Bo"
    assert json.loads(blog.page("/feed.json"))["items"][0]["tags"] == ["R&D", "C++", "<b>"]


def test_the_end_of_a_cdata_section_may_stand_in_a_text(blog):
    blog.write(
        "posts/one.md", "<script>if (a[b[0]]>1) {}</script>\n\n`]]>` and &nbsp; &#8212; &copy;"
    ).build()

    for found in both(blog):
        assert "]]&gt;" in found.content[0].value
        assert "\u00a0" in found.content[0].value or "&nbsp;" in found.content[0].value
    assert "if (a[b[0]]>1) {}" in json.loads(blog.page("/feed.json"))["items"][0]["content_html"]


def test_a_site_without_posts_has_valid_feeds_that_never_change(blog):
    blog.build()

    for path in ("/feed.xml", "/atom.xml"):
        feed = parsed(blog, path)
        assert (feed.feed.title, feed.entries) == ("A blog", [])
        assert feed.feed.updated_parsed[:3] == (1970, 1, 1)
    assert json.loads(blog.page("/feed.json"))["items"] == []


def test_links_and_images_are_absolute_wherever_the_site_is(blog):
    blog.file("site.toml", (blog.folder / "site.toml").read_text().replace(".org/", ".org/blog/"))
    blog.file("content/posts/one/car.jpg", GIF).write("about.md")
    blog.write(
        "posts/one/index.md",
        "![Car](car.jpg) [about](../../about.md#who) [note](#below) [root](/x/) [w](https://w.example/)\n"
        '<img src="car.jpg" srcset="car.jpg 1x, /big.jpg 2x" alt="">\n\n## Below',
    ).build()

    items = [found.content[0].value for found in both(blog)]
    items.append(json.loads(blog.page("/feed.json"))["items"][0]["content_html"])
    for content in items:
        links = re.findall(r'(?:href|src)="([^"]*)"', content)
        assert set(links) == {
            "https://example.org/blog/2024/01/one/car.jpg",
            "https://example.org/blog/about/#who",
            "https://example.org/blog/2024/01/one/#below",
            "https://example.org/blog/x/",
            "https://w.example/",
        }
    assert (
        'srcset="https://example.org/blog/2024/01/one/car.jpg 1x, https://example.org/blog/big.jpg 2x"'
        in items[2]
    )


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
def test_what_has_no_scheme_of_its_own_gets_that_of_the_site(blog, engine):
    blog.configure(f'[markdown]\nengine = "{engine}"')
    blog.write(
        "posts/one.md",
        '![Car](//a.example/car.jpg) [a](//a.example/) `<a href="//code.example/">`\n\n'
        "<iframe src='//b.example/film' title='= \"//x'></iframe>\n\n"
        '<img alt="" srcset="//a.example/1.jpg 1x, //a.example/2.jpg 2x">\n',
    ).build()

    for content in [found.content[0].value for found in both(blog)]:
        assert 'src="https://a.example/car.jpg"' in content
    whole = json.loads(blog.page("/feed.json"))["items"][0]["content_html"]
    assert 'href="https://a.example/"' in whole
    assert "<iframe src='https://b.example/film' title='= \"//x'>" in whole
    assert 'srcset="https://a.example/1.jpg 1x, https://a.example/2.jpg 2x"' in whole
    assert '<a href="//code.example/">' in html.unescape(whole)
    assert '<a href="//a.example/">' in blog.page("/2024/01/one/")


def test_the_name_of_a_post_survives_another_title_slug_and_permalink(blog):
    blog.write("posts/2024-01-01-one.md", title="One").build()
    before = [found.id for found in both(blog)]

    blog.configure('[permalinks]\npost = "/{slug}.html"')
    blog.write("posts/2024-01-01-one.md", title="Another", slug="another", date="2024-03-03").build()

    assert [found.id for found in both(blog)] == before
    assert [found.link for found in both(blog)] == ["https://example.org/another.html"] * 2
    assert json.loads(blog.page("/feed.json"))["items"][0]["id"] == before[0]


@pytest.mark.parametrize("name", ["posts/🎉.md", "posts/2024-01-01.md", "posts/one/index.md"])
def test_the_name_of_a_post_never_comes_from_its_title(blog, name):
    blog.write(name, title="One").build()
    before = entry(blog).id

    blog.write(name, title="Two").build()

    assert entry(blog).id == before


def test_an_id_of_the_writers_own(blog):
    blog.write("posts/one.md", id="https://old.example/?p=12").build()
    assert [found.id for found in both(blog)] == ["https://old.example/?p=12"] * 2

    blog.write("posts/one.md", id="post 12").build()
    assert [found.id for found in both(blog)] == ["post 12", "https://example.org/atom.xml#post%2012"]


def test_a_name_is_a_permalink_only_where_it_is_the_url(blog):
    blog.write("posts/one.md").build()
    assert '<guid isPermaLink="true">https://example.org/2024/01/one/</guid>' in blog.page("/feed.xml")

    blog.write("posts/one.md", slug="two").build()
    assert '<guid isPermaLink="false">https://example.org/2024/01/one/</guid>' in blog.page("/feed.xml")


def test_two_posts_of_one_name_are_refused(blog):
    blog.write("posts/one.md", id="x").write("posts/two.md", id="x")

    (problem,) = blog.problems()

    assert (problem.rule, problem.location.path) == ("duplicate-id", "content/posts/two.md")
    assert "content/posts/one.md" in problem.message


def test_dates_are_in_the_sites_zone_and_the_newest_is_that_of_the_feed(blog):
    site = (blog.folder / "site.toml").read_text().replace("[theme]", 'timezone = "Europe/Paris"\n[theme]')
    blog.file("site.toml", site)
    blog.write("posts/one.md", date="2024-07-01 09:30").write("posts/two.md", date="2024-01-01")
    blog.write("posts/two.md", date="2024-01-01", updated="2024-08-01").build()

    rss, atom = blog.page("/feed.xml"), blog.page("/atom.xml")
    assert "<pubDate>Mon, 01 Jul 2024 09:30:00 +0200</pubDate>" in rss
    assert "<pubDate>Mon, 01 Jan 2024 00:00:00 +0100</pubDate>" in rss
    assert "<lastBuildDate>Thu, 01 Aug 2024 00:00:00 +0200</lastBuildDate>" in rss
    assert "<published>2024-07-01T09:30:00+02:00</published>" in atom
    assert parsed(blog, "/atom.xml").feed.updated == "2024-08-01T00:00:00+02:00"


def test_no_feed_holds_the_time_of_the_build(blog):
    blog.write("posts/one.md").build()

    now = datetime.now(UTC)
    for path in ("/feed.xml", "/atom.xml", "/feed.json"):
        for day in (now, now - timedelta(minutes=5)):
            assert day.strftime("%Y-%m-%d") not in blog.page(path)
            assert day.strftime("%d %b %Y") not in blog.page(path)


def test_feeds_hold_so_many_posts_newest_first(blog):
    blog.configure("[feeds]\nentries = 2")
    for number in range(1, 4):
        blog.write(f"posts/p{number}.md", date=f"2024-01-0{number}")
    blog.build()

    for path in ("/feed.xml", "/atom.xml"):
        assert [found.title for found in parsed(blog, path).entries] == ["p3", "p2"]
    assert [item["title"] for item in json.loads(blog.page("/feed.json"))["items"]] == ["p3", "p2"]


def test_a_text_in_another_language_says_so_and_is_read_in_its_direction(blog):
    blog.write("posts/one.md", "שלום", lang="he").write("posts/two.md", "Hello").build()

    rss, atom = (parsed(blog, path).entries for path in ("/feed.xml", "/atom.xml"))
    items = json.loads(blog.page("/feed.json"))["items"]
    for contents in (
        [found.content[0].value for found in rss],
        [found.content[0].value for found in atom],
        [item["content_html"] for item in items],
    ):
        assert sorted(contents) == ['<div dir="rtl" lang="he"><p>שלום</p></div>', "<p>Hello</p>"]
    entries = etree.fromstring(blog.page("/atom.xml").encode()).findall("{*}entry")
    named = [found.get("{http://www.w3.org/XML/1998/namespace}lang") for found in entries]
    assert sorted(named, key=str) == [None, "he"]


def test_all_texts_of_a_site_that_is_read_from_right_to_left_are_marked_so(blog):
    blog.file("site.toml", SITE_TOML.replace("[site]", '[site]\nlanguage = "ar"'))
    blog.write("posts/one.md", "مرحبا").build()

    content = json.loads(blog.page("/feed.json"))["items"][0]["content_html"]
    assert content.startswith('<div dir="rtl" lang="ar"><p>')


def test_a_tag_has_a_feed_that_its_archive_announces(blog):
    blog.write("posts/one.md", tags=["R&D"]).write("posts/two.md").build()

    feed = parsed(blog, "/tags/r-and-d/feed.xml")
    assert (feed.feed.title, [found.title for found in feed.entries]) == ("A blog: R&D", ["one"])
    assert feed.feed.link == "https://example.org/tags/r-and-d/"
    assert 'type="application/rss+xml" href="/tags/r-and-d/feed.xml"' in blog.page("/tags/r-and-d/")
    assert "/tags/" not in re.sub("<main>.*", "", blog.page("/"), flags=re.DOTALL)


def test_feeds_know_where_they_and_their_site_are(blog):
    blog.write("posts/one.md").build()

    for path in ("/feed.xml", "/atom.xml"):
        feed = parsed(blog, path).feed
        assert feed.link == "https://example.org/"
        assert [link.href for link in feed.links if link.rel == "self"] == [f"https://example.org{path}"]
    document = json.loads(blog.page("/feed.json"))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["home_page_url"] == "https://example.org/"
    assert document["feed_url"] == "https://example.org/feed.json"
    assert document["language"] == "en"


def test_a_feed_of_excerpts_holds_no_more(blog):
    blog.configure('[feeds]\ncontent = "excerpt"')
    blog.write("posts/one.md", "Before [it](#x).\n\n<!--more-->\n\nAfter.").build()

    for found in both(blog):
        assert "Before" in found.content[0].value
        assert "After" not in found.content[0].value
        assert "https://example.org/2024/01/one/#x" in found.content[0].value


def test_a_summary_is_text_also_for_readers_that_take_it_for_html(blog):
    blog.write("posts/one.md", summary="Use <b> & not <i>.").build()

    assert "Use &amp;lt;b&amp;gt; &amp;amp; not" in blog.page("/feed.xml")
    assert "<summary>Use &lt;b&gt; &amp; not" in blog.page("/atom.xml")


def test_atom_has_what_the_standard_asks_for(blog):
    blog.write("posts/one.md").write("posts/two.md", authors=["Ann", "Bo"]).build()
    atom = "{http://www.w3.org/2005/Atom}"
    root = etree.fromstring(blog.page("/atom.xml").encode())

    assert root.find(f"{atom}author/{atom}name").text == "A blog"
    for element in (root, *root.iter(f"{atom}entry")):
        assert [len(element.findall(atom + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
    ids = [element.text for element in root.iter(f"{atom}id")]
    assert len(set(ids)) == len(ids)
    names = {author[0].text for author in root.find(f"{atom}entry").iter(f"{atom}author")} | {
        author[0].text for author in root.iter(f"{atom}author")
    }
    assert {"Ann", "Bo"} <= names


def test_json_feed_names_authors_and_dates(blog):
    blog.configure('[authors.ann]\nname = "Ann Author"')
    blog.write("posts/one.md", author="ann", updated="2024-02-02", image="https://i.example/x.jpg").build()

    (item,) = json.loads(blog.page("/feed.json"))["items"]
    assert item["authors"] == [{"name": "Ann Author"}]
    assert item["date_published"] == "2024-01-01T00:00:00+00:00"
    assert item["date_modified"] == "2024-02-02T00:00:00+00:00"
    assert item["image"] == "https://i.example/x.jpg"
    assert item["url"] == "https://example.org/2024/01/one/"


def test_a_post_without_a_byline_is_not_said_to_be_the_authors_of_the_site(blog):
    """Readers take the author of a feed for that of each entry that names none."""
    blog.file("site.toml", SITE_TOML.replace("[theme]", 'author = "Ann"\n[theme]'))
    blog.write("posts/one.md", authors=[]).write("posts/two.md").build()
    atom = "{http://www.w3.org/2005/Atom}"

    entries = etree.fromstring(blog.page("/atom.xml").encode()).findall(f"{atom}entry")
    items = json.loads(blog.page("/feed.json"))["items"]

    assert [entry.find(f"{atom}author/{atom}name").text for entry in entries] == ["A blog", "Ann"]
    assert [item["authors"] for item in items] == [[{"name": "A blog"}], [{"name": "Ann"}]]


def test_an_author_is_a_creator_and_no_mail_address(blog):
    blog.write("posts/one.md", author="Ann").build()

    assert "<dc:creator>Ann</dc:creator>" in blog.page("/feed.xml")
    assert "<author>" not in blog.page("/feed.xml")


def test_a_post_is_whole_in_the_feed_of_each_of_its_tags(blog):
    blog.write("posts/one.md", "Text.", tags=["a", "b"], author="Ann").write(
        "posts/two.md", tags=["b"]
    ).build()

    def item(path):
        """The item of the post, with its namespaces, as another reader would write it."""
        root = etree.fromstring(blog.page(path).encode())
        assert None not in [element.prefix for element in root.iter() if element.tag.startswith("{")]
        (found,) = [item for item in root.iter("item") if item.findtext("title") == "one"]
        return etree.tostring(found, with_tail=False)

    assert b"<dc:creator>Ann</dc:creator>" in item("/feed.xml")
    assert b"<content:encoded>&lt;p&gt;Text." in item("/feed.xml")
    assert item("/tags/a/feed.xml") == item("/tags/b/feed.xml") == item("/feed.xml")


def test_a_moment_is_written_in_the_zone_that_the_site_has_now(blog):
    blog.write("posts/one.md", date="2024-07-01 09:30 +02:00").build()
    assert "<pubDate>Mon, 01 Jul 2024 07:30:00 +0000</pubDate>" in blog.page("/feed.xml")

    site = (blog.folder / "site.toml").read_text().replace("[theme]", 'timezone = "Europe/Paris"\n[theme]')
    blog.file("site.toml", site).build()

    assert "<pubDate>Mon, 01 Jul 2024 09:30:00 +0200</pubDate>" in blog.page("/feed.xml")
