"""Steps on the tree of a text, left out where the tree has nothing for them."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import STX
from pymdownx.tasklist import TasklistTreeprocessor


class _GatedTasks(TasklistTreeprocessor):  # type: ignore[misc]
    def run(self, root: Element) -> Any:
        return super().run(root) if any(map(_may_be_a_task, root.iter("li"))) else root


def _may_be_a_task(item: Element) -> bool:
    text = item.text or (item[0].text if len(item) else "")
    return text is not None and "[" in text


class _GatedPrettifier(PrettifyTreeprocessor):
    """Asks once for each name whether it is that of a block."""

    _blocks: dict[Any, bool]

    def run(self, root: Element) -> None:
        self._blocks = {}
        super().run(root)

    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802
        tag = elem.tag
        if self._is_block(tag) and tag != "code" and tag != "pre":
            if (not elem.text or not elem.text.strip()) and len(elem) and self._is_block(elem[0].tag):
                elem.text = "\n"
            for child in elem:
                if self._is_block(child.tag):
                    self._prettifyETree(child)
        if not elem.tail or not elem.tail.strip():
            elem.tail = "\n"

    def _is_block(self, tag: Any) -> bool:
        found = self._blocks.get(tag)
        if found is None:
            found = self._blocks[tag] = self.md.is_block_level(tag)
        return found


class _GatedAttributes(AttrListTreeprocessor):
    def run(self, doc: Element) -> None:
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class _GatedUnescaper(UnescapeTreeprocessor):
    def run(self, root: Element) -> None:
        if STX in "".join(root.itertext()) or any(map(_has_escapes, root.iter())):
            super().run(root)


def _has_escapes(element: Element) -> bool:
    return any(value is not None and STX in value for _name, value in element.items())


TREES: dict[type, type] = {
    AttrListTreeprocessor: _GatedAttributes,
    PrettifyTreeprocessor: _GatedPrettifier,
    TasklistTreeprocessor: _GatedTasks,
    UnescapeTreeprocessor: _GatedUnescaper,
}
