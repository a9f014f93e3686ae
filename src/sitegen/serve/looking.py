"""Look at the files of `content/` again, knowing which were touched: most builds need not go through all."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from sitegen.content.scan import Scan, may_be_meant_as_text, scan_content, why_left_alone
from sitegen.incremental.files import Stamp, stamp
from sitegen.serve.watching import Touched


class Looker:
    """Scans the folder *content* of a site again and again."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._last: Scan | None = None
        self._ignore: tuple[str, ...] = ()

    def scan(self, ignore: tuple[str, ...], touched: Touched) -> Scan:
        """Return what `scan_content` returns; only what was *touched* can be another than the last time."""
        last = self._last if ignore == self._ignore and touched is not None else None
        if last is not None and last.problems:  # nothing is noted of files that are mistakes themselves
            last = None
        found = self._again(last, touched) if last is not None and touched is not None else None
        self._last, self._ignore = found or scan_content(self._content, ignore), ignore
        return self._last

    @property
    def _roots(self) -> tuple[str, str]:
        """The folder as it is called, and where it is: it may be a link, or become one, and those who watch
        it may call it either way."""
        called = f"{os.path.realpath(self._content.parent)}{os.sep}{self._content.name}"
        return called, os.path.realpath(self._content)

    def _again(self, last: Scan, touched: Collection[str]) -> Scan | None:
        """Return *last* with the stamps that files have now; None: there may be other files now."""
        roots = self._roots
        keys = {
            path[len(root) + 1 :].replace(os.sep, "/")
            for root in roots
            for path in touched
            if path.startswith(f"{root}{os.sep}")
        }
        unknown = keys - last.stamps.keys()
        if any(map(may_be_meant_as_text, keys)) or not all(self._is_nothing(key, last) for key in unknown):
            return None
        known = keys & last.stamps.keys()
        inodes = {last.stamps[key].inode for key in known}
        linked = {key for key, one in last.stamps.items() if one.inode in inodes}  # the same file, elsewhere
        stamps = {key: self._stamp(key, is_link=key not in known) for key in linked}
        there = {key: found for key, found in stamps.items() if found is not None}
        return replace(last, stamps={**last.stamps, **there}) if len(there) == len(stamps) else None

    def _is_nothing(self, key: str, last: Scan) -> bool:
        """Tell whether a path that is no known file is no reason to look at all: an editor's own file, or one
        that has come and gone."""
        if any(why_left_alone(part, ()) for part in key.split("/")):
            return True
        return not os.path.lexists(self._content / key) and not any(
            one.startswith(f"{key}/") for one in last.stamps
        )

    def _stamp(self, key: str, *, is_link: bool) -> Stamp | None:
        try:
            found = (os.stat if is_link else os.lstat)(self._content / key)
        except OSError:
            return None
        return stamp(found) if stat.S_ISREG(found.st_mode) else None
