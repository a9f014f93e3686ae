"""What two engines must agree on: a Document in a form in which spelling does not count."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from sitegen.markup.document import Document, fill_links
from sitegen.markup.scan import BLOCK_NAMES, VOID_NAMES


class _Normal(HTMLParser):
    """Attributes in order of their names, entities and escapes of URLs resolved, white space folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = "".join(f' {name}="{unquote(value or "").rstrip(";")}"' for name, value in sorted(attrs))
        self._add(tag, f"<{tag}{given}>")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID_NAMES:
            self._add(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))

    def _add(self, tag: str, written: str) -> None:
        self.parts.append(f"\n{written}\n" if tag in BLOCK_NAMES else written)


def same_html(html: str) -> str:
    """Return *html* as it must be equal from all engines."""
    parser = _Normal()
    parser.feed(html)
    parser.close()
    return re.sub(r"\s*\n\s*", "", "".join(parser.parts)).strip()


def shape(document: Document) -> dict[str, Any]:
    """Return all that a *document* says, in a form in which spelling does not count."""

    def whole(html: str | None) -> str | None:
        if html is None:
            return None
        return same_html(fill_links(html, [link.target for link in document.links], document.links))

    return {
        "headings": document.headings,
        "links": {(link.attribute, unquote(link.target), link.image) for link in document.links},
        "images": [(unquote(image.src), image.alt) for image in document.images],
        "text": document.text,
        "begins": document.begins,
        "opening": whole(document.opening),
        "has_more": document.has_more,
        "marked": whole(document.marked),
        "html": whole(document.html),
    }
