"""Read texts: bytes in, for each a `Source` or the reasons why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from sitegen.config.decode import Mismatch, Report, is_null
from sitegen.config.encoding import decode_text
from sitegen.config.located import START, Located, ParseError, Place, Span, place_of
from sitegen.config.unmerged import HOW_TO_MERGE, UNMERGED, first_unmerged
from sitegen.content.bags import digest_bag, make_bag
from sitegen.content.front_matter import Split, first_heading, split
from sitegen.content.schema import FENCE_WIDTH, decode_front_matter, means, parse_moment
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
from sitegen.content.watch import Reads, Watch
from sitegen.errors import Location, Problem
from sitegen.incremental.files import digest_content
from sitegen.markup.document import ConversionError, Document, Engine
from sitegen.patterns import regex
from sitegen.text import slugify, tag_key

_DATED = regex(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_. ]+|$)(.*)", re.DOTALL)
_CODE = regex(r"<(pre|code)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_BAD_NAME = "bad-file-name"
_CHECKED_LATER = ("slug", "id", "date", "image", "series", "redirect_from", "related", "snippet", "template")


class Reading(Struct, frozen=True, dict=True):
    """What shapes a Source besides the bytes of its file."""

    engine: Engine
    zone: tzinfo
    allow: tuple[str, ...] = ()
    rename: Mapping[str, object] = {}
    watch: bool = False
    """Whether what the engine does with a text may depend on other files: it has extensions."""

    @cached_property
    def _watch(self) -> Watch:
        return Watch()

    def convert(self, text: str, language: str = "") -> tuple[Document, Reads]:
        """Convert *text*, and return what it was made from besides.  Raises `ConversionError`."""
        if self.watch:
            converted = self._watch.convert(partial(self.engine.convert, text, language), text)
        else:
            converted = self.engine.convert(text, language), ()
        mark = first_unmerged(text)
        if mark is not None and _shows_marks(converted[0].html):
            raise ConversionError(UNMERGED, place_of(text, mark).line, HOW_TO_MERGE, "syntax")
        return converted

    def fingerprint(self) -> bytes:
        """Return the digest of all that shapes a Source besides its file."""
        return reading_shape(self.engine.fingerprint, str(self.zone), self.allow, self.rename)


def _shows_marks(html: str) -> bool:
    """Tell whether readers would see that two versions were not merged: in code they are what it is about."""
    return re.search(r"(?:<|&lt;){7}", _CODE.sub("", html)) is not None


def read_file(content: Path, key: str) -> bytes | tuple[Problem, ...]:
    """Return the bytes of the file *key* of the folder *content*."""
    try:
        with open(f"{content}/{key}", "rb", buffering=0) as file:  # noqa: PTH123 -- pathlib takes as long
            return file.read()
    except OSError as error:
        report = Report(f"content/{key}", ())
        report.add(START, "unreadable", f"the file can't be read: {error.strerror}")
        return tuple(report.problems)


def read_text(key: str, raw: bytes, reading: Reading) -> Converted | tuple[Problem, ...]:
    """Make a Source and a Document of the bytes of the file *key*: pure, whatever they are."""
    return read_texts([(key, raw)], reading)[0]


def read_texts(files: Iterable[tuple[str, bytes]], reading: Reading) -> list[Converted | tuple[Problem, ...]]:
    """Make a Source and a Document of the bytes of each file.

    It goes step by step, not file by file: a processor that has just done a thing does it again sooner.
    """
    begun = [_begin(key, raw, reading) for key, raw in files]
    documents = [_convert(text, reading) for text in begun]
    return list(map(_complete, begun, documents))


_NOTHING = Document("")


class _Begun(NamedTuple):
    """A text whose front matter is read.  *parts* is None, and the rest means nothing, where it has none."""

    raw: bytes
    report: Report
    parts: Split | None = None
    meta: FrontMatter = FrontMatter(title="")
    entry: Entry = Entry("", "page", "", "", bundle=False)


def _begin(key: str, raw: bytes, reading: Reading) -> _Begun:
    report = Report(f"content/{key}", ())
    text = decode_text(raw, report)
    parts = _split(text, report) if text is not None else None
    if parts is None:
        return _Begun(raw, report)
    report.first_line = parts.first_line
    if reading.rename:
        from sitegen.content.renaming import with_our_keys

        parts = parts._replace(table=with_our_keys(parts.table, reading.rename, report))
    heading = partial(first_heading, parts.body)
    meta = decode_front_matter(parts.table, report, reading.zone, reading.allow, heading)
    return _Begun(raw, report, parts, meta, _describe(key, meta, parts, report, reading))


def _convert(text: _Begun, reading: Reading) -> tuple[Document, Reads]:
    if text.parts is None:
        return _NOTHING, ()
    try:
        return reading.convert(text.parts.body, text.meta.lang)
    except ConversionError as error:
        # The place counts from the body, not from the front matter.
        line = text.parts.body_line + error.line - text.report.first_line
        text.report.add(Place(line, 1), error.rule, error.message, error.hint)
        return _NOTHING, ()


def _complete(text: _Begun, converted: tuple[Document, Reads]) -> Converted | tuple[Problem, ...]:
    raw, report, parts, meta, entry = text
    document, reads = converted
    if parts is None or report.problems:
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
    return Converted(source, document, bag, reads)


def _split(text: str, report: Report) -> Split | None:
    try:
        return split(text)
    except ParseError as error:
        report.add(error.place, error.rule, error.message, error.hint, error.width)
        return None


def _describe(key: str, meta: FrontMatter, parts: Split, report: Report, reading: Reading) -> Entry:
    """Make the Entry: what front matter and file name tell together."""
    folder, name, bundle = _where(key)
    entries = parts.table.value if isinstance(parts.table.value, dict) else None
    day = None
    kind = kind_of(key)
    if kind == "post" and entries is not None:
        said = "date" in entries and not is_null(entries["date"])
        day, name = _dated(name, reading.zone, report, needed=not said)
        told = said or day or meta.draft or _named_impossibly(report)
        if not told and not means("date", entries, reading.zone, reading.allow):
            hint = "add date: 2015-09-14, or begin the file's name with 2015-09-14-"
            report.add(parts.table.place, "missing-date", "the post has no date", hint, FENCE_WIDTH)
    return make_entry(
        meta,
        key=key,
        kind=kind,
        folder=folder,
        name=name,
        bundle=bundle,
        name_slug=slugify(name),
        named_day=day,
        places=tuple(_places(entries or {}, parts.first_line - 1)),
    )


def entry_of_file(key: str) -> Entry:
    """Make the Entry of a text that can't be read: what its file tells alone."""
    folder, name, bundle = _where(key)
    dated = _DATED.fullmatch(name) if kind_of(key) == "post" else None
    name = dated[2] if dated else name
    return Entry(key, kind_of(key), folder, name, bundle, slugify(name))


def _where(key: str) -> tuple[str, str, bool]:
    """Return the folder of a text, its name in there without a suffix, and whether that is a bundle's."""
    folder, _, file = key.rpartition("/")
    name = file.rpartition(".")[0]
    bundle = name == "index" and kind_of(key) != "snippet" and folder not in ("", POSTS.rstrip("/"))
    if bundle:
        folder, _, name = folder.rpartition("/")
    return folder, name, bundle


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
