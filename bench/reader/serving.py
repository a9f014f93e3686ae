"""Serve a built site on this machine, as a host of static files does."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

STRICT = "default-src 'self'"
"""The `Content-Security-Policy` of a careful host: nothing foreign, and nothing inside a page, is obeyed."""
SEARCHABLE = f"{STRICT}; script-src 'self' 'wasm-unsafe-eval'"
"""The same where pages may be searched, as `docs/content/reference/search.md` says."""
LEVEL = 6
"""How hard hosts usually compress."""
_COMPRESSED = (".html", ".css", ".js", ".svg", ".xml", ".json", ".txt", ".webmanifest")


@contextmanager
def serving(folder: Path, policy: str = STRICT) -> Iterator[str]:
    """Serve *folder*, under a `Content-Security-Policy`, while the `with` block runs; yield the URL of its
    root, without its slash."""

    class Handler(_Files):
        root, policy_of_all, headers_by_path = folder, policy, _headers(folder)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Files(SimpleHTTPRequestHandler):
    root: Path
    policy_of_all: str
    headers_by_path: tuple[tuple[str, str, str], ...]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the second half of an answer waits 40 ms, as on no real host

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, directory=str(self.root))

    def do_GET(self) -> None:
        path = self.find()
        found = path or self.root / "404.html"
        if not found.is_file():
            self.send_error(404)
            return
        body, compressed = found.read_bytes(), False
        if found.suffix in _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, compressed = _compressed(body), True
        self.send_response(200 if path else 404)
        self.send_header("Content-Type", self.guess_type(str(found)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Security-Policy", self.policy_of_all)
        for pattern, name, value in self.headers_by_path:
            if fnmatchcase(self.path.partition("?")[0], pattern):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # a reader who went on
            self.wfile.write(body)

    def find(self) -> Path | None:
        """Return the file that answers the path of the request, as hosts of static files choose it."""
        path = Path(self.translate_path(self.path))
        for found in (path, path / "index.html", path.with_name(f"{path.name}.html")):
            if found.is_file():
                return found
        return None

    def guess_type(self, path: Any) -> str:
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def log_message(self, *_arguments: Any) -> None:
        pass


def _headers(folder: Path) -> tuple[tuple[str, str, str], ...]:
    """Return what the `_headers` of a site ask of hosts: pattern of the path, name, value."""
    file = folder / "_headers"
    found, pattern = list[tuple[str, str, str]](), ""
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if line.startswith("/"):
            pattern = line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((pattern, name.strip(), value.strip()))
    return tuple(found)


@lru_cache(maxsize=256)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)
