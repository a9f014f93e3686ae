"""What the texts, templates and settings of the changing site are made of."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from support.pictures import jpeg, moving, png

TITLES = (
    "The first hour",
    "Trust & patience",
    '"Quotes" -- and dashes',
    "Über den Laden",
    "The first hour, again",
    "The weekly 12: trust",
    "The weekly 13: teapots",
    "2024",
)
NAMES = ("apron", "ledger", "teapot", "queue")
DAYS = (
    "2024-01-31",
    "2024-02-01",
    "2024-02-01 09:30",
    "2025-06-01",
    "2025-06-14",
    "2025-06-20",
    "2025-07-01 12:00",
    "2026-03-01",
)
"""Dates of posts; the clock starts at 2025-06-15."""
CLOCK = ("2025-06-15", "2025-06-14 23:59", "2025-06-21", "2025-07-01 11:59", "2025-07-01 12:00", "2026-04-01")
EXPIRIES = ("2025-06-18", "2025-07-01 12:00", "2026-01-01")
UPDATES = ("2025-06-02", "2025-06-03 10:00")
TAGS = ("trust", "Trust", "TRUST", "c", "c++", "C#", "résumé", "resume", "follow-up", "Follow up")
TAG_LISTS = (
    [],
    ["trust"],
    ["Trust", "c"],
    ["TRUST", "c++"],
    ["résumé"],
    ["resume", "follow-up"],
    ["Follow up"],
)
AUTHORS = (["maren"], ["Tomas"], ["maren", "Tomas"], ["A. N. Other"], [])
SERIES = ("A year", "a  Year", "Letters")
SUMMARIES = ("What it says.", "What it *says*, at more length.")
STATIC = (
    "logo.gif",
    "images/dot.gif",
    "robots.txt",
    "404.html",
    "raw.html",
    ".well-known/x.txt",
    "guides/sheet.txt",
)
NAMED = ("images/dot.gif", "images/photo.png", "images/drawing.svg")
"""Files that texts may name, so that they can't go."""
IMAGES = ("/images/dot.gif", "/images/photo.png", "/images/drawing.svg", "https://elsewhere.example/x.png")
FOCUSES = ("0% 0%", "100% 100%", "40% 90%", None)
STYLES = ("style.css", "extra.css", "_frame.css", "deep/_part.css")
"""Style sheets that import each other."""
ICON = "icon.png"
ASSETS = ("style.css", "text.css", "_frame.css", "extra.css", "deep/more.gif")

OPENINGS = (
    "Every morning the shop opens late, and nobody minds.",
    "Trust is what the queue is for[^n].",
    "A till, a ledger and a pencil: ![a picture](pic.gif)",
    "Short.",
    'Every morning the shop opens early.\n\nIt has "two" paragraphs, and a [picture](/images/dot.gif).',
    "- a list\n- of two\n\nthen words",
    "A photo of the shop: ![the shop](/images/photo.png)",
)
RESTS = (
    "<!--more-->\n\nThe rest of it, about the ledger.[^n]\n\n[^n]: A note on pencils.",
    "<!--more-->\n\nThe rest, about patience and customers who wait.\n\n[^n]: A note.\n\n## A heading\n\nUnder it",
    "No marker here, only customers.\n\n[^n]: A note.\n\n" + "Words and words about trust. " * 20,
    "<!--more-->\n\n```python\nprint('ledger')\n```\n\n[^n]: Code.\n\nafter it",
    "[^n]: A note.\n\nPencils, pencils.\n\n## A heading\n\n## Another heading\n\n<!--more-->\n\nlast",
    '<!--more-->\n\n![A photo](/images/photo.png "With a caption")\n\n[^n]: A note.',
    "[![A photo](/images/photo.png)](/images/photo.png)\n\n[^n]: It is there as it is.",
)
BODIES = (("An idea.", "<!--more-->\n\nMore of it."), ("Another idea.", "All of it."))

START: Mapping[str, Any] = {
    "site.title": "A blog",
    "site.url": "https://example.org/",
    "authors.maren.name": "Maren Oduya",
    "theme.name": "plain",
    "search.enabled": True,
    "front_matter.allow": ["categories", "lead"],
}
SETTINGS: Mapping[str, Sequence[Any]] = {
    "site.title": ("A blog", "Another blog", 'Ein "Blog"'),
    "site.url": ("https://example.org/", "https://example.org/blog/", "https://other.example/"),
    "site.description": ("", "About shops."),
    "site.language": ("en", "de"),
    "site.timezone": ("UTC", "Pacific/Auckland", "America/New_York"),
    "site.author": ("", "maren", "Somebody"),
    "site.snippet": ("", "note", "book"),
    "site.menu": ([], [{"label": "All", "url": "/archives/"}], [{"label": "All posts", "url": "/archives/"}]),
    "archives.per_page": (2, 3, 10),
    "archives.index": ("excerpts", "full"),
    "archives.tags": (True, False),
    "archives.months": (True, False),
    "archives.years": (True, False),
    "archives.authors": (True, False),
    "feeds.formats": (["rss", "atom", "json"], ["rss"], []),
    "feeds.tags": (True, False),
    "feeds.content": ("full", "excerpt"),
    "feeds.entries": (2, 20),
    "related.count": (0, 2, 5),
    "related.pages": (True, False),
    "related.series_first": (False, True),
    "related.per_column": (3, 1, 0),
    "related.skip": ([], ["neighbours"], ["linked"], ["neighbours", "linked"]),
    "permalinks.post": ("/{year}/{month}/{slug}/", "/posts/{slug}", "/{slug}/"),
    "permalinks.index": ("/", "/blog/"),
    "permalinks.tag": ("/tags/{tag}/", "/about/{tag}.html"),
    "markdown.highlight": (True, False),
    "markdown.smart_punctuation": (True, False),
    "markdown.relaxed": (True, False),
    "markdown.excerpt_words": (10, 60),
    "markdown.extensions": ([], ["pymdownx.mark"]),
    "front_matter.rename": ({}, {"categories": "tags"}, {"categories": "tags", "lead": "summary"}),
    "build.ignore": ([], ["guides/*"], ["*.txt"]),
    "authors.maren.name": ("Maren Oduya", "M. Oduya"),
    "authors.maren.about": ("", "Maren has a shop."),
    "authors.maren.image": ("", "/images/dot.gif", "/images/photo.png"),
    "images.originals": (False, True),
    "images.cards": (0, 1, 50),
    "search.enabled": (False, True),
    "tags.trust.name": ("Trust", "Good faith"),
    "tags.trust.description": ("", "Who believes whom."),
    "tags.trust.snippet": ("", "book"),
    "tags.trust.slug": ("trust", "good-faith"),
    'words."Continue reading"': ("Continue reading", "On:"),
    'words."{count} posts"': (["{count} post", "{count} posts"], ["one", "{count}"]),
}
UNSAID = 'words."Nobody says so"'
"""A setting of a phrase that no page says, which is warned of."""
OPTIONS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "plain": {"tagline": ("", "A line."), "columns": (1, 2), "wide": (True, False)},
    "default": {
        "accent": ("green", "plum", "#402020"),
        "width": (31.5, 28),
        "footer": ("", "All rights."),
        "reading_time": (True, False),
        "scheme_switch": (False, True),
    },
}
REQUESTS: Sequence[tuple[str, Sequence[Any]]] = (
    ("drafts", (True, False)),
    ("future", (True, False)),
    ("base_url", ("", "https://preview.example/x/")),
)


def picture(value: int) -> bytes:
    """Return the bytes of a picture of one pixel, of one of two sizes; what follows the picture is its own."""
    colour = bytes([value % 256, 0, 255 - value % 256])
    return _GIF[:13] + colour + _GIF[13:] + b"." * (1 + value % 2)


_GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
"""A GIF of one pixel, without the colour of it."""


@cache
def photo(value: int) -> bytes:
    """Return one of some photos: of several sizes and colours, lying on their side, or moving."""
    if value % 7 == 0:
        return moving(width=9, height=6)
    if value % 7 == 2:
        return png(12, 8, "RGBA", shade=value)
    return jpeg(12 + value % 3, 8, shade=value, exif=_LYING if value % 2 else b"")


def drawing(value: int) -> bytes:
    """Return one of some drawings (SVG)."""
    return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 %d"/>' % (8 + value % 3)


@cache
def icon(value: int) -> bytes:
    """Return one of two pictures of which icons can be made."""
    return png(180, 180, "RGBA" if value % 2 else "RGB", shade=value % 2)


def style(name: str, value: int) -> bytes:
    """Return one of many forms of a style sheet, which imports some of the others."""
    r = random.Random(value)
    up = "../" * name.count("/")
    lines = [f'@import "{up}{other}";\n' for other in r.sample(STYLES, r.randint(0, 2)) if other != name]
    lines += ['@import "sitegen:settings";\n'] * (value % 2)
    return f"{''.join(lines)}p {{ margin: {value % 5}em }}\n".encode()


_LYING = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
"""The part of a file that says that the camera was held on its side."""
PRESETS = (
    "",
    "[images.cover]\nwidths = [4, 8]\n",
    "[images.cover]\nwidths = [4, 8]\naspect = '1:1'\n[images.body]\nwidths = [6]\nformats = ['webp']\n",
    "[images.cover]\nwidths = [4, 8]\naspect = '1:2'\nquality = { webp = 20 }\n[images.body]\nwidths = [5, 7]\n",
    "[images.body]\nwidths = [6]\n[images.author]\nwidths = [1]\naspect = '1:1'\n",
)
"""What a theme says of pictures."""


SNIPPETS = ("note", "book/index")
_NOTES = (
    "Read *the book*.",
    'A "note" with ![a photo](/images/photo.png) and [all posts](/archives/).',
    "A note.[^1]\n\n## Of its own\n\n[^1]: With a footnote.",
)


def snippet(value: int) -> bytes:
    """Return one of many forms of a snippet; some are drafts, some expire."""
    more = ("", "draft: true\n", f"expires: {EXPIRIES[0]}\n", "lang: de\n", "", "")[value % 6]
    return f"---\ntitle: {TITLES[value % 3]!r}\n{more}---\n{_NOTES[value % 3]}\n".encode()


# ---- templates

SEARCH_TEMPLATE = b"{{ page.bundle }} {{ page.parts }} {{ page.tags }}"
"""With this a theme has a search, if the settings want one."""

TEMPLATES = (
    "base.html",
    "post.html",
    "macros.html",
    "_byline.html",
    "byline.html",
    "banner.html",
    "404.html",
    "tags.html",
)
"""Names that the site may override, or that its overrides would include if they were there."""

OPTIONAL = ("banner.html", "byline.html", "none.html")
"""Names of templates that are included where they are there."""

_LINES: Mapping[str, Sequence[str]] = {
    "base.html": (
        '{% include "banner.html" ignore missing %}',
        '{% include ["none.html", "banner.html", "byline.html"] ignore missing %}',
        '{% from "macros.html" import badge %}{{ badge("base") }}',
        '{% import "macros.html" as all with context %}{{ all.badge(page.head.kind) }}',
        "{{ site.today()|iso }}",
        "{% for one in site.recent(2) %}{{ one.title }}{% endfor %}",
        '{% for one in site.tagged("Trust", 2) %}{{ one.url }}{% endfor %}',
        "{% for one in site.topics() %}{{ one.name }} {{ one.count }}{% endfor %}",
        "{% for one in site.sections() %}{{ one.name }}{% endfor %}",
        "{% for one in site.main_topics(2) %}{{ one.name }}{% endfor %}",
        "{% for one in site.guides(2) + site.loose_pages(2) %}{{ one.name }}{% endfor %}",
        "{{ site.description }} {{ site.path('tags') }}",
        "{% for one in site.menu %}{{ one.label }}{% endfor %}",
        '{{ "/x/"|absolute }} {{ page.head.url|absolute }}',
        '{% set name = "banner.html" %}{% include name ignore missing %}',
    ),
    "post.html": (
        '{% from "macros.html" import badge %}{{ badge(page.title) }}',
        '{% include "byline.html" ignore missing %}',
        "{% for one in page.related|default(()) %}{{ one.title }} {% endfor %}",
        "{{ page.older.title if page.older }} {{ page.newer.title if page.newer }}",
        "{{ page.series.posts|length if page.series }}{{ page.series.count if page.series }}",
        "{{ page.extra.hero|default('') }} {{ page.words }} {{ page.minutes }}",
        "{% for author in page.authors %}{{ author.name }} {{ author.about }}{% endfor %}",
        "{{ page.image|url if page.image }}",
    ),
    "landing.html": (
        '{% from "macros.html" import badge %}{{ badge(page.title) }}',
        '{% include "byline.html" ignore missing %}',
        "{{ page.extra.hero|default('') }} {{ page.words }} {{ page.updated|iso if page.updated }}",
    ),
    "macros.html": (
        "{{ site.title }}",
        "{{ site.recent(1)[0].title if site.recent(1) }}",
        '{% include "banner.html" ignore missing %}',
        "{{ site.today()|day }}",
        "!",
    ),
    "_byline.html": ("{{ post.date|iso }}", "{{ post.minutes }}", "{{ site.title }}"),
    "byline.html": ("{{ site.title }}", "{{ page.head.url }}", "by"),
    "banner.html": ("{{ site.title }}", "{{ site.recent(1)|length }}", "a banner", '{{ "/b/"|absolute }}'),
    "404.html": ("{% for one in page.recent %}{{ one.title }}{% endfor %}", "lost"),
    "tags.html": ("{% for tag in page.tags %}{{ tag.name }} {{ tag.description }}{% endfor %}", "tags"),
}
_TEXT = '{% extends "base.html" %}{% block main %}{{ page.title }}{{ page.body }}%s{% endblock %}'
_FRAMES: Mapping[str, str] = {
    "base.html": "<!doctype html><title>{{ page.head.title }}</title>%s{% block head %}{% endblock %}"
    "{% block main %}{% endblock %}",
    "macros.html": "{% set new = site.recent(1) %}"
    "{% macro badge(name) %}<b>{{ name }} {{ new[0].title if new }}</b>%s{% endmacro %}",
    "post.html": _TEXT,
    "landing.html": _TEXT,
    "404.html": '{% extends "base.html" %}{% block main %}%s{% endblock %}',
    "tags.html": '{% extends "base.html" %}{% block main %}%s{% endblock %}',
}


def template(name: str, value: int) -> bytes:
    """Return one of many forms of the template *name*: some of its lines, in some order."""
    r = random.Random(value)
    lines = _LINES[name]
    chosen = "\n".join(r.sample(lines, r.randint(1, min(3, len(lines)))))
    return _FRAMES.get(name, "%s").replace("%s", chosen).encode()


# ---- mistakes

_HEAD = "---\ntitle: Wrong\ndate: 2024-05-05\n"
MISTAKES: Sequence[tuple[str, bytes]] = (
    # Where they stand: a file, `a text`, or the end of site.toml.
    ("a text", b"---\ntitle: A text\ndate: 2024-05-05\ndrfat: true\n---\nWords"),
    ("a text", b"---\ntitle: [\n---\nWords"),
    ("a text", b"---\ntitle: caf\xe9\n---\nWords"),
    ("content/posts/wrong.md", f"{_HEAD}---\n[x](nowhere.md)".encode()),
    ("content/posts/wrong.md", f"{_HEAD}image: nowhere.png\n---\nx".encode()),
    ("content/images/photo.png", b"no picture"),
    ("content/images/photo.png", b"<svg><script/></svg>"),
    ("content/posts/wrong.md", f"{_HEAD}---\n![x](nowhere.png)".encode()),
    ("content/posts/wrong.md", f"{_HEAD}redirect_from: [/archives/]\n---\nx".encode()),
    ("templates/post.html", b"{% if %}"),
    ("templates/post.html", b"{{ nothing.here }}"),
    ("templates/list.html", b'{% extends "none.html" %}'),
    (
        "templates/base.html",
        b"{% if page.head.kind == 'tags' %}{{ nothing }}{% endif %}{% block main %}{% endblock %}",
    ),
    ("templates/base.html", b'{{ site.asset("none.css") }}'),
    ("more of site.toml", b"[fedes]\n"),
    ("more of site.toml", b"colour = 1\n"),
    ("themes/plain/theme.toml", b"name = 'plain'\nparnet = 'default'\n"),
    ("site.toml", b"[site]\ntitle = 'x'\nurl = 'https://example.org/'\nlanugage = 'en'\n"),
    ("site.toml", b"[site\n"),
    ("site.toml", b"[site]\ntitle = 'x'\nurl = 'https://example.org/'\n[theme]\nname = 'none'\n"),
)
