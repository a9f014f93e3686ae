"""What can not be used among the templates and assets of a site, or of a child theme in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sitegen.errors import Location, Problem
from sitegen.theme.theme import Theme

_KINDS = ("templates", "assets")


def unusable_files(theme: Theme) -> Iterator[Problem]:
    """Yield a warning for each link that leads nowhere, each device and pipe, and for what should be a folder
    and is none; of assets also for links to folders: a template there is found by its name, but an asset has
    to be listed.  Names that begin with a dot are nobody's."""
    for part in theme.overriding():
        layer = part.layers[0]
        for kind in _KINDS:
            folder = layer.folder / kind
            if folder.is_dir():
                found = _below(folder, kind)
            elif os.path.lexists(folder):
                found = iter([(kind, "this is no folder", f"put its files into a folder {kind}/")])
            else:
                continue
            for path, message, hint in found:
                yield Problem(Location(f"{layer.shown}{path}"), "unreadable", message, hint, warning=True)


def _below(folder: Path, shown: str) -> Iterator[tuple[str, str, str]]:
    """Yield the path, what is wrong and a hint for each file below *folder* that can't be used."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield shown, f"the folder can't be read: {error.strerror}", ""
        return
    for entry in entries:
        file, path = folder / entry.name, f"{shown}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(file, path)
        elif file.is_dir() and shown.partition("/")[0] == "assets":
            yield path, "this link leads to a folder, and assets in such are not published", "copy it here"
        elif not file.is_file() and not file.is_dir():
            yield path, "this is no file (a broken link, a device or a pipe)", "remove it"
