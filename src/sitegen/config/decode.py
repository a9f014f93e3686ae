"""From located values to typed ones, strictly: each decoder returns the value or raises `Mismatch`."""

from __future__ import annotations

import math
import typing
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any, Literal, NamedTuple, NoReturn

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from sitegen.config.located import Located, Place
from sitegen.errors import Location, Problem
from sitegen.patterns import regex
from sitegen.text import FORBIDDEN

TRUE = frozenset({"true", "yes", "on"})
FALSE = frozenset({"false", "no", "off"})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INTEGER = regex(r"[-+]?(0|[1-9][0-9_]{0,99})")
_FLOAT = regex(r"(?=[-+]?\.?[0-9])[-+]?[0-9_]{0,99}(\.[0-9_]{0,99})?([eE][-+]?[0-9]{1,9})?")


class FrozenTable(dict[str, Any]):
    """A table that nobody can change: a template must not leave a mark that a later page would see."""

    def _refuse(self, *_arguments: Any, **_named: Any) -> NoReturn:
        raise TypeError("this table can't be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenTable], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)


class Mismatch(Exception):  # noqa: N818 - it names what happened, and never leaves the decoding
    """A value that is not what its key asks for.

    *at* is the item of it that is wrong, *part* the piece of its text; where they are missing, all of it is.
    *more* are those of other items.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        rule: str = "wrong-type",
        at: Located | None = None,
        part: str = "",
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.rule, self.at, self.part = message, hint, rule, at, part
        self.more: Sequence[Mismatch] = ()


class Report(Struct):
    """Collects the problems of one file, whose *lines* it quotes.

    *first_line* is the line of the file at which the decoded part begins, counted from 1.
    """

    path: str
    lines: Sequence[str]
    first_line: int = 1
    problems: list[Problem] = msgspec.field(default_factory=list)

    def add(self, place: Place, rule: str, message: str, hint: str = "", width: int = 1) -> None:
        line = place.line + self.first_line - 1
        self.problems.append(
            Problem(Location(self.path, line, place.column), rule, message, hint, self.line(place), width)
        )

    def line(self, place: Place) -> str:
        """Return the line of the file at *place*, fit to be shown on a terminal."""
        number = place.line + self.first_line - 1
        return visible(self.lines[number - 1]) if 0 < number <= len(self.lines) else ""

    def attempt(self, decode: Callable[[Located], Any], node: Located, name: str) -> Any:
        """Return what *decode* makes of *node*, or None after a problem that names the key."""
        try:
            return decode(node)
        except Mismatch as mismatch:
            for one in (mismatch, *mismatch.more):
                self._add_mismatch(one, node, name)
            return None

    def _add_mismatch(self, mismatch: Mismatch, node: Located, name: str) -> None:
        at = mismatch.at or node
        place, width = at.place, at.width
        found = self.line(place).find(mismatch.part, place.column - 1) if mismatch.part else -1
        if found >= 0:
            place, width = Place(place.line, found + 1), len(mismatch.part)
        self.add(place, mismatch.rule, f"{name}: {mismatch.message}", mismatch.hint, width)


def visible(line: str) -> str:
    """Return *line* with a stand-in for each control character, which could do things to a terminal."""
    if line.isprintable():
        return line
    return "".join(
        "\ufffd" if char != "\t" and unicodedata.category(char) in _UNSEEN else char for char in line
    )


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return the known name most like *name*, or nothing; equals have a *likeness* of 1."""
    from difflib import get_close_matches  # who makes no mistakes need not wait for it

    close = get_close_matches(name.lower(), list(known), n=1, cutoff=likeness)
    return close[0] if close else ""


def closest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return a hint with the known name most like *name*, or nothing (see `nearest`)."""
    close = nearest(name, known, likeness)
    return f"did you mean {close!r}?" if close else ""


def is_null(node: Located) -> bool:
    """Tell whether the writer left the value empty."""
    return node.value is None or (node.plain and node.value in _NULL)


def kind(node: Located) -> str:
    """Return the type of a value in a writer's words."""
    value = node.value
    if is_null(node):
        return "nothing"
    if node.plain:
        return "a number" if _FLOAT.fullmatch(str(value)) else "a text"
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "true or false"),
        ((int, float), "a number"),
        (str, "a text"),
        (tuple, "a list"),
        (dict, "a table"),
        ((date, time), "a date or time"),
    )
    return next((name for of, name in names if isinstance(value, of)), "nothing")


def text(node: Located) -> str:
    """A text.  An integer of TOML or JSON is taken as its digits; in YAML any unquoted scalar is a text."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    if not isinstance(node.value, str):
        raise Mismatch(
            f"expected a text, found {kind(node)}", "put it in quotation marks" if _scalar(node) else ""
        )
    _check_characters(node.value)
    return node.value.strip()


def _check_characters(value: str) -> None:
    bad = FORBIDDEN.search(value)
    if bad:
        message = f"the character U+{ord(bad[0]):04X} can't be in a text"
        raise Mismatch(message, "delete it", "control-character")


_HYPHENS = "write a blank after each - of a list, or put the text in quotation marks"
_NO_ITEM = regex(r"-[^\s-]").match
"""What was to be an item of a list; YAML takes it, and those below it, for one text."""
_SWITCH_HINT = "write true or false"


def boolean(node: Located) -> bool:
    """True or false, as TOML, JSON or YAML 1.1 write them, in quotation marks or not."""
    if isinstance(node.value, bool):
        return node.value
    if isinstance(node.value, str) and node.value.strip().lower() in TRUE | FALSE:
        return node.value.strip().lower() in TRUE
    found = repr(node.value) if isinstance(node.value, str) and node.value else kind(node)
    raise Mismatch(f"expected true or false, found {found}", closest(found, TRUE | FALSE) or _SWITCH_HINT)


def integer(node: Located) -> int:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    if node.plain and _INTEGER.fullmatch(str(node.value)):
        return int(str(node.value).replace("_", ""))
    raise Mismatch(f"expected a whole number, found {kind(node)}")


def number(node: Located) -> float:
    if not isinstance(node.value, int | float) or isinstance(node.value, bool):
        raise Mismatch(f"expected a number, found {kind(node)}")
    try:
        value = float(node.value)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Mismatch("this number is too large or none at all", rule="bad-value")
    return value


def texts(node: Located) -> tuple[str, ...]:
    """A list of texts, empty ones left out; a single text is split at its commas."""
    if isinstance(node.value, tuple):
        return tuple(word for item in node.value if not is_null(item) and (word := decode_item(text, item)))
    if isinstance(node.value, dict):
        raise Mismatch("expected a list, found a table", "write a list: [one, two]")
    if node.plain and _NO_ITEM(str(node.value)):
        raise Mismatch(f"expected a list, found {node.value!r}", _HYPHENS)
    return tuple(word for part in text(node).split(",") if (word := part.strip()))


def free(node: Located) -> Any:
    """Whatever it is, as plain values; unquoted YAML scalars as YAML 1.2 reads them, dates as texts."""
    value = node.value
    if isinstance(value, dict):
        for key in value:
            _check_characters(key)
        return FrozenTable({key: decode_item(free, inner) for key, inner in value.items()})
    if isinstance(value, tuple):
        return tuple(decode_item(free, inner) for inner in value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return number(node)
    if not isinstance(value, str):
        return value
    _check_characters(value)
    return _yaml_scalar(value) if node.plain else value


def table(node: Located) -> Mapping[str, Any]:
    if not isinstance(node.value, dict):
        raise Mismatch(f"expected a table, found {kind(node)}")
    result: Mapping[str, Any] = free(node)
    return result


def decode_item(decode: Callable[[Located], Any], node: Located) -> Any:
    """Decode one item of a list; a mismatch is placed at the item."""
    try:
        return decode(node)
    except Mismatch as mismatch:
        mismatch.at = mismatch.at or node
        raise


def _scalar(node: Located) -> bool:
    return not isinstance(node.value, tuple | dict)


def _yaml_scalar(value: str) -> object:
    if value in _NULL:
        return None
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if _INTEGER.fullmatch(value):
        return int(value.replace("_", ""))
    # Digits alone that are no integer, such as 007, are a text.
    decimal = _FLOAT.fullmatch(value) and not value.isdecimal()
    found = float(value.replace("_", "")) if decimal else math.inf
    return found if math.isfinite(found) else value


# ---- records


class Field(NamedTuple):
    """A field of a record: its type, what else is said of it, and whether there has to be a value."""

    name: str
    hint: Any
    metadata: Mapping[str, Any]
    required: bool


@cache
def fields_of(cls: type) -> Mapping[str, Field]:
    """Return the fields of a record, a `msgspec.Struct`, by name."""
    return {info.name: _field_of(info) for info in fields(cls)}


def _field_of(info: FieldInfo) -> Field:
    if typing.get_origin(info.type) is not typing.Annotated:
        return Field(info.name, info.type, {}, info.required)
    hint, meta = typing.get_args(info.type)
    least = {} if meta.ge is None else {"least": meta.ge}
    return Field(info.name, hint, {**least, **(meta.extra or {})}, info.required)


def is_record(hint: Any) -> bool:
    """Tell whether a type is that of a record."""
    return isinstance(hint, type) and issubclass(hint, Struct)


def record(cls: type, node: Located, report: Report, name: str, check: Callable[..., None]) -> Any:
    """Return a *cls* from a table, defaults where nothing is said.

    Unknown keys, wrong types and missing required values become problems; a bad value leaves the default (an
    empty text where there is none), so that everything else can still be checked.  *check* is called with the
    dotted name and each decoded value, and raises `Mismatch`.
    """
    if not isinstance(node.value, dict):
        found = f"{name}: expected a table, found {kind(node)}"
        report.add(node.place, "wrong-type", found, width=node.width)
        node, report = Located({}, node.place), Report(report.path, ())  # what it lacks is not worth a word
    entries: dict[str, Located] = node.value  # type: ignore[assignment]
    fields = fields_of(cls)
    rest = next((field.name for field in fields.values() if field.metadata.get("rest")), "")
    values: dict[str, Any] = {}
    for key, entry in entries.items():
        if key in fields and key != rest:
            values[key] = _field(fields[key], entry, report, f"{name}.{key}".lstrip("."), check)
        elif not rest:
            unknown(key, node.keys[key], fields, report, _called(key, entry, name))
    _missing(fields, values, entries, report, name, node)
    if rest:
        given = {key: entry for key, entry in entries.items() if key not in fields or key == rest}
        values[rest] = {key: report.attempt(free, entry, f"{name}.{key}") for key, entry in given.items()}
    return cls(**{key: value for key, value in values.items() if value is not None})


def unknown(key: str, place: Place, known: Iterable[str], report: Report, called: str) -> None:
    """Report a *key* that is none of the *known* ones, and is *called* so."""
    report.add(place, "unknown-key", f"unknown {called}", closest(key, known), width=len(key))


def _called(key: str, entry: Located, name: str) -> str:
    """Return how messages call the *entry* at *key* of the table *name*; empty: of the file."""
    if name:
        return f"setting {key!r} in [{name}]"
    items = entry.value if isinstance(entry.value, tuple) and entry.value else (entry,)
    is_table = all(isinstance(item.value, dict) for item in items)
    return f"table [{key}]" if is_table else f"setting {key!r}"


def _missing(
    fields: Mapping[str, Field],
    values: dict[str, Any],
    entries: Mapping[str, Located],
    report: Report,
    name: str,
    node: Located,
) -> None:
    misspelt = {nearest(key, fields) for key in entries if key not in fields}  # said already, with a hint
    for field in fields.values():
        if not field.required or values.get(field.name) is not None:
            continue
        if is_record(field.hint):
            said = Report(report.path, ()) if field.name in misspelt else report
            values[field.name] = record(field.hint, Located({}), said, field.name, lambda *_: None)
            continue
        values[field.name] = ""
        if field.name not in entries and field.name not in misspelt:
            owner = f"[{name}]" if name else "the file"
            hint = f"add {field.name} = {_example(field.hint)}"
            report.add(node.place, "missing-key", f"{owner} needs {field.name!r}", hint)


def _example(hint: Any) -> str:
    """Return what a value of a type looks like."""
    if hint is str or typing.get_origin(hint) is Literal:
        return '"…"'
    return "[…]" if typing.get_origin(hint) is tuple else "…"


def _field(field: Field, node: Located, report: Report, name: str, check: Callable[..., None]) -> Any:
    """Decode the value of one field by its type; records inside it report for themselves."""
    hint = field.hint
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if is_record(hint):
        return record(hint, node, report, name, check)
    if origin is tuple and is_record(arguments[0]):
        return _records(arguments[0], node, report, name, check)
    if isinstance(origin, type) and issubclass(origin, Mapping) and is_record(arguments[1]):
        return _named_records(arguments[1], node, report, name, check)

    def decode(node: Located) -> Any:
        value = _value(hint, node)
        if "least" in field.metadata and value < field.metadata["least"]:
            raise Mismatch(f"{value} is less than {field.metadata['least']}", rule="bad-value")
        check(name, value, field)
        return value

    return report.attempt(decode, node, name)


def _records(cls: Any, node: Located, report: Report, name: str, check: Callable[..., None]) -> Any:
    if not isinstance(node.value, tuple):
        report.add(node.place, "wrong-type", f"{name}: expected a list, found {kind(node)}", width=node.width)
        return None
    return tuple(record(cls, item, report, name, check) for item in node.value)


def _named_records(cls: Any, node: Located, report: Report, name: str, check: Callable[..., None]) -> Any:
    if not isinstance(node.value, dict):
        found = f"{name}: expected tables, found {kind(node)}"
        report.add(node.place, "wrong-type", found, f"write [{name}.KEY]", node.width)
        return None
    return {key: record(cls, inner, report, f"{name}.{key}", check) for key, inner in node.value.items()}


def _value(hint: Any, node: Located) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return choice(arguments, node)
    if origin is tuple:
        if not isinstance(node.value, tuple):
            raise Mismatch(f"expected a list, found {kind(node)}", "write a list: [one, two]")
        return tuple(decode_item(lambda item: _value(arguments[0], item), item) for item in node.value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return table(node)
    decoders: dict[Any, Callable[[Located], Any]] = {
        str: toml_text,
        bool: boolean,
        int: integer,
        float: number,
        Any: free,
    }
    return decoders[hint](node)


def toml_text(node: Located) -> str:
    """A text of TOML, in quotation marks."""
    if not isinstance(node.value, str):
        raise Mismatch(
            f"expected a text, found {kind(node)}", "put it in quotation marks" if _scalar(node) else ""
        )
    return text(node)


def choice(choices: tuple[str, ...], node: Located) -> str:
    """One of some texts."""
    if node.value in choices and isinstance(node.value, str):
        return node.value
    hint = closest(str(node.value), choices) if isinstance(node.value, str) else ""
    shown = repr(node.value) if isinstance(node.value, str) else kind(node)
    raise Mismatch(f"expected {' or '.join(map(repr, choices))}, found {shown}", hint, "bad-value")
