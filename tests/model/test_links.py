"""Links as writers put them into texts, and where they lead on the site."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

import pytest

from sitegen.content.names import spelt_otherwise
from sitegen.markup.document import Link
from sitegen.model.links import Missing, Resolver
from sitegen.model.records import State
from sitegen.model.urls import make_urls
from support.blog import Blog
from support.pictures import GIF

PUBLISHED = {
    "index.md": "/",
    "about.md": "/about/",
    "my page.md": "/my-page/",
    "resources/index.md": "/guides/",
    "resources/phone.md": "/guides/phone/",
    "resources/plan b.pdf": "/resources/plan b.pdf",
    "images/100%.png": "/images/100%.png",
    "posts/one.md": "/2024/01/one/",
    "posts/two/index.md": "/2024/01/two/",
    "posts/two/car.jpg": "/2024/01/two/car.jpg",
}
RESOLVER = Resolver(
    make_urls("https://example.org/blog/"),
    PUBLISHED,
    {"posts/draft.md": State.DRAFT, "posts/hidden/car.jpg": State.DRAFT},
)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("one.md", "/blog/2024/01/one/"),
        ("./one.md#part", "/blog/2024/01/one/#part"),
        ("one.md#What%20we%20Learnt!", "/blog/2024/01/one/#what-we-learnt"),
        ("one.md#What we Learnt", "/blog/2024/01/one/#what-we-learnt"),
        ("one.md#First%20part#What%20we%20learnt", "/blog/2024/01/one/#what-we-learnt"),
        ("one.md#Part", "/blog/2024/01/one/#Part"),
        ("one.md#?%20!", "/blog/2024/01/one/#?%20!"),
        ("one.md#:~:text=we%20learnt", "/blog/2024/01/one/#:~:text=we%20learnt"),
        (
            "../resources/plan%20b.pdf#nameddest=Part%20two",
            "/blog/resources/plan%20b.pdf#nameddest=Part%20two",
        ),
        ("one.md?x=1#part", "/blog/2024/01/one/?x=1#part"),
        ("two/index.md", "/blog/2024/01/two/"),
        ("two/", "/blog/2024/01/two/"),
        ("two", "/blog/2024/01/two/"),
        ("two/car.jpg", "/blog/2024/01/two/car.jpg"),
        ("../about.md", "/blog/about/"),
        ("../my%20page.md", "/blog/my-page/"),
        ("../my page.md", "/blog/my-page/"),
        ("../resources/", "/blog/guides/"),
        ("../resources", "/blog/guides/"),
        ("../resources/#top", "/blog/guides/#top"),
        ("../resources/phone.md", "/blog/guides/phone/"),
        ("../resources/plan%20b.pdf", "/blog/resources/plan%20b.pdf"),
        ("../images/100%.png", "/blog/images/100%25.png"),
        ("../images/100%25.png", "/blog/images/100%25.png"),
        ("../", "/blog/"),
        ("../index.md", "/blog/"),
        ("/", "/blog/"),
        ("/about.md", "/blog/about/"),
        ("/about/", "/blog/about/"),
        ("/tags/c%2B%2B/?q=a b", "/blog/tags/c%2B%2B/?q=a b"),
        ("/tags/", "/blog/tags/"),
        ("/a b/ü/", "/blog/a%20b/%C3%BC/"),
        ("/resources/", "/blog/guides/"),
        ("#part", "#part"),
        ("", "/blog/2024/01/here/"),
        ("?page=2", "/blog/2024/01/here/?page=2"),
        ("demo.html", "/blog/2024/01/here/demo.html"),
        ("../../../../../etc/passwd", "/blog/etc/passwd"),
    ],
)
def test_a_link_from_a_post_leads_to(written, url):
    assert RESOLVER.resolve(Link("href", written), "posts/here.md", "/2024/01/here/") == url


@pytest.mark.parametrize("written", ["none.md", "../none.md#x", "two/none.markdown"])
def test_a_link_to_a_source_that_is_not_there_is_missing(written):
    assert RESOLVER.resolve(Link("href", written), "posts/here.md", "/2024/01/here/") == Missing()


@pytest.mark.parametrize("written", ["draft.md", "hidden/car.jpg", "/posts/draft.md"])
def test_a_link_to_what_is_not_published_says_what_it_is(written):
    assert RESOLVER.resolve(Link("href", written), "posts/here.md", "/x/") == Missing(State.DRAFT)


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("two/car.jpg 1x, /big.jpg 2x", "/blog/2024/01/two/car.jpg 1x, /blog/big.jpg 2x"),
        ("two/car.jpg", "/blog/2024/01/two/car.jpg"),
        (
            "https://x.example/a.jpg 100w,two/car.jpg 2x",
            "https://x.example/a.jpg 100w, /blog/2024/01/two/car.jpg 2x",
        ),
        ("data:image/png;base64,AAAA 1x", "data:image/png;base64,AAAA 1x"),
        ("", ""),
    ],
)
def test_every_candidate_of_a_srcset_is_resolved(written, resolved):
    assert RESOLVER.resolve(Link("srcset", written), "posts/here.md", "/2024/01/here/") == resolved


def test_a_link_to_a_draft_is_left_out_with_a_warning_that_shows_it(blog: Blog):
    blog.write("posts/one.md", "Read [the second](two.md) and [this](one.md).").write(
        "posts/two.md", draft=True
    )

    (problem,) = blog.problems()

    assert (problem.rule, problem.warning) == ("link-to-unpublished", True)
    assert str(problem.location) == "content/posts/one.md:5:19"
    assert "is a draft" in problem.message
    assert "<p>Read <a>the second</a>" in blog.page("/2024/01/one/")
    assert "two" not in blog.page("/sitemap.xml")


def test_a_link_to_what_is_expired_is_not_said_to_come_back(blog):
    blog.write("posts/one.md", "[Two](two.md)").write("posts/two.md", expires="2024-06-01")

    (problem,) = blog.problems()

    assert problem.message == "the link to 'two.md' is left out: its target is expired"
    assert problem.hint == "link to something else, or take the link out"


def test_a_link_to_nothing_is_refused_where_it_stands(blog: Blog):
    blog.write("posts/one.md", "Fine.\n\nRead [the second](tow.md).").write("posts/two.md")

    (problem,) = blog.problems()

    assert (problem.rule, str(problem.location)) == ("broken-link", "content/posts/one.md:7:19")
    assert problem.width == len("tow.md")
    assert blog.published() == set()


def test_a_link_from_the_root_to_no_text_is_a_warning_for_the_host_may_have_such_a_file(blog: Blog):
    links = "[a](/posts/two.md) [b](/content/posts/two.md) [c](/x/readme.md#y) [d](/old/two.md) [e](/x.txt)"
    blog.write("posts/one.md", f"{links} [f](https://elsewhere.example/a.md) [g](//elsewhere.example/a.md)")
    blog.write("posts/two.md", redirect_from=["/old/two.md"])

    found = [(str(one.location), one.rule, one.warning, one.hint) for one in blog.problems()]

    assert found == [
        ("content/posts/one.md:5:24", "broken-link", True, "did you mean '/posts/two.md'?"),
        ("content/posts/one.md:5:51", "broken-link", True, "the link leads there as it is written"),
    ]
    assert 'href="/x/readme.md#y"' in blog.page("/2024/01/one/")


def test_a_link_in_a_refused_neighbourhood_is_one_problem(blog: Blog):
    blog.write("posts/one.md", "[two](two.md)").write("posts/two.md", drfat=True)

    assert [problem.rule for problem in blog.problems()] == ["unknown-key"]


def test_a_link_to_a_heading_leads_to_the_post_from_where_its_excerpt_is_shown(blog: Blog):
    blog.write("posts/one.md", "See [below](#below).\n\n<!--more-->\n\n## Below").build()

    assert '<a href="#below">' in blog.page("/2024/01/one/")
    assert '<a href="/2024/01/one/#below">' in blog.page("/")


def test_everything_of_a_site_in_a_folder_is_in_that_folder(blog: Blog):
    site = (blog.folder / "site.toml").read_text().replace(".org/", ".org/blog/")
    blog.file("site.toml", f"{site}\n[authors.ann]\nurl = '/ann/'\nimage = '/images/ann.jpg'\n")
    blog.file("content/images/ann.jpg", GIF).write(
        "posts/old.md", tags=["a"], author="ann", image="/images/ann.jpg"
    )
    blog.write(
        "posts/new.md", "[a](/about/) ![b](/images/ann.jpg) [c](old.md)", tags=["a"], date="2025-01-01"
    )
    blog.write("about.md", redirect_from=["/old/"]).write("guides/index.md").write("guides/one.md").build()

    for path in blog.published() - {"images/ann.jpg"}:
        text = (blog.public / path).read_text()
        links = re.findall(r'(?:href|src|srcset|url)="([^"]*)"', text) + re.findall(
            "<(?:link|loc)>([^<]*)<", text
        )
        wrong = [
            link
            for link in links
            if not link.startswith(("/blog/", "https://example.org/blog/", "http://www.w3"))
        ]
        assert wrong == [], path
    assert blog.page("/_redirects") == "/blog/old/ /blog/about/ 301\n"
    assert "Sitemap: https://example.org/blog/sitemap.xml" in blog.page("/robots.txt")


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("on_disk", "in_link"), [(composed, decomposed), (decomposed, composed), (decomposed, decomposed)]
)
def test_a_file_is_found_however_its_accents_are_put_together(blog: Blog, on_disk, in_link):
    menu, page, folder = on_disk("menü.pdf"), on_disk("über.md"), on_disk("café")
    blog.file(f"content/files/{menu}", "1").write(page, title="About").write(f"{folder}/index.md")
    blog.write(f"{folder}/plan.md").file(f"content/{folder}/car.jpg", GIF)
    links = "[a](files/menü.pdf) [b](über.md#x) [c](café/) [d](café/plan.md) ![e](café/car.jpg)"
    blog.write("top.md", in_link(links), image=in_link("/café/car.jpg"))

    assert blog.problems() == ()
    assert f'href="/files/{quote(menu)}"' in blog.page("/top/")
    assert re.findall('<a href="([^"]*)">[bcd]</a>', blog.page("/top/")) == [
        "/uber/#x",
        "/cafe/",
        "/cafe/plan/",
    ]
    assert 'alt="e"' in blog.page("/top/")
    assert f"files/{menu}" in blog.published()


def test_of_two_files_with_one_name_each_is_found_as_it_is_written():
    there = {composed("é.md"): "/composed/", decomposed("é.md"): "/decomposed/"}
    resolver = Resolver(make_urls("https://example.org/"), there, spelt=spelt_otherwise(there))

    assert resolver.resolve(Link("href", composed("é.md")), "one.md", "/one/") == "/composed/"


def test_a_link_to_a_draft_is_left_out_however_its_accents_are_put_together(blog: Blog):
    blog.write(f"posts/{decomposed('é')}.md", draft=True).write("posts/one.md", f"[a]({composed('é')}.md)")

    assert [problem.rule for problem in blog.problems()] == ["link-to-unpublished"]
