"""Mend what can be mended without a doubt: `sitegen check --fix`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from sitegen.build import Request
from sitegen.checks.check import is_skipped, look_at
from sitegen.checks.checked import Checked
from sitegen.checks.links import redirected, text_now
from sitegen.checks.texts import tag_merges
from sitegen.config.located import ParseError
from sitegen.content.edit import TAGS, replace_at, retagged, rewrite
from sitegen.content.renaming import names_of


class Fix(Struct, frozen=True, order=True):
    """A file that was changed, by its path from the site's folder, and what was changed in it."""

    path: str
    what: str


def fix_all(request: Request) -> tuple[Fix, ...]:
    """Mend the files of a site, and return what was mended; what the settings call `off`, and the files that
    they skip, are left alone."""
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
    """Let links to old paths lead to the file of the text that is there now.

    A file that its writer has saved meanwhile is left alone; it is looked at anew by the check that follows.
    """
    edits: dict[str, dict[int, tuple[int, str]]] = {}
    said: dict[str, list[Fix]] = {}
    for key, mention, output, fragment in redirected(checked):
        target, part = text_now(checked, key, mention, output)
        if not target or _is_skipped(checked, f"content/{key}"):
            continue
        file = posixpath.relpath(target, posixpath.dirname(key) or ".")
        new = quote(file, safe="/-._~") + (fragment or part)
        edits.setdefault(key, {})[mention.at + checked.written(key).body_at] = (mention.width, new)
        fix = Fix(f"content/{key}", f"the link to {mention.target} leads to {new} now")
        said.setdefault(key, []).append(fix)
    for key, changes in edits.items():
        if checked.is_still_written(key):
            rewrite(_file(checked, key), replace_at(checked.written(key).text, changes))
            yield from said[key]


def _spellings(checked: Checked) -> Iterator[Fix]:
    """Write the tags that are written in several ways in the commonest one."""
    entries = [entry for entry in checked.prepared.sources.entries if entry.kind == "post"]
    renamed = {merge.old: merge.new for merge in tag_merges(entries) if merge.safe}
    keys = names_of(TAGS, checked.prepared.given.settings.front_matter.rename)
    for entry in entries:
        file, others = _file(checked, entry.key), [tag for tag in entry.tags if tag in renamed]
        if others and not _is_skipped(checked, entry.path) and (text := _retagged(file, renamed, keys)):
            rewrite(file, text)
            for old in others:
                yield Fix(entry.path, f"the tag {old!r} is written {renamed[old]!r} now")


def _retagged(file: Path, renamed: Mapping[str, str], keys: tuple[str, ...]) -> str:
    """Return the new text of *file*, which may have tags under each of *keys*; nothing: only its writer can
    change how they stand there."""
    try:
        return retagged(file, renamed, keys)
    except ParseError:
        return ""


def _is_skipped(checked: Checked, path: str) -> bool:
    return is_skipped(path, checked.prepared.site.settings.check)


def _file(checked: Checked, key: str) -> Path:
    return checked.prepared.given.request.site / "content" / key
