"""Ways to make a generation public: at once, by an exchange of two folders; or file by file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

from sitegen.errors import SetupError
from sitegen.publish.backstage import Backstage
from sitegen.publish.exchange import NoSwitch, exchange
from sitegen.publish.in_place import drop_aside, make_aside, move_in
from sitegen.publish.lock import build_lock
from sitegen.publish.published import carry_home, read_generation
from sitegen.publish.record import FileStat
from sitegen.publish.strangers import all_folders, carry_strangers, find_strangers, strangers_in
from sitegen.publish.twin import (
    Draft,
    Wanted,
    adopt_spare,
    begin_generation,
    drop_generation,
    drop_spare,
    finish_generation,
    finish_spare,
    make_spare,
)
from sitegen.publish.writer import Writer

_SOON = 1.0
"""Seconds after which the old generation is looked through for strangers' files once more."""


class Way(Protocol):
    """A way to make a generation public.

    Files are written into *tree*, in which *folders* are there, and into *spare*, where there is one; *kept*
    are those that stay as they are.
    """

    tree: str
    spare: str
    folders: set[str]
    kept: frozenset[str]

    def finish(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> None:
        """Make the generation whole: it has the files *written* since and those that are public already."""

    def switch(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> list[str]:
        """Make it public, and return what the writer should know."""

    def leave(self, digests: dict[str, str]) -> None:
        """End in order where there is nothing new to make public."""


def begin_way(wanted: Wanted, held: ExitStack) -> Way:
    """Return the best way to what is *wanted*; *held* is closed when it was gone, or left.  Raises OSError
    and `SetupError`."""
    if not wanted.made and wanted.kept == wanted.published.record.digests.keys():
        return NoChange(wanted)
    backstage = Backstage(wanted.published.root)
    try:
        return begin_exchange(backstage, wanted, held)
    except NoSwitch as reason:
        return InPlace(backstage, wanted, reason, held)


def begin_exchange(backstage: Backstage, wanted: Wanted, held: ExitStack) -> Exchange:
    """Make the twin ready.  Raises `NoSwitch` where there can't be one, and what `begin_way` raises."""
    backstage.make()
    if os.path.ismount(backstage.root):
        raise NoSwitch(f"{backstage.root} is a mount point")
    held.enter_context(build_lock(Path(backstage.folder)))
    if read_generation(backstage.root) != wanted.published.generation:
        raise SetupError(f"another build has published {backstage.root} meanwhile; build again")
    aside = carry_home(backstage)
    return Exchange(backstage, begin_generation(backstage, wanted), aside, held)


class NoChange:
    """Everything is public already."""

    def __init__(self, wanted: Wanted) -> None:
        self.tree = self.spare = ""
        self.folders, self.kept = set[str](), wanted.kept

    def finish(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> None:
        """Do nothing."""

    def leave(self, digests: dict[str, str]) -> None:
        """Do nothing."""

    def switch(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> list[str]:  # noqa: ARG002
        return []


class Exchange:
    """The twin becomes the new generation, and the two are exchanged in one instant."""

    def __init__(self, backstage: Backstage, draft: Draft, aside: Iterable[str], held: ExitStack) -> None:
        self._backstage, self._draft, self._held = backstage, draft, held
        self._aside = [*aside, *draft.aside]
        self._whole = False
        self._instead: InPlace | None = None
        self.tree, self.kept = backstage.twin, draft.wanted.kept
        is_first = not draft.wanted.published.record.digests
        self.spare = make_spare(backstage) if is_first else ""
        self.folders = set() if is_first else draft.folders  # what a killed build left is not in the spare
        held.callback(self._drop)

    def finish(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> None:
        if self._draft.wanted.strangers:
            self._backstage.mark_carrying()
        try:
            finish_generation(self._backstage, self._draft, written, digests, self._draft.wanted.strangers)
            if self.spare:
                finish_spare(self._backstage, written, digests)
            self._whole = True
        except NoSwitch as reason:
            self._publish_in_place(written, digests, reason)

    def leave(self, digests: dict[str, str]) -> None:
        finish_generation(self._backstage, self._draft, {}, digests)
        self._whole = True

    def switch(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> list[str]:
        if self._instead is None:
            try:
                _exchange(self._backstage)
                left = _carry_over(self._backstage, self._draft.wanted, digests, self.spare)
                return [*_aside_words(self._aside), *left]
            except NoSwitch as reason:
                self._publish_in_place(written, digests, reason)
        assert self._instead is not None
        return [*_aside_words(self._aside), *self._instead.switch(written, digests)]

    def _publish_in_place(
        self, written: Mapping[str, FileStat], digests: dict[str, str], reason: NoSwitch
    ) -> None:
        """Go the other way, with what was written into the twin; what others have is no longer linked there,
        or it would be back one day although they had deleted it."""
        self._aside += carry_home(self._backstage)
        wanted, tree = self._draft.wanted, self.tree
        self._instead = way = InPlace(self._backstage, wanted, reason, self._held)
        writer = Writer(self._backstage.root, way.tree, {}, way.folders)
        for path in written:
            way.files[path] = writer.write(path, Path(f"{tree}/{path}"), digests[path])

    def _drop(self) -> None:
        with suppress(OSError):
            if not self._whole:
                drop_generation(self._backstage, self._draft)
            drop_spare(self._backstage)


class InPlace:
    """Each file is written beside its place and moved there."""

    def __init__(self, backstage: Backstage, wanted: Wanted, reason: NoSwitch, held: ExitStack) -> None:
        self._backstage, self._wanted, self._reason = backstage, wanted, reason
        self.files: dict[str, FileStat] = {}
        self.tree, self.folders, self.kept = make_aside(backstage.root), {""}, wanted.kept
        self.spare = ""
        held.callback(self._drop)

    def finish(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> None:
        """Do nothing: what is kept is in its place."""

    def leave(self, digests: dict[str, str]) -> None:
        """Do nothing: it is dropped."""

    def switch(self, written: Mapping[str, FileStat], digests: dict[str, str]) -> list[str]:
        move_in(self._backstage, self._wanted.published, {**written, **self.files}, digests)
        return [f"published file by file, not in one instant: {self._reason}"]

    def _drop(self) -> None:
        with suppress(OSError):
            drop_aside(self._backstage.root)


# ---- one instant


def _exchange(backstage: Backstage) -> None:
    if os.path.lexists(backstage.root):
        backstage.mark_carrying()
        exchange(backstage.root, backstage.twin, backstage.leaving)
    else:
        os.rename(backstage.twin, backstage.root)


def _carry_over(backstage: Backstage, wanted: Wanted, digests: Mapping[str, str], spare: str) -> list[str]:
    """Bring strangers' files from the old generation into the new one; return what the writer should know.

    Where there was no old generation, the *spare* one becomes the twin.  The new generation is public by now:
    what fails here is for the next build to do.
    """
    aside: list[str] = []
    try:
        if os.path.isdir(backstage.twin):
            left = _left_behind(backstage.twin, wanted)
            aside = carry_strangers(left, backstage.twin, backstage.root, digests, backstage.set_aside)
        backstage.clear_carrying()
        if spare:
            adopt_spare(backstage)
        backstage.forget_others()
    except OSError as error:
        return [f"not all files of others are in {backstage.root} yet, build again: {error.strerror}"]
    return _aside_words(aside)


def _left_behind(twin: str, wanted: Wanted) -> Iterable[str]:
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
