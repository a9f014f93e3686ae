"""Pictures and fonts that style sheets of the theme name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from sitegen.checks.checked import Checked
from sitegen.config.decode import closest
from sitegen.errors import Problem
from sitegen.paths import output_path
from sitegen.patterns import regex

_URL = regex(r"""\burl\(\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^"'()\s]+))\s*\)""")
_COMMENT = regex(r"/\*.*?\*/", re.DOTALL)


def lost_files(checked: Checked) -> Iterator[Problem]:
    """Yield a problem for each file that a style sheet shows and the site does not have, once."""
    told: set[str] = set()
    for sheet in checked.prepared.given.theme.assets():
        path = f"assets/{sheet}"
        raw = checked.read(path) if sheet.endswith(".css") and path in checked.outputs else None
        for match in _URL.finditer(_COMMENT.sub("", (raw or b"").decode("utf-8", "replace"))):
            url = match[1] or match[2] or match[3]
            inside = checked.inside(checked.absolute(url, f"/{path}"))
            if inside and output_path(unquote(inside[0])) not in checked.outputs and url not in told:
                told.add(url)
                yield _lost(checked, url, unquote(inside[0]))


def _lost(checked: Checked, url: str, path: str) -> Problem:
    """Return what is said of the *url* of a file that is not there."""
    assets = [f"/assets/{name}" for name in checked.prepared.given.theme.assets()]
    hint = closest(path, assets, 0.8) or "put it there"
    return checked.in_styles(url, "missing-file", f"there is no file {path} on this site", hint)
