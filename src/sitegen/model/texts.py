"""Make posts and pages from Sources: links resolved, excerpt chosen, picture found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sitegen.config.located import START, Place
from sitegen.config.settings import Settings
from sitegen.content.source import Source
from sitegen.errors import Location, Problem
from sitegen.markup.document import Link
from sitegen.markup.punctuation import punctuated
from sitegen.model.links import Missing
from sitegen.model.permalinks import first_permalink, text_slug
from sitegen.model.placement import Placement, enclosing
from sitegen.model.records import Page, Picture, Post, State
from sitegen.model.states import Moment, date_of
from sitegen.model.terms import find_author
from sitegen.model.urls import Urls
from sitegen.text import one_line, tag_key

_WHOLE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Found(NamedTuple):
    """Where a piece of text stands in a source file, and that line of it."""

    place: Place
    line: str


Locate = Callable[[Source, str], Found]
"""Finds a piece of text in the body of a source's file; only asked when there is a problem to place."""


def nowhere(_source: Source, _text: str) -> Found:
    """The `Locate` for those who have no files."""
    return Found(START, "")


@dataclass(slots=True)
class TextMaker:
    """Makes texts and collects what is wrong with them."""

    settings: Settings
    urls: Urls
    moment: Moment
    placement: Placement
    locate: Locate = nowhere
    problems: list[Problem] = field(default_factory=list)

    def post(self, source: Source, chosen: tuple[str, ...]) -> Post:
        """Make the post of *source*; *chosen* are the keys of the related posts that the writer named."""
        date = date_of(source, self.moment)
        permalink = self.urls.url(first_permalink(source, date))
        return Post(
            **self._common(source),
            slug=text_slug(source),
            date=date,
            guid=source.meta.id or self.urls.absolute(permalink),
            series=self._set(source, source.meta.series),
            pinned=source.meta.pinned,
            chosen=chosen,
        )

    def page(self, source: Source) -> Page:
        leaders = self.placement.leaders
        review_by = source.meta.review_by
        return Page(
            **self._common(source),
            slug=self.placement.paths[source.key].rstrip("/").rpartition("/")[2],
            section=leaders.get(enclosing(source.folder, leaders), ""),
            leads=source.bundle,
            review_by=review_by.date() if review_by else None,
        )

    def problem(
        self, source: Source, key: str, rule: str, message: str, hint: str = "", item: str = ""
    ) -> None:
        """Note a problem with the value of a front matter key, or with an *item* of its list."""
        line, column, width = source.place(key, item)
        location = Location(source.path, line, column)
        self.problems.append(Problem(location, rule, f"{key}: {message}", hint, width=width))

    def _common(self, source: Source) -> Mapping[str, Any]:
        """Return the fields that posts and pages share."""
        meta = source.meta
        path = self.placement.paths[source.key]
        url = self.urls.url(path)
        return {
            "key": source.key,
            "kind": source.kind,
            "path": path,
            "url": url,
            "title": self._set(source, meta.title),
            "description": self._set(source, one_line(meta.summary)) or source.outline.description,
            "summary": self._set(source, meta.summary),
            "urls": tuple([self._follow(source, link) for link in source.outline.links]),
            "outline": source.outline,
            "digest": source.digest,
            "state": self._shown_state(source),
            "updated": meta.updated,
            "image": self._picture(source),
            "noindex": meta.noindex,
            "lang": meta.lang,
            "template": meta.template,
            "comments": meta.comments,
            "tags": tuple(dict.fromkeys(map(tag_key, meta.tags))),
            "authors": self._authors(source),
            "extra": meta.extra,
            "redirect_from": meta.redirect_from,
        }

    def _set(self, source: Source, text: str) -> str:
        """Return a plain *text* of front matter with the punctuation that the body of the source has."""
        if not self.settings.markdown.smart_punctuation:
            return text
        return punctuated(text, source.meta.lang or self.settings.site.language)

    def _shown_state(self, source: Source) -> State:
        """Return what the text would be without `--drafts` and `--future`, for a badge."""
        if source.meta.draft:
            return State.DRAFT
        late = source.kind == "post" and date_of(source, self.moment) > self.moment.now
        return State.SCHEDULED if late else State.PUBLISHED

    def _authors(self, source: Source) -> tuple[str, ...]:
        written = source.meta.authors
        if written is None:
            by_default = self.settings.site.author if source.kind == "post" else ""
            written = (by_default,) if by_default else ()
        return tuple(dict.fromkeys(find_author(self.settings, name) for name in written))

    def _picture(self, source: Source) -> Picture | None:
        meta = source.meta
        if not meta.image:
            return None
        caption = self._set(source, meta.image_caption)
        if _WHOLE_URL.match(meta.image):
            return Picture(meta.image, meta.image_alt, caption)
        found = self.placement.resolver.source_url(meta.image, source.key)
        if found is None and meta.image.startswith("/"):
            found = self.urls.rooted(meta.image)
        if found is None:
            hint = "name a file beside the text, a path from the site's root, or a URL"
            self.problem(source, "image", "missing-file", f"there is no file {meta.image!r}", hint)
            return None
        return Picture(found, meta.image_alt, caption)

    def _follow(self, source: Source, link: Link) -> str | None:
        """Return the URL of a link; None, and a problem, when what it names is not on the site."""
        found = self.placement.resolver.resolve(link, source.key, self.placement.paths[source.key])
        if not isinstance(found, Missing):
            return found
        if found.withheld is not State.REFUSED:
            self.problems.append(self._broken(source, link, found))
        return None

    def _broken(self, source: Source, link: Link, missing: Missing) -> Problem:
        place, line = self.locate(source, link.target)
        location, width = Location(source.path, *place), len(link.target)
        if not missing.withheld:
            hint = "write the path of a file from this one, such as ../about.md"
            message = f"there is no file {link.target!r} to link to"
            return Problem(location, "broken-link", message, hint, line, width)
        message = f"the link to {link.target!r} is left out: its target is {_ADJECTIVES[missing.withheld]}"
        hint = "it appears by itself when the target is published"
        return Problem(location, "link-to-unpublished", message, hint, line, width, warning=True)


_ADJECTIVES = {
    State.DRAFT: "a draft",
    State.SCHEDULED: "scheduled for later",
    State.EXPIRED: "expired",
}
