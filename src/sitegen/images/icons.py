"""The icons of a site: which files are made of one picture, for tabs, home screens and lists of feeds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sitegen.images.cache import PictureCache
from sitegen.images.codecs import Codecs
from sitegen.images.look import PictureFileName, read_picture, room_for
from sitegen.incremental.digest import digest

PICTURE = "_icon.png"
"""The file of a theme's `assets/` of which icons are made where the site has no picture of its own."""
LEAST = 180
"""How wide the picture must be at least, in pixels."""
VERSION = 3
"""To be raised when icons are made in another way."""
Form = Literal["ico", "opaque"]


class Icon(Struct, frozen=True):
    """The picture of which icons are made: the file *name* of `content/` or of the theme's `assets/`, and the
    digest of it."""

    of: Literal["content", "assets"]
    name: str
    digest: str


class IconFile(Struct, frozen=True):
    """An icon: its *path* in the output folder, its *size* in pixels, and the *form* of the file."""

    path: str
    size: int
    form: Form


ICONS = (
    IconFile("favicon.ico", 48, "ico"),
    IconFile("apple-touch-icon.png", 180, "opaque"),
)
"""What browsers, phones and feed readers look for, also where no page names it.

There is no web application manifest: a blog is no application, and each reader would wait for one more file.
"""


def make_icon(file: PictureFileName, size: int, form: Form, cache: PictureCache, codecs: Codecs) -> bytes:
    """Return an icon made of the picture *file*: the one in the *cache*, or a new one, which is put there.

    Raises `SetupError`: the picture is another by now, or there is not enough memory for it.
    """
    name = digest(("icon", file.digest, size, form, codecs.name, VERSION)).hex()
    found = cache.get(name)
    if found is None:
        from sitegen.images.pillow import icon_of

        raw = read_picture(file)
        with room_for(file.path):
            found = icon_of(raw, size, form)
        cache.put(name, found)
    return found
