"""The same post as each generator wants it: where its file stands, and how its front matter is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MARKER = "<!--more-->"


@dataclass(frozen=True, slots=True)
class Post:
    """A made-up post.  *slug* stays what the first title made it."""

    slug: str
    title: str
    day: date
    tags: tuple[str, ...]
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a generator's posts are written; *marker* ends an excerpt."""

    path: Callable[[Post], str]
    head: Callable[[Post], str]
    marker: str = MARKER

    def text(self, post: Post) -> str:
        return self.head(post) + post.body.replace(MARKER, self.marker)

    def write(self, site: Path, post: Post) -> None:
        """Write *post* below the folder *site*."""
        target = site / self.path(post)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.text(post), encoding="utf-8")


def _yaml(post: Post) -> str:
    tags = ", ".join(post.tags)
    return f"---\ntitle: {post.title}\ndate: {post.day}\ntags: [{tags}]\nauthor: {post.author}\n---\n\n"


def _hugo(post: Post) -> str:
    """Hugo has no archives of months; a taxonomy of its theme makes them."""
    return _yaml(post).replace("\nauthor:", f"\nmonths: ['{post.day:%Y-%m}']\nauthor:")


def _pelican(post: Post) -> str:
    tags = ", ".join(post.tags)
    return (
        f"Title: {post.title}\nDate: {post.day}\nTags: {tags}\nAuthor: {post.author}\nSlug: {post.slug}\n\n"
    )


def _nikola(post: Post) -> str:
    fields = {
        "title": post.title,
        "slug": post.slug,
        "date": f"{post.day} 00:00:00 UTC",
        "tags": ", ".join(post.tags),
        "author": post.author,
    }
    return "<!--\n" + "".join(f".. {key}: {value}\n" for key, value in fields.items()) + "-->\n\n"


DIALECTS = {
    "sitegen": Dialect(lambda post: f"content/posts/{post.day}-{post.slug}.md", _yaml),
    "hugo": Dialect(lambda post: f"content/posts/{post.slug}.md", _hugo),
    "pelican": Dialect(lambda post: f"content/{post.slug}.md", _pelican),
    "nikola": Dialect(lambda post: f"posts/{post.day:%Y/%m}/{post.slug}.md", _nikola, "<!-- TEASER_END -->"),
    "eleventy": Dialect(lambda post: f"posts/{post.slug}.md", _yaml),
}
