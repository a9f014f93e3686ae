"""What is published now: which files sitegen made, and which of them are still as it made them."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from sitegen.errors import SetupError
from sitegen.forks import JOBS, beside_in_turn
from sitegen.paths import MANIFEST
from sitegen.publish.backstage import Backstage
from sitegen.publish.exchange import NoSwitch, finish_exchange
from sitegen.publish.lock import build_lock
from sitegen.publish.manifest import manifest_text, read_manifest
from sitegen.publish.record import NOTHING, FileStat, Record, file_stat
from sitegen.publish.strangers import carry_strangers, find_strangers

_LINKS = 2
MANY = 3_000
"""Another process looks at more files than these in the time that it takes this one to list the sources."""


class Seen(NamedTuple):
    """The *strangers* in the output folder, as of the moment *looked* (of `time.monotonic`)."""

    strangers: tuple[str, ...]
    looked: float


class PublishedSite(Struct, frozen=True):
    """The public generation of the output folder *root*.

    *digests* (path -> SHA-256) has the files that are as they were made; *record* names all that are ours.
    *lone* are files that may have no link in the twin; *generation* tells this generation from all others.
    """

    root: str
    digests: Mapping[str, str]
    record: Record
    lone: frozenset[str]
    generation: tuple[int, ...]
    strangers: Callable[[], Seen | None] = lambda: None
    """Waits for what another process has found that others have put there; None: none has."""

    @property
    def intact(self) -> bool:
        """Whether every file of the manifest is there as it was made."""
        return len(self.digests) == len(self.record.digests)


def read_published(output: Path) -> PublishedSite:
    """Return what sitegen published in the folder *output*, after putting right what a killed build left.

    It costs a stat a file.  Only when nothing is known of the folder (it was copied here, the machine was
    started anew) every file is read, once.  Raises `SetupError` when the manifest is damaged.
    """
    return begin_reading(output, 1)()


def begin_reading(output: Path, jobs: int) -> Callable[[], PublishedSite]:
    """Begin what `read_published` does, and return what waits for it; where several *jobs* may share the
    work, another process looks at many files meanwhile."""
    root = os.path.realpath(output)
    backstage = Backstage(root)
    try:
        _recover(backstage)
        generation = read_generation(root)
        record = backstage.read_right_record(backstage.root) if os.path.isdir(root) else NOTHING
        if record is None:
            record = read_every_file(root)
            _remember(backstage, record)
    except OSError as error:
        raise SetupError(f"{error.filename or output} can't be used: {error.strerror}") from error
    many = jobs >= JOBS and len(record.files) > MANY
    works = (partial(_look, root, record), partial(look_for_strangers, root, record))
    there = beside_in_turn(*works) if many else None

    def wait() -> PublishedSite:
        looked = there[0].result() if there else None
        published = _published(root, record, looked or _look(root, record), generation)
        return replace(published, strangers=there[1].result) if there else published

    return wait


def look_at_published(output: Path) -> PublishedSite:
    """Return what is published in the folder *output* as it is found, and change nothing."""
    root = os.path.realpath(output)
    try:
        found = Backstage(root)
        record = found.read_right_record(found.root) if os.path.isdir(root) else NOTHING
        record = read_every_file(root) if record is None else record
        return _published(root, record, _look(root, record), read_generation(root))
    except OSError as error:
        raise SetupError(f"{error.filename or output} can't be used: {error.strerror}") from error


def read_generation(root: str) -> tuple[int, ...]:
    """Return what changes whenever something is published in *root*; empty: nothing was."""
    try:
        return os.lstat(root).st_ino, *file_stat(os.lstat(f"{root}/{MANIFEST}"))
    except FileNotFoundError:
        return ()


def look_for_strangers(root: str, record: Record) -> Seen:
    """Return what others have put into the output folder *root*.  Raises OSError and `SetupError`."""
    looked = time.monotonic()
    return Seen(find_strangers(root, record) if os.path.isdir(root) else (), looked)


class _Looked(NamedTuple):
    """Which of the recorded files are *changed* since they were made, and which others are *lone*."""

    changed: list[str]
    lone: list[str]


def _look(root: str, record: Record) -> _Looked:
    lstat, prefix = os.lstat, f"{root}/"
    changed, lone = list[str](), list[str]()
    for path, noted in record.files.items():
        try:
            status = lstat(prefix + path)
        except OSError:
            changed.append(path)
            continue
        if (status.st_size, status.st_mtime_ns, status.st_ino) != noted:
            changed.append(path)
        elif status.st_nlink != _LINKS:
            lone.append(path)
    return _Looked(changed, lone)


def _published(root: str, record: Record, looked: _Looked, generation: tuple[int, ...]) -> PublishedSite:
    changed = {*looked.changed, *(record.digests.keys() - record.files.keys())}
    intact = {path: digest for path, digest in record.digests.items() if path not in changed}
    return PublishedSite(root, intact, record, frozenset(looked.lone), generation)


def read_every_file(root: str, trusted: Mapping[FileStat, str] | None = None) -> Record:
    """Return the record of a tree of which there is none, by comparing its files with its manifest.

    A file whose stat is in *trusted* (stat -> digest) need not be read.
    """
    digests = read_manifest(Path(root)) or {}
    files: dict[str, FileStat] = {}
    for path, digest in digests.items():
        with suppress(OSError):
            status = os.lstat(f"{root}/{path}")
            noted = file_stat(status)
            known = (trusted or {}).get(noted)
            if stat.S_ISREG(status.st_mode) and (known or _digest(f"{root}/{path}")) == digest:
                files[path] = noted
    return Record(digests, files, {})


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remember(backstage: Backstage, record: Record) -> None:
    """Note what was found, if there is a place for notes, so that it need not be read again."""
    if not record.digests:
        return
    with suppress(NoSwitch):
        backstage.make()
        with open(f"{backstage.root}/{MANIFEST}", "rb") as file:
            manifest = file.read()
        if manifest == manifest_text(record.digests).encode():  # no other build has published meanwhile
            backstage.write_record(backstage.root, record, manifest)


# ---- after a kill


def _recover(backstage: Backstage) -> None:
    """Finish an exchange, and bring strangers' files home, where a killed build did not come to it."""
    unfinished = os.path.lexists(backstage.leaving) or backstage.is_carrying()
    if unfinished and backstage.is_ours():
        with build_lock(Path(backstage.folder)):
            finish_exchange(backstage.root, backstage.twin, backstage.leaving)
            carry_home(backstage)


def carry_home(backstage: Backstage) -> list[str]:
    """Bring all that is not ours from the twin to the output folder; return what had to be set aside."""
    aside: list[str] = []
    if backstage.is_carrying() and os.path.isdir(backstage.twin) and os.path.isdir(backstage.root):
        pending = backstage.read_pending(backstage.twin)
        twin = backstage.read_record(backstage.twin)
        if twin is None and not pending:
            twin = Record(read_manifest(Path(backstage.twin)) or {}, {}, {})
        ours = read_manifest(Path(backstage.root)) or {}
        if twin is None or twin.digests:
            strangers = find_strangers(backstage.twin, twin or NOTHING, pending)
            aside = carry_strangers(strangers, backstage.twin, backstage.root, ours, backstage.set_aside)
    backstage.clear_carrying()
    return aside
