"""Measure how long it takes from the save of a post until a page that shows it hears of it, and shows it.

    python bench/save_to_browser.py [--posts 10000] [--rounds 20] [--browser] [--engine commonmark]

A sentence is added to the end of a post, below its excerpt, and a real `sitegen serve` is asked over the
network of this machine.  *heard* is when a page of that post gets the event that lets it load itself anew;
with `--browser`, *told* is when a page in headless Chromium gets that event, and *shown* when one shows the
sentence.  The machine should do nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus import write_site
from previews import Serving, serving
from reader.chromium import chromium, why_not

PAUSE = 1.0
"""Between two saves, in seconds: a writer takes longer, and what is found out later is found out by then."""
SETTINGS = """\
[site]
title = "Corpus"
url = "https://corpus.example/"

[markdown]
engine = "{engine}"
"""


def make_site(folder: Path, posts: int, engine: str) -> list[Path]:
    """Write a site with made-up posts into *folder*, and return the files of these."""
    write_site(folder, posts)
    (folder / "site.toml").write_text(SETTINGS.format(engine=engine))
    return sorted((folder / "content/posts").iterdir())


def page_of(post: Path) -> str:
    """Return the path at which the page of a post of the corpus is."""
    day, slug = post.stem[:10], post.stem[11:]
    return f"/{day[:4]}/{day[5:7]}/{slug}/"


def save(post: Path, sentence: str) -> float:
    """Add a sentence to the end of *post*, and return when that was done."""
    with post.open("a", encoding="utf-8") as file:
        file.write(f"\n{sentence}\n")
    return time.perf_counter()


def measure(server: Serving, post: Path, rounds: int) -> Iterator[float]:
    """Yield how long it takes, each time, until the page of *post* hears that it is another now, and is."""
    path = page_of(post)
    with server.events(path) as event:
        event()
        for number in range(rounds):
            time.sleep(PAUSE)
            sentence = f"Sentence {number} of those that are heard of."
            begin = save(post, sentence)
            is_new = False
            while not is_new:
                event()
                heard = time.perf_counter()
                is_new = sentence in server.get(path).text
            yield heard - begin


class Times(NamedTuple):
    """How many seconds after a save a browser was *told*, and had *shown* it."""

    told: float
    shown: float


LISTEN = """path => {
    window.times = [];
    let last = null;
    new EventSource(`/.sitegen/events?path=${encodeURIComponent(path)}`).onmessage = event => {
        const { tag } = JSON.parse(event.data);
        if (last !== null && tag !== last) window.times.push(Date.now());
        last = tag;
    };
}"""
"""Notes when a page at *path* is told that it is another now."""
FIRST = "begin => window.times.find(time => time >= begin)"
"""When it was told so first after *begin*: it is told again when other posts are related to it now."""


def measure_in_browser(server: Serving, post: Path, rounds: int) -> Iterator[Times]:
    """Yield how long it takes, each time, until the browser is told of a new sentence, and shows it."""
    with chromium() as browser:
        page, listener = browser.new_page(), browser.new_page()
        page.goto(f"{server.origin}{page_of(post)}")
        listener.goto(f"{server.origin}/.sitegen/reload.js")  # a page that does not load itself anew
        listener.evaluate(LISTEN, page_of(post))
        for number in range(rounds):
            time.sleep(PAUSE)
            sentence, begin = f"Sentence {number} of those that are shown.", time.time()
            save(post, sentence)
            page.get_by_text(sentence).first.wait_for()
            shown = time.time()
            heard = listener.wait_for_function(FIRST, arg=int(begin * 1000))
            told = heard.json_value() / 1000
            yield Times(told - begin, shown - begin)


def told(what: str, seconds: list[float]) -> str:
    median, best = statistics.median(seconds), min(seconds)
    return f"{what}: median {median * 1000:.0f} ms, best {best * 1000:.0f} ms, of {len(seconds)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--engine", default="commonmark")
    parser.add_argument("--browser", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as folder:
        post = make_site(Path(folder), given.posts, given.engine)[given.posts // 2]
        with serving(Path(folder), patience=600.0) as server:
            print(told("heard", [*measure(server, post, given.rounds)]))
            if given.browser and not (reason := why_not()):
                times = [*measure_in_browser(server, post, given.rounds)]
                print(told("told", [one.told for one in times]))
                print(told("shown", [one.shown for one in times]))
            elif given.browser:
                print(f"not shown: {reason}")


if __name__ == "__main__":
    main()
