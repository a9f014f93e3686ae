"""Write a blog that is heavy on its pages: photos, tables, code, footnotes, a series, notes, guides.

python bench/reader/blog.py FOLDER [--photos 1600x1000]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageFilter

POSTS, PARAGRAPHS = 12, 7
KINDS = {
    "home": "/",
    "home-2": "/page/2/",
    "post": "/2026/03/post-12/",
    "post-plain": "/2026/02/post-7/",
    "tag": "/tags/trust/",
    "month": "/2026/03/",
    "year": "/2026/",
    "author": "/authors/ann/",
    "series": "/series/at-the-counter/",
    "tags": "/tags/",
    "archives": "/archives/",
    "section": "/guides/",
    "guide": "/guides/guide-1/",
    "page": "/about/",
    "404": "/404.html",
    "redirect": "/old/",
}
"""A page of each kind of this blog."""
SITE = """\
[site]
title = "The Long Counter"
url = "https://long-counter.example/"
description = "A blog that was made to be measured: long posts, photos, tables, code and footnotes."
language = "en"
snippet = "course"
menu = [
    { label = "Guides", url = "/guides/" },
    { label = "Topics", url = "/tags/" },
    { label = "All posts", url = "/archives/" },
    { label = "About", url = "/about/" },
]

[archives]
per_page = 8

[authors.ann]
name = "Ann Lindt"
about = "Ann ran a shop for twenty years, and writes about what she would do otherwise now."
url = "https://ann.example/"
image = "/photos/ann.jpg"

[authors.ben]
name = "Ben Okafor"
about = "Ben mends bicycles."

[tags.trust]
description = "Who believes whom, and why."
"""
_WORDS = [
    "shop",
    "counter",
    "customer",
    "morning",
    "letter",
    "kettle",
    "promise",
    "ticket",
    "ladder",
    "window",
    "ledger",
    "drawer",
    "repair",
    "street",
    "number",
    "answer",
    "friend",
    "lesson",
    "winter",
    "pencil",
    "teapot",
    "handle",
    "parcel",
    "basket",
    "corner",
    "season",
    "neighbour",
    "question",
    "honest",
    "quiet",
    "patient",
    "careful",
    "early",
    "narrow",
    "plain",
    "useful",
    "slow",
    "warm",
    "crowded",
    "old",
    "the",
    "a",
    "of",
    "to",
    "in",
    "and",
    "that",
    "it",
    "was",
    "for",
    "on",
    "with",
    "as",
    "at",
    "by",
    "she",
    "he",
    "they",
    "we",
    "not",
    "but",
    "had",
    "have",
    "said",
    "asked",
    "came",
    "went",
    "kept",
    "gave",
    "wrote",
    "found",
]
_TABLE = """\
| What went wrong | How often | What it cost | What we do now |
|---|---:|---:|---|
| The parcel came late | 14 | 210 | We ring before they do |
| The wrong colour | 6 | 96 | Two people read the ticket |
| Nobody answered the telephone | 31 | 0 | It is answered by the third ring |
"""
_QUOTATION = """\
> A quotation.
>
> — <cite>A customer</cite>
"""
_CODE = """\
```python
def price(hours: float, parts: list[float]) -> float:
    \"\"\"Return what a repair costs, with tax.\"\"\"
    return round((hours * 38 + sum(parts)) * 1.19, 2)
```
"""


def photo(seed: int, width: int, height: int) -> bytes:
    """Return a JPEG with about as much detail as a photo has: noise of several sizes, softened."""
    random = Random(seed)
    image = Image.new("RGB", (width, height))
    for step, share in ((200, 1.0), (50, 0.35), (12, 0.15), (3, 0.05)):
        size = (max(2, width // step), max(2, height // step))
        noise = Image.frombytes("RGB", size, random.randbytes(3 * size[0] * size[1]))
        image = Image.blend(image, noise.resize((width, height), Image.Resampling.BICUBIC), share)
    file = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(file, "JPEG", quality=90)
    return file.getvalue()


def write_blog(folder: Path, width: int = 1600, height: int = 1000) -> None:
    """Write the blog into *folder*, its photos of this size."""
    for path, content in _files(width, height):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


def _files(width: int, height: int) -> Iterator[tuple[str, str | bytes]]:
    yield "site.toml", SITE
    for seed, name in enumerate(("counter", "street", "kettle")):
        yield f"content/photos/{name}.jpg", photo(seed, width, height)
    yield "content/photos/ann.jpg", photo(9, width // 4, width // 4)
    for number in range(1, POSTS + 1):
        day = date(2026, 3, 20) - timedelta(days=9 * (POSTS - number))
        yield f"content/posts/{day}-post-{number}.md", _post(number)
    yield "content/about.md", _text("About", _prose(90, 2), redirect_from="[/old/]")
    yield "content/guides/index.md", _text("Guides", _prose(91, 1), summary="What to do, step by step.")
    for number in (1, 2, 3):
        yield f"content/guides/guide-{number}.md", _guide(number)
    yield (
        "content/snippets/course.md",
        _text("The course", "*The course* begins in May. [What it is about](/about/)."),
    )


def _post(number: int) -> str:
    keys = {"tags": "[trust, shops]" if number % 2 else "[trust, repairs, telephone]", "author": "ann"}
    if number % 3 == 0:
        keys |= {"series": "At the counter", "author": "ben"}
    if number % 4 == 0:
        name = ("counter", "street", "kettle")[number // 4 % 3]
        keys |= {
            "image": f"/photos/{name}.jpg",
            "image_alt": "Colours",
            "image_caption": "What a caption says",
        }
        keys |= {
            "summary": "How a promise is kept at the counter, and what it costs when it is not.",
            "updated": "2026-04-01",
        }
    parts = [_prose(number, 2), "<!--more-->", f"## The first part of {number}", _prose(number + 20, 2)]
    if number % 4 == 0:
        parts += ['![Colours, from near](/photos/kettle.jpg "From near")', "## Figures", _TABLE]
        parts += ["## Code", _CODE, "### In a bicycle", "A claim.[^1]", _QUOTATION, "[^1]: Where it is from."]
    parts += ["## The last part", _prose(number + 40, 3)]
    return _text(f"Post {number}: what the counter taught", "\n\n".join(parts), **keys)


def _guide(number: int) -> str:
    parts = [part for step in range(1, 6) for part in (f"## Step {step}", _prose(60 + number * step, 1))]
    return _text(f"Guide {number}", "\n\n".join(parts), summary="In five steps.", updated="2026-02-01")


def _text(title: str, body: str, **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f'---\ntitle: "{title}"\n{lines}---\n{body}\n'


def _prose(seed: int, paragraphs: int) -> str:
    """Return made-up paragraphs of about ninety words, with emphasis and a link."""
    random = Random(seed)
    made = []
    for number in range(paragraphs):
        words = random.choices(_WORDS, k=90)
        words[10], words[30] = f"*{words[10]}*", f"[{words[30]}](/about/)" if number == 0 else words[30]
        sentences = [" ".join(words[start : start + 15]).capitalize() for start in range(0, 90, 15)]
        made.append(". ".join(sentences) + ".")
    return "\n\n".join(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", default="1600x1000", help="their width and height")
    given = parser.parse_args()
    width, height = map(int, given.photos.split("x"))
    write_blog(given.folder, width, height)


if __name__ == "__main__":
    main()
