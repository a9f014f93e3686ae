"""Find the files of `content/`: texts, files that travel along, and what is left alone."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from sitegen.errors import Location, Problem
from sitegen.incremental.files import Stamp, stamp
from sitegen.patterns import regex

TEXT_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_NO_TEXT = regex(
    r".*\.(?:png|jpe?g?|jfif|gif|webp|avif|svg|bmp|tiff?|ico|hei[cf]|pdf|zip|[tbx]?gz|bz2|xz|7z|rar|mp[34]|m4[av]"
    r"|og[ag]|opus|wav|flac|webm"
    r"|mov|avi|mkv|css|m?js|json|ya?ml|toml|[ct]sv|xml|xsl|woff2?|[ot]tf|eot|docx?|xlsx?|pptx?|od[tsp]"
    r"|epub|mobi|ics|vcf|wasm|map)",
    re.IGNORECASE | re.DOTALL,
).fullmatch
"""Names of files that no generator makes posts of."""
_MEANT = {
    "_drafts": "move it to posts/, and write draft: true",
    "_posts": "move it to posts/",
    "_index.md": "name it index.md",
}
"""What to do with names that other generators have."""
_FENCES = (b"---", b"+++")
_SAYS_WHAT_IT_IS = regex(rb"(?:title|date|layout|draft|tags|slug|author)\s*[:=]")
_IN_OTHER_MARKUP = regex(r".+\.(?:rst|rest|org|adoc|asciidoc)", re.IGNORECASE | re.DOTALL).fullmatch
_SAYS_IN_OTHER_MARKUP = regex(
    rb"(?::|\.\. |#\+)(?:title|date|slug|tags|category|author|status|draft):(?!:)", re.IGNORECASE
).match
"""How posts of Pelican and Nikola (reStructuredText) and of Hugo (Org, AsciiDoc) begin, without fences."""
_BEGINNING = 4096
"""In so many bytes the front matter of such a file ends."""
COMMENTS = "comments/"
"""The folder of what readers said of texts."""
_KEPT_HIDDEN = frozenset({".well-known", ".htaccess", ".nojekyll", ".domains"})
_JUNK = ("*~", "#*#", "*.swp", "*.swo", "*.tmp", "*.bak", "*.orig", "Thumbs.db", "desktop.ini", "__MACOSX")
_IS_JUNK = regex("|".join(map(fnmatch.translate, _JUNK))).match
# Control characters, backslashes, and what stands for bytes that are no UTF-8.
_NOT_PRINTABLE = regex(r"[\\\x00-\x1f\x7f\ud800-\udfff]").search

# Most names: none of the above says anything of them.
_IS_PLAIN = regex(r"\w[\w-]*\.md", re.ASCII).fullmatch


class Scan(Struct, frozen=True):
    """The files of `content/`, by their posix paths below it, each list sorted by code point.

    *ignored* counts files that were left alone: hidden ones, what editors leave behind, and `[build] ignore`.
    *stamps* has what `stat` says of each file.
    """

    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    ignored: int = 0
    problems: tuple[Problem, ...] = ()
    stamps: Mapping[str, Stamp] = {}


def name_of(key: str) -> str:
    """Return the name by which the digest of a file of `content/` is known."""
    return f"content/{key}"


def scan_content(content: Path, ignore: tuple[str, ...] = ()) -> Scan:
    """Walk the folder *content*; the result does not depend on the order in which the disk lists names."""
    if not content.is_dir():
        place = Location("content")
        return Scan(problems=(Problem(place, "missing-content", "there is no folder content/", "make it"),))
    walk = _Walk(content, Path(os.path.realpath(content)), ignore)
    walk.folder("")
    comments = tuple(sorted(key for key in walk.found if key.startswith(COMMENTS)))
    rest = walk.found.keys() - set(comments)
    texts = tuple(sorted(key for key in rest if key.lower().endswith(TEXT_SUFFIXES)))
    for key in texts:
        if key.startswith("_") or "/_" in key:
            walk.meant_otherwise(key)
    files = tuple(sorted(rest.difference(texts)))
    return Scan(texts, files, comments, walk.ignored, tuple(walk.problems), walk.found)


def may_be_meant_as_text(key: str) -> bool:
    """Tell whether a file of that name is copied, though it may have been written as a text."""
    return not key.lower().endswith(TEXT_SUFFIXES) and not _NO_TEXT(key)


def _first_lines(file: Path) -> list[bytes]:
    """Return the lines that a file begins with; of one that can't be read, whoever copies it says why."""
    try:
        with file.open("rb") as opened:
            return opened.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError:
        return []


def _have_front_matter(lines: list[bytes]) -> bool:
    """Tell whether a file that begins with these *lines* begins as texts do."""
    fence = lines[0].rstrip() if lines else b""
    if fence not in _FENCES:
        return False
    ends = [number for number, line in enumerate(lines[1:], 1) if line.rstrip() == fence]
    return bool(ends) and any(map(_SAYS_WHAT_IT_IS.match, lines[1 : ends[0]]))


def why_left_alone(key: str, ignore: tuple[str, ...]) -> str:
    """Return why a file or folder of `content/` is left alone; empty: it is not, unless a folder around it
    is."""
    name = key.rpartition("/")[2]
    if name.startswith(".") and name not in _KEPT_HIDDEN:
        return "its name begins with a dot"
    if _IS_JUNK(name):
        return "its name is that of something an editor or a system leaves behind"
    for pattern in ignore:
        if fnmatch.fnmatchcase(key, pattern.rstrip("/")):
            return f"[build] ignore has {pattern!r}"
    return ""


class _Walk:
    def __init__(self, content: Path, real: Path, ignore: tuple[str, ...]) -> None:
        self.content, self.real, self.ignore = content, real, ignore
        self.found: dict[str, Stamp] = {}
        self.problems: list[Problem] = []
        self.ignored = 0
        self.open: list[str] = []

    def folder(self, key: str) -> None:
        real = os.path.realpath(self.content / key)
        if real in self.open:
            self.problem(key, "link-loop", "this link leads to a folder that holds it", "remove the link")
            return
        self.open.append(real)
        try:
            entries = sorted(os.scandir(self.content / key), key=lambda entry: entry.name)
        except OSError as error:
            self.problem(key, "unreadable", f"the folder can't be read: {error.strerror}")
            entries = []
        for entry in entries:
            self.entry(entry, f"{key}/{entry.name}" if key else entry.name)
        self.open.pop()

    def entry(self, entry: os.DirEntry[str], key: str) -> None:
        is_plain = not self.ignore and _IS_PLAIN(entry.name) and not entry.is_symlink()
        if is_plain and (found := _stat_file(entry)) is not None:
            self.found[key] = stamp(found)
        elif why_left_alone(key, self.ignore):
            self.ignored += 1
        elif _NOT_PRINTABLE(entry.name):
            self.problem(
                _shown(key), "file-name", "the file's name is not text that can be in a URL", "rename it"
            )
        elif entry.is_symlink() and not self.inside(key):
            self.problem(key, "outside-site", "this link leads out of content/", "copy the file here")
        elif _is(entry.is_dir):
            self.folder(key)
        elif (found := _stat_file(entry)) is not None:
            self.found[key] = stamp(found)
            if may_be_meant_as_text(key):
                self.copied(key, _first_lines(self.content / key))
        else:
            message = "this is no file (a broken link, a device or a pipe)"
            self.problem(key, "unreadable", message, "remove it")

    def copied(self, key: str, lines: list[bytes]) -> None:
        """Refuse to hand out what a text says of itself, and drafts, as they are written: a file that begins
        with these *lines* is to be copied."""
        name = key.rpartition("/")[2]
        plain = name.rpartition(".")[0]
        named = plain if plain.lower().endswith(TEXT_SUFFIXES) else f"{plain}.md"
        ignored = "leave it out by [build] ignore"
        if _have_front_matter(lines):
            message = "this begins with front matter, but it is no text: readers would get all of it as it is"
            hint = f"name it {named} (HTML may stand in Markdown), or {ignored}"
            self.problem(key, "not-a-text", message, hint)
        elif _IN_OTHER_MARKUP(name) and any(map(_SAYS_IN_OTHER_MARKUP, lines)):
            message = "this is a text, but not in Markdown: readers would get all of it as it is written"
            hint = f"make Markdown of it, {named} (pandoc can), or {ignored}"
            self.problem(key, "not-a-text", message, hint)

    def meant_otherwise(self, key: str) -> None:
        """Refuse a name that means something to other generators: they would not publish it, or elsewhere."""
        part = next(part for part in key.split("/") if part.startswith("_"))
        hint = _MEANT.get(part.lower(), "take the _ away")
        if part.lower() == "_index.md" and key.startswith("posts/"):
            hint = "take it out: a list of posts has no text of its own"
        self.problem(key, "file-name", f"{part} has no meaning here: a name that begins with _", hint)

    def inside(self, key: str) -> bool:
        target = os.path.realpath(self.content / key)
        return target == str(self.real) or target.startswith(f"{self.real}{os.sep}")

    def problem(self, key: str, rule: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Location(f"content/{key}".rstrip("/")), rule, message, hint))


def _is(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except OSError:  # a link that leads to itself
        return False


def _stat_file(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        found = entry.stat()
    except OSError:  # a link that leads nowhere, or to itself
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _shown(key: str) -> str:
    return (
        key.encode("utf-8", "backslashreplace")
        .decode()
        .translate({i: f"\\x{i:02x}" for i in (*range(32), 127)})
    )
