"""Drawings (SVG): how large they are, and whether they hold anything but a drawing.

As a picture in a page an SVG runs nothing and loads nothing; opened by itself it is a page of the site that
could do both.  So one that holds a script, or names files elsewhere, is refused.  In a `<foreignObject>`,
where draw.io and Mermaid have their labels, HTML may be text and nothing else.  Entities may stand for plain
text: Illustrator writes namespaces so.
"""

from __future__ import annotations

import re
import sys
from xml.parsers import expat

from sitegen.images.photo import Fault, Photo
from sitegen.patterns import regex

_LENGTH = regex(r"\s*([0-9]*\.?[0-9]+)\s*([a-zA-Z]*)\s*")
_UNITS = {"": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72}
_UNITS |= {"pc": 16, "em": 16, "rem": 16}
"""How many pixels each is; Inkscape says the size of a sheet in millimetres (CSS Values 4, 6.2)."""
_UNSAID = (300, 150)
"""What browsers take for a width and a height of which nothing is said (CSS 2.2, 10.3.2)."""
_RUNS = frozenset({"script", "iframe", "embed", "object", "handler", "listener"})
_FOREIGN = "foreignobject"
_LABELS = frozenset(
    (
        *("a", "b", "br", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li"),
        *("ol", "p", "pre", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td"),
        *("th", "thead", "tr", "tt", "u", "ul"),
        *("pgfref", "aipgfref"),  # what Illustrator leaves for itself, and nobody shows
    )
)
"""What may stand in a `<foreignObject>`: neither runs nor loads anything, nor asks for something."""
_LONGEST_ENTITY = 200
_MAY_LEAD_AWAY = "a"
_STAYS = regex(r"\s*(?:#|data:image/(?!svg)|$)", re.IGNORECASE)
_RUNNING = regex(r"\s*(?:java|vb)script:", re.IGNORECASE)
_NOT_IN_URLS = str.maketrans("", "", "\t\n\r")
"""What browsers leave out of a URL (URL Standard, 4.4)."""
_IN_STYLE = regex(
    r"""@import|image-set\(|url\(\s*["']?\s*(?!["']?\s*(?:\#|data:(?!image/svg)))""", re.IGNORECASE
)
_ESCAPED = regex(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_NAMESPACE = "http://www.w3.org/2000/svg"
_HINT = "save it as a plain SVG, or link to it instead of showing it"


class _Found(Exception):  # noqa: N818 - it ends the reading
    """Something that no drawing needs."""


class _Reader:
    """Looks at the elements and attributes of an SVG."""

    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self.prefix = ""
        self.in_style = 0
        """How many elements are open, from `<style>` on."""
        self.style: list[str] = []
        self.in_foreign = 0
        """How many elements are open, from `<foreignObject>` on."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if self.root is None:
            self.prefix, _, plain = name.rpartition(":")
            if plain != "svg":
                raise _Found("it is no SVG")
            self.root = attributes
        if local in _RUNS:
            raise _Found(f"it holds the element <{name}>, which can run a script")
        if self.in_foreign and local not in _LABELS:
            raise _Found(f"it holds the element <{name}> in a <foreignObject>, where only text may be")
        self.in_foreign += self.in_foreign > 0 or local == _FOREIGN
        self.in_style += self.in_style > 0 or local == "style"
        for key, value in attributes.items():
            self.attribute(local, key.rpartition(":")[2].lower(), value)

    def attribute(self, element: str, key: str, value: str) -> None:
        if key.startswith("on"):
            raise _Found(f"it holds the attribute {key}, which runs a script")
        if _RUNNING.match(value.translate(_NOT_IN_URLS)):
            raise _Found(f"the attribute {key} runs a script")
        if key == "attributename" and value.rpartition(":")[2].strip().lower() == "href":
            raise _Found(f"<{element}> changes where something leads")
        if key in ("href", "src") and element != _MAY_LEAD_AWAY and not _STAYS.match(value):
            raise _Found(f"it loads {value[:60]!r}")
        if key != "href" and _loads(value):
            raise _Found(f"the attribute {key} loads something from elsewhere")

    def text(self, text: str) -> None:
        if self.in_style:
            self.style.append(text)

    def end(self, _name: str) -> None:
        self.in_foreign -= self.in_foreign > 0
        self.in_style -= self.in_style > 0
        if self.style and not self.in_style:  # browsers put its pieces together, too
            if _loads("".join(self.style)):
                raise _Found("its style loads something from elsewhere")
            self.style.clear()

    def entity(self, name: str, is_for_declarations: bool, value: str | None, *_about: object) -> None:
        """Let a *name* stand for plain text, which is looked at where it is used."""
        is_plain = value is not None and len(value) <= _LONGEST_ENTITY and not set("<&%").intersection(value)
        if is_for_declarations or not is_plain:
            raise _Found(f"the entity {name} stands for more than a few words")


def _loads(style: str) -> bool:
    """Tell whether what a style says loads something that is not in the file itself."""
    return _IN_STYLE.search(_ESCAPED.sub(_unescaped, style) if "\\" in style else style) is not None


def _unescaped(escape: re.Match[str]) -> str:
    """Return what an escape stands for (CSS Syntax 3, 4.3.7)."""
    return chr(min(int(escape[1], 16), sys.maxunicode)) if escape[1] else escape[2]


def look_at_svg(raw: bytes, digest: str) -> Photo | Fault:
    """Return what is known of a drawing, or why it may not be shown."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = reader.text, reader.entity
    parser.ProcessingInstructionHandler = _refuse_instruction
    try:
        parser.Parse(raw, True)
    except _Found as found:
        return Fault(f"this SVG is not only a drawing: {found}", _HINT)
    except expat.ExpatError as error:
        return Fault(f"this SVG is broken: {error}", "save it anew")
    root, attribute = reader.root or {}, f"xmlns:{reader.prefix}".rstrip(":")
    if root.get(attribute) != _NAMESPACE:  # as a picture it is XML, in which the name alone says nothing
        return Fault(
            "this SVG is one to no browser", f'write {attribute}="{_NAMESPACE}" in its first element'
        )
    return Photo(digest, *_size(root))


def _refuse_instruction(target: str, _data: str) -> None:
    if target == "xml-stylesheet":
        raise _Found("it names a style sheet")


def _size(root: dict[str, str]) -> tuple[int, int]:
    """Return width and height as they are said, or else in the proportions of the view box."""
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    wide, high = (_pixels(box[2]), _pixels(box[3])) if len(box) == 4 else (0.0, 0.0)
    if wide and high:
        if not (width or height):
            width, height = wide, high
        width, height = width or height * wide / high, height or width * high / wide
    return round(width) or _UNSAID[0], round(height) or _UNSAID[1]


def _pixels(written: str) -> float:
    match = _LENGTH.fullmatch(written)
    unit = _UNITS.get(match[2].lower(), 0) if match else 0
    return min(float(match[1]) * unit, 100_000.0) if match else 0.0
