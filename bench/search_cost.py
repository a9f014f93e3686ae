"""What a search costs: whole builds, clean and after edits, with a search and without.

    python bench/search_cost.py [--posts 1000] [--runs 3]

The site is that of the comparison with other generators, with the native engine; with a search and without,
it is built in turn.  Figures are medians: seconds of the clock, seconds of CPU of all processes together, and
the peak of their memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from contenders import CONTENDERS, NATIVE
from corpus import make_posts
from processes import Usage, run
from works import WORKS, Bed, make_bed, what_is_unproved

WITH, WITHOUT = "with a search", "without"
CASES = ("clean", "nothing", "body", "title", "tags", "new", "template")
COMMAND = (sys.executable, "-m", "sitegen", "build", "--quiet")
TIMEOUT = 3600.0
_OFF, _ON = "[search]\nenabled = false", "[search]\nenabled = true"


def prepare(folder: Path, posts: int) -> dict[str, Bed]:
    """Write the two sites."""
    [contender] = [one for one in CONTENDERS if one.key == NATIVE]
    corpus = make_posts(posts)
    beds = {name: make_bed(folder / name.replace(" ", "-"), contender, corpus) for name in (WITH, WITHOUT)}
    settings = beds[WITH].folder / "site.toml"
    text = settings.read_text("utf-8")
    assert _OFF in text
    settings.write_text(text.replace(_OFF, _ON), "utf-8")
    return beds


def measure(beds: dict[str, Bed], case: str, runs: int, log: Path) -> Iterator[tuple[str, list[Usage]]]:
    """Build both sites in turn, so many times, each time after the work of the *case*; yield what it took.

    Raises RuntimeError where a build did not do what it was to do.
    """
    found: dict[str, list[Usage]] = {name: [] for name in beds}
    for number in range(runs):
        for name, bed in beds.items():
            proofs = WORKS[case](bed, number)
            found[name].append(run(COMMAND, bed.folder, log, TIMEOUT))
            wrong = what_is_unproved(bed.output, proofs)
            if wrong or (bed.output / "pagefind/pagefind.js").is_file() != (name == WITH):
                raise RuntimeError(f"{case}, {name}: {wrong or 'the search is wrong'}")
    yield from found.items()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        beds = prepare(Path(name), arguments.posts)
        for case in CASES:
            for which, usages in measure(beds, case, arguments.runs, Path(name) / "log"):
                wall = statistics.median([one.wall for one in usages])
                cpu = statistics.median([one.cpu for one in usages])
                peak = statistics.median([one.peak for one in usages]) / 2**20
                print(f"{case:10} {which:14} {wall:7.2f} s {cpu:7.2f} s CPU {peak:7.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
