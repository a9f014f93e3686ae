"""What readers said of a text, and how they can answer."""

from __future__ import annotations

from urllib.parse import quote

from sitegen.config.settings import CommentsSettings
from sitegen.model.comment import Comment, count_of
from sitegen.model.records import Html, Text
from sitegen.paths import COMMENT_FEED
from sitegen.queries.ask import Ask
from sitegen.queries.views import CommentView, Discussion
from sitegen.words import Words, is_traditional

_GISCUS = "https://giscus.app/client.js"


def discussion(ask: Ask, text: Text) -> Discussion | None:
    """Return what was said of *text*; None: nothing was, and nobody can say anything."""
    if not text.comments:
        return None
    said, settings = ask.comments(text.key), ask.settings.comments
    embed, attributes = embed_of(settings, ask.settings.site.language)
    if not (said or settings.email or embed):
        return None
    count = count_of(said)
    return Discussion(
        count,
        count_text(count, ask.words),
        tuple(map(_view, said)),
        _mail(settings.email, text.title),
        embed,
        attributes,
        ask.urls.url(COMMENT_FEED) if said and ask.settings.feeds.formats else "",
    )


def count_text(count: int, words: Words) -> str:
    """Return `No comments`, `1 comment` or `7 comments`."""
    return words.count("{count} comment", "{count} comments", count) if count else words.say("No comments")


def anchor_of(comment: Comment) -> str:
    """Return the id that a comment has in the page."""
    return f"site-comment-{comment.id}"


def _view(one: Comment) -> CommentView:
    replies = tuple(map(_view, one.replies))
    return CommentView(anchor_of(one), one.author, one.url, one.date, Html(one.body), replies)


def _mail(address: str, title: str) -> str:
    """Return a URL that begins a mail about a text (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(f'Re: {title}', safe='')}" if address else ""


_OF_GISCUS = frozenset(
    {
        *("ar", "ca", "de", "en", "eo", "es", "fa", "fr", "he", "hu", "id", "it", "ja", "ko"),
        *("nl", "pl", "pt", "ro", "ru", "th", "tr", "uk", "uz", "vi"),
    }
)
"""The languages of giscus.app, which has no page for any other."""


def _of_giscus(language: str) -> str:
    """Return what giscus calls a *language* (BCP 47); empty: it does not have it."""
    first = language.lower().partition("-")[0]
    if first == "zh":
        return "zh-TW" if is_traditional(language) else "zh-CN"
    return first if first in _OF_GISCUS else ""


def embed_of(settings: CommentsSettings, language: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what can be loaded, and the attributes of the script that does so, as its documentation says."""
    if settings.isso:
        server = settings.isso.rstrip("/")
        return "isso", (("src", f"{server}/js/embed.min.js"), ("data-isso", f"{server}/"))
    giscus = settings.giscus
    if giscus.repo:
        own = (("repo", giscus.repo), ("repo-id", giscus.repo_id), ("category", giscus.category))
        rest = (
            ("category-id", giscus.category_id),
            ("mapping", "pathname"),
            ("theme", "preferred_color_scheme"),
            *((("lang", lang),) if (lang := _of_giscus(language)) else ()),
        )
        return "giscus", (("src", _GISCUS), *[(f"data-{name}", value) for name, value in (*own, *rest)])
    return "", ()
