"""Resolve the links that writers put into texts: to source files, to files beside the text, to paths."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

from msgspec import Struct

from sitegen.content.names import candidates, is_on_a_disk, is_whole_url, named_key, written_path
from sitegen.content.scan import TEXT_SUFFIXES
from sitegen.markup.document import Link
from sitegen.model.records import State
from sitegen.model.urls import Urls
from sitegen.paths import join_url
from sitegen.text import slugify


class Missing(Struct, frozen=True):
    """A link to a source that is not there, or is there and not published (*withheld*: its state)."""

    withheld: State | None = None


class Resolver(Struct, frozen=True):
    """Knows where each source and each file of `content/` is on the site.

    *published* has the paths of texts and files by key, *withheld* the states of those that are not on it,
    *spelt* the keys that differ from the names that links have for them.
    """

    urls: Urls
    published: Mapping[str, str]
    withheld: Mapping[str, State] = {}
    spelt: Mapping[str, str] = {}

    def resolve(self, link: Link, key: str, path: str) -> str | Missing:
        """Return the URL for *link* in the text *key* whose page is at *path*."""
        if link.attribute == "srcset":
            return self._srcset(link.target, key, path)
        return self._target(link.target, key, path)

    def source_url(self, written: str, key: str) -> str | None:
        """Return the URL of the file that *written*, seen from the text *key*, names; None: there is none."""
        found = self.find(named_key(written, key))
        return self.urls.url(found) if isinstance(found, str) else None

    def _target(self, target: str, key: str, path: str) -> str | Missing:
        written = written_path(target)
        rest = target[len(written) :]
        if not written:  # a fragment or a query alone
            return target if rest.startswith("#") else self.urls.url(path) + rest
        found = self.find(named_key(written, key))
        if isinstance(found, str):
            is_text = written.lower().endswith(TEXT_SUFFIXES)
            return self.urls.url(found) + (_with_an_id(rest) if is_text else rest)
        if found or (written.lower().endswith(TEXT_SUFFIXES) and not written.startswith("/")):
            return found or Missing()
        if is_on_a_disk(written):
            return target
        if written.startswith("/"):
            return self.urls.rooted(_escape(written)) + rest
        return self.urls.url(join_url(path.rpartition("/")[0], unquote(written))) + rest

    def find(self, name: str) -> str | Missing | None:
        """Return the path of the source or file *name*, or of the page that leads the folder *name*."""
        folder = "" if name == "." else f"{name}/"
        for named in (name, *(f"{folder}index{suffix}" for suffix in TEXT_SUFFIXES)):
            key = self.spelt.get(named, named)
            if key in self.published:
                return self.published[key]
            if key in self.withheld:
                return Missing(self.withheld[key])
        return None

    def _srcset(self, written: str, key: str, path: str) -> str:
        found = []
        for target, size in candidates(written):
            url = target if is_whole_url(target) else self._target(target, key, path)
            found.append((target if isinstance(url, Missing) else url) + size.rstrip())
        return ", ".join(found)


def _with_an_id(rest: str) -> str:
    """Return what follows the path of a text, with the id of the heading whose words are its fragment.

    Obsidian links so.  No id has a blank in it, and a directive (`:~:text=…`) is for browsers.
    """
    before, sign, fragment = rest.partition("#")
    words = unquote(fragment)
    if " " not in words or ":~:" in words:
        return rest
    return before + sign + (slugify(words.rpartition("#")[2]) or fragment)


def _escape(path: str) -> str:
    """Escape what a URL can't hold; escapes that are there already stay."""
    return quote(path, safe="/-._~!$'()*,;=:@%")
