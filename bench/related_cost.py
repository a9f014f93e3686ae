"""What related posts cost: from nothing, after edits, and with nothing changed.

    python bench/related_cost.py [--posts 1000] [--runs 3] [--jobs 2]

Each figure is the least of some runs, each in a process of its own: seconds of CPU, of all processes
together, and of the clock (with the import of what the stage needs, numpy above all, and with reading and
writing what is remembered), and by how much the memory of the first process grew.
`bags` is the part that is done where texts are converted, for all posts.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from corpus import Corpus
from msgspec.structs import replace

import sitegen.build  # noqa: F401 -- every build has imported it
from sitegen.content.bags import Bag, digest_bag, make_bag
from sitegen.content.memory import Bags
from sitegen.incremental.store import Store
from sitegen.model.related_choice import Article, Rules
from sitegen.model.related_memory import RelatedMemory

COUNT = 5
FROM_NOTHING = "from nothing"
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


class Made(NamedTuple):
    """What was made of a post, as far as related posts are chosen by it."""

    bag: Bag


class Blog:
    """Posts and their bags."""

    def __init__(self, texts: list[Text]) -> None:
        self.bags: dict[str, Made] = {}
        self.posts = [self.article(*text) for text in texts]

    def article(self, key: str, title: str, tags: tuple[str, ...], date: datetime, text: str) -> Article:
        bag = make_bag(title, tags, text)
        self.bags[key] = Made(bag)
        return Article(key, date.timestamp(), digest_bag(bag), tags)


def as_it_was(_blog: Blog, _texts: list[Text]) -> None:
    """Change nothing."""


def add_newest(blog: Blog, texts: list[Text]) -> None:
    """Add a post to *blog*, newer than all."""
    _, title, tags, _, text = texts[len(texts) // 3]
    last = max(date for _, _, _, date, _ in texts)
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
    later = texts[number][3] + timedelta(days=180)
    blog.posts[number] = replace(blog.posts[number], moment=later.timestamp())


CHANGES = {
    "nothing changed": as_it_was,
    "new newest post": add_newest,
    "sentence into an old post": edit(0.3),
    "sentence into a new post": edit(0.99),
    "tag added": edit_tag,
    "other text": replace_text,
    "other date": move,
}


def measure(case: str, folder: Path, jobs: int) -> None:
    """Do *case* and print the seconds of CPU and of the clock, and the mebibytes that it took."""
    texts: list[Text] = pickle.loads((folder / "texts").read_bytes())
    if case == "bags":
        report(lambda: Blog(texts))
        return
    blog: Blog = pickle.loads((folder / "blog").read_bytes())
    own = folder / "own.db"
    own.unlink(missing_ok=True)
    if case != FROM_NOTHING:
        shutil.copy(folder / "memory.db", own)
        CHANGES[case](blog, texts)
    report(lambda: relate(blog, own, jobs))


def relate(blog: Blog, path: Path, jobs: int) -> None:
    """Do all that a build does for related posts, the reading and writing of its memory included."""
    store = Store(path)
    memory = RelatedMemory(store, jobs)
    memory.relate(blog.posts, Rules(COUNT), Bags(store, {}, blog.bags))
    memory.save()
    store.commit()
    store.close()


def report(work: Callable[[], object]) -> None:
    before, start, clock = memory_in("VmRSS"), cpu(), time.perf_counter()
    work()
    print(cpu() - start, time.perf_counter() - clock, memory_in("VmHWM") - before)


def cpu() -> float:
    """Return the CPU seconds of this process and of those that it waited for."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, whose))


def memory_in(field: str) -> float:
    """Return the mebibytes that a *field* of this process has; Linux only, 0 elsewhere.

    `getrusage` won't do: its peak is handed on from parent to child.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def run(case: str, folder: Path, jobs: int) -> list[float]:
    command = [sys.executable, __file__, "--case", case, "--folder", str(folder), "--jobs", str(jobs)]
    return [
        float(word)
        for word in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    ]


def prepare(folder: Path, posts: int) -> None:
    """Put the posts, their bags and what a build remembers of them into *folder*."""
    texts = make_texts(posts)
    blog = Blog(texts)
    relate(blog, folder / "memory.db", 1)
    (folder / "texts").write_bytes(pickle.dumps(texts))
    (folder / "blog").write_bytes(pickle.dumps(blog))
    print(f"{posts:,} posts, {(folder / 'memory.db').stat().st_size / 2**20:.1f} MiB remembered")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        measure(arguments.case, arguments.folder, arguments.jobs)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, arguments.posts)
        for case in ("bags", FROM_NOTHING, *CHANGES):
            runs = [run(case, folder, arguments.jobs) for _ in range(arguments.runs)]
            seconds, clock, grown = (min(figures) for figures in zip(*runs, strict=True))
            print(f"{case:25} {seconds:7.3f} s CPU {clock:7.3f} s {grown:6.1f} MiB more")


if __name__ == "__main__":
    main()
