"""Publish file by file, where the output folder can't be exchanged: a mount point, some network file systems.

Each file is whole at every instant, the site is not: a build that is killed between the first and the last
rename leaves a mix, which the next build mends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress

from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.backstage import Backstage
from sitegen.publish.exchange import NoSwitch
from sitegen.publish.manifest import UNKNOWN, manifest_text
from sitegen.publish.published import PublishedSite
from sitegen.publish.record import LOOK_AGAIN, FileStat, Record
from sitegen.publish.strangers import all_folders, folders_of
from sitegen.publish.writer import write_new


def make_aside(root: str) -> str:
    """Make the folder of its own in *root* into which is written what is new, and return it."""
    drop_aside(root)
    aside = f"{root}/{STAGED}"
    os.makedirs(aside)
    return aside


def drop_aside(root: str) -> None:
    """Remove that folder, or what a killed build left of it; a link in its place is not followed."""
    place = f"{root}/{STAGED}"
    if os.path.islink(place) or os.path.isfile(place):
        os.unlink(place)
    elif os.path.isdir(place):
        shutil.rmtree(place)


def move_in(
    backstage: Backstage, published: PublishedSite, written: Mapping[str, FileStat], digests: dict[str, str]
) -> None:
    """Remove what is no longer published, and move what was *written* aside to its place; *digests* are those
    of all files that there shall be."""
    root, known = backstage.root, published.record.digests
    # Whatever happens from here on, the next build must know which files are ours.
    _put_manifest(root, known | dict.fromkeys(written, UNKNOWN))
    stale = [path for path in known if path not in digests]
    gone = _remove(root, stale)
    for path in sorted(written):
        os.makedirs(os.path.dirname(f"{root}/{path}"), exist_ok=True)
        os.replace(f"{root}/{STAGED}/{path}", f"{root}/{path}")
    manifest = _put_manifest(root, digests)
    drop_aside(root)
    looked = all_folders([*written, *stale]) - gone | all_folders(written)
    _record(backstage, published.record, written, looked, gone, digests, manifest)


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
    before: Record,
    written: Mapping[str, FileStat],
    looked: set[str],
    gone: set[str],
    digests: dict[str, str],
    manifest: bytes,
) -> None:
    """Note how the files look, if there is a place for notes."""
    kept = {path: before.files[path] for path in digests if path not in written}
    folders = {folder: noted for folder, noted in before.folders.items() if folder not in gone}
    if "" in folders:
        folders.update(dict.fromkeys(looked, (0, LOOK_AGAIN)))
    with suppress(NoSwitch, OSError):
        backstage.make()
        backstage.write_record(backstage.root, Record(digests, kept | {**written}, folders), manifest)
