"""What an engine's results depend on besides the text, as one string."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import metadata

from sitegen import __version__
from sitegen.config.settings import MarkdownSettings


def fingerprint(engine: str, settings: MarkdownSettings, language: str, distributions: Iterable[str]) -> str:
    """Return *engine*, settings, language and versions as canonical JSON.

    *distributions* are the engine's own; Pygments and sitegen itself shape the results of all engines.
    """
    shape = {
        "engine": engine,
        "language": language,
        "settings": {name: getattr(settings, name) for name in MarkdownSettings.__slots__},
        "versions": {name: metadata.version(name) for name in (*distributions, "Pygments")}
        | {"sitegen": __version__},
    }
    return json.dumps(shape, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)
