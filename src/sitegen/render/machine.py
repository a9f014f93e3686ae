"""Render sitemaps (sitemaps.org protocol 0.9), robots.txt, `_redirects` and `_headers`."""

from __future__ import annotations

import json
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


def render_manifest(title: str, root: str, icons: Iterable[tuple[str, int]]) -> bytes:
    """Return a web application manifest (W3C), by which phones show a site on the home screen; *icons* are
    PNG files with their sizes."""
    found = [{"src": url, "sizes": f"{size}x{size}", "type": "image/png"} for url, size in icons]
    manifest = {"name": title, "start_url": root, "display": "browser", "icons": found}
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode()


def render_redirects(rules: Iterable[tuple[str, str]]) -> bytes:
    """Return a `_redirects` file of permanent redirects, old path first.

    Hosts read `*` and `:` in an old path as wildcards; a writer means the characters.
    """
    literal = str.maketrans({"*": "%2A", ":": "%3A"})
    return "".join(f"{old.translate(literal)} {new} 301\n" for old, new in rules).encode()
