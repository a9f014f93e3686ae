"""Plan the files of the theme, and what hosts are told of files that never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sitegen.images.renditions import FOLDER as PICTURES
from sitegen.model.structure import Structured
from sitegen.plan.output import Output

MOST_RULES = 90
"""How many rules `_headers` has at most; some hosts read no more than a hundred."""


class Asset(NamedTuple):
    """A file of the theme: its *name* below `assets/`, the *path* under which templates name it (empty: they
    have no other name for it), whether it is *code* that is made smaller, and the *digest* of it."""

    name: str
    path: str = ""
    code: bool = False
    digest: str = ""


Assets = Iterable[Asset]


def plan_assets(assets: Assets) -> Iterator[Output]:
    """Each file under its own name, which style sheets and writers may use, and under the one that templates
    use, which changes with the file."""
    for asset in sorted(assets):
        source = f"assets/{asset.name}"
        yield Output(source, "asset", (asset.name,), source)
        if asset.path and asset.code:
            yield Output(asset.path, "code", (asset.name, asset.digest), source)
        elif asset.path:
            yield Output(asset.path, "asset", (asset.name,), source)


def plan_headers(made: Structured, outputs: Iterable[Output]) -> Iterator[Output]:
    """`_headers`, as Netlify and Cloudflare Pages read it: what has a digest in its name may be kept
    for ever.

    A file of the writer's own by that name comes first.
    """
    if any(file.path == "/_headers" for file in made.structure.files):
        return
    marked = [f"{PICTURES}/*"] if any(output.renderer == "picture" for output in outputs) else []
    marked += [one.path for one in outputs if one.renderer in ("asset", "code") and one.path != one.source]
    if marked:
        rules = tuple(made.structure.urls.url(path) for path in marked[:MOST_RULES])
        yield Output("_headers", "headers", rules, "what browsers may keep")
