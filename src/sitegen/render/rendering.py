"""Render a plan: one renderer for each kind of output, in one visible list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.errors import Problem
from sitegen.incremental.answers import Answers, Question, recording
from sitegen.plan.output import Output, Renderer
from sitegen.render.html import render_html
from sitegen.render.machine import render_redirects, render_robots, render_sitemap
from sitegen.render.mistakes import template_problem
from sitegen.theme.environment import ThemeEnvironment
from sitegen.theme.theme import Theme

Content = bytes | Path
"""What an output is: its bytes, or the file that is copied."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What renderers work with."""

    answers: Answers
    environment: ThemeEnvironment
    theme: Theme
    content: Path


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made and what was asked for it, by path, and the mistakes in templates that came up."""

    contents: Mapping[str, Content]
    asked: Mapping[str, tuple[Question, ...]]
    problems: tuple[Problem, ...] = ()


def _rss(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_rss  # feedgen takes 40 ms to import: only when there is a feed

    return render_rss(kit.answers.ask(question, *arguments))


def _atom(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_atom

    return render_atom(kit.answers.ask(question, *arguments))


def _json(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_json

    return render_json(kit.answers.ask(question, *arguments))


def _html(kit: Kit, *arguments: Any) -> Content:
    return render_html(kit.answers, kit.environment, arguments)


def _copy(kit: Kit, key: str) -> Content:
    return kit.content / key


def _asset(kit: Kit, name: str) -> Content:
    path = kit.theme.find("assets", name)
    if path is None:
        raise FileNotFoundError(name)
    return path


RENDERERS: Mapping[Renderer, Callable[..., Content]] = {
    "html": _html,
    "rss": _rss,
    "atom": _atom,
    "json": _json,
    "sitemap": lambda _kit, kind, *entries: render_sitemap(kind, entries),
    "robots": lambda _kit, sitemap: render_robots(sitemap),
    "redirects": lambda _kit, *rules: render_redirects(rules),
    "copy": _copy,
    "asset": _asset,
}


def render_all(outputs: Iterable[Output], kit: Kit) -> Rendered:
    """Render every output; a template's mistake is noted once, however many pages it spoils."""
    contents: dict[str, Content] = {}
    asked: dict[str, tuple[Question, ...]] = {}
    problems: dict[tuple[str, int, str], Problem] = {}
    for output in outputs:
        try:
            with recording() as trace:
                contents[output.path] = RENDERERS[output.renderer](kit, *output.arguments)
            asked[output.path] = tuple(trace.questions)
        except Exception as error:
            problem = template_problem(error, output, kit.theme)
            if problem is None:
                raise
            problems.setdefault((problem.location.path, problem.location.line, str(error)), problem)
    return Rendered(contents, asked, tuple(problems.values()))
