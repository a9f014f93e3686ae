"""Stage a new generation of the site, then make it public in one instant."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sitegen.errors import SetupError
from sitegen.publish.backstage import Backstage
from sitegen.publish.exchange import NoSwitch, exchange
from sitegen.publish.in_place import drop_aside, move_in, write_aside
from sitegen.publish.lock import build_lock
from sitegen.publish.published import PublishedSite, carry_home, read_generation, read_published
from sitegen.publish.strangers import (
    all_folders,
    carry_strangers,
    find_strangers,
    refuse_in_the_way,
    strangers_in,
)
from sitegen.publish.twin import Generation, make_generation
from sitegen.render.content import Content, content_digest

_SOON = 1.0
"""Seconds after which the old generation is looked through for strangers' files once more."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written, left as they were, and removed.  *warnings* are sentences for the
    writer."""

    written: int
    unchanged: int
    removed: int
    warnings: tuple[str, ...] = ()


class Staged:
    """A generation whose bytes are written and that nobody sees yet; leaving the context without a switch
    drops it.

    *digests* (path -> SHA-256) are those of the contents that were given.
    """

    def __init__(
        self, digests: Mapping[str, str], counts: Published, switch: Callable[[], list[str]], held: ExitStack
    ) -> None:
        self.digests = digests
        self._counts = counts
        self._switch = switch
        self._held = held

    def switch(self) -> Published:
        """Make the generation public.  Raises `SetupError` when that fails; the old one is public then."""
        with self._held:
            warnings = self._switch()
        counts = self._counts
        return Published(counts.written, counts.unchanged, counts.removed, (*counts.warnings, *warnings))

    def __enter__(self) -> Staged:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()


def stage(
    contents: Mapping[str, Content],
    kept: Collection[str],
    published: PublishedSite,
    known_digests: Mapping[str, str] | None = None,
) -> Staged:
    """Write the next generation of the *published* site beside it.

    It will have the files *contents* (bytes, or files to copy) and, as they are, the *kept* ones, which must
    be intact (`published.digests`); what else sitegen made will be gone.  Files that others made stay.
    *known_digests* has those of the contents, where they were told already.

    Raises `SetupError` when a file can't be read or written, or is in the way; nothing has changed then.
    """
    digests = known_digests or {path: content_digest(content) for path, content in contents.items()}
    fresh = {
        path: content for path, content in contents.items() if published.digests.get(path) != digests[path]
    }
    target = {**{path: published.digests[path] for path in kept}, **digests}
    known, counts = published.record.digests, count_changes(target, published)
    if not fresh and target.keys() == known.keys():
        return Staged(digests, counts, list, ExitStack())
    with _speaking_of(published.root):
        looked = time.monotonic()
        strangers = find_strangers(published.root, published.record) if os.path.isdir(published.root) else ()
        refuse_in_the_way(strangers, target, target.keys() - known.keys(), published.root)
        switch, held = _stage(Generation(target, fresh, published, looked, strangers))
    return Staged(digests, counts, switch, held)


def count_changes(target: Mapping[str, str], published: PublishedSite) -> Published:
    """Return what it takes to publish the files *target* (path -> SHA-256)."""
    written = sum(published.digests.get(path) != digest for path, digest in target.items())
    return Published(written, len(target) - written, len(published.record.digests.keys() - target.keys()))


def make_twin(output: Path) -> None:
    """Make the second generation of the folder *output* now, so that the next change costs only what it
    changes.

    Without it the first change after a clean build does this.  Nothing public changes.
    """
    published = read_published(output)
    backstage = Backstage(published.root)
    with _speaking_of(published.root), suppress(NoSwitch):
        if published.intact and published.digests and not os.path.lexists(backstage.twin):
            _stage_twin(backstage, Generation(dict(published.digests), {}, published, time.monotonic()))[
                1
            ].close()


# ---- one instant


def _stage(wanted: Generation) -> tuple[Callable[[], list[str]], ExitStack]:
    backstage = Backstage(wanted.published.root)
    try:
        return _stage_twin(backstage, wanted)
    except NoSwitch as reason:
        return _stage_in_place(backstage, wanted, reason)


def _stage_twin(backstage: Backstage, wanted: Generation) -> tuple[Callable[[], list[str]], ExitStack]:
    backstage.make()
    if os.path.ismount(backstage.root):
        raise NoSwitch(f"{backstage.root} is a mount point")
    with ExitStack() as stack:
        stack.enter_context(build_lock(Path(backstage.folder)))
        if read_generation(backstage.root) != wanted.published.generation:
            raise SetupError(f"another build has published {backstage.root} meanwhile; build again")
        aside = carry_home(backstage)
        if wanted.strangers:
            backstage.mark_carrying()
        aside += make_generation(backstage, wanted)
        held = stack.pop_all()

    def switch() -> list[str]:
        with _speaking_of(backstage.root):
            try:
                _exchange(backstage)
            except NoSwitch as reason:
                finish, more = _stage_in_place(backstage, wanted, reason)
                with more:
                    return finish()
            return [*_aside_words(aside), *_carry_over(backstage, wanted)]

    return switch, held


def _exchange(backstage: Backstage) -> None:
    if os.path.lexists(backstage.root):
        backstage.mark_carrying()
        exchange(backstage.root, backstage.twin, backstage.leaving)
    else:
        os.rename(backstage.twin, backstage.root)


def _carry_over(backstage: Backstage, wanted: Generation) -> list[str]:
    """Bring strangers' files from the old generation into the new one; return what the writer should know.

    The new generation is public by now: what fails here is for the next build to do.
    """
    aside: list[str] = []
    try:
        if os.path.isdir(backstage.twin):
            left = _left_behind(backstage.twin, wanted)
            aside = carry_strangers(left, backstage.twin, backstage.root, wanted.digests, backstage.set_aside)
        backstage.clear_carrying()
        backstage.forget_others()
    except OSError as error:
        return [f"not all files of others are in {backstage.root} yet, build again: {error.strerror}"]
    return _aside_words(aside)


def _left_behind(twin: str, wanted: Generation) -> Iterable[str]:
    """Return the strangers in the old generation, also those that came after it was looked through.

    Soon after, a look at the likely folders will do; to look at all is most of what a small edit costs.
    """
    record = wanted.published.record
    if time.monotonic() - wanted.looked > _SOON:
        return find_strangers(twin, record)
    folders = record.folders if "" in record.folders else all_folders(record.digests)
    likely = {"", *(stranger.rpartition("/")[0] for stranger in wanted.strangers)}
    return [
        path for folder in sorted(likely) for path in strangers_in(twin, folder, record.digests, (), folders)
    ]


def _aside_words(places: list[str]) -> list[str]:
    return [f"what is not sitegen's had no place any more and is now in {place}" for place in places]


# ---- file by file


def _stage_in_place(
    backstage: Backstage, wanted: Generation, reason: NoSwitch
) -> tuple[Callable[[], list[str]], ExitStack]:
    files = write_aside(backstage.root, wanted)
    held = ExitStack()
    held.callback(_drop, backstage.root)

    def switch() -> list[str]:
        with _speaking_of(backstage.root):
            move_in(backstage, wanted, files)
        return [f"published file by file, not in one instant: {reason}"]

    return switch, held


def _drop(root: str) -> None:
    with suppress(OSError):
        drop_aside(root)


@contextmanager
def _speaking_of(root: str) -> Iterator[None]:
    """Turn errors of the system into one about the output folder, not about a place that the writer never
    chose."""
    try:
        yield
    except OSError as error:
        raise SetupError(f"{root} can't be written: {error.strerror}") from error
