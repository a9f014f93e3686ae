"""Make posts and pages from Sources when they are asked for: links resolved, picture found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from sitegen.config.located import START, Place
from sitegen.content.memory import Texts
from sitegen.content.names import is_on_a_disk, is_whole_url, named_key, written_path
from sitegen.content.scan import TEXT_SUFFIXES
from sitegen.content.source import NO_LINK, Entry, Excerpt, Shown, Source, kind_of
from sitegen.errors import Location, Problem
from sitegen.images.photo import Focus
from sitegen.markup.document import Document, Link
from sitegen.model.links import Missing, Resolver
from sitegen.model.nearby import Nearby
from sitegen.model.permalinks import first_permalink, text_slug
from sitegen.model.problems import front_matter_problem
from sitegen.model.records import Brief, Html, Moment, Page, Picture, Post, Snippet, State, Structure, Teaser
from sitegen.model.states import date_of, is_late
from sitegen.model.structure import authors_of, set_text, tags_of
from sitegen.text import one_line, plain_to_html

Made = TypeVar("Made")


class Found(NamedTuple):
    """Where the target of a link stands in a source file, and that line of it."""

    place: Place
    line: str


Locate = Callable[[Source, str], Found]
"""Finds the target of a link in a source's file; only asked when there is a problem to place."""


def nowhere(_source: Source, _text: str) -> Found:
    """The `Locate` for those who have no files."""
    return Found(START, "")


class Mistake(NamedTuple):
    """What is wrong with a link or a picture of a text.

    *missing* is the target as it is written, where there is no such text or file; *shown*: it is a picture.
    What was meant by it is not said yet, for that depends on all that there is (see `TextMaker.hinted`).
    """

    problem: Problem
    missing: str = ""
    shown: bool = False


class TextMaker(Struct, frozen=True, dict=True):
    """Makes the texts of a site with one *structure*, as they are at one *moment*."""

    structure: Structure
    moment: Moment

    def post(self, source: Source) -> Post:
        """Make a post."""
        entry, urls = source.entry, self.structure.urls
        date = date_of(entry, self.moment)
        return Post(
            **self._common(source),
            slug=text_slug(entry),
            date=date,
            guid=entry.id or urls.absolute(urls.url(first_permalink(entry, date))),
            series=self._set(entry, entry.series),
            pinned=entry.pinned,
            chosen=self.structure.chosen.get(entry.key, ()),
        )

    def page(self, source: Source) -> Page:
        """Make a page."""
        key, review_by = source.key, source.meta.review_by
        return Page(
            **self._common(source),
            slug=self.structure.paths[key].rstrip("/").rpartition("/")[2],
            section=self.structure.section_of.get(key, ""),
            leads=source.entry.bundle,
            review_by=review_by.date() if review_by else None,
        )

    def brief(self, entry: Entry, shown: Shown) -> Brief:
        """Make of a text what links show of it."""
        return Brief(
            url=self.structure.urls.url(self.structure.paths[entry.key]),
            title=self._set(entry, shown.title),
            date=date_of(entry, self.moment) if entry.kind == "post" else None,
            image=self._picture(entry, shown),
            description=self._set(entry, shown.description),
            updated=entry.updated,
        )

    def teaser(self, entry: Entry, excerpt: Excerpt) -> Teaser:
        """Make of a post what lists show of it besides."""
        url = self.structure.urls.url(self.structure.paths[entry.key])
        summary = self._set(entry, excerpt.summary)
        links = excerpt.links
        urls = [None if link == NO_LINK else self._lead(entry.key, link) for link in links]
        by_summary = summary and not excerpt.html
        return Teaser(
            Html(plain_to_html(summary), home=url)
            if by_summary
            else Html(excerpt.html, links, tuple(urls), url),
            self._set(entry, one_line(excerpt.summary)) or excerpt.description,
            excerpt.has_more,
            excerpt.words,
            authors_of(entry, self.structure.settings),
            entry.pinned,
            self.shown_state(entry),
            excerpt.lang,
        )

    def words(self, entry: Entry, shown: Shown) -> tuple[Hashable, ...]:
        """Return what links show of a text besides places and dates, with the punctuation of its language."""
        title, description, caption = (
            self._set(entry, text) for text in (shown.title, shown.description, shown.image_caption)
        )
        return title, description, shown.image, shown.image_alt, caption, shown.image_focus

    def snippet(self, source: Source) -> Snippet:
        """Make a snippet.  What its links lead to does not depend on the pages that it stands on: one to a
        place in the text itself leads nowhere, since ids are left out there."""
        urls = [self._lead(source.key, link) for link in source.outline.links]
        there = tuple([None if url and url.startswith("#") else url for url in urls])
        return Snippet(source.key, self._set(source.entry, source.meta.title), there)

    def mistakes(self, source: Source, locate: Locate = nowhere) -> Iterator[Mistake]:
        """Yield what is wrong with the links and the picture of a text."""
        image = source.meta.image
        if image and not self._is_known(image, source.key):
            message, elsewhere = f"there is no file {image!r}", may_be_elsewhere(image)
            hint = ELSEWHERE if elsewhere else _BESIDE
            problem = front_matter_problem(
                source.entry, "image", "missing-file", message, hint, warning=elsewhere
            )
            yield Mistake(problem, image, shown=True)
        for link in source.outline.links:
            found = self._resolve(source.key, link)
            if isinstance(found, Missing) and found.withheld is not State.REFUSED:
                yield _broken(source, link, found, locate)
            elif (
                link.image
                and not isinstance(found, Missing)
                and not self._is_known(written_path(link.target), source.key)
            ):
                yield Mistake(_no_picture(source, link, locate), link.target, shown=True)
            elif not link.image and self._names_no_text(link, source.key):
                yield _no_text(source, link, locate)

    def _names_no_text(self, link: Link, key: str) -> bool:
        """Tell whether a link names a text by its path from the root of the site, and there is none."""
        written = written_path(link.target)
        if not (written.startswith("/") and written.lower().endswith(TEXT_SUFFIXES)):
            return False
        is_old = any(unquote(written) == redirect.path for redirect in self.structure.redirects)
        return not is_old and self.resolver.find(named_key(written, key)) is None

    def hinted(self, mistake: Mistake, key: str) -> Problem:
        """Return a problem of the text *key* with a hint at what was probably meant."""
        problem, missing, shown = mistake
        if not missing:
            return problem
        near = self._nearby
        meant = near.picture(missing, key, sure=not problem.warning) if shown else near.text(missing, key)
        return replace(problem, hint=f"did you mean {meant!r}?") if meant else problem

    @cached_property
    def _nearby(self) -> Nearby:
        structure = self.structure
        withheld = (key for key in structure.withheld if key.lower().endswith(TEXT_SUFFIXES))
        return Nearby((*structure.paths, *withheld), self._file_keys)

    @cached_property
    def resolver(self) -> Resolver:
        """Knows where each text and file is."""
        structure = self.structure
        files = {file.key: file.path for file in structure.files}
        return Resolver(structure.urls, {**structure.paths, **files}, structure.withheld, structure.spelt)

    def _common(self, source: Source) -> Mapping[str, Any]:
        """Return the fields that posts and pages share."""
        meta, structure = source.meta, self.structure
        path = structure.paths[source.key]
        return {
            "key": source.key,
            "kind": source.kind,
            "path": path,
            "url": structure.urls.url(path),
            "title": self._set(source.entry, meta.title),
            "description": self._set(source.entry, one_line(meta.summary)) or source.outline.description,
            "summary": self._set(source.entry, meta.summary),
            "urls": tuple([self._lead(source.key, link) for link in source.outline.links]),
            "outline": source.outline,
            "digest": source.digest,
            "state": self.shown_state(source.entry),
            "updated": meta.updated,
            "image": self._picture(source.entry, source.shown),
            "noindex": meta.noindex,
            "lang": meta.lang,
            "template": meta.template,
            "comments": meta.comments,
            "snippet": meta.snippet,
            "tags": tags_of(source.entry),
            "authors": authors_of(source.entry, structure.settings),
            "extra": meta.extra,
            "redirect_from": meta.redirect_from,
        }

    def _set(self, entry: Entry, text: str) -> str:
        return set_text(text, entry.lang, self.structure.settings)

    def shown_state(self, entry: Entry) -> State:
        """Return what the text would be without `--drafts` and `--future`, for a badge."""
        if entry.draft:
            return State.DRAFT
        return State.SCHEDULED if is_late(entry, self.moment) else State.PUBLISHED

    def _picture(self, entry: Entry, shown: Shown) -> Picture | None:
        """Return the picture; None: there is none, or no such file."""
        if not shown.image:
            return None
        caption = self._set(entry, shown.image_caption)
        if is_whole_url(shown.image):
            return Picture(shown.image, shown.image_alt, caption)
        key = named_key(shown.image, entry.key)
        if self.structure.key_of(key) not in self._file_keys:
            if not may_be_elsewhere(shown.image):
                return None
            return Picture(self.structure.urls.rooted(shown.image), shown.image_alt, caption)
        found = self.resolver.source_url(shown.image, entry.key)
        focus = Focus(*shown.image_focus)
        return Picture(found, shown.image_alt, caption, key, focus) if found else None

    def _is_known(self, image: str, key: str) -> bool:
        """Tell whether *image* names a file of the site, one that the theme may have, or another site's."""
        known = is_whole_url(image) or image.startswith(OF_THE_THEME)
        return known or self.structure.key_of(named_key(image, key)) in self._file_keys

    @cached_property
    def _file_keys(self) -> frozenset[str]:
        return frozenset(file.key for file in self.structure.files)

    def _lead(self, key: str, link: Link) -> str | None:
        """Return the URL of a link in the text *key*; None: what it names is not on the site."""
        found = self._resolve(key, link)
        return None if isinstance(found, Missing) or _shows_nothing(link) else found

    def _resolve(self, key: str, link: Link) -> str | Missing:
        path = self.structure.paths.get(key, f"/{key}")  # a snippet has no page
        return self.resolver.resolve(link, key, path)


_PICTURE_HINT = "write the path of a file from this one, such as ../images/car.jpg, or a URL"
_MADE_UP = "another program would make an address of it: write the path of the file, such as /images/car.jpg"
OF_THE_THEME = "/assets/"
_BESIDE = "name a file beside the text, a path from the site's root, or a URL"
ELSEWHERE = "put it into content/, if the host has no such file; it is asked for as it is written"


def may_be_elsewhere(written: str) -> bool:
    """Tell whether *written* is a path from the root of the site, where the host may have its own files."""
    return written.startswith("/")


def _no_picture(source: Source, link: Link, locate: Locate) -> Problem:
    place, line = locate(source, link.target)
    written = unquote(link.target).partition("\n")[0]  # the default engine may take lines for one address
    message, hint, warning = f"there is no picture {written!r}", _PICTURE_HINT, False
    if "{{" in written or "{%" in written:
        hint = _MADE_UP
    elif may_be_elsewhere(link.target):
        hint, warning = ELSEWHERE, True
    elif is_on_a_disk(link.target):  # as programs paste it, years ago in a text that was brought here
        message, warning = f"nobody else can see {written!r}: it is on somebody's own disk", True
    elif _shows_nothing(link):  # as an export left it, or somebody who meant to fill it in
        message, warning = "a picture is to be shown, and its address is empty", True
    location, width = Location(source.path, *place), max(len(link.target), 1)
    return Problem(location, "missing-file", message, hint, line, width, warning=warning)


def _shows_nothing(link: Link) -> bool:
    """Tell whether *link* is a picture that names no file: `![Ben]()`, `<img src="#">`."""
    return link.image and not written_path(link.target)


def _no_text(source: Source, link: Link, locate: Locate) -> Mistake:
    place, line = locate(source, link.target)
    location, width = Location(source.path, *place), len(link.target)
    message, hint = f"there is no text {unquote(link.target)!r}", "the link leads there as it is written"
    return Mistake(Problem(location, "broken-link", message, hint, line, width, warning=True), link.target)


def _broken(source: Source, link: Link, missing: Missing, locate: Locate) -> Mistake:
    place, line = locate(source, link.target)
    location, width = Location(source.path, *place), len(link.target)
    if not missing.withheld:
        hint = "write the path of a file from this one, such as ../about.md"
        message = f"there is no file {unquote(link.target)!r} to link to"
        if kind_of(named_key(written_path(link.target), source.key)) == "snippet":
            message = f"{link.target!r} is a snippet, which has no page to link to"
            return Mistake(Problem(location, "broken-link", message, "", line, width))
        return Mistake(Problem(location, "broken-link", message, hint, line, width), link.target)
    message = f"the link to {link.target!r} is left out: its target is {_ADJECTIVES[missing.withheld]}"
    hint = "it appears by itself when the target is published"
    if missing.withheld is State.EXPIRED:
        hint = "link to something else, or take the link out"
    problem = Problem(location, "link-to-unpublished", message, hint, line, width, warning=True)
    return Mistake(problem)


_ADJECTIVES = {
    State.DRAFT: "a draft",
    State.SCHEDULED: "scheduled for later",
    State.EXPIRED: "expired",
}


class MadeTexts(Mapping[str, Made], Generic[Made]):
    """Texts in some form, by key, each made when it is asked for; so many of them *stay* (None: all)."""

    def __init__(self, keys: Iterable[str], make: Callable[[str], Made], stay: int | None = None) -> None:
        self._keys, self._stay = dict.fromkeys(keys), stay
        self._make: Callable[[str], Made] = make
        self._made: dict[str, Made] = {}

    def __getitem__(self, key: str) -> Made:
        found = self._made.get(key)
        if found is None:
            if key not in self._keys:
                raise KeyError(key)
            if len(self._made) == self._stay:
                self._made.clear()
            found = self._made[key] = self._make(key)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Words(Mapping[str, Document]):
    """The words of all texts by key, loaded when they are asked for."""

    def __init__(self, keys: Mapping[str, object], texts: Texts) -> None:
        self._keys, self._texts = keys, texts

    def __getitem__(self, key: str) -> Document:
        return self._texts.document(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
