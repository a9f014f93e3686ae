"""Cards: pictures of words that other sites show with a link to a text that has no picture of its own."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct

from sitegen.images.cache import PictureCache
from sitegen.images.codecs import installed_codecs
from sitegen.incremental.digest import digest_bytes
from sitegen.patterns import regex

FOLDER = "assets/cards"
"""Where cards go, from the output folder."""
SIZE = (1200, 630)
"""The size that OpenGraph's readers ask for."""
ACCENT = "#0f5747"
"""The colour of a site whose theme has none."""
VERSION = 4
"""To be raised when cards are drawn in another way."""


class Card(Struct, frozen=True):
    """The words of a card: a *title*, who or what stands *below* it, the *site* it is from; and the colour
    (`#rrggbb`) of the site."""

    title: str
    below: str
    site: str
    accent: str = ACCENT


def card_digest(card: Card) -> str:
    """Return what names a card: all that it is drawn from, and with."""
    parts = (card.title, card.below, card.site, card.accent, installed_codecs().name, VERSION)
    return blake2b(digest_bytes(repr(parts).encode()), digest_size=5).hexdigest()


def make_card(card: Card, cache: PictureCache) -> bytes:
    """Return a card as a PNG: the one in the *cache*, or a new one, which is put there."""
    name = f"card-{card_digest(card)}"
    found = cache.get(name)
    if found is None:
        from sitegen.images.drawing import draw_card

        found = draw_card(card)
        cache.put(name, found)
    return found


def accent_of(colour: object) -> str:
    """Return the accent colour of a theme's setting, if it is one."""
    return colour if isinstance(colour, str) and re.fullmatch(r"#[0-9a-f]{6}", colour) else ACCENT


@lru_cache(maxsize=64)  # each page asks about the name of the site
def drawable(text: str) -> str:
    """Return what of *text* the font can draw; nothing, where letters would be missing.

    It has Latin, Greek and Cyrillic.  Other letters make a text unreadable when they are left out; signs and
    emoji do not.  Arrows and the like, which mean something, are written in signs that it has.
    """
    composed = unicodedata.normalize("NFC", text).translate(_IN_OTHER_SIGNS)
    if any(sign.isalpha() and not _KNOWN.match(sign) for sign in composed):
        return ""
    return " ".join("".join(sign for sign in composed if sign.isspace() or _KNOWN.match(sign)).split())


_IN_OTHER_SIGNS = str.maketrans(
    {"→": "->", "⇒": "=>", "←": "<-", "↔": "<->", "≤": "<=", "≥": ">=", "≠": "!=", "−": "–", "≈": "~"}
)
_KNOWN = regex(r"[!-~¡-ʯͰ-ԯḀ-῾‐-‧‰-⁞₠-₿№™]")
