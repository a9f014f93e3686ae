"""Cards of texts without a picture, and of the site: which words are on them, and what their URLs are."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sitegen.images.cards import FOLDER, SIZE, Card, card_digest, drawable
from sitegen.images.presets import PREVIEW
from sitegen.queries.ask import Ask
from sitegen.queries.views import Preview

SITE_CARD = "assets/site-card.png"
"""The card of all that has none of its own."""


def card_path(path: str) -> str:
    """Return the output of the card of a post at the decoded *path*."""
    return f"{FOLDER}/{path.strip('/').removesuffix('.html')}.png"


def post_card(ask: Ask, key: str, authors: tuple[str, ...]) -> Card:
    """The words on the card of a post, whose *authors* have these names."""
    return _card_of(ask, ask.link(key).title, authors)


def site_card(ask: Ask) -> Card:
    """The words on the card of the site."""
    site = ask.settings.site
    name = _site_name(ask)
    return Card(site.title, site.description, "" if name == site.title else name, ask.renditions.accent)


def preview_by_card(ask: Ask, key: str, path: str, title: str, authors: Iterable[str]) -> Preview | None:
    """Return the card by which other sites show a post that has no picture; None: it has no card either."""
    if not (_has_cards(ask) and ask.carded(key)):
        return None
    return _preview(ask, card_path(path), _card_of(ask, title, authors))


def preview_of_site(ask: Ask) -> Preview | None:
    """Return the card by which other sites show what has no picture and no card of its own."""
    return _preview(ask, SITE_CARD, site_card(ask)) if _has_cards(ask) else None


def _has_cards(ask: Ask) -> bool:
    return ask.settings.images.cards > 0 and PREVIEW in ask.renditions.presets


def _card_of(ask: Ask, title: str, authors: Iterable[str]) -> Card:
    *first, last = [*authors] or [""]
    names = f"{', '.join(first)} and {last}" if first else last
    return Card(title, names, _site_name(ask), ask.renditions.accent)


def _site_name(ask: Ask) -> str:
    """Return what cards call the site: its title, or its host where the font has no letters for that."""
    title = ask.settings.site.title
    return title if drawable(title) else urlsplit(ask.urls.absolute("/")).hostname or title


def _preview(ask: Ask, path: str, card: Card) -> Preview:
    """Return the preview by a *card*, whose URL is another one when it is drawn anew: sites that show it keep
    pictures by their URLs."""
    url = f"{ask.urls.absolute(ask.urls.url(path))}?v={card_digest(card)}"
    return Preview(url, card.title, *SIZE)
