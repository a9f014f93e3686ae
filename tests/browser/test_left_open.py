"""What writers leave open, or end without beginning it, in a real browser: the page around it stays whole."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.balance import balanced, end_elements
from sitegen.markup.engines import make_engine
from sitegen.markup.scan import scan, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# All that HTML knows but `main`, which a text has no business to hold, and some that it does not know.
NAMES = sorted(
    words(
        "a abbr address article aside audio b bdo big blockquote body button canvas caption center cite code"
        " colgroup datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form"
        " h1 h2 h3 h6 head header hgroup html i iframe ins kbd label legend li listing map mark marquee math menu"
        " meter name nav nobr noembed noframes noscript object ol optgroup option output p picture plaintext pre"
        " progress q rp rt ruby s samp script search section select small span strike strong style sub summary sup"
        " svg table tbody td template textarea tfoot th thead time title tr tt u ul var video x-y xmp"
    )
)
_LOOK = """
texts => texts.map(html => {
  const page = new DOMParser().parseFromString(
    `<!DOCTYPE html><body><main><div id="text">${html}</div></main><footer><form></form></footer>`, 'text/html');
  const [main, footer, ...more] = page.body.children;
  const text = page.getElementById('text');
  return !more.length && main?.localName === 'main' && footer?.localName === 'footer'
    && text?.parentElement === main && main.children.length === 1 && footer.firstElementChild?.localName === 'form';
})
"""
_MAKE = """
texts => texts.map(html => {
  const make = html => {
    const page = new DOMParser().parseFromString(`<!DOCTYPE html><body><div id="text">${html}</div>`, 'text/html');
    return page.getElementById('text')?.innerHTML;
  };
  return [make(html), make(make(html))];
})
"""


def not_whole(browser: Browser, texts: list[str]) -> list[str]:
    """Return those of the HTML *texts* that do not stay in the page that they stand in."""
    page = browser.new_page()
    try:
        return [text for text, whole in zip(texts, page.evaluate(_LOOK, texts), strict=True) if not whole]
    finally:
        page.close()


def soup(random: Random, length: int) -> str:
    """Return tags and words without any order."""
    written = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]
    return "".join(random.choice([random.choice(written), "word "]) for _ in range(length))


def test_soup_stays_where_it_is_written(browser):
    random = Random(1)
    texts = [soup(random, random.randint(1, 20)) for _ in range(2_000)]

    assert len(not_whole(browser, texts)) > 500  # it is soup
    assert not not_whole(browser, ["".join(end_elements(scan(text)).tokens) for text in texts])


def test_what_a_browser_has_made_of_soup_is_left_as_it_is(browser):
    random = Random(3)
    page = browser.new_page()
    made = page.evaluate(_MAKE, [soup(random, random.randint(1, 20)) for _ in range(2_000)])
    stable = [once for once, twice in made if once == twice]
    page.close()

    assert len(stable) > 1_500
    assert [text for text in stable if end_elements(scan(text)).stray] == []


def test_soup_that_is_cut_off_stays_there_too(browser):
    random = Random(2)
    texts = [end_elements(scan(soup(random, random.randint(1, 20)))).tokens for _ in range(2_000)]
    cut = ["".join(balanced(tokens[: random.randint(0, len(tokens))])) for tokens in texts]

    assert not not_whole(browser, cut)


@pytest.mark.parametrize("engine", ["commonmark", "python-markdown"])
@pytest.mark.parametrize(
    "around",
    [
        "Before {} after.\n\nNext.\n",
        "Before.\n\n{}\n\nNext.\n",
        "- one {} two\n- three\n\nNext.\n",
        "> {}\n> quoted\n\nNext.\n",
        "## A {} heading\n\nNext.\n",
        "| a | b |\n|---|---|\n| {} | c |\n\nNext.\n",
        "Note.[^1]\n\n[^1]: Says {} this.\n\nNext.\n",
        "{}\n\n<!--more-->\n\nNext.\n",
    ],
)
def test_no_element_leaves_its_text(browser, engine, around):
    convert = make_engine(MarkdownSettings(engine=engine), "en").convert
    made = [convert(around.format(tag)) for name in NAMES for tag in (f"<{name}>", f"</{name}>")]
    texts = [text for document in made for text in (document.html, document.opening, document.marked or "")]

    assert not not_whole(browser, texts)
    assert not [document.html for document in made if "Next" not in document.html]


SIGNS = [
    "*",
    "**",
    "`",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "<",
    "</",
    '"',
    "'",
    ">",
    "=",
    "word ",
    "<a href='",
    "<!--",
    "[a](b)",
]


@pytest.mark.parametrize("engine", ["commonmark", "python-markdown"])
def test_soup_of_tags_and_markdown_stays_where_it_is_written(browser, engine):
    random, convert = Random(4), make_engine(MarkdownSettings(engine=engine), "en").convert
    written = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]
    made = [
        convert("".join(random.choice(random.choice([written, SIGNS])) for _ in range(random.randint(1, 20))))
        for _ in range(1_500)
    ]

    assert not not_whole(browser, [one for document in made for one in (document.html, document.opening)])
