"""What the links of a text name among the files of `content/`, as far as the text alone tells."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from sitegen.markup.document import SCHEME, Link
from sitegen.patterns import regex

_CANDIDATE = regex(r"\s*(?P<url>\S*[^\s,])(?P<size>\s+[^,]*)?(?:,|$)")
_PICTURE = regex(r"\.(?:jpe?g|jpe|jfif|png|gif|webp|avif|svg|bmp|tiff?|ico)$", re.IGNORECASE)
_WHOLE_URL = regex(SCHEME + "|//")
_OF_A_DISK = regex("file:", re.IGNORECASE)


def is_whole_url(written: str) -> bool:
    """Tell whether *written* has a scheme or a host: it depends on no page."""
    return _WHOLE_URL.match(written) is not None


def is_on_a_disk(written: str) -> bool:
    """Tell whether *written* is a `file:` URL, which nobody can follow but on the machine that it is of."""
    return _OF_A_DISK.match(written) is not None


def written_path(target: str) -> str:
    """Return the path of a link's *target*, without query and fragment."""
    return re.split("[?#]", target, maxsplit=1)[0]


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """Yield the URLs of a `srcset`, each with its size as written."""
    for match in _CANDIDATE.finditer(srcset):
        yield match["url"], match["size"] or ""


def named_key(written: str, key: str) -> str:
    """Return the key that *written* names, seen from the text *key*; a leading `/` is `content/`.

    Its accents are put together (NFC); the file's own name may have them apart (see `spelt_otherwise`).
    """
    folder = "" if written.startswith("/") else posixpath.dirname(key)
    return composed(posixpath.normpath(posixpath.join(folder, unquote(written).lstrip("/"))))


def composed(name: str) -> str:
    """Return a name with its accents put together: macOS, and what it packs, has them apart."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def spelt_otherwise(keys: Collection[str]) -> dict[str, str]:
    """Return those of *keys* whose accents are apart, by the names that links have for them."""
    others = {composed(key): key for key in keys if not key.isascii()}
    known = frozenset(keys) if others else frozenset()
    return {name: key for name, key in others.items() if name not in known}


def names_in(links: Iterable[Link], image: str, key: str) -> tuple[str, ...]:
    """Return the keys that *links* and the picture of the text *key* name, each once.

    What a link leads to depends on the text, on where its page is, and on where these are.
    """
    written = [path for link in links for path in _paths(link)]
    if image and not is_whole_url(image):
        written.append(image)
    return tuple(dict.fromkeys([named_key(path, key) for path in written]))


def is_picture(name: str) -> bool:
    """Tell whether a file is a picture, by its name."""
    return _PICTURE.search(name) is not None


def pictures_in(links: Iterable[Link], key: str) -> tuple[str, ...]:
    """Return the keys that the images of the text *key* name, each once."""
    return names_in([link for link in links if link.image], "", key)


def files_in(links: Iterable[Link], key: str) -> tuple[str, ...]:
    """Return the keys of picture files that the text *key* names otherwise than by an image: as they are."""
    others = names_in([link for link in links if not link.image], "", key)
    return tuple([name for name in others if is_picture(name)])


def _paths(link: Link) -> Iterator[str]:
    if link.attribute == "srcset":
        yield from (written_path(url) for url, _size in candidates(link.target) if not is_whole_url(url))
    elif (path := written_path(link.target)) or link.image:  # one without a path shows nothing
        yield path
