"""Run Pagefind, and put what it makes into one order: its filters come in another one each time.

It is spoken to as its own wrappers do (`--service`), page by page: pages that it finds in a folder are
numbered as the file system lists them, and the same pages would give another index on another disk.

The files and their parts are those of Pagefind 1.5 (`pagefind/src/output` of its source): a compressed mark
and a list, in which filters have a name and a hash, and values have pages.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import msgspec.json

from sitegen.config.settings import Settings
from sitegen.errors import Location, Problem
from sitegen.search.cbor import decode, encode

SEARCH_TEMPLATE = "search.html"
"""Themes that have no template of this name have no search."""
_MARK = b"pagefind_dcd"
_FILTERS = 4
"""Where in the list of the meta file the filters are: after version, pages and chunks of the index (3), they
are the fourth."""
_ENTRY = "pagefind-entry.json"
_PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.")
_KEPT = (*_PROGRAM, "fragment/", "index/")
"""What a search page needs besides filters, meta and entry; the rest are search boxes of Pagefind's own."""
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


def run_pagefind(program: Path, pages: Mapping[str, str], language: str) -> dict[str, bytes]:
    """Return the files of an index of *pages*, HTML by the path of the file, all in one *language*.

    Raises `PagefindError`.
    """
    import subprocess
    from tempfile import TemporaryFile
    from threading import Timer

    pipe = subprocess.PIPE
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, stderr=said)
        except OSError as error:
            raise PagefindError(f"Pagefind can't be run: {error}") from error
        assert process.stdin and process.stdout
        timer = Timer(_WAIT, process.kill)
        timer.start()
        try:
            files = _Service(process.stdin, process.stdout).index(pages, language)
        except (OSError, EOFError) as error:  # it is gone, and has told why
            process.wait()
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise PagefindError(f"Pagefind stopped: {lines[-1] if lines else process.returncode}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise PagefindError(f"Pagefind answered otherwise than expected ({error!r})") from error
        finally:
            timer.cancel()
            timer.join()  # while a thread is running, no process is forked
            process.kill()
            process.wait()
            with suppress(OSError):  # what was not read by it any more
                process.stdin.close()
            process.stdout.close()
    return in_order(files)


class _Service:
    """Speaks to Pagefind: messages of JSON in Base64, each with a comma after it, and an answer to each."""

    def __init__(self, said: IO[bytes], heard: IO[bytes]) -> None:
        self._said, self._heard = said, heard
        self._count = 0
        self._rest = b""

    def index(self, pages: Mapping[str, str], language: str) -> dict[str, bytes]:
        """Return the files of an index of *pages*, which are numbered by their paths."""
        number = self.ask("NewIndex", config={"force_language": language})["index_id"]
        for path, html in sorted(pages.items()):
            self.ask("AddFile", index_id=number, file_path=path, file_contents=html)
        files = self.ask("GetFiles", index_id=number)["files"]
        return {file["path"]: b64decode(file["content"]) for file in files}

    def ask(self, kind: str, **given: Any) -> dict[str, Any]:
        """Send one message and return the answer.

        Raises EOFError where there comes none, OSError where nobody listens, `PagefindError` for an error.
        """
        self._count += 1
        message = {"message_id": self._count, "payload": {"type": kind, **given}}
        self._said.write(b64encode(msgspec.json.encode(message)) + b",")
        self._said.flush()
        answer: dict[str, Any] = msgspec.json.decode(b64decode(self._answer()))["payload"]
        if answer["type"] == "Error":
            raise PagefindError(f"Pagefind stopped: {answer['message']}")
        return answer

    def _answer(self) -> bytes:
        pieces = [self._rest]
        while b"," not in pieces[-1]:
            pieces.append(self._heard.read1(1 << 20))  # type: ignore[attr-defined]
            if not pieces[-1]:
                raise EOFError
        answer, _comma, self._rest = b"".join(pieces).partition(b",")
        return answer


def without_program(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the *files* of an index without those that another, with which it is searched, has too."""
    return {name: raw for name, raw in files.items() if not name.startswith(_PROGRAM)}


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the *files* of an index in the order that equal pages always have.

    Raises `PagefindError` where they are not as Pagefind 1.5 writes them.
    """
    made = {name: raw for name, raw in files.items() if name.startswith(_KEPT)}
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
