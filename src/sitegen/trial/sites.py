"""The sites that a theme is tried on, each hard in its own way; all of them in one visible list."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

Files = Mapping[str, str | bytes]
"""Paths from the site's folder, and what is in the files."""
CANARY = "sitegen-trial"
"""The class of an element that stands in titles and the like: where it comes out as an element, a template
has printed a text as if it were markup."""
_HOSTILE = f"<i class={CANARY}>\"Tom\" & 'Jerry'</i></title><script>alert(1)</script>"
_LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
_DAY = date(2024, 1, 31)
_RICH = """\
First words, with *emphasis*, `code` and a [link](https://example.com/).

> A quotation.
>
> — <cite>Somebody</cite>

- one
- two

<!--more-->

## The first part

| a table | of two |
|---|---|
| one | 2 |

## The second part

```python
print("some code")
```

### A part of a part

A claim.[^1]

## The third part

The end.

[^1]: And where it is from.
"""


def _site(more: str = "", **site: Any) -> str:
    """Return a `site.toml`."""
    values = {"title": "A site on trial", "url": "https://trial.example/", **site}
    table = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    menu = "" if "menu" in site else '\nmenu = [{ label = "Home", url = "/" }]'
    return f"[site]\n{table}{menu}\n{more}\n"


def _text(title: str, body: str = "Some words.", **front_matter: Any) -> str:
    """Return a text with its front matter."""
    keys = {"title": title, **front_matter}
    lines = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())
    return f"---\n{lines}\n---\n{body}\n"


def _png(width: int, height: int) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x60\x80\x70" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _empty() -> Files:
    return {"site.toml": _site()}


def _one_post() -> Files:
    return {"site.toml": _site(menu=[]), "content/posts/2024-01-31-one.md": _text("One")}


def _thousand_posts() -> Files:
    more = "[archives]\nper_page = 10\n[related]\ncount = 3\n[search]\nenabled = false"
    files: dict[str, str] = {"site.toml": _site(more)}
    for number in range(1000):
        day = _DAY - timedelta(days=3 * number)
        tags = [f"tag {number % 7}", f"rare tag {number % 40}"]
        more_keys = {"series": f"Series {number}"} if number < 2 else {}
        text = _text(f"Post {number}", tags=tags, author=f"Author {number % 4}", **more_keys)
        files[f"content/posts/{day}-post-{number}.md"] = text
    return files


def _no_dates() -> Files:
    """Return a site of evergreen pages alone."""
    return {
        "site.toml": _site(),
        "content/about.md": _text("About us", _RICH, redirect_from=["/old/"]),
        "content/guides/index.md": _text("Guides", summary="All that we know."),
        "content/guides/one.md": _text("The first guide", _RICH, updated="2024-01-02", author="Ann"),
        "content/guides/two.md": _text("The second guide", summary="In short."),
        "content/guides/deep/index.md": _text("Guides in guides"),
        "content/guides/deep/three.md": _text("The third guide"),
    }


def _everything() -> Files:
    """Return a site that uses every key of front matter, and every kind of page, but no picture."""
    author = '[authors.Ann]\nabout = "She writes."\nurl = "https://ann.example/"\n'
    more = f'{author}[tags.trust]\ndescription = "Why."\n'
    shared: dict[str, Any] = {"tags": ["trust", "shops"], "author": "Ann"}
    part = {**shared, "series": "How to"}
    return {
        "site.toml": _site(more, description="Words about work.", snippet="note"),
        "content/snippets/note.md": _text("A note", "Read *the book*."),
        "content/posts/2024-01-31-one.md": _text("One", _RICH, pinned=True, updated="2024-02-01", **part),
        "content/posts/2024-01-30-two.md": _text("Two", _RICH, summary="In short.", lang="de", **part),
        "content/posts/2023-12-01-three.md": _text("Three", authors=["Ann", "Bob", "Cy"], comments=False),
        "content/posts/2023-11-01-four.md": _text("Four", draft=True, noindex=True, tags=["trust"]),
        "content/posts/2031-01-01-five.md": _text("Five", redirect_from=["/5/"], extra={"key": "value"}),
        "content/guides/index.md": _text("Guides"),
        "content/guides/one.md": _text("A guide", _RICH, review_by="2030-01-01", **shared),
    }


def _pictures() -> Files:
    """Return a site where each text has pictures."""
    more = '[authors.Ann]\nimage = "/photo.png"\n[authors.Bob]\nimage = "https://example.com/bob.jpg"'
    inside = "![In the text](/photo.png)\n\n![Drawn](/drawing.svg)\n\n" + _RICH
    stands = {
        "image": "/photo.png",
        "image_alt": "A colour",
        "image_caption": "As said",
        "author": "Ann",
    }
    drawn = {"image": "/drawing.svg", "author": "Bob"}
    return {
        "site.toml": _site(more),
        "content/photo.png": _png(1600, 1000),
        "content/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 8"/>',
        "content/posts/2024-01-31-one.md": _text("One", inside, tags=["a"], **stands),
        "content/posts/2024-01-30-two.md": _text("Two", "Words.", tags=["a"], **stands),
        "content/posts/2024-01-29-three.md": _text("Three", "Words.", tags=["a"], **drawn),
        "content/posts/2024-01-28-four.md": _text("Four", inside, image="https://example.com/x.jpg"),
        "content/guides/index.md": _text("Guides", **stands),
        "content/guides/one.md": _text("A guide", inside, **drawn),
    }


def _whole_posts() -> Files:
    """Return a site whose index shows whole posts."""
    files = {**_pictures()}
    files["site.toml"] = f'{files["site.toml"]!s}\n[archives]\nindex = "full"\nper_page = 2\n'
    return files


def _named(name: str, **site: Any) -> Files:
    """Return a site where everything is called *name*."""
    shared: dict[str, Any] = {"tags": [name], "author": name, "series": name, "summary": name}
    settings = _site(title=name, description=name, menu=[], **site)
    menu = f'menu = [{{ label = {json.dumps(name, ensure_ascii=False)}, url = "/" }}]'
    return {
        "site.toml": settings.replace("menu = []", menu),
        "content/posts/2024-01-31-one.md": _text(name, _RICH, **shared),
        "content/posts/2024-01-30-two.md": _text(f"{name} 2", **shared),
        "content/guides/index.md": _text(name, summary=name),
        "content/guides/one.md": _text(name, _RICH, updated="2024-01-01", summary=name),
        "content/snippets/note.md": _text(name),
    }


TRIALS: Mapping[str, Callable[[], Files]] = {
    "no texts": _empty,
    "one post": _one_post,
    "1,000 posts": _thousand_posts,
    "no dates": _no_dates,
    "no images": _everything,
    "pictures": _pictures,
    "whole posts on the index": _whole_posts,
    "long words": lambda: _named(_LONG),
    "right to left": lambda: _named("خدمة العملاء الممتازة", language="ar"),
    "HTML in titles": lambda: _named(_HOSTILE),
}
"""The sites by what is hard about them."""
