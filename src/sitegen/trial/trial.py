"""Try a theme: render its pages for every site of `TRIALS`, and say what is wrong with them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.build import Prepared, Request, look, prepare
from sitegen.config.settings import ThemeSettings
from sitegen.content.scan import scan_content
from sitegen.errors import Location, Problem, SetupError
from sitegen.incremental.answers import recording
from sitegen.memory import with_a_look
from sitegen.patterns import regex
from sitegen.plan.output import Output
from sitegen.render.html import render_html
from sitegen.render.mistakes import template_problem
from sitegen.theme.marks import Marked, MarkedEnvironment
from sitegen.theme.theme import TEMPLATES, Theme, read_theme
from sitegen.trial.markup import look_at
from sitegen.trial.sites import TRIALS, Files

AS_OF = "2026-01-01"
_OF_THE_SITE = ("templates", "assets", "themes")
_SAMPLE = 3
"""How many pages of each kind and site are looked at, besides the last one."""


class Verdict(Struct):
    """What came of a trial: how many *pages* were looked at, and every problem found, once."""

    pages: int = 0
    problems: list[Problem] = field(default_factory=list)
    _seen: set[tuple[Location, str]] = field(default_factory=set)

    def add(self, problem: Problem, trial: str) -> None:
        """Note a problem that the site *trial* showed; the same one on other pages is the same."""
        known = (problem.location, problem.message)
        if known not in self._seen:
            self._seen.add(known)
            parts = filter(None, (problem.context, f"on the site with {trial}" if trial else ""))
            self.problems.append(replace(problem, context=", ".join(parts)))


def try_theme(
    site: Path,
    settings: ThemeSettings,
    trials: Mapping[str, Callable[[], Files]] = TRIALS,
    *,
    with_overrides: bool = True,
) -> Verdict:
    """Return what is wrong with the theme of *settings* among those of the folder *site*, or with what that
    puts over it."""
    verdict = Verdict()
    theme, problems = read_theme(site, settings)
    for problem in (*problems, *_missing(theme, settings.name)):
        verdict.add(problem, "")
    if any(not problem.warning for problem in verdict.problems):
        return verdict
    with TemporaryDirectory() as folder:
        stage = Path(folder)
        for name in _OF_THE_SITE if with_overrides else ("themes",):
            if (site / name).is_dir():
                _lend(site / name, stage / name)
        for name, files in trials.items():
            _lay(stage, files(), settings)
            _try_on(stage, name, verdict)
    return verdict


def _lend(folder: Path, place: Path) -> None:
    """Copy a folder of the site.  Raises `SetupError`."""
    try:
        shutil.copytree(folder, place, copy_function=_lend_file)
    except shutil.Error as error:
        raise SetupError(f"the theme can't be copied, to try it: {error.args[0][0][2]}") from None


def _lend_file(file: str, place: str) -> None:
    """Copy a file; what can't be read (a broken link, a pipe) is not there for a build, nor in a trial, or is
    a mistake in both."""
    if Path(file).is_file() and os.access(file, os.R_OK):
        shutil.copyfile(file, place)
    else:
        Path(place).symlink_to(Path(file).absolute())


def _missing(theme: Theme, name: str) -> Iterator[Problem]:
    if len(theme.layers) > 1:
        for template in TEMPLATES:
            if theme.find("templates", template) is None:
                hint = "write it, or name a parent that has it"
                where = Location(f"themes/{name}/theme.toml")
                yield Problem(where, "template", f"there is no templates/{template}", hint)


def _lay(stage: Path, files: Files, settings: ThemeSettings) -> None:
    """Write the site of a trial into the folder *stage*, in the place of the one before."""
    shutil.rmtree(stage / "content", ignore_errors=True)
    options = {"name": settings.name, **settings.options}
    chosen = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in options.items())
    (stage / "content").mkdir()
    for name, content in files.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(f"{content}\n[theme]\n{chosen}" if name == "site.toml" else content, "utf-8")


def _try_on(stage: Path, trial: str, verdict: Verdict) -> None:
    given = look(Request(stage, as_of=AS_OF, drafts=True, future=True))
    scan = scan_content(given.content, given.settings.build.ignore)
    with_a_look(stage, lambda memory: _render(prepare(given, scan, memory), trial, verdict))


def _render(prepared: Prepared, trial: str, verdict: Verdict) -> None:
    for problem in prepared.problems:
        if not problem.warning:
            verdict.add(problem, trial)
    theme, answers = prepared.given.theme, prepared.kit.answers
    environment = MarkedEnvironment(theme, answers)
    paths = {output.path for output in prepared.outputs}
    for output in _sample(prepared.outputs):
        verdict.pages += 1
        try:
            with recording():
                page = render_html(answers, environment, output.arguments)
        except Exception as error:
            found = template_problem(error, output, environment, theme)
            if found is None:
                raise
            verdict.add(found, trial)
            continue
        for problem in _faults(page.decode(), output, paths, theme):
            verdict.add(problem, trial)


def _sample(outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield some pages of each template: the first ones and the last."""
    by_template: dict[str, list[Output]] = {}
    for output in outputs:
        if output.renderer == "html":
            by_template.setdefault(str(output.arguments[0]), []).append(output)
    for pages in by_template.values():
        yield from pages[:_SAMPLE]
        yield from pages[_SAMPLE:][-1:]


def _faults(page: str, output: Output, paths: set[str], theme: Theme) -> Iterator[Problem]:
    marked = Marked(page)
    faults, addresses = look_at(marked.html)
    found = [(fault.offset, fault.message) for fault in faults]
    for offset, url in addresses:
        if _leads_nowhere(url, paths):
            found.append((offset, f"{url!r} leads to nothing on the site"))
    for offset, message in found:
        template, line = marked.origin(offset)
        template = template or _template_of(output, theme)
        text = _line(theme, template, line)
        tag = _TAG.match(marked.html, offset)
        column = text.find(tag[0]) if tag else -1
        where = Location(template, line, max(column, 0) + 1)
        width = len(tag[0]) if tag and column >= 0 else 1
        yield Problem(where, "theme-html", message, "", text, width, context=f"while making /{output.path}")


_TAG = regex(r"</?\w+")


def _template_of(output: Output, theme: Theme) -> str:
    """Return how messages call the template of *output*."""
    path = theme.find("templates", str(output.arguments[0]))
    return theme.shown(path) if path else ""


def _line(theme: Theme, template: str, line: int) -> str:
    """Return a line of the template that messages call *template*."""
    for name, layer in theme.files_of("templates"):
        if f"{layer.shown}templates/{name}" == template:
            lines = (layer.folder / "templates" / name).read_text("utf-8-sig").split("\n")
            return lines[line - 1].rstrip() if line <= len(lines) else ""
    return ""


def _leads_nowhere(url: str, paths: set[str]) -> bool:
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path:
        return False
    path = unquote(parts.path).removeprefix("/")
    names = (path, f"{path}/index.html".lstrip("/"), f"{path}index.html", f"{path}.html")
    return not any(name in paths for name in names)
