"""What an engine makes of a text: the `Document`, and the seam behind which engines stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from sitegen.patterns import regex

LINK_TOKEN = regex("\x02([0-9]+)\x03")
"""Stands for one whole attribute (with the blank before it), such as ` href="…"`.

The number is the index of the `Link`. Control characters are refused in sources, so that nothing a writer
wrote can look like a token.
"""


SCHEME = r"(?!(?i:file):)[A-Za-z][A-Za-z0-9+.-]+:"
"""The beginning of a URL that is the same on every page.  `C:` and `file:` are of the writer's own disk."""


class Heading(Struct, frozen=True):
    """One heading: *level* 1 to 6, the *id* it has in the page, its plain *text*."""

    level: int
    id: str
    text: str


class Link(Struct, frozen=True):
    """A URL in the text that depends on where the page is: relative, rooted (`/x`), or a fragment (`#x`).

    *attribute* is the name of the HTML attribute that holds it (`href`, `src`, `poster` …); *target* is the
    decoded attribute value (entities resolved, percent-escapes as written).  It is empty where the writer
    left it empty, and a `srcset` is one target: the whole list, some of it perhaps absolute.  *image*: it is
    the `src` of an `<img>` that names one file; the token stands right after the element's name then (see
    `fill_images`).
    """

    attribute: str
    target: str
    image: bool = False


class Image(Struct, frozen=True):
    """An image of the text: *src* as written (entities resolved), its *alt* text (None: it has none)."""

    src: str
    alt: str | None


class Document(Struct, frozen=True):
    """A converted text.  Equal texts, converted by engines of equal fingerprints, are equal Documents.

    *html* and the excerpts hold `LINK_TOKEN`s where *links* say; everything else in them is final.
    *marked* is what stands before `<!--more-->` (None: no marker); *opening* is the first paragraphs up to
    the set length; both have no ids and no footnote marks. *has_more* tells whether *opening* leaves
    something out. *text* is the plain text, white space folded, and *words* counts it.  *begins* is the
    running text at its beginning, up to `<!--more-->` if there is any before it: enough to describe it.
    *stray* are the tags that were found without their counterpart, as they were written.
    """

    html: str
    opening: str = ""
    marked: str | None = None
    has_more: bool = False
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    text: str = ""
    words: int = 0
    begins: str = ""
    stray: tuple[str, ...] = ()


class Engine(Protocol):
    """Turns Markdown into HTML.  Equal text and equal `fingerprint` give an equal Document."""

    @property
    def fingerprint(self) -> str:
        """All that shapes the result besides the text: engine, versions, settings."""

    def convert(self, text: str, language: str = "") -> Document:
        """Convert *text*; *language* (BCP 47) chooses quotation marks, empty means the site's.

        Raises `ConversionError` when the text can't be converted; the engine stays usable.
        """


class ConversionError(Exception):
    """A text that can't be converted: *line* (1-based, within it), what happened there, and against which
    *rule* it is."""

    def __init__(self, message: str, line: int = 1, hint: str = "", rule: str = "conversion") -> None:
        super().__init__(message, line, hint, rule)
        self.message, self.line, self.hint, self.rule = message, line, hint, rule


class ExtensionError(Exception):
    """An extension that `site.toml` names can't be used: its *name* and what is wrong with it.

    *options* is where that is in `extension_configs`: the name, and the option; empty: in `extensions`.
    """

    def __init__(self, name: str, message: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(name, message, options)
        self.name, self.message, self.options = name, message, options


def fill_links(html: str, urls: Sequence[str | None], names: Sequence[Link]) -> str:
    """Return *html* with each token replaced by its attribute, or by nothing where the URL is None."""
    html = html.replace("<img \x02", "<img\x02")  # an attribute comes with its blank
    return LINK_TOKEN.sub(lambda match: _attribute(names[int(match[1])], urls[int(match[1])]), html)


_IMAGE_TAG = regex("<img \x02([0-9]+)\x03((?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)>")


def fill_images(html: str, images: Mapping[int, Callable[[str], str]]) -> str:
    """Return *html* with the elements of *images* replaced: each, by the number of its `Link`, makes HTML of
    the attributes that the element has besides `src`."""

    def fill(match: re.Match[str]) -> str:
        made = images.get(int(match[1]))
        return made(match[2]) if made else match[0]

    return _IMAGE_TAG.sub(fill, html)


def _attribute(link: Link, url: str | None) -> str:
    if url is None:
        return ""
    return f' {link.attribute}="{url.replace("&", "&amp;").replace(chr(34), "&quot;")}"'


class StandIn(Struct, frozen=True):
    """An engine for tests: the text is the HTML."""

    fingerprint: str = "stand-in"
    links: Callable[[str], tuple[Link, ...]] = field(default=lambda _text: ())

    def convert(self, text: str, language: str = "") -> Document:  # noqa: ARG002
        links, words = self.links(text), len(text.split())
        return Document(html=text, opening=text, text=text, begins=text, words=words, links=links)
