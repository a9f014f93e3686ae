"""Keys of other programs in front matter, taken for ours as `[front_matter] rename` says.

A key with a point, `taxonomies.tags`, is one that stands in a table, as Zola has them; one that is written
with the point itself comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import NamedTuple

from sitegen.config.decode import Report, closest, is_null
from sitegen.config.located import Located
from sitegen.content.schema import decoders, is_opposite, path_of_url

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
        if isinstance(ours, Mapping):
            hint = f'write "{key}.{next(iter(ours), "tags")}" in quotation marks, point and all'
            yield Wrong(key, f"{key!r} is a table here", hint)
        elif not isinstance(ours, str) or ours not in known:
            yield Wrong(key, f"{ours!r} is no key of front matter", closest(str(ours), known))
        elif key in known:
            yield Wrong(key, f"{key!r} has a meaning of its own", "take it out")
        elif is_opposite(own_name(key), ours):
            message = f"{key!r} says the opposite of {ours!r}: true would become false"
            yield Wrong(key, message, f"write {ours} in the texts")


def names_of(ours: str, rename: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys that say what *ours* does: it, and those that are taken for it."""
    return (ours, *(key for key, name in rename.items() if name == ours))


def own_name(key: str) -> str:
    """Return how *key* is written where it stands: of `a.b`, in a table, b."""
    return key.rpartition(".")[2]


def value_of(table: object, key: str) -> Located | None:
    """Return the value that a *table* of front matter has under *key*; of `a.b`, under b in its table a."""
    if not isinstance(table, dict):
        return None
    head, point, rest = key.partition(".")
    if key in table or not point:
        return table.get(key)
    inner = table.get(head)
    return None if inner is None else value_of(inner.value, rest)


def with_our_keys(table: Located, rename: Mapping[str, object], report: Report) -> Located:
    """Return *table*, the front matter of a text, by our keys; what can't stand beside another is reported.

    Each value keeps its place, and each key that of the one that is written.  Lists in a list, as Hexo
    has them for categories below others, are taken for one.
    """
    if not rename or not isinstance(table.value, dict):
        return table
    wrong = {one.key for one in wrong_renames(rename)}
    for key in rename:
        if "." in key and key not in wrong:
            table = _lifted(table, key)
    assert isinstance(table.value, dict)
    entries, keys, written = dict[str, Located](), {}, dict[str, str]()
    for key, entry in table.value.items():
        ours = key if key in wrong else str(rename.get(key, key))
        if ours != key and ours in _LISTS:
            entry = flattened(entry)
        if ours != key and ours == "redirect_from":
            entry = _without_hosts(entry)
        before = entries.get(ours)
        if before is None or _is_nothing(before):
            entries[ours], keys[ours], written[ours] = entry, table.keys[key], key
        elif ours in _LISTS:
            entries[ours] = before._replace(value=(*_items(before), *_items(entry)), plain=False)
        elif not _is_nothing(entry) and entry.value != before.value:
            other = written[ours] if key == ours else key
            message = f"{other!r} is taken for {ours!r}, and there are two of them"
            hint = "take one out, or leave it out of [front_matter] rename"
            report.add(table.keys[key], "same-name", message, hint, len(own_name(key)))
    return table._replace(value=entries, keys=keys)


def _lifted(table: Located, key: str) -> Located:
    """Return *table* with what stands under *key*, `a.b`, in its table a beside that, by the whole key; a
    table that had nothing else is gone."""
    head, _, rest = key.partition(".")
    if not isinstance(table.value, dict) or key in table.value or head not in table.value:
        return table
    inner = _lifted(table.value[head], rest)
    if not isinstance(inner.value, dict) or rest not in inner.value:
        return table
    entries, keys = dict(table.value), dict(table.keys)
    entries[key], keys[key] = inner.value[rest], inner.keys[rest]
    entries[head] = _without(inner, rest)
    if not entries[head].value:
        del entries[head], keys[head]
    return table._replace(value=entries, keys=keys)


def _without(table: Located, key: str) -> Located:
    assert isinstance(table.value, dict)
    value = {name: entry for name, entry in table.value.items() if name != key}
    return table._replace(value=value, keys={name: at for name, at in table.keys.items() if name != key})


def flattened(node: Located) -> Located:
    """Return the list *node* with what the lists in it have in their places; anything else as it is."""
    return node._replace(value=tuple(_leaves(node))) if isinstance(node.value, tuple) else node


def _is_nothing(node: Located) -> bool:
    """Tell whether *node* says nothing, as forms of other programs write it: `""`."""
    return is_null(node) or node.value == ""


def _without_hosts(node: Located) -> Located:
    """Return the old addresses *node*, where exports have whole URLs, as paths, each in its place."""
    if isinstance(node.value, tuple):
        return node._replace(value=tuple(map(_without_hosts, node.value)))
    return node._replace(value=path_of_url(node.value)) if isinstance(node.value, str) else node


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
