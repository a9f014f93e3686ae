"""Render sitemaps (sitemaps.org protocol 0.9), robots.txt, `_redirects` and `_headers`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.queries.views import SitemapEntry

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_sitemap(kind: str, entries: Iterable[SitemapEntry]) -> bytes:
    """Return a sitemap of *entries* (kind `urls`), or an index of sitemaps (kind `index`)."""
    root, item = ("urlset", "url") if kind == "urls" else ("sitemapindex", "sitemap")
    lines = [f'{_HEAD}<{root} xmlns="{_NAMESPACE}">']
    for entry in entries:
        changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
        lines.append(f"<{item}><loc>{escape(entry.url)}</loc>{changed}</{item}>")
    lines.append(f"</{root}>\n")
    return "\n".join(lines).encode()


def render_robots(sitemap: str) -> bytes:
    """Return a robots.txt that allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode()


def render_headers(urls: Iterable[str]) -> bytes:
    """Return a `_headers` file by which browsers keep what has these *urls* for a year, the longest that
    caches go by, and do not even ask whether it has changed (RFC 8246)."""
    return "".join(f"{url}\n  Cache-Control: public, max-age=31536000, immutable\n" for url in urls).encode()


def render_redirects(rules: Iterable[tuple[str, str, int]]) -> bytes:
    """Return a `_redirects` file: old path, new URL, status (301 moved, 410 gone).

    Hosts read `*` and `:` in an old path as wildcards; a writer means the characters.
    """
    literal = str.maketrans({"*": "%2A", ":": "%3A"})
    return "".join(f"{old.translate(literal)} {new} {status}\n" for old, new, status in rules).encode()
