"""The site as it was built to the disk, and what has changed since, in memory.

An edit changes a few files; to switch a whole folder for them takes longer than to make them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sitegen.publish.stage import Published
from sitegen.render.content import Content, Kept, content_chunks, content_digest

MOST = 300
"""So many files are made at most; of more, other processes should make some, and they belong on the disk."""
ROOM = 64_000_000
"""How many bytes are kept at most."""


class TooMuchError(Exception):
    """What is to be made does not belong in memory."""


class Overlay:
    """Takes what a build makes (an `Outlet`); *there* has the digests of all files, *new* those in memory."""

    def __init__(self, there: Mapping[str, str]) -> None:
        """*there* are the files on the disk."""
        self.there = there
        self.new: Mapping[str, bytes] = {}

    def look_ahead(self) -> None:
        """Do nothing: there is nothing to look at."""

    @contextmanager
    def stage(self, made: Collection[str], kept: Collection[str]) -> Iterator[Generation]:
        """Begin the next generation.  Raises `TooMuchError`."""
        if len(made) > MOST:
            raise TooMuchError
        yield Generation(self, kept)


class Generation:
    """A generation in the making: what is made is *new*, or the same as before."""

    def __init__(self, overlay: Overlay, kept: Collection[str]) -> None:
        self._overlay = overlay
        self._digests = {path: overlay.there[path] for path in kept}
        self._new: dict[str, bytes] = {}
        self._room = ROOM - sum(map(len, overlay.new.values()))

    def keep(self, path: str, content: Content) -> Kept:
        """Keep *content* in memory.  Raises `TooMuchError`."""
        digest = content_digest(content)
        if self._overlay.there.get(path) != digest:
            size = content.stat().st_size if isinstance(content, Path) else len(content)
            self._room -= size
            if self._room < 0:
                raise TooMuchError
            self._new[path] = b"".join(content_chunks(content))
        return Kept(digest)

    def note(self, path: str, kept: Kept) -> None:
        """Note what became of the content of *path*."""
        self._digests[path] = kept.digest

    def finish(self) -> None:
        """Do nothing: all is there."""

    def switch(self) -> Published:
        """Let this be what is shown."""
        before, digests = self._overlay.there, self._digests
        self._overlay.new = {
            path: content for path, content in {**self._overlay.new, **self._new}.items() if path in digests
        }
        self._overlay.there = digests
        removed = len(before.keys() - digests.keys())
        return Published(len(self._new), len(digests) - len(self._new), removed)
