"""Elements that no paragraph can hold end it."""

from __future__ import annotations

import pytest

from sitegen.markup.paragraphs import end_paragraphs
from sitegen.markup.scan import scan


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<p>Said.\n<footer>— A</footer></p>", "<p>Said.</p>\n<footer>— A</footer>"),
        ("<p><footer>— A</footer></p>", "<footer>— A</footer>"),
        ("<p>Said.\n<footer>— A</footer>\n</p>\n<p>B</p>", "<p>Said.</p>\n<footer>— A</footer>\n<p>B</p>"),
        ("<p>A <div>b</div> c</p>", "<p>A</p>\n<div>b</div>\n<p> c</p>"),
        ("<p>A <div>b</div> <div>c</div></p>", "<p>A</p>\n<div>b</div>\n<div>c</div>"),
        ("<p><em>A <footer>b</footer></em></p>", "<p><em>A <footer>b</footer></em></p>"),
        ("<p><em>A</em> <footer>b</footer></p>", "<p><em>A</em></p>\n<footer>b</footer>"),
        ("<p>A<br><footer>b</footer></p>", "<p>A<br></p>\n<footer>b</footer>"),
        ("<p>A <footer>b</p><p>c</p>", "<p>A</p>\n<footer>\n<p>b</p><p>c</p>"),
        ("<footer><p>A</p></footer>", "<footer><p>A</p></footer>"),
    ],
)
def test_what_no_paragraph_can_hold_ends_it(html, mended):
    assert "".join(end_paragraphs(scan(html))) == mended
