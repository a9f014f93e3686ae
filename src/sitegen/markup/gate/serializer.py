"""A tree as HTML, as Python-Markdown writes it, for the elements that nearly all trees are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown import serializers

stock: Any = serializers
_RAW = ("script", "style")
_BOOLEAN = stock.BOOLEAN_ATTRIBUTES["html"]


class _UnusualError(Exception):
    """Something that is left to the library: a comment, a qualified name."""


def to_html_string(element: Element) -> str:
    """Return *element* as HTML, byte for byte as the function of this name in `markdown.serializers`."""
    parts: list[str] = []
    try:
        _write(element, parts.append)
    except (_UnusualError, RecursionError):
        return serializers.to_html_string(element)
    return "".join(parts)


def _write(element: Element, write: Callable[[str], None]) -> None:
    tag: Any = element.tag
    if type(tag) is not str:
        raise _UnusualError
    attributes = element.items()
    write(f"<{tag}{_attributes(attributes)}>" if attributes else f"<{tag}>")
    text = element.text
    if text:
        write(text if tag.lower() in _RAW else _escaped(text))
    for child in element:
        _write(child, write)
    if tag.lower() not in HTML_EMPTY:
        write(f"</{tag}>")
    tail = element.tail
    if tail:
        write(_escaped(tail))


def _attributes(items: Any) -> str:
    parts = []
    for name, value in sorted(items):
        if not (isinstance(name, str) and isinstance(value, str)):
            raise _UnusualError
        value = stock._escape_attrib_html(value)
        parts.append(f" {name}" if name == value and name in _BOOLEAN else f' {name}="{value}"')
    return "".join(parts)


def _escaped(text: str) -> str:
    return stock._escape_cdata(text) if "&" in text or "<" in text or ">" in text else text


SERIALIZERS: dict[Any, Any] = {serializers.to_html_string: to_html_string}
