"""Files in the output folder that sitegen did not make: they stay, and nothing of them is ever lost.

An exchange of generations would take them away.  So their files are linked into the twin before it (they can
be read at every instant), and the originals are carried over after it.  The last link of a file that is not
ours is never removed: what has no place any more is set aside.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from msgspec import Struct

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.exchange import NoSwitch
from sitegen.publish.folder import find_published
from sitegen.publish.record import LOOK_AGAIN, FolderStat, Record
from sitegen.publish.writer import NO_LINKS

_MOST = 1000
"""A stranger's folder of more files (such as a `.git`) is not linked but moved; it is away for a moment."""


def folders_of(path: str) -> Iterator[str]:
    """Yield the folders that hold *path*, from the inmost to the outmost."""
    while cut := path.rfind("/") + 1:
        path = path[: cut - 1]
        yield path


def all_folders(paths: Iterable[str]) -> set[str]:
    """Return all folders that hold one of *paths*, also the tree itself, ""."""
    found = {""}
    for path in paths:
        for folder in folders_of(path):
            if folder in found:
                break
            found.add(folder)
    return found


def find_strangers(tree: str, record: Record, also: Collection[str] = ()) -> tuple[str, ...]:
    """Return the paths of the topmost files and folders of *tree* that sitegen did not make.

    Only folders that changed since *record* was made are listed.  *also* are files that are ours as well.
    """
    folders: Mapping[str, FolderStat] = record.folders
    missing = all_folders((*record.digests, *also) if "" not in folders else also) - folders.keys()
    if missing:
        folders = {**folders, **dict.fromkeys(missing, (0, LOOK_AGAIN))}
    found: set[str] = set()
    lstat, prefix = os.lstat, f"{tree}/"
    for folder, noted in folders.items():
        try:
            status = lstat(prefix + folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        changed = status.st_mtime_ns != noted[1] or status.st_ino != noted[0]
        if changed and stat.S_ISDIR(status.st_mode):
            found.update(strangers_in(tree, folder, record.digests, also, folders))
    return tuple(sorted(path for path in found if found.isdisjoint(folders_of(path))))


def strangers_in(
    tree: str,
    folder: str,
    files: Collection[str],
    also: Collection[str],
    folders: Collection[str],
) -> Iterator[str]:
    """Yield what is in *folder* of *tree* and not in *files*, *also* or *folders*, which are ours."""
    prefix = f"{folder}/" if folder else ""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{tree}/{folder}") as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                ours = path in folders or path == STAGED
            else:
                ours = path in files or path in also or path in (MANIFEST, STAGED)
            if not ours:
                yield path


def refuse_in_the_way(
    strangers: Iterable[str], target: Collection[str], fresh: Collection[str], root: str
) -> None:
    """Raise `SetupError` when one of *strangers* is where a file or a folder of *target* has to be.

    *fresh* are the files of *target* that have not been published before.
    """
    folders = all_folders(fresh)
    for stranger in strangers:
        path = f"{root}/{stranger}"
        if stranger in target or any(folder in target for folder in folders_of(stranger)):
            raise _in_the_way(path)
        if stranger in folders:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise _in_the_way(path)
            inside = strangers_in(root, stranger, (), (), ())
            refuse_in_the_way(inside, target, fresh, root)
        elif any(other.startswith(f"{stranger}/") for other in target):
            raise _in_the_way(path)


def refuse_sites(strangers: Iterable[str], root: str) -> None:
    """Raise `SetupError` when a site is published to one of *strangers*, and so would be part of this one."""
    for stranger in strangers:
        if inner := find_published(f"{root}/{stranger}"):
            hint = "move or delete it, or choose another folder"
            raise SetupError(f"{root} holds {inner}, where another site is published; {hint}")


def _in_the_way(path: str) -> SetupError:
    return SetupError(f"{path} is in the way: sitegen did not make it; move it elsewhere")


# ---- before the exchange


def mirror_strangers(strangers: Iterable[str], root: str, twin: str) -> None:
    """Link what *strangers* are in *root* into *twin*, as far as that is possible.

    Raises `NoSwitch` when one of them could not be carried over after an exchange.
    """
    for stranger in strangers:
        source, copy = f"{root}/{stranger}", f"{twin}/{stranger}"
        status = os.lstat(source)
        if status.st_dev != os.lstat(root).st_dev:
            raise NoSwitch(f"{source} is on another file system")
        if stat.S_ISDIR(status.st_mode):
            if not os.access(source, os.W_OK | os.X_OK):
                raise NoSwitch(f"{source} can't be moved")
            _mirror_folder(source, copy)
        else:
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            _link(source, copy)


def _mirror_folder(source: str, copy: str) -> None:
    inside = []
    for place, folders, files in os.walk(source):
        links = [name for name in folders if os.path.islink(f"{place}/{name}")]
        inside.append((place, [*files, *links]))
        if sum(len(names) for _place, names in inside) + len(inside) > _MOST:
            return
    for place, names in inside:
        target = copy + place[len(source) :]
        os.makedirs(target, exist_ok=True)
        for name in names:
            _link(f"{place}/{name}", f"{target}/{name}")


def _link(source: str, copy: str) -> None:
    try:
        os.link(source, copy, follow_symlinks=False)
    except FileNotFoundError:
        return  # its owner took it away
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise


# ---- after it


def carry_strangers(
    strangers: Iterable[str], twin: str, root: str, ours: Collection[str], aside: str
) -> list[str]:
    """Bring what *strangers* are in *twin* into *root*, whose files *ours* sitegen made.

    Returns where things were put, below *aside*, that have no place in *root* any more.
    """
    carrying = _Carrying(twin, root, ours, aside, [])
    for stranger in strangers:
        carrying.carry(stranger)
    return carrying.put_aside


class _Carrying(Struct, frozen=True):
    twin: str
    root: str
    ours: Collection[str]
    aside: str
    put_aside: list[str]

    def carry(self, path: str) -> None:
        source, target = f"{self.twin}/{path}", f"{self.root}/{path}"
        here, there = _status(source), _status(target)
        if here is None:
            return
        if there is None:
            if not _move(source, target):
                self.carry(path)
        elif os.path.samestat(here, there):
            os.unlink(source)
        elif stat.S_ISDIR(here.st_mode) and stat.S_ISDIR(there.st_mode):
            for name in os.listdir(source):
                self.carry(f"{path}/{name}")
            with suppress(OSError):
                os.rmdir(source)
        elif _may_replace(here, there) and path not in self.ours:
            # Its owner wrote it anew between the link and the exchange.
            os.link(target, self._free(path), follow_symlinks=False)
            os.replace(source, target)
        else:
            os.rename(source, self._free(path))

    def _free(self, path: str) -> str:
        """Return a free place for *path* to be put aside, and note it."""
        place, number = f"{self.aside}/{path}", 1
        while os.path.lexists(place):
            number += 1
            place = f"{self.aside}/{path}.{number}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        self.put_aside.append(place)
        return place


def _may_replace(here: os.stat_result, there: os.stat_result) -> bool:
    files = not stat.S_ISDIR(here.st_mode) and not stat.S_ISDIR(there.st_mode)
    return files and here.st_mtime_ns > there.st_mtime_ns


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _move(source: str, target: str) -> bool:
    """Move *source* to *target*; False: something is there by now."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if stat.S_ISDIR(os.lstat(source).st_mode):
        os.rename(source, target)
        return True
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.rename(source, target)
        return True
    os.unlink(source)
    return True
