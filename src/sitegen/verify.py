"""Which outputs of a plan are made again, and what is noted of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.incremental.answers import Answers
from sitegen.incremental.digest import digest
from sitegen.incremental.ledger import Cause, Ledger
from sitegen.memory import Memory
from sitegen.plan import Output
from sitegen.render import Kit, Rendered


@dataclass(frozen=True, slots=True)
class Work:
    """The *outputs* to make, the *causes* by path, and the paths of those that are *kept*."""

    outputs: tuple[Output, ...]
    causes: Mapping[str, Cause]
    kept: tuple[str, ...]
    recipes: Mapping[str, bytes]
    ledger: Ledger
    answers: Answers

    def record(self, made: Rendered) -> None:
        """Note what was made."""
        path = made.path
        self.ledger.record(path, self.recipes[path], made.digest, made.asked, self.causes[path])

    def save(self) -> None:
        """Hand all traces to the store, when everything has been made."""
        self.ledger.save(self.recipes, self.answers)


def verify(
    outputs: Iterable[Output], kit: Kit, memory: Memory, fingerprint: bytes, there: Mapping[str, str]
) -> Work:
    """Return what is to be done; *there* has the digests of published files that are as they were made."""
    by_path = {output.path: output for output in outputs}
    recipes = {path: _recipe(output, kit, memory) for path, output in by_path.items()}
    ledger = Ledger(memory.store, fingerprint)
    causes = ledger.causes(recipes, there, kit.answers)
    stale = tuple(by_path[path] for path in causes)
    kept = tuple(path for path in recipes if path not in causes)
    return Work(stale, causes, kept, recipes, ledger, kit.answers)


def _recipe(output: Output, kit: Kit, memory: Memory) -> bytes:
    """Return the digest of how *output* is made; of a file that is copied, with what is in it."""
    file = _copied(output, kit)
    content = memory.files.digest(str(file), file) if file else b""
    return digest((output.renderer, output.arguments, content))


def _copied(output: Output, kit: Kit) -> Path | None:
    if output.renderer == "copy":
        return kit.content / str(output.arguments[0])
    return kit.theme.find("assets", str(output.arguments[0])) if output.renderer == "asset" else None
