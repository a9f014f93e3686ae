"""Bars as SVG: readable on light and on dark, and for those who can't see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, VALUES, ROW, TOP = 760, 220, 90, 30, 44
STYLE = """\
text { font: 14px system-ui, sans-serif; fill: #1c2422 }
.title { font-size: 16px; font-weight: 600 }
.bar { fill: #8a9a94 }
.own { fill: #1f7a5c }
@media (prefers-color-scheme: dark) {
  text { fill: #e6ebe8 }
  .bar { fill: #6f7f79 }
  .own { fill: #4fc39a }
}"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: *value* gives its length, *shown* is written at its end, *own* stands out."""

    label: str
    value: float
    shown: str
    own: bool = False


def in_words(title: str, bars: Sequence[Bar]) -> str:
    """Return what a chart shows, as its text alternative."""
    return f"{title}: " + "; ".join(f"{bar.label} {bar.shown}" for bar in bars) + "."


def bar_chart(title: str, bars: Sequence[Bar]) -> str:
    """Return a chart of *bars*, the first on top, all from zero on one scale."""
    height = TOP + ROW * len(bars) + 8
    most = max((bar.value for bar in bars), default=0) or 1
    scale = (WIDTH - LABELS - VALUES) / most
    rows = "\n".join(_row(bar, TOP + ROW * number, scale) for number, bar in enumerate(bars))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" \
role="img" aria-labelledby="title words">
<title id="title">{escape(title)}</title>
<desc id="words">{escape(in_words(title, bars))}</desc>
<style>
{STYLE}
</style>
<text class="title" x="0" y="20">{escape(title)}</text>
{rows}
</svg>
"""


def _row(bar: Bar, top: int, scale: float) -> str:
    length = max(bar.value * scale, 1)
    base = top + 17
    kind = "own" if bar.own else "bar"
    return (
        f'<text x="{LABELS - 10}" y="{base}" text-anchor="end">{escape(bar.label)}</text>\n'
        f'<rect class="{kind}" x="{LABELS}" y="{top}" width="{length:.1f}" height="24" rx="2"/>\n'
        f'<text x="{LABELS + length + 8:.1f}" y="{base}">{escape(bar.shown)}</text>'
    )
