"""Files that were made of pictures, in `.sitegen/pictures/`: made again if they are not there."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from sitegen.incremental.digest import digest

FOLDER = "pictures"
KEPT = 200_000_000
"""How many bytes are kept of files that the site does not use now; of others the oldest go first."""
_CHECK = 16


class PictureCache:
    """Keeps files by name, each with a checksum, so that a damaged one is noticed and never believed.

    Whatever the disk says, only the memory of the build suffers.  *folder* None: nothing is kept.
    """

    def __init__(self, folder: Path | None, *, writes: bool = True) -> None:
        self.folder, self._writes = folder, writes

    def get(self, name: str) -> bytes | None:
        """Return the file *name*; None: there is none, or it is not as it was written."""
        if self.folder is None:
            return None
        try:
            raw = self._place(self.folder, name).read_bytes()
        except OSError:
            return None
        content = raw[_CHECK:]
        return content if raw[:_CHECK] == _check(name, content) else None

    @property
    def keeps(self) -> bool:
        """Whether what is put here will be found again."""
        return self.folder is not None and self._writes

    def has(self, name: str) -> bool:
        """Tell whether there is a file *name*, without a look into it."""
        return self.folder is not None and self._place(self.folder, name).is_file()

    def put(self, name: str, content: bytes) -> None:
        """Keep *content* under *name*."""
        if not (self.folder and self._writes):
            return
        place = self._place(self.folder, name)
        new = place.with_name(f"{place.name}.{os.getpid()}")
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_check(name, content) + content)
            new.replace(place)

    def trim(self, used: Collection[str]) -> None:
        """Delete what is not *used*, the oldest first, but for so much as may be kept."""
        if not (self.folder and self._writes):
            return
        places = {str(self._place(self.folder, name)) for name in used}
        found = [(entry.stat(), entry.path) for entry in _files(self.folder) if entry.path not in places]
        room = KEPT
        for status, path in sorted(found, key=lambda one: (-one[0].st_mtime_ns, one[1])):
            room -= status.st_size
            if room < 0:
                with suppress(OSError):
                    Path(path).unlink()

    @staticmethod
    def _place(folder: Path, name: str) -> Path:
        return folder / name[:2] / name


def _files(folder: Path) -> list[os.DirEntry[str]]:
    files: list[os.DirEntry[str]] = []
    with suppress(OSError):
        for part in os.scandir(folder):
            if part.is_dir(follow_symlinks=False):
                files += [entry for entry in os.scandir(part) if entry.is_file(follow_symlinks=False)]
    return files


def _check(name: str, content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECK, key=digest(name)).digest()
