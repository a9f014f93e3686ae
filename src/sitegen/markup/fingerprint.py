"""What an engine's results depend on besides the text, told without loading the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sitegen import __version__
from sitegen.config.settings import MarkdownSettings
from sitegen.installed import installed_version
from sitegen.markup.further import code_digest, further_modules

LIBRARIES = {"python-markdown": ("Markdown", "pymdown-extensions"), "commonmark": ("pyromark",)}
"""The distributions of each engine; Pygments and sitegen itself shape the results of all."""


def engine_fingerprint(settings: MarkdownSettings, language: str) -> str:
    """Return the engine that *settings* name, settings, language and versions as canonical JSON.

    Of further extensions it has the digest of all their code, which may be the writer's own and have no
    version.
    """
    versions = {name: installed_version(name) for name in (*LIBRARIES[settings.engine], "Pygments")}
    shape = {
        "language": language,
        "settings": {name: getattr(settings, name) for name in MarkdownSettings.__struct_fields__},
        "versions": versions | {"sitegen": __version__},
        "extensions": {name: code_digest(name) for name in further_modules(settings)},
    }
    return json.dumps(shape, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)
