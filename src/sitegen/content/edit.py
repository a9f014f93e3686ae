"""Change a text file in one place, and nothing else of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitegen.config.located import Located, Place
from sitegen.content.front_matter import Split, split
from sitegen.paths import replace_file
from sitegen.text import tag_key

_QUOTED = re.compile(r"""'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*\"""")
_PLAIN = re.compile(r"[^\W\d_](?:[\w +/.-]*[\w+])?")
"""What needs no quotation marks in YAML, and can't be taken for anything but a text."""
_NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_DASH = re.compile(r"[ \t]*-[ \t]+")


def rename_tags(text: str, renamed: Mapping[str, str]) -> str:
    """Return the *text* of a file with tags written otherwise: each that is a key of *renamed*, exactly.

    A tag that the text has already by its new name is taken out.  All else stays, byte for byte.  Raises
    `ParseError`: the front matter can't be read.
    """
    parts = split(text)
    table = parts.table.value
    tags = table.get("tags") if isinstance(table, dict) else None
    if tags is None:
        return text
    if isinstance(tags.value, str):
        return _in_line(text, _span(text, parts, tags), renamed)
    if not isinstance(tags.value, tuple):
        return text
    items = [item for item in tags.value if isinstance(item.value, str)]
    taken = {tag_key(str(item.value)) for item in items if item.value not in renamed}
    edits: list[tuple[int, int, str]] = []
    spans = [_span(text, parts, item) for item in items]
    for number, item in enumerate(items):
        new = renamed.get(str(item.value).strip())
        if new is None:
            continue
        start, end = spans[number]
        if tag_key(new) in taken:
            edits.append((*_with_its_comma(text, spans, number), ""))
        else:
            taken.add(tag_key(new))
            edits.append((start, end, _as_written(new, text[start:end], plain=item.plain)))
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text


def _span(text: str, parts: Split, node: Located) -> tuple[int, int]:
    """Return where a scalar of the front matter begins and ends in *text*."""
    start = offset_of(text, Place(node.place.line + parts.first_line - 1, node.place.column))
    quoted = _QUOTED.match(text, start)
    return start, quoted.end() if quoted and not node.plain else start + len(str(node.value))


def offset_of(text: str, place: Place) -> int:
    """Return the offset of a *place* in *text*."""
    start = 0
    for _line in range(place.line - 1):
        start = text.index("\n", start) + 1
    return start + place.column - 1


def _in_line(text: str, span: tuple[int, int], renamed: Mapping[str, str]) -> str:
    """Rename tags that are written as one text with commas."""
    start, end = span
    written = text[start:end]
    quote = written[0] if written[:1] in ("'", '"') else ""
    names: dict[str, str] = {}
    for part in written.strip(quote or None).split(","):
        name = renamed.get(part.strip(), part.strip())
        names.setdefault(tag_key(name), name)
    return text[:start] + quote + ", ".join(names.values()) + quote + text[end:]


def _with_its_comma(text: str, spans: list[tuple[int, int]], number: int) -> tuple[int, int]:
    """Return what is taken out with an item of a list: its line, or the comma beside it."""
    start, end = spans[number]
    line = text.rfind("\n", 0, start) + 1
    if _DASH.fullmatch(text, line, start):
        after = text.find("\n", end)
        return line, len(text) if after < 0 else after + 1
    if number + 1 < len(spans):
        return start, spans[number + 1][0]
    return (spans[number - 1][1], end) if number else (start, end)


def _as_written(new: str, old: str, *, plain: bool) -> str:
    """Return a tag in the quotation marks of the *old* one; without any, where it may go without."""
    if plain:
        is_text = _PLAIN.fullmatch(new) and new.casefold() not in _NO_TEXT
        return new if is_text else json.dumps(new, ensure_ascii=False)
    if old.startswith("'") and "'" not in new:
        return f"'{new}'"
    return json.dumps(new, ensure_ascii=False)


def replace_at(text: str, edits: Mapping[int, tuple[int, str]]) -> str:
    """Return *text* with pieces replaced: by their offsets, so many characters by what is new."""
    pieces = [*_pieces(text, edits)]
    return "".join(pieces)


def _pieces(text: str, edits: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    end = 0
    for start in sorted(edits):
        width, new = edits[start]
        yield text[end:start]
        yield new
        end = start + width
    yield text[end:]


# ---- files


def retag(file: Path, renamed: Mapping[str, str]) -> None:
    """Write tags of a file otherwise, and leave all else of it as it is.  Raises `ParseError`."""
    raw = file.read_bytes().decode("utf-8-sig")
    rewrite(file, rename_tags(raw.replace("\r\n", "\n"), renamed))


def rewrite(file: Path, text: str) -> None:
    """Write *text* to *file*, with the line ends and the mark that it had."""
    before = file.read_bytes()
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    raw = text.encode()
    if before.startswith(b"\xef\xbb\xbf"):
        raw = b"\xef\xbb\xbf" + raw
    if raw != before:
        replace_file(file, raw)
