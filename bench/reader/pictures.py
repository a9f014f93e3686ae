"""Take pictures of every kind of page, on a telephone and on a desk, in light and in dark.

    python bench/reader/pictures.py [--site public] [--to pictures] [--whole] [KIND ...]
    python bench/reader/pictures.py --readme        # the four that the README shows, into docs/pictures

Pages without *--whole* are shown as far as the screen goes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image

from reader.chromium import chromium, why_not
from reader.kinds import KINDS
from reader.serving import SEARCHABLE, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = Path(__file__).resolve().parents[2] / "docs/pictures"
Scheme = Literal["light", "dark"]


class Screen(NamedTuple):
    """A screen, in CSS pixels, and how many of its own it has for each."""

    name: str
    width: int
    height: int
    density: float


README = (
    ("home", "desk", "light"),
    ("post", "phone", "light"),
    ("tag", "phone", "dark"),
    ("guide", "desk", "dark"),
)
"""Those that the README shows: kind, screen, scheme."""
# A picture that has arrived may still wait to be drawn.
_SHOWN = (
    "Promise.all([...document.images].filter(one => one.complete).map(one => one.decode().catch(() => 0)))"
)
PHONE, DESK = Screen("phone", 390, 844, 2), Screen("desk", 1280, 900, 1)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def take(
    browser: Browser, origin: str, folder: Path, kinds: Iterator[tuple[str, str]], *, whole: bool
) -> Iterator[Path]:
    """Take the pictures of the pages at *origin* into *folder*, and yield each; *whole*: as long as the page
    is, not as high as the screen."""
    for kind, url in kinds:
        for screen in (PHONE, DESK):
            for scheme in SCHEMES:
                page = browser.new_page(
                    viewport={"width": screen.width, "height": screen.height},
                    device_scale_factor=screen.density,
                    color_scheme=scheme,
                    reduced_motion="reduce",
                )
                page.goto(f"{origin}{url}", wait_until="networkidle")
                if whole:  # what loads when it comes into view
                    page.evaluate("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
                    page.wait_for_load_state("networkidle")
                page.evaluate(_SHOWN)
                path = folder / f"{kind}-{screen.name}-{scheme}.png"
                page.screenshot(path=path, full_page=whole)
                page.close()
                yield path


def renew_readme(site: Path) -> None:
    """Take the pictures of the README, as small files."""
    with TemporaryDirectory() as folder, serving(site, SEARCHABLE) as origin, chromium() as browser:
        kinds = ((kind, KINDS[kind]) for kind, _screen, _scheme in README)
        for path in take(browser, origin, Path(folder), kinds, whole=False):
            if tuple(path.stem.rsplit("-", 2)) in README:
                PICTURES.mkdir(exist_ok=True)
                Image.open(path).save(PICTURES / f"{path.stem}.webp", quality=82, method=6)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--site", type=Path, default=Path("public"), help="the built site")
    parser.add_argument("--to", type=Path, default=Path("pictures"), help="the folder for the pictures")
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    parser.add_argument("--whole", action="store_true", help="whole pages, not the first screen")
    given = parser.parse_args()
    reason = why_not()
    if reason:
        print(f"No pictures were taken: {reason}.", file=sys.stderr)
        return 1
    if given.readme:
        renew_readme(given.site)
        return 0
    given.to.mkdir(parents=True, exist_ok=True)
    kinds = ((kind, KINDS[kind]) for kind in given.kinds or KINDS)
    with serving(given.site, SEARCHABLE) as origin, chromium() as browser:
        for path in take(browser, origin, given.to, kinds, whole=given.whole):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
