"""What is found out about pictures, and what their files are made of."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat, TiffImagePlugin

from sitegen.images import pillow
from sitegen.images.photo import Fault, Photo
from sitegen.images.pillow import icon_of, look_at, make_files
from sitegen.images.renditions import MOST_ACROSS, Recipe
from support.pictures import GIF, drawn, encoded, jpeg, moving, opened, png

RED, BLUE = (200, 0, 30), (20, 60, 200)


def recipe(
    form: str = "jpeg", width: int = 80, height: int = 50, box: tuple[int, ...] | None = None
) -> Recipe:
    return Recipe(box or (0, 0, 800, 500), width, height, form, 0 if form == "png" else 80)


def made(raw: bytes, form: str = "jpeg", **how: object) -> Image.Image:
    photo = look_at(raw, "")
    assert isinstance(photo, Photo), photo
    box = (0, 0, photo.width, photo.height)
    [data] = make_files(raw, photo, [recipe(form, **{"box": box, **how})])
    return opened(data)


def near(pixel: object, colour: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


def with_exif(orientation: int, width: int = 800, height: int = 500) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(52), TiffImagePlugin.IFDRational(31), 0)
    return jpeg(width, height, exif=exif.tobytes(), comment=b"A secret")


# ---- looking


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (jpeg(30, 20), (30, 20, "jpeg")),
        (png(30, 20), (30, 20, "jpeg")),
        (png(30, 20, "RGBA"), (30, 20, "png")),
        (encoded(drawn(30, 20).convert("P"), "PNG"), (30, 20, "png")),
        (encoded(drawn(30, 20).convert("RGBA"), "PNG"), (30, 20, "jpeg")),
        (encoded(drawn(30, 20), "WEBP"), (30, 20, "jpeg")),
        (encoded(drawn(30, 20), "AVIF"), (30, 20, "jpeg")),
        (encoded(drawn(30, 20).convert("CMYK"), "JPEG"), (30, 20, "jpeg")),
        (encoded(drawn(30, 20, "L").convert("I;16"), "PNG"), (30, 20, "jpeg")),
        (GIF, (1, 1, "png")),
        (moving("GIF"), (40, 30, "")),
        (moving("WEBP"), (40, 30, "")),
        (moving("PNG"), (40, 30, "")),
        (with_exif(1), (800, 500, "jpeg")),
        (with_exif(6), (500, 800, "jpeg")),
    ],
)
def test_a_picture_is_known_by_the_size_in_which_it_is_seen(raw, expected):
    assert look_at(raw, "ab") == Photo("ab", *expected)


def test_two_photos_in_one_file_of_a_phone_are_no_film():
    first, second = drawn(40, 30), drawn(40, 30, shade=99)
    assert look_at(encoded(first, "MPO", save_all=True, append_images=[second]), "") == Photo(
        "", 40, 30, "jpeg"
    )


def test_the_pages_of_a_scan_are_no_film():
    pages = drawn(40, 30), drawn(40, 30, shade=99)
    scan = encoded(pages[0], "TIFF", save_all=True, append_images=[pages[1]])

    assert look_at(scan, "") == Photo("", 40, 30, "jpeg")
    assert near(made(scan, width=40, height=30).getpixel((5, 4)), RED)


@pytest.mark.parametrize(
    "raw", [b"", b"no picture", b"<html>", b"%PDF-1.4", jpeg()[:2000], png()[:600], GIF[:20], b"\xff\xd8\xff"]
)
def test_what_is_broken_or_no_picture_is_a_fault(raw):
    assert isinstance(look_at(raw, ""), Fault)


def test_what_is_broken_without_a_word_is_said_in_one(monkeypatch):
    def fail(*_arguments: object) -> None:
        raise IndexError

    monkeypatch.setattr(pillow, "_look", fail)
    fault = look_at(jpeg(), "")

    assert isinstance(fault, Fault) and fault.message == "this picture is broken: IndexError"


def test_a_small_file_that_would_fill_the_memory_is_a_fault():
    bomb = encoded(Image.new("1", (12_000, 12_000)), "PNG")
    assert len(bomb) < 40_000

    fault = look_at(bomb, "")

    assert isinstance(fault, Fault) and "12000 × 12000 pixels, at most 100,000,000" in fault.message


def test_a_picture_of_which_pillow_itself_is_afraid_is_a_fault(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    monkeypatch.setattr(pillow, "MOST_PIXELS", 50)

    assert isinstance(look_at(jpeg(300, 300), ""), Fault)


# ---- making


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_however_the_camera_was_held(orientation):
    upright = drawn(800, 500)
    turned = {
        1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
    }[orientation]  # fmt: skip
    lying = upright if turned is None else upright.transpose(Image.Transpose(turned))
    exif = Image.Exif()
    exif[0x0112] = orientation
    raw = encoded(lying, "JPEG", quality=95, exif=exif.tobytes())

    photo = made(raw)

    assert photo.size == (80, 50)
    assert near(photo.getpixel((13, 8)), RED), "the disc is at the top left"
    assert near(photo.getpixel((77, 25)), BLUE), "the bar is at the right"


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "avif"])
def test_no_place_no_camera_and_no_comment_is_left_in_a_file(form):
    raw = with_exif(1)
    assert b"A camera" in raw and b"A secret" in raw
    photo = look_at(raw, "")
    assert isinstance(photo, Photo)

    [data] = make_files(raw, photo, [recipe(form)])

    assert b"A camera" not in data and b"A secret" not in data and b"Exif" not in data
    assert len(opened(data).getexif()) == 0
    assert {"exif", "comment", "xmp", "icc_profile"}.isdisjoint(opened(data).info)


def test_a_part_is_cut_out_and_scaled():
    bar = made(jpeg(800, 500, quality=95), width=20, height=100, box=(700, 0, 800, 500))

    assert bar.size == (20, 100)
    assert all(near(bar.getpixel((10, y)), BLUE) for y in (5, 50, 95))


def test_what_shows_through_still_does_and_what_does_not_is_made_without_a_way_to():
    through = made(png(800, 500, "RGBA"), "webp")
    assert through.mode == "RGBA" and through.getpixel((77, 25))[3] == 0

    assert made(encoded(drawn(80, 50).convert("RGBA"), "PNG"), "webp").mode == "RGB"


@pytest.mark.parametrize("mode", ["P", "1", "L", "CMYK", "I;16"])
def test_pictures_of_every_kind_come_out_in_rgb(mode):
    image = drawn(80, 50, "L" if mode == "I;16" else "RGB").convert(mode)
    raw = encoded(image, "TIFF")

    assert made(raw, "jpeg").mode == "RGB"
    assert made(raw, "avif").mode == "RGB"


def of_numbers(mode: str, *columns: float) -> Image.Image:
    """Return a picture of grey columns, each 20 pixels wide."""
    image = Image.new(mode, (20 * len(columns), 50))
    for place, number in enumerate(columns):
        image.paste(Image.new(mode, (20, 50), number), (20 * place, 0))
    return image


@pytest.mark.parametrize(
    ("raw", "greys"),
    [
        (encoded(of_numbers("I;16", 0, 0x4000, 0x8000, 0xFFFF), "PNG"), (0, 64, 128, 255)),
        (encoded(of_numbers("I;16", 0, 0x4000, 0x8000, 0xFFFF), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("I;16", 0, 40, 80, 255), "PNG"), (0, 0, 0, 1)),
        (encoded(of_numbers("I", 0, 0x4000, 0x8000, 0xFFFF), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("I", -9, 64, 128, 255), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("I", 0, 250_000, 500_000, 1_000_000), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("F", 0, 0.25, 0.5, 1), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("F", 0, 64, 128, 255), "TIFF"), (0, 64, 128, 255)),
        (encoded(of_numbers("F", 0, 0), "TIFF"), (0, 0)),
    ],
)
def test_greys_of_more_than_eight_bits_keep_their_shades(raw, greys):
    photo = made(raw, "png", width=20 * len(greys), height=50)
    icon = opened(icon_of(raw, 40, "opaque"))

    found = [photo.getpixel((20 * place + 10, 25)) for place in range(len(greys))]
    assert all(abs(pixel[0] - grey) <= 1 for pixel, grey in zip(found, greys, strict=True)), found
    assert abs(icon.getpixel((30, 20))[0] - greys[len(greys) // 2]) <= 1, "right of the middle of its square"


def test_a_tiff_whose_0_is_white_is_no_negative():
    raw = encoded(of_numbers("I;16", 0xFFFF, 0x4000), "TIFF", tiffinfo={262: 0})

    photo = made(raw, "png", width=40)

    assert photo.getpixel((10, 25)) == (0, 0, 0) and photo.getpixel((30, 25)) == (191, 191, 191)


def test_the_one_grey_of_a_deep_picture_that_is_not_seen_is_not():
    raw = encoded(of_numbers("I;16", 0x8000, 0x8001), "PNG", transparency=0x8000)

    photo = made(raw, "png", width=40)

    assert photo.getpixel((5, 25))[3] == 0 and photo.getpixel((35, 25)) == (128, 128, 128, 255)


def test_colours_of_another_profile_are_brought_into_srgb():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A profile whose red is the blue of sRGB, and the other way round.
    swapped = srgb.replace(b"rXYZ", b"?XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?XYZ", b"bXYZ", 1)
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "eRGB".encode("utf-16-be"))
    image = Image.new("RGB", (80, 50), (200, 0, 30))

    seen = {
        name: made(encoded(image, "JPEG", quality=95, icc_profile=profile)).getpixel((40, 25))
        for name, profile in (("swapped", swapped), ("srgb", srgb), ("none", b"no profile at all"))
    }

    assert near(seen["swapped"], (30, 0, 200)), seen
    assert near(seen["srgb"], RED) and near(seen["none"], RED), seen


def test_every_file_of_a_picture_is_made_at_once_and_twice_the_same():
    raw = jpeg(800, 500)
    photo = look_at(raw, "")
    assert isinstance(photo, Photo)
    recipes = [
        recipe(form, width, width * 5 // 8) for form in ("avif", "webp", "jpeg", "png") for width in (80, 400)
    ]

    first = make_files(raw, photo, recipes)

    assert [opened(data).size for data in first] == [(80, 50), (400, 250)] * 4
    assert make_files(raw, photo, recipes) == first


def test_another_process_makes_the_same_bytes():
    code = (
        "import sys, hashlib; sys.path[:0] = ['tests']\n"
        "from support.pictures import jpeg\n"
        "from sitegen.images.pillow import icon_of, look_at, make_files\n"
        "from sitegen.images.renditions import Recipe\n"
        "raw = jpeg(900, 600); photo = look_at(raw, '')\n"
        "recipes = [Recipe((0, 0, 900, 600), 600, 400, form, 50) for form in ('avif', 'webp', 'jpeg')]\n"
        "print(hashlib.sha256(b''.join(make_files(raw, photo, recipes))).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_large_photo_is_read_no_larger_than_it_is_needed():
    raw = jpeg(4000, 2500, quality=90)
    photo = look_at(raw, "")
    assert isinstance(photo, Photo)
    small = recipe("jpeg", 100, 63, (0, 0, 4000, 2500))

    assert pillow._upright(raw, photo, pillow._shrinking(small)).width <= 1000
    assert near(opened(make_files(raw, photo, [small])[0]).getpixel((96, 31)), BLUE)


@pytest.mark.parametrize("size", [(1603, 1001), (1001, 1603), (1600, 3)])
def test_a_file_is_the_same_whatever_else_is_made_of_its_photo(size):
    raw = jpeg(*size, quality=90)
    photo = look_at(raw, "")
    assert isinstance(photo, Photo)
    shares = [1, 0.7, 0.5, 0.4, 0.25, 0.2, 0.125, 0.0625, 0.05]
    recipes = [
        recipe("jpeg", *[max(1, round(side * share)) for side in size], (0, 0, *size)) for share in shares
    ]

    assert make_files(raw, photo, recipes) == [make_files(raw, photo, [one])[0] for one in recipes]


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
def test_notes_of_a_camera_that_can_not_be_read_make_no_noise(exif):
    raw = jpeg(exif=exif)

    assert look_at(raw, "") == Photo("", 800, 500, "jpeg")
    assert opened(make_files(raw, Photo("", 800, 500, "jpeg"), [recipe()])[0]).size == (80, 50)
    assert icon_of(raw, 32, "png")


@pytest.mark.parametrize("size", [(20_000, 10), (10, 20_000)])
def test_a_photo_that_is_far_longer_than_wide_is_made_as_small_as_any(size):
    raw = jpeg(*size)
    photo = look_at(raw, "")
    assert isinstance(photo, Photo)
    width, height = (max(1, side // 100) for side in size)

    [made] = make_files(raw, photo, [recipe("jpeg", width, height, (0, 0, *size))])

    assert opened(made).size == (width, height)


def test_a_picture_for_phones_has_far_fewer_bytes_and_shows_as_much():
    random = Random(7)
    specks = Image.frombytes("RGB", (150, 94), random.randbytes(3 * 150 * 94))
    image = Image.blend(drawn(1200, 752), specks.resize((1200, 752), Image.Resampling.BICUBIC), 0.5)
    raw = encoded(image, "PNG")
    small = image.resize((660, 414), Image.Resampling.LANCZOS, reducing_gap=3.0)
    quick = encoded(small, "AVIF", speed=8, quality=39, max_threads=1)

    [careful] = make_files(raw, Photo("", 1200, 752), [Recipe((0, 0, 1200, 752), 660, 414, "avif", 39)])

    assert len(careful) < 0.9 * len(quick)
    assert lost(careful, small) < 1.1 * lost(quick, small)


def lost(data: bytes, image: Image.Image) -> float:
    """Return by how much, in the mean, the colours of *data* are not those of *image*."""
    means = ImageStat.Stat(ImageChops.difference(opened(data).convert("RGB"), image)).mean
    return sum(means) / len(means)


@pytest.mark.parametrize("form", MOST_ACROSS)
def test_a_file_may_be_as_high_as_its_format_allows(form):
    high = MOST_ACROSS[form]

    assert made(jpeg(8, 8), form, width=1, height=high).size == (1, high)
    with pytest.raises((OSError, ValueError)):
        made(jpeg(8, 8), form, width=1, height=high + 1)
