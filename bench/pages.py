"""Which pages a build has really made: counted by their paths, and compared with what the posts call for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from dialects import Post

KINDS = {
    "posts": r"\d{4}/\d\d/(?!page/)[^/]+/index\.html",
    "index": r"index\.html|page/\d+/index\.html|index-\d+\.html",
    "tags": r"tags/[^/]+/index\.html",
    "months": r"\d{4}/\d\d/index\.html|months/[^/]+/index\.html",
    "feeds": r"feed\.xml",
    "tag_feeds": r"tags/[^/]+/feed\.xml|tags/[^/]+\.xml",
}
"""The path of each kind of page; of archives in pages the first is counted, the index is counted whole."""
_PATHS = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
FILES = "files"
PER_PAGE = 10


def count_pages(output: Path) -> dict[str, int]:
    """Return how many files of each kind, and in all, the folder *output* has."""
    counts = dict.fromkeys((*KINDS, FILES), 0)
    for path in output.rglob("*"):
        if not path.is_file():
            continue
        counts[FILES] += 1
        name = path.relative_to(output).as_posix()
        for kind, pattern in _PATHS.items():
            counts[kind] += bool(pattern.fullmatch(name))
    return counts


def expected_pages(posts: Collection[Post]) -> dict[str, int]:
    """Return how many files of each kind *posts* call for."""
    tags = Counter(tag for post in posts for tag in post.tags)
    return {
        "posts": len(posts),
        "index": -(-len(posts) // PER_PAGE),
        "tags": len(tags),
        "months": len({(post.day.year, post.day.month) for post in posts}),
        "feeds": 1,
        "tag_feeds": len(tags),
    }


def what_is_missing(counts: Mapping[str, int], posts: Collection[Post]) -> str:
    """Return a sentence about the first kind of page that *counts* has too few or too many of, or nothing."""
    for kind, number in expected_pages(posts).items():
        if counts[kind] != number:
            return f"{counts[kind]:,} {kind.replace('_', ' ')} were made, not {number:,}"
    return ""


def post_page(post: Post) -> str:
    """Return the path of the page of *post*, which is the same for every contender."""
    return f"{post.day:%Y/%m}/{post.slug}/index.html"
