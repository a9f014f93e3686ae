"""Installed libraries: where they are, and their versions, found by the names of folders, for their metadata
takes long to read; and time zones."""

from __future__ import annotations

import os
import re
import sys
import zoneinfo
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache

_SUFFIX = ".dist-info"


def installed_version(name: str) -> str:
    """Return the version of the distribution *name*.

    It is part of the name of a folder beside the library (the specification "Recording installed projects").
    Raises `importlib.metadata.PackageNotFoundError` where it is not installed.
    """
    found = _versions().get(_normal(name))
    if found is None:  # installed in some other way
        from importlib import metadata

        return metadata.version(name)
    return found


def forget_versions() -> None:
    """Look again when the next version is asked for."""
    _versions.cache_clear()


@cache
def library_folders() -> tuple[str, ...]:
    """Return the folders of Python and of what is installed, whose versions are known otherwise."""
    folders = {sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    return tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in folders)


@cache  # as Python keeps a zone that it has read
def zone_rules(name: str) -> bytes:
    """Return the rules of the time zone *name* as the system has them installed, for they have no version;
    empty: Python takes those of the library tzdata, which has one."""
    for folder in zoneinfo.TZPATH:
        with suppress(OSError), open(f"{folder}/{name}", "rb") as file:
            return file.read()
    return b""


@cache
def _versions() -> dict[str, str]:
    """Return the versions of all distributions; of two, the one that Python would import counts."""
    return dict(reversed([*_found(sys.path)]))


def _found(folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):
                if entry.endswith(_SUFFIX):
                    name, _, version = entry.removesuffix(_SUFFIX).rpartition("-")
                    yield _normal(name), version


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
