"""Open and write pictures: the only home of Pillow.  It is imported when there is a picture to look at or
to make, and then only."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageMath, ImageOps, UnidentifiedImageError

from sitegen.images.photo import Fault, Form, Look, Photo
from sitegen.images.renditions import Box, Recipe
from sitegen.patterns import regex

MOST_PIXELS = 100_000_000
"""A picture with more is refused: a small file could fill the memory."""
_OPENED = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
_FILMS = ("GIF", "PNG", "WEBP", "AVIF")
"""What may move.  Other files hold the pages of a scan (TIFF), or two photos of a phone (JPEG)."""
_SHRUNK = ("JPEG", "MPO")
"""What can be read smaller than it is, in a fraction of the time."""
_FLAT = ("1", "P")
_DEEP = ("I", "I;16", "I;16B", "I;16L", "F")
"""Modes of grey with more than eight bits; Pillow itself makes white of all that eight can't hold."""
_BITS, _INVERTED, _KIND_OF_NUMBERS = 258, 262, 339
"""What a TIFF tells of its numbers: how many bits they have, whether 0 is white, whether they have signs."""
_WHITES = {"I": (0xFF, 0xFFFF), "F": (1,)}
"""What white may be where 32 bits leave it open: the first of these that no number exceeds."""
_SRGB = regex(b"sRGB|s\0R\0G\0B")
"""How the profile of most pictures calls itself, in either way that profiles are written."""
_SHARP = 2
"""A JPEG is read so many times as large as it is needed at least; what it holds beyond is skipped."""
_SAVE = "save it as a JPEG or PNG"
_FOR_PHONES, _CAREFUL, _AS_FAITHFUL = 350_000, 6, 3
"""An AVIF of up to so many pixels, which phones load, is made at this speed: it takes .1 s more, and is as
faithful (by SSIM, on photographs) at a quality of so much less, with 15 to 25 % fewer bytes."""
_WRITTEN: dict[Form, dict[str, Any]] = {
    # One thread each: other processes make other pictures meanwhile, and threads would not be repeatable.
    "avif": {"format": "AVIF", "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "method": 4},
    "jpeg": {"format": "JPEG", "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
}


@contextmanager
def _without_a_word() -> Iterator[None]:
    """Keep from the writer what Pillow warns of: how large a picture may be is up to us, and what can't be
    read of the notes of a camera is not needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@_without_a_word()
def look_at(raw: bytes, digest: str) -> Look:
    """Return what is known of the picture whose file holds *raw*, which has this *digest*.

    All of it is read, so that one that ends too early is found now, with all other mistakes.  Raises
    `MemoryError`.
    """
    try:
        with _open(raw) as image:
            if image.width * image.height > MOST_PIXELS:
                return _too_large(f"{image.width} × {image.height}")
            return _look(image, digest)
    except Image.DecompressionBombError:
        return _too_large("more")
    except UnidentifiedImageError:
        return Fault("this is no picture that can be read", _SAVE)
    except MemoryError:  # nothing of the picture: elsewhere, or later, there may be enough
        raise
    except Exception as error:  # noqa: BLE001 - whatever a decoder makes of foreign bytes, they are no picture
        return Fault(f"this picture is broken: {str(error) or type(error).__name__}", "save it anew")


def _too_large(size: str) -> Fault:
    most = f"{MOST_PIXELS:,}"
    return Fault(f"this picture is too large: {size} pixels, at most {most} in all", "save it smaller")


def _open(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw), formats=_OPENED)


def _look(image: Image.Image, digest: str) -> Photo:
    width, height = _upright_size(image)
    if image.format in _FILMS and getattr(image, "is_animated", False):
        return Photo(digest, width, height)
    if image.format in _SHRUNK:
        image.draft("RGB", (1, 1))  # all of the file is read, few of its pixels are made
    image.load()
    shows_through = _shows_through(_in_eight_bits(image, image))
    return Photo(digest, width, height, "png" if shows_through or image.mode in _FLAT else "jpeg")


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    lies = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (height, width) if lies else (width, height)


def _shows_through(image: Image.Image) -> bool:
    """Tell whether anything behind *image* would be seen."""
    if not image.has_transparency_data:
        return False
    alpha = image.convert("RGBA").getchannel("A")
    lowest, _highest = alpha.getextrema()
    return isinstance(lowest, int | float) and lowest < 255


@_without_a_word()
def make_files(raw: bytes, photo: Photo, recipes: Sequence[Recipe]) -> list[bytes]:
    """Make files of a picture, whose file holds *raw*: upright, in sRGB, and without all that is not seen.

    What else is made makes no file another one: it may have been made before, and be kept.
    """
    made: dict[Recipe, bytes] = {}
    for shrunk, alike in _by_shrinking(raw, recipes).items():
        image = _upright(raw, photo, shrunk)
        scaled: dict[tuple[Box, int, int], Image.Image] = {}
        for recipe in alike:
            place = (recipe.box, recipe.width, recipe.height)
            if place not in scaled:
                scaled[place] = _scale(image, photo, *place)
            made[recipe] = _written(scaled[place], recipe.form, recipe.quality)
    return [made[recipe] for recipe in recipes]


def _by_shrinking(raw: bytes, recipes: Iterable[Recipe]) -> dict[int, list[Recipe]]:
    """Return *recipes* by how many times smaller than it is a picture may be read for them: as it is (1), or
    a JPEG, which can be, as a half, a quarter or an eighth."""
    with _open(raw) as opened:
        can_be_less = opened.format in _SHRUNK
    found: dict[int, list[Recipe]] = {}
    for recipe in recipes:
        found.setdefault(_shrinking(recipe) if can_be_less else 1, []).append(recipe)
    return found


def _shrinking(recipe: Recipe) -> int:
    left, _top, right, _bottom = recipe.box
    return next((times for times in (8, 4, 2) if times * _SHARP * recipe.width <= right - left), 1)


def _upright(raw: bytes, photo: Photo, shrunk: int) -> Image.Image:
    with _open(raw) as opened:
        if shrunk > 1:
            opened.draft(None, (max(1, opened.width // shrunk), max(1, opened.height // shrunk)))
        opened.load()
        image = _in_eight_bits(ImageOps.exif_transpose(opened), opened)
        profile = opened.info.get("icc_profile")
        image = _in_rgb(image, photo.fallback == "png", profile)
    image.info = {}  # where GPS, the camera, its owner and what else a file tells were
    return image


def _in_eight_bits(image: Image.Image, opened: Image.Image) -> Image.Image:
    """Return *image*, which is the one that was *opened*, maybe turned, with eight bits a channel."""
    if image.mode == "La":  # no other mode can be made of it
        return image.convert("LA")
    if image.mode not in _DEEP:
        return image
    numbers, tags = image.convert("F"), getattr(opened, "tag_v2", {})
    share = 0xFF / _white(numbers, opened, tags)
    grey = numbers.point(lambda number: number * share + 0.5).convert("L")
    if tags.get(_INVERTED) == 0:
        grey = ImageOps.invert(grey)
    unseen = image.info.get("transparency")
    if isinstance(unseen, int):
        seen = ImageMath.lambda_eval(lambda given: (given["n"] != unseen) * 0xFF, n=image.convert("I"))
        grey.putalpha(seen.convert("L"))
    return grey


def _white(numbers: Image.Image, opened: Image.Image, tags: Mapping[int, Any]) -> float:
    """Return the number that is white."""
    bits = tags.get(_BITS, (16,))[0]  # other files than TIFF have 16
    if bits < 32:
        return float(2 ** (bits - (tags.get(_KIND_OF_NUMBERS, (1,))[0] == 2)) - 1)
    brightest = float(numbers.getextrema()[1])  # type: ignore[arg-type]
    return next((white for white in _WHITES[opened.mode] if brightest <= white), brightest)


def _in_rgb(image: Image.Image, see_through: bool, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if see_through and image.has_transparency_data else "RGB"
    if profile and not _SRGB.search(profile[:4096]) and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _in_srgb(image, profile, mode)
    return image if image.mode == mode else image.convert(mode)


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        mode = "RGB" if image.mode == "CMYK" else mode if image.mode == mode else image.mode
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is none says nothing of colours
        return image


def _scale(image: Image.Image, photo: Photo, box: Box, width: int, height: int) -> Image.Image:
    across, down = image.width / photo.width, image.height / photo.height
    left, top, right, bottom = box
    part = (left * across, top * down, right * across, bottom * down)
    scaled = image.resize((width, height), Image.Resampling.LANCZOS, part, reducing_gap=3.0)
    scaled.info = {}
    return scaled


def _written(image: Image.Image, form: Form, quality: int) -> bytes:
    given = dict(_WRITTEN[form])
    if quality:
        given["quality"] = quality
    if form == "avif" and quality and image.width * image.height <= _FOR_PHONES:
        given |= {"speed": _CAREFUL, "quality": max(1, quality - _AS_FAITHFUL)}
    if form == "jpeg" and image.mode != "RGB":
        image = image.convert("RGB")
    file = BytesIO()
    image.save(file, **given)
    return file.getvalue()


_SMALL = (16, 32, 48)
"""The sizes in a `favicon.ico`."""


@lru_cache(1)
@_without_a_word()
def _picture_of_icons(raw: bytes) -> Image.Image:
    """Return the picture of which a site has several icons."""
    with _open(raw) as opened:
        opened.load()
        return _in_eight_bits(ImageOps.exif_transpose(opened), opened).convert("RGBA")


def icon_of(raw: bytes, size: int, form: str) -> bytes:
    """Return an icon of a picture, whose file holds *raw*: the middle of it, square.  An *opaque* one is on
    white, since phones show black where something shows through."""
    image = ImageOps.fit(_picture_of_icons(raw), (size, size), Image.Resampling.LANCZOS)
    image.info = {}
    file = BytesIO()
    if form == "ico":
        image.save(file, "ICO", sizes=[(one, one) for one in _SMALL])
    else:
        if form == "opaque":
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
        image.save(file, "PNG", compress_level=6)  # to optimise takes three times as long for a fiftieth
    return file.getvalue()
