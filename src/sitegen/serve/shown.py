"""What a browser is shown: one whole site, and what keeps a newer one from being shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from sitegen.errors import Problem
from sitegen.plan.redirects import Rule, read_rules
from sitegen.serve.host import REDIRECTS, Answer, answer

MANY = 200
"""Of more changed files than these nobody is told one by one."""


class BuiltSite(Struct, frozen=True):
    """A site as it was built into the folder *root*, whose URLs begin with *base* (`/`, `/blog/`).

    *digests* (path -> SHA-256) has all its files, *rules* what its `_redirects` says; *new* are files that
    are in memory, in place of those in the folder.
    """

    root: Path
    base: str
    digests: Mapping[str, str]
    rules: tuple[Rule, ...] = ()
    new: Mapping[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.  Raises OSError."""
        return self.new[path] if path in self.new else (self.root / path).read_bytes()

    def answer(self, raw: str) -> Answer:
        """Return what is said to the *raw* path of a request."""
        return answer(raw, self.base, self.digests, self.rules)

    def tag(self, raw: str) -> str:
        """Return what names that which is shown at a path: another name, another page."""
        found = self.answer(raw)
        return f"{found.status}-{self.digests.get(found.file, found.location)[:32]}"


def built_site(
    root: Path, base: str, digests: Mapping[str, str], new: Mapping[str, bytes] | None = None
) -> BuiltSite:
    """Return the site in the folder *root*, with the rules in it."""
    site = BuiltSite(root, base, digests, new=new or {})
    if REDIRECTS not in digests:
        return site
    return replace(site, rules=read_rules(site.read(REDIRECTS).decode("utf-8", "replace")))


class Excerpt(NamedTuple):
    """The *lines* of a file from the number *first* on."""

    first: int
    lines: tuple[str, ...]


class Trouble(Struct, frozen=True):
    """Why the latest build made no site: the writer's mistakes, each with the lines around it; or a *failure*
    in words."""

    mistakes: tuple[tuple[Problem, Excerpt], ...] = ()
    failure: str = ""


class Shown(Struct, frozen=True):
    """What is shown: the last whole *site* (None: there was none yet), and the *trouble* since.

    *number* is given to it when it is shown, each time the next.
    """

    site: BuiltSite | None = None
    trouble: Trouble | None = None
    number: int = 0

    def tag(self, raw: str) -> str:
        return self.site.tag(raw) if self.site else "none"


def changed_files(old: BuiltSite | None, new: BuiltSite | None) -> tuple[str, ...] | None:
    """Return the URLs of files besides pages that are not the ones that they were; None: they are many."""
    if old is None or new is None or old.digests is new.digests:
        return ()
    changed: list[str] = []
    for path in _changed(old.digests, new.digests):
        if len(changed) == MANY:
            return None
        changed.append(f"{new.base}{path}")
    return tuple(changed)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    return (path for path, digest in new.items() if old.get(path) != digest and not path.endswith(".html"))
