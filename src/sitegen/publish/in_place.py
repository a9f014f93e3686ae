"""Publish file by file, where the output folder can't be exchanged: a mount point, some network file systems.

Each file is whole at every instant, the site is not: a build that is killed between the first and the last
rename leaves a mix, which the next build mends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress

from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.backstage import Backstage
from sitegen.publish.contents import write_new
from sitegen.publish.exchange import NoSwitch
from sitegen.publish.manifest import UNKNOWN, manifest_text
from sitegen.publish.record import LOOK_AGAIN, FileStat, Record
from sitegen.publish.strangers import all_folders, folders_of
from sitegen.publish.twin import Generation


def write_aside(root: str, wanted: Generation) -> dict[str, FileStat]:
    """Write what is new into a folder of its own in *root*, named by number; return how it looks."""
    drop_aside(root)
    os.makedirs(f"{root}/{STAGED}")
    files = {}
    try:
        for number, path in enumerate(sorted(wanted.contents)):
            aside = f"{root}/{STAGED}/{number}"
            files[path] = write_new(aside, wanted.contents[path], wanted.digests[path])
    except BaseException:
        drop_aside(root)
        raise
    return files


def drop_aside(root: str) -> None:
    """Remove that folder, or what a killed build left of it; a link in its place is not followed."""
    place = f"{root}/{STAGED}"
    if os.path.islink(place) or os.path.isfile(place):
        os.unlink(place)
    elif os.path.isdir(place):
        shutil.rmtree(place)


def move_in(backstage: Backstage, wanted: Generation, files: dict[str, FileStat]) -> None:
    """Remove what is no longer published, and move what was written aside to its place."""
    root, known = backstage.root, wanted.published.record.digests
    # Whatever happens from here on, the next build must know which files are ours.
    _put_manifest(root, known | dict.fromkeys(wanted.contents, UNKNOWN))
    touched = {*wanted.contents, *(path for path in known if path not in wanted.digests)}
    gone = _remove(root, [path for path in touched if path not in wanted.digests])
    for number, path in enumerate(sorted(wanted.contents)):
        os.makedirs(os.path.dirname(f"{root}/{path}"), exist_ok=True)
        os.replace(f"{root}/{STAGED}/{number}", f"{root}/{path}")
    manifest = _put_manifest(root, wanted.digests)
    drop_aside(root)
    _record(backstage, wanted, files, touched, gone, manifest)


def _put_manifest(root: str, digests: dict[str, str]) -> bytes:
    manifest = manifest_text(digests).encode()
    with suppress(FileNotFoundError):
        os.unlink(f"{root}/{STAGED}/{MANIFEST}")
    write_new(f"{root}/{STAGED}/{MANIFEST}", manifest)
    os.replace(f"{root}/{STAGED}/{MANIFEST}", f"{root}/{MANIFEST}")
    return manifest


def _remove(root: str, paths: Iterable[str]) -> set[str]:
    """Remove files and the folders that they leave empty; return the folders that are gone."""
    gone = set()
    for path in sorted(paths, reverse=True):
        if any(os.path.islink(f"{root}/{folder}") for folder in folders_of(path)):
            continue  # the folder was replaced by a link since: what it leads to is not ours
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(f"{root}/{path}")
        with suppress(OSError):
            for folder in folders_of(path):
                with suppress(FileNotFoundError):
                    os.rmdir(f"{root}/{folder}")
                gone.add(folder)
    return gone


def _record(
    backstage: Backstage,
    wanted: Generation,
    files: dict[str, FileStat],
    touched: set[str],
    gone: set[str],
    manifest: bytes,
) -> None:
    """Note how the files look, if there is a place for notes."""
    before = wanted.published.record
    kept = {path: before.files[path] for path in wanted.digests if path not in files}
    looked = all_folders(touched) - gone | all_folders(wanted.contents)
    folders = {folder: noted for folder, noted in before.folders.items() if folder not in gone}
    if "" in folders:
        folders.update(dict.fromkeys(looked, (0, LOOK_AGAIN)))
    with suppress(NoSwitch, OSError):
        backstage.make()
        backstage.write_record(backstage.root, Record(wanted.digests, kept | files, folders), manifest)
