"""Write a blog of made-up posts: any number, the same for the same seed, as any of the generators wants it.

    python bench/corpus.py FOLDER --posts 1000 [--words 490] [--seed 1] [--dialect hugo]

Posts have a title, a date, one to five tags of a Zipf distribution, an author, some 490 words in paragraphs
with emphasis, links, lists, a quotation, now and then a table or a footnote, and often a `<!--more-->`.
"""

from __future__ import annotations

import argparse
import itertools
import random
from datetime import date, timedelta
from pathlib import Path

from dialects import DIALECTS, MARKER, Post

CONSONANTS, VOWELS = "bcdfghjklmnprstvw", "aeiou"
AUTHORS = ("ann", "bo", "cem", "dot")


def make_words(random_: random.Random, count: int) -> list[str]:
    """Return *count* distinct words, shorter ones first."""
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = 1 + len(words) * 3 // count + random_.randrange(2)
        word = "".join(random_.choice(CONSONANTS) + random_.choice(VOWELS) for _ in range(syllables))
        words[word + random_.choice(("", "n", "s", "r"))] = None
    return list(words)


class Corpus:
    """Makes posts; the n-th post of a seed is always the same."""

    def __init__(self, seed: int, words: int) -> None:
        self.seed, self.length = seed, words
        vocabulary = random.Random(seed)
        self.words = make_words(vocabulary, 6000)
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(6000)))
        self.tags = self.words[300:3000:18]
        self.tag_weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(self.tags))))

    def post(self, number: int) -> Post:
        r = random.Random(f"{self.seed}/{number}")
        day = date(2010, 1, 1) + timedelta(days=number * 5000 // 3000 % 5800)
        title = self.phrase(r, r.randint(3, 8)).capitalize()
        tags = dict.fromkeys(r.choices(self.tags, cum_weights=self.tag_weights, k=r.randint(1, 5)))
        slug = f"{number:06}-{title.lower().replace(' ', '-')}"
        author = r.choice(AUTHORS)
        return Post(slug, title, day, tuple(tags), author, self.body(r))

    def phrase(self, r: random.Random, count: int) -> str:
        return " ".join(r.choices(self.words, cum_weights=self.weights, k=count))

    def sentence(self, r: random.Random) -> str:
        words = self.phrase(r, r.randint(6, 18)).split()
        if r.random() < 0.25:
            at = r.randrange(len(words))
            words[at] = r.choice(("*{}*", "**{}**", "[{}](https://example.org/a/b)", '"{}"')).format(
                words[at]
            )
        if r.random() < 0.1:
            words[0] += " isn't"
        return " ".join(words).capitalize() + r.choice("....?!")

    def paragraph(self, r: random.Random) -> str:
        return " ".join(self.sentence(r) for _ in range(r.randint(3, 6)))

    def body(self, r: random.Random) -> str:
        blocks: list[str] = []
        while sum(len(block.split()) for block in blocks) < self.length:
            blocks.append(self.paragraph(r))
            kind = r.random()
            if kind < 0.15:
                blocks.append(f"## {self.phrase(r, 3).capitalize()}")
            elif kind < 0.27:
                blocks.append("\n".join(f"- {self.sentence(r)}" for _ in range(r.randint(3, 5))))
            elif kind < 0.35:
                blocks.append(f"> {self.sentence(r)}")
            elif kind < 0.38:
                blocks.append(
                    "| a | b |\n|---|---|\n"
                    + "\n".join(f"| {self.phrase(r, 2)} | {r.random():.2f} |" for _ in "123")
                )
        if r.random() < 0.7:
            blocks.insert(1, MARKER)
        if r.random() < 0.1:
            blocks[0] += "[^1]"
            blocks.append(f"[^1]: {self.sentence(r)}")
        return "\n\n".join(blocks) + "\n"


def make_posts(count: int, words: int = 490, seed: int = 1) -> tuple[Post, ...]:
    corpus = Corpus(seed, words)
    return tuple(corpus.post(number) for number in range(count))


def write_site(folder: Path, posts: int, words: int = 490, seed: int = 1, dialect: str = "sitegen") -> None:
    """Write *posts* posts into *folder*; with a site.toml, where that makes them a whole site."""
    folder.mkdir(parents=True, exist_ok=True)
    if dialect == "sitegen":
        (folder / "site.toml").write_text('[site]\ntitle = "Corpus"\nurl = "https://corpus.example/"\n')
    for post in make_posts(posts, words, seed):
        DIALECTS[dialect].write(folder, post)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--words", type=int, default=490)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialect", choices=DIALECTS, default="sitegen")
    write_site(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
