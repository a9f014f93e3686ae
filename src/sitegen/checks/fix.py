"""Mend what can be mended without a doubt: `sitegen check --fix`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from sitegen.build import Request
from sitegen.checks.check import look_at
from sitegen.checks.checked import Checked
from sitegen.checks.links import redirected
from sitegen.checks.texts import tag_merges
from sitegen.content.edit import rename_tags, replace_at


class Fix(Struct, frozen=True, order=True):
    """A file that was changed, by its path from the site's folder, and what was changed in it."""

    path: str
    what: str


def fix_all(request: Request) -> tuple[Fix, ...]:
    """Mend the files of a site, and return what was mended; what the settings call `off` is left alone."""
    return tuple(sorted(look_at(request, _fix)))


def _fix(checked: Checked) -> list[Fix]:
    settings = checked.prepared.site.settings.check
    fixes: list[Fix] = []
    if settings.severity("redirected-link") != "off":
        fixes += _links(checked)
    if settings.severity("similar-tags") != "off":
        fixes += _spellings(checked)
    return fixes


def _links(checked: Checked) -> Iterator[Fix]:
    """Let links to old paths lead to the file of the text that is there now."""
    edits: dict[str, dict[int, tuple[int, str]]] = {}
    said: list[Fix] = []
    for key, mention, output, fragment in redirected(checked):
        target = output.source.removeprefix("content/")
        if target not in checked.texts or mention.label is None:
            continue
        new = quote(posixpath.relpath(target, posixpath.dirname(key) or "."), safe="/-._~") + fragment
        edits.setdefault(key, {})[mention.at + checked.written(key).body_at] = (mention.width, new)
        said.append(Fix(f"content/{key}", f"the link to {mention.target} leads to {new} now"))
    for key, changes in edits.items():
        _rewrite(_file(checked, key), replace_at(checked.written(key).text, changes))
    yield from said


def _spellings(checked: Checked) -> Iterator[Fix]:
    """Write the tags that are written in several ways in the commonest one."""
    entries = [entry for entry in checked.prepared.sources.entries if entry.kind == "post"]
    renamed = {merge.old: merge.new for merge in tag_merges(entries) if merge.safe}
    for entry in entries:
        for old in [tag for tag in entry.tags if tag in renamed]:
            yield Fix(entry.path, f"the tag {old!r} is written {renamed[old]!r} now")
        if any(tag in renamed for tag in entry.tags):
            retag(_file(checked, entry.key), renamed)


def retag(file: Path, renamed: dict[str, str]) -> None:
    """Write tags of a file otherwise, and leave all else of it as it is.  Raises `ParseError`."""
    raw = file.read_bytes().decode("utf-8-sig")
    _rewrite(file, rename_tags(raw.replace("\r\n", "\n"), renamed))


def _file(checked: Checked, key: str) -> Path:
    return checked.prepared.given.request.site / "content" / key


def _rewrite(file: Path, text: str) -> None:
    """Write *text* to *file*, with the line ends and the mark that it had."""
    before = file.read_bytes()
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    raw = text.encode()
    if before.startswith(b"\xef\xbb\xbf"):
        raw = b"\xef\xbb\xbf" + raw
    if raw != before:
        new = file.with_name(f".{file.name}.new")
        new.write_bytes(raw)
        new.chmod(file.stat().st_mode)
        new.replace(file)
