"""What is known of a picture's file without its pixels."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

Form = Literal["jpeg", "png", "avif", "webp"]
"""A format in which pictures are made."""


class Focus(NamedTuple):
    """The point of a picture that must stay in view when it is cut, in per cent from the left and the top."""

    x: int
    y: int


CENTRE = Focus(50, 50)


class Photo(Struct, frozen=True):
    """A picture: the SHA-256 of its file, its size in pixels as it is to be seen (0: it has none), and in
    which format every browser can show it.

    *fallback* is empty where the file is shown as it is: what moves would stand still, a drawing (SVG) has no
    pixels.
    """

    digest: str
    width: int
    height: int
    fallback: Literal["jpeg", "png", ""] = ""


class Fault(NamedTuple):
    """Why a file can't be shown: what it is, and what to do about it."""

    message: str
    hint: str


Look = Photo | Fault
