"""What can go wrong with Pagefind."""

from __future__ import annotations


class PagefindError(Exception):
    """Pagefind did not do what was expected; the message says what."""
