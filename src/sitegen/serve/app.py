"""The web application: the files of the site as a host sends them, and a line to the pages that show them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sitegen.patterns import regex
from sitegen.serve.host import FOUND, GONE, Answer, media_type, with_query
from sitegen.serve.names import is_own_name
from sitegen.serve.shown import BuiltSite, Shown, changed_files
from sitegen.serve.troubles import trouble_page

OWN = "/.sitegen"
"""Where what is not of the site is found; no file of a site can have that path."""
_MISDIRECTED, _NOT_MODIFIED, _FAILED, _GONE_FOR_NOW = 421, 304, 500, 503
_RANGE = regex(r"bytes=(?=.*\d)(\d*)-(\d*)")
_ALIVE = 15.0
_REMEMBERED = 50
_PAGE = "text/html; charset=utf-8"
_FRESH = {"Cache-Control": "no-cache"}
"""Browsers may keep what they get, and ask each time whether it is still right."""


class Preview:
    """What is shown, and who looks at it.  `show` is called in the thread of the event loop."""

    def __init__(self) -> None:
        self.shown = Shown()
        self._lookers: set[asyncio.Queue[Shown | None]] = set()
        self._changes: deque[tuple[int, tuple[str, ...] | None]] = deque(maxlen=_REMEMBERED)
        self._script = files("sitegen.serve").joinpath("reload.js").read_bytes()
        self._version = sha256(self._script).hexdigest()[:8]

    def show(self, shown: Shown) -> None:
        """Show another state, and tell all who look."""
        shown = replace(shown, number=self.shown.number + 1)
        self._changes.append((shown.number, changed_files(self.shown.site, shown.site)))
        self.shown = shown
        for looker in self._lookers:
            looker.put_nowait(shown)

    def end(self) -> None:
        """Let go of all who look."""
        for looker in self._lookers:
            looker.put_nowait(None)

    # ---- files

    async def file(self, request: Request) -> Response:
        """Answer a request for a path of the site."""
        shown, raw = self.shown, request.scope["raw_path"].decode("ascii", "replace")
        if shown.site is None:
            page = trouble_page(shown.trouble, self._element(shown, "none"))
            return Response(page, _FAILED, {"Cache-Control": "no-store"}, _PAGE)
        found = shown.site.answer(raw)
        if found.location:
            return RedirectResponse(with_query(found.location, request.url.query), found.status, _FRESH)
        if not found.file:
            return PlainTextResponse("Gone" if found.status == GONE else "Not found", found.status, _FRESH)
        try:
            return self._send(request, shown, shown.site, found, raw)
        except OSError:
            said = "The preview has been deleted from the disk. Save a file, and it is made again."
            return PlainTextResponse(said, _GONE_FOR_NOW, {"Cache-Control": "no-store"})

    def _send(self, request: Request, shown: Shown, site: BuiltSite, found: Answer, raw: str) -> Response:
        kind, path = media_type(found.file), site.root / found.file
        is_page = kind == _PAGE
        # A page knows which state it is of; one that a browser has kept would not.
        etag = f'"{site.digests[found.file][:32]}{f"-{self._version}-{shown.number}" if is_page else ""}"'
        headers = {**_FRESH, "ETag": etag, "X-Content-Type-Options": "nosniff"}
        if found.status == FOUND and _has(request, etag):
            return Response(status_code=_NOT_MODIFIED, headers=headers)
        if is_page:
            body = with_script(site.read(found.file), self._element(shown, site.tag(raw)))
            return Response(body, found.status, headers, kind)
        if found.file in site.new:
            return _part(request, site.new[found.file], headers, kind)
        return FileResponse(path, found.status, headers, kind)

    def _element(self, shown: Shown, tag: str) -> str:
        source = f"{OWN}/reload.js?{self._version}"
        return f'<script src="{source}" data-tag="{tag}" data-number="{shown.number}" defer></script>\n'

    # ---- what is not of the site

    async def script(self, _request: Request) -> Response:
        return Response(self._script, 200, _FRESH, "text/javascript; charset=utf-8")

    async def mistakes(self, _request: Request) -> Response:
        return Response(trouble_page(self.shown.trouble), 200, {"Cache-Control": "no-store"}, _PAGE)

    async def events(self, request: Request) -> Response:
        """Send what becomes of the page at `path`, which shows the state `number`, until it is closed."""
        path = request.query_params.get("path", "/")
        number = request.query_params.get("number", "")
        known = int(number) if number.isdecimal() else -1
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._told(path, known), 200, headers, "text/event-stream")

    async def _told(self, path: str, known: int) -> AsyncIterator[str]:
        looker: asyncio.Queue[Shown | None] = asyncio.Queue()
        self._lookers.add(looker)
        try:
            shown: Shown | None = self.shown
            while shown is not None:
                yield f"data: {json.dumps(self._message(shown, path, known))}\n\n"
                known = shown.number
                while (shown := await _next(looker)) is _NOTHING_NEW:
                    yield ": still here\n\n"
        finally:
            self._lookers.discard(looker)

    def _message(self, shown: Shown, path: str, known: int) -> Mapping[str, Any]:
        """Return what a page that shows the state *known* is told."""
        changed = self._since(known)
        names = None if changed is None else sorted(changed)
        trouble = shown.trouble is not None
        return {"number": shown.number, "tag": shown.tag(path), "files": names, "trouble": trouble}

    def _since(self, known: int) -> set[str] | None:
        """Return the files that changed since the state *known*; None: nobody knows, or they are many."""
        later = [change for number, change in self._changes if number > known]
        if len(later) < self.shown.number - known:
            return None
        changed: set[str] = set()
        for change in later:
            if change is None:
                return None
            changed.update(change)
        return changed


_NOTHING_NEW = Shown(number=-1)


async def _next(looker: asyncio.Queue[Shown | None]) -> Shown | None:
    """Return the newest state: of several that waited, nobody wants the older ones."""
    try:
        shown = await asyncio.wait_for(looker.get(), _ALIVE)
    except TimeoutError:
        return _NOTHING_NEW
    while shown is not None and not looker.empty():
        shown = looker.get_nowait()
    return shown


def _has(request: Request, etag: str) -> bool:
    """Tell whether the browser has the file already (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in given.split(","))


def _part(request: Request, content: bytes, headers: Mapping[str, str], kind: str) -> Response:
    """Return a file that is in memory, or the part of it that is asked for (RFC 9110, 14)."""
    headers, total = {**headers, "Accept-Ranges": "bytes"}, len(content)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", headers["ETag"]) != headers["ETag"]:
        return Response(content, FOUND, headers, kind)
    first, last = asked[1], asked[2]
    start = int(first) if first else max(total - int(last or 0), 0)
    end = min(int(last) + 1, total) if first and last else total
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{total}"})
    return Response(
        content[start:end], 206, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{total}"}, kind
    )


def with_script(page: bytes, element: str) -> bytes:
    """Return a page with *element* at the end of its body; the file stays as it was built."""
    place = page.lower().rfind(b"</body>")
    place = len(page) if place < 0 else place
    return b"".join([page[:place], element.encode(), page[place:]])


class OwnNames:
    """Answers only requests that use a name of this machine (see `names`)."""

    def __init__(self, app: ASGIApp, bound: str) -> None:
        self._app, self._bound = app, bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = Request(scope).headers.get("host", "") if scope["type"] == "http" else "localhost"
        if is_own_name(host, self._bound):
            await self._app(scope, receive, send)
            return
        said = "This is a preview on one machine, and is shown under the machine's own names only."
        await PlainTextResponse(said, _MISDIRECTED)(scope, receive, send)


def make_app(preview: Preview, bound: str) -> Starlette:
    """Return the application that shows *preview* at the address *bound*."""
    routes = [
        Route(f"{OWN}/reload.js", preview.script),
        Route(f"{OWN}/mistakes", preview.mistakes),
        Route(f"{OWN}/events", preview.events),
        Route("/{path:path}", preview.file, methods=["GET", "HEAD"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(OwnNames, bound=bound)])
