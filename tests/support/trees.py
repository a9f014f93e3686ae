"""Folders as values, to compare what two builds made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Tree = Mapping[str, bytes | None]
"""The files of a folder by path, with their bytes; folders end in `/` and have none."""

OURS = ".sitegen"
"""How the files begin that sitegen keeps for itself at the top of the output folder."""


def read_tree(folder: Path) -> Tree:
    """Return all that is in *folder* for readers: not what sitegen keeps there for itself."""
    paths = [path for path in folder.rglob("*") if not path.relative_to(folder).parts[0].startswith(OURS)]
    return dict(sorted(_entry(path, path.relative_to(folder).as_posix()) for path in paths))


def _entry(path: Path, name: str) -> tuple[str, bytes | None]:
    return (f"{name}/", None) if path.is_dir() else (name, path.read_bytes())


def differing(one: Tree, other: Tree) -> set[str]:
    """Return the paths of the files and folders that are not the same, or not there, in both."""
    return {path for path, _data in one.items() ^ other.items()}
