"""The engine `python-markdown`: Python-Markdown with a fixed set of extensions, reused and guarded."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import markdown

from sitegen.config.settings import MarkdownSettings
from sitegen.incremental.digest import digest, digest_bytes
from sitegen.markup.document import ConversionError, Document
from sitegen.markup.finish import finish
from sitegen.markup.gate import gate
from sitegen.markup.guard import TimeUp, time_limit
from sitegen.markup.relaxed import RelaxedExtension
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
OPTIONS: Mapping[str, Mapping[str, Any]] = {"pymdownx.highlight": {"use_pygments": False}}
"""The options of those extensions: colours are the work of the pass after the engine."""

_LIBRARIES = ("Markdown", "pymdown-extensions", "Pygments")
_PLACEHOLDERS = "\x01\x02\x03\x04"
# A placeholder for a character that an extension forgot to turn back: a code point between STX and ETX.
_FORGOTTEN = re.compile("\x02([0-9]{1,6})\x03")
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")


class ExtensionError(Exception):
    """An extension that `site.toml` names can't be used: its *name* and what is wrong with it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name, self.message = name, message


class PythonMarkdown:
    """Python-Markdown behind the `Engine` protocol; not to be shared by threads.

    Raises `ExtensionError` when an extension of the *settings* can't be used.
    """

    def __init__(self, settings: MarkdownSettings, language: str = "en") -> None:
        self.settings, self.language = settings, language
        self._converter: markdown.Markdown | None = make_gated_converter(settings)

    def __reduce__(self) -> tuple[type[PythonMarkdown], tuple[MarkdownSettings, str]]:
        return type(self), (self.settings, self.language)  # another process makes a converter of its own

    @cached_property
    def fingerprint(self) -> str:
        """Engine, versions, settings and language, as canonical JSON; of further extensions all their code,
        which may be the writer's own and have no version."""
        settings = {name: getattr(self.settings, name) for name in MarkdownSettings.__slots__}
        shape = {
            "engine": "python-markdown",
            "language": self.language,
            "settings": settings,
            "versions": {name: metadata.version(name) for name in _LIBRARIES},
            "extensions": {name: _code_digest(name) for name in _further(self.settings)},
        }
        return json.dumps(shape, sort_keys=True, default=_plain)

    def convert(self, text: str, language: str = "") -> Document:
        """Convert *text*; raises `ConversionError`, after which the engine works as before."""
        try:
            return self._try(text, language or self.language, self.settings.timeout)
        except (Exception, TimeUp) as failure:
            line = self._find_line(text, language or self.language)
            message, hint = _explain(failure, self.settings.timeout)
            raise ConversionError(message, line, hint) from failure

    def _try(self, text: str, language: str, seconds: float) -> Document:
        # After a failure the converter is in an unknown state, which `reset()` does not mend: the next
        # conversions would come out wrong without an error.
        converter, self._converter = self._converter or make_gated_converter(self.settings), None
        with time_limit(seconds):
            document = finish(_html(converter, text), self.settings, language)
        self._converter = converter
        return document

    def _find_line(self, text: str, language: str) -> int:
        """Return the line on which the block begins that *text* fails with."""
        blocks = list(_BLOCK.finditer(text))
        budget = max(self.settings.timeout, 1.0)
        seconds = budget / (len(blocks).bit_length() + 1)
        deadline = time.monotonic() + budget

        def fails(count: int) -> bool:
            return self._fails(text[: blocks[count - 1].end()], language, seconds)

        count = _first_failing(len(blocks), fails, deadline)
        return text.count("\n", 0, blocks[count - 1].start()) + 1 if blocks else 1

    def _fails(self, text: str, language: str, seconds: float) -> bool:
        try:
            self._try(text, language, seconds)
        except (Exception, TimeUp):  # noqa: BLE001 -- the question is whether it fails
            return True
        return False


def _first_failing(count: int, fails: Callable[[int], bool], deadline: float) -> int:
    """Return the smallest number up to *count* that *fails*, or the best answer at the *deadline*."""
    low, high = 0, count
    while high - low > 1 and time.monotonic() < deadline:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle, high)
    return high


def _html(converter: markdown.Markdown, text: str) -> str:
    converter.reset()
    for extension in converter.registeredExtensions:
        if hasattr(
            extension, "unique_prefix"
        ):  # footnotes count the texts, but texts know nothing of each other
            extension.unique_prefix = 1
    html = converter.convert(text)
    return _without_control_characters(html) if any(char in html for char in _PLACEHOLDERS) else html


def _without_control_characters(html: str) -> str:
    """Return *html* without placeholders that an extension forgot, which would look like link tokens."""
    html = _FORGOTTEN.sub(lambda match: chr(int(match[1])) if int(match[1]) < 0x110000 else "", html)
    return FORBIDDEN.sub("", html)


def _explain(failure: BaseException, timeout: float) -> tuple[str, str]:
    """Return what happened, for a writer, and what may be done about it."""
    if isinstance(failure, TimeUp):
        return (
            f"the text takes longer than {timeout:g} seconds to convert",
            "look here for very many brackets or tags that nothing closes, or raise `timeout` in [markdown]",
        )
    if isinstance(failure, RecursionError):
        return (
            "the text is nested too deeply, or is one list or glossary without a blank line",
            "put blank lines between the entries here, or nest less deeply",
        )
    return (
        f"the Markdown converter failed: {type(failure).__name__}: {failure}",
        "if it goes away without the extensions that site.toml adds, one of them is at fault",
    )


def make_converter(settings: MarkdownSettings) -> markdown.Markdown:
    """Return a new Python-Markdown converter; raises `ExtensionError`."""
    names = dict.fromkeys([*EXTENSIONS, *map(_full_name, settings.extensions)])
    options = _options(settings, frozenset(names))
    converter = markdown.Markdown(output_format="html")
    for name in names:
        _register(converter, name, options.get(name, {}))
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
    options = {name: dict(given) for name, given in OPTIONS.items()}
    for written, given in settings.extension_configs.items():
        name = _full_name(written)
        if name not in names:
            raise ExtensionError(written, "has options, but is not among the extensions")
        options[name] = {**options.get(name, {}), **given}
    return options


def _register(converter: markdown.Markdown, name: str, options: Mapping[str, Any]) -> None:
    try:
        converter.registerExtensions([name], {name: dict(options)})
    except ModuleNotFoundError as error:
        missing = "" if name.startswith(error.name or name) else f"needs {error.name}, which "
        raise ExtensionError(name, f"{missing}is not installed") from error
    except Exception as error:
        if isinstance(error, KeyError) and error.args[0] in options:
            raise ExtensionError(name, f"has no option {error}") from error
        raise ExtensionError(name, f"can't be used: {type(error).__name__}: {error}") from error


def _further(settings: MarkdownSettings) -> list[str]:
    """Return the modules or packages that extensions come from besides the libraries."""
    modules = {_module_of(name) for name in settings.extensions if _full_name(name) not in EXTENSIONS}
    return sorted(modules - {"markdown", "pymdownx"})


def _module_of(extension: str) -> str:
    """Return the top of the module that *extension* names, by a short name or by its path and class."""
    short = metadata.entry_points(group="markdown.extensions", name=extension)
    path = next((entry.value for entry in short), extension)
    return path.partition(":")[0].partition(".")[0]


def _code_digest(module: str) -> str:
    """Return the digest of the files of a module or package."""
    found = find_spec(module)
    if found is None:
        return ""
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    files = {
        path.relative_to(folder).as_posix(): digest_bytes(path.read_bytes())
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    if not folders and found.origin:
        files[module] = digest_bytes(Path(found.origin).read_bytes())
    return digest(sorted(files.items())).hex()


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)
