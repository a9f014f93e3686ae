"""The icons of a site: made of one picture, for tabs, home screens and feed readers."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest
from PIL import Image

from support.blog import SITE_TOML, Blog
from support.pictures import GIF, jpeg, png

LINKS = '{% for icon in site.icons %}<link rel="{{ icon.rel }}" href="{{ icon.url }}">{% endfor %}'
WITH_ICON = SITE_TOML.replace("[theme]", 'icon = "/me.png"\n[theme]')


@pytest.fixture
def blog(blog: Blog) -> Blog:
    blog.file("site.toml", WITH_ICON).file("content/me.png", png(600, 400, "RGBA"))
    return blog.file("templates/post.html", LINKS).write("posts/one.md")


def opened(blog: Blog, name: str) -> Image.Image:
    return Image.open(BytesIO((blog.public / name).read_bytes()))


def test_one_picture_becomes_all_icons(blog):
    blog.build()

    assert opened(blog, "favicon.ico").info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert opened(blog, "apple-touch-icon.png").size == (180, 180)
    assert opened(blog, "apple-touch-icon.png").mode == "RGB", "phones show black where it is transparent"


def test_no_page_makes_its_readers_wait_for_a_manifest(blog):
    blog.build()

    assert 'rel="manifest"' not in blog.page("/2024/01/one/")
    assert not list(blog.public.rglob("*.webmanifest"))


def test_another_picture_is_named_otherwise_where_icons_are_named(blog):
    blog.write("about.md").build()
    before, icon = blog.page("/2024/01/one/"), (blog.public / "favicon.ico").read_bytes()
    assert 'rel="apple-touch-icon" href="/apple-touch-icon.png?v=' in before

    report = blog.file("content/me.png", png(300, 300, shade=200)).build()

    assert blog.page("/2024/01/one/") != before
    assert (blog.public / "favicon.ico").read_bytes() != icon
    assert "about/index.html" not in report.rendered
    assert blog.build().rendered == {}


def test_the_picture_of_the_theme_is_taken_where_the_site_has_none(blog):
    blog.configure("").file("themes/plain/assets/_icon.png", png(300, 300)).build()
    before = (blog.public / "favicon.ico").read_bytes()
    assert not (blog.public / "assets/_icon.png").exists()

    blog.file("assets/_icon.png", png(300, 300, shade=200)).build()

    assert (blog.public / "favicon.ico").read_bytes() != before


def test_without_any_picture_there_are_no_icons(blog):
    blog.configure("").build()

    assert not (blog.public / "favicon.ico").exists() and "<link" not in blog.page("/2024/01/one/")


def test_a_file_of_the_writers_own_comes_first(blog):
    blog.file("content/favicon.ico", b"mine").build()

    assert (blog.public / "favicon.ico").read_bytes() == b"mine"
    assert opened(blog, "apple-touch-icon.png").size == (180, 180)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (None, "there is no file content/me.png"),
        (b"no picture", "this is no picture that can be read"),
        (GIF, "no icons can be made of this picture"),
        (jpeg(179, 400), "no icons can be made of this picture"),
    ],
)
def test_a_picture_that_can_not_be_used_is_said_where_it_is_named(blog, picture, message):
    blog.delete("content/me.png")
    if picture:
        blog.file("content/me.png", picture)

    [problem] = blog.problems()

    assert str(problem.location).startswith("site.toml:5:8")
    assert (problem.rule, problem.message) == ("bad-picture", message)


def test_the_picture_is_found_however_the_accents_of_its_name_are_put_together(blog):
    blog.file("site.toml", WITH_ICON.replace("me.png", "mé.png"))
    (blog.folder / "content/me.png").rename(blog.folder / "content" / unicodedata.normalize("NFD", "mé.png"))

    assert blog.problems() == ()
    assert "favicon.ico" in blog.published()
