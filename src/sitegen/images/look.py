"""Look at the files of pictures, each once: what is known of one is remembered by the digest of its bytes and
by whether it is called a drawing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sitegen.errors import SetupError
from sitegen.executors import executor, in_batches
from sitegen.images.photo import Fault, Look, Photo
from sitegen.images.svg import look_at_svg
from sitegen.incremental.files import digest_content
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import Store, reading_back
from sitegen.patterns import regex

_STAGE = "photo"
_DRAWING = ".svg"
_SVG = regex(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b", re.DOTALL)
_CALL_IT_SVG = "let its name end in .svg"
_WORTH = 8
"""From how many files on other processes help; to look at one takes some 20 ms."""
_BATCH = 4


class PictureFileName(NamedTuple):
    """A file that shows a picture: where it is, and the digest that it had when the build began."""

    path: Path
    digest: str


class PhotoMemory:
    """What is known of pictures, by what they are known by (`_known_by`)."""

    def __init__(self, store: Store) -> None:
        self._pages = Pages(store, _STAGE)
        self._asked: set[str] = set()

    def look(self, files: Mapping[str, PictureFileName], jobs: int = 1) -> dict[str, Look]:
        """Return what is known of each of *files*, by the same names, in so many *jobs* where that pays."""
        named = {name: _known_by(file) for name, file in files.items()}
        self._asked.update(named.values())
        unknown = {named[name]: file for name, file in files.items() if named[name] not in self._pages.values}
        for key, found in _look_at_all([*unknown.values()], jobs):
            self._pages.put(key, tuple(found) if isinstance(found, Fault) else _plain(found))
        return {name: self._known(file) for name, file in files.items()}

    def _known(self, file: PictureFileName) -> Look:
        with reading_back("what is known of pictures"):
            first, *rest = self._pages.values[_known_by(file)]
            return Fault(first, *rest) if isinstance(first, str) else Photo(file.digest, first, *rest)

    def save(self) -> None:
        """Hand what was asked for to the store; other files are not there any more."""
        self._pages.drop([key for key in self._pages.values if key not in self._asked])
        self._pages.save()


def _plain(photo: Photo) -> tuple[int, int, str]:
    return photo.width, photo.height, photo.fallback


def _look_at_all(files: Sequence[PictureFileName], jobs: int) -> Iterator[tuple[str, Look]]:
    if not files:
        return
    with executor(jobs if len(files) >= _WORTH else 1, _nothing_to_prepare) as pool:
        yield from in_batches(pool, _look_at_some, files, _BATCH, 4 * jobs)


def _nothing_to_prepare() -> None:
    """What a process needs is in the files' names."""


def _look_at_some(files: Iterable[PictureFileName]) -> list[tuple[str, Look]]:
    return [(_known_by(file), _look_at(file)) for file in files]


def _known_by(file: PictureFileName) -> str:
    return file.digest + _DRAWING if _is_called_drawing(file) else file.digest


def _is_called_drawing(file: PictureFileName) -> bool:
    """Tell whether a file is a drawing by its name, by which hosts go."""
    return file.path.name.lower().endswith(_DRAWING)


def _look_at(file: PictureFileName) -> Look:
    raw = read_picture(file)
    if _is_called_drawing(file):
        return look_at_svg(raw, file.digest)
    if _SVG.match(raw):
        return Fault(
            "this is a drawing (SVG), and not called one, so that browsers don't show it", _CALL_IT_SVG
        )
    from sitegen.images.pillow import look_at

    with room_for(file.path):
        return look_at(raw, file.digest)


@contextmanager
def room_for(path: Path) -> Iterator[None]:
    """Say for which picture there was not enough memory, as a `SetupError`: that is no fault of its file."""
    try:
        yield
    except MemoryError:
        hint = "save it smaller, or build with -j 1"
        raise SetupError(f"{path}: there is not enough memory for this picture; {hint}") from None


def read_picture(file: PictureFileName) -> bytes:
    """Return the bytes of a picture.

    Raises `SetupError` where they are not those any more that the build began with: what is made of them
    would carry the name of others.
    """
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        raise SetupError(f"{file.path} can't be read: {error.strerror}") from error
    if digest_content(raw).hex() != file.digest:
        raise SetupError(f"{file.path} changed while it was read; build again")
    return raw
