"""The questions with their types, as those who put views together ask them."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from msgspec import Struct

from sitegen.config.settings import Settings
from sitegen.images.photo import Photo
from sitegen.images.renditions import Renditions
from sitegen.incremental.answers import Answers
from sitegen.model.comment import Comment
from sitegen.model.lists import ListPage
from sitegen.model.records import Term
from sitegen.model.urls import Urls
from sitegen.queries.questions import Whole
from sitegen.queries.views import (
    AuthorBox,
    NamedLink,
    PageLink,
    PostCard,
    PostLink,
    RelatedLink,
    SnippetBox,
    TagCount,
)
from sitegen.words import Words


class Ask(Struct, frozen=True):
    """Asks a site; what each method answers is written at the question of its name in `questions`.

    *settings*, *urls*, *renditions* and *words* are no questions: every output is made again when a
    setting, or a preset of the theme, changes.
    """

    answers: Answers
    settings: Settings
    urls: Urls
    renditions: Renditions
    words: Words

    def text(self, key: str) -> Whole:
        return self._ask("text", key)

    def card(self, key: str) -> PostCard:
        """Return what lists show of a post; where no picture is in its words, that is the answer itself."""
        card = self.bare_card(key)
        return self._ask("shown_card", key) if card.shows_pictures else card

    def bare_card(self, key: str) -> PostCard:
        return self._ask("card", key)

    def link(self, key: str) -> PostLink:
        return self._ask("link", key)

    def author(self, key: str) -> AuthorBox:
        return self._ask("author", key)

    def page_link(self, key: str) -> PageLink:
        return self._ask("page_link", key)

    def picture(self, key: str) -> Photo | None:
        return self._ask("picture", key)

    def neighbours(self, key: str) -> tuple[str, str]:
        return self._ask("neighbours", key)

    def carded(self, key: str) -> bool:
        return self._ask("carded", key)

    def related(self, key: str) -> tuple[tuple[str, ...], int]:
        return self._ask("related", key)

    def related_link(self, key: str, *, fallback: bool) -> RelatedLink:
        return self._ask("related_link", key, fallback)

    def term(self, kind: str, key: str) -> Term:
        return self._ask("term", kind, key)

    def series_part(self, series: str, key: str) -> tuple[int, int, int, tuple[str, ...]]:
        return self._ask("series_part", series, key)

    def list_page(self, kind: str, key: str, number: int) -> ListPage:
        return self._ask("list_page", kind, key, number)

    def newest(self, count: int) -> tuple[str, ...]:
        return self._ask("newest", count)

    def newest_tagged(self, tag: str, count: int) -> tuple[str, ...]:
        return self._ask("newest_tagged", tag, count)

    def months(self, year: int) -> tuple[tuple[int, str], ...]:
        return self._ask("months", year)

    def calendar(self) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
        return self._ask("calendar")

    def topics(self) -> tuple[TagCount, ...]:
        return self._ask("topics")

    def akin(self, tag: str) -> tuple[NamedLink, ...]:
        return self._ask("akin", tag)

    def section(self, key: str) -> tuple[str, ...]:
        return self._ask("section", key)

    def above(self, key: str) -> tuple[str, ...]:
        return self._ask("above", key)

    def siblings(self, key: str) -> tuple[str, ...]:
        return self._ask("siblings", key)

    def sections(self) -> tuple[NamedLink, ...]:
        return self._ask("sections")

    def snippet(self, key: str) -> SnippetBox:
        """Return a note; where no picture is in it, that is the answer itself."""
        box = self.bare_snippet(key)
        return self._ask("shown_snippet", key) if box.body.shows_pictures else box

    def bare_snippet(self, key: str) -> SnippetBox:
        return self._ask("snippet", key)

    def snippet_under(self, key: str) -> str:
        return self._ask("snippet_under", key)

    def snippet_named(self, name: str) -> str:
        return self._ask("snippet_named", name)

    def icon(self) -> str:
        return self._ask("icon")

    def index_parts(self) -> int:
        return self._ask("index_parts")

    def facets(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        return self._ask("facets")

    def comments(self, key: str) -> tuple[Comment, ...]:
        return self._ask("comments", key)

    def newest_comments(self, count: int) -> tuple[tuple[str, str, Comment], ...]:
        return self._ask("newest_comments", count)

    def path(self, name: str) -> str:
        return self._ask("path", name)

    def total(self) -> int:
        return self._ask("total")

    def today(self) -> date:
        return self._ask("today")

    def _ask(self, name: str, *arguments: Hashable) -> Any:
        return self.answers.ask(name, *arguments)
