"""What an engine's results depend on besides the text, told without loading the engine."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from sitegen import __version__
from sitegen.config.settings import MarkdownSettings
from sitegen.incremental.digest import digest, digest_bytes
from sitegen.installed import installed_version, library_folders

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>\w[\w.]*)[ \t]+import\b|import[ \t]+(?P<modules>\w[^#;\n]*))",
    re.MULTILINE,
)
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


def _code_digest(extension: str) -> str:
    """Return the digest of the files of a module or package, and of those that these import; empty: it has
    none, or is no module at all."""
    files: dict[str, bytes] = {}
    known, pending = {"__main__"}, [extension]
    while pending:
        module = pending.pop()
        if module in known:
            continue
        known.add(module)
        own = _files_of(module, installed=module == extension)
        pending += sorted(
            name for path, raw in own.items() if path.endswith(".py") for name in _imported(raw)
        )
        files.update((path, digest_bytes(raw)) for path, raw in own.items())
    return digest(sorted(files.items())).hex() if files else ""


def _files_of(module: str, *, installed: bool) -> dict[str, bytes]:
    """Return the files of a module or package, by path below where it is imported from; none of Python's own,
    and of what is *installed* only where that is asked for: it has a version."""
    found = find_spec(module) if module and module not in sys.stdlib_module_names else None
    if found is None:
        return {}
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc"]
    if not folders and found.origin and found.has_location:
        paths = [Path(found.origin)]
    if not installed:
        paths = [path for path in paths if not os.path.realpath(path).startswith(library_folders())]
    roots = {folder.parent for folder in folders} or {path.parent for path in paths}
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for root in roots
        for path in paths
        if path.is_file() and path.is_relative_to(root)
    }


def _imported(code: bytes) -> Iterator[str]:
    """Yield the tops of the modules that *code* may import; a package holds its own parts anyway."""
    for match in _IMPORT.finditer(code.decode("utf-8", "replace")):
        for name in (match["module"] or match["modules"]).split(","):
            top = name.split(" as ")[0].strip().partition(".")[0]
            if top.isidentifier():
                yield top


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else repr(value)
