"""Keys of other programs in front matter, taken for ours as `[front_matter] rename` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import NamedTuple

from sitegen.config.decode import Report, closest, is_null
from sitegen.config.located import Located
from sitegen.content.schema import decoders, is_opposite

_LISTS = ("tags", "authors", "redirect_from")
"""Keys that may be said twice: all that they list counts."""


class Wrong(NamedTuple):
    """A *key* that can't be taken for another."""

    key: str
    message: str
    hint: str = ""


def wrong_renames(rename: Mapping[str, object]) -> Iterator[Wrong]:
    """Yield what is wrong with the setting *rename*."""
    known = decoders(UTC)
    for key, ours in rename.items():
        if not isinstance(ours, str) or ours not in known:
            yield Wrong(key, f"{ours!r} is no key of front matter", closest(str(ours), known))
        elif key in known:
            yield Wrong(key, f"{key!r} has a meaning of its own", "take it out")
        elif is_opposite(key, ours):
            message = f"{key!r} says the opposite of {ours!r}: true would become false"
            yield Wrong(key, message, f"write {ours} in the texts")


def names_of(ours: str, rename: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys that say what *ours* does: it, and those that are taken for it."""
    return (ours, *(key for key, name in rename.items() if name == ours))


def with_our_keys(table: Located, rename: Mapping[str, object], report: Report) -> Located:
    """Return *table*, the front matter of a text, by our keys; what can't stand beside another is reported.

    Each value keeps its place, and each key that of the one that is written.  Lists in a list, as Hexo
    has them for categories below others, are taken for one.
    """
    if not rename or not isinstance(table.value, dict):
        return table
    wrong = {one.key for one in wrong_renames(rename)}
    entries, keys = dict[str, Located](), {}
    for key, entry in table.value.items():
        ours = key if key in wrong else str(rename.get(key, key))
        if ours != key and ours in _LISTS:
            entry = flattened(entry)
        before = entries.get(ours)
        if before is None or is_null(before):
            entries[ours], keys[ours] = entry, table.keys[key]
        elif ours in _LISTS:
            entries[ours] = before._replace(value=(*_items(before), *_items(entry)), plain=False)
        elif not is_null(entry) and entry.value != before.value:
            message = f"{key!r} is taken for {ours!r}, and there are two of them"
            hint = "take one out, or leave it out of [front_matter] rename"
            report.add(table.keys[key], "same-name", message, hint, len(key))
    return table._replace(value=entries, keys=keys)


def flattened(node: Located) -> Located:
    """Return the list *node* with what the lists in it have in their places; anything else as it is."""
    return node._replace(value=tuple(_leaves(node))) if isinstance(node.value, tuple) else node


def _leaves(node: Located) -> Iterator[Located]:
    """Yield what a list has, and the lists in it."""
    if not isinstance(node.value, tuple):
        yield node
        return
    for item in node.value:
        yield from _leaves(item)


def _items(node: Located) -> tuple[Located, ...]:
    """Return what a list has, or a text that is one."""
    if is_null(node):
        return ()
    if isinstance(node.value, tuple):
        return node.value
    if not isinstance(node.value, str):
        return (node,)
    return tuple([Located(part.strip(), node.place) for part in node.value.split(",") if part.strip()])
