"""From paths of the site to URLs."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct

from sitegen.paths import quote_path


class Urls(Struct, frozen=True):
    """Turns paths into URLs: *root* is the folder of the site's URL, *origin* what stands before it."""

    origin: str
    root: str

    def url(self, path: str) -> str:
        """Return the rooted URL of a decoded path such as `/about/`."""
        return self.root + quote_path(path.lstrip("/"))

    def rooted(self, url: str) -> str:
        """Return a URL as a writer gives it (`/about/` means the site's root) as it stands in a page."""
        return self.root + url.lstrip("/") if url.startswith("/") and not url.startswith("//") else url

    def absolute(self, url: str) -> str:
        """Return a rooted URL with the site's origin; whole URLs stay."""
        if url.startswith("//"):
            return f"{self.origin.partition('//')[0]}{url}"
        return self.origin + url if url.startswith("/") else url


def make_urls(url: str) -> Urls:
    """Return the `Urls` of a site published at *url*, which may have a folder."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    folder = quote(parts.path.strip("/"), safe="/%-._~!$'()*,;=:@&+")  # escapes that are there stay
    return Urls(urlunsplit((parts.scheme, host.lower(), "", "", "")), f"/{folder}/" if folder else "/")
