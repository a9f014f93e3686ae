"""What a build knows of the index for searching without making it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sitegen.content.memory import Mark
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.search.pagefind import find_pagefind, stamp_of

if TYPE_CHECKING:
    from sitegen.plan.output import Output


class SearchIndex(Struct, frozen=True):
    """The *outputs* of the indexes, whose files are in *folder*; *problems* are why there is none."""

    outputs: tuple[Output, ...] = ()
    folder: Path | None = None
    problems: tuple[Problem, ...] = ()


NO_INDEX = SearchIndex()


def texts_name(marks: Mapping[str, Mark]) -> bytes:
    """Return what names all that texts say: where it stays, so does the index, in the same structure."""
    program = find_pagefind()
    texts = sorted((key, mark.made_from) for key, mark in marks.items())
    return digest((texts, stamp_of(program) if program else ()))
