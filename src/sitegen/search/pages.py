"""What is searched: for each text a page of its words, and of what it can be filtered by.

What readers look for and its words may not have (title, topics, authors, summary, what pictures show, words
in the letters of any keyboard) is in fields of its own, which Pagefind searches too, and shows in no excerpt.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from sitegen.content.memory import Texts
from sitegen.content.source import Entry
from sitegen.model.records import Moment, Page, Post, Site, Structure
from sitegen.model.states import date_of
from sitegen.model.structure import authors_of, tags_of
from sitegen.paths import page_file
from sitegen.patterns import regex
from sitegen.text import one_line, respelt

TAG, AUTHOR, YEAR = "tag", "author", "year"
"""The filters."""
_NO_DATE = "0000"
"""What pages are sorted by: after all posts.  Pagefind leaves out what has nothing to be sorted by."""
_ALT = regex(r'<img\b[^>]*?\balt="([^"]+)"')
_TAG = regex("<[^<>]*>")
_MARK = regex(r'(?:<sup\b[^>]*>)?<a class="footnote-[^>]*>.*?</a>(?:</sup>)?')
"""A mark of a footnote, `1` or `↩`: no word."""


_ELIDING = frozenset({"fr", "it", "ca", "oc"})
"""Languages in which an apostrophe ends a word, and the next begins without a blank: `l'eau`."""
_PARTS = r"""
    (?P<tag></?(?:summary|dt|dd|caption|legend|option|button|label|rt|rp)\b[^<>]*>)
  | <(?:[^<>"']|"[^"]*"|'[^']*')*>
  | (?:[—–―…•←→↔]|&(?:mdash|ndash|hellip|bull|[lrh]arr|\#821[123]|\#8230);)+(?=[\w<&])"""
_APART = regex(_PARTS, re.VERBOSE)
"""What parts words without a blank: some signs, and the ends of some elements."""
_ELIDING_APART = regex(rf"{_PARTS} | (?<=[\w>])['’](?=[\w<])", re.VERBOSE)
_HAIR = "\u200a"
"""A blank that nobody sees."""


class Searched(NamedTuple):
    """What a page to be searched is made of, besides the settings: the text *key*, *made_from* its file, the
    names of its *tags* and *authors*, and its date, by which it is *sorted*."""

    key: str
    made_from: bytes
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    sorted: str


def searched(site: Site, texts: Texts) -> dict[str, Searched]:
    """Return what each page to be searched is made of, by the path of its output."""
    structure, entries = site.structure, texts.entries
    return {
        page_file(structure.paths[key]): _searched(
            structure, entries[key], texts.marks[key].made_from, site.moment
        )
        for key in (*structure.order, *structure.pages)
        if not entries[key].noindex
    }


def _searched(structure: Structure, entry: Entry, made_from: bytes, moment: Moment) -> Searched:
    tags, authors = tags_of(entry), authors_of(entry, structure.settings)
    return Searched(
        entry.key,
        made_from,
        tuple([structure.tags[tag].name for tag in tags if tag in structure.tags]),
        tuple([structure.authors[name].name for name in authors if name in structure.authors]),
        date_of(entry, moment).isoformat() if entry.kind == "post" else _NO_DATE,
    )


def search_page(site: Site, made_of: Searched) -> str:
    """Return a page to be searched."""
    language = site.settings.site.language.lower().partition("-")[0]
    apart = _ELIDING_APART if language in _ELIDING else _APART
    key = made_of.key
    text: Post | Page = site.posts[key] if key in site.structure.positions else site.pages[key]
    filters = [(TAG, name) for name in made_of.tags] + [(AUTHOR, name) for name in made_of.authors]
    document = site.documents[key]
    words = document.html
    said = [
        ("title", text.title),
        ("tags", ", ".join(made_of.tags)),
        ("authors", ", ".join(made_of.authors)),
        ("summary", text.summary),
        ("pictures", ". ".join(map(unescape, _ALT.findall(words))) if "<img" in words else ""),
    ]
    if isinstance(text, Post):
        filters.append((YEAR, str(text.date.year)))
        said.append(("date", text.date.date().isoformat()))
    seen = " ".join([_TAG.sub(" ", words), *[value for _name, value in said]])
    said.append(("respelt", " ".join(respelt(seen))))
    marks = [_filter(name, value) for name, value in filters]
    marks += [
        f'<i data-pagefind-meta="{name}[title]" title="{escape(apart.sub(_parted, one_line(value)))}"></i>'
        for name, value in said
        if value
    ]
    marks.append(f'<i data-pagefind-sort="date[title]" title="{made_of.sorted}"></i>')
    if not document.words:
        words = f"<h1>{escape(text.title)}</h1>"  # Pagefind leaves out pages without words
    if "footnote-" in words:
        words = _MARK.sub("", words)
    words = apart.sub(_parted, words)
    return f"<!DOCTYPE html><html><body><main data-pagefind-body>{''.join(marks)}{words}</main></body></html>"


def _parted(match: re.Match[str]) -> str:
    """Return what was matched with a blank, where Pagefind would make one word of what stands around it."""
    found = match[0]
    if match["tag"]:
        return f"{found} "
    return found if found.startswith("<") else found + _HAIR


@lru_cache(1024)
def _filter(name: str, value: str) -> str:
    return f'<i data-pagefind-filter="{name}[title]" title="{escape(value)}"></i>'
