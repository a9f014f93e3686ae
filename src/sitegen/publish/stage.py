"""Stage a new generation of the site, then make it public in one instant."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from msgspec import Struct

from sitegen.publish.published import PublishedSite, Seen, look_for_strangers
from sitegen.publish.record import FileStat
from sitegen.publish.strangers import refuse_in_the_way, refuse_sites
from sitegen.publish.twin import Wanted
from sitegen.publish.ways import Way, begin_way
from sitegen.publish.writer import Writer, speaking_of
from sitegen.render.content import Keep, Kept


class Published(Struct, frozen=True):
    """How many files were written, left as they were, and removed.  *warnings* are sentences for the
    writer."""

    written: int
    unchanged: int
    removed: int
    warnings: tuple[str, ...] = ()


class Stage:
    """A generation that is being made and that nobody sees; leaving the context without a switch drops it.

    What is to be published is written by `keep`, in any process, and noted here; `finish` makes the
    generation whole.
    """

    def __init__(self, published: PublishedSite, way: Way, keep: Keep) -> None:
        self.keep = keep
        self._published, self._way = published, way
        self._made: dict[str, Kept] = {}
        self._digests: dict[str, str] = {}

    def note(self, path: str, kept: Kept) -> None:
        """Note what became of the content of *path*."""
        self._made[path] = kept

    def finish(self) -> None:
        """Add what is kept to what was made.  Raises `SetupError`; the old generation is public then."""
        published, made = self._published, self._made
        self._digests = {path: published.digests[path] for path in self._way.kept}
        self._digests |= {path: kept.digest for path, kept in made.items()}
        with speaking_of(published.root):
            if self._changes_nothing():
                self._way.leave(self._digests)
            else:
                self._way.finish(self._written, self._digests)

    def switch(self) -> Published:
        """Make the generation public.  Raises `SetupError` when that fails; the old one is public then."""
        warnings: list[str] = []
        if not self._changes_nothing():
            with speaking_of(self._published.root):
                warnings = self._way.switch(self._written, self._digests)
        counts = count_changes(self._digests, self._published)
        return Published(counts.written, counts.unchanged, counts.removed, tuple(warnings))

    @property
    def _written(self) -> dict[str, FileStat]:
        return {
            path: (kept.note[0], kept.note[1], kept.note[2]) for path, kept in self._made.items() if kept.note
        }

    def _changes_nothing(self) -> bool:
        nothing_new = not any(kept.note for kept in self._made.values())
        return nothing_new and self._digests.keys() == self._published.record.digests.keys()


@contextmanager
def stage(
    made: Collection[str], kept: Collection[str], published: PublishedSite, seen: Seen | None = None
) -> Iterator[Stage]:
    """Begin the next generation of the *published* site beside it.

    It will have the files *made*, which are written in the `with` block, and, as they are, the *kept* ones,
    which must be intact (`published.digests`); what else sitegen made will be gone.  Files that others made
    stay.

    Raises `SetupError` when a file can't be written, or is in the way; nothing public has changed then.
    """
    wanted = _look_around(frozenset(made), frozenset(kept), published, seen)
    with ExitStack() as held:
        with speaking_of(published.root):
            way = begin_way(wanted, held)
        public = {path: published.digests[path] for path in wanted.made if path in published.digests}
        writer = Writer(published.root, way.tree, public, way.folders, way.spare)
        yield Stage(published, way, writer.keep)


def strangers_there(published: PublishedSite) -> Seen:
    """Return what others have put into the output folder.  Raises `SetupError`."""
    with speaking_of(published.root):
        return published.strangers() or look_for_strangers(published.root, published.record)


def _look_around(
    made: frozenset[str], kept: frozenset[str], published: PublishedSite, seen: Seen | None
) -> Wanted:
    """Find strangers' files, and refuse those that are in the way."""
    root, known = published.root, published.record.digests.keys()
    if not made and kept == known:
        return Wanted(made, kept, published, time.monotonic())
    strangers, looked = seen or strangers_there(published)
    with speaking_of(root):
        target = made | kept
        refuse_sites(strangers, root)
        refuse_in_the_way(strangers, target, target - known, root)
        return Wanted(made, kept, published, looked, strangers)


def count_changes(target: Mapping[str, str], published: PublishedSite) -> Published:
    """Return what it takes to publish the files *target* (path -> SHA-256)."""
    written = sum(published.digests.get(path) != digest for path, digest in target.items())
    return Published(written, len(target) - written, len(published.record.digests.keys() - target.keys()))
