"""Which files are watched, and what becomes of them.

Of the site's own folder only the names in it are watched, and whole only the folders that a site is made
from: what is built lies there too, and is large.  What extensions read elsewhere, or are made of, is watched
file by file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from sitegen.config.read import SITE_FILE
from sitegen.errors import SetupError
from sitegen.model.addresses import LEDGER

FOLDERS = ("content", "templates", "assets", "themes")
"""The folders of a site from which it is made."""
QUIET = 5
"""How long nothing may happen, in milliseconds, until what has happened is told: what one save does to a
file, and most of what one command does to many, is one change."""
_RARELY = 50
"""The same for the site's own folder, where little happens."""
LONGEST = 250
"""After how many milliseconds it is told all the same."""

Touched = frozenset[str] | None
"""The whole paths of files that were touched; None: whatever there is may have been."""


class Watcher:
    """Tells what is touched in the folder *site*, in threads of its own, inside its `with` block; first of
    all, that whatever there is may have been.

    What can't be watched is told as a `SetupError`.
    """

    def __init__(self, site: Path, tell: Callable[[Touched | SetupError], None]) -> None:
        self._given, self._site, self._tell = site, site.resolve(), tell
        self._stop, self._moved, self._other = Event(), Event(), Event()
        self._elsewhere: frozenset[str] = frozenset()
        works = (self._watch_names, self._watch_folders, self._watch_elsewhere)
        self._threads = [Thread(target=self._telling_of_failure, args=(work,), daemon=True) for work in works]

    def __enter__(self) -> Watcher:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._other.set()
        for thread in self._threads:  # none may be left in the library when Python ends
            thread.join()

    def _telling_of_failure(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            self._tell(SetupError(f"changes can't be watched for: {error}"))

    def _watch_names(self) -> None:
        """Watch the settings, the ledger of addresses, and whether folders come or go, or are others."""
        while not self._stop.is_set():
            replaced = _Replaced(self._given)
            try:
                self._site = self._given.resolve()
                notify = _notify([self._site], recursive=False)
            except FileNotFoundError:  # the site is away; it may come back
                self._stop.wait(LONGEST / 1000)
                continue
            with suppress(_LostError):
                self._tell_of_names(notify, replaced)
            self._moved.set()  # all is looked at anew

    def _tell_of_names(self, notify: RustNotify, replaced: _Replaced) -> None:
        """Tell what is touched in the site's own folder until that, or one in it, is another."""
        folders = {str(self._site / name) for name in FOLDERS}
        files = {str(self._site / name) for name in (SITE_FILE, LEDGER)}
        over = _Either(self._stop, replaced)
        while not over.is_set():
            touched = _wait(notify, _RARELY, over)
            if touched & folders:
                self._moved.set()
            elif touched & files:
                self._tell(touched & files)

    def _watch_folders(self) -> None:
        while not self._stop.is_set():
            self._moved.clear()
            there = [self._site / name for name in FOLDERS if (self._site / name).is_dir()]
            try:
                notify = _notify(there, recursive=True)
            except FileNotFoundError:  # one has gone meanwhile
                continue
            self._tell(None)
            with suppress(_LostError):
                self._tell_of_folders(notify)

    def _tell_of_folders(self, notify: RustNotify) -> None:
        """Tell what is touched in folders until others are to be watched."""
        over = _Either(self._stop, self._moved)
        while not over.is_set():
            touched = _wait(notify, QUIET, over)
            if touched:
                self._tell(touched)

    def watch_too(self, files: Collection[str]) -> None:
        """Watch those of *files* (whole paths) that are in none of the site's own folders, and no others."""
        folders = tuple(f"{self._site / name}{os.sep}" for name in FOLDERS)
        elsewhere = frozenset(file for file in files if not file.startswith(folders))
        if elsewhere != self._elsewhere:
            self._elsewhere = elsewhere
            self._other.set()

    def _watch_elsewhere(self) -> None:
        """Watch the folders of single files: many an editor puts another file in the place of the one that
        was."""
        while self._other.wait() and not self._stop.is_set():
            self._other.clear()
            files = self._elsewhere
            folders = {Path(file).parent for file in files}
            notify = _notify((folder for folder in folders if folder.is_dir()), recursive=False)
            self._tell(files)  # they may have been touched since they were read
            try:
                self._tell_of(notify, files)
            except _LostError:
                self._other.set()

    def _tell_of(self, notify: RustNotify, files: frozenset[str]) -> None:
        """Tell what is touched of *files* until other files are to be watched."""
        over = _Either(self._stop, self._other)
        while not over.is_set():
            touched = _wait(notify, QUIET, over) & files
            if touched:
                self._tell(touched)


class _LostError(Exception):
    """It is not known what was touched: a name is no text, and whoever watches can't go on after it."""


class _Over(Protocol):
    """Tells when to wait no more, as an event does."""

    def is_set(self) -> bool: ...


class _Replaced:
    """Is set when the folder *site*, or one that it is made from, is called otherwise or is another than it
    was: the system watches folders, wherever they go, and not their names."""

    def __init__(self, site: Path) -> None:
        self._site, self._was = site, _whereabouts(site)

    def is_set(self) -> bool:
        return _whereabouts(self._site) != self._was


def _whereabouts(site: Path) -> tuple[object, ...]:
    try:
        return site.resolve(), *map(_which, (site, *(site / name for name in FOLDERS)))
    except OSError:  # the folder that one is in has been deleted
        return ()


def _which(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from all others; None: there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Either:
    """Is set when one of two events is."""

    def __init__(self, one: _Over, other: _Over) -> None:
        self._one, self._other = one, other

    def is_set(self) -> bool:
        return self._one.is_set() or self._other.is_set()


def _notify(paths: Iterable[Path], *, recursive: bool) -> RustNotify:
    return RustNotify([str(path) for path in paths], False, False, 0, recursive, True)


def _wait(notify: RustNotify, quiet: int, over: _Over) -> frozenset[str]:
    """Wait until something was touched; return nothing when it is *over*.  Raises `_LostError`."""
    try:
        found = notify.watch(LONGEST, quiet, 0, over)
    except WatchfilesRustInternalError:
        raise _LostError from None
    return frozenset(path for _kind, path in found) if isinstance(found, set) else frozenset()
