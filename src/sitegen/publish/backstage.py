"""The hidden folder beside the output folder: the twin, what is known of both generations, and the lock.

For `public/` it is `.public.sitegen/`.  Nobody but its owner can read it, so that a web server that shows the
folder around both does not show a preview, and git ignores it by itself.  All of it may be deleted while no
build runs; the next build then reads every published file once, and makes the twin anew.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct

from sitegen.paths import MANIFEST
from sitegen.publish.exchange import NoSwitch
from sitegen.publish.record import Record, decode_record, encode_record

_MADE_BY = b"# Made by sitegen"
_IGNORE = """\
# Made by sitegen: the twin of the folder beside, by which a new site is published in one instant.
# It may be deleted whenever no build runs.
*
"""
_PREFIXES = ("pending-", "record-")
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG)


class Backstage(Struct, frozen=True):
    """Paths and notes behind the output folder *root* (its real path)."""

    root: str

    @property
    def folder(self) -> str:
        parent, name = os.path.split(self.root)
        return os.path.join(parent, f".{name}.sitegen")

    @property
    def twin(self) -> str:
        """The other generation."""
        return f"{self.folder}/twin"

    @property
    def spare(self) -> str:
        """What becomes the twin when the first generation is public: made with it, since neither is there."""
        return f"{self.folder}/spare"

    @property
    def leaving(self) -> str:
        """Where the old generation is for a moment when two folders can't be exchanged."""
        return f"{self.folder}/leaving"

    @property
    def set_aside(self) -> str:
        """Where strangers' files go that have no place any more."""
        return f"{self.folder}/set-aside"

    @property
    def carrying(self) -> str:
        """The mark that strangers' files may be in the twin."""
        return f"{self.folder}/carrying"

    def is_ours(self) -> bool:
        """Tell whether sitegen made the folder; of a build that was killed early it is empty."""
        if os.path.islink(self.folder) or not os.path.isdir(self.folder):
            return False
        with suppress(FileNotFoundError), open(f"{self.folder}/.gitignore", "rb") as file:
            return file.read().startswith(_MADE_BY)
        return os.listdir(self.folder) in ([], ["new"])

    def make(self) -> None:
        """Make the folder.  Raises `NoSwitch` when it can't be."""
        try:
            os.makedirs(os.path.dirname(self.root), exist_ok=True)
            with suppress(FileExistsError):
                os.mkdir(self.folder, 0o700)
        except OSError as error:
            if error.errno not in _FORBIDDEN:
                raise
            raise NoSwitch(f"{self.folder} can't be made: {error.strerror}") from None
        if not self.is_ours():
            raise NoSwitch(f"{self.folder} is in the way")
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise NoSwitch(f"{self.folder} can't be written")
        if not os.path.exists(f"{self.folder}/.gitignore"):
            self._replace(".gitignore", _IGNORE.encode())

    def put_aside(self, path: str) -> str:
        """Move what lies at *path* away, and return where it is now."""
        os.makedirs(self.set_aside, exist_ok=True)
        number = 1
        while os.path.lexists(place := f"{self.set_aside}/{os.path.basename(path)}.{number}"):
            number += 1
        os.rename(path, place)
        return place

    # ---- what is known of a generation.  A tree is named by its inode, which an exchange leaves as it is:
    # one look at the output folder tells which of the two is public, whenever a build was killed.

    def read_record(self, tree: str) -> Record | None:
        """Return what was noted when *tree* was finished; None: nothing."""
        noted = self._read_noted(tree)
        return noted[0] if noted else None

    def read_right_record(self, tree: str) -> Record | None:
        """Return what was noted of *tree*; None: nothing, or it has another manifest by now.

        So what was noted of a tree that is gone is not believed of another, to which its inode went.
        """
        try:
            noted = self._read_noted(tree)
            with open(f"{tree}/{MANIFEST}", "rb") as file:
                manifest = file.read()
        except OSError:
            return None
        return noted[0] if noted and noted[1] == manifest else None

    def _read_noted(self, tree: str) -> tuple[Record, bytes] | None:
        """Return the record of a tree, and the manifest that it had then."""
        try:
            with open(self._note("record", tree), "rb") as file:
                return decode_record(file.read())
        except OSError:
            return None

    def write_record(self, tree: str, record: Record, manifest: bytes) -> None:
        self._replace(os.path.basename(self._note("record", tree)), encode_record(record, manifest))

    def write_manifest(self, tree: str, manifest: bytes) -> None:
        """Put the *manifest* into *tree*, which is in this folder, at once: without one, or with half of one,
        nobody would know what is in it."""
        self._replace(f"{os.path.basename(tree)}/{MANIFEST}", manifest)

    def read_pending(self, tree: str) -> frozenset[str]:
        """Return the files of *tree* that were being changed when a build stopped."""
        try:
            with open(self._note("pending", tree), encoding="utf-8") as file:
                return frozenset(json.load(file))
        except FileNotFoundError:
            return frozenset()

    def mark_pending(self, tree: str, paths: Iterable[str]) -> None:
        """Note, before the first of them is touched, that nothing is known of *paths* in *tree*."""
        text = json.dumps(sorted(paths))
        self._replace(os.path.basename(self._note("pending", tree)), text.encode())

    def clear_pending(self, tree: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._note("pending", tree))

    def mark_carrying(self) -> None:
        self._replace("carrying", b"")

    def clear_carrying(self) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self.carrying)

    def is_carrying(self) -> bool:
        return os.path.exists(self.carrying)

    def forget_others(self) -> None:
        """Delete the notes of trees that are gone."""
        inodes = {str(os.lstat(tree).st_ino) for tree in (self.root, self.twin) if os.path.isdir(tree)}
        for name in os.listdir(self.folder):
            if name.startswith(_PREFIXES) and name.partition("-")[2] not in inodes:
                os.unlink(f"{self.folder}/{name}")

    def _note(self, kind: str, tree: str) -> str:
        return f"{self.folder}/{kind}-{os.lstat(tree).st_ino}"

    def _replace(self, name: str, content: bytes) -> None:
        with open(f"{self.folder}/new", "wb") as file:
            file.write(content)
        os.replace(f"{self.folder}/new", f"{self.folder}/{name}")
