"""Write a rendered site: only what changed, never outside the folder, never over what is not ours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import SetupError
from sitegen.paths import MANIFEST
from sitegen.publish.manifest import digest_of, manifest_text, read_manifest

Content = bytes | Path
_UNKNOWN = "0" * 64


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def check_output(output: Path, site: Path) -> None:
    """Raise `SetupError` when sitegen may not write its site to *output*."""
    if output.is_symlink() and not output.exists():
        raise SetupError(f"{output} is a link that leads nowhere")
    if not output.exists():
        return
    if not output.is_dir():
        raise SetupError(f"{output} is a file; the site needs a folder")
    if output.resolve() in (site.resolve(), *site.resolve().parents):
        raise SetupError(f"{output} holds the site's own sources; choose another folder")
    if read_manifest(output) is None and any(output.iterdir()):
        hint = "choose an empty folder, or empty it yourself"
        raise SetupError(f"{output} is not empty and was not made by sitegen; {hint}")


def publish(contents: Mapping[str, Content], output: Path) -> Published:
    """Make the files of the folder *output* those of *contents*; files that sitegen did not make stay.

    Raises `SetupError` when a file can't be written, or is in the way.
    """
    root = output.resolve()
    known = read_manifest(root) or {}
    _check_strangers(contents, known, root)
    try:
        # Whatever happens from here on, the next build must know which files are ours.
        _replace(root / MANIFEST, manifest_text(dict.fromkeys(contents, _UNKNOWN) | dict(known)).encode())
        removed = _remove([path for path in known if path not in contents], root)
        digests, written = _write(contents, root)
        _replace(root / MANIFEST, manifest_text(digests).encode())
    except OSError as error:
        raise SetupError(f"{error.filename or root} can't be written: {error.strerror}") from error
    return Published(written, len(contents) - written, removed)


def _check_strangers(contents: Mapping[str, Content], known: Mapping[str, str], root: Path) -> None:
    """Refuse to write over a file that sitegen did not make, or through a link."""
    for path in contents:
        for parent in _folders(path):
            if (root / parent).is_symlink() or (root / parent).is_file():
                if parent in known and not (root / parent).is_symlink():
                    continue  # a file of the last build, removed before this folder is made
                raise SetupError(f"{root / parent} is in the way: sitegen did not make it; move it elsewhere")
        if path not in known and os.path.lexists(root / path):
            raise SetupError(f"{root / path} is in the way: sitegen did not make it; move it elsewhere")


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")[:-1]
    return ("/".join(parts[: length + 1]) for length in range(len(parts)))


def _write(contents: Mapping[str, Content], root: Path) -> tuple[dict[str, str], int]:
    """Write what is not there already; return all digests and the number of files written."""
    digests: dict[str, str] = {}
    written = 0
    for path, content in contents.items():
        new = content.read_bytes() if isinstance(content, Path) else content
        digests[path] = digest_of(new)
        if not _same(root / path, new):
            _replace(root / path, new)
            written += 1
    return digests, written


def _same(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody sees half a file and no hard link is changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:80]}.sitegen-new")
    beside.write_bytes(content)
    beside.replace(path)


def _remove(paths: Iterable[str], root: Path) -> int:
    """Remove files of the last build and the folders that they leave empty."""
    removed = 0
    for path in paths:
        if any((root / parent).is_symlink() for parent in _folders(path)):
            continue  # the folder was replaced by a link since: what it leads to is not ours
        if os.path.lexists(root / path):
            (root / path).unlink()
            removed += 1
        _remove_empty((root / path).parent, root)
    return removed


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
