"""Measure what readers get of a built site, and print it as the rows of a table.

    python bench/reader/measure.py public home=/ post=/2026/03/post-12/ [--lighthouse] [--checker]

The first page of a kind is measured on a telephone and on a desk, in every scheme of `looking.SCHEMES`.  No
request leaves this machine.  *--lighthouse* installs Lighthouse and runs it three times a page: do nothing
else meanwhile.  *--every-kind* does so for each kind of page of the blog of `blog.py`.  *--checker* has all
pages of the site read by the Nu HTML checker.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from reader.blog import KINDS  # noqa: E402
from reader.chromium import QUIET, chromium, find_chromium, why_not  # noqa: E402
from reader.installing import CHECKER, FOLDER, why_no_axe, why_no_checker  # noqa: E402
from reader.looking import NOTHING, SCHEMES, WIDTHS, Opened, opened  # noqa: E402
from reader.serving import LEVEL, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = ((375, 812, 2), (390, 844, 2), (768, 1024, 2), (1280, 900, 1))
"""Widths, heights and pixels for each CSS pixel, at which pictures are looked at."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_SCROLL = """
async () => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => moved += one.value))
    .observe({type: 'layout-shift', buffered: true});
  for (let y = 0; y < document.body.scrollHeight; y += 500) {
    scrollTo({top: y, behavior: 'instant'});
    await new Promise(go => setTimeout(go, 60));
  }
  await Promise.all([...document.images].map(one => one.decode().catch(() => 0)));
  return moved;
}
"""
_PIXELS = """
async () => {
  const wide = url => new Promise(go => {
    const one = new Image();
    one.onload = () => go(one.naturalWidth); one.onerror = () => go(0); one.src = url;
  });
  const all = [...document.images].filter(one => one.clientWidth);
  return Promise.all(all.map(async one => await wide(one.currentSrc) / (one.clientWidth * devicePixelRatio)));
}
"""
_TEXT = """
() => {
  const isLong = one => one.textContent.length > 200;
  const long = [...document.querySelectorAll('main p')].filter(isLong).slice(0, 6);
  const range = document.createRange();
  let chars = 0, lines = 0;
  for (const paragraph of long) {
    const rows = new Map(), words = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node; node = words.nextNode();) for (let at = 0; at < node.length; at++) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const row = Math.round(range.getBoundingClientRect().bottom / 4);
      rows.set(row, (rows.get(row) || 0) + 1);
    }
    const full = [...rows.values()].filter(count => count > 8).slice(0, -1);
    chars += full.reduce((sum, count) => sum + count, 0); lines += full.length;
  }
  const style = long[0] && getComputedStyle(long[0]);
  const size = style && parseFloat(style.fontSize);
  return style ? [Math.round(chars / lines), size, +(parseFloat(style.lineHeight) / size).toFixed(2)] : null;
}
"""


def measure(browser: Browser, origin: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield what was measured of a page: the name of the row, and the figure."""
    sizes: dict[str, int] = {}

    def note(response: Any) -> None:
        body = response.body()
        coded = response.headers.get("content-encoding") == "gzip"
        kind = response.request.resource_type
        kind = "icon" if "favicon" in response.url else kind
        sent = len(gzip.compress(body, LEVEL, mtime=0) if coded else body)
        sizes[kind] = sizes.get(kind, 0) + sent + _head(response)

    phone = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
    with opened(browser, origin, NOTHING, **phone) as page:
        page.page.on("response", note)
        page.page.goto(f"{origin}{url}")
        moved = page.page.evaluate(_SCROLL)
        page.page.wait_for_load_state("networkidle")
        strangers, said = page.strangers, page.said
    others = sum(size for kind, size in sizes.items() if kind not in ("image", "icon"))
    files = sum(1 for kind in sizes if kind not in ("image", "icon"))
    yield "bytes besides pictures, compressed, with headers", f"{others:,} in {files} files"
    yield "bytes of pictures, 390 px × 2", f"{sizes.get('image', 0):,}"
    yield "pixels / needed, at most", f"{max(_over(browser, origin, url), default=0):.2f}"
    yield "other hosts, fonts, scripts", f"{len(strangers)}, {sizes.get('font', 0)}, {sizes.get('script', 0)}"
    yield "what moves while it loads and scrolls (CLS)", f"{moved:.3f}"
    yield "words on the console", str(len(said))
    yield from _looks(browser, origin, url)


def _head(response: Any) -> int:
    """Return the bytes of what HTTP/1.1 says before a body."""
    lines = [f"{header['name']}: {header['value']}" for header in response.headers_array()]
    return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(line) + len("\r\n") for line in lines)


def _over(browser: Browser, origin: str, url: str) -> Iterator[float]:
    for width, height, density in SCREENS:
        view = {"viewport": {"width": width, "height": height}, "device_scale_factor": density}
        with opened(browser, origin, url, **view) as page:
            page.page.evaluate(_SCROLL)
            yield from page.page.evaluate(_PIXELS)


def _looks(browser: Browser, origin: str, url: str) -> Iterator[tuple[str, str]]:
    with opened(browser, origin, url) as page:
        found = sum(len(_violations(page, width, scheme)) for width in WIDTHS for scheme in SCHEMES)
        yield f"axe-core, all rules, {len(SCHEMES)} schemes × {len(WIDTHS)} widths", str(found)
        wide = [width for width in (*WIDTHS, 640) if _is_wider(page, width)]
        yield "scrolls sideways at", ", ".join(map(str, wide)) or "no width"
        texts = []
        for width in (1280, 375):
            page.show(width)
            texts.append(page.page.evaluate(_TEXT))
        if all(texts):
            yield "characters a line, 1280 / 375 px", " / ".join(str(one[0]) for one in texts)
            yield "text in px / line height, 1280; 375", "; ".join(f"{one[1]:g} / {one[2]}" for one in texts)
        page.show(1280)
        page.page.evaluate("document.activeElement.blur()")
        stops = list(page.walk())
        yield "stops of the keyboard, with a ring", f"{len(stops)}, {sum(one.ringed for one in stops)}"
        page.show(1280, "print")
        pages = re.findall(rb"/Type\s*/Page\b", page.page.pdf(format="A4"))
        yield "A4 pages", str(len(pages))
    dark = []
    for scripts in (True, False):
        with opened(browser, origin, url, color_scheme="dark", java_script_enabled=scripts) as page:
            dark.append(page.page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor"))
    yield "ground in the dark, without scripts", dark[1]


def _is_wider(page: Opened, width: int) -> bool:
    page.show(width)
    return page.width() > width


def _violations(page: Opened, width: int, scheme: str) -> list[str]:
    page.show(width, scheme)
    return page.violations()


# ---- Lighthouse and the checker, which are programs of their own


def lighthouse(origin: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield the worst of three runs of Lighthouse, as it sees a telephone."""
    flags = " ".join(["--headless=new", "--no-sandbox", *QUIET])
    program = str(_install_lighthouse() / "node_modules/.bin/lighthouse")
    command = [program, f"{origin}{url}", "--output=json", "--quiet", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    runs = []
    for _run in range(3):
        environment = os.environ | {"CHROME_PATH": find_chromium()}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        runs.append(json.loads(done.stdout))
    scores = [min(round(100 * run["categories"][name]["score"]) for run in runs) for name in CATEGORIES]
    yield "Lighthouse, the worst of 3 runs", " / ".join(map(str, scores))
    for name, audit in (("LCP", "largest-contentful-paint"), ("CLS", "cumulative-layout-shift")):
        yield f"{name} of Lighthouse", f"{max(run['audits'][audit]['numericValue'] for run in runs):.0f}"


def _install_lighthouse() -> Path:
    folder = FOLDER.parent / "lighthouse"
    if not (folder / "node_modules/.bin/lighthouse").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "lighthouse" / name, folder / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
    return folder


def checked(site: Path) -> tuple[int, int]:
    """Return how many errors and warnings the Nu HTML checker has for all pages of *site*."""
    done = subprocess.run([*CHECKER, str(site)], capture_output=True, text=True, check=True)
    messages = json.loads(done.stdout)["messages"]
    errors = sum(one["type"] == "error" for one in messages)
    return errors, sum(one.get("subType") == "warning" for one in messages)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path, help="the built site")
    parser.add_argument("pages", nargs="*", metavar="NAME=URL")
    parser.add_argument("--lighthouse", action="store_true")
    parser.add_argument(
        "--every-kind", action="store_true", help="Lighthouse for each kind of page of blog.py"
    )
    parser.add_argument("--checker", action="store_true")
    given = parser.parse_args()
    reason = why_not() or why_no_axe() or (given.checker and why_no_checker())
    if reason:
        print(f"Nothing was measured: {reason}.", file=sys.stderr)
        return 1
    pages = dict(page.split("=", 1) for page in given.pages)
    rows: dict[str, dict[str, str]] = {}
    with serving(given.site) as origin:
        with chromium() as browser:
            for name, url in pages.items():
                for row, figure in measure(browser, origin, url):
                    rows.setdefault(row, {})[name] = figure
        for name, url in pages.items() if given.lighthouse else ():
            for row, figure in lighthouse(origin, url):
                rows.setdefault(row, {})[name] = figure
    _print(rows, pages)
    if given.every_kind:
        _print_kinds(given.site)
    if given.checker:
        errors, warnings = checked(given.site)
        print(f"\nNu HTML checker, all pages: {errors} errors, {warnings} warnings.")
    return 0


def _print_kinds(site: Path) -> None:
    """Print what Lighthouse says of a page of each kind of the blog that `blog.py` writes."""
    header: list[str] = []
    with serving(site) as origin:
        for kind, url in KINDS.items():
            figures = dict(lighthouse(origin, url))
            if not header:
                header = [*figures]
                print(f"\n| | {' | '.join(header)} |\n|---|{'---|' * len(header)}")
            print(f"| {kind} | {' | '.join(figures.values())} |", flush=True)


def _print(rows: Mapping[str, Mapping[str, str]], pages: Mapping[str, str]) -> None:
    print(f"| | {' | '.join(pages)} |\n|---|{'---|' * len(pages)}")
    for row, figures in rows.items():
        print(f"| {row} | {' | '.join(figures.get(name, '') for name in pages)} |")


if __name__ == "__main__":
    sys.exit(main())
