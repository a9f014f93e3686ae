"""Read comments: files below `content/comments/`, one for each comment or one for each text.

`comments/NAME/anything.md` is a comment with front matter, `comments/NAME.yaml` a list of comments with their
`body`.  NAME is what the front matter key `related` would call the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from sitegen.config.decode import Mismatch, Report, is_null, kind, nearest, text
from sitegen.config.encoding import decode_text, plain_lines
from sitegen.config.located import START, Located, ParseError, Place, Span
from sitegen.content.front_matter import split
from sitegen.content.names import composed
from sitegen.content.read import Reading, read_file
from sitegen.content.sanitize import clean
from sitegen.content.scan import COMMENTS, TEXT_SUFFIXES, Scan, name_of
from sitegen.content.schema import moment, plain_key
from sitegen.content.watch import Reads, as_they_are, made_from, working_folder
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests, digest_content
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import Store, reading_back
from sitegen.markup.document import ConversionError, Document, fill_links
from sitegen.patterns import regex
from sitegen.text import one_line

_STAGE = "comment"
_VERSION = 4
"""To be raised when comments are read or cleaned in another way."""
_YAML = (".yaml", ".yml")
_PLAIN = tuple(
    (regex(pattern), plain)
    for pattern, plain in (
        (r"<h[1-6]\b[^>]*>", "<p><strong>"),
        (r"</h[1-6]>", "</strong></p>"),
        (r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r"\1"),
        (r"</t[dh]>\s*<t[dh]\b[^>]*>", " | "),
        (r"</tr>", "<br>"),
        (r"<(/?)table\b[^>]*>", r"<\1p>"),
    )
)
"""What stands for elements that no comment may have, so that their words do not run into others: headings in
bold, what a picture shows, a line for a row of a table."""
_ID = regex(r"[A-Za-z0-9_-]{1,64}")
_REQUIRED = {"author": "write who said it", "date": "write when it was said"}
_BEGIN = "begin the file with ---, then author: … and date: …, then --- again"
_FOREIGN = {
    **dict.fromkeys(("comment", "content", "message", "text"), "body"),
    **dict.fromkeys(("from", "name"), "author"),
    **dict.fromkeys(("link", "site", "web", "website"), "url"),
    **dict.fromkeys(("created", "createdat", "published", "publishedat", "timestamp"), "date"),
    **dict.fromkeys(("answers", "inreplyto", "replyto", "replyingto"), "parent"),
    **dict.fromkeys(("email", "mail"), ""),
}
"""Keys that other programs give comments: ours for the same thing (empty: there is none)."""
_HINT = "write comments/NAME/1.md, or a list of comments in comments/NAME.yaml"


class Written(Struct, frozen=True):
    """A comment as its file has it: *body* is HTML that can do no harm, *parent* the id of the comment that
    it answers.  *key* is the file; *id_at* and *parent_at* are where these are written."""

    key: str
    id: str
    author: str
    url: str
    date: datetime
    parent: str
    body: str
    id_at: Span
    parent_at: Span


class Comments(Struct, frozen=True):
    """All comments, by the name of the text that they are about, and what is wrong in their files.

    *name* names all that they are made of; *reads* has the digests of other files among that, by whole path.
    *refused* has the ids of those in which something is wrong, by
    the name of the text; where not even the id can be read it is `ANY`.
    """

    by_text: Mapping[str, tuple[Written, ...]] = {}
    name: bytes = b""
    problems: tuple[Problem, ...] = ()
    refused: Mapping[str, frozenset[str]] = {}
    reads: Mapping[str, bytes] = {}


ANY = ""
"""Stands for whatever id a comment may have that can't be read."""


class Refused(NamedTuple):
    """A comment in which something is wrong; it is there all the same."""

    id: str


class CommentMemory:
    """What files of comments came to, by the digest of the file and of what shapes the result."""

    def __init__(self, store: Store, shape: bytes) -> None:
        self._pages, self._shape = Pages(store, _STAGE), digest((_VERSION, shape)).hex()
        self._used: set[str] = set()

    def recall(
        self, key: str, content: str, zone: tzinfo, files: FileDigests
    ) -> tuple[tuple[Written, ...], Reads] | None:
        """Return the comments of the file *key* with this digest, and the *files* that they were made from
        besides, if they are remembered and these are as they were."""
        found = self._pages.values.get(key)
        if found is None or found[0] != content or found[1] != self._shape:
            return None
        reads: Reads = found[3]
        if reads and (found[4] != working_folder() or as_they_are(reads, files) != reads):
            return None
        self._used.add(key)
        with reading_back("comments"):
            return tuple([_from_plain(key, row, zone) for row in found[2]]), reads

    def keep(self, key: str, content: str, comments: Sequence[Written], reads: Reads) -> None:
        """Remember the comments of a file in which nothing is wrong."""
        self._used.add(key)
        place = working_folder() if reads else b""
        self._pages.put(key, (content, self._shape, tuple(map(_plain, comments)), reads, place))

    def save(self) -> None:
        """Hand what was asked for to the store; other files are not there any more."""
        self._pages.drop([key for key in self._pages.values if key not in self._used])
        self._pages.save()


def _plain(comment: Written) -> tuple[Any, ...]:
    moment_ = (*comment.date.timetuple()[:6], comment.date.fold)
    said = (comment.id, comment.author, comment.url, moment_, comment.parent, comment.body)
    return (*said, tuple(comment.id_at), tuple(comment.parent_at))


def _from_plain(key: str, row: tuple[Any, ...], zone: tzinfo) -> Written:
    id_, author, url, (year, month, day, hour, minute, second, fold), parent, body, id_at, parent_at = row
    date = datetime(year, month, day, hour, minute, second, tzinfo=zone, fold=fold)
    return Written(key, id_, author, url, date, parent, body, Span(*id_at), Span(*parent_at))


def read_comments(
    content: Path, scan: Scan, reading: Reading, memory: CommentMemory, files: FileDigests
) -> Comments:
    """Read every file of comments that *scan* found; none stops the others."""
    found: dict[str, list[Written]] = {}
    problems: list[Problem] = []
    names: list[tuple[str, bytes]] = []
    refused: dict[str, frozenset[str]] = {}
    all_reads: dict[str, bytes] = {}
    for key in scan.comments:
        about = text_name(key)
        if about is None:
            report = Report(f"content/{key}", ())
            report.add(START, "not-a-comment", "this is no file of comments", _HINT)
            problems += report.problems
            continue
        raw = read_file(content, key)
        if isinstance(raw, tuple):
            problems += raw
            refused[about] = refused.get(about, frozenset()) | {ANY}
            continue
        content_digest = digest_content(raw)
        files.note(name_of(key), scan.stamps[key], content_digest)
        recalled = memory.recall(key, content_digest.hex(), reading.zone, files)
        if recalled is not None:
            known, reads = recalled
        else:
            report, reader = Report(f"content/{key}", ()), _Reader(reading)
            read = [*_read(key, raw, reader, report)]
            known, reads = tuple(one for one in read if isinstance(one, Written)), reader.reads
            problems += report.problems
            if wrong := frozenset(one.id for one in read if isinstance(one, Refused)):
                refused[about] = refused.get(about, frozenset()) | wrong
            if not report.problems:
                memory.keep(key, content_digest.hex(), known, reads)
        names.append((key, made_from(content_digest, reads)))
        all_reads.update(reads)
        if known:
            found.setdefault(about, []).extend(known)
    by_text = {name: tuple(comments) for name, comments in sorted(found.items())}
    return Comments(by_text, digest(names) if names else b"", tuple(problems), refused, all_reads)


class _Reader:
    """Reads one file of comments, and notes which others they are made from."""

    def __init__(self, reading: Reading) -> None:
        self.zone, self._reading = reading.zone, reading
        self._reads: dict[str, bytes] = {}

    @property
    def reads(self) -> Reads:
        """The other files, each with its digest."""
        return tuple(sorted(self._reads.items()))

    def convert(self, body: str) -> Document:
        """Convert the words of a comment.  Raises `ConversionError`."""
        document, reads = self._reading.convert(body)
        self._reads.update(reads)
        return document


def text_name(key: str) -> str | None:
    """Return how the file *key* calls the text that it is about; None: it is no file of comments."""
    path = composed(key.removeprefix(COMMENTS))
    if path.lower().endswith(_YAML):
        return path.rpartition(".")[0]
    folder = path.rpartition("/")[0]
    return folder if folder and path.lower().endswith(TEXT_SUFFIXES) else None


def _read(key: str, raw: bytes, reader: _Reader, report: Report) -> Iterator[Written | Refused]:
    written = decode_text(raw, report)
    if written is None:
        yield Refused(ANY)
        return
    report.lines = plain_lines(written).split("\n")
    try:
        if key.lower().endswith(_YAML):
            yield from _read_list(key, written, reader, report)
        else:
            yield from _read_one(key, written, reader, report)
    except ParseError as error:
        hint = _BEGIN if error.rule == "missing-front-matter" else error.hint
        report.add(error.place, error.rule, error.message, hint, error.width)
        yield Refused(ANY)


def _read_one(key: str, written: str, reader: _Reader, report: Report) -> Iterator[Written | Refused]:
    parts = split(written)
    report.first_line = parts.first_line
    stem = key.rpartition("/")[2].rpartition(".")[0]
    said = _decode(parts.table, report, _decoders(reader.zone), stem)
    line = parts.body_line - report.first_line + 1
    if not parts.body.strip():
        report.add(Place(line, 1), "missing-key", "the comment has no words", "write what was said")
    if isinstance(said, Refused):
        yield said
    else:
        yield _made(key, said, parts.body, Place(line, 1), reader, report)


def _read_list(key: str, written: str, reader: _Reader, report: Report) -> Iterator[Written | Refused]:
    from sitegen.content.located_yaml import read_yaml  # YAML takes a while to import

    top = read_yaml(written)
    if top.value == {}:  # nothing is left of it
        return
    if not isinstance(top.value, tuple):
        message = f"expected a list of comments, not {kind(top)}"
        report.add(top.place, "wrong-type", message, "begin each with - author: …", top.width)
        yield Refused(ANY)
        return
    known = {**_decoders(reader.zone), "body": text}
    for number, node in enumerate(top.value, 1):
        said = _decode(node, report, known, str(number))
        if isinstance(said, Refused):
            yield said
        else:
            place = node.value["body"].place if "body" in node.value else node.place
            yield _made(key, said, said.get("body", ""), place, reader, report)


def _decode(
    node: Located,
    report: Report,
    known: Mapping[str, Callable[[Located], Any]],
    default_id: str,
) -> dict[str, Any] | Refused:
    """Return the values of a comment; what is wrong goes to *report*, and then it is refused."""
    before = len(report.problems)
    if not isinstance(node.value, dict):
        report.add(
            node.place, "wrong-type", f"a comment is a table, not {kind(node)}", "write author: …", node.width
        )
        return Refused(default_id)
    said: dict[str, Any] = {"id": default_id, "url": "", "parent": ""}
    at = Span(node.place.line + report.first_line - 1, node.place.column, node.width)
    spans = {"id": at, "parent": at}
    for key, entry in node.value.items():
        if key not in known:
            report.add(node.keys[key], "unknown-key", f"unknown key {key!r}", _hint(key, known), len(key))
        elif not is_null(entry):
            said[key] = report.attempt(known[key], entry, key)
            spans[key] = Span(entry.place.line + report.first_line - 1, entry.place.column, entry.width)
    misspelt = {_meant(key, known) for key in node.value if key not in known}  # said already, with a hint
    required = {**_REQUIRED, **({"body": "write what was said"} if "body" in known else {})}
    for key, hint in required.items():
        if (key not in said or said[key] == "") and key not in misspelt:
            report.add(node.place, "missing-key", f"the comment has no {key}", hint, node.width)
    if not _ID.fullmatch(said["id"] or ""):
        place = node.value["id"].place if "id" in node.value else node.place
        hint = "write id: with letters, digits, - and _, at most 64"
        report.add(
            place, "bad-value", f"{said['id']!r} can't be the id of a comment", hint, len(str(said["id"]))
        )
    return {**said, "spans": spans} if len(report.problems) == before else Refused(said["id"] or ANY)


def _meant(key: str, known: Iterable[str]) -> str:
    """Return which of the *known* keys is meant by another; empty: none, as far as can be told."""
    foreign = _FOREIGN.get(plain_key(key))
    return nearest(key, known) if foreign is None else foreign if foreign in known else ""


def _hint(key: str, known: Iterable[str]) -> str:
    if _FOREIGN.get(plain_key(key)) == "":
        return "take it out: readers' addresses are not for the site"
    meant = _meant(key, known)
    return f"did you mean {meant!r}?" if meant else ""


def _decoders(zone: tzinfo) -> dict[str, Callable[[Located], Any]]:
    return {
        "id": text,
        "author": lambda node: one_line(text(node)),
        "url": _url,
        "date": lambda node: moment(node, zone),
        "parent": text,
    }


def _url(node: Located) -> str:
    written = text(node)
    if written and not re.match(r"https?://[^\s/]", written, re.IGNORECASE):
        raise Mismatch(f"{written!r} is no whole URL", "begin it with https://", "bad-value")
    return written


def _made(
    key: str, said: Mapping[str, Any], body: str, place: Place, reader: _Reader, report: Report
) -> Written:
    spans = said["spans"]
    own = (said["id"], said["author"], said["url"], said["date"], said["parent"])
    return Written(key, *own, _html(body, place, reader, report), spans["id"], spans["parent"])


def _html(body: str, place: Place, reader: _Reader, report: Report) -> str:
    """Return the words of a comment.  What they name on this site is no link: they know no place."""
    try:
        document = reader.convert(body)
    except ConversionError as error:
        report.add(place, error.rule, error.message, error.hint)
        return ""
    html = fill_links(document.html, [None] * len(document.links), document.links)
    for pattern, plain in _PLAIN:
        html = pattern.sub(plain, html)
    return clean(html)
