"""What the tests of the markup share: one engine for all that ask nothing special."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.commonmark import CommonMark
from sitegen.markup.document import Document
from sitegen.markup.finish import finish
from sitegen.markup.python_markdown import PythonMarkdown

Convert = Callable[..., Document]


@pytest.fixture(autouse=True, scope="module")
def no_garbage() -> None:
    """Take apart what other modules left: were it done when time is up, the alarm would ring in a `__del__`,
    where Python can only say so."""
    gc.collect()


@pytest.fixture(scope="session")
def engine() -> PythonMarkdown:
    return PythonMarkdown(MarkdownSettings(timeout=5))


@pytest.fixture(scope="session")
def native() -> CommonMark:
    return CommonMark(MarkdownSettings(timeout=5))


@pytest.fixture(scope="session")
def convert(engine: PythonMarkdown) -> Convert:
    """Convert Markdown with the default settings."""
    return engine.convert


@pytest.fixture(scope="session")
def pass_over() -> Convert:
    """Finish HTML with the default settings, or those given."""

    def run(html: str, language: str = "en", **settings: object) -> Document:
        return finish(html, MarkdownSettings(**settings), language)  # type: ignore[arg-type]

    return run
