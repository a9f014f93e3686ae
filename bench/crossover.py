"""From how many texts on it is quicker to convert them in two processes than in one.

    python bench/crossover.py [--runs 3]

Both are done in turn, for each engine and each number of texts; the best wall time of each counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import write_site

from sitegen.config.settings import MarkdownSettings
from sitegen.content import sources
from sitegen.content.memory import SourceMemory
from sitegen.content.read import Reading
from sitegen.content.scan import Scan, scan_content
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Store
from sitegen.markup.engines import ENGINES, LateEngine

COUNTS = (50, 100, 150, 200, 400)


def seconds(content: Path, scan: Scan, engine: str, jobs: int) -> float:
    """Return how long it takes to read all texts of *scan*, with nothing remembered."""
    settings = MarkdownSettings(engine=engine)  # type: ignore[arg-type]
    store, reading = Store(None), Reading(LateEngine(settings, "en"), ZoneInfo("UTC"))
    start = time.perf_counter()
    sources.read_sources(content, scan, reading, SourceMemory(store, FileDigests(store), b""), jobs)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    sources.WORTH = 1
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), max(COUNTS))
        content = Path(folder) / "content"
        scan = scan_content(content)
        for engine in ENGINES:
            for count in COUNTS:
                some = replace(scan, texts=scan.texts[:count])
                pairs = [[seconds(content, some, engine, jobs) for jobs in (1, 2)] for _ in range(runs)]
                one, two = map(min, zip(*pairs, strict=True))
                print(f"{engine:16} {count:4} texts: one process {one:.3f} s, two {two:.3f} s")


if __name__ == "__main__":
    main()
