"""Cards: what other sites show with a link to a post that has no picture."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import sitegen.images
from sitegen.images.cards import Card, drawable
from sitegen.images.drawing import draw_card
from support.blog import Blog
from support.pictures import jpeg

THEME = "name = 'plain'\n[images.preview]\nwidths = [1200]\naspect = '1200:630'\nformats = []\n"
PAGE = "{{ page.head.image.url if page.head.image }} {{ page.head.image.alt if page.head.image }}"
SITE_CARD = "https://example.org/assets/site-card.png?v="


@pytest.fixture
def dressed(blog: Blog) -> Blog:
    for kind in ("post", "page", "index"):
        blog.file(f"templates/{kind}.html", PAGE)
    return blog.file("themes/plain/theme.toml", THEME).configure("")


def named(blog: Blog, url: str) -> str:
    """Return the picture by which other sites show a page."""
    return blog.page(url).split(" ")[0]


def card(blog: Blog, path: str) -> Image.Image:
    return Image.open(BytesIO((blog.public / "assets/cards" / path).read_bytes()))


def test_a_post_without_a_picture_has_a_card(dressed):
    dressed.write("posts/one.md", title="Teapots").build()

    assert re.fullmatch(
        r"https://example\.org/assets/cards/2024/01/one\.png\?v=\w{10}", named(dressed, "/2024/01/one/")
    )
    assert dressed.page("/2024/01/one/").endswith(" Teapots")
    assert card(dressed, "2024/01/one.png").size == (1200, 630)


def test_pages_and_lists_have_the_card_of_the_site(dressed):
    dressed.write("posts/one.md").write("about.md").build()

    assert named(dressed, "/").startswith(SITE_CARD) and named(dressed, "/about/") == named(dressed, "/")
    assert (dressed.public / "assets/site-card.png").is_file()


def test_a_post_with_a_picture_has_no_card_and_a_drawing_is_no_such_picture(dressed):
    dressed.file("content/car.jpg", jpeg()).file(
        "content/car.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'
    )
    dressed.write("posts/one.md", image="/car.jpg").write("posts/two.md", image="/car.svg")
    dressed.write("posts/three.md", image="https://elsewhere.example/x.png").build()

    assert "/assets/pictures/car-" in named(dressed, "/2024/01/one/")
    assert "/assets/cards/2024/01/two.png" in named(dressed, "/2024/01/two/")
    assert named(dressed, "/2024/01/three/") == "https://elsewhere.example/x.png"
    assert [path.name for path in dressed.public.rglob("assets/cards/**/*.png")] == ["two.png"]


def test_another_title_is_another_card_and_other_words_are_not(dressed):
    dressed.write("posts/one.md", title="Teapots").write("posts/two.md").build()
    before, drawn = named(dressed, "/2024/01/one/"), card(dressed, "2024/01/one.png").tobytes()

    report = dressed.write("posts/one.md", "Other words.", title="Teapots").build()
    assert not [path for path in report.rendered if path.endswith(".png")]
    assert named(dressed, "/2024/01/one/") == before

    report = dressed.write("posts/one.md", "Other words.", title="Kettles").build()
    assert [path for path in report.rendered if path.endswith(".png")] == ["assets/cards/2024/01/one.png"]
    assert named(dressed, "/2024/01/one/") != before
    assert card(dressed, "2024/01/one.png").tobytes() != drawn


def test_authors_stand_on_the_card(dressed):
    dressed.write("posts/one.md", author="Ann").build()
    before = named(dressed, "/2024/01/one/")

    dressed.write("posts/one.md", authors=["Ann", "Bo"]).build()

    assert named(dressed, "/2024/01/one/") != before


def test_only_the_newest_posts_have_cards(dressed):
    dressed.configure("[images]\ncards = 1\n").write("posts/old.md").build()
    assert "/cards/" in named(dressed, "/2024/01/old/")

    dressed.write("posts/new.md", date="2024-02-01").build()

    assert "/cards/2024/02/new.png" in named(dressed, "/2024/02/new/")
    assert named(dressed, "/2024/01/old/").startswith(SITE_CARD)
    assert not (dressed.public / "assets/cards/2024/01/old.png").exists()


def test_a_site_may_do_without(dressed):
    dressed.configure("[images]\ncards = 0\n").write("posts/one.md").build()

    assert named(dressed, "/2024/01/one/") == "" and not list(dressed.public.rglob("*.png"))


def test_a_theme_that_names_no_previews_gets_no_cards(dressed):
    dressed.file("themes/plain/theme.toml", "name = 'plain'\n").write("posts/one.md").build()

    assert not list(dressed.public.rglob("*.png"))


def test_a_card_that_was_drawn_is_kept_and_one_that_is_damaged_is_drawn_again(dressed):
    dressed.write("posts/one.md").build()
    right = card(dressed, "2024/01/one.png").tobytes()
    kept = list((dressed.folder / ".sitegen/pictures").rglob("card-*"))
    assert len(kept) == 2

    for path in kept:
        path.write_bytes(b"damaged")
    (dressed.public / "assets/cards/2024/01/one.png").unlink()
    dressed.build()

    assert card(dressed, "2024/01/one.png").tobytes() == right


# ---- how they are drawn


def pixels(title: str, **more: str) -> bytes:
    given = {"below": "Ann", "site": "A blog", **more}
    return Image.open(BytesIO(draw_card(Card(title, **given)))).convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Teapots & kettles: 1 – 2", "Teapots & kettles: 1 – 2"),
        ("Größe, Ελλάδα, Москва", "Größe, Ελλάδα, Москва"),
        ("cafe\u0301", "café"),
        ("Party 🎉 time", "Party time"),
        ("A → B ≠ C ± 2", "A -> B != C ± 2"),
        ("日本語 and more", ""),
        ("שלום", ""),
        ("", ""),
    ],
)
def test_what_the_font_has_is_drawn_and_a_text_that_it_can_not_write_is_left_out(text, drawn):
    assert drawable(text) == drawn


def test_a_title_that_can_not_be_written_leaves_the_name_of_the_site():
    assert pixels("日本語") == pixels("A blog", site="")


def test_a_site_whose_name_can_not_be_written_has_cards_with_its_host(dressed):
    settings = (dressed.folder / "site.toml").read_text().replace("A blog", "قهوة")
    dressed.file("site.toml", settings).write("posts/one.md", title="بن").write("posts/two.md", title="Beans")

    dressed.build()

    host = pixels("example.org", below="", site="")
    assert seen(dressed, "site-card.png") == seen(dressed, "cards/2024/01/one.png") == host
    assert seen(dressed, "cards/2024/01/two.png") == pixels("Beans", below="", site="example.org")


def seen(blog: Blog, path: str) -> bytes:
    return Image.open(blog.public / "assets" / path).convert("RGB").tobytes()


def test_a_long_title_gets_smaller_and_then_ends_early():
    long = "Principles " * 12

    assert pixels(long) != pixels("Principles " * 11)
    assert pixels(long * 3) == pixels(long * 4)


def test_a_card_has_the_colour_of_the_site():
    assert bytes.fromhex("74235b") in pixels("One", accent="#74235b")


def test_the_licence_of_the_font_lies_beside_it():
    folder = Path(sitegen.images.__file__).parent / "font"

    assert [path.name for path in sorted(folder.iterdir())] == ["NotoSerif-Bold.ttf", "OFL.txt"]
    assert "SIL Open Font License" in (folder / "OFL.txt").read_text("utf-8")
