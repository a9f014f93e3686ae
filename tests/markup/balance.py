"""A check that HTML opens and closes its elements in order."""

from __future__ import annotations

from html.parser import HTMLParser

from sitegen.markup.document import LINK_TOKEN
from sitegen.markup.scan import VOID_NAMES


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.stray: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID_NAMES:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in VOID_NAMES:
            self.stray.append(tag)


def is_balanced(html: str) -> bool:
    """Tell whether each element is closed, and in the right order."""
    parser = _Balance()
    parser.feed(LINK_TOKEN.sub("", html))
    parser.close()
    return not parser.open and not parser.stray
