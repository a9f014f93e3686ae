"""Which outputs of a plan are made again, and what is noted of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from sitegen.content.scan import Scan, name_of
from sitegen.errors import SetupError
from sitegen.incremental.answers import Answers
from sitegen.incremental.digest import digest
from sitegen.incremental.ledger import Cause, Ledger
from sitegen.incremental.shorthand import Listener
from sitegen.memory import Memory
from sitegen.plan import Layout, Output
from sitegen.render.rendering import Kit, Rendered
from sitegen.theme.styles import is_style_sheet, style_sheet
from sitegen.theme.theme import Theme

_UNREAD = "unread "
"""What precedes the name of a file that has no digest."""


class Copied(NamedTuple):
    """A file that is copied, and the digest that it had when it was verified."""

    file: Path
    digest: bytes


class Work(Struct, frozen=True):
    """The *outputs* to make, the *causes* by path, and the paths of those that are *kept*.

    *copied* has the files that are copied, by the output's path.
    """

    outputs: tuple[Output, ...]
    causes: Mapping[str, Cause]
    kept: tuple[str, ...]
    copied: Mapping[str, Copied]
    recipes: Mapping[str, bytes]
    ledger: Ledger
    answers: Answers
    listener: Listener

    def record(self, made: Rendered) -> None:
        """Note what was made.

        Raises `SetupError` where that is the copy of a file that was edited since it was verified: were it
        put back after this build, the edit would pass for what it is made from.
        """
        path, digest = made.path, made.kept.digest
        copied = self.copied.get(path)
        if copied and copied.digest.hex() != digest:
            raise SetupError(f"{copied.file} changed while it was copied; build again")
        numbers = self.listener.hear(made.asked)
        self.ledger.record(path, self.recipes[path], digest, numbers, self.causes[path])

    def digests(self) -> dict[str, str]:
        """Return the digests of what all outputs are now, by path."""
        return self.ledger.contents(self.recipes)

    def save(self) -> None:
        """Hand all traces to the store, when everything has been made."""
        self.ledger.save(self.recipes, self.answers)


def digest_copies(theme: Theme, content: Path, scan: Scan, memory: Memory) -> dict[str, bytes]:
    """Return the digests of all files that may be copied, by name.

    They are taken once a build: what is noted of a copy and what is noted of the plan must be one file.
    What can't be read, or has a name that can't be published, has none under its own name; whoever has to
    plan or copy it says why.
    """
    files = [(name_of(key), content / key, scan.stamps[key]) for key in scan.files]
    named = [(asset, theme.find("assets", asset)) for asset in theme.assets()]
    found = [(asset, file) for asset, file in named if file]
    assets = [(str(file), file, None) for asset, file in found if not is_style_sheet(asset)]
    digests: dict[str, bytes] = {}
    for name, file, seen in (*files, *assets):
        with suppress(OSError):
            digests[name] = memory.files.digest(name, file, seen)
    for asset, file in found:
        if is_style_sheet(asset):  # made of several files
            with suppress(OSError):
                digests[str(file)] = hashlib.sha256(style_sheet(theme, asset)).digest()
    for name in (*(name for name, _file, _seen in files), *(str(file or asset) for asset, file in named)):
        if name not in digests:  # else a plan without it would be recalled, and nobody would say why
            digests[f"{_UNREAD}{name}"] = b""
    return digests


def are_read(copies: Mapping[str, bytes]) -> bool:
    """Tell whether all files could be read when *copies*, their digests, were taken.

    One that could not, and can be when it is copied, is published without its name of `name_assets`.
    """
    return not any(name.startswith(_UNREAD) for name in copies)


def verify(
    layout: Layout,
    copies: Mapping[str, bytes],
    kit: Kit,
    memory: Memory,
    fingerprint: bytes,
    there: Mapping[str, str],
) -> Work:
    """Return what is to be done; *copies* has the digests of files by name, *there* those of published files
    that are as they were made."""
    ledger = Ledger(memory.store, fingerprint)
    copied: dict[str, Copied] = {}
    if layout.outputs is None:  # then nothing that is copied has changed either
        recipes = ledger.recipes()
    else:
        copied = {
            path: Copied(file, copies[name] if name in copies else _file_digest(name, file, memory))
            for path, name, file in _copied(layout.outputs, kit)
        }
        recipes = {output.path: _recipe(output, copied.get(output.path)) for output in layout.outputs}
    causes = ledger.causes(recipes, there, kit.answers)
    stale = tuple([layout.find(path) for path in sorted(causes)])  # as plans are
    kept = tuple([path for path in recipes if path not in causes])
    listener = Listener(ledger.number)
    return Work(stale, causes, kept, copied, recipes, ledger, kit.answers, listener)


def _recipe(output: Output, copied: Copied | None) -> bytes:
    """Return the digest of how *output* is made, and from what, where it is the copy of a file."""
    return digest((output.renderer, output.arguments, copied.digest if copied else b""))


def _copied(outputs: Iterable[Output], kit: Kit) -> Iterator[tuple[str, str, Path]]:
    """Yield the paths of the outputs that are copies, each with the file that is copied and its name."""
    for output in outputs:
        key = str(output.arguments[0]) if output.renderer in ("copy", "asset") else ""
        if output.renderer == "copy":
            yield output.path, name_of(key), kit.content / key
        elif output.renderer == "asset" and (file := kit.theme.find("assets", key)):
            yield output.path, str(file), file


def _file_digest(name: str, file: Path, memory: Memory) -> bytes:
    try:
        return memory.files.digest(name, file)
    except OSError as error:
        raise SetupError(f"{file} can't be read: {error.strerror}") from error
