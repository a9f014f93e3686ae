"""What questions and causes are called when a person asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Why

SHOWN = 3
"""How many of several things of a kind are named."""


class Words(NamedTuple):
    """The noun phrase for a question of given arguments; how *many* of its kind are called, with a place for
    their number; and what tells one from the others."""

    one: Callable[..., str]
    many: str = "{} times such a thing"
    item: Callable[..., str] = "{}".format


def _a_list(kind: str, key: str, number: int) -> str:
    return f"which posts are on page {number} of {_list_name(kind, key)}"


def _list_item(kind: str, key: str, number: int) -> str:
    return f"{_list_name(kind, key)} ({number})"


def _list_name(kind: str, key: str) -> str:
    return "the index" if kind == "index" else f"the {kind} {key!r}"


_A_FILE = "content/{}".format

WORDS: dict[str, Words] = {
    "text": Words("the text of content/{}".format, "the texts of {} files", _A_FILE),
    "card": Words("what lists show of content/{}".format, "what lists show of {} posts", _A_FILE),
    "link": Words("what links show of content/{}".format, "what links show of {} posts", _A_FILE),
    "page_link": Words("what links show of content/{}".format, "what links show of {} pages", _A_FILE),
    "snippet": Words("the snippet content/{}".format, "{} snippets", _A_FILE),
    "snippet_under": Words(
        "which snippet stands under content/{}".format, "which snippets stand under {} texts", _A_FILE
    ),
    "snippet_named": Words("where the snippet {!r} is".format, "where {} snippets are", "{!r}".format),
    "neighbours": Words("which posts stand beside content/{}".format, "what stands beside {} posts", _A_FILE),
    "carded": Words(
        "whether content/{} is new enough for a card".format,
        "which of {} posts are new enough for a card",
        _A_FILE,
    ),
    "related": Words("which posts are related to content/{}".format, "what is related to {} posts", _A_FILE),
    "term": Words("what is said of the {} {!r}".format, "what is said of {} terms", "the {} {!r}".format),
    "series_part": Words(
        "which part of the series {!r} content/{} is, and which are near it".format,
        "which parts of their series {} posts are",
        "content/{1}".format,
    ),
    "list_page": Words(_a_list, "which posts are on {} pages of lists", _list_item),
    "newest": Words("which are the {} newest posts".format, "which are the newest posts, in {} lengths"),
    "newest_tagged": Words(
        "which are the {1} newest posts with the tag {0!r}".format,
        "which are the newest posts with {} tags",
        "{!r}".format,
    ),
    "months": Words("which months of {} have posts".format, "which months of {} years have posts"),
    "calendar": Words("which posts are in which month and year".format),
    "topics": Words("the list of all tags, with their counts".format),
    "main_topics": Words("which are the {} main tags".format, "which are the main tags, in {} lengths"),
    "akin": Words(
        "which tags are related to {!r}".format, "which tags are related to {} tags", "{!r}".format
    ),
    "section": Words(
        "which pages are in the section of content/{}".format, "the pages of {} sections", _A_FILE
    ),
    "above": Words("which sections content/{} is in".format, "which sections {} pages are in", _A_FILE),
    "siblings": Words("which pages stand beside content/{}".format, "what stands beside {} pages", _A_FILE),
    "sections": Words("which sections there are".format),
    "guides": Words("which are the first {} guides".format, "which are the first guides, in {} lengths"),
    "loose_pages": Words(
        "which are the first {} lone pages".format, "which are the first lone pages, in {} lengths"
    ),
    "comments": Words("the comments on content/{}".format, "the comments on {} texts", _A_FILE),
    "newest_comments": Words("the {} newest comments".format),
    "icon": Words("the picture of which icons are made".format),
    "index_parts": Words("in how many indexes what is searched is".format),
    "facets": Words("the names of all tags and authors, and the years".format),
    "path": Words("where the list of all {} is".format, "where {} lists are"),
    "total": Words("how many posts there are".format),
    "picture": Words("the picture content/{}".format, "{} pictures", _A_FILE),
    "today": Words("the day of the build".format),
    "template": Words("the template {}".format, "{} templates"),
    "asset": Words("the theme's file assets/{}".format, "{} files of the theme", "assets/{}".format),
    "option": Words("the theme's setting {!r}".format, "{} settings of the theme", "{!r}".format),
}
"""Every question, in the words of somebody who writes posts or themes."""

WHY: dict[Why, str] = {
    Why.NEW: "new",
    Why.EVERYTHING: "because a setting, the theme's settings or the engine changed",
    Why.RECIPE: "because it is made in another way, or from another file",
    Why.GONE: "because what was published was not there any more as it was made",
}
"""Every cause but the one that has questions."""


def question_words(question: Question) -> str:
    """Return what *question* asks for, as a noun phrase: `the text of content/posts/one.md`."""
    words = WORDS.get(question.name)
    if words is None:
        return f"{question.name}({', '.join(map(repr, question.arguments))})"
    return words.one(*question.arguments)


def cause_words(cause: Cause) -> str:
    """Return why something was made: `new`, or `because … changed`."""
    return WHY.get(cause.why) or f"because {listed(asked_words(cause.questions))} changed"


def asked_words(questions: Iterable[Question]) -> list[str]:
    """Return what *questions* ask for, those of a kind together, in the order in which they were asked."""
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(question.name, []).append(question)
    return [_kind_words(kind) for kind in kinds.values()]


def _kind_words(questions: list[Question]) -> str:
    words = WORDS.get(questions[0].name)
    if words is None or len(questions) == 1:
        return listed([question_words(question) for question in questions])
    items = [words.item(*question.arguments) for question in questions]
    return f"{words.many.format(len(items))} ({listed(items)})"


def listed(items: Iterable[str], shown: int = SHOWN) -> str:
    """Return `a, b, c and 4 more`; one that would be alone in that rest is named."""
    found = list(items)
    if len(found) > shown + 1:
        return f"{', '.join(found[:shown])} and {len(found) - shown:,} more"
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))
