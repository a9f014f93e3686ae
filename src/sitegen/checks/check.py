"""Check a site: everything that is wrong with it, and everything that could be better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from msgspec import Struct, structs

from sitegen.build import Prepared, Request
from sitegen.checks.checked import Checked
from sitegen.checks.pages import Page, read_page
from sitegen.checks.rules import RULES
from sitegen.config.settings import CheckSettings
from sitegen.errors import Problem
from sitegen.finished import Finished, look_into
from sitegen.model.placement import place
from sitegen.model.records import Census, State
from sitegen.plan import Output
from sitegen.progress import Progress, silent

Result = TypeVar("Result")


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
        found = _said_once(prepared.problems, [*checked.mistakes, *apply_rules(checked)])
        if external:
            from sitegen.checks.outgoing import dead_links

            found += graded(dead_links(checked, progress), prepared.site.settings.check)
        return Findings(tuple(sorted(set(found))), prepared.site.census, len(checked.pages))

    return look_at(request, findings, progress)


def _said_once(warned: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """Return all problems; where a rule finds again what a build has *warned* of, in the words of the latter.

    A picture that the host may have is a warning to a build, and missing to the rule about files.
    """
    said = {(one.location, one.rule) for one in warned}
    graver = {(one.location, one.rule) for one in found if not one.warning}
    return [
        *(
            structs.replace(one, warning=one.warning and (one.location, one.rule) not in graver)
            for one in warned
        ),
        *(one for one in found if (one.location, one.rule) not in said),
    ]


def look_at(request: Request, use: Callable[[Checked], Result], progress: Progress = silent) -> Result:
    """Return what *use* makes of the site as a build of *request* would make it."""
    return look_into(request, lambda finished: use(_checked(finished)), progress)


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
        if severity != "off" and not is_skipped(problem.location.path, settings):
            yield structs.replace(problem, warning=severity == "warning")


def is_skipped(path: str, settings: CheckSettings) -> bool:
    """Tell whether nothing is to be said of a file, by its path from the site's folder."""
    return any(fnmatchcase(path, pattern) for pattern in settings.skip)


def _checked(finished: Finished) -> Checked:
    """Return what the rules look at; where there are mistakes there are no pages."""
    prepared, public = finished.prepared, frozenset(finished.published.record.digests)
    outputs = {output.path: output for output in prepared.outputs} if finished.is_whole else {}

    def read(path: str) -> bytes | None:
        return finished.read(outputs[path]) if path in outputs else None

    pages = dict(_pages(outputs.values(), read))
    return Checked(prepared, finished.problems, pages, read, public, _withheld(prepared))


def _pages(outputs: Iterable[Output], read: Callable[[str], bytes | None]) -> Iterator[tuple[str, Page]]:
    for output in outputs:
        copied = output.renderer == "copy" and output.path.endswith((".html", ".htm"))
        if output.renderer == "html" or copied:
            raw = read(output.path)
            if raw is not None:
                yield output.path, read_page(raw.decode("utf-8", "replace"))


def _withheld(prepared: Prepared) -> Mapping[str, str]:
    """Return where the texts would be that are not on the site."""
    site = prepared.site
    placement = place(prepared.sources, site.settings, site.moment, site.urls)
    return {
        key: path for key, path in placement.paths.items() if placement.states[key] is not State.PUBLISHED
    }
