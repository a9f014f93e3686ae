"""From the bytes of a file to its text, or to the one problem that keeps it from being read."""

from __future__ import annotations

import codecs
import re

from sitegen.config.decode import Report
from sitegen.config.located import START, Place, place_of
from sitegen.text import FORBIDDEN, shorten

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Of these bytes nothing `FORBIDDEN` can be made, but for the few characters at the very end of a plane.
_HARMLESS = bytes(code for code in range(256) if not FORBIDDEN.match(chr(code)))
_END_OF_PLANE = b"\xef\xbf"
_SALVAGE = "sitegen-windows-1252"
_AS_UTF8 = "save the file as UTF-8"


def _salvage(error: UnicodeError) -> tuple[str, int]:
    """Take one byte that is not UTF-8 for Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.start + 1
    return error.object[error.start : end].decode("cp1252", "replace"), end


codecs.register_error(_SALVAGE, _salvage)


def decode_text(raw: bytes, report: Report) -> str | None:
    """Decode UTF-8, with or without a byte order mark, and make all line ends `\\n`.

    The lines go to *report*, and so does a problem where this can't be done; the result is None then.
    """
    data = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = plain_lines(data.decode())
    except UnicodeDecodeError as error:
        _note_encoding(data, error.start, report)
        return None
    report.lines = text.split("\n")
    bad = None if _is_harmless(data) else FORBIDDEN.search(text)
    if bad is None:
        return text
    what = "a NUL character" if bad[0] == "\0" else f"the control character U+{ord(bad[0]):04X}"
    more = len(FORBIDDEN.findall(text)) - 1
    many = f" (and {more} more such characters in this file)" if more else ""
    report.add(place_of(text, bad.start()), "control-character", f"{what} stands here{many}", "delete it")
    return None


def _is_harmless(data: bytes) -> bool:
    """Tell, without a look at its characters, that nothing in *data* is forbidden."""
    return not data.translate(None, _HARMLESS) and _END_OF_PLANE not in data


def plain_lines(text: str) -> str:
    """Return *text* with the line ends of Windows and of old Macs as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _note_encoding(data: bytes, start: int, report: Report) -> None:
    if data.startswith(_UTF16):
        report.add(START, "encoding", "the file is UTF-16, not UTF-8", _AS_UTF8)
        return
    text, before = plain_lines(data.decode(errors=_SALVAGE)), plain_lines(data[:start].decode())
    report.lines = text.split("\n")
    place = place_of(text, len(before))
    word = _word_at(report.lines[place.line - 1], place)
    hint = f"it looks like {word!r} in Latin-1 or Windows-1252; {_AS_UTF8}"
    report.add(place, "encoding", f"byte 0x{data[start]:02x} is not UTF-8", hint)


def _word_at(line: str, place: Place) -> str:
    for word in re.finditer(r"\w+", line):
        if word.start() < place.column <= word.end():
            return shorten(word[0], 30)
    return line[place.column - 1]
