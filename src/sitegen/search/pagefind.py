"""Run Pagefind, and put what it writes into one order: its filters come in another one each time.

The files and their parts are those of Pagefind 1.5 (`pagefind/src/output` of its source): a compressed mark
and a list, in which filters have a name and a hash, and values have pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sitegen.config.settings import Settings
from sitegen.errors import Location, Problem
from sitegen.search.cbor import decode, encode
from sitegen.search.errors import PagefindError

SEARCH_TEMPLATE = "search.html"
"""Themes that have no template of this name have no search."""
_MARK = b"pagefind_dcd"
_FILTERS = 4
"""Where in the list of the meta file the filters are: after version, pages and chunks of the index (3), they
are the fourth."""
_ENTRY = "pagefind-entry.json"
_KEPT = ("pagefind.js", "pagefind-worker.js", "fragment/", "index/", "wasm.")
"""What a search page needs besides filters, meta and entry; the rest are search boxes of Pagefind's own."""


@cache
def find_pagefind() -> Path | None:
    """Return the program: that of the package `pagefind_bin`, or one on the path."""
    for package in ("pagefind_bin", "pagefind_bin_extended"):
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations if spec else None) or ():
            found = [
                path for path in Path(folder).iterdir() if path.stem in ("pagefind", "pagefind_extended")
            ]
            if found:
                return found[0]
    import shutil

    on_path = shutil.which("pagefind")
    return Path(on_path) if on_path else None


def missing(settings: Settings, is_wanted: bool) -> Problem | None:
    """Return why there is no search where it is wanted: the program is missing."""
    if not (is_wanted and settings.search.enabled) or find_pagefind():
        return None
    message = "the site has no search: Pagefind is not installed"
    hint = "pip install 'sitegen[search]', or write [search] enabled = false"
    return Problem(Location("site.toml"), "search", message, hint, warning=True)


def run_pagefind(program: Path, pages: Mapping[str, str], language: str, folder: Path) -> None:
    """Write an index of *pages*, HTML by the path of the file, all in one *language*, to a *folder* that is
    not there yet.

    Pagefind gets the pages one by one, sorted: of a folder it would take them in the order in which the disk
    lists them, and number those of equal length by that.  Raises `PagefindError`.
    """
    from base64 import b64decode
    from tempfile import TemporaryDirectory

    from sitegen.search.service import running

    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        out = Path(scratch, "out")
        with running(program) as ask:
            index = ask("NewIndex", config={"force_language": language})["index_id"]
            for path, html in sorted(pages.items()):
                ask("AddFile", index_id=index, file_path=path, file_contents=html)
            found = ask("GetFiles", index_id=index)["files"]  # it says that it has written some before it has
        _write(out, {file["path"]: b64decode(file["content"]) for file in found})
        out.rename(folder)


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write what a search page needs of *files* to the folder *out*, in the order of `in_order`."""
    kept = {name: raw for name, raw in files.items() if name.startswith(_KEPT)}
    for name, raw in (kept | in_order(files)).items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)


def files_below(folder: Path) -> list[str]:
    """Return the files below *folder*, by their paths from there, in order."""
    found = []
    for above, _folders, names in os.walk(folder):
        prefix = "" if above == str(folder) else f"{os.path.relpath(above, folder).replace(os.sep, '/')}/"
        found += [f"{prefix}{name}" for name in names]
    return sorted(found)


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return entry, meta and filters among the *files* of an index in the order that equal pages always have.

    Raises `PagefindError` where they are not as Pagefind 1.5 writes them.
    """
    made: dict[str, bytes] = {}
    try:
        entry = json.loads(files[_ENTRY])
        for language in entry["languages"].values():
            made |= _of_language(files, language)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise PagefindError(f"Pagefind wrote files of another kind than expected ({error!r})") from error
    made[_ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return made


def _of_language(files: Mapping[str, bytes], language: dict[str, Any]) -> dict[str, bytes]:
    """Return meta and filters of a *language*, an entry that gets the name of the new meta file."""
    made: dict[str, bytes] = {}
    meta: Any = _read(files[f"pagefind.{language['hash']}.pf_meta"])
    prefix = language["hash"].rpartition("_")[0]
    for one in meta[_FILTERS - 1]:
        found: Any = _read(files[f"filter/{one[1]}.pf_filter"])
        found[1].sort()
        raw = _written(found)
        one[1] = f"{prefix}_{_hash(raw)}"
        made[f"filter/{one[1]}.pf_filter"] = raw
    meta[_FILTERS - 1].sort()
    raw = _written(meta)
    language["hash"] = f"{prefix}_{_hash(raw)}"
    made[f"pagefind.{language['hash']}.pf_meta"] = raw
    return made


def _read(raw: bytes) -> Any:
    import gzip

    content = gzip.decompress(raw)
    if not content.startswith(_MARK):
        raise ValueError("the mark is missing")
    return decode(content.removeprefix(_MARK))


def _written(value: Any) -> bytes:
    import gzip

    return gzip.compress(_MARK + encode(value), 9, mtime=0)


def _hash(raw: bytes) -> str:
    return blake2b(raw, digest_size=5).hexdigest()
