"""What the files of a theme are called on the site: by a name that changes with them, which may be kept for
ever, and by their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b

from msgspec.structs import replace

from sitegen.incremental.digest import digest_bytes
from sitegen.installed import installed_version
from sitegen.theme.theme import Theme

CODE = (".css", ".js", ".mjs")
"""Files that are made smaller for those who ask for them by `site.asset`."""
VERSION = 1
"""To be raised when they are made smaller in another way."""
_LIBRARIES = ("rcssmin", "rjsmin")


def name_assets(theme: Theme, copies: Mapping[str, bytes]) -> Theme:
    """Return *theme* with the paths under which templates name its assets; *copies* has the digests of files
    by path."""
    named = {}
    for name in theme.assets():
        digest = copies.get(str(theme.find("assets", name)))
        if digest is not None:  # one that can't be read is said by whoever copies it
            named[name] = (_path(name, digest), digest.hex())
    return replace(theme, named=named)


def is_code(name: str) -> bool:
    """Tell whether an asset is made smaller."""
    return name.lower().endswith(CODE)


@cache
def _made_with() -> bytes:
    return repr((VERSION, *map(installed_version, _LIBRARIES))).encode()


def _path(name: str, digest: bytes) -> str:
    mark = blake2b(digest_bytes(digest, _made_with() if is_code(name) else b""), digest_size=5).hexdigest()
    folder, slash, file = name.rpartition("/")
    stem, dot, suffix = file.partition(".") if not file.startswith(".") else (file, "", "")
    return f"assets/{folder}{slash}{stem}.{mark}{dot}{suffix}"
