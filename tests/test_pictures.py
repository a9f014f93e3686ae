"""Pictures of a whole site: what is made of them, what is published, and what is said of those that are wrong."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from sitegen.build import Request, build, rehearse
from sitegen.errors import SetupError
from sitegen.explain.why import FileFacts, Use, why
from sitegen.images import cache, pillow
from support.blog import Blog, built_clean
from support.pictures import GIF, jpeg, moving, opened, png
from support.trees import read_tree

POST = "/2024/01/one/"
THEME = """\
name = "shown"
parent = "plain"
[images.cover]
widths = [100, 200, 400, 600]
sizes = "50vw"
[images.card]
widths = [60, 120]
aspect = "1:1"
formats = ["webp"]
[images.body]
widths = [100, 300]
sizes = "40rem"
[images.author]
widths = [40]
aspect = "1:1"
formats = []
"""
SHOWN = '{% extends "base.html" %}{% block main %}'
PICTURE = (
    "{% set shot = picture|rendition(role) %}<img src='{{ shot.url }}' width='{{ shot.width }}'"
    " height='{{ shot.height }}'>{% for one in shot.sources %}<i srcset='{{ one.srcset }}'></i>{% endfor %}"
)
TEMPLATES = {
    "_picture.html": PICTURE,
    "post.html": SHOWN + "{% if page.cover %}{% with picture = page.cover, role = 'cover' %}"
    "{% include '_picture.html' %}{% endwith %}{% endif %}{{ page.body }}{% endblock %}",
    "list.html": SHOWN + "{% for post in page.posts %}{% if post.image %}"
    "{% with picture = post.image, role = 'card' %}{% include '_picture.html' %}{% endwith %}{% endif %}"
    "{{ post.excerpt }}{% endfor %}{% endblock %}",
}


@pytest.fixture
def shown(blog: Blog) -> Blog:
    """A blog whose theme has presets."""
    blog.file("themes/shown/theme.toml", THEME)
    for name, text in TEMPLATES.items():
        blog.file(f"themes/shown/templates/{name}", text)
    return with_settings(blog, "")


def with_settings(blog: Blog, more: str) -> Blog:
    blog.configure("")
    text = (blog.folder / "site.toml").read_text().replace('"plain"', '"shown"')
    return blog.file(
        "site.toml", f'[archives]\nyears = false\nmonths = false\n[feeds]\nformats = ["json"]\n{text}{more}'
    )


def pictures(blog: Blog) -> dict[str, Image.Image]:
    """Return the pictures that were made, by what their names end with."""
    folder = blog.public / "assets/pictures"
    found = {
        re.sub(r"-[0-9a-f]{10}-", "-", path.name): opened(path.read_bytes()) for path in folder.iterdir()
    }
    assert len(found) == len([*folder.iterdir()])
    return found


def sources(html: str) -> list[str]:
    """Return all files that *html* shows, whose paths lead to files of the site."""
    sets = re.findall(r"srcset=[\"']([^\"']*)", html)
    return [
        *re.findall(r"<img[^>]* src=[\"']([^\"']*)", html),
        *(one.split()[0] for all_ in sets for one in all_.split(", ")),
    ]


def assert_all_there(blog: Blog) -> None:
    for page in blog.public.rglob("*.html"):
        for url in sources(page.read_text("utf-8")):
            assert (blog.public / url.lstrip("/")).is_file(), (page, url)


# ---- what is made


def test_a_picture_in_a_text_is_a_picture_element_with_its_size_and_loads_when_it_is_seen(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250))
    shown.write("posts/one.md", "![First](car.jpg) and ![Second](car.jpg)").build()

    page = shown.page(POST)

    assert [*pictures(shown)] and {*pictures(shown)} == {
        *("car-100.avif", "car-300.avif", "car-100.webp", "car-300.webp", "car-300.jpg"),
    }
    first, second = re.findall(r"<picture>.*?</picture>", page)
    assert 'width="400" height="250" fetchpriority="high" alt="First">' in first
    assert 'width="400" height="250" loading="lazy" alt="Second">' in second
    assert '<source type="image/avif" srcset="/assets/pictures/car-' in first and 'sizes="40rem">' in first
    assert first.index("image/avif") < first.index("image/webp") < first.index("<img")
    assert_all_there(shown)


def test_the_first_picture_of_a_page_is_its_cover_where_it_has_one(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).file("content/posts/cover.jpg", jpeg(600, 400))
    shown.write("posts/one.md", "![First](car.jpg)", image="cover.jpg").build()

    assert 'loading="lazy" alt="First">' in shown.page(POST)
    assert_all_there(shown)


def test_a_cover_that_the_text_shows_itself_is_no_cover(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250))
    shown.write("posts/one.md", "![First](car.jpg)", image="car.jpg").build()

    assert shown.page(POST).count("<img") == 1


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", 'width="400" height="250"'),
        ("{width=200}", 'width="200" height="125"'),
        ("{height=125}", 'width="200" height="125"'),
        ("{width=30 height=40}", 'width="30" height="40"'),
        ("{loading=eager}", 'loading="eager"'),
        ("{width=50%}", 'width="50%"'),
    ],
)
def test_what_a_writer_says_of_a_picture_stays(shown, attributes, expected):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write(
        "posts/one.md", f"![x](car.jpg){attributes}"
    ).build()

    [image] = re.findall(r"<img[^>]*>", shown.page(POST))
    assert expected in image
    assert (
        len(re.findall(r" width=", image)) <= 1
        and len(re.findall(r" (?:loading|fetchpriority)=", image)) == 1
    )


def test_a_picture_that_the_writer_made_narrower_asks_for_no_more(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write(
        "posts/one.md", "![x](car.jpg){width=90}"
    ).build()

    assert 'sizes="90px"' in shown.page(POST)


def test_a_card_is_cut_around_the_focal_point_and_cards_show_pictures_of_their_words(shown):
    shown.file("content/posts/cover.jpg", jpeg(800, 400, quality=95))
    shown.write("posts/one.md", "Words ![x](cover.jpg)", image="cover.jpg", image_focus="95% 50%").build()

    card = pictures(shown)["cover-120.jpg"]
    red, _green, blue = card.getpixel((100, 60))
    assert card.size == (120, 120) and blue > 150 > red, "the bar at the right is in it"
    assert "<picture>" in shown.page("/")
    assert_all_there(shown)


def test_a_focal_point_that_is_none_is_said_with_its_place(shown):
    [problem] = shown.write("posts/one.md", image_focus="left").problems()

    assert (problem.location.line, problem.location.column) == (3, 14)
    assert "image_focus: 'left' is no point of a picture" in problem.message and "30% 20%" in problem.hint


def test_feeds_show_one_file_of_each_picture(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write(
        "posts/one.md", "![x](car.jpg)", image="car.jpg"
    ).build()

    feed = shown.page("/feed.json")

    assert re.search(
        r'<img src=\\"https://example.org/assets/pictures/car-[0-9a-f]{10}-300.jpg\\" width=\\"400\\"', feed
    )
    assert re.search(r'"image": "https://example.org/assets/pictures/car-[0-9a-f]{10}-400.jpg"', feed)
    assert "<picture" not in feed and "srcset" not in feed


def test_a_portrait_is_a_picture_too(shown):
    with_settings(shown, "[authors.ann]\nimage = '/faces/ann.jpg'\n").file(
        "content/faces/ann.jpg", jpeg(80, 60)
    )
    shown.file(
        "themes/shown/templates/author.html",
        "{{ (page.image|rendition('author')).url }} {{ page.image|url }}",
    )
    shown.write("posts/one.md", author="ann").build()

    url, same = shown.page("/authors/ann/").split()
    assert re.fullmatch(r"/assets/pictures/ann-[0-9a-f]{10}-40.jpg", url) and same == url
    assert not (shown.public / "faces/ann.jpg").exists()


def test_in_a_theme_without_presets_pictures_have_their_size_and_are_published_as_they_are(blog):
    blog.file("content/posts/car.jpg", jpeg(400, 250)).write(
        "posts/one.md", "![x](car.jpg)", image="car.jpg"
    ).build()

    assert '<img src="/posts/car.jpg" width="400" height="250" fetchpriority="high" alt="x">' in (
        blog.page(POST)
    )
    assert (blog.public / "posts/car.jpg").read_bytes() == jpeg(400, 250)
    assert not (blog.public / "assets/pictures").exists()


def test_several_processes_make_what_one_makes(shown, monkeypatch):
    for number in range(12):
        shown.file(f"content/posts/{number}.jpg", jpeg(300 + number, 200)).write(
            f"posts/{number}.md", f"![x]({number}.jpg)"
        )
    build(Request(shown.folder, shown.folder / "one", as_of="2026-01-01"))
    (shown.folder / ".sitegen/memory.db").unlink()
    for path in (shown.folder / ".sitegen/pictures").rglob("*"):
        path.unlink() if path.is_file() else None

    build(Request(shown.folder, shown.folder / "two", as_of="2026-01-01", jobs=2))

    one, two = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*.*") if p.is_file()}
        for f in (shown.folder / "one", shown.folder / "two")
    )
    assert one == two and len(one) > 60


# ---- what is published as it is


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("moves.gif", moving("GIF")),
        ("moves.webp", moving("WEBP")),
        ("drawn.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>'),
    ],
)
def test_what_moves_and_what_is_drawn_is_shown_as_it_is(shown, name, raw):
    shown.file(f"content/posts/{name}", raw).write("posts/one.md", f"![x]({name})", image=name).build()

    assert f'<img src="/posts/{name}" width="40" height="30"' in shown.page(POST)
    assert (shown.public / "posts" / name).read_bytes() == raw
    assert not (shown.public / "assets/pictures").exists()


def test_a_photo_is_published_only_by_what_is_made_of_it(shown):
    shown.file("content/posts/car.jpg", jpeg()).file("content/unused.jpg", jpeg(50, 50))
    shown.write("posts/one.md", "![x](car.jpg)").build()

    assert not (shown.public / "posts/car.jpg").exists()
    assert (shown.public / "unused.jpg").is_file(), "what no text shows is a file like any other"


@pytest.mark.parametrize(
    "link", ["[large](car.jpg)", '<video poster="car.jpg"></video>', '<img srcset="car.jpg 2x" alt="">']
)
def test_a_photo_that_a_text_names_in_another_way_is_there_as_it_is_too(shown, link):
    shown.file("content/posts/car.jpg", jpeg()).write("posts/one.md", f"![x](car.jpg) {link}").build()

    assert (shown.public / "posts/car.jpg").read_bytes() == jpeg()
    shown.write("posts/one.md", "![x](car.jpg)").build()
    assert not (shown.public / "posts/car.jpg").exists()


def test_a_setting_publishes_all_photos_as_they_are_too(shown):
    with_settings(shown, "[images]\noriginals = true\n").file("content/posts/car.jpg", jpeg())
    shown.write("posts/one.md", "![x](car.jpg)").build()

    assert (shown.public / "posts/car.jpg").is_file() and "assets/pictures/car-" in shown.page(POST)


def test_a_template_that_prints_a_picture_itself_is_told_how_to_show_it(shown):
    shown.file("content/posts/car.jpg", jpeg()).write("posts/one.md", image="car.jpg")
    shown.file("templates/post.html", "\n<img src='{{ page.image }}'>")

    [problem] = shown.problems()

    assert str(problem.location) == "templates/post.html:2:11" and "_picture.html" in problem.message


def test_a_preset_that_the_theme_has_not_is_a_mistake_of_the_template(shown):
    shown.file("content/posts/car.jpg", jpeg()).write("posts/one.md", image="car.jpg")
    shown.file(
        "templates/post.html", "{{ page.image|rendition('huge') }}{{ page.image|rendition('author') }}"
    )

    [problem] = shown.problems()

    assert problem.location.path == "templates/post.html"
    assert "no [images.huge] for such pictures; it has cover, card" in problem.message


def below_shown(blog: Blog, theme: str) -> Blog:
    """Let *blog* use a child of its theme, which adds *theme* to its own theme.toml."""
    blog.file("themes/below/theme.toml", f'name = "below"\nparent = "shown"\n{theme}')
    settings = (blog.folder / "site.toml").read_text()
    return blog.file("site.toml", settings.replace('"shown"', '"below"'))


def test_a_child_drops_a_preset_of_its_parent_and_nothing_is_made_for_it(shown):
    below_shown(shown, "[images.card]\nwidths = []\n").file("content/posts/car.jpg", jpeg(700, 400))
    shown.file("templates/list.html", "none").write("posts/one.md", image="car.jpg").build()

    names = {path.rpartition("-")[2] for path in shown.published() if "pictures/" in path}
    assert {name.partition(".")[0] for name in names} == {"100", "200", "400", "600"}


def test_a_preset_without_widths_that_no_parent_has_is_a_mistake(shown):
    below_shown(shown, "[images.poster]\nwidths = []\n")

    [problem] = shown.problems()

    assert str(problem.location) == "themes/below/theme.toml:4:10" and problem.rule == "bad-value"


# ---- what is wrong


def test_every_wrong_picture_is_said_at_every_place_where_it_is_shown_all_in_one_run(shown, monkeypatch):
    monkeypatch.setattr(pillow, "MOST_PIXELS", 500_000)
    shown.file("content/posts/broken.jpg", jpeg()[:3000]).file("content/posts/film.mp4", b"\0\0\0 ftyp")
    shown.file("content/posts/huge.png", png(1000, 600)).file(
        "content/posts/bad.svg", b"<svg><script/></svg>"
    )
    shown.write(
        "posts/one.md", "Words.\n\nSee ![x](broken.jpg) ![y](film.mp4)\n\n![z](gone.jpg)", image="huge.png"
    )
    shown.write("posts/two.md", "![x](broken.jpg) ![s](bad.svg)", image="gone.png", tags=["a"])

    found = [
        (str(problem.location), problem.message.partition(":")[0].split(" (")[0])
        for problem in shown.problems()
    ]

    assert found == [
        ("content/posts/one.md:3:8", "image"),
        ("content/posts/one.md:8:10", "this picture is broken"),
        ("content/posts/one.md:8:27", "this is no picture that can be read"),
        ("content/posts/one.md:10:6", "there is no picture 'gone.jpg'"),
        ("content/posts/two.md:3:8", "image"),
        ("content/posts/two.md:7:6", "this picture is broken"),
        ("content/posts/two.md:7:23", "this SVG is not only a drawing"),
    ]
    assert not shown.public.exists()


def test_a_picture_that_only_the_host_may_have_is_asked_for_as_it_is_written_and_said(shown):
    shown.write("posts/one.md", "Words.\n\n![x](/wp-content/café.png)", image="/wp-content/car.jpg")

    report = shown.build()

    assert [(str(problem.location), problem.warning, problem.message) for problem in report.problems] == [
        ("content/posts/one.md:3:8", True, "image: there is no file '/wp-content/car.jpg'"),
        ("content/posts/one.md:8:6", True, "there is no picture '/wp-content/café.png'"),
    ]
    page = shown.page(POST)
    assert 'src="/wp-content/caf%C3%A9.png"' in page and "/wp-content/car.jpg" in page


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Film.MP4", 'show a film by HTML: <video src="Film.MP4" controls></video>'),
        ("talk.ogg", 'let a sound be played by HTML: <audio src="talk.ogg" controls></audio>'),
        ("menu.pdf", "link to it: [what it is](menu.pdf)"),
        ("scan.jpg", "save it as a JPEG or PNG"),
    ],
)
def test_what_is_no_picture_at_all_is_told_how_it_is_shown(blog, name, hint):
    blog.file(f"content/{name}", b"no picture").write("about.md", f"![See]({name})")

    assert [(one.rule, one.hint) for one in blog.problems()] == [("bad-picture", hint)]


@pytest.mark.parametrize("start", [b"", b'<?xml version="1.0"?>\n<!-- made by hand -->\n'])
def test_a_drawing_that_is_not_called_one_is_told(blog, start):
    """Hosts send it as what it is called, and browsers showed a broken picture."""
    blog.file(
        "content/posts/logo.png", start + b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    )
    blog.write("posts/one.md", "![Our logo](logo.png)")

    (problem,) = blog.problems()

    assert problem.message.startswith("this is a drawing (SVG), and not called one")
    assert problem.hint == "let its name end in .svg"


def test_equal_files_of_which_only_one_is_called_a_drawing_are_two(blog):
    blog.file("content/posts/a.svg", png(9, 9)).file("content/posts/b.png", png(9, 9))
    blog.write("posts/one.md", "![First](a.svg) ![Second](b.png)")

    (problem,) = blog.problems()

    assert (problem.rule, problem.location.column) == ("bad-picture", 10)


@pytest.mark.parametrize("text", ["![Art]({})", '<p><img src="{}" alt="Art"></p>'])
def test_a_picture_on_somebodys_own_disk_does_not_keep_a_blog_that_was_brought_here_from_being_built(
    blog, text
):
    """As a word processor pasted it years ago; nobody has seen it since."""
    target = "file:///C:/Temp/clip_image002.gif"
    blog.write("posts/one.md", text.format(target))

    (problem,) = blog.problems()

    assert (problem.warning, problem.rule) == (True, "missing-file")
    assert problem.message == f"nobody else can see {target!r}: it is on somebody's own disk"
    assert f'src="{target}"' in blog.page("/2024/01/one/")


@pytest.mark.parametrize(
    ("text", "column"),
    [("A [link]() ![Art]()", 19), ("![Art](#)", 8), ('<p><img src="" alt="Art"></p>', 14)],
)
def test_a_picture_whose_address_is_empty_is_told_and_asks_for_no_page(blog, text, column):
    blog.write("posts/one.md", text)

    (problem,) = blog.problems()

    assert (problem.warning, problem.rule) == (True, "missing-file")
    assert problem.message == "a picture is to be shown, and its address is empty"
    assert problem.location.column == column
    assert '<img alt="Art">' in blog.page("/2024/01/one/")


def test_a_broken_portrait_is_said_of_the_settings(shown):
    with_settings(shown, "[authors.ann]\nimage = '/ann.jpg'\n").file("content/ann.jpg", b"no picture")

    [problem] = shown.write("posts/one.md", author="ann").problems()

    assert problem.offending == "image = '/ann.jpg'" and problem.location.column == 9
    assert problem.location.path == "site.toml" and "content/ann.jpg" in problem.message


def test_a_portrait_that_is_not_there_is_told_with_the_nearest_one(shown):
    with_settings(shown, "[authors.ann]\nimage = '/faces/an.jpg'\n[authors.bob]\nimage = '/bob.jpg'\n")
    shown.file("content/faces/ann.jpg", jpeg(80, 60))

    report = shown.write("posts/one.md", author="ann").build()

    assert [(problem.offending, problem.hint, problem.rule) for problem in report.problems] == [
        ("image = '/faces/an.jpg'", "did you mean '/faces/ann.jpg'?", "missing-file"),
        (
            "image = '/bob.jpg'",
            "put it into content/, if the host has no such file; it is asked for as it is written",
            "missing-file",
        ),
    ]


def test_a_picture_of_the_theme_and_one_elsewhere_are_left_to_those_who_have_them(shown):
    shown.file("assets/logo.png", png(10, 10))
    shown.write(
        "posts/one.md",
        "![x](/assets/logo.png) ![y](https://elsewhere.example/y.png)",
        image="/assets/logo.png",
    ).build()

    assert '<img src="/assets/logo.png" alt="x">' in shown.page(POST)
    assert '<img alt="y" src="https://elsewhere.example/y.png">' in shown.page(POST)


def test_a_picture_that_is_mended_lets_the_site_be_built(shown):
    shown.file("content/posts/car.jpg", b"no picture").write("posts/one.md", "![x](car.jpg)")
    assert len(shown.problems()) == 1

    assert shown.file("content/posts/car.jpg", jpeg()).problems() == ()


# ---- what is made again


@pytest.mark.parametrize("step", ["_look", "make_files", "icon_of"])
def test_too_little_memory_is_told_with_the_picture_and_is_no_fault_of_it(shown, monkeypatch, step):
    shown.file("content/posts/car.jpg", jpeg()).write("posts/one.md", "![x](car.jpg)")
    shown.file("content/icon.png", png(512, 512))
    text = (shown.folder / "site.toml").read_text()
    shown.file("site.toml", text.replace("[site]\n", '[site]\nicon = "/icon.png"\n'))

    def fill_the_memory(*_arguments: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(pillow, step, fill_the_memory)
        with pytest.raises(SetupError, match=r"content/\S+\.(jpg|png): there is not enough memory"):
            shown.build()

    assert not shown.build().problems


def test_a_photo_that_is_edited_makes_what_shows_it_again_and_nothing_else(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).file("content/posts/other.jpg", jpeg(300, 200))
    shown.write("posts/one.md", "![x](car.jpg)\n\n<!--more-->\n\nMore.").write(
        "posts/two.md", "Words.\n\n<!--more-->\n\n![x](other.jpg)"
    )
    shown.write("about.md").build()

    report = shown.file("content/posts/car.jpg", jpeg(400, 250, shade=200)).build()

    assert {re.sub("-[0-9a-f]{10}-", "-", path) for path in report.rendered} == {
        *("2024/01/one/index.html", "index.html", "feed.json"),
        *(
            f"assets/pictures/car-{end}"
            for end in ("100.avif", "100.webp", "300.avif", "300.webp", "300.jpg")
        ),
    }


def test_a_body_that_is_edited_makes_no_picture_again(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").build()

    report = shown.write("posts/one.md", "![x](car.jpg) More words.").build()

    assert not [path for path in report.rendered if "pictures" in path]


def test_what_was_made_once_is_not_made_again_when_everything_is_rendered_again(shown, monkeypatch):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").build()
    before = {path.name: path.read_bytes() for path in (shown.public / "assets/pictures").iterdir()}
    monkeypatch.setattr(pillow, "make_files", None)

    report = with_settings(shown, "[markdown]\nsmart_punctuation = false\n").build()

    assert len([path for path in report.rendered if "pictures" in path]) == 5
    assert {path.name: path.read_bytes() for path in (shown.public / "assets/pictures").iterdir()} == before


def test_a_page_that_is_not_rendered_again_keeps_its_pictures(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").write(
        "about.md"
    ).build()

    shown.write("about.md", "More.").build()

    assert len(pictures(shown)) == 5
    assert_all_there(shown)


def test_when_nothing_changed_no_picture_is_looked_at(shown, monkeypatch):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").build()
    monkeypatch.setattr(pillow, "look_at", None)

    assert shown.build().rendered == {}
    assert shown.write("about.md").build().rendered != {}


def test_a_rehearsal_writes_no_picture(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)")

    report = rehearse(Request(shown.folder, as_of="2026-01-01"))

    assert len([path for path in report.rendered if "pictures" in path]) == 5
    assert not (shown.folder / ".sitegen").exists()


def test_a_site_where_nothing_can_be_kept_has_its_pictures(shown, monkeypatch):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)")
    shown.file(".sitegen/pictures", b"in the way").build()

    assert_all_there(shown)


def test_why_tells_what_a_photo_becomes(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").build()

    facts = why(Request(shown.folder, as_of="2026-01-01"), "content/posts/car.jpg")

    assert isinstance(facts, FileFacts) and len(facts.becomes) == 5
    assert facts.uses == (Use("the picture", (POST, "/feed.json")),)


def test_two_texts_that_show_one_picture_alike_share_its_files(shown):
    shown.file("content/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](/car.jpg)").write(
        "about.md", "![y](car.jpg)"
    ).build()

    assert len(pictures(shown)) == 5


def test_the_files_are_as_large_as_they_are_said_to_be(shown):
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write(
        "posts/one.md", "![x](car.jpg)", image="car.jpg"
    ).build()

    for path in (shown.public / "assets/pictures").iterdir():
        assert opened(path.read_bytes()).width == int(re.search(r"-(\d+)\.\w+$", path.name)[1]), path


def test_an_unchanged_gif_of_one_pixel_is_a_picture_like_any_other(shown: Blog, tmp_path: Path):
    shown.file("content/dot.gif", GIF).write("posts/one.md", "![x](/dot.gif)").build()

    assert [*pictures(shown)] and opened(
        next((shown.public / "assets/pictures").glob("*.png")).read_bytes()
    ).size == (1, 1)


def test_what_the_site_does_not_use_any_more_is_kept_up_to_a_limit(shown, monkeypatch):
    folder = shown.folder / ".sitegen/pictures"
    shown.file("content/posts/car.jpg", jpeg(400, 250)).write("posts/one.md", "![x](car.jpg)").build()
    first = {path for path in folder.rglob("*") if path.is_file()}

    shown.file("content/posts/car.jpg", jpeg(400, 250, shade=200)).build()
    assert len(first) == 5 and all(path.is_file() for path in first)
    monkeypatch.setattr(cache, "KEPT", 0)
    shown.write("posts/two.md").build()

    assert not any(path.is_file() for path in first)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 5


@pytest.mark.parametrize(("on_disk", "in_text"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_a_picture_is_found_however_the_accents_of_its_name_are_put_together(shown, on_disk, in_text):
    name, written = (unicodedata.normalize(form, "café") for form in (on_disk, in_text))
    with_settings(shown, f'[authors.ann]\nimage = "/images/{written}.jpg"\n')
    shown.file(f"content/images/{name}.jpg", jpeg(400, 300))
    shown.write("posts/one.md", f"![a](../images/{written}.jpg)", image=f"/images/{written}.jpg")

    assert shown.problems() == ()
    assert {"cafe-300.webp", "cafe-120.webp", "cafe-400.webp", "cafe-40.jpg"} <= {
        re.sub("-[0-9a-f]{10}-", "-", path.rpartition("/")[2]) for path in shown.published()
    }
    assert shown.page("/2024/01/one/").count("srcset") >= 2
    assert f"images/{name}.jpg" not in shown.published()

    shown.write("posts/one.md", f"![a](../images/{written}.jpg) [b](../images/{written}.jpg)")
    shown.build()
    assert f'href="/images/{quote(name)}.jpg"' in shown.page("/2024/01/one/")
    assert f"images/{name}.jpg" in shown.published()


def test_a_photo_that_is_shown_larger_later_has_the_files_that_a_clean_build_makes(shown):
    shown.file("content/car.jpg", jpeg(1200, 750)).write("posts/one.md", "![A car](../car.jpg)").build()
    shown.write("posts/one.md", "![A car](../car.jpg)", image="/car.jpg", image_alt="A car").build()

    assert read_tree(shown.public) == built_clean(shown)
