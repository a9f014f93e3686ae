"""Begin an override: copy a file of the theme to where the site's own one is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sitegen.config.decode import closest
from sitegen.config.settings import ThemeSettings
from sitegen.errors import SetupError
from sitegen.paths import replace_file
from sitegen.theme.theme import Theme, read_theme


def copy_to_site(site: Path, theme: Theme, name: str) -> Path:
    """Copy the template (or, as `assets/NAME`, the asset) *name* into the folder *site*; return its new path.

    Raises `SetupError`: the theme has no such file, or the site has one already.
    """
    kind, short = _parted(name)
    own = site / kind / short
    below = Theme(theme.layers[1:])
    source = below.find(kind, short)
    if source is None:
        hint = (
            closest(short, [name for name, _layer in below.files_of(kind)])
            or f"`sitegen theme show` lists its {kind}"
        )
        raise SetupError(f"the theme has no {kind}/{short}; {hint}")
    if own.exists():
        raise SetupError(f"{kind}/{short} is there already; delete it to begin anew from the theme's")
    own.parent.mkdir(parents=True, exist_ok=True)
    replace_file(own, source.read_bytes())  # half of one would take the theme's place, too
    return own


def to_copy(site: Path, settings: ThemeSettings) -> Iterator[str]:
    """Yield what `copy_to_site` can copy into the folder *site*, as it is called there."""
    theme, _problems = read_theme(site, settings)
    for kind, before in _KINDS.items():
        for name, _layer in Theme(theme.layers[1:]).files_of(kind):
            if not (site / kind / name).exists():
                yield f"{before}{name}"


_KINDS: dict[Literal["templates", "assets"], str] = {"templates": "", "assets": "assets/"}
"""What names of templates and assets begin with."""


def _parted(name: str) -> tuple[Literal["templates", "assets"], str]:
    if name.startswith("assets/"):
        return "assets", name.removeprefix("assets/")
    return "templates", name.removeprefix("templates/")
