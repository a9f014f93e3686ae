"""Which files are made of a picture, and what they are called."""

from __future__ import annotations

import pickle

import pytest
from msgspec import structs

from sitegen.images.codecs import Codecs
from sitegen.images.photo import CENTRE, Focus, Photo
from sitegen.images.presets import Preset, Quality
from sitegen.images.renditions import FOLDER, Renditions, cut

PHOTO = Photo("ab" * 32, 1600, 1000, "jpeg")
COVER, TILE = Preset((400, 800, 1200), "50vw"), Preset((100, 200), "9rem", "4:3")
CODECS = Codecs("Pillow 99", ("jpeg", "png", "avif", "webp"))
RENDITIONS = Renditions({"cover": COVER, "tile": TILE}, CODECS)


def widths(photo: Photo, preset: Preset = COVER) -> list[int]:
    files = Renditions({"x": preset}, CODECS).files("x", photo, "a.jpg")
    return [file.recipe.width for file in files if file.recipe.form == "webp"]


def names(renditions: Renditions = RENDITIONS, photo: Photo = PHOTO, focus: Focus = CENTRE) -> set[str]:
    return {
        file.path for preset in renditions.presets for file in renditions.files(preset, photo, "a.jpg", focus)
    }


def test_a_file_is_made_for_each_width_and_format_and_one_for_every_browser():
    files = RENDITIONS.files("cover", PHOTO, "posts/one/The Car.jpg")

    assert [(file.recipe.form, file.recipe.width, file.recipe.height) for file in files] == [
        ("avif", 400, 250),
        ("avif", 800, 500),
        ("avif", 1200, 750),
        ("webp", 400, 250),
        ("webp", 800, 500),
        ("webp", 1200, 750),
        ("jpeg", 800, 500),
    ]
    assert all(file.path.startswith(f"{FOLDER}/the-car-") for file in files)
    assert files[-1].path.endswith("-800.jpg")


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1600, [400, 800, 1200]),
        (1200, [400, 800, 1200]),
        (1000, [400, 800, 1000]),
        (850, [400, 800]),
        (300, [300]),
        (1, [1]),
    ],
)
def test_no_file_is_wider_than_the_picture_and_all_of_a_small_one_is_used(width, expected):
    assert widths(structs.replace(PHOTO, width=width)) == expected


@pytest.mark.parametrize(
    ("size", "ratio", "focus", "box"),
    [
        ((1600, 1000), None, Focus(0, 0), (0, 0, 1600, 1000)),
        ((1600, 1000), (4, 3), CENTRE, (134, 0, 1467, 1000)),
        ((1600, 1000), (1, 1), Focus(0, 0), (0, 0, 1000, 1000)),
        ((1600, 1000), (1, 1), Focus(40, 10), (140, 0, 1140, 1000)),
        ((1600, 1000), (1, 1), Focus(100, 100), (600, 0, 1600, 1000)),
        ((600, 1000), (2, 1), Focus(50, 20), (0, 50, 600, 350)),
        ((3, 1), (1, 9), CENTRE, (1, 0, 2, 1)),
    ],
)
def test_a_picture_is_cut_as_near_to_its_focal_point_as_can_be(size, ratio, focus, box):
    assert cut(Photo("", *size), ratio, focus) == box


def test_the_name_tells_all_that_a_file_is_made_from():
    others = [
        structs.replace(PHOTO, digest="cd" * 32),
        Renditions({"cover": structs.replace(COVER, quality=Quality(webp=9)), "tile": TILE}, CODECS),
        Renditions({"cover": COVER, "tile": TILE}, structs.replace(CODECS, name="Pillow 100")),
    ]

    assert names().isdisjoint(names(photo=others[0]))
    assert names() & names(others[1]) == {
        path for path in names() if path in names(Renditions({"tile": TILE}, CODECS))
    }
    assert names().isdisjoint(names(others[2]))


def test_a_focal_point_names_only_what_is_cut():
    cover, tile = (Renditions({name: RENDITIONS.presets[name]}, CODECS) for name in ("cover", "tile"))

    assert names(cover) == names(cover, focus=Focus(0, 0))
    assert names(tile).isdisjoint(names(tile, focus=Focus(0, 0)))


def test_a_format_that_pillow_can_not_write_is_left_out():
    without = Renditions({"cover": COVER}, Codecs("Pillow 99", ("jpeg", "png", "webp")))

    assert {file.recipe.form for file in without.files("cover", PHOTO, "a.jpg")} == {"webp", "jpeg"}


def test_what_shows_through_has_a_png_for_every_browser():
    assert RENDITIONS.files("cover", structs.replace(PHOTO, fallback="png"), "a.png")[-1].path.endswith(
        "-800.png"
    )


def test_what_is_shown_as_it_is_has_no_files():
    still = structs.replace(PHOTO, fallback="")

    assert RENDITIONS.files("cover", still, "a.gif") == ()
    shown = RENDITIONS.rendition("cover", still, "a.gif", CENTRE, "/{}".format, "/a.gif")
    assert (shown.url, shown.width, shown.height, shown.sources) == ("/a.gif", 1600, 1000, ())


def test_a_page_names_the_files_with_their_widths_and_the_size_of_the_whole_picture():
    shown = RENDITIONS.rendition("tile", PHOTO, "a.jpg", CENTRE, "/blog/{}".format, "/a.jpg")

    assert (shown.width, shown.height, shown.sizes) == (1333, 1000, "9rem")
    assert [source.type for source in shown.sources] == ["image/avif", "image/webp"]
    first, second = shown.sources[0].srcset.split(", ")
    assert first.startswith(f"/blog/{FOLDER}/a-") and first.endswith("-100.avif 100w")
    assert second.endswith("-200.avif 200w")
    assert shown.url.endswith("-200.jpg")


def test_renditions_can_be_handed_to_other_processes():
    assert pickle.loads(pickle.dumps(RENDITIONS)).files("cover", PHOTO, "a") == RENDITIONS.files(
        "cover", PHOTO, "a"
    )


def test_no_file_is_higher_than_its_format_can_be():
    long = structs.replace(PHOTO, width=1200, height=20_000)
    longest = structs.replace(PHOTO, width=400, height=70_000)

    made = {
        photo.height: [
            (file.recipe.form, file.recipe.width) for file in RENDITIONS.files("cover", photo, "a.jpg")
        ]
        for photo in (long, longest)
    }

    avif = [("avif", 400), ("avif", 800), ("avif", 1200)]
    assert made == {
        20_000: [*avif, ("webp", 400), ("webp", 800), ("jpeg", 800)],
        70_000: [("png", 400)],
    }
