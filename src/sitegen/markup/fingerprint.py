"""What an engine's results depend on besides the text, told without loading the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from sitegen import __version__
from sitegen.config.settings import MarkdownSettings
from sitegen.incremental.digest import digest, digest_bytes
from sitegen.installed import installed_version

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
        "extensions": {name: _code_digest(name) for name in _further(settings)},
    }
    return json.dumps(shape, sort_keys=True, default=_plain)


def _further(settings: MarkdownSettings) -> list[str]:
    """Return the modules or packages that extensions come from besides the libraries."""
    return sorted({_module_of(name) for name in settings.extensions} - {"markdown", "pymdownx"})


def _module_of(extension: str) -> str:
    """Return the top of the module that *extension* names, by a short name or by its path and class."""
    from importlib import metadata  # takes long to import

    short = metadata.entry_points(group="markdown.extensions", name=extension)
    path = next((entry.value for entry in short), extension)
    return path.partition(":")[0].partition(".")[0]


def _code_digest(module: str) -> str:
    """Return the digest of the files of a module or package; empty: it has none, or is no module at all."""
    found = find_spec(module) if module else None
    if found is None:
        return ""
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    files = {
        path.relative_to(folder).as_posix(): digest_bytes(path.read_bytes())
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    if not folders and found.origin and found.has_location:  # not a part of Python itself, such as `os`
        files[module] = digest_bytes(Path(found.origin).read_bytes())
    return digest(sorted(files.items())).hex()


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)
