"""Presets: in which widths, shapes and formats a theme shows pictures (`[images.NAME]` of `theme.toml`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from sitegen.config.decode import Mismatch
from sitegen.patterns import regex

Format = Literal["avif", "webp"]
BODY, AUTHOR, PREVIEW = "body", "author", "preview"
"""The presets for pictures inside texts, for portraits of authors, and for links on other sites; all others
are for the pictures that stand for texts (`image` in front matter)."""
_RATIO = regex(r"([1-9]\d{0,3}):([1-9]\d{0,3})")
_NAME = regex(r"[a-z][a-z0-9-]*")
_WIDEST = 6000


class Quality(Struct, frozen=True):
    """How faithful the files of each format are, from 1 to 100; the formats mean different things by it."""

    avif: Annotated[int, Meta(ge=1)] = 39
    """That of AVIF."""
    webp: Annotated[int, Meta(ge=1)] = 58
    """That of WebP."""
    jpeg: Annotated[int, Meta(ge=1)] = 72
    """That of JPEG, for browsers that know neither."""


class Preset(Struct, frozen=True):
    """`[images.NAME]` of a `theme.toml`: a way in which the theme shows pictures."""

    widths: tuple[int, ...]
    """The widths of the files that are made, in pixels; none is made wider than the picture itself. Without
    any, the parent's preset of this name is not taken over."""
    sizes: str = "100vw"
    """How wide the picture is shown, as the attribute `sizes` of HTML says it."""
    aspect: str = ""
    """The shape that it is cut to, such as `4:3`, around its focal point; empty: it keeps its own."""
    formats: tuple[Format, ...] = ("avif", "webp")
    """The formats that are made besides JPEG or PNG, the best first; one that this Pillow can't write is left
    out."""
    quality: Quality = field(default_factory=Quality)
    """How faithful they are: `{ avif = 39, webp = 58, jpeg = 72 }`."""

    @property
    def ratio(self) -> tuple[int, int] | None:
        """The width and the height of the shape; None: that of the picture."""
        match = _RATIO.fullmatch(self.aspect)
        return (int(match[1]), int(match[2])) if match else None


Presets = Mapping[str, Preset]


def check_preset(name: str, value: Any) -> None:
    """Check a decoded value of a preset by the *name* of its key.  Raises `Mismatch`."""
    check = _CHECKS.get(name)
    if check:
        check(value)


def check_name(name: str) -> None:
    """Check what a preset is called: templates name it.  Raises `Mismatch`."""
    if not _NAME.fullmatch(name):
        hint = "use lower-case letters, digits and hyphens"
        raise Mismatch(f"{name!r} can't be the name of a preset", hint, "bad-value")


def _check_widths(widths: tuple[int, ...]) -> None:
    if widths and (list(widths) != sorted(set(widths)) or widths[0] < 1 or widths[-1] > _WIDEST):
        hint = "write them like [400, 640, 1000]"
        raise Mismatch(f"expected widths from 1 to {_WIDEST}, the smallest first", hint, "bad-value")


def _check_aspect(aspect: str) -> None:
    if aspect and not _RATIO.fullmatch(aspect):
        raise Mismatch(f"{aspect!r} is not a shape", "write it like 4:3", "bad-value")


def _check_sizes(sizes: str) -> None:
    if not sizes or re.search(r'["<>]', sizes):
        hint = "write it like (min-width: 48rem) 45rem, 100vw"
        raise Mismatch(f"{sizes!r} can't be the attribute sizes", hint, "bad-value")


def _check_quality(quality: int) -> None:
    if quality > 100:
        raise Mismatch(f"{quality} is more than 100", rule="bad-value")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "widths": _check_widths,
    "aspect": _check_aspect,
    "sizes": _check_sizes,
    "avif": _check_quality,
    "webp": _check_quality,
    "jpeg": _check_quality,
}
