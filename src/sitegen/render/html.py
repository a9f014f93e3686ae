"""Render a page: the view that answers its question, through its template."""

from __future__ import annotations

from collections.abc import Hashable

from sitegen.incremental.answers import Answers
from sitegen.theme.environment import ThemeEnvironment


def render_html(answers: Answers, environment: ThemeEnvironment, arguments: tuple[Hashable, ...]) -> bytes:
    """Render the template and the question that *arguments* name."""
    template, question, *rest = arguments
    view = answers.view(str(question), *rest)
    return environment.get_template(str(template)).render(page=view).encode()
