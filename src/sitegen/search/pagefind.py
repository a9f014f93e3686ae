"""Run Pagefind: HTML in, the files of an index out, as it makes them.

It is spoken to as its own wrappers do (`--service`), page by page: pages that it finds in a folder are
numbered as the file system lists them, and the same pages would give another index on another disk.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec.json

from sitegen.config.settings import Settings
from sitegen.errors import Location, Problem

SEARCH_TEMPLATE = "search.html"
"""Themes that have no template of this name have no search."""
_AHEAD = 32
"""So many pages are handed over before their answers are read: what answers say has room in a pipe."""
_WAIT = 600


class PagefindError(Exception):
    """Pagefind did not do what was expected; the message says what."""


_WITHOUT_BLANKS = frozenset({"ja", "zh"})
"""Languages that write no blanks, and that the larger program takes apart."""


@cache
def find_pagefind() -> Path | None:
    """Return the program: the one that takes apart more languages, that of `pagefind_bin`, or one on the
    path."""
    for package in ("pagefind_bin_extended", "pagefind_bin"):
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


def stamp_of(program: Path) -> tuple[int, int]:
    """Return what tells one version of the program from another, without running it."""
    status = program.stat()
    return status.st_size, status.st_mtime_ns


def program_used(settings: Settings) -> tuple[int, int] | None:
    """Return the stamp of the program that makes the index; None: there is none to be made."""
    program = find_pagefind() if settings.search.enabled else None
    return stamp_of(program) if program else None


def missing(settings: Settings, is_wanted: bool) -> Problem | None:
    """Return why there is no search where it is wanted: the program is missing."""
    if not (is_wanted and settings.search.enabled) or find_pagefind():
        return None
    message = "the site has no search: Pagefind is not installed"
    hint = "pip install 'sitegen[search]', or write [search] enabled = false"
    return Problem(Location("site.toml"), "search", message, hint, warning=True)


def half_blind(settings: Settings) -> Problem | None:
    """Return why words of a language without blanks are not all found."""
    program = find_pagefind()
    if settings.site.language.partition("-")[0].lower() not in _WITHOUT_BLANKS or not settings.search.enabled:
        return None
    if program is None or "extended" in program.stem:
        return None
    message = "the search finds words of this language only where a run of characters begins with them"
    hint = "pip install 'pagefind[extended]', which takes Chinese and Japanese apart"
    return Problem(Location("site.toml"), "search", message, hint, warning=True)


class Found(NamedTuple):
    """The *files* of an index, and the *urls* that pages have there, in their order.  Pages without any word
    are in none of the files."""

    files: dict[str, bytes]
    urls: list[str]


def run_pagefind(program: Path, pages: Mapping[str, str], language: str) -> Found:
    """Return the index of *pages*, HTML by the path of the file, all in one *language* and in their order.

    Raises `PagefindError`.
    """
    import subprocess

    pipe = subprocess.PIPE
    program = program.absolute()
    try:
        process = subprocess.Popen(
            [program, "--service"],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=program.parent,
            env=_environment(os.environ),
        )
    except OSError as error:
        raise PagefindError(f"Pagefind can't be run: {error}") from error
    assert process.stdin and isinstance(process.stdout, BufferedReader) and process.stderr
    try:
        with _in_time(process.kill):
            try:
                return _Service(process.stdin, process.stdout).index(pages, language)
            except (OSError, EOFError) as error:  # it is gone, and has told why
                with suppress(OSError):
                    process.stdin.close()  # one that is still there waits to be asked
                process.wait()  # it says a few lines, for which a pipe has room
                lines = process.stderr.read().decode(errors="replace").strip().splitlines()
                said = lines[-1] if lines else process.returncode or error
                raise PagefindError(f"Pagefind stopped: {said}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise PagefindError(f"Pagefind answered otherwise than expected ({error!r})") from error
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):  # what was not read by it any more
            process.stdin.close()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def _in_time(end: Callable[[], None]) -> Iterator[None]:
    """Have another thread call *end* when what stands below takes too long.  Raises `PagefindError` where the
    system allows no more threads."""
    from threading import Timer

    timer = Timer(_WAIT, end)
    try:
        timer.start()
    except RuntimeError as error:
        raise PagefindError(f"Pagefind can't be run: {error}") from error
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # while a thread is running, no process is forked


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what Pagefind is to know of the environment *given*.

    It reads settings there, as from a `pagefind.toml` in the folder where it runs, and stops at one that is
    amiss, and where anything is no text in UTF-8.
    """
    return {
        name: value
        for name, value in given.items()
        if not name.upper().startswith("PAGEFIND_") and _is_utf8(name + value)
    }


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # has bytes that Python could not read
        return False
    return True


class _Service:
    """Speaks to Pagefind: messages of JSON in Base64, each with a comma after it, and an answer to each."""

    def __init__(self, said: IO[bytes], heard: BufferedReader) -> None:
        self._said, self._heard = said, heard
        self._count = 0
        self._rest = b""

    def index(self, pages: Mapping[str, str], language: str) -> Found:
        """Return the files of an index of *pages*, which are numbered as they come."""
        number = self.ask("NewIndex", config={"force_language": language})["index_id"]
        urls = []
        for count, (path, html) in enumerate(pages.items()):
            self._say("AddFile", index_id=number, file_path=path, file_contents=html)
            if count >= _AHEAD:
                urls.append(self._hear()["page_url"])
        urls += [self._hear()["page_url"] for _ in range(min(_AHEAD, len(pages)))]
        files = self.ask("GetFiles", index_id=number)["files"]
        return Found({file["path"]: b64decode(file["content"]) for file in files}, urls)

    def ask(self, kind: str, **given: Any) -> dict[str, Any]:
        """Send one message and return the answer.

        Raises EOFError where there comes none, OSError where nobody listens, `PagefindError` for an error.
        """
        self._say(kind, **given)
        return self._hear()

    def _say(self, kind: str, **given: Any) -> None:
        self._count += 1
        message = {"message_id": self._count, "payload": {"type": kind, **given}}
        self._said.write(b64encode(msgspec.json.encode(message)) + b",")
        self._said.flush()

    def _hear(self) -> dict[str, Any]:
        """Return the next answer; they come in the order in which was asked."""
        answer: dict[str, Any] = msgspec.json.decode(b64decode(self._answer()))["payload"]
        if answer["type"] == "Error":
            raise PagefindError(f"Pagefind stopped: {answer['message']}")
        return answer

    def _answer(self) -> bytes:
        pieces = [self._rest]
        while b"," not in pieces[-1]:
            pieces.append(self._heard.read1(1 << 20))
            if not pieces[-1]:
                raise EOFError
        answer, _comma, self._rest = b"".join(pieces).partition(b",")
        return answer
