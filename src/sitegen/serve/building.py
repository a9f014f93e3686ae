"""Build what is shown, again and again: each build ends in a site, or in words about why there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from msgspec import Struct

from sitegen.build import BuildError, Given, Report, Request, build_with, look
from sitegen.errors import Problem, SitegenError
from sitegen.executors import collecting_rarely
from sitegen.incremental.store import DamagedStoreError
from sitegen.memory import FOLDER, Memory, discard_memory, memory_file, open_memory
from sitegen.model.urls import make_urls
from sitegen.progress import Progress, silent
from sitegen.publish.lock import SERVING, build_lock
from sitegen.publish.manifest import read_manifest
from sitegen.serve.shown import Shown, Trouble, built_site
from sitegen.serve.troubles import trouble_of


class Built(Struct, frozen=True):
    """What became of a build: what is *shown* now, and what is said of it: its *report*, its *problems*."""

    shown: Shown
    report: Report | None = None
    problems: tuple[Problem, ...] = ()


class Builder:
    """Builds the site of a *request* (for a preview) whenever it is told to; the memory stays open
    meanwhile."""

    def __init__(self, request: Request) -> None:
        self._request, self.site = request, request.site
        self._memory: Memory | None = None
        self._open = ExitStack()
        self.shown = Shown(0)

    def build(self, progress: Progress = silent) -> Built:
        """Build, and return what is to be shown: the new site, or the last one and why there is no new
        one."""
        site, number = self.shown.site, self.shown.number + 1
        try:
            given = look(self._request)
            report = self._build(given, progress)
        except BuildError as error:
            self.shown = Shown(number, site, trouble_of(error.problems, self._request.site))
            return Built(self.shown, problems=error.problems)
        except (SitegenError, OSError) as error:
            self.close()  # nobody knows how far it came
            self.shown = Shown(number, site, Trouble(failure=_words(error)))
            return Built(self.shown)
        base, digests = make_urls(given.settings.site.url).root, read_manifest(report.output) or {}
        self.shown = Shown(number, built_site(report.output, base, digests))
        return Built(self.shown, report, report.problems)

    def _build(self, given: Given, progress: Progress) -> Report:
        with collecting_rarely():
            try:
                return build_with(given, self._remembering(), progress=progress)
            except DamagedStoreError as damage:
                self.close()
                notes = (discard_memory(self._request.memory, damage),)
                return build_with(given, self._remembering(), notes, progress)

    def _remembering(self) -> Memory:
        if self._memory is None:
            self._memory = self._open.enter_context(
                open_memory(self._request.memory, self._request.site / FOLDER)
            )
        else:
            self._memory = self._memory.again()
        return self._memory

    def close(self) -> None:
        """Close the memory; the next build opens it again."""
        self._memory = None
        self._open.close()


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


def _words(error: Exception) -> str:
    """Return what kept a site from being built, besides mistakes in it."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
