"""The story of a build, in order.  This is the only module that knows it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.config.decode import Mismatch, visible
from sitegen.config.encoding import plain_lines
from sitegen.config.located import START, Place
from sitegen.config.read import SITE_FILE, read_settings, with_url
from sitegen.config.settings import Settings
from sitegen.content.read import Reading, Sources, read_sources
from sitegen.content.scan import scan_content
from sitegen.content.schema import parse_moment
from sitegen.content.source import Source
from sitegen.errors import Location, Problem, ProblemsError, UsageError
from sitegen.incremental.answers import Answers
from sitegen.markup import engines
from sitegen.markup.document import Engine, ExtensionError
from sitegen.model.records import Site
from sitegen.model.site import make_site
from sitegen.model.states import Moment
from sitegen.model.texts import Found, Locate
from sitegen.plan import Plan, plan_site
from sitegen.publish.folder import check_output
from sitegen.publish.publish import Published, publish
from sitegen.queries.questions import questions_of
from sitegen.render import Kit, Rendered, render_all
from sitegen.theme.environment import ThemeEnvironment, theme_questions
from sitegen.theme.theme import Theme, read_theme


@dataclass(frozen=True, slots=True)
class Request:
    """What a build is asked for.  *as_of* is a date as writers write it; empty: now."""

    site: Path
    output: Path | None = None
    drafts: bool = False
    future: bool = False
    as_of: str = ""
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.  *problems* are warnings, when the build succeeded."""

    site: Site
    output: Path
    outputs: int
    published: Published
    seconds: float
    problems: tuple[Problem, ...] = field(default=())


def build(request: Request) -> Report:
    """Build the site and publish it.

    Raises `BuildError` when the writer made mistakes, `SetupError` when the site or the output folder is not
    what it must be, and `UsageError` for a request that can't be right; nothing is written then.
    """
    start = time.perf_counter()
    settings, settings_problems = _settings(request)
    output = request.output or request.site / settings.build.output
    check_output(output, request.site)
    theme, theme_problems = read_theme(request.site, settings.theme)
    sources = _read(request.site, settings)
    site, model_problems = make_site(settings, sources, _moment(request, settings), _locator(request.site))
    plan = plan_site(site, theme.assets())
    found = (*settings_problems, *theme_problems, *sources.problems, *model_problems, *plan.problems)
    problems = tuple(_quoted(problem, request.site) for problem in found)
    _stop_at_mistakes(problems, site)
    rendered = _render(plan, site, theme, request.site)
    _stop_at_mistakes((*problems, *rendered.problems), site)
    published = publish(rendered.contents, output)
    return Report(site, output, len(plan.outputs), published, time.perf_counter() - start, problems)


class BuildError(ProblemsError):
    """The build stopped at mistakes; *site* is what was made of the content so far."""

    def __init__(self, problems: Iterable[Problem], site: Site) -> None:
        super().__init__(problems)
        self.site = site


def _stop_at_mistakes(problems: Iterable[Problem], site: Site) -> None:
    found = tuple(problems)
    if any(not problem.warning for problem in found):
        raise BuildError(found, site)


def _settings(request: Request) -> tuple[Settings, tuple[Problem, ...]]:
    found = read_settings(request.site)
    if not request.base_url:
        return found.settings, found.problems
    try:
        return with_url(found.settings, request.base_url), found.problems
    except ValueError as error:
        raise UsageError(f"--base-url: {error}") from None


def _moment(request: Request, settings: Settings) -> Moment:
    """Return the moment of the build in the site's zone; a bare day means its end, so that it is included."""
    zone = ZoneInfo(settings.site.timezone)
    if not request.as_of:
        return Moment(datetime.now(zone), request.drafts, request.future)
    try:
        moment = parse_moment(request.as_of, zone)
    except Mismatch as mismatch:
        raise UsageError(f"--as-of: {mismatch.message}; {mismatch.hint}") from None
    if ":" not in request.as_of:
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return Moment(moment, request.drafts, request.future)


def _read(site: Path, settings: Settings) -> Sources:
    content = site / "content"
    engine, problems = make_engine(site, settings)
    reading = Reading(engine, ZoneInfo(settings.site.timezone), settings.front_matter.allow)
    sources = read_sources(content, scan_content(content, settings.build.ignore), reading)
    return replace(sources, problems=(*problems, *sources.problems))


def make_engine(site: Path, settings: Settings) -> tuple[Engine, tuple[Problem, ...]]:
    """Return the engine that the settings name (without extensions, and a problem, if one is unusable)."""
    try:
        return engines.make_engine(settings.markdown, settings.site.language), ()
    except ExtensionError as error:
        plain = replace(settings.markdown, extensions=(), extension_configs={})
        place, line = _find_in(site / SITE_FILE, 1, error.name)
        hint = "install the package that it comes from, or take it out of [markdown] extensions"
        location = Location(SITE_FILE, *place)
        message = f"the extension {error.name!r} {error.message}"
        problem = Problem(location, "extension", message, hint, line, len(error.name))
        return engines.make_engine(plain, settings.site.language), (problem,)


def _locator(site: Path) -> Locate:
    """Return what finds a piece of text in a source's file, for problems."""

    def locate(source: Source, text: str) -> Found:
        return _find_in(site / source.path, source.body_line, text)

    return locate


def _quoted(problem: Problem, site: Path) -> Problem:
    """Return *problem* with the line of the file at which it stands; the model knows places, not texts."""
    path, line = site / problem.location.path, problem.location.line
    if problem.offending or problem.location == Location(problem.location.path) or not path.is_file():
        return problem
    lines = _lines(path)
    return replace(problem, offending=visible(lines[line - 1])) if line <= len(lines) else problem


def _lines(path: Path) -> list[str]:
    return plain_lines(path.read_text("utf-8-sig", "replace")).split("\n")


def _find_in(path: Path, first_line: int, text: str) -> Found:
    for number, line in enumerate(_lines(path)[first_line - 1 :], start=first_line):
        if text in line:
            return Found(Place(number, line.index(text) + 1), line)
    return Found(START, "")


def _render(plan: Plan, site: Site, theme: Theme, folder: Path) -> Rendered:
    answers = Answers(questions_of(site) | theme_questions(theme, site.urls.url))
    environment = ThemeEnvironment(theme, answers)
    return render_all(plan.outputs, Kit(answers, environment, theme, folder / "content"))
