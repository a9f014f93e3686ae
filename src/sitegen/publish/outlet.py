"""Where a build puts what it makes: a seam, and the folder that readers get."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sitegen.publish.published import PublishedSite, Seen, begin_reading
from sitegen.publish.stage import Published, stage, strangers_there
from sitegen.render.content import Keep, Kept


class Staged(Protocol):
    """A generation of the site in the making, which nobody sees."""

    @property
    def keep(self) -> Keep:
        """What keeps the content of an output."""

    def note(self, path: str, kept: Kept) -> None:
        """Note what became of the content of *path*."""

    def finish(self) -> None:
        """Make it whole."""

    def switch(self) -> Published:
        """Make it the one that is seen."""


class Outlet(Protocol):
    """Where a site goes."""

    @property
    def there(self) -> Mapping[str, str]:
        """The digests of what is there as it was made, by path."""

    def look_ahead(self) -> None:
        """Do what can be done of `stage` before it is known what is made."""

    def stage(self, made: Collection[str], kept: Collection[str]) -> AbstractContextManager[Staged]:
        """Begin the next generation: the files *made* now, and those that are *kept*.  Leaving the context
        without a switch drops it."""


class OutputFolder:
    """The folder *output*, which is switched from one whole site to the next (an `Outlet`)."""

    def __init__(self, output: Path, jobs: int = 1) -> None:
        """Begin to look at what is published; *jobs* may share the work.  Raises `SetupError`."""
        self._wait = begin_reading(output, jobs)
        self._seen: Seen | None = None

    @cached_property
    def _published(self) -> PublishedSite:
        return self._wait()

    @property
    def there(self) -> Mapping[str, str]:
        return self._published.digests

    def look_ahead(self) -> None:
        self._seen = strangers_there(self._published)

    def stage(self, made: Collection[str], kept: Collection[str]) -> AbstractContextManager[Staged]:
        return stage(made, kept, self._published, self._seen)
