"""The engine `python-markdown`: Python-Markdown with a fixed set of extensions, reused and guarded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

import markdown

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.balance import may_hold_tags
from sitegen.markup.comments import without_open_comments
from sitegen.markup.document import Document, ExtensionError
from sitegen.markup.failures import convert_or_explain
from sitegen.markup.fingerprint import engine_fingerprint
from sitegen.markup.finish import finish
from sitegen.markup.footnotes import without_lost_links
from sitegen.markup.gate import gate
from sitegen.markup.guard import time_limit
from sitegen.markup.relaxed import RelaxedExtension
from sitegen.patterns import regex
from sitegen.text import FORBIDDEN

EXTENSIONS = (
    "markdown.extensions.abbr",
    "markdown.extensions.admonition",
    "markdown.extensions.attr_list",
    "markdown.extensions.def_list",
    "markdown.extensions.footnotes",
    "markdown.extensions.md_in_html",
    "markdown.extensions.sane_lists",
    "markdown.extensions.tables",
    "pymdownx.betterem",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.tilde",
)
"""The extensions that are always there: `extra` with better fences, and what today's authors expect."""
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "pymdownx.betterem": {"punctuation": False},
    "pymdownx.highlight": {"use_pygments": False},
}
"""The options of those extensions: bold words may end in punctuation that a letter follows, as in
`**Note:**this` and wherever no blanks stand between words; colours are the work of the pass after the
engine."""

_PLACEHOLDERS = "\x01\x02\x03\x04"
# A placeholder for a character that an extension forgot to turn back: a code point between STX and ETX.
_FORGOTTEN = regex("\x02([0-9]{1,6})\x03")


class PythonMarkdown:
    """Python-Markdown behind the `Engine` protocol; not to be shared by threads.

    Raises `ExtensionError` when an extension of the *settings* can't be used.
    """

    def __init__(self, settings: MarkdownSettings, language: str = "en") -> None:
        self.settings, self.language = settings, language
        self._converter: markdown.Markdown | None = make_gated_converter(settings)

    @cached_property
    def fingerprint(self) -> str:
        """Engine, versions, settings and language."""
        return engine_fingerprint(self.settings, self.language)

    def convert(self, text: str, language: str = "") -> Document:
        """Convert *text*; raises `ConversionError`, after which the engine works as before."""
        language = language or self.language

        def attempt(text: str, seconds: float) -> Document:
            return self._try(text, language, seconds)

        return convert_or_explain(attempt, text, self.settings.timeout)

    def _try(self, text: str, language: str, seconds: float) -> Document:
        # After a failure the converter is in an unknown state, which `reset()` does not mend: the next
        # conversions would come out wrong without an error.
        converter, self._converter = self._converter or make_gated_converter(self.settings), None
        with time_limit(seconds):
            document = finish(_html(converter, text), self.settings, language, has_tags=may_hold_tags(text))
        self._converter = converter
        return document


def _html(converter: markdown.Markdown, text: str) -> str:
    converter.reset()
    for extension in converter.registeredExtensions:
        if hasattr(
            extension, "unique_prefix"
        ):  # footnotes count the texts, but texts know nothing of each other
            extension.unique_prefix = 1
    html = without_lost_links(without_open_comments(converter.convert(text)))
    return _without_control_characters(html) if any(char in html for char in _PLACEHOLDERS) else html


def _without_control_characters(html: str) -> str:
    """Return *html* without placeholders that an extension forgot, which would look like link tokens."""
    html = _FORGOTTEN.sub(lambda match: chr(int(match[1])) if int(match[1]) < 0x110000 else "", html)
    return FORBIDDEN.sub("", html)


def make_converter(settings: MarkdownSettings) -> markdown.Markdown:
    """Return a new Python-Markdown converter; raises `ExtensionError`."""
    names = dict.fromkeys([*EXTENSIONS, *map(_full_name, settings.extensions)])
    options = _options(settings, frozenset(names))
    written = {_full_name(name): name for name in (*settings.extension_configs, *settings.extensions)}
    converter = markdown.Markdown(output_format="html")
    for name in names:
        _register(converter, name, written.get(name, name), options.get(name, {}))
    if settings.relaxed:
        RelaxedExtension().extendMarkdown(converter)
    return converter


def make_gated_converter(settings: MarkdownSettings) -> markdown.Markdown:
    """Return a new converter that gives the same result sooner; raises `ExtensionError`."""
    converter = make_converter(settings)
    gate(converter)
    return converter


def _full_name(name: str) -> str:
    """Return the module of an extension that comes with us and is written short, such as `tables`."""
    full = f"markdown.extensions.{name}"
    return full if full in EXTENSIONS else name


def _options(settings: MarkdownSettings, names: frozenset[str]) -> dict[str, dict[str, Any]]:
    options = {name: _known(name, given) for name, given in OPTIONS.items()}
    for written, given in settings.extension_configs.items():
        name = _full_name(written)
        if name not in names:
            raise ExtensionError(written, "has options, but is not among the extensions", (written,))
        options[name] = {**options.get(name, {}), **given}
    return options


def _known(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of our options that this version of an extension knows."""
    known = import_module(name).makeExtension().config
    return {option: value for option, value in given.items() if option in known}


def _register(converter: markdown.Markdown, name: str, written: str, options: Mapping[str, Any]) -> None:
    """Add the extension *name*, which is called as it is *written* in messages; raises `ExtensionError`."""
    try:
        converter.registerExtensions([name], {name: dict(options)})
    except ModuleNotFoundError as error:
        missing = "" if name.startswith(error.name or name) else f"needs {error.name}, which "
        raise ExtensionError(written, f"{missing}is not installed") from error
    except Exception as error:
        if isinstance(error, KeyError) and error.args[0] in options:
            raise ExtensionError(written, f"has no option {error}", (written, error.args[0])) from error
        raise ExtensionError(written, f"can't be used: {type(error).__name__}: {error}") from error
