"""One page of each kind of this repository's own site."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "home": "/",
    "home-2": "/page/2/",
    "post": "/2015/09/six-principles-behind-superior-service/",
    "post-plain": "/2014/02/the-name-on-the-card/",
    "guide": "/resources/handling-complaints/",
    "section": "/resources/",
    "page": "/about/",
    "tag": "/tags/customer-service/",
    "month": "/2015/09/",
    "year": "/2015/",
    "author": "/authors/maren/",
    "series": "/series/a-year-of-networking/",
    "tags": "/tags/",
    "archives": "/archives/",
    "search": "/search/?q=phone",
    "404": "/404.html",
}
"""URLs by what is seen there."""
