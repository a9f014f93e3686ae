"""Which files are read while a text is converted: an extension may have parts of the text in others.

Python tells an audit hook of each file that is about to be opened (PEP 578); a hook can't be taken away, so
it looks whether anybody wants to know.  What is asked of a file without opening it is not seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import invalidate_caches
from pathlib import Path
from typing import Any, TypeVar

from sitegen.incremental.digest import digest_bytes
from sitegen.incremental.files import FileDigests, digest_file
from sitegen.installed import library_folders

Result = TypeVar("Result")
Reads = tuple[tuple[str, bytes], ...]
"""Files that were read, by their whole paths, each with its digest; empty: it can't be read."""
_seen: list[dict[str, None]] = []
_NOT_THERE = b""


class Watch:
    """Tells from which files texts are made, of those that one engine converts.

    A file that a text does not name is the engine's own: it was read when the engine was made, or by an
    extension that may have kept it.  All texts from then on are made from it, too, as it was then, and from
    the code that was imported meanwhile.  Where any of that is another, the next engine of the process loads
    its code anew.
    """

    def __init__(self) -> None:
        if any(_digest(path) != then for path, then in _own.items()):
            _forget()

    def convert(self, convert: Callable[[], Result], text: str) -> tuple[Result, Reads]:
        """Return what *convert* makes of a *text*, and the files that it was made from."""
        loaded, read = set(sys.modules), dict[str, bytes]()
        try:
            with _watched() as paths:
                converted = convert()
        finally:
            code = {name: path for name in sys.modules.keys() - loaded if (path := _own_code(name))}
            read.update((path, _digest(path)) for path in (*paths, *code.values()))
            _modules.update(code)
            for path, digest in read.items():
                if path in code.values() or os.path.basename(path) not in text:
                    _own.setdefault(path, digest)
        return converted, tuple(sorted({**_own, **read}.items()))


_own: dict[str, bytes] = {}
"""The files that engines of this process were made from, or may have kept, each with its digest then."""
_modules: set[str] = set()
"""The names of the modules among them."""


def _own_code(module: str) -> str:
    """Return the file of a module that is neither ours nor a library's; empty: it is."""
    path = os.path.realpath(getattr(sys.modules.get(module), "__file__", None) or "")
    is_ours = module.partition(".")[0] == __name__.partition(".")[0]
    return "" if is_ours or not os.path.isfile(path) or path.startswith(library_folders()) else path


def _forget() -> None:
    """Have the code of engines loaded anew, and with it what it has kept."""
    for name in _modules:
        sys.modules.pop(name, None)
    invalidate_caches()
    _modules.clear()
    _own.clear()


@contextmanager
def _watched() -> Iterator[dict[str, None]]:
    """Yield the paths of the files that are opened in the `with` block, code and Python's libraries aside."""
    _add_hook()
    _seen.append({})
    try:
        yield _seen[-1]
    finally:
        _seen.pop()


def made_from(digest: bytes, reads: Reads) -> bytes:
    """Return what names a file with this *digest*, and the files that were read for it."""
    return digest_bytes(digest, *[part for _path, part in reads]) if reads else digest


def working_folder() -> bytes:
    """Return the folder from which on extensions find files; empty: it is gone.

    What was read from one place says nothing of what would be read from another: a site may be copied, with
    all that is remembered of it, and the files that it was copied from are still there.
    """
    with suppress(OSError):
        return os.getcwdb()
    return b""


def as_they_are(reads: Reads, files: FileDigests) -> Reads:
    """Return the same files with the digests that they have now."""
    return tuple([(path, _digest_now(path, files)) for path, _digest in reads])


def _digest(path: str) -> bytes:
    try:
        return digest_file(Path(path))
    except OSError:
        return _NOT_THERE


def _digest_now(path: str, files: FileDigests) -> bytes:
    try:
        return files.digest(path, Path(path))
    except OSError:
        return _NOT_THERE


@cache
def _add_hook() -> None:
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen and event == "open" and isinstance(arguments[0], str | bytes) and not _importing():
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith(library_folders()):
            _seen[-1][path] = None


def _importing() -> bool:
    """Tell whether the file is opened by `import`: it may be compiled; `_own_code` tells the source."""
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
