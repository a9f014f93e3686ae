"""Look at a page as readers do: with all rules of axe-core, by keyboard, on a narrow screen, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from reader.installing import AXE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMES: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "more contrast": {"color_scheme": "light", "contrast": "more"},
    "more contrast, dark": {"color_scheme": "dark", "contrast": "more"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
    "print": {"media": "print", "color_scheme": "dark"},
}
"""What readers ask of their system, as Playwright emulates it."""
_NOTHING = {"media": "screen", "color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}
NOTHING = "about:blank"
WIDTHS = (320, 390, 1280)
SEEN = [(width, scheme) for width in WIDTHS for scheme in ("light", "dark", "more contrast")]
"""The screens, widths and wishes, on which tests look at a page."""
SELDOM = [(390, scheme) for scheme in SCHEMES if (390, scheme) not in SEEN]
"""Those of few readers."""
_SETTLED = "document.fonts.ready.then(() => new Promise(go => requestAnimationFrame(() => go())))"
_RUN_AXE = """
async (without) => {
  const ids = axe.getRules().map(rule => rule.ruleId);
  const rules = Object.fromEntries(ids.map(id => [id, {enabled: !without.includes(id)}]));
  const found = await axe.run(document, {resultTypes: ['violations'], rules});
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`));
}
"""
_WIDTH = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
_FOCUS = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  const place = [...document.querySelectorAll('*')].indexOf(one);
  return {name: one.outerHTML.slice(0, 90), ringed, seen, place};
}
"""
_STOPS = """
() => [...document.querySelectorAll('a[href], button, summary, input, select, textarea, [tabindex="0"]')]
  .filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
  .map(one => [...document.querySelectorAll('*')].indexOf(one))
"""


class Stop(NamedTuple):
    """Where the keyboard comes: an element, whether it has a ring then, and whether it is on the screen."""

    name: str
    ringed: bool
    seen: bool
    place: int


class Opened:
    """The page *url* in a browser, what it asked of other hosts (*strangers*), and what the console said."""

    def __init__(self, page: Page, origin: str, url: str) -> None:
        self.page, self.url = page, url
        self.strangers: list[str] = []
        self.said: list[str] = []
        self._origin, self._on_paper = origin, False
        page.on("request", self._note_request)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _note_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self.strangers.append(request.url)

    def show(self, width: int, scheme: str = "light", height: int = 800) -> None:
        """Show the page on a screen of this width, as a reader with these wishes sees it."""
        self._on_paper = scheme == "print"
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(**{**_NOTHING, **SCHEMES[scheme]})
        self.page.evaluate(_SETTLED)

    def violations(self) -> list[str]:
        """Return what axe-core finds with all of its rules: the rule and the element of each."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(_axe())
        without = ["target-size"] if self._on_paper else []  # nobody presses a link there
        found: list[str] = self.page.evaluate(_RUN_AXE, without)
        return found

    def width(self) -> int:
        """Return how wide the page is; more than the screen: it scrolls sideways."""
        found: int = self.page.evaluate(_WIDTH)
        return found

    def stops(self) -> list[int]:
        """Return what can be used, by number in the page."""
        found: list[int] = self.page.evaluate(_STOPS)
        return found

    def walk(self) -> Iterator[Stop]:
        """Go through the page by keyboard, from its beginning to its end."""
        for _number in range(1000):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(_FOCUS)
            if focus is None:
                return
            yield Stop(**focus)


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


@contextmanager
def opened(browser: Browser, origin: str, url: str, **context: Any) -> Iterator[Opened]:
    """Open the page *url* of *origin*; *context* is told to Playwright."""
    with browser.new_context(reduced_motion="reduce", **context) as made:
        page = Opened(made.new_page(), origin, url)
        page.page.goto(url if url == NOTHING else f"{origin}{url}")
        yield page
