"""Start a headless Chromium that calls nobody, or say why there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
)
"""First those without windows: the same engine, which looks at pages in 0.6 of the time."""
HINT = "run `make browser`, which installs what is missing where it may"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""Nothing is asked of any other host, and text looks the same on all machines with the same fonts."""


def why_not() -> str:
    """Return what keeps a browser from being started here; empty: nothing."""
    if find_spec("playwright") is None:
        return f"Playwright is not installed; {HINT}"
    if not find_chromium():
        return f"no Chromium is installed; {HINT}"
    return ""


def find_chromium() -> str:
    """Return the path of a Chromium; empty: there is none."""
    given = os.environ.get("CHROMIUM", "")
    return given or next(filter(None, map(shutil.which, NAMES)), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser with an empty profile, and end it when the `with` block ends."""
    from playwright.sync_api import sync_playwright

    as_root = ("--no-sandbox",) if os.name == "posix" and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=[*QUIET, *as_root]
        )
        yield browser
        browser.close()
