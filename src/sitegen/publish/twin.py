"""The twin: the generation that is not public, made into the one that shall be next.

What both generations share is linked, not copied.  So an edit costs what differs: the change itself, and the
one before it, of which the twin does not know yet.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import compress
from operator import eq

from msgspec import Struct

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST
from sitegen.publish.backstage import Backstage
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
    all_folders,
    find_strangers,
    folders_of,
    mirror_strangers,
    strangers_in,
)
from sitegen.publish.writer import clear, link_or_copy, make_folder, with_folder, write_new


class Wanted(Struct, frozen=True):
    """The generation that the twin shall become: the files that are *made* now, and those that are *kept* as
    they are *published*.

    *strangers* are what others have put there, as of the moment *looked* (of `time.monotonic`).
    """

    made: frozenset[str]
    kept: frozenset[str]
    published: PublishedSite
    looked: float
    strangers: tuple[str, ...] = ()


class Draft(Struct, frozen=True):
    """A twin that is being made into the next generation.

    *record* is of what it was; *certain* are the files that it has as they are public; *touched* are those of
    which nothing is known until it is finished, and *there* those of them that it may hold; *gone* are
    folders that it had; *folders* it has.
    """

    wanted: Wanted
    record: Record
    certain: frozenset[str]
    touched: frozenset[str]
    there: frozenset[str]
    gone: frozenset[str]
    folders: set[str]
    aside: tuple[str, ...]
    """Where things were put that lay in the twin's place."""


def begin_generation(backstage: Backstage, wanted: Wanted) -> Draft:
    """Make the twin ready to be written: what is not wanted any more is removed.

    At every instant the notes tell what is known of the twin: paths that are to be touched are marked before
    the first change, and the marks go only when all is done and recorded.
    """
    twin = backstage.twin
    record, pending, aside = _read_twin(backstage, wanted.published)
    certain = _certain(twin, record, pending, wanted)
    ours = record.digests.keys() | pending
    stale = ours - wanted.made - wanted.kept
    touched = wanted.made | (wanted.kept - certain) | stale
    backstage.mark_pending(twin, touched)
    _let_write(twin, all_folders(touched))
    gone = _remove(twin, stale)
    folders = record.folders.keys() - gone - all_folders(pending)
    return Draft(wanted, record, certain, touched, touched & ours, frozenset(gone), folders, tuple(aside))


def finish_generation(
    backstage: Backstage,
    draft: Draft,
    written: Mapping[str, FileStat],
    digests: dict[str, str],
    strangers: Iterable[str] = (),
) -> None:
    """Make the twin whole, with the files *written* since and those that are public already; *digests* are
    those of all files.  *strangers* are what others have in the public folder.

    Raises `NoSwitch` when one of these could not be carried over after an exchange.
    """
    twin = backstage.twin
    linked = digests.keys() - draft.certain - written.keys()
    record = draft.record
    files = {path: record.files[path] for path in draft.certain - written.keys()}
    files |= written
    for path in sorted(linked):
        files[path] = _link(draft, path, twin)
    mirror_strangers(strangers, backstage.root, twin)
    if os.path.isdir(backstage.root):
        os.chmod(twin, stat.S_IMODE(os.lstat(backstage.root).st_mode))
    manifest = manifest_text(digests).encode()
    backstage.write_manifest(twin, manifest)
    again = all_folders([*linked, *written])  # a folder that is gone may have been made for another file
    stats = _folders(twin, draft, draft.gone - again, digests)
    backstage.write_record(twin, Record(digests, files, stats), manifest)
    backstage.clear_pending(twin)


def make_spare(backstage: Backstage) -> str:
    """Make the folder that becomes a second generation beside the very first, and return it."""
    drop_spare(backstage)
    os.mkdir(backstage.spare)
    return backstage.spare


def drop_spare(backstage: Backstage) -> None:
    """Remove what a killed build left of a spare generation; nobody else has ever seen it."""
    if os.path.lexists(backstage.spare):
        shutil.rmtree(backstage.spare)


def finish_spare(backstage: Backstage, written: Mapping[str, FileStat], digests: dict[str, str]) -> None:
    """Make the spare generation whole; the files *written* are all that it has."""
    spare, now = backstage.spare, time.time_ns()
    manifest = manifest_text(digests).encode()
    write_new(f"{spare}/{MANIFEST}", manifest)
    folders = {folder: folder_stat(os.lstat(f"{spare}/{folder}"), now) for folder in all_folders(digests)}
    backstage.write_record(spare, Record(digests, {**written}, folders), manifest)


def adopt_spare(backstage: Backstage) -> None:
    """Let the spare generation be the twin, in place of an empty one."""
    if backstage.read_record(backstage.spare) is None:
        return
    with suppress(FileNotFoundError):
        os.rmdir(backstage.twin)
    os.rename(backstage.spare, backstage.twin)


def drop_generation(backstage: Backstage, draft: Draft) -> None:
    """Give back the space of what was written; the marks tell the next build what is missing."""
    for path in draft.wanted.made:
        clear(f"{backstage.twin}/{path}")


def _read_twin(backstage: Backstage, published: PublishedSite) -> tuple[Record, frozenset[str], list[str]]:
    """Make sure that there is a twin, if only an empty one; return what is known of it and what is open.

    A folder in its place of which nothing is known is put aside; the places are returned too.
    """
    twin, aside = backstage.twin, []
    if os.path.lexists(backstage.spare) and not os.path.lexists(twin):
        adopt_spare(backstage)  # a build was killed before it came to that
    if os.path.lexists(twin):
        pending = backstage.read_pending(twin)
        if record := backstage.read_right_record(twin) or _read_unknown(twin, published):
            return record, pending, []
        # Without a manifest only what is pending is known to be ours; what else there is would be published.
        if not os.path.islink(twin) and os.path.isdir(twin) and not find_strangers(twin, NOTHING, pending):
            return NOTHING, pending, []
        aside = [backstage.put_aside(twin)]
    backstage.forget_others()
    os.mkdir(twin)
    return NOTHING, frozenset(), aside


def _let_write(twin: str, folders: Iterable[str]) -> None:
    """Let *folders* of the twin be written: when they were public somebody may have made them read-only."""
    for folder in sorted(folders):
        with suppress(FileNotFoundError, NotADirectoryError):
            mode = os.lstat(f"{twin}/{folder}").st_mode
            if stat.S_ISDIR(mode) and mode & stat.S_IRWXU != stat.S_IRWXU:
                os.chmod(f"{twin}/{folder}", stat.S_IMODE(mode) | stat.S_IRWXU)


def _read_unknown(twin: str, published: PublishedSite) -> Record | None:
    """Return what can be known of a twin without a record from its manifest, if it has one."""
    if os.path.islink(twin):
        return None
    trusted = {published.record.files[path]: digest for path, digest in published.digests.items()}
    with suppress(SetupError):
        record = read_every_file(twin, trusted)
        return record if record.digests else None
    return None


def _certain(twin: str, record: Record, pending: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return the files that the twin has as they are public.

    What is linked to an intact file of the public generation needs no look of its own.
    """
    published = wanted.published
    shared = map(eq, map(published.record.files.get, record.files), record.files.values())
    ours = published.digests.keys() & (wanted.made | wanted.kept)
    linked = ours & set(compress(record.files, shared)) - published.lone
    same = {
        path
        for path in (ours & record.files.keys()) - linked
        if record.digests[path] == published.digests[path] and _looks(f"{twin}/{path}", record.files[path])
    }
    return frozenset((linked | same) - pending)


def _looks(path: str, noted: FileStat) -> bool:
    try:
        return file_stat(os.lstat(path)) == noted
    except OSError:
        return False


def _remove(twin: str, stale: Iterable[str]) -> set[str]:
    """Remove files, and folders that they leave empty; return the folders."""
    gone = set()
    for path in sorted(stale, reverse=True):
        clear(f"{twin}/{path}")
        for folder in folders_of(path):
            try:
                # A build that was killed removed it, or has left a file where it was to be.
                with suppress(FileNotFoundError, NotADirectoryError):
                    os.rmdir(f"{twin}/{folder}")
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                break
            gone.add(folder)
    return gone


def _link(draft: Draft, path: str, twin: str) -> FileStat:
    """Link an intact public file, or copy it where the file system has no links."""
    published = draft.wanted.published
    source, target = f"{published.root}/{path}", f"{twin}/{path}"
    folder = path[: max(path.rfind("/"), 0)]
    if folder not in draft.folders:
        make_folder(f"{twin}/{folder}")
        draft.folders.add(folder)
    if path in draft.there:
        clear(target)
    if with_folder(target, lambda: link_or_copy(source, target, published.digests[path])):
        return published.record.files[path]
    return file_stat(os.lstat(target))


def _folders(
    twin: str, draft: Draft, gone: frozenset[str], digests: Mapping[str, str]
) -> dict[str, FolderStat]:
    """Return the stats of the folders of the finished twin.

    A folder that was there and was touched may hold what a stranger put into it while it was public.
    """
    found = {folder: noted for folder, noted in draft.record.folders.items() if folder not in gone}
    looked = all_folders(draft.touched if "" in found else digests) - gone
    now = time.time_ns()
    for folder in looked:
        foreign = folder in found and any(strangers_in(twin, folder, digests, (), found))
        status = os.lstat(f"{twin}/{folder}")
        found[folder] = (status.st_ino, LOOK_AGAIN) if foreign else folder_stat(status, now)
    for stranger in draft.wanted.strangers:
        for folder in ("", *folders_of(stranger)):
            if folder in found:
                found[folder] = (found[folder][0], LOOK_AGAIN)
    return found
