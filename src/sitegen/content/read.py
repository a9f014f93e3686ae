"""Read one text: bytes in, a `Source` or the reasons why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from sitegen.config.decode import Mismatch, Report, is_null
from sitegen.config.encoding import decode_text
from sitegen.config.located import START, Located, ParseError, Place, Span
from sitegen.content.bags import digest_bag, make_bag
from sitegen.content.front_matter import Split, split
from sitegen.content.schema import FENCE_WIDTH, decode_front_matter, parse_moment
from sitegen.content.source import (
    POSTS,
    Converted,
    Entry,
    FrontMatter,
    Source,
    kind_of,
    make_entry,
    outline_of,
    reading_shape,
    shown_of,
)
from sitegen.errors import Location, Problem
from sitegen.incremental.files import digest_content
from sitegen.markup.document import ConversionError, Document, Engine
from sitegen.text import slugify, tag_key

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_. ]+|$)(.*)", re.DOTALL)
_BAD_NAME = "bad-file-name"
_CHECKED_LATER = ("slug", "id", "date", "image", "series", "redirect_from", "related", "template")


@dataclass(frozen=True, slots=True)
class Reading:
    """What shapes a Source besides the bytes of its file."""

    engine: Engine
    zone: tzinfo
    allow: tuple[str, ...] = ()

    def fingerprint(self) -> bytes:
        """Return the digest of all that shapes a Source besides its file."""
        return reading_shape(self.engine.fingerprint, str(self.zone), self.allow)


def read_file(content: Path, key: str) -> bytes | tuple[Problem, ...]:
    """Return the bytes of the file *key* of the folder *content*."""
    try:
        return (content / key).read_bytes()
    except OSError as error:
        report = Report(f"content/{key}", ())
        report.add(START, "unreadable", f"the file can't be read: {error.strerror}")
        return tuple(report.problems)


def read_text(key: str, raw: bytes, reading: Reading) -> Converted | tuple[Problem, ...]:
    """Make a Source and a Document of the bytes of the file *key*: pure, whatever they are."""
    report = Report(f"content/{key}", ())
    text = decode_text(raw, report)
    parts = _split(text, report) if text is not None else None
    if parts is None:
        return tuple(report.problems)
    report.first_line = parts.first_line
    meta = decode_front_matter(parts.table, report, reading.zone, reading.allow)
    entry = _describe(key, meta, parts, report, reading.zone)
    document = _convert(meta, parts, report, reading.engine)
    if report.problems:
        return tuple(report.problems)
    bag = make_bag(meta.title, map(tag_key, meta.tags), document.text)
    outline = outline_of(document)
    source = Source(
        entry=entry,
        meta=meta,
        outline=outline,
        digest=digest_content(raw),
        bag=digest_bag(bag),
        body_line=parts.body_line,
        shown=shown_of(entry, meta, outline),
    )
    return Converted(source, document, bag)


def _split(text: str, report: Report) -> Split | None:
    try:
        return split(text)
    except ParseError as error:
        report.add(error.place, error.rule, error.message, error.hint, error.width)
        return None


def _describe(key: str, meta: FrontMatter, parts: Split, report: Report, zone: tzinfo) -> Entry:
    """Make the Entry: what front matter and file name tell together."""
    folder, _, file = key.rpartition("/")
    name = file.rpartition(".")[0]
    bundle = name == "index" and bool(folder) and folder != POSTS.rstrip("/")
    if bundle:
        folder, _, name = folder.rpartition("/")
    entries = parts.table.value if isinstance(parts.table.value, dict) else None
    day = None
    if kind_of(key) == "post" and entries is not None:
        said = "date" in entries and not is_null(entries["date"])
        day, name = _dated(name, zone, report, needed=not said)
        if not (said or day or meta.draft or _named_impossibly(report)):
            hint = "add date: 2015-09-14, or begin the file's name with 2015-09-14-"
            report.add(parts.table.place, "missing-date", "the post has no date", hint, FENCE_WIDTH)
    return make_entry(
        meta,
        key=key,
        kind=kind_of(key),
        folder=folder,
        name=name,
        bundle=bundle,
        name_slug=slugify(name),
        named_day=day,
        places=tuple(_places(entries or {}, parts.first_line - 1)),
    )


def _places(entries: Mapping[str, Located], above: int) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Yield the places of the values that are checked later; *above* them are so many lines."""
    for key in _CHECKED_LATER:
        if key not in entries:
            continue
        node = entries[key]
        yield (key,), Span(node.place.line + above, node.place.column, node.width)
        for item in node.value if isinstance(node.value, tuple) else ():
            if isinstance(item.value, str):
                place = Span(item.place.line + above, item.place.column, item.width)
                yield (key, item.value.strip()), place


def _dated(name: str, zone: tzinfo, report: Report, *, needed: bool) -> tuple[datetime | None, str]:
    """Split the day off a name such as `2015-09-14-six-principles`."""
    match = _DATED.fullmatch(name)
    if not match:
        return None, name
    try:
        return parse_moment(match[1], zone), match[2]
    except Mismatch as mismatch:
        if needed:
            message = f"the file's name: {mismatch.message}"
            hint = "rename the file, or give the post a date"
            report.problems.append(Problem(Location(report.path), _BAD_NAME, message, hint))
        return None, match[2]


def _named_impossibly(report: Report) -> bool:
    return any(problem.rule == _BAD_NAME for problem in report.problems)


def _convert(meta: FrontMatter, parts: Split, report: Report, engine: Engine) -> Document:
    try:
        return engine.convert(parts.body, meta.lang)
    except ConversionError as error:
        # The place counts from the body, not from the front matter.
        line = parts.body_line + error.line - report.first_line
        report.add(Place(line, 1), "conversion", error.message, error.hint)
        return Document("")
