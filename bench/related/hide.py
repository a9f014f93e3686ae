"""Make a corpus for `evaluate.py` of the posts of a site: half of their tags and their links are hidden.

    python bench/related/hide.py SITE CORPUS

SITE is the folder of a site for sitegen.  CORPUS gets a site of its own that can be built, with the same
posts under slugs as names, and `truth.json` with what was hidden: the tags of each post, those that the copy
lacks, and the posts that it links to or that link to it (in the copy only the words of a link are left).
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from sitegen.config.settings import MarkdownSettings
from sitegen.content.front_matter import split
from sitegen.content.read import Reading, read_text
from sitegen.content.source import Source
from sitegen.markup.commonmark import CommonMark
from sitegen.model.permalinks import text_slug
from sitegen.model.records import Moment, State
from sitegen.model.states import state_of

# As many are listed as are scored.
SITE_TOML = '[site]\ntitle = "Corpus"\nurl = "https://corpus.example/"\n\n[related]\ncount = 5\n'
_LINK = re.compile(r"(?<!!)\[([^\]\[]*)\]\(([^()\s]*\.md)[^()]*\)")


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the site, and its Markdown."""

    source: Source
    body: str

    @property
    def slug(self) -> str:
        return text_slug(self.source.entry)

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tag.casefold() for tag in self.source.meta.tags))

    def hidden(self) -> list[str]:
        """Return half of the tags, chosen by checksum: of one tag none or all, as it falls."""
        by_chance = sorted(self.tags, key=lambda tag: crc32(f"{self.slug} {tag}".encode()))
        half = (len(by_chance) + crc32(self.slug.encode()) % 2) // 2
        return sorted(by_chance[:half])

    def day(self) -> str:
        moment = self.source.meta.date or self.source.entry.named_day
        assert moment, self.source.key
        return moment.isoformat(sep=" ")


def read_posts(site: Path, now: datetime) -> dict[str, Post]:
    """Return the posts of *site* that are published *now*, by key."""
    content, posts = site / "content", {}
    reading = Reading(CommonMark(MarkdownSettings()), UTC)
    for path in sorted(content.glob("posts/**/*.md")):
        key, raw = path.relative_to(content).as_posix(), path.read_bytes()
        made = read_text(key, raw, reading)
        if not isinstance(made, tuple) and _is_published(made.source, now):
            posts[key] = Post(made.source, split(raw.decode("utf-8")).body)
    return posts


def _is_published(source: Source, now: datetime) -> bool:
    return source.entry.kind == "post" and state_of(source.entry, Moment(now)) is State.PUBLISHED


def links_of(posts: Mapping[str, Post]) -> dict[str, list[str]]:
    """Return the slugs of the posts that each links to or that link to it."""
    links: dict[str, set[str]] = {post.slug: set() for post in posts.values()}
    for post in posts.values():
        for name in post.source.shown.names:
            if name in posts and posts[name] is not post:
                links[post.slug].add(posts[name].slug)
                links[posts[name].slug].add(post.slug)
    return {slug: sorted(others) for slug, others in links.items()}


def write_corpus(posts: Sequence[Post], links: Mapping[str, Sequence[str]], corpus: Path) -> None:
    folder = corpus / "content" / "posts"
    folder.mkdir(parents=True, exist_ok=True)
    (corpus / "site.toml").write_text(SITE_TOML)
    truth = {}
    for post in posts:
        hidden = post.hidden()
        shown = [tag for tag in post.tags if tag not in hidden]
        head = {"title": post.source.meta.title, "date": post.day(), "tags": shown, "slug": post.slug}
        lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?", "", _LINK.sub(r"\1", post.body))
        (folder / f"{post.slug}.md").write_text(f"---\n{lines}---\n\n{body}\n", "utf-8")
        truth[post.slug] = {"tags": post.tags, "hidden": hidden, "links": links[post.slug]}
    (corpus / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")


def hide(site: Path, corpus: Path, now: datetime) -> None:
    posts = read_posts(site, now)
    write_corpus([*posts.values()], links_of(posts), corpus)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("corpus", type=Path)
    arguments = parser.parse_args()
    hide(arguments.site, arguments.corpus, datetime.now(UTC))


if __name__ == "__main__":
    main()
