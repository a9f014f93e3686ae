"""What nothing closes inside raw HTML: browsers show what follows it, by the rules of HTML."""

from __future__ import annotations

import html5lib
import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.engines import ENGINES, make_engine

BEGINNINGS = (
    "<!-- TODO",
    "<![CDATA[ TODO",
    "<! TODO",
    "<? TODO",
    "<!DOCTYPE TODO",
    "<?xml TODO",
    "<![if TODO",
    '<a href="TODO',
    "<a title='TODO",
)
SHAPES = (
    '<div class="box">\n{}\n</div>',
    "<div>\n\n{}\n\n</div>",
    "<div><div>\n{}\n</div></div>",
    "<p>open\n\n{}\n",
    "<table><tr><td>{}</td></tr></table>",
    "<pre>\n{}\n</pre>",
    "<ul>\n<li>{}\n</ul>",
    "<section>\n{}",
    "<hr>\n{}",
    "{}",
    "a {}",
    "> <div>\n> {}\n> </div>",
    "- <div>\n  {}\n  </div>",
    "<div markdown='1'>\n{}\n</div>",
    "<div>\n{}\n</div>\n\nmiddle\n\n<!-- closed -->",
    "<script>\nlet a = '<!--'\n</script>\n\n<div>\n{}\n</div>",
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_left_open_hides_nothing_in_a_browser(engine, shape, beginning):
    text = f"Before.\n\n{shape.format(beginning)}\n\nAfter.\n\n## Chapter\n"

    html = make_engine(MarkdownSettings(engine=engine), "en").convert(text).html

    page = html5lib.parse(f"<body><main>{html}</main><footer>The end</footer>", namespaceHTMLElements=False)
    shown = "".join(page.find("body").itertext())
    assert all(word in shown for word in ("Before.", "TODO", "After.", "Chapter"))
    assert ("middle" in shown) == ("middle" in shape)
    assert [child.tag for child in page.find("body")] == ["main", "footer"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_comment_left_open_in_a_box_ends_with_neither_the_box_nor_the_page(engine):
    text = "Before.\n\n<div class='box'>\n<!-- TODO\n</div>\n\nAfter.\n\n## Chapter"

    document = make_engine(MarkdownSettings(engine=engine), "en").convert(text)

    assert "<div class='box'>\n&lt;!-- TODO\n</div>" in document.html
    assert '<p>After.</p>\n<h2 id="chapter">' in document.html
