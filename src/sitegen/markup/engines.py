"""The engines, by the names that `[markdown] engine` knows; each loads its library when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.document import Document, Engine
from sitegen.markup.fingerprint import engine_fingerprint


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


class LateEngine:
    """The engine that *settings* name, made when the first text is converted: a build often converts none.

    It can be pickled; another process makes an engine of its own.  `convert` raises `ExtensionError` too.
    """

    def __init__(self, settings: MarkdownSettings, language: str) -> None:
        self._settings, self._language = settings, language
        self._engine: Engine | None = None

    def __reduce__(self) -> tuple[type[LateEngine], tuple[MarkdownSettings, str]]:
        return type(self), (self._settings, self._language)

    @cached_property
    def fingerprint(self) -> str:
        """That of the engine, which need not be made for it."""
        return engine_fingerprint(self._settings, self._language)

    def convert(self, text: str, language: str = "") -> Document:
        """Convert *text* with the engine."""
        if self._engine is None:
            self._engine = make_engine(self._settings, self._language)
        return self._engine.convert(text, language)


ENGINES: Mapping[str, Callable[[MarkdownSettings, str], Engine]] = {
    "python-markdown": _python_markdown,
    "commonmark": _commonmark,
}
