"""Whether two versions of sitegen make the same sites, byte for byte.

    python bench/same.py OTHER [--posts 300]

OTHER is the folder of another checkout.  Each version builds, in its own process and on the same day, a
blog of made-up posts, the site of this repository and the sites of `tests/sites`; files that differ are
listed, and the exit code is 1 where there are any.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus import write_site

HERE = Path(__file__).resolve().parents[1]
BUILD = """
import sys
from pathlib import Path
from sitegen.build import Request, build
build(Request(Path(sys.argv[1]), output=Path(sys.argv[2]), as_of="2026-01-01", drafts=True, future=True))
"""


def built(checkout: Path, site: Path, output: Path) -> dict[str, bytes]:
    """Build *site* with the sitegen of *checkout*, and return the files made, by path."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "src")}
    subprocess.run([sys.executable, "-c", BUILD, str(site), str(output)], check=True, env=environment)
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


def differing(site: Path, other: Path, folder: Path) -> Iterator[str]:
    """Yield the paths of files that only one version makes, or that each makes otherwise."""
    mine, theirs = built(HERE, site, folder / "mine"), built(other, site, folder / "theirs")
    print(f"{site.name}: {len(mine)} files")
    yield from (path for path in sorted(mine.keys() | theirs.keys()) if mine.get(path) != theirs.get(path))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("other", type=Path)
    parser.add_argument("--posts", type=int, default=300)
    arguments = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        write_site(corpus, arguments.posts)
        for site in (corpus, HERE, *sorted((HERE / "tests/sites").iterdir())):
            with tempfile.TemporaryDirectory() as folder:
                for path in differing(site, arguments.other.resolve(), Path(folder)):
                    found += 1
                    print(f"  differs: {path}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
