"""Check a site: everything that is wrong with it, and everything that could be better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, structs

from sitegen.build import Prepared, Request, look, prepare
from sitegen.checks.checked import Checked
from sitegen.checks.pages import Page, read_page
from sitegen.checks.rules import RULES
from sitegen.config.settings import CheckSettings
from sitegen.content.scan import scan_content
from sitegen.errors import Problem
from sitegen.memory import Memory, with_a_look
from sitegen.model.placement import place
from sitegen.model.records import Census, State
from sitegen.plan.output import Output
from sitegen.progress import Progress, counted, silent
from sitegen.publish.published import PublishedSite, look_at_published
from sitegen.render.content import Content, Kept, keep_nothing
from sitegen.render.rendering import render_all
from sitegen.verify import verify

Result = TypeVar("Result")
_READ = frozenset({"html", "rss", "atom", "json"})
"""Renderers whose outputs are looked into."""


class Findings(Struct, frozen=True):
    """What was found; *pages* is how many finished pages were looked at."""

    problems: tuple[Problem, ...]
    census: Census
    pages: int


def check(request: Request, *, external: bool = False, progress: Progress = silent) -> Findings:
    """Look at the site as a build of *request* would make it; nothing is written but what *external* links
    have answered.

    Raises `SetupError` and `UsageError` as a build does.
    """

    def findings(checked: Checked) -> Findings:
        prepared = checked.prepared
        found = [*prepared.problems, *checked.mistakes, *apply_rules(checked)]
        if external:
            from sitegen.checks.outgoing import dead_links

            found += graded(dead_links(checked, progress), prepared.site.settings.check)
        return Findings(tuple(sorted(set(found))), prepared.site.census, len(checked.pages))

    return look_at(request, findings, progress)


def look_at(request: Request, use: Callable[[Checked], Result], progress: Progress = silent) -> Result:
    """Return what *use* makes of the site as a build of *request* would make it."""
    given = look(request)
    published = look_at_published(given.output)

    def use_with(memory: Memory) -> Result:
        scan = scan_content(given.content, given.settings.build.ignore)
        prepared = prepare(given, scan, memory, progress)
        return use(_finish(prepared, memory, published, progress))

    return with_a_look(request.site, use_with)


def apply_rules(checked: Checked) -> Iterator[Problem]:
    """Yield what the rules find, each as bad as the settings say."""
    settings = checked.prepared.site.settings.check
    for rule in RULES:
        if settings.severity(rule.name) != "off":
            yield from graded(rule.find(checked), settings)


def graded(found: Iterable[Problem], settings: CheckSettings) -> Iterator[Problem]:
    """Yield what was *found* as errors and warnings, without what is to be skipped."""
    for problem in found:
        severity = settings.severity(problem.rule)
        skipped = any(fnmatchcase(problem.location.path, pattern) for pattern in settings.skip)
        if severity != "off" and not skipped:
            yield structs.replace(problem, warning=severity == "warning")


def _finish(prepared: Prepared, memory: Memory, published: PublishedSite, progress: Progress) -> Checked:
    """Return what the rules look at; where there are mistakes there are no pages."""
    withheld, public = _withheld(prepared), frozenset(published.record.digests)
    if any(not problem.warning for problem in prepared.problems):
        return Checked(prepared, published=public, withheld=withheld)
    made: dict[str, bytes] = {}

    def keep(path: str, content: Content) -> Kept:
        made[path] = content.read_bytes() if isinstance(content, Path) else content
        return keep_nothing(path, content)

    work = verify(
        prepared.layout, prepared.copies, prepared.kit, memory, prepared.given.fingerprint, published.digests
    )
    outputs = [output for output in work.outputs if output.renderer in _READ]
    rendering = render_all(outputs, prepared.kit, prepared.site, prepared.sources.texts, keep=keep)
    mistakes: dict[tuple[str, int, str], Problem] = {}
    for rendered in counted(rendering, "render", len(outputs), progress):
        if problem := rendered.problem:
            mistakes.setdefault((problem.location.path, problem.location.line, problem.message), problem)
    if mistakes:
        return Checked(prepared, tuple(mistakes.values()), published=public, withheld=withheld)

    by_path = {output.path: output for output in prepared.outputs}

    def read(path: str) -> bytes | None:
        return made.get(path) or _read(prepared, by_path[path])

    return Checked(prepared, (), _pages(prepared, read), read, public, withheld)


def _pages(prepared: Prepared, read: Callable[[str], bytes | None]) -> Mapping[str, Page]:
    pages = {}
    for output in prepared.outputs:
        copied = output.renderer == "copy" and output.path.endswith((".html", ".htm"))
        if output.renderer == "html" or copied:
            raw = read(output.path)
            if raw is not None:
                pages[output.path] = read_page(raw.decode("utf-8", "replace"))
    return pages


def _read(prepared: Prepared, output: Output) -> bytes | None:
    """Return what is published of *output*, or the file that is to be copied."""
    given, copied = prepared.given, output.renderer == "copy"
    file = given.content / str(output.arguments[0]) if copied else given.output / output.path
    return file.read_bytes() if file.is_file() else None


def _withheld(prepared: Prepared) -> Mapping[str, str]:
    """Return where the texts would be that are not on the site."""
    site = prepared.site
    placement = place(prepared.sources, site.settings, site.moment, site.urls)
    return {
        key: path for key, path in placement.paths.items() if placement.states[key] is not State.PUBLISHED
    }
