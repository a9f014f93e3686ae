"""Change a text file in one place, and nothing else of it."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sitegen.config.decode import Mismatch, is_null, texts
from sitegen.config.encoding import plain_lines
from sitegen.config.located import Located, ParseError, Place
from sitegen.content.front_matter import Split, split
from sitegen.content.renaming import flattened, value_of
from sitegen.paths import replace_file
from sitegen.patterns import regex
from sitegen.text import one_line, tag_key

TAGS = "tags"
"""The key of front matter that has them."""
_QUOTED = regex(r"""'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*\"""")
_PLAIN = regex(r"[^\W\d_](?:[\w +/.-]*[\w+])?")
"""What needs no quotation marks in YAML, and can't be taken for anything but a text."""
_NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_DASH = regex(r"[ \t]*(?P<sign>-)[ \t]+")
_MORE_LINES = regex(r"[^\n]*(?:\n(?:[ \t]*\n)*[ \t]+[^\s][^\n]*)*")
"""The rest of a line, and those that are indented below it."""
_END = regex(r"\r\n?|\n")
_Edit = tuple[int, int, str]
"""From where to where something else is written."""
_Spell = Callable[[str, str, bool], str]
"""Writes a tag in place of an old one, which was plain or not."""


def rename_tags(text: str, renamed: Mapping[str, str], keys: Iterable[str] = (TAGS,)) -> str:
    """Return the *text* of a file with tags written otherwise: each that is a key of *renamed*, exactly.

    *keys* are those under which front matter has tags.

    A tag that the text has already by its new name is taken out.  All else stays, byte for byte.  What is
    returned is read back before: it says the tags that are meant, and all else that it said.  Raises
    `ParseError`: the front matter can't be read, or is written in a way that can't be changed here.
    """
    for key in keys:
        text = _rename_in(key, text, {old: one_line(new) for old, new in renamed.items()})
    return text


def _rename_in(key: str, text: str, renamed: Mapping[str, str]) -> str:
    parts = split(text)
    tags, names = _tags(parts, key)
    wanted = _wanted(names, renamed)
    if tags is None or wanted == names:
        return text
    for edits in _ways(text, parts, tags, renamed, wanted):
        edited = _edited(text, edits)
        if _says(key, edited, wanted, parts):
            return edited
    place = Place(tags.place.line + parts.first_line - 1, tags.place.column)
    raise ParseError("these tags can't be changed as they are written", place, "write them as a list")


def find_tag(text: str, name: str, keys: Iterable[str] = (TAGS,)) -> tuple[int, int] | None:
    """Return where the tag *name* is written in the front matter of *text*, under one of *keys*, and how
    wide; None: that can't be told."""
    try:
        parts = split(text)
    except ParseError:
        return None
    tags = next((tags for tags, names in (_tags(parts, key) for key in keys) if name in names), None)
    if tags is None:
        return None
    if isinstance(tags.value, tuple):
        item = next(item for item in tags.value if one_line(str(item.value)) == name)
        start, end = _span(text, parts, item)
        return start, end - start
    start, end = _span(text, parts, tags)
    found = re.search(rf"""(?:^|[,"'])\s*({re.escape(name)})\s*(?:$|[,"'])""", text[start:end])
    return (start + found.start(1), len(name)) if found else None


def _tags(parts: Split, key: str) -> tuple[Located | None, list[str]]:
    """Return the value of the *key* for tags, and what it says."""
    tags = value_of(parts.table.value, key)
    if tags is None or is_null(tags):
        return None, []
    tags = tags if key == TAGS else flattened(tags)
    try:
        return tags, [*map(one_line, texts(tags))]
    except Mismatch:
        return None, []


def _wanted(names: Iterable[str], renamed: Mapping[str, str]) -> list[str]:
    """Return what the tags *names* are to be."""
    taken = {tag_key(name) for name in names if name not in renamed}
    wanted = []
    for name in names:
        new = renamed.get(name)
        if new is None or tag_key(new) not in taken:
            wanted.append(name if new is None else new)
        if new is not None:
            taken.add(tag_key(new))
    return wanted


def _says(key: str, text: str, wanted: list[str], before: Split) -> bool:
    """Tell whether the tags of *text* under *key* are those that are *wanted*, and all else is as it was
    *before*."""
    try:
        parts = split(text)
    except ParseError:
        return False
    is_same = parts.body == before.body and _rest(parts, key) == _rest(before, key)
    return is_same and _tags(parts, key)[1] == wanted


def _rest(parts: Split, but: str) -> object:
    return _values(parts.table, value_of(parts.table.value, but))


def _values(node: Located, but: Located | None = None) -> Any:
    """Return what *node* says, without places, and without the node *but*."""
    if isinstance(node.value, dict):
        return {key: _values(value, but) for key, value in node.value.items() if value is not but}
    if isinstance(node.value, tuple):
        return [_values(value, but) for value in node.value]
    return node.value, node.plain


def _ways(
    text: str, parts: Split, tags: Located, renamed: Mapping[str, str], wanted: list[str]
) -> Iterator[list[_Edit]]:
    """Yield what may be edited for the tags to be *renamed*, and then those that are *wanted*, what changes
    least first."""
    if isinstance(tags.value, tuple):
        for spell in (_as_written, _in_quotes, _in_ascii):
            yield _in_list(text, parts, tags.value, renamed, spell)
        return
    start, end = _span(text, parts, tags)
    for line in _lines(wanted, text[start:end], plain=tags.plain):
        yield [(start, end, line)]
    lines = _MORE_LINES.match(text, start)
    if lines and "#" in lines[0]:  # perhaps a remark, which would be lost
        return
    for is_ascii in (False, True):
        yield [(start, lines.end() if lines else end, json.dumps(wanted, ensure_ascii=is_ascii))]


def _edited(text: str, edits: list[_Edit]) -> str:
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text


def _span(text: str, parts: Split, node: Located) -> tuple[int, int]:
    """Return where a scalar of the front matter begins and ends in *text*, if it stands on one line."""
    start = offset_of(text, Place(node.place.line + parts.first_line - 1, node.place.column))
    quoted = _QUOTED.match(text, start)
    return start, quoted.end() if quoted and not node.plain else start + len(str(node.value))


def offset_of(text: str, place: Place) -> int:
    """Return the offset of a *place* in *text*."""
    start = 0
    for _line in range(place.line - 1):
        start = text.index("\n", start) + 1
    return start + place.column - 1


def _lines(names: list[str], old: str, *, plain: bool) -> Iterator[str]:
    """Yield the ways to write tags on the line on which the *old* ones are: with commas, or as a list."""
    line = ", ".join(names)
    if plain and line.casefold() not in _NO_TEXT:
        yield line
    if old.startswith("'"):
        escaped = line.replace("'", "''")
        yield f"'{escaped}'"
    for value in (line, names):
        yield json.dumps(value, ensure_ascii=False)
        yield json.dumps(value)


def _in_list(
    text: str, parts: Split, items: tuple[Located, ...], renamed: Mapping[str, str], spell: _Spell
) -> list[_Edit]:
    """Return what is edited to rename the tags of a list."""
    items = tuple(item for item in items if isinstance(item.value, str | int) and not is_null(item))
    names = [one_line(str(item.value)) for item in items]
    taken = {tag_key(name) for name in names if name not in renamed}
    spans = [_span(text, parts, item) for item in items]
    edits: list[_Edit] = []
    kept = 0
    for number, (item, name) in enumerate(zip(items, names, strict=True)):
        new = renamed.get(name)
        if new is not None and tag_key(new) in taken:
            start, end = _with_its_comma(text, spans, number, kept)
            edits = [*(edit for edit in edits if edit[1] <= start), (start, end, "")]
            continue
        kept = number
        if new is not None:
            start, end = spans[number]
            taken.add(tag_key(new))
            edits.append((start, end, spell(new, text[start:end], item.plain)))
    return edits


def _with_its_comma(text: str, spans: list[tuple[int, int]], number: int, kept: int) -> tuple[int, int]:
    """Return what is taken out with an item of a list: its line, or the comma beside it; with the last one,
    all behind the one that is *kept*.  A remark stays, in YAML and TOML, which take a comma too many."""
    start, end = spans[number]
    line = text.rfind("\n", 0, start) + 1
    if dash := _DASH.fullmatch(text, line, start):
        after = text.find("\n", end)
        after = len(text) if after < 0 else after
        remark = text.find("#", end, after)
        return (dash.start("sign"), remark) if remark >= 0 else (line, min(after + 1, len(text)))
    if number + 1 < len(spans):
        following = spans[number + 1][0]
        comma = text.find(",", end, following)
        return start, comma + 1 if "#" in text[end:following] else following
    before = spans[kept][1] if number else start
    return (start if "#" in text[before:start] else before), end


def _as_written(new: str, old: str, plain: bool) -> str:
    """Return a tag in the quotation marks of the *old* one; without any, where it may go without."""
    if plain and _PLAIN.fullmatch(new) and new.casefold() not in _NO_TEXT:
        return new
    if not plain and old.startswith("'") and "'" not in new:
        return f"'{new}'"
    return _in_quotes(new)


def _in_quotes(new: str, _old: str = "", _plain: bool = False) -> str:
    return json.dumps(new, ensure_ascii=False)


def _in_ascii(new: str, _old: str, _plain: bool) -> str:
    return json.dumps(new)


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


def retagged(file: Path, renamed: Mapping[str, str], keys: Iterable[str] = (TAGS,)) -> str:
    """Return the text of a file with tags written otherwise (see `rename_tags`), for `rewrite`.  Raises
    `ParseError`."""
    return rename_tags(plain_lines(file.read_bytes().decode("utf-8-sig")), renamed, keys)


def rewrite(file: Path, text: str) -> None:
    """Write *text* to *file*, each line with the end that it had, and all with the mark that it had."""
    raw = rewritten(file, text)
    if raw != file.read_bytes():
        replace_file(file, raw)


def rewritten(file: Path, text: str) -> bytes:
    """Return *text* as it is to be written to *file*: with the line ends and the mark that this has."""
    before = file.read_bytes()
    raw = _with_ends_of(before.decode("utf-8-sig"), text).encode()
    return codecs.BOM_UTF8 + raw if before.startswith(codecs.BOM_UTF8) else raw


def _with_ends_of(before: str, text: str) -> str:
    """Return *text*, of plain line ends, with those of *before*: some files have more than one kind."""
    ends, old, new = _END.findall(before), _END.split(before), text.split("\n")
    if len(set(ends)) < 2:
        return text.replace("\n", ends[0]) if ends else text
    if len(old) != len(new):
        ends = _ends_of_kept(old, ends, new)
    return "".join(f"{line}{end}" for line, end in zip(new[:-1], ends, strict=False)) + new[-1]


def _ends_of_kept(old: list[str], ends: list[str], new: list[str]) -> list[str]:
    """Return the *ends* of the lines that are *new*: those of the *old* ones that they are, or come from."""
    found: list[str] = []
    for _kind, start, end, at, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        had = ends[start:end] or [ends[0]]
        found += [*had, *[had[-1]] * (to - at)][: to - at]
    return found
