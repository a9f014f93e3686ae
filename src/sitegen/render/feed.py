"""Render feeds: RSS 2.0 and Atom by feedgen, JSON Feed 1.1 (jsonfeed.org/version/1.1) by ourselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from feedgen.entry import FeedEntry as Entry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from sitegen.patterns import regex
from sitegen.queries.views import FeedEntry, FeedView
from sitegen.text import in_whole_minutes, iso
from sitegen.theme.environment import direction

# Feeds must carry a date; one without entries has never changed.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IRI = regex(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$")


def render_rss(feed: FeedView) -> bytes:
    """Return *feed* as RSS 2.0, whole texts as `content:encoded` and authors as `dc:creator`."""
    generator = _generator(feed)
    generator.register_extension("dc", _Dublin, _Creators)
    generator.link([{"href": feed.url, "rel": "self", "type": "application/rss+xml"}, {"href": feed.home}])
    for entry in feed.entries:
        generator.add_entry(_rss_item(entry, iso(entry.date), feed.lang), order="append")
    return bytes(generator.rss_str(pretty=True)) + b"\n"


class _Item(Entry):  # type: ignore[misc]  # feedgen has no types
    """An entry that makes its RSS element once.

    An element is in one tree: appended to a feed, it leaves the one before, which is written by then.
    """

    made: Any = None

    def rss_entry(self, extensions: bool = True) -> Any:
        if self.made is None:
            self.made = super().rss_entry(extensions)
        return self.made


class _Dublin(BaseExtension):  # type: ignore[misc]
    """The namespace of Dublin Core; feedgen's own extension looks for all fifteen elements in every entry."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE}


class _Creators(BaseEntryExtension):  # type: ignore[misc]
    """The authors of an entry as `dc:creator`."""

    names: tuple[str, ...] = ()

    def extend_rss(self, feed: Any) -> Any:
        for name in self.names:
            xml_elem(f"{{{_DUBLIN_CORE}}}creator", feed).text = name
        return feed


class _Language(BaseEntryExtension):  # type: ignore[misc]
    """The language of an entry that has one of its own, as `xml:lang`."""

    name = ""

    def extend_atom(self, entry: Any) -> Any:
        entry.set(_LANGUAGE, self.name)
        return entry


def _content(entry: FeedEntry, lang: str) -> str:
    """Return the text of *entry* in a feed of the language *lang*.

    What is in another, or is read from right to left, says so itself: readers put it into a page of theirs.
    """
    own = entry.lang or lang
    if not entry.content or (own == lang and direction(own) == "ltr"):
        return entry.content
    return f'<div dir="{direction(own)}" lang="{escape(own)}">{entry.content}</div>'


@lru_cache(maxsize=1024)  # a post is in the feeds of all its tags, which are made one after the other
def _rss_item(entry: FeedEntry, _date: str, lang: str) -> _Item:
    """Return the item of *entry*; its date as written as well, since one moment is equal in every zone."""
    item = _Item()
    _fill(item, entry)
    item.register_extension("dc", _Creators)
    item.guid(entry.id, permalink=entry.id == entry.url)
    item.description(escape(entry.summary, quote=False))  # readers take it for HTML
    item.content(_content(entry, lang))  # escaped, not CDATA: a text may hold `]]>`
    item.dc.names = entry.authors
    return item


def render_atom(feed: FeedView) -> bytes:
    """Return *feed* as Atom (RFC 4287)."""
    generator = _generator(feed)
    generator.link([{"href": feed.url, "rel": "self", "type": "application/atom+xml"}, {"href": feed.home}])
    generator.author(name=feed.author or feed.title)
    for entry in feed.entries:
        item = generator.add_entry(order="append")
        _fill(item, entry)
        item.id(_iri(entry.id, feed.url))
        item.summary(entry.summary)
        item.content(_content(entry, feed.lang), type="html")
        if entry.lang:
            item.register_extension("lang", _Language, rss=False)
            item.lang.name = entry.lang
        if authors := _authors(entry, feed):
            item.author(authors)
    return bytes(generator.atom_str(pretty=True)) + b"\n"


def _authors(entry: FeedEntry, feed: FeedView) -> list[dict[str, str]]:
    """Return who wrote an entry: the site, where nobody is named and readers would take the feed's author."""
    return [{"name": name} for name in entry.authors or ((feed.title,) if feed.author else ())]


def _iri(name: str, feed: str) -> str:
    """Return *name* as the IRI that Atom needs; one that is no IRI becomes a part of the feed's."""
    return name if _IRI.match(name) else f"{feed}#{quote(name)}"


def _generator(feed: FeedView) -> Any:
    generator = FeedGenerator()
    generator.id(feed.url)
    generator.title(feed.title)
    generator.description(feed.description)
    generator.language(feed.lang)
    generator.generator("sitegen")
    updated = in_whole_minutes(feed.updated or _NEVER)
    generator.updated(updated)
    generator.lastBuildDate(updated)
    return generator


def _fill(item: Any, entry: FeedEntry) -> None:
    """Give *item* what RSS and Atom have in common."""
    item.id(entry.id)
    item.title(entry.title)
    item.link(href=entry.url)
    item.published(in_whole_minutes(entry.date))
    item.updated(in_whole_minutes(entry.updated))
    item.category([{"term": tag} for tag in entry.tags])


def render_json(feed: FeedView) -> bytes:
    """Return *feed* as JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.lang,
        "authors": [{"name": feed.author}] if feed.author else None,
        "items": [_item(entry, feed) for entry in feed.entries],
    }
    return (json.dumps(_without_nothing(document), ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: FeedEntry, feed: FeedView) -> dict[str, Any]:
    return _without_nothing(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": _content(entry, feed.lang),
            "summary": entry.summary,
            "image": entry.image,
            "date_published": iso(entry.date),
            "date_modified": iso(entry.updated),
            "authors": _authors(entry, feed),
            "tags": list(entry.tags),
            "language": entry.lang,
        }
    )


def _without_nothing(table: dict[str, Any]) -> dict[str, Any]:
    needed = ("items", "content_html", "title")
    return {key: value for key, value in table.items() if value or key in needed}
