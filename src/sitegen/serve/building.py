"""Build what is shown, again and again: each build ends in a site, or in words about why there is none."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from msgspec import Struct

from sitegen.build import BuildError, Given, Report, Request, build_again, build_with, look
from sitegen.errors import Problem, SitegenError
from sitegen.incremental.store import DamagedStoreError
from sitegen.markup.further import code_files
from sitegen.memory import (
    FOLDER,
    Memory,
    discard_memory,
    memory_file,
    open_memory,
    resident_memory,
)
from sitegen.model.urls import make_urls
from sitegen.paths import MANIFEST
from sitegen.progress import Progress, silent
from sitegen.publish.lock import SERVING, build_lock
from sitegen.publish.manifest import read_manifest
from sitegen.serve.looking import Looker
from sitegen.serve.overlay import Overlay, TooMuchError
from sitegen.serve.shown import BuiltSite, Shown, Trouble, built_site
from sitegen.serve.troubles import trouble_of
from sitegen.serve.watching import Touched

MANY = 64
"""From how many touched files on a build goes to the disk, with the help of other processes."""


class Built(Struct, frozen=True):
    """What became of a build: what is *shown* now, and what is said of it: its *report*, its *problems*.

    *hasty*: what is shown is not all that it should be; another build has to come.
    """

    shown: Shown
    report: Report | None = None
    problems: tuple[Problem, ...] = ()
    hasty: bool = False
    due: datetime | None = None
    """The moment at which time alone may make another site; None: none does."""

    @property
    def failure(self) -> str:
        """What the machine, not the writer, has to do with it that there is no site."""
        return self.shown.trouble.failure if self.shown.trouble else ""

    @property
    def changes_nothing(self) -> bool:
        """Whether the site is the one that it was."""
        done = self.report.published if self.report else None
        return done is not None and not done.written and not done.removed


class _Resident(Struct, frozen=True):
    """What stays in memory from one build to the next."""

    memory: Memory
    overlay: Overlay
    looker: Looker


class Builder:
    """Builds the site of a *request* (for a preview) whenever it is told to.

    A build with much to do goes to the disk, as any other.  What it leaves is loaded and stays in memory:
    what changes little is built from there, and stays there, too.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self._resident: _Resident | None = None
        self.shown = Shown()
        self.reads: frozenset[str] = frozenset()
        """The files besides texts that the latest build has read for them, and those of extensions, by whole
        path."""

    def build(self, touched: Touched = None, progress: Progress = silent, *, hasty: bool = False) -> Built:
        """Build what may differ since the last build, when only what was *touched* has changed; return what
        is to be shown: the new site, or the last one and why there is no new one.

        A *hasty* build leaves posts related as they were, which takes longest to find out.
        """
        site, code = self.shown.site, frozenset[str]()
        try:
            given = look(self.request)
            code = code_files(given.settings.markdown)
            report = self._build(given, touched, progress, hasty=hasty)
        except BuildError as error:
            self.shown = Shown(site, trouble_of(error.problems, self.request.site))
            self.reads = self.reads | error.reads | code  # of what was not read again, too
            return Built(self.shown, problems=error.problems)
        except (SitegenError, OSError) as error:
            self.close()  # nobody knows how far it came
            self.shown = Shown(site, Trouble(failure=_words(error)))
            return Built(self.shown)
        self.shown, self.reads = Shown(self._site(given, report)), report.reads | code
        due = None if self.request.as_of else _due(report)
        return Built(self.shown, report, report.problems, hasty, due)

    def _build(self, given: Given, touched: Touched, progress: Progress, *, hasty: bool) -> Report:
        if self._resident and self._is_there(given) and not (touched and len(touched) > MANY):
            try:
                return self._build_again(self._resident, given, touched, hasty=hasty)
            except (TooMuchError, DamagedStoreError):
                pass
        self.close()
        report = self._build_to_disk(given, progress)
        with suppress(DamagedStoreError, OSError):  # where nothing is remembered, nothing can stay
            memory = resident_memory(self.request.memory, self.request.site / FOLDER)
            overlay = Overlay(read_manifest(report.output) or {})
            self._resident = _Resident(memory, overlay, Looker(given.content))
        gc.freeze()  # most of what there is now stays, and need not be looked through for cycles
        return report

    def _is_there(self, given: Given) -> bool:
        """Tell whether what lies on the disk has not been deleted, as caches may be."""
        return (given.output / MANIFEST).is_file() and memory_file(self.request.memory).is_file()

    def _build_again(self, resident: _Resident, given: Given, touched: Touched, *, hasty: bool) -> Report:
        memory = resident.memory.again()
        scan = resident.looker.scan(given.settings.build.ignore, touched)
        return build_again(given, scan, memory, resident.overlay, hasty=hasty)

    def _build_to_disk(self, given: Given, progress: Progress) -> Report:
        folders = self.request.memory, self.request.site / FOLDER
        try:
            with open_memory(*folders) as memory:
                return build_with(given, memory, progress=progress)
        except DamagedStoreError as damage:
            notes = (discard_memory(self.request.memory, damage),)
            with open_memory(*folders) as memory:
                return build_with(given, memory, notes, progress)

    def _site(self, given: Given, report: Report) -> BuiltSite:
        base = make_urls(given.settings.site.url).root
        if self._resident is None:
            return built_site(report.output, base, read_manifest(report.output) or {})
        overlay = self._resident.overlay
        return built_site(report.output, base, overlay.there, overlay.new)

    def close(self) -> None:
        """Let go of what is in memory; the next build goes to the disk."""
        if self._resident:
            self._resident.memory.store.close()
        self._resident = None


@contextmanager
def building(request: Request, say: Callable[[str], None]) -> Iterator[Builder]:
    """Yield what builds the preview of a site; no other process does meanwhile.

    Raises `SetupError` when there is no site, or another process shows it already.
    """
    look(request)
    with build_lock(request.memory, 0, held=SERVING):
        _take_over(request, say)
        builder = Builder(request)
        try:
            yield builder
        finally:
            builder.close()


def _take_over(request: Request, say: Callable[[str], None]) -> None:
    """Begin with what builds of the site remember, where the preview has no memory of its own yet."""
    own, other = memory_file(request.memory), memory_file(request.site / FOLDER)
    if own.exists() or not other.is_file():
        return
    with build_lock(other.parent, say=say), suppress(OSError):  # without it all is only made again
        new = own.with_name(f"{own.name}.new")
        shutil.copyfile(other, new)
        new.replace(own)


def _due(report: Report) -> datetime:
    """Return when time alone may make another site: a text comes or goes, or it is another day."""
    day = report.moment.now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
    return min(day, report.until, key=datetime.timestamp) if report.until else day


def _words(error: Exception) -> str:
    """Return what kept a site from being built, besides mistakes in it."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
