"""What reading a text costs: from the bytes of its file to its Source, its words and its bag.

    python bench/reading_cost.py [--posts 1000] [--runs 5] [--engine commonmark]

Each figure is microseconds of CPU a post, the least of some runs.  `one by one` and `together` are the whole
of it, text after text and in batches as a build has it; the other lines are its parts, each by itself.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from corpus import Corpus

from sitegen.config.decode import Report
from sitegen.config.encoding import decode_text
from sitegen.config.settings import MarkdownSettings
from sitegen.content.bags import make_bag
from sitegen.content.front_matter import split
from sitegen.content.read import Reading, read_text, read_texts
from sitegen.content.schema import decode_front_matter
from sitegen.content.source import Converted, outline_of
from sitegen.content.sources import BATCH
from sitegen.executors import collecting_rarely
from sitegen.markup.engines import ENGINES, make_engine
from sitegen.markup.guard import time_limits

File = tuple[str, bytes]


def make_files(posts: int) -> list[File]:
    """Return the key and the bytes of *posts* posts."""
    corpus = Corpus(1, 490)
    made = [corpus.post(number) for number in range(posts)]
    return [
        (
            f"posts/{post.day}-{post.slug}.md",
            f"---\ntitle: {post.title}\ntags: [{', '.join(post.tags)}]\n---\n\n{post.body}".encode(),
        )
        for post in made
    ]


def measure(files: list[File], reading: Reading, runs: int) -> dict[str, float]:
    """Return what each part costs, in microseconds a post."""
    texts = [text for _, raw in files if (text := decode_text(raw, Report("", ()))) is not None]
    parts = [split(text) for text in texts]
    made = [one for one in read_texts(files, reading) if isinstance(one, Converted)]
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]

    def least(work: Callable[[Any], object], items: Iterable[Any]) -> float:
        return min(seconds(work, items) for _ in range(runs)) * 1e6 / len(files)

    with time_limits():
        return {
            "one by one": least(lambda file: read_text(file[0], file[1], reading), files),
            "together": least(lambda batch: read_texts(batch, reading), batches),
            "decode": least(lambda file: decode_text(file[1], Report("", ())), files),
            "split": least(split, texts),
            "front matter": least(lambda one: decode_front_matter(one.table, Report("", ()), UTC, ()), parts),
            "convert": least(lambda one: reading.engine.convert(one.body), parts),
            "bag": least(lambda one: make_bag(one.source.meta.title, (), one.document.text), made),
            "outline": least(lambda one: outline_of(one.document), made),
            "pickle": least(lambda one: pickle.dumps(one.document, 5), made),
        }


def seconds(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="commonmark")
    given = parser.parse_args()
    settings = MarkdownSettings(engine=given.engine)
    reading = Reading(make_engine(settings, "en"), UTC)
    with collecting_rarely(70_000):
        for part, cost in measure(make_files(given.posts), reading, given.runs).items():
            print(f"{part:15}{cost:8.1f}")


if __name__ == "__main__":
    main()
