"""Find what somebody means who names a URL or a file of a site."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from sitegen.build import Prepared
from sitegen.config.read import SITE_FILE
from sitegen.content.scan import Scan
from sitegen.model.addresses import LEDGER, Address, parse_addresses
from sitegen.model.placement import Placement
from sitegen.model.structure import names_of
from sitegen.paths import answering_files, decoded_path, output_path, page_file, site_path, why_unsafe

_OF_PREVIEWS = frozenset({"localhost", "127.0.0.1", "::1"})
CLOSE = 3
"""How many names like an unknown one are shown."""


class Target(Struct, frozen=True):
    """What is meant: an output by its path, a file or folder of `content/` by its key, a template or an asset
    by its name, a file of settings, or the ledger of addresses."""

    kind: Literal["output", "content", "folder", "template", "asset", "settings", "ledger"]
    name: str


def find_target(named: str, prepared: Prepared, scan: Scan, placement: Placement) -> Target | None:
    """Return what is *named*, or None.

    A name with a slash before it, or with a scheme, is a URL first; any other is a file first, then a URL, a
    template (`404.html` is the page, `templates/404.html` what it is made with), the slug of a text, and a
    folder of `content/`.
    """
    finder = _Finder(prepared, scan, placement)
    if published := inside(prepared.given.output, named):
        return finder.url(f"/{published}")
    if "://" in named:
        return finder.url(_on_site(named, prepared))
    if named.startswith("/"):
        return finder.url(named) or finder.file(named)
    found = finder.file(named) or finder.url(named) or finder.template(named) or finder.slug(named)
    return found or finder.folder(named)


def find_address(named: str, prepared: Prepared) -> Address | None:
    """Return the line of the ledger of addresses that knows the URL *named*, or None."""
    url = _on_site(named, prepared) if "://" in named else named
    ledger, _problems = parse_addresses(prepared.given.ledger or "")
    wanted = {path.rstrip("/") for path in _site_paths(url, prepared.site.urls.root)} if url else set()
    return next((one for one in ledger.known.values() if unquote(one.url).rstrip("/") in wanted), None)


def _on_site(url: str, prepared: Prepared) -> str:
    """Return the path of a whole *url*, of the site or of its preview; empty: it is neither."""
    mine, given = urlsplit(prepared.given.settings.site.url), urlsplit(url)
    is_mine = mine.hostname == given.hostname and mine.port == given.port
    return (given.path or "/") if is_mine or given.hostname in _OF_PREVIEWS else ""


class _Finder(Struct, frozen=True):
    prepared: Prepared
    scan: Scan
    placement: Placement

    def url(self, named: str) -> Target | None:
        """Find an output, or the text that would have that path if it were on the site."""
        if not named:
            return None
        paths = [*_site_paths(named, self.prepared.site.urls.root)]
        files = {output.path for output in self.prepared.outputs}
        for path in paths:
            if (file := next((file for file in answering_files(path) if file in files), None)) is not None:
                return Target("output", file)
        wanted = {page_file(path) for path in paths} | {f"{output_path(path)}/index.html" for path in paths}
        texts = ((key, path) for key, path in self.placement.paths.items() if page_file(path) in wanted)
        return next((Target("content", key) for key, _path in texts), None)

    def file(self, named: str) -> Target | None:
        """Find a file by its path from the site's folder, from `content/`, or from where the user is."""
        for path in self._paths(named):
            if target := self._file(path):
                return target
        return None

    def _paths(self, named: str) -> Iterator[str]:
        """Yield the paths from the site's folder that *named* may mean."""
        here = inside(self.prepared.given.request.site, named)
        yield from dict.fromkeys(filter(None, [posixpath.normpath(named), here]))

    def _file(self, path: str) -> Target | None:
        if path == LEDGER and self.prepared.given.ledger is not None:
            return Target("ledger", path)
        if path == SITE_FILE or (path.startswith("themes/") and path.endswith("/theme.toml")):
            return Target("settings", path)
        for key in (path.removeprefix("content/"), f"{path.removeprefix('content/')}/index.md"):
            if key in self.scan.texts or key in self.scan.files or key in self.scan.comments:
                return Target("content", key)
        if path.startswith("content/") and os.path.lexists(self.prepared.given.request.site / path):
            return self._folder(path) or Target("content", path.removeprefix("content/"))
        if problem := next((p for p in self.scan.problems if p.location.path == f"content/{path}"), None):
            return Target("content", problem.location.path.removeprefix("content/"))
        return self._theme_file(path)

    def _theme_file(self, path: str) -> Target | None:
        parts = path.split("/")
        if parts[0] == "themes":
            parts = parts[2:]
        if len(parts) > 1 and parts[0] == "templates":
            return self.template("/".join(parts[1:]))
        if len(parts) > 1 and parts[0] == "assets":
            name = "/".join(parts[1:])
            return Target("asset", name) if self.prepared.given.theme.find("assets", name) else None
        return None

    def folder(self, named: str) -> Target | None:
        """Find a folder of `content/` by its path, as `file` does."""
        return next(filter(None, map(self._folder, self._paths(named))), None)

    def _folder(self, path: str) -> Target | None:
        key = f"{path}/".removeprefix("content/").rstrip("/")
        if path != "content" and why_unsafe(key):
            return None
        return Target("folder", key) if (self.prepared.given.content / key).is_dir() else None

    def slug(self, named: str) -> Target | None:
        key = names_of(self.prepared.sources.entries).get(named)
        return Target("content", key) if key else None

    def template(self, name: str) -> Target | None:
        return Target("template", name) if self.prepared.given.theme.find("templates", name) else None


def _site_paths(named: str, root: str) -> Iterator[str]:
    """Yield the decoded site paths that *named* may mean; *root* is the folder that the site is in."""
    path = decoded_path(named)
    path = path if path.startswith("/") else f"/{path}"
    if root != "/" and f"{path}/".startswith(root):
        yield f"/{path[len(root) :]}"
    yield path


def inside(folder: Path, named: str) -> str:
    """Return the path from *folder* of an existing file, *named* from where the user is; empty: there is
    none."""
    path = Path(os.path.abspath(named))  # noqa: PTH100 -- links stay links
    around = Path(os.path.abspath(folder))  # noqa: PTH100
    if path == around or not path.is_relative_to(around) or not os.path.lexists(path):
        return ""
    return path.relative_to(around).as_posix()


def close_targets(named: str, prepared: Prepared, scan: Scan) -> tuple[str, ...]:
    """Return the URLs and files whose names are most like *named*."""
    bare = urlsplit(named).path if "://" in named else named
    urls = (site_path(output.path) for output in prepared.outputs)
    if bare.startswith("/"):
        return _closest(bare, urls)
    keys = _closest(bare.removeprefix("content/"), (*scan.texts, *scan.files, *scan.comments))
    return tuple(f"content/{key}" for key in keys) or _closest(f"/{bare}", urls)


def _closest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name, [*names], CLOSE, 0.6))
