"""Render a plan: one renderer for each kind of output, in one visible list."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.content.memory import Elsewhere, Texts
from sitegen.errors import Problem
from sitegen.executors import executor, in_batches
from sitegen.incremental.answers import Answers, recording
from sitegen.incremental.shorthand import Teller, Told
from sitegen.incremental.store import DamagedStoreError, Store
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Site
from sitegen.model.site import with_texts
from sitegen.plan.output import Output, Renderer
from sitegen.queries.site import answers_of
from sitegen.render.content import Content, Keep, Kept, keep_nothing
from sitegen.render.html import render_html
from sitegen.render.machine import render_redirects, render_robots, render_sitemap
from sitegen.render.mistakes import template_problem
from sitegen.theme.environment import ThemeEnvironment, theme_questions
from sitegen.theme.styles import is_style_sheet, style_sheet
from sitegen.theme.theme import Theme

BATCH = 64
"""How many outputs a process takes at a time."""
WORTH = 300
"""From how many outputs on other processes are started; where it is quicker has not been measured."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What renderers work with."""

    answers: Answers
    environment: ThemeEnvironment
    theme: Theme
    content: Path


class Rendered(NamedTuple):
    """An output that was made: what became of its content, and the questions that it asked; or the *problem*
    that kept it from being made."""

    path: str
    kept: Kept
    asked: Told
    problem: Problem | None = None


def _rss(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_rss  # feedgen takes 40 ms to import: only when there is a feed

    return render_rss(kit.answers.view(question, *arguments))


def _atom(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_atom

    return render_atom(kit.answers.view(question, *arguments))


def _json(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_json

    return render_json(kit.answers.view(question, *arguments))


def _html(kit: Kit, *arguments: Any) -> Content:
    return render_html(kit.answers, kit.environment, arguments)


def _copy(kit: Kit, key: str) -> Content:
    return kit.content / key


def _asset(kit: Kit, name: str) -> Content:
    path = kit.theme.find("assets", name)
    if path is None:
        raise FileNotFoundError(name)
    return style_sheet(kit.theme, name) if is_style_sheet(name) else path


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


def make_kit(
    site: Site,
    theme: Theme,
    content: Path,
    store: Store | None = None,
    memory: ModelMemory | None = None,
) -> Kit:
    """Return what renders the outputs of *site*; *content* is the folder of its texts and files, *store*
    remembers compiled templates, *memory* what the site was like.
    """
    answers = answers_of(site, theme_questions(theme, site.urls.url), memory)
    return Kit(answers, ThemeEnvironment(theme, answers, store), theme, content)


def is_shared(outputs: Sequence[Output], jobs: int) -> bool:
    """Tell whether other processes are to help."""
    return jobs > 1 and len(outputs) >= WORTH


def render_all(
    outputs: Sequence[Output], kit: Kit, site: Site, texts: Texts, jobs: int = 1, keep: Keep = keep_nothing
) -> Iterator[Rendered]:
    """Render every output, in so many *jobs* where that is worth it, and *keep* it where it was made."""
    if not is_shared(outputs, jobs):
        teller = Teller(0)
        yield from (render(output, kit, keep, teller) for output in outputs)
        return
    textless = replace(site, posts={}, pages={}, briefs={}, snippets={}, documents={})
    with executor(jobs, _prepare, textless, texts.elsewhere(), kit.theme, kit.content, keep) as pool:
        yield from in_batches(pool, _render_batch, outputs, BATCH, 4 * jobs)


def render(output: Output, kit: Kit, keep: Keep, teller: Teller) -> Rendered:
    """Render one output.  Raises what *keep* raises."""
    try:
        with recording() as trace:
            content = RENDERERS[output.renderer](kit, *output.arguments)
    except DamagedStoreError:  # no mistake of the template that needed what was remembered
        raise
    except Exception as error:
        problem = template_problem(error, output, kit.theme)
        if problem is None:
            raise
        return Rendered(output.path, Kept(""), teller.tell(()), problem)
    return Rendered(output.path, keep(output.path, content), teller.tell(trace.questions))


# ---- in a process that helps

_work: list[tuple[Kit, Keep, Teller]] = []


def _prepare(site: Site, elsewhere: Elsewhere, theme: Theme, content: Path, keep: Keep) -> None:
    texts = elsewhere()
    _work[:] = [(make_kit(with_texts(site, texts), theme, content, texts.store), keep, Teller(os.getpid()))]


def _render_batch(outputs: Iterable[Output]) -> list[Rendered]:
    kit, keep, teller = _work[0]
    return [render(output, kit, keep, teller) for output in outputs]
