"""Where every page goes, whatever its tag, title or permalink pattern."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sitegen.paths import replace_file
from support.pictures import GIF


def test_the_pages_of_a_blog(blog):
    blog.write("posts/2015-09-14-six.md", date="2015-09-14", tags=["Trust"], authors=["Ann"], series="Start")
    blog.write("about.md").write("resources/index.md").write("resources/phone.md")
    blog.file("content/images/car.jpg", b"jpg").build()

    assert blog.published() == {
        "404.html", "about/index.html", "archives/index.html", "atom.xml", "authors/ann/index.html",
        "feed.json", "feed.xml", "images/car.jpg", "index.html", "resources/index.html",
        "resources/phone/index.html", "robots.txt", "series/start/index.html", "sitemap.xml",
        "tags/index.html", "tags/trust/feed.xml", "tags/trust/index.html", "2015/09/index.html",
        "2015/09/six/index.html", "2015/index.html",
    }  # fmt: skip


def test_a_site_without_posts(blog):
    blog.write("about.md").build()

    assert blog.published() == {
        "404.html", "about/index.html", "atom.xml", "feed.json", "feed.xml", "index.html",
        "robots.txt", "sitemap.xml",
    }  # fmt: skip


def test_an_empty_site(blog):
    assert blog.build().problems == ()
    assert "index.html" in blog.published()


def test_a_list_is_cut_into_pages(blog):
    blog.configure("[archives]\nper_page = 2")
    for number in range(5):
        blog.write(f"posts/p{number}.md", tags=["a"], date=f"2024-01-0{number + 1}")
    blog.build()

    pages = {"index.html", "page/2/index.html", "page/3/index.html"}
    assert pages | {f"tags/a/{page}" for page in pages} <= blog.published()
    assert "page/4/index.html" not in blog.published()
    assert [name for name in ("p4", "p3", "p2", "p1", "p0") if f">{name}<" in blog.page("/page/2/")] == [
        "p2",
        "p1",
    ]


def test_tags_whose_slugs_are_alike_each_have_their_place(blog):
    blog.write(
        "posts/one.md", tags=["c", "c++", "c#", "KDE", "kde", "python", "python3", "page", "..", "🎉", ".net"]
    )
    blog.build()

    tags = {path.split("/")[1] for path in blog.published() if path.startswith("tags/")} - {"index.html"}
    assert tags == {
        "c", "c-plus-plus", "c-sharp", "kde", "python", "python3", "page", "u2e-u2e", "u1f389", "dot-net"
    }  # fmt: skip


def test_a_tag_with_pages_leaves_another_its_place(blog):
    blog.configure("[archives]\nper_page = 1")
    for number in range(3):
        blog.write(f"posts/p{number}.md", tags=["python", "python3", "page"])

    assert blog.problems() == ()
    assert {"tags/python/page/3/index.html", "tags/page/page/2/index.html"} <= blog.published()


@pytest.mark.parametrize(
    ("pattern", "post", "file"),
    [
        ("/{slug}.html", "/one.html", "one.html"),
        ("/posts/{slug}", "/posts/one", "posts/one.html"),
        ("/{year}-{month}-{day}/{slug}/", "/2024-01-01/one/", "2024-01-01/one/index.html"),
    ],
)
def test_a_permalink_of_the_writers_own(blog, pattern, post, file):
    blog.configure(f'[permalinks]\npost = "{pattern}"').write("posts/one.md").build()

    assert file in blog.published()
    assert f'<a href="{post}">one</a>' in blog.page("/")
    assert f"<loc>https://example.org{post}</loc>" in blog.page("/sitemap.xml")
    assert f'rel="canonical" href="https://example.org{post}"' in (blog.public / file).read_text()


@pytest.mark.parametrize("pattern", ["/t/{tag}.html", "/t/{tag}"])
def test_archives_that_are_files_have_pages_and_feeds_of_their_own(blog, pattern):
    blog.configure(f'[permalinks]\ntag = "{pattern}"\n[archives]\nper_page = 1')
    blog.write("posts/one.md", tags=["a", "b"]).write("posts/two.md", tags=["a", "b"]).build()

    assert {
        "t/a.html", "t/a/page/2/index.html", "t/a/feed.xml",
        "t/b.html", "t/b/page/2/index.html", "t/b/feed.xml", "t/index.html",
    } <= blog.published()  # fmt: skip


def test_bundles_under_flat_permalinks_keep_their_files_apart(blog):
    blog.configure('[permalinks]\npost = "/{slug}.html"')
    for name in ("one", "two"):
        blog.write(f"posts/{name}/index.md", "![A car](car.jpg)").file(
            f"content/posts/{name}/car.jpg", GIF + name.encode()
        )

    assert blog.problems() == ()
    assert 'src="/two/car.jpg"' in blog.page("/two.html")
    assert (blog.public / "two/car.jpg").read_bytes() == GIF + b"two"


def test_a_home_page_of_the_writers_own(blog):
    blog.configure('[permalinks]\nindex = "/blog/"').write("index.md", "Welcome.").write(
        "posts/one.md"
    ).build()

    assert "Welcome." in blog.page("/")
    assert ">one</a>" in blog.page("/blog/")


def test_a_site_without_a_home_page_says_so(blog):
    blog.configure('[permalinks]\nindex = "/blog/"').write("posts/one.md")

    (problem,) = blog.problems()

    assert (problem.rule, problem.warning) == ("no-home-page", True)
    assert "blog/index.html" in blog.published()


def test_titles_without_letters_get_a_path_all_the_same(blog):
    blog.write("posts/🎉.md", title="🎉").write("…​.md", title="!?").write("posts/2024-01-02.md", title="日記")

    assert blog.problems() == ()
    assert {"2024/01/u1f389/index.html", "2024/01/日記/index.html"} <= blog.published()


def test_the_writers_own_machine_files_come_first(blog):
    for name in ("robots.txt", "sitemap.xml", "404.html", "_redirects"):
        blog.file(f"content/{name}", "mine")
    blog.write("about.md", redirect_from=["/old/"])

    assert blog.problems() == ()
    assert {blog.page(f"/{name}") for name in ("robots.txt", "sitemap.xml", "404.html", "_redirects")} == {
        "mine"
    }
    assert "old/index.html" in blog.published()


def test_redirects_lead_to_the_page_with_canonical_and_refresh(blog):
    blog.write("about.md", redirect_from=["/old", "/2009/x.html", "/caf%C3%A9/"]).build()

    for path in ("/old/", "/2009/x.html", "/café/"):
        page = blog.page(path)
        assert '<link rel="canonical" href="https://example.org/about/">' in page
        assert 'content="0; url=/about/"' in page
    assert blog.page("/_redirects").splitlines() == [
        "/old /about/ 301",
        "/2009/x.html /about/ 301",
        "/caf%C3%A9/ /about/ 301",
    ]
    assert "old" not in blog.page("/sitemap.xml")


def test_where_no_page_was_none_sends_readers_on_but_hosts_do(blog):
    blog.write("about.md", redirect_from=["/rss.xml", "/img/a.JPG", "/menu.pdf", "/a.php", "/v1.2/"]).build()

    assert {"a.php", "v1.2/index.html"} <= blog.published()
    assert not {"rss.xml", "img/a.JPG", "menu.pdf"} & blog.published()
    assert blog.page("/_redirects").splitlines() == [
        "/rss.xml /about/ 301",
        "/img/a.JPG /about/ 301",
        "/menu.pdf /about/ 301",
        "/a.php /about/ 301",
        "/v1.2/ /about/ 301",
    ]


def test_a_page_for_nobody_to_find_is_not_in_the_sitemap(blog):
    blog.write("hidden.md", noindex=True).write("seen.md").build()

    assert "/seen/" in blog.page("/sitemap.xml")
    assert "/hidden/" not in blog.page("/sitemap.xml")


def test_a_sitemap_too_long_for_one_file_is_split(blog, monkeypatch):
    monkeypatch.setattr("sitegen.plan.machine.SITEMAP_URLS", 3)
    for number in range(4):
        blog.write(f"p{number}.md")
    blog.build()

    assert blog.page("/sitemap.xml").count("<sitemap>") == 2
    assert blog.page("/sitemap-1.xml").count("<url>") == 3
    assert "https://example.org/sitemap-2.xml" in blog.page("/sitemap.xml")


def test_a_file_that_can_not_be_replaced_is_named_and_left_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_text("old")

    def full(place, raw):
        with place.open("wb") as begun:
            begun.write(raw[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"No space left on device.*a\.md"):
        replace_file(file, b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert file.read_text() == "old"


def test_a_link_to_a_file_stays_one_when_the_file_is_replaced(tmp_path):
    (tmp_path / "notes").mkdir()
    file, link = tmp_path / "notes" / "a.md", tmp_path / "b.md"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to("notes/a.md")

    replace_file(link, b"new")

    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o640)
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["a.md"]
