"""A real `sitegen serve` in a process of its own, and what a browser without a screen gets from it."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0
"""How long anything may take, in seconds, on a machine that has much else to do."""


@dataclass
class Serving:
    """A running `sitegen serve` at *url*; *said* has the lines that it has printed so far."""

    process: subprocess.Popen[str]
    url: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """The URL of the machine's root; by its address, since the browser of the tests looks up no names."""
        return f"http://127.0.0.1:{urlsplit(self.url).port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """Ask for a path as it is written here; header names have `_` for `-`."""
        connection = HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        got = Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return got

    @contextmanager
    def events(self, path: str = "/") -> Iterator[Callable[[], Mapping[str, Any]]]:
        """Yield what waits for the next event that a page at *path* gets, and returns it."""
        connection = HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)
        connection.request("GET", f"/.sitegen/events?path={path}")
        answer = connection.getresponse()
        try:
            yield lambda: _next_event(answer)
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def _next_event(answer: HTTPResponse) -> Mapping[str, Any]:
    until = time.monotonic() + PATIENCE
    while line := answer.readline():  # now and then comes one that says nothing
        if time.monotonic() > until:
            raise TimeoutError("no event came")
        if line.startswith(b"data: "):
            event: Mapping[str, Any] = json.loads(line[6:])
            return event
    raise EOFError("the line is closed")


@contextmanager
def serving(site: Path, *options: str, patience: float = PATIENCE) -> Iterator[Serving]:
    """Serve the folder *site* at a free port while the `with` block runs; the first build may take so many
    seconds of *patience*."""
    command = [sys.executable, "-u", "-m", "sitegen", "serve", "--site", str(site), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        server = Serving(process)
        told: queue.Queue[str] = queue.Queue()
        Thread(target=_listen, args=(server, told), daemon=True).start()
        try:
            server.url = told.get(timeout=patience)
            assert server.url, "\n".join(server.said)
            yield server
        finally:
            process.kill()


def _listen(server: Serving, told: queue.Queue[str]) -> None:
    assert server.process.stdout is not None
    with suppress(ValueError):  # whoever has ended it has closed this too
        for line in server.process.stdout:
            server.said.append(line.rstrip("\n"))
            if line.startswith("Serving at "):
                told.put(line.split()[2])
    told.put("")
