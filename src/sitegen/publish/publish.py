"""Write a rendered site: only what changed, never outside the folder, never over what is not ours."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.manifest import manifest_text, read_manifest
from sitegen.render import Content, content_digest
from sitegen.render.content import content_chunks

_UNKNOWN = "0" * 64


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def read_published(output: Path) -> dict[str, str]:
    """Return the digests of the published files that are still as they were made, by path."""
    root = Path(os.path.realpath(output))
    found = {}
    for path, digest in (read_manifest(root) or {}).items():
        with suppress(OSError, SetupError):
            if stat.S_ISREG(_mode(root / path)) and content_digest(root / path) == digest:
                found[path] = digest
    return found


def publish(contents: Mapping[str, Content], output: Path, kept: Collection[str] = ()) -> Published:
    """Make the files of the folder *output* those of *contents* and those *kept* from the last build; files
    that sitegen did not make stay.

    Raises `SetupError` when a file can't be read or written, or is in the way; what can be known before is
    checked before anything is written.
    """
    root = Path(os.path.realpath(output))
    known = read_manifest(root) or {}
    try:
        _check_sources(contents)
        _check_strangers(contents, known, root)
        if not contents.keys() <= known.keys():
            # Whatever happens from here on, the next build must know which files are ours.
            _put_manifest(dict.fromkeys(contents, _UNKNOWN) | dict(known), root)
        removed = _remove([path for path in known if path not in contents and path not in kept], root)
        digests, written = _write(contents, root)
        _put_manifest({path: known[path] for path in kept} | digests, root)
    except OSError as error:
        name = root if error.filename in (None, str(root / STAGED)) else error.filename
        raise SetupError(f"{name} can't be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            (root / STAGED).unlink()
    return Published(written, len(contents) + len(kept) - written, removed)


# ---- before anything is written


def _check_sources(contents: Mapping[str, Content]) -> None:
    """Make sure that every file to copy can be read."""
    for content in contents.values():
        if isinstance(content, Path):
            next(content_chunks(content), None)


def _check_strangers(contents: Mapping[str, Content], known: Mapping[str, str], root: Path) -> None:
    """Refuse to write over what sitegen did not make, or through a link."""
    our_folders = {folder for path in known for folder in _folders(path)}
    for folder in sorted({folder for path in contents for folder in _folders(path)}):
        mode = _mode(root / folder)
        if mode and not stat.S_ISDIR(mode) and (folder not in known or stat.S_ISLNK(mode)):
            raise _in_the_way(root / folder)
    for path in contents:
        mode = _mode(root / path)
        if stat.S_ISDIR(mode):
            _check_all_ours(root / path, known, our_folders, root)
        elif mode and path not in known:
            raise _in_the_way(root / path)


def _check_all_ours(folder: Path, known: Mapping[str, str], our_folders: set[str], root: Path) -> None:
    """Refuse a folder that must make room for a file and holds, or is itself, a stranger's."""
    for place, names, files in os.walk(folder):
        here = Path(place)
        entries = [here, *(here / name for name in (*names, *files))]
        for entry in entries:
            name = entry.relative_to(root).as_posix()
            ours = our_folders if stat.S_ISDIR(_mode(entry)) else known
            if name not in ours:
                raise _in_the_way(entry)


def _in_the_way(path: Path) -> SetupError:
    return SetupError(f"{path} is in the way: sitegen did not make it; move it elsewhere")


def _mode(path: Path) -> int:
    """Return the mode of *path* itself, links not followed; 0: it does not exist."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[: length + 1]) for length in range(len(parts)))


# ---- writing


def _write(contents: Mapping[str, Content], root: Path) -> tuple[dict[str, str], int]:
    """Write what is not there already; return all digests and the number of files written."""
    digests: dict[str, str] = {}
    written = 0
    for path, content in contents.items():
        if not _same(content, root / path):
            digests[path] = _replace(root / path, content, root)
            written += 1
        else:
            digests[path] = content_digest(content)
    return digests, written


def _put_manifest(digests: Mapping[str, str], root: Path) -> None:
    content = manifest_text(digests).encode()
    if not _same(content, root / MANIFEST):
        _replace(root / MANIFEST, content, root)


def _same(content: Content, path: Path) -> bool:
    """Tell whether the file *path*, itself and not what it links to, holds *content*."""
    try:
        there = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        if not stat.S_ISREG(there.st_mode) or there.st_size != size:
            return False
        if isinstance(content, Path):
            return all(
                one == other
                for one, other in zip(content_chunks(content), content_chunks(path), strict=False)
            )
        return path.read_bytes() == content
    except (OSError, SetupError):
        return False


def _replace(path: Path, content: Content, root: Path) -> str:
    """Write aside and rename, so that nobody sees half a file and no hard link is changed."""
    staged = root / STAGED
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        staged.unlink()  # of a build that was killed; opening it would follow a link
    with staged.open("xb") as file:
        for chunk in content_chunks(content):
            file.write(chunk)
            digest.update(chunk)
    staged.replace(path)
    return digest.hexdigest()


# ---- removing


def _remove(paths: Iterable[str], root: Path) -> int:
    """Remove files of the last build and the folders that they leave empty."""
    removed = 0
    for path in paths:
        if any((root / parent).is_symlink() for parent in _folders(path)):
            continue  # the folder was replaced by a link since: what it leads to is not ours
        mode = _mode(root / path)
        if mode and not stat.S_ISDIR(mode):
            (root / path).unlink()
            removed += 1
        _remove_empty((root / path).parent, root)
    return removed


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        if folder.is_dir():
            if any(folder.iterdir()):
                return
            folder.rmdir()
        folder = folder.parent
