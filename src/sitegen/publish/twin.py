"""The twin: the generation that is not public, made into the one that shall be next.

What both generations share is linked, not copied.  So an edit costs what differs: the change itself, and the
one before it, of which the twin does not know yet.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import compress
from operator import eq
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST
from sitegen.publish.backstage import Backstage
from sitegen.publish.contents import write_new
from sitegen.publish.manifest import manifest_text
from sitegen.publish.published import PublishedSite, read_every_file
from sitegen.publish.record import (
    LOOK_AGAIN,
    NOTHING,
    FileStat,
    FolderStat,
    Record,
    file_stat,
    folder_stat,
)
from sitegen.publish.strangers import (
    NO_LINKS,
    all_folders,
    folders_of,
    mirror_strangers,
    strangers_in,
)
from sitegen.render.content import Content


@dataclass(frozen=True, slots=True)
class Generation:
    """The files a generation shall have: *contents* are written, the others are those of *published*.

    *strangers* are what others have put there, as of the moment *looked* (of `time.monotonic`).
    """

    digests: dict[str, str]
    contents: Mapping[str, Content]
    published: PublishedSite
    looked: float
    strangers: tuple[str, ...] = ()


def make_generation(backstage: Backstage, wanted: Generation) -> list[str]:
    """Make the twin the generation *wanted*; return what had to be set aside for it.

    At every instant the notes tell what is known of the twin: paths that are to be touched are marked before
    the first change, and the marks go only when all is done and recorded.
    """
    twin = backstage.twin
    record, pending, aside = _read_twin(backstage, wanted.published)
    certain = _certain(twin, record, pending, wanted)
    change = wanted.digests.keys() - certain
    stale = (record.digests.keys() | pending) - wanted.digests.keys()
    backstage.mark_pending(twin, change | stale)
    gone = _remove(twin, stale)
    _clear(twin, change & (record.digests.keys() | pending))
    files = dict(zip(certain, map(record.files.__getitem__, certain), strict=True))
    folders = record.folders.keys() - gone - all_folders(pending)
    files |= _write(twin, sorted(change), folders, wanted)
    mirror_strangers(wanted.strangers, backstage.root, twin)
    if os.path.isdir(backstage.root):
        os.chmod(twin, stat.S_IMODE(os.lstat(backstage.root).st_mode))
    manifest = manifest_text(wanted.digests).encode()
    _clear(twin, [MANIFEST])
    write_new(f"{twin}/{MANIFEST}", manifest)
    gone -= all_folders(change)  # made again for another file
    stats = _folders(twin, record, gone, change | stale, wanted)
    backstage.write_record(twin, Record(wanted.digests, files, stats), manifest)
    backstage.clear_pending(twin)
    return aside


def _read_twin(backstage: Backstage, published: PublishedSite) -> tuple[Record, frozenset[str], list[str]]:
    """Make sure that there is a twin, if only an empty one; return what is known of it and what is open.

    A folder in its place of which nothing is known is put aside; the places are returned too.
    """
    twin, aside = backstage.twin, []
    if os.path.lexists(twin):
        pending = backstage.read_pending(twin)
        if record := backstage.read_record(twin) or _read_unknown(twin, published):
            return record, pending, []
        if not os.path.islink(twin) and os.path.isdir(twin) and (pending or not os.listdir(twin)):
            return NOTHING, pending, []
        aside = [backstage.put_aside(twin)]
    backstage.forget_others()
    os.mkdir(twin)
    return NOTHING, frozenset(), aside


def _read_unknown(twin: str, published: PublishedSite) -> Record | None:
    """Return what can be known of a twin without a record from its manifest, if it has one."""
    if os.path.islink(twin):
        return None
    trusted = {published.record.files[path]: digest for path, digest in published.digests.items()}
    with suppress(SetupError):
        record = read_every_file(twin, trusted)
        return record if record.digests else None
    return None


def _certain(twin: str, record: Record, pending: frozenset[str], wanted: Generation) -> set[str]:
    """Return the files that the twin has as they are wanted.

    What is linked to an intact file of the public generation needs no look of its own.
    """
    public, lone = wanted.published.record.files, wanted.published.lone
    shared = map(eq, map(public.get, record.files), record.files.values())
    linked = wanted.digests.keys() & set(compress(record.files, shared)) - wanted.contents.keys() - lone
    other = (wanted.digests.keys() & record.files.keys()) - linked
    same = {
        path
        for path in other
        if record.digests[path] == wanted.digests[path] and _looks(f"{twin}/{path}", record.files[path])
    }
    return (linked | same) - pending


def _looks(path: str, noted: FileStat) -> bool:
    try:
        return file_stat(os.lstat(path)) == noted
    except OSError:
        return False


def _remove(twin: str, stale: Iterable[str]) -> set[str]:
    """Remove files, and folders that they leave empty; return the folders."""
    gone = set()
    for path in sorted(stale, reverse=True):
        _clear(twin, [path])
        for folder in folders_of(path):
            try:
                with suppress(FileNotFoundError):  # a build that was killed removed it
                    os.rmdir(f"{twin}/{folder}")
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                break
            gone.add(folder)
    return gone


def _clear(twin: str, paths: Iterable[str]) -> None:
    """Remove files; of a build that was killed there may be nothing, or a folder that another file needs."""
    for path in paths:
        try:
            os.unlink(f"{twin}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            if not os.path.isdir(f"{twin}/{path}"):
                raise


def _write(twin: str, paths: list[str], folders: set[str], wanted: Generation) -> dict[str, FileStat]:
    """Write or link *paths*; *folders* are there.  When it fails, the space is given back."""
    files: dict[str, FileStat] = {}
    try:
        for path in paths:
            folder = path[: max(path.rfind("/"), 0)]
            if folder not in folders:
                os.makedirs(f"{twin}/{folder}", exist_ok=True)
                folders.add(folder)
            if path in wanted.contents:
                files[path] = write_new(f"{twin}/{path}", wanted.contents[path], wanted.digests[path])
            else:
                files[path] = _link(wanted, path, f"{twin}/{path}")
    except BaseException:
        _clear(twin, [path for path in paths if os.path.lexists(f"{twin}/{path}")])
        raise
    return files


def _link(wanted: Generation, path: str, target: str) -> FileStat:
    """Link an intact public file, or copy it where the file system has no links."""
    source = f"{wanted.published.root}/{path}"
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        return write_new(target, Path(source), wanted.digests[path])
    return wanted.published.record.files[path]


def _folders(
    twin: str, record: Record, gone: set[str], touched: Iterable[str], wanted: Generation
) -> dict[str, FolderStat]:
    """Return the stats of the folders of the finished twin.

    A folder that was there and was touched may hold what a stranger put into it while it was public.
    """
    found = {folder: noted for folder, noted in record.folders.items() if folder not in gone}
    if "" in found:
        looked = {"", *(folder for path in touched for folder in folders_of(path))} - gone
    else:
        looked = all_folders(wanted.digests)
    now = time.time_ns()
    for folder in looked:
        foreign = folder in found and any(strangers_in(twin, folder, wanted.digests, (), found))
        status = os.lstat(f"{twin}/{folder}")
        found[folder] = (status.st_ino, LOOK_AGAIN) if foreign else folder_stat(status, now)
    for stranger in wanted.strangers:
        for folder in ("", *folders_of(stranger)):
            if folder in found:
                found[folder] = (found[folder][0], LOOK_AGAIN)
    return found
