"""Say whether a folder may become the output folder."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, STAGED

_SOURCES = ("content", "themes", "templates", "assets", ".sitegen", ".git")
"""The folders of a site in which nothing may be published."""


_MOST = 1000


def check_output(output: Path, site: Path) -> None:
    """Raise `SetupError` when sitegen may not write its site to *output*."""
    try:
        _check_place(Path(os.path.realpath(output)), site, output)
        _check_folder(output)
    except OSError as error:
        raise SetupError(f"{error.filename or output} can't be used: {error.strerror}") from None


def _check_place(root: Path, site: Path, output: Path) -> None:
    """Refuse *root* where publishing could touch, or be read as, the site's sources."""
    if Path(os.path.realpath(site)).is_relative_to(root):
        raise SetupError(f"{output} holds the site's own sources; choose another folder")
    for name in _SOURCES:
        folder = Path(os.path.realpath(site / name))
        if root.is_relative_to(folder) or folder.is_relative_to(root):
            raise SetupError(f"{output} holds, or is in, the site's folder {name}; choose another folder")
    for outer in root.parents:
        if (outer / MANIFEST).is_file():
            raise SetupError(f"{output} is in {outer}, where a site is published; choose another folder")


def find_published(folder: str) -> str:
    """Return a folder in *folder*, or itself, to which a site is published; empty: none is found.

    Only so many folders are looked into: a `.git`, say, has a great many.
    """
    for place, _folders, files in islice(os.walk(folder), _MOST):
        if MANIFEST in files:
            return place
    return ""


def _check_folder(output: Path) -> None:
    if not output.exists():
        if output.is_symlink():
            raise SetupError(f"{output} is a link that leads nowhere")
        return
    if not output.is_dir():
        raise SetupError(f"{output} is a file; the site needs a folder")
    if (output / MANIFEST).is_file():
        return  # whether it is whole is seen when it is read
    if any(entry.name != STAGED for entry in output.iterdir()):
        if inner := find_published(str(output)):
            raise SetupError(f"{output} holds {inner}, where a site is published; choose another folder")
        hint = "choose an empty folder, or empty it yourself"
        raise SetupError(f"{output} is not empty and was not made by sitegen; {hint}")
