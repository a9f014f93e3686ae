"""The code of extensions that are not the libraries' own, and of what they import, which may change while a
site is served."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from sitegen.config.settings import MarkdownSettings
from sitegen.incremental.digest import digest, digest_bytes
from sitegen.installed import library_folders
from sitegen.patterns import regex

_IMPORT = regex(
    r"^[ \t]*(?:from[ \t]+(?P<module>\w[\w.]*)[ \t]+import\b|import[ \t]+(?P<modules>\w[^#;\n]*))",
    re.MULTILINE,
)


def further_modules(settings: MarkdownSettings) -> list[str]:
    """Return the modules or packages that extensions come from besides the libraries."""
    return sorted({_module_of(name) for name in settings.extensions} - {"markdown", "pymdownx"})


def _module_of(extension: str) -> str:
    """Return the top of the module that *extension* names, by a short name or by its path and class."""
    from importlib import metadata  # takes long to import

    short = metadata.entry_points(group="markdown.extensions", name=extension)
    path = next((entry.value for entry in short), extension)
    return path.partition(":")[0].partition(".")[0]


def code_digest(extension: str) -> str:
    """Return the digest of the files of a module or package, and of those that it imports; empty: it has
    none, or is no module at all."""
    files = {name: path for own in _modules(extension).values() for name, path in own.items()}
    if not files:
        return ""
    return digest(sorted([(name, digest_bytes(path.read_bytes())) for name, path in files.items()])).hex()


def code_files(settings: MarkdownSettings) -> frozenset[str]:
    """Return the whole paths of all files that the further extensions of *settings* are made of."""
    found = [files for module in further_modules(settings) for files in _modules(module).values()]
    return frozenset(str(path.resolve()) for files in found for path in files.values())


def _modules(extension: str) -> dict[str, dict[str, Path]]:
    """Return the files of an extension, and of all that it imports, by the tops of their modules."""
    found: dict[str, dict[str, Path]] = {}
    known, pending = {"__main__"}, [extension]
    while pending:
        module = pending.pop()
        if module in known:
            continue
        known.add(module)
        found[module] = _files_of(module, installed=module == extension)
        code = [path for path in found[module].values() if path.suffix == ".py"]
        pending += sorted(name for path in code for name in _imported_by(path.read_bytes()))
    return found


def _files_of(module: str, *, installed: bool) -> dict[str, Path]:
    """Return the files of a module or package by path below where it is imported from; none of Python's own,
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
        path.relative_to(root).as_posix(): path
        for root in roots
        for path in paths
        if path.is_file() and path.is_relative_to(root)
    }


def _imported_by(code: bytes) -> Iterator[str]:
    """Yield the tops of the modules that *code* may import; a package holds its own parts anyway."""
    for match in _IMPORT.finditer(code.decode("utf-8", "replace")):
        for name in (match["module"] or match["modules"]).split(","):
            top = name.split(" as ")[0].strip().partition(".")[0]
            if top.isidentifier():
                yield top
