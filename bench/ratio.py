"""How long a clean build takes, as a multiple of what `Markdown.convert` alone takes for the same posts.

    python bench/ratio.py [--posts 1000] [--runs 5]

Both are done in this process, in turn, one pair a run; the ratio is that of each pair (CPU seconds, which
depend less on what else the machine does).  The extensions are those of sitegen's default engine.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus import write_site

from sitegen.build import Request, build
from sitegen.config.settings import MarkdownSettings
from sitegen.markup.python_markdown import make_converter


@contextlib.contextmanager
def stopwatch(times: list[float]) -> Iterator[None]:
    gc.collect()
    start = time.process_time()
    yield
    times.append(time.process_time() - start)


def convert_alone(texts: list[str]) -> None:
    """Convert *texts* with one instance, as a user of the library would."""
    converter = make_converter(MarkdownSettings())
    for text in texts:
        converter.reset()
        converter.convert(text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--extra", default="", help="lines to add to the site.toml")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        write_site(site, arguments.posts)
        files = sorted((site / "content/posts").glob("*.md"))
        texts = [file.read_text("utf-8").split("---\n", 2)[2] for file in files]
        alone: list[float] = []
        whole: list[float] = []
        with (site / "site.toml").open("a") as file:
            file.write(arguments.extra.replace("\\n", "\n"))
        for run in range(arguments.runs + 1):  # the first warms up
            for folder in ("public", ".public.sitegen", ".sitegen"):
                shutil.rmtree(site / folder, ignore_errors=True)
            with stopwatch(alone):
                convert_alone(texts)
            with stopwatch(whole):
                build(Request(site, jobs=1))
            if run:
                print(
                    f"convert {alone[-1]:.2f} s, build {whole[-1]:.2f} s, ratio {whole[-1] / alone[-1]:.2f}"
                )
    ratios = [b / a for a, b in zip(alone[1:], whole[1:], strict=True)]
    print(f"median ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
