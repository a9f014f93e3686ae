"""The finished files of a site as a build would make them, for those who look into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from sitegen.build import Prepared, Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.errors import Problem
from sitegen.memory import Memory, with_a_look
from sitegen.plan import Output
from sitegen.progress import Progress, counted, silent
from sitegen.publish.published import PublishedSite, look_at_published
from sitegen.render.content import Content, Kept, keep_nothing
from sitegen.render.rendering import render_all
from sitegen.verify import verify

Result = TypeVar("Result")
_READ = frozenset({"html", "rss", "atom", "json", "redirects", "asset"})
"""Renderers whose outputs are looked into."""


class Finished(Struct, frozen=True):
    """A site as it would be made.

    *problems* are the mistakes of templates; with any mistake nothing is made.  *fresh* are the paths of the
    outputs that would be made anew, *read* returns the bytes of an output (None: nobody has them).
    *published* is what was published last.
    """

    prepared: Prepared
    published: PublishedSite
    problems: tuple[Problem, ...] = ()
    fresh: frozenset[str] = frozenset()
    read: Callable[[Output], bytes | None] = lambda _output: None

    @property
    def is_whole(self) -> bool:
        """Whether the site can be built as it is."""
        found = (*self.prepared.problems, *self.problems)
        return not any(not problem.warning for problem in found)


def look_into(request: Request, use: Callable[[Finished], Result], progress: Progress = silent) -> Result:
    """Return what *use* makes of the site that a build of *request* would make; nothing is written."""
    given = look(request)
    published = look_at_published(given.output)

    def use_with(memory: Memory) -> Result:
        scan = scan_content(given.content, given.settings.build.ignore)
        return use(_finish(prepare(given, scan, memory, progress), memory, published, progress))

    return with_a_look(request.memory, use_with)


def _finish(prepared: Prepared, memory: Memory, published: PublishedSite, progress: Progress) -> Finished:
    if any(not problem.warning for problem in prepared.problems):
        return Finished(prepared, published)
    made: dict[str, bytes] = {}

    def keep(path: str, content: Content) -> Kept:
        made[path] = content.read_bytes() if isinstance(content, Path) else content
        return keep_nothing(path, content)

    fingerprint = prepared.given.fingerprint
    work = verify(prepared.layout, prepared.copies, prepared.kit, memory, fingerprint, published.digests)
    outputs = [output for output in work.outputs if output.renderer in _READ]
    rendering = render_all(outputs, prepared.kit, prepared.site, prepared.sources.texts, keep=keep)
    rendering = counted(rendering, "render", len(outputs), progress)
    problems = tuple(_distinct(rendered.problem for rendered in rendering))
    if problems:
        return Finished(prepared, published, problems)

    def read(output: Output) -> bytes | None:
        return made.get(output.path) or _read(prepared, output)

    return Finished(prepared, published, (), frozenset(output.path for output in work.outputs), read)


def _distinct(problems: Iterator[Problem | None]) -> Iterator[Problem]:
    """Yield a template's mistake once, however many pages it spoils."""
    seen = set()
    for problem in problems:
        place = (problem.location.path, problem.location.line, problem.message) if problem else None
        if problem and place not in seen:
            seen.add(place)
            yield problem


def _read(prepared: Prepared, output: Output) -> bytes | None:
    """Return what is published of *output*, or the file that is to be copied."""
    given, copied = prepared.given, output.renderer == "copy"
    file = given.content / str(output.arguments[0]) if copied else given.output / output.path
    return file.read_bytes() if file.is_file() else None
