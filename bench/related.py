"""What related posts cost: from nothing, after edits, and with nothing changed.

    python bench/related.py [--posts 1000] [--runs 3]

Each figure is the least of some runs, each in a process of its own: CPU seconds (with the import of what the
stage needs, numpy above all, and with reading and writing what is remembered), and by how much memory grew.
`bags` is the part that is done where texts are converted, for all posts.
"""

from __future__ import annotations

import argparse
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus import Corpus

from sitegen.content.bags import Bag, digest_bag, make_bag
from sitegen.model.related import Article, Memory, related_posts

COUNT = 5
Text = tuple[str, str, tuple[str, ...], datetime, str]


def make_texts(posts: int) -> list[Text]:
    """Return key, title, tags, date and text of *posts* posts."""
    corpus = Corpus(1, 490)
    texts = []
    for number in range(posts):
        post = corpus.post(number)
        date = datetime(post.day.year, post.day.month, post.day.day, tzinfo=UTC)
        texts.append((post.slug, post.title, post.tags, date, post.body))
    return texts


class Blog:
    """Posts and their bags."""

    def __init__(self, texts: list[Text]) -> None:
        self.bags: dict[bytes, Bag] = {}
        self.posts = [self.article(*text) for text in texts]

    def article(self, key: str, title: str, tags: tuple[str, ...], date: datetime, text: str) -> Article:
        bag = make_bag(title, tags, text)
        digest = digest_bag(bag)
        self.bags[digest] = bag
        return Article(key, date, digest, tags)


def as_it_was(_blog: Blog, _texts: list[Text]) -> None:
    """Change nothing."""


def add_newest(blog: Blog, texts: list[Text]) -> None:
    """Add a post to *blog*, newer than all."""
    _, title, tags, _, text = texts[len(texts) // 3]
    last = max(post.date for post in blog.posts)
    blog.posts.append(
        blog.article("new", title, tags, last + timedelta(days=1), text[: len(text) // 2] + texts[7][4])
    )


def edit(part: float) -> Callable[[Blog, list[Text]], None]:
    """Return what puts a sentence of another post into the one that stands at *part* of all posts."""

    def change(blog: Blog, texts: list[Text]) -> None:
        number = int(part * (len(texts) - 1))
        key, title, tags, date, text = texts[number]
        words = texts[number // 2][4].split()
        blog.posts[number] = blog.article(key, title, tags, date, f"{text} {' '.join(words[50:60])}")

    return change


def replace_text(blog: Blog, texts: list[Text]) -> None:
    """Give the post in the middle the text of another."""
    key, title, tags, date, _ = texts[len(texts) // 2]
    blog.posts[len(texts) // 2] = blog.article(key, title, tags, date, texts[3][4])


def edit_tag(blog: Blog, texts: list[Text]) -> None:
    """Give a post of the middle another tag."""
    number = len(texts) // 2
    key, title, tags, date, text = texts[number]
    blog.posts[number] = blog.article(key, title, (*tags, "another"), date, text)


def move(blog: Blog, texts: list[Text]) -> None:
    """Date a post half a year later."""
    number = len(texts) // 2
    blog.posts[number] = replace(blog.posts[number], date=texts[number][3] + timedelta(days=180))


CHANGES = {
    "nothing changed": as_it_was,
    "new newest post": add_newest,
    "sentence into an old post": edit(0.3),
    "sentence into a new post": edit(0.99),
    "tag added": edit_tag,
    "other text": replace_text,
    "other date": move,
}


def measure(case: str, folder: Path) -> None:
    """Do *case* and print the CPU seconds and mebibytes it took."""
    texts: list[Text] = pickle.loads((folder / "texts").read_bytes())
    if case == "bags":
        report(lambda: Blog(texts))
        return
    blog: Blog = pickle.loads((folder / "blog").read_bytes())
    if case == "from nothing":
        report(lambda: related_posts(blog.posts, COUNT, blog.bags.__getitem__))
        return
    CHANGES[case](blog, texts)
    kept = Memory((folder / "lists").read_bytes(), (folder / "state").read_bytes())
    report(lambda: related_posts(blog.posts, COUNT, blog.bags.__getitem__, kept))


def report(work: Callable[[], object]) -> None:
    before, start = memory_in("VmRSS"), time.process_time()
    work()
    seconds = time.process_time() - start
    print(seconds, memory_in("VmHWM") - before)


def memory_in(field: str) -> float:
    """Return the mebibytes that a *field* of this process has; Linux only, 0 elsewhere.

    `getrusage` won't do: its peak is handed on from parent to child.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def run(case: str, folder: Path) -> tuple[float, float]:
    command = [sys.executable, __file__, "--case", case, "--folder", str(folder)]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        measure(arguments.case, arguments.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = make_texts(arguments.posts)
        blog = Blog(texts)
        memory = related_posts(blog.posts, COUNT, blog.bags.__getitem__).memory
        (folder / "texts").write_bytes(pickle.dumps(texts))
        (folder / "blog").write_bytes(pickle.dumps(blog))
        (folder / "lists").write_bytes(memory.lists)
        (folder / "state").write_bytes(memory.state)
        print(
            f"{arguments.posts} posts, {(len(memory.state) + len(memory.lists)) / 2**20:.1f} MiB remembered"
        )
        for case in ("bags", "from nothing", *CHANGES):
            runs = [run(case, folder) for _ in range(arguments.runs)]
            seconds, grown = (min(figures) for figures in zip(*runs, strict=True))
            print(f"{case:27} {seconds:7.3f} s CPU, {grown:6.1f} MiB more")


if __name__ == "__main__":
    main()
