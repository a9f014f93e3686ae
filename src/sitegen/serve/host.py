"""What a host of static files answers to a path: the rules, without a network."""

from __future__ import annotations

import mimetypes
from collections.abc import Container
from urllib.parse import unquote

from msgspec import Struct

from sitegen.paths import quote_path
from sitegen.plan.redirects import Rule, find_rule

NOT_FOUND, GONE, FOUND, PERMANENT = 404, 410, 200, 308
PAGE_404 = "404.html"
REDIRECTS = "_redirects"
_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
_TEXTUAL = frozenset({"application/json", "application/manifest+json", "application/xml", "image/svg+xml"})


class Answer(Struct, frozen=True):
    """What is said to a path: a *status* and the *file* of the site that is sent; or *location*, where it
    is."""

    status: int
    file: str = ""
    location: str = ""


def answer(raw: str, base: str, files: Container[str], rules: tuple[Rule, ...] = ()) -> Answer:
    """Return what a host says to the *raw* (percent-encoded) path of a request.

    The site's root is at *base* (`/`, `/blog/`), *files* has the paths of all that was published: whatever
    is not there can't be had, whichever way it is written.
    """
    try:
        path = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return _missing(files)
    if path == base.rstrip("/") or (path == "/" and base != "/"):
        return Answer(PERMANENT, location=quote_path(base))
    if not path.startswith(base):
        return _missing(files)
    inside = path[len(base) :]
    if file := _file(inside, files):
        return Answer(FOUND, file)
    if f"{inside}/index.html" in files:
        return Answer(PERMANENT, location=quote_path(f"{path}/"))
    return _by_rule(path, base, files, rules) or _missing(files)


def _file(inside: str, files: Container[str]) -> str:
    """Return the file that answers a path; hosts send `about.html` for `/about`."""
    is_folder = inside.endswith("/") or not inside
    names = [f"{inside}index.html"] if is_folder else [inside, f"{inside}.html"]
    return next((name for name in names if name in files and name != REDIRECTS), "")


def _by_rule(path: str, base: str, files: Container[str], rules: tuple[Rule, ...]) -> Answer | None:
    found = find_rule(rules, path)
    if found is None:
        return None
    code, new = found
    if 300 <= code < 400:
        return Answer(code, location=new)
    file = _file(new.removeprefix(base), files) if new else ""
    return Answer(code, file) if file else _gone(_missing(files), code)


def with_query(location: str, query: str) -> str:
    """Return where a request with a *query* is sent on to: it goes along, unless *location* has its own."""
    place, hash_sign, part = location.partition("#")
    return f"{place}?{query}{hash_sign}{part}" if query and "?" not in place else location


def _gone(missing: Answer, code: int) -> Answer:
    """Return what is said where nothing is; with a code of its own, such as 410, where a rule has one."""
    return Answer(code if code >= NOT_FOUND else NOT_FOUND, missing.file)


def _missing(files: Container[str]) -> Answer:
    return Answer(NOT_FOUND, PAGE_404 if PAGE_404 in files else "")


def media_type(path: str) -> str:
    """Return the media type of a file, with the charset that sitegen writes."""
    suffix = f".{path.rpartition('.')[2].lower()}" if "." in path.rpartition("/")[2] else ""
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind in _TEXTUAL else kind
