"""Which files are made of a picture, and how pages name them: the one place that decides both."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from hashlib import blake2b

from msgspec import Struct, field

from sitegen.images.cards import ACCENT
from sitegen.images.codecs import Codecs
from sitegen.images.photo import CENTRE, Focus, Form, Photo
from sitegen.images.presets import AUTHOR, BODY, Preset, Presets
from sitegen.incremental.digest import digest_bytes
from sitegen.text import slugify

FOLDER = "assets/pictures"
"""Where the files that are made go, from the output folder; each has in its name all that it is made from, so
that browsers may keep it for ever."""
VERSION = 4
"""To be raised when pictures are made in another way."""
_SUFFIX: dict[Form, str] = {"avif": "avif", "webp": "webp", "jpeg": "jpg", "png": "png"}
MOST_ACROSS: dict[Form, int] = {"avif": 32_768, "webp": 16_383, "jpeg": 65_500}
"""How many pixels a file of a format may be wide, or high: a picture of a whole long page has more.  A PNG
may have any number; an AVIF with more can be written, but not be read."""
_FALLBACK_WIDTH = 800
"""About how wide the file is for browsers that know no better format: few, and old."""
_NEAR = 1.1
"""A picture that is wider than the widest file by less than this gets no file of its own width."""

Box = tuple[int, int, int, int]
"""What is shown of a picture: left, top, right, bottom, in its pixels."""


class Recipe(Struct, frozen=True):
    """How a file is made of a picture: *box* of it, scaled to *width* and *height*, in a *form*."""

    box: Box
    width: int
    height: int
    form: Form
    quality: int


class PictureFile(Struct, frozen=True):
    """A file that is made of a picture: its *path* in the output folder, and how."""

    path: str
    recipe: Recipe


class SourceSet(Struct, frozen=True):
    """The files of one format (a media *type*), as a `<source>` names them."""

    type: str
    srcset: str


class Rendition(Struct, frozen=True):
    """A picture as a page shows it: the *url* for every browser, the size (0: not known), the *sizes* for
    `srcset`, and the *sources* in better formats, the best first."""

    url: str
    width: int = 0
    height: int = 0
    sizes: str = ""
    sources: tuple[SourceSet, ...] = ()


class Renditions(Struct, frozen=True, dict=True):
    """Decides what is made of pictures with these *presets* and *codecs*; *accent* is the colour of cards."""

    presets: Presets = field(default_factory=dict)
    codecs: Codecs = field(default_factory=Codecs)
    accent: str = ACCENT

    @cached_property
    def _made(self) -> dict[tuple[object, ...], tuple[PictureFile, ...]]:
        """What was decided: the plan, and every page that shows a picture, ask for the same."""
        return {}

    @property
    def for_texts(self) -> tuple[str, ...]:
        """The presets for pictures that stand for texts."""
        return tuple(name for name in self.presets if name not in (BODY, AUTHOR))

    def files(self, preset: str, photo: Photo, key: str, focus: Focus = CENTRE) -> tuple[PictureFile, ...]:
        """Return the files that are made of a *photo*, the file *key*; the last is for every browser.

        There are none where it is shown as it is, or where the theme has no such preset.
        """
        found = self.presets.get(preset)
        if not (found and photo.fallback):
            return ()
        wanted = (preset, photo, key, focus if found.ratio else CENTRE)
        made = self._made.get(wanted)
        if made is None:
            made = self._made[wanted] = self._decide(found, photo, key, wanted[-1])
        return made

    def rendition(
        self,
        preset: str,
        photo: Photo,
        key: str,
        focus: Focus,
        url_of: Callable[[str], str],
        original: str,
    ) -> Rendition:
        """Return the picture as pages show it; *original* is the URL of its file, *url_of* turns a path into
        one."""
        files = self.files(preset, photo, key, focus)
        if not files:
            return Rendition(original, photo.width, photo.height)
        by_form: dict[Form, list[str]] = {}
        for file in files[:-1]:
            candidate = f"{url_of(file.path)} {file.recipe.width}w"
            by_form.setdefault(file.recipe.form, []).append(candidate)
        sources = tuple(SourceSet(f"image/{form}", ", ".join(urls)) for form, urls in by_form.items())
        left, top, right, bottom = files[-1].recipe.box
        sizes = self.presets[preset].sizes if sources else ""
        return Rendition(url_of(files[-1].path), right - left, bottom - top, sizes, sources)

    def _decide(self, preset: Preset, photo: Photo, key: str, focus: Focus) -> tuple[PictureFile, ...]:
        box = cut(photo, preset.ratio, focus)
        widths = _widths(preset.widths, box[2] - box[0])
        name = self._name(preset, photo, key, box)
        forms: list[Form] = [form for form in preset.formats if form in self.codecs.forms]
        recipes = [_recipe(box, width, form, preset) for form in forms for width in widths]
        for_all = partial(_recipe, box, _nearest(widths, _FALLBACK_WIDTH), preset=preset)
        last = for_all(form=photo.fallback or "jpeg")
        recipes = [*filter(_can_be_written, recipes), last if _can_be_written(last) else for_all(form="png")]
        return tuple(
            PictureFile(f"{name}-{recipe.width}.{_SUFFIX[recipe.form]}", recipe) for recipe in recipes
        )

    def _name(self, preset: Preset, photo: Photo, key: str, box: Box) -> str:
        """Return the beginning of the paths: a name for people, and a digest of all that the files are made
        from."""
        quality = preset.quality
        parts = (photo.digest, box, quality.avif, quality.webp, quality.jpeg, self.codecs.name, VERSION)
        digest = blake2b(digest_bytes(repr(parts).encode()), digest_size=5).hexdigest()
        stem = slugify(key.rpartition("/")[2].rpartition(".")[0])[:40].strip("-")
        return f"{FOLDER}/{stem or 'picture'}-{digest}"


def cut(photo: Photo, ratio: tuple[int, int] | None, focus: Focus) -> Box:
    """Return what is left of *photo* when it is cut to a shape, as near to its focal point as can be."""
    width, height = photo.width, photo.height
    if ratio is None:
        return 0, 0, width, height
    wide = min(width, max(1, round(height * ratio[0] / ratio[1])))
    high = min(height, max(1, round(width * ratio[1] / ratio[0])))
    left = min(max(0, round(width * focus.x / 100 - wide / 2)), width - wide)
    top = min(max(0, round(height * focus.y / 100 - high / 2)), height - high)
    return left, top, left + wide, top + high


def _widths(wanted: tuple[int, ...], there: int) -> list[int]:
    """Return the widths to make of what is *there*: never more, and all of it where less was wanted."""
    widths = [width for width in wanted if width <= there]
    if there < wanted[-1] and there > _NEAR * (widths[-1] if widths else 0):
        widths.append(there)
    return widths


def _nearest(widths: list[int], wanted: int) -> int:
    return max((width for width in widths if width <= wanted), default=widths[0])


def _can_be_written(recipe: Recipe) -> bool:
    across = max(recipe.width, recipe.height)
    return across <= MOST_ACROSS.get(recipe.form, across)


def _recipe(box: Box, width: int, form: Form, preset: Preset) -> Recipe:
    height = max(1, round(width * (box[3] - box[1]) / (box[2] - box[0])))
    quality = getattr(preset.quality, form, 0)  # PNG has none
    return Recipe(box, width, height, form, quality)
