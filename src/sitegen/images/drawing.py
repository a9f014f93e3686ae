"""Draw cards, with Pillow and a font that comes with sitegen."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import Z_RLE

from PIL import Image, ImageDraw, ImageFont

from sitegen.images.cards import SIZE, Card, drawable

_FONT = Path(__file__).parent / "font" / "NotoSerif-Bold.ttf"
"""Noto Serif Bold 2.000, under the SIL Open Font License, which lies beside it."""
_PAPER, _INK = (253, 252, 250), (29, 33, 31)
_LEFT, _WIDTH = 96, 1008
_SITE_AT, _TITLE_AT, _BELOW_AT = 88, 172, 508
_SIZES = (80, 68, 58, 50)
_MOST_LINES = {80: 3, 68: 3, 58: 4, 50: 5}
_LEADING = 1.24
_SMALL = 34
_SHADES = 8
"""Shades between paper and ink, and between paper and the accent: enough for smooth edges, and few enough
for a small file."""
_GREY = 170


def draw_card(card: Card) -> bytes:
    """Return *card* as a PNG."""
    title, below, site = drawable(card.title), drawable(card.below), drawable(card.site)
    if not title:
        title, site = site, ""
    mask = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((0, 0, 23, SIZE[1]), fill=255)
    if site:
        _write(draw, _SITE_AT, _one_line(site, _SMALL), _SMALL)
    size, lines = _fitted(title)
    for number, line in enumerate(lines):
        _write(draw, _TITLE_AT + number * round(size * _LEADING), line, size)
    if below:
        _write(draw, _BELOW_AT, _one_line(below, _SMALL), _SMALL, _GREY)
    return _written(mask, card.accent)


def _write(draw: ImageDraw.ImageDraw, top: int, line: str, size: int, ink: int = 255) -> None:
    """Write *line* glyph by glyph: a font draws each of them anew for every text, and that takes longest."""
    at = float(_LEFT)
    for sign, after in pairwise(f"{line} "):
        glyph = _glyph(sign, size)
        if glyph:
            draw.bitmap((round(at) + glyph.left, top + glyph.top), glyph.mask, ink)
        at += _step(sign, after, size)


class _Glyph(NamedTuple):
    """A sign as it is drawn, and where it stands, seen from the place of the pen at the top of the line."""

    mask: Image.Image
    left: int
    top: int


@lru_cache(2048)
def _glyph(sign: str, size: int) -> _Glyph | None:
    left, top, right, bottom = map(int, _font(size).getbbox(sign))
    if right <= left or bottom <= top:
        return None
    mask = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(mask).text((-left, -top), sign, 255, _font(size))
    return _Glyph(mask, left, top)


@lru_cache(8192)
def _step(sign: str, after: str, size: int) -> float:
    """Return how far the pen moves from a sign to the one that stands *after* it, which it may come near."""
    return _font(size).getlength(sign + after) - _font(size).getlength(after)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the same wherever Pillow runs; the other depends on libraries of the system.
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _width_of(word: str) -> float:
    """Return how wide a word is at a size of 100."""
    return _font(100).getlength(word)


def _fitted(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which *title* fits, and its lines; the smallest cuts it."""
    words = [part for word in title.split() for part in _parts(word)]
    for size in _SIZES:
        lines = _lines(words, size)
        if len(lines) <= _MOST_LINES[size]:
            return size, lines
    size = _SIZES[-1]
    kept = _lines(words, size)[: _MOST_LINES[size]]
    return size, [*kept[:-1], f"{kept[-1].rstrip(',;:')} …"]


def _parts(word: str) -> list[str]:
    """Return a word in parts that fit into a line."""
    return [word[start : start + 24] for start in range(0, len(word), 24)]


def _lines(words: list[str], size: int) -> list[str]:
    room = (_WIDTH - 2 * size // 3) * 100 / size
    blank = _width_of(" ")
    lines: list[list[str]] = [[]]
    used = 0.0
    for word in words:
        width = _width_of(word)
        if lines[-1] and used + blank + width > room:
            lines.append([])
            used = 0.0
        used += width + (blank if lines[-1] else 0)
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _one_line(text: str, size: int) -> str:
    first, *more = _lines([part for word in text.split() for part in _parts(word)], size)
    return f"{first.rstrip(',;:')} …" if more else first


def _written(mask: Image.Image, accent: str) -> bytes:
    """Return a PNG of 16 colours: the ink of *mask*, and of it in the accent what stands above the title and
    at the edge."""
    image = mask.point([value * (_SHADES - 1) // 255 for value in range(256)])
    for box in ((0, 0, 24, SIZE[1]), (0, 0, SIZE[0], _TITLE_AT - 8)):
        part = mask.crop(box).point([_SHADES + value * (_SHADES - 1) // 255 for value in range(256)])
        image.paste(part, box)
    paletted = Image.frombytes("P", image.size, image.tobytes())
    colour = tuple(bytes.fromhex(accent.removeprefix("#")))
    paletted.putpalette([*_between(_PAPER, _INK), *_between(_PAPER, colour)])
    file = BytesIO()
    # Flat colours are runs; to look for anything else takes longer and finds less.
    paletted.save(file, "PNG", bits=4, compress_level=3, compress_type=Z_RLE)
    return file.getvalue()


def _between(first: tuple[int, ...], last: tuple[int, ...]) -> list[int]:
    """Return the shades from one colour to another, as palettes hold them."""
    steps = range(_SHADES)
    return [
        round(a + (b - a) * step / (_SHADES - 1)) for step in steps for a, b in zip(first, last, strict=True)
    ]
