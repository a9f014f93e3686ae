"""A writer and a small site: the state of the site as the writer means it, put on disk as an editor would.

What is on disk follows from the state, and only what differs is written, so that every file has the times
and the inode that it would have in life.
"""

from __future__ import annotations

import json
import os
import posixpath
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.blog import PLAIN_THEME

AGES_AGO = 946_684_800  # the year 2000
NOT_SOURCES = (".sitegen", "public")
BESIDE, ELSEWHERE = "pic.gif", "/images/dot.gif"
"""A picture that texts show: the one beside them, or where there is none, one that is always there."""


@dataclass(slots=True)
class Text:
    """A post or page.  *links* and *related* name other texts by number, wherever their files are now."""

    key: str
    meta: dict[str, Any]
    opening: str
    rest: str
    links: tuple[int, ...] = ()
    related: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()
    """What was said of it: one comment a number, each an answer to the one before or to none."""

    @property
    def is_post(self) -> bool:
        return self.key.startswith("posts/")

    @property
    def folder(self) -> str:
        """The folder of its own that a bundle has, from the site's folder; empty for others."""
        bundle = self.is_post and self.key.endswith("/index.md")
        return f"content/{posixpath.dirname(self.key)}/" if bundle else ""

    @property
    def name(self) -> str:
        """The name by which posts call a post that they relate to."""
        return posixpath.basename(self.folder.rstrip("/")) or posixpath.basename(self.key)


@dataclass(slots=True)
class Writer:
    """The site in *folder*, and the options with which it is built next."""

    folder: Path
    texts: dict[int, Text] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    remarks: int = 0
    """How many comments stand above the settings."""
    options: dict[str, Any] = field(default_factory=dict)
    mistakes: dict[str, bytes] = field(default_factory=dict)
    """Files as they are wrong just now."""
    patience: int = 0
    """How many more times the site is put on disk with its mistakes."""
    sly: set[str] = field(default_factory=set)
    """Files whose next edit leaves size and time of modification as they were."""
    aged: set[str] = field(default_factory=set)
    """Files whose next edit leaves a time of modification that is long ago."""
    made: int = 0
    """How many texts were ever written: the next one's number."""
    _on_disk: dict[str, bytes] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.folder / "public"

    @property
    def cache(self) -> Path:
        return self.folder / ".sitegen"

    def add(self, text: Text) -> None:
        self.texts[self.made] = text
        self.made += 1

    def use_plain_theme(self) -> None:
        """Give the site a theme of its own, whose files it may change."""
        for path in PLAIN_THEME.rglob("*"):
            if path.is_file():
                self.files[f"themes/plain/{path.relative_to(PLAIN_THEME).as_posix()}"] = path.read_bytes()

    # ---- the disk

    def save(self) -> None:
        """Put the site on disk as it is meant, with the mistakes that are not seen yet."""
        wanted = self._wanted()
        self._move(wanted)
        for path in self._on_disk.keys() - wanted.keys():
            self._remove(path)
        for path in sorted(wanted):
            if self._on_disk.get(path) != wanted[path]:
                self._put(path, wanted[path])
        self._on_disk = wanted
        self.sly.clear()
        self.aged.clear()

    def copy(self, target: Path) -> None:
        """Copy the sources, and nothing that a build made, to *target*."""
        shutil.copytree(self.folder, target, ignore=lambda folder, _names: self._left_out(folder))

    def sources(self) -> Mapping[str, bytes]:
        """Return what is on disk of the site, by path."""
        return self._on_disk

    def _left_out(self, folder: str) -> tuple[str, ...]:
        return NOT_SOURCES if Path(folder) == self.folder else ()

    def _wanted(self) -> dict[str, bytes]:
        if not self.patience:
            self.mistakes.clear()
        self.patience = max(0, self.patience - 1)
        texts = {f"content/{text.key}": self._source(text).encode() for text in self.texts.values()}
        comments = {
            f"content/comments/{text.key}.yaml": comments_of(text.comments).encode()
            for text in self.texts.values()
            if text.comments
        }
        settings = "# A comment.\n" * self.remarks + toml(self.settings)
        return {**self.files, **texts, **comments, "site.toml": settings.encode(), **self.mistakes}

    def _move(self, wanted: Mapping[str, bytes]) -> None:
        """Rename files that are somewhere else now, as an editor would."""
        gone = {data: path for path, data in self._on_disk.items() if path not in wanted}
        for path in sorted(wanted.keys() - self._on_disk.keys()):
            before = gone.pop(wanted[path], "")
            if before:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / before).rename(self.folder / path)
                self._on_disk[path] = self._on_disk.pop(before)
                self._prune(before)

    def _put(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.stat() if path in self.sly and target.exists() else None
        target.write_bytes(data)
        if before:
            os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
        if path in self.aged:
            os.utime(target, (AGES_AGO, AGES_AGO))

    def _remove(self, path: str) -> None:
        (self.folder / path).unlink()
        self._prune(path)

    def _prune(self, path: str) -> None:
        """Remove the folders that *path* leaves empty."""
        folder = (self.folder / path).parent
        while folder != self.folder and folder.name != "content" and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    # ---- texts

    def _source(self, text: Text) -> str:
        meta = dict(text.meta)
        related = [self.texts[number].name for number in text.related if self._is_post(number)]
        if related:
            meta["related"] = related
        head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items())
        links = list(self._links(text))
        opening = (
            text.opening
            if f"{text.folder}{BESIDE}" in self.files
            else text.opening.replace(BESIDE, ELSEWHERE)
        )
        opening, rest = " ".join([opening, *links[::2]]), " ".join([text.rest, *links[1::2]])
        return f"---\n{head}---\n{opening}\n\n{rest}\n"

    def _is_post(self, number: int) -> bool:
        return number in self.texts and self.texts[number].is_post

    def _links(self, text: Text) -> Iterator[str]:
        """Yield the text's links, by relative paths of files; one to a text that was deleted goes too."""
        for number in text.links:
            if number in self.texts:
                target = posixpath.relpath(self.texts[number].key, posixpath.dirname(text.key) or ".")
                yield f"[see {number}]({target})"


def toml(settings: Mapping[str, Any]) -> str:
    """Return *settings*, by dotted names such as `site.title`, as a `site.toml`."""
    tables: dict[str, list[str]] = {}
    for name, value in settings.items():
        table, _, key = name.rpartition(".")
        tables.setdefault(table, []).append(f"{key} = {_toml_value(value)}\n")
    return "\n".join(f"[{table}]\n{''.join(lines)}" for table, lines in tables.items())


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def comments_of(numbers: tuple[int, ...]) -> str:
    """Return the file of the comments that go by *numbers*."""
    lines = []
    for place, number in enumerate(numbers):
        parent = f"c{numbers[place - 1]}" if place and number % 2 else ""
        lines.append(
            f"- {{id: c{number}, author: Reader {number % 3}, date: {_said_on(number)}, "
            f"parent: '{parent}', body: 'Said <b>{number}</b>, [here](https://example.com/)'}}\n"
        )
    return "".join(lines)


def _said_on(number: int) -> str:
    """Return when a comment was said: of some, that is still to come when the clock starts."""
    return (
        f"2024-02-{number % 28 + 1:02}" if number % 4 else f"2025-0{6 + number % 3 // 2}-{number % 28 + 1:02}"
    )
