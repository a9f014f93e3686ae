"""The engines, by the names that `[markdown] engine` knows; each loads its library when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.document import Engine


def make_engine(settings: MarkdownSettings, language: str) -> Engine:
    """Return the engine that *settings* name, for texts that are in *language* where they say no other.

    Raises `ExtensionError`.
    """
    return ENGINES[settings.engine](settings, language)


def _python_markdown(settings: MarkdownSettings, language: str) -> Engine:
    from sitegen.markup.python_markdown import PythonMarkdown

    return PythonMarkdown(settings, language)


def _commonmark(settings: MarkdownSettings, language: str) -> Engine:
    from sitegen.markup.commonmark import CommonMark

    return CommonMark(settings, language)


ENGINES: Mapping[str, Callable[[MarkdownSettings, str], Engine]] = {
    "python-markdown": _python_markdown,
    "commonmark": _commonmark,
}
