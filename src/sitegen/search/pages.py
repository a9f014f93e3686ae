"""What is searched: for each text a page of its words, and of what it can be filtered by.

What readers look for and its words may not have (title, topics, authors, summary, what pictures show) is in
fields of its own, which Pagefind searches too, and shows in no excerpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape

from sitegen.model.records import Page, Post, Site
from sitegen.paths import page_file
from sitegen.text import one_line

TAG, AUTHOR, YEAR = "tag", "author", "year"
"""The filters."""
_NO_DATE = "0000"
"""What pages are sorted by: after all posts.  Pagefind leaves out what has nothing to be sorted by."""
_ALT = re.compile(r'<img\b[^>]*?\balt="([^"]+)"')
_MARK = re.compile(r'(?:<sup\b[^>]*>)?<a class="footnote-[^>]*>.*?</a>(?:</sup>)?')
"""A mark of a footnote, `1` or `↩`: no word."""


def search_pages(site: Site) -> dict[str, str]:
    """Return the pages to be searched, by the path of their output."""
    return dict(_pages(site))


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    structure = site.structure
    for key in (*structure.order, *structure.pages):
        text: Post | Page = site.posts[key] if key in structure.positions else site.pages[key]
        if not text.noindex:
            yield page_file(text.path), _page(site, text)


def _page(site: Site, text: Post | Page) -> str:
    structure = site.structure
    filters = [(TAG, structure.tags[tag].name) for tag in text.tags if tag in structure.tags]
    filters += [(AUTHOR, structure.authors[name].name) for name in text.authors if name in structure.authors]
    document = site.documents[text.key]
    words = document.html
    said = [
        ("title", text.title),
        ("tags", ", ".join([value for name, value in filters if name == TAG])),
        ("authors", ", ".join([value for name, value in filters if name == AUTHOR])),
        ("summary", text.summary),
        ("pictures", ". ".join(map(unescape, _ALT.findall(words))) if "<img" in words else ""),
    ]
    if isinstance(text, Post):
        filters.append((YEAR, str(text.date.year)))
        said.append(("date", text.date.date().isoformat()))
    marks = [_filter(name, value) for name, value in filters]
    marks += [
        f'<i data-pagefind-meta="{name}[title]" title="{escape(one_line(value))}"></i>'
        for name, value in said
        if value
    ]
    newest = text.date.isoformat() if isinstance(text, Post) else _NO_DATE
    marks.append(f'<i data-pagefind-sort="date[title]" title="{newest}"></i>')
    if not document.words:
        words = f"<h1>{escape(text.title)}</h1>"  # Pagefind leaves out pages without words
    if "footnote-" in words:
        words = _MARK.sub("", words)
    return f"<!DOCTYPE html><html><body><main data-pagefind-body>{''.join(marks)}{words}</main></body></html>"


@lru_cache(1024)
def _filter(name: str, value: str) -> str:
    return f'<i data-pagefind-filter="{name}[title]" title="{escape(value)}"></i>'
