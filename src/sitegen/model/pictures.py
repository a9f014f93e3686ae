"""Pictures inside texts, as HTML: in the best format that a browser knows, no larger than they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from sitegen.images.renditions import Rendition
from sitegen.markup.document import fill_images
from sitegen.markup.scan import attribute, without
from sitegen.patterns import regex

_WHOLE = regex(r"[1-9][0-9]{0,4}")


def show_pictures(html: str, pictures: Iterable[tuple[int, Rendition]], *, early: bool) -> str:
    """Return *html* with its images as *pictures*, by the numbers of their links.

    They load when they come into view; *early*: the first of them at once.
    """
    first = [early]

    def shown(picture: Rendition) -> Callable[[str], str]:
        def show(attributes: str) -> str:
            at_once, first[0] = first[0], False
            return picture_html(picture, attributes, at_once=at_once)

        return show

    return fill_images(html, {number: shown(picture) for number, picture in pictures})


def picture_html(picture: Rendition, attributes: str, *, at_once: bool) -> str:
    """Return a picture as an element with these *attributes*; those that the writer gave stay."""
    given, said = _Given(attributes), ""
    if attribute(attributes, "loading") is None:
        said += ' fetchpriority="high"' if at_once else ' loading="lazy"'
    image = f'<img src="{escape(picture.url)}"{given.size(picture)}{said}{given.rest}>'
    if not picture.sources:
        return image
    sizes = f"{given.width}px" if given.width else picture.sizes
    sources = "".join(
        f'<source type="{one.type}" srcset="{escape(one.srcset)}" sizes="{escape(sizes)}">'
        for one in picture.sources
    )
    return f"<picture>{sources}{image}</picture>"


def plain_picture_html(picture: Rendition, attributes: str) -> str:
    """Return a picture as readers of feeds want it: one file, and its size."""
    given = _Given(attributes)
    return f'<img src="{escape(picture.url)}"{given.size(picture)}{given.rest}>'


class _Given:
    """What a writer said of an image: how wide and high it is to be, in pixels, and the rest."""

    def __init__(self, attributes: str) -> None:
        width, height = attribute(attributes, "width"), attribute(attributes, "height")
        self.width = int(width) if width and _WHOLE.fullmatch(width) else 0
        self.height = int(height) if height and _WHOLE.fullmatch(height) else 0
        self.is_whole = not (width or height) or bool(self.width or self.height)
        self.rest = without(attributes, "width", "height") if self.is_whole else attributes

    def size(self, picture: Rendition) -> str:
        """Return the attributes that keep the place of *picture* free until it is there."""
        width, height = picture.width, picture.height
        if not self.is_whole:
            return ""
        if width and height:
            width, height = (
                self.width or (round(self.height * width / height) if self.height else width),
                self.height or (round(self.width * height / width) if self.width else height),
            )
        else:
            width, height = self.width, self.height
        return "".join(
            f' {name}="{max(1, value)}"' for name, value in (("width", width), ("height", height)) if value
        )
