"""From how many texts, and from how many pages, two processes are quicker than one.

    python bench/crossover.py [--runs 3]

Both are done in turn, for each engine and each number of texts, and for each number of pages (those of lists,
each of which shows ten posts, and those of posts) of a site that was built before; the best wall time counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import write_site
from msgspec.structs import replace

from sitegen.build import Request, build, look, prepare
from sitegen.config.settings import MarkdownSettings
from sitegen.content import sources
from sitegen.content.memory import SourceMemory
from sitegen.content.read import Reading
from sitegen.content.scan import Scan, scan_content
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Store
from sitegen.markup.engines import ENGINES, LateEngine
from sitegen.memory import open_memory
from sitegen.plan.output import Output
from sitegen.render import rendering

TEXTS = (20, 50, 100, 150, 200)
PAGES = (20, 40, 60, 100, 200, 300)
POSTS = 1000
"""How large the site is of which pages are rendered."""


def reading(content: Path, scan: Scan, engine: str, jobs: int) -> float:
    """Return how long it takes to read all texts of *scan*, with nothing remembered."""
    settings = MarkdownSettings(engine=engine)  # type: ignore[arg-type]
    how = Reading(LateEngine(settings, "en"), ZoneInfo("UTC"))
    with closing(Store(None)) as store:
        start = time.perf_counter()
        sources.read_sources(content, scan, how, SourceMemory(store, FileDigests(store), b""), jobs)
        return time.perf_counter() - start


def rendering_pages(site: Path, kind: str, count: int, jobs: int) -> float:
    """Return how long it takes to render so many pages of posts, or of lists, of a site that was built."""
    request = Request(site, jobs=jobs)
    given = look(request)
    with open_memory(request.memory, request.memory) as memory:
        prepared = prepare(given, scan_content(given.content), memory)
        some = pages(prepared.outputs, kind)[:count]
        start = time.perf_counter()
        made = [*rendering.render_all(some, prepared.kit, prepared.site, prepared.sources.texts, jobs)]
        assert len(made) == count
        return time.perf_counter() - start


def pages(outputs: tuple[Output, ...], kind: str) -> list[Output]:
    """Return the HTML pages of a *kind* among *outputs*."""
    html = [output for output in outputs if output.renderer == "html"]
    return [output for output in html if (output.arguments[0] == "post.html") == (kind == "posts")]


def compare(what: str, runs: int, seconds: Callable[[int], float]) -> None:
    """Print the best of some *runs* with one job and with two, taken in turn."""
    pairs = [[seconds(jobs) for jobs in (1, 2)] for _ in range(runs)]
    one, two = map(min, zip(*pairs, strict=True))
    print(f"{what}: one process {one:.3f} s, two {two:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    measure(parser.parse_args().runs)


def measure(
    runs: int, texts: tuple[int, ...] = TEXTS, counts: tuple[int, ...] = PAGES, posts: int = POSTS
) -> None:
    """Print the best of some *runs* for so many *texts*, and for so many pages of a site of *posts*."""
    sources.WORTH = rendering.WORTH = 1
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        write_site(site, posts)
        with (site / "site.toml").open("a") as file:
            file.write("[search]\nenabled = false\n")
        content = site / "content"
        scan = scan_content(content)
        for engine in ENGINES:
            for count in texts:
                some = replace(scan, texts=scan.texts[:count])
                compare(f"{engine:16} {count:4} texts", runs, partial(reading, content, some, engine))
        build(Request(site))
        for kind in ("posts", "lists"):
            for count in counts:
                compare(f"{kind:16} {count:4} pages", runs, partial(rendering_pages, site, kind, count))


if __name__ == "__main__":
    main()
