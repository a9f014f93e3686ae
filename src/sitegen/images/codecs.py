"""Which formats the installed Pillow writes, and what tells its versions, without importing it for that."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from sitegen.images.photo import Form
from sitegen.installed import installed_version


class Codecs(Struct, frozen=True):
    """What pictures are written with: *name* tells the versions, *forms* are the formats."""

    name: str = ""
    forms: tuple[Form, ...] = ()


@cache
def installed_codecs() -> Codecs:
    """Return the codecs of the installed Pillow."""
    spec = find_spec("PIL")
    assert spec is not None and spec.origin is not None, "Pillow is one of our dependencies"
    folder = Path(spec.origin).parent
    modules = {path.name.partition(".")[0] for path in folder.iterdir()}
    forms: tuple[Form, ...] = ("jpeg", "png")
    forms += tuple(form for form, module in _MODULES.items() if module in modules)
    return Codecs(f"Pillow {installed_version('pillow')}{_of_the_system(folder)}", forms)


_MODULES: dict[Form, str] = {"avif": "_avif", "webp": "_webp"}


def _of_the_system(folder: Path) -> str:
    """Return the versions of codecs that the system brings; wheels bring theirs, one set with each Pillow."""
    own = (folder / ".dylibs", folder.with_name("pillow.libs"))
    if any(path.is_dir() for path in own) or os.name == "nt":
        return ""
    from PIL import features

    names = ("jpg", "libjpeg_turbo", "zlib", "webp", "avif", "littlecms2")
    return "".join(f", {name} {features.version(name)}" for name in names)
