"""Score the related posts of a built site, or of lists, against what the authors of the posts said.

    python bench/related/evaluate.py CORPUS SITE [--block related]     a built site
    python bench/related/evaluate.py CORPUS --lists FILE.json          {slug: [slug, ...]}

CORPUS is a folder with the `truth.json` of `hide.py`.  SITE is the output folder of any generator, fed with
the posts of the corpus; a page is a post's if the last part of its path is the post's slug.  What a page
offers are the links inside its first element of the class --block.

Two questions are asked of the first five of each list.  *nDCG*: do they have the tags that were hidden from
the generator, the best first?  *Link recall*: are those among them to which the author has linked, either
way?
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import unquote, urlsplit

LENGTH = 5
"""How many of each list count."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)

Lists = Mapping[str, Sequence[str]]
"""The slugs offered with each slug, best first."""


@dataclass(frozen=True, slots=True)
class Score:
    """*most* is the greatest number of lists that one post is in; *never* the share of posts in none, *empty*
    the share of empty lists."""

    ndcg: float
    link_recall: float
    most: int
    never: float
    empty: float

    def __str__(self) -> str:
        return (
            f"nDCG@{LENGTH} {self.ndcg:.3f}, link recall@{LENGTH} {self.link_recall:.3f}, "
            f"one post in {self.most} lists at most, {self.never:.1%} of the posts in none, "
            f"{self.empty:.1%} of the lists empty"
        )


class Truth:
    """What the authors said: the tags of each post, which of them were hidden, and links between posts."""

    def __init__(self, posts: Mapping[str, Mapping[str, Any]]) -> None:
        self.slugs = sorted(posts)
        self.tags = {slug: frozenset(post["tags"]) for slug, post in posts.items()}
        self.hidden = {slug: frozenset(post["hidden"]) for slug, post in posts.items()}
        self.links = {slug: frozenset(post["links"]) & posts.keys() for slug, post in posts.items()}
        spread = Counter(tag for tags in self.tags.values() for tag in tags)
        self._rarity = {tag: math.log((len(posts) + 1) / count) for tag, count in spread.items()}
        self._tagged: dict[str, set[str]] = defaultdict(set)
        for slug, tags in self.tags.items():
            for tag in tags:
                self._tagged[tag].add(slug)

    def gain(self, slug: str, other: str) -> float:
        """Return how much of the hidden tags of *slug* another post has, and how little else: from 0 to 1."""
        hidden = self.hidden[slug]
        others = self.tags[other] - (self.tags[slug] - hidden)
        common = self._weight(hidden & others)
        return common / self._weight(hidden | others) if common else 0.0

    def ideal(self, slug: str) -> float:
        """Return what the best of all lists would gain."""
        others = {other for tag in self.hidden[slug] for other in self._tagged[tag]} - {slug}
        return discounted(sorted((self.gain(slug, other) for other in others), reverse=True)[:LENGTH])

    def _weight(self, tags: Iterable[str]) -> float:
        return sum(self._rarity[tag] for tag in sorted(tags))


def discounted(gains: Iterable[float]) -> float:
    """Return the sum of *gains*, of which later ones count for less."""
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def read_truth(corpus: Path) -> Truth:
    return Truth(json.loads((corpus / "truth.json").read_text("utf-8")))


def score(truth: Truth, lists: Lists) -> Score:
    """Score *lists*; what leads to no post of the corpus is passed over."""
    known = set(truth.slugs)
    offered = {
        slug: [other for other in dict.fromkeys(lists.get(slug, ())) if other in known - {slug}][:LENGTH]
        for slug in truth.slugs
    }
    ideals = {slug: truth.ideal(slug) for slug in truth.slugs}
    found = Counter(other for others in offered.values() for other in others)
    return Score(
        ndcg=_mean(
            discounted(truth.gain(slug, other) for other in offered[slug]) / ideal
            for slug, ideal in ideals.items()
            if ideal
        ),
        link_recall=_mean(
            len(links.intersection(offered[slug])) / min(LENGTH, len(links))
            for slug, links in truth.links.items()
            if links
        ),
        most=max(found.values(), default=0),
        never=1 - len(found) / len(truth.slugs),
        empty=_mean(not others for others in offered.values()),
    )


def _mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return fmean(found) if found else math.nan


# ---- lists from pages


class _Block(HTMLParser):
    """Finds the links in the first element with a class."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._name, self._depth, self._is_over = name, 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._depth and tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        opens = self._depth or (not self._is_over and self._name in (given.get("class") or "").split())
        if opens and tag not in _VOID:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in _VOID:
            self._depth -= 1
            self._is_over = not self._depth


def read_site(site: Path, slugs: Iterable[str], block: str) -> dict[str, list[str]]:
    """Return what the pages of a built *site* offer; of two pages of a post that which offers more."""
    known, lists = set(slugs), dict[str, list[str]]()
    for page, slug in _pages(site, known):
        finder = _Block(block)
        finder.feed(page.read_text("utf-8", "replace"))
        found = [_slug(link, known) for link in finder.links]
        if slug not in lists or len(found) > len(lists[slug]):
            lists[slug] = found
    return lists


def _pages(site: Path, known: set[str]) -> Iterator[tuple[Path, str]]:
    for page in sorted(site.rglob("*.html")):
        slug = _slug(f"/{page.relative_to(site).as_posix()}", known)
        if slug in known:
            yield page, slug


def _slug(url: str, known: set[str]) -> str:
    """Return the last part of the path of *url*; with a date before it where that makes no slug of it."""
    path = re.sub(r"(/index)?\.html?$", "", unquote(urlsplit(url).path)).strip("/")
    last = path.rpartition("/")[2]
    return last if last in known else re.sub(r"^\d{4}-\d\d-\d\d-", "", last)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("site", type=Path, nargs="?")
    parser.add_argument("--block", default="related")
    parser.add_argument("--lists", type=Path)
    arguments = parser.parse_args()
    truth = read_truth(arguments.corpus)
    if arguments.lists:
        lists: Lists = json.loads(arguments.lists.read_text("utf-8"))
    elif arguments.site:
        lists = read_site(arguments.site, truth.slugs, arguments.block)
    else:
        parser.error("give a built site, or --lists")
    print(score(truth, lists))


if __name__ == "__main__":
    main()
