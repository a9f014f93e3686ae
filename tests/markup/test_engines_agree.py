"""The two engines make the same of what blogs hold; where they don't, it stands here with the reason.

A site that changes its engine keeps its addresses, anchors, excerpts, links, pictures and lists of contents.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
sys.path.insert(0, str(Path(__file__).parents[1] / "odd"))

from corpus import Corpus
from odd_posts import BODIES

from sitegen.content.read import Converted, Reading, read_text
from sitegen.content.scan import scan_content
from sitegen.markup.document import Document, StandIn
from support.sameness import shape

ROOT = Path(__file__).parents[2]
SITES = (ROOT, ROOT / "tests/sites/kitchen-sink")
CORPUS_POSTS = 100


def bodies() -> Iterator[tuple[str, str]]:
    """Yield the texts of whole sites and of the made-up blog of the benchmark."""
    reading = Reading(StandIn(), UTC, allow=("mood", "hero"))
    for site in SITES:
        for key in scan_content(site / "content").texts:
            read = read_text(key, (site / "content" / key).read_bytes(), reading)
            assert isinstance(read, Converted)
            yield key, read.document.html
    corpus = Corpus(seed=1, words=490)
    for number in range(CORPUS_POSTS):
        yield f"corpus {number}", corpus.post(number).body


SHARED = dict(bodies())


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED.keys())
def test_posts_of_blogs_come_out_alike(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "a\n| x | y |\n|---|---|\n| 1 | 2 |\nb",
        "a\nb\n| x | y\n-|-:\n1 | 2\n\nc",
        "a\nx | y\n-|-:\n1 | 2",
        "a\n| x |\n|---|\n| 1 |",
        "- a\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n- b",
        "> a\n> | x | y |\n> |---|---|\n> | 1 | 2 |",
        "- a\n    | x | y |\n    |---|---|\n    | 1 | 2 |\n- b\n  - c\n      | x | y |\n      |---|---|",
        "a\n| x | y |\n|---|---|\n| 1 | 2 |\n- b",
        "a\n| x | y |\n|---|",
        "- a\n| x | y |\n|---|---|",
        "a\n| x | y |\n    |---|---|",
        "| ![](a.jpg) | ![](b.jpg) |\n|:-:|:-:|\n\nc",
        r"""| a | b |
|---|---|
| `x\|y` | ``\|`` \| `z` |""",
        "a\n    | x | y |\n|---|---|",
    ],
)
def test_tables_under_a_line_come_out_alike(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "1. a\n\n   b\n2. c",
        "- a\n\n  ```\n  b\n  ```\n- c",
        "```py\na\n ```\nb\n\n```\nc\n`````\nd\n\n- e\n\n  ```\n  f\n    ````\n- g",
        "- a\n\n    - b\n    - c\n- d",
        "- a\n    > b\n- c",
        "> a\n- b\n\n> c\n1. d\n\n> e\n### f\n\n> g\n2. h\n\n  ## i\nsee [PR\n#92](https://a.example/)",
        "- ```py\n  a\n  ```\n- b\n\n1. c\n   - ~~~\n     d\n\n     e\n     ~~~\n2. ```\n   g\n   ```",
        "- a\n\n      b\n\n  c\n- d\n\ne\n\n1. f\n\n       g\n         h\n\n   i",
        "1. a\n- b\n- c\n2. d",
        "| a | b |\n|---|---|\n| c | d |\n## e\n\n| a |\n|---|\n| b |\n- c",
        "```\na\n```\n---\n\n> b\n```\nc\n```",
        "- a\n\n  > - b\n  >\n  >   c",
        "- a\n\n  <p>b</p>\n\n  c\n\n- d\n\n\ne",
        "1. a\n\n   <details>\n   <summary>b</summary>\n\n   *c*\n\n   </details>\n\n   d\n\n2. e",
        "- a\n\n<div>b</div>\n\n- c",
        "<figure>\n\n[![](a.jpg)](a.jpg)\n\n<figcaption>\n\n*b*\n\n</figcaption>\n\n</figure>\n\nc",
        "[#1] [#2]\n\n[#1]: https://a.example/1\n[#2]: https://a.example/2",
        r"\<b> is \"bold\" \& 5\'",
        'Q&A; it&#146;s\n\n<p title="Q&A;">R&D; it&#146;s &copy 2026</p>',
    ],
)
def test_lists_names_and_backslashes_come_out_alike(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


@pytest.mark.parametrize(
    "text",
    [
        "a\\\nb\\\\\nc\\",
        "- a\\\n  b",
        r"It costs \$5, \"she said\" \'so\' \= \^ \@ \& \<b>",
        r"[a\$b](https://example.org/ 'it\'s') ![\"a\"](a.png)",
        "`a \\\nb \\$`\n\n    c \\\n    \\$",
        "<i title='it\\$'>a \\$</i>",
    ],
)
def test_backslashes_come_out_alike(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))


lines = st.sampled_from(["tea", "a *warm* pot", "`code`", "[us](https://a.example/) and you"])
paragraphs = st.tuples(lines, lines | st.just("1986. was good")).map(list) | st.tuples(lines).map(list)
quotations = paragraphs.map(lambda words: [f"> {line}" for line in words])
fences = paragraphs.map(lambda words: ["```", *words, "```"])
tables = lines.map(lambda words: ["| a | b |", "|---|---|", f"| {words} | c |"])


@st.composite
def listings(draw: st.DrawFn, step: int, sign: str, depth: int) -> list[str]:
    """A list, bulleted or numbered, loose or not, whose items hold other blocks, in lines.  What is in an
    item is indented by *step* blanks; by 0: as far as its words.  A *sign* stands behind each number."""
    number, is_loose, made = draw(st.sampled_from([0, 1, 9])), draw(st.booleans()), []
    for count in range(draw(st.integers(1, 3))):
        marker = f"{number + count}{sign}" if number else "-"
        pad = " " * (step or len(marker) + 1)
        first, *others = draw(lines.map(lambda line: [line]) | fences)
        made += [f"{marker} ".ljust(step) + first, *(pad + line for line in others)]
        for block in draw(st.lists(blocks(step, sign, depth + 1), max_size=2)) if depth < 3 else ():
            is_list = block[0].startswith(("- ", "1. ", "1) "))
            made += [] if is_list and draw(st.booleans()) else [""]
            made += [pad + line if line else "" for line in block]
        made += [""] if is_loose else []
    return made[:-1] if is_loose else made


def blocks(step: int, sign: str, depth: int) -> st.SearchStrategy[list[str]]:
    return st.one_of(paragraphs, quotations, fences, tables, listings(step, sign, depth))


def loosely(document: Document) -> list[str]:
    """Return the tags and words of a document without what differs on purpose: whether items are paragraphs,
    and where one list or quotation ends and the next begins."""
    html = re.sub(r"</?p>", " ", shape(document)["html"])
    return re.findall(r"<[^>]*>|[^<>\s]+", re.sub(r"</(ul|ol|blockquote)>\s*<\1>", " ", html))


@given(
    st.tuples(st.sampled_from([0, 4]), st.sampled_from(".)")).flatmap(
        lambda how: st.lists(blocks(*how, 0), min_size=1, max_size=4)
    )
)
@example([["1. a", "", "   b", "2. c"], ["- a", "  > - b", "  >", "  >   c", "    - d"]])
def test_lists_come_out_alike_whatever_they_hold_and_however_it_is_indented(convert, native, blocks):
    text = "\n\n".join("\n".join(lines) for lines in blocks)

    assert loosely(convert(text)) == loosely(native.convert(text)), text


@dataclass(frozen=True)
class Difference:
    """A text of which the engines make different things, and why that stays so."""

    text: str
    default: str
    native: str
    why: str


STANDARD = "the CommonMark standard says so, and who chooses the engine asks for it"
LINES = "CommonMark ends raw HTML at a blank line, and reads Markdown only after one"
OWN = "an extension of Python-Markdown's own, of which CommonMark knows nothing; rare"
ORDER = "readers meet the numbers in order; Python-Markdown counts definitions as they come"
TEX = "writers of TeX put one before a comma, and need it there"
DIFFERENCES = {
    "a footnote defined before one that is met first": Difference(
        "a[^1] b[^2]\n\n[^2]: B\n[^1]: A", 'fn:1">2</a>', 'fn:1">1</a>', ORDER
    ),
    "a footnote that ends with code": Difference(
        "a[^1]\n\n[^1]:\n    ```\n    b\n    ```",
        "</pre><a",
        "</pre><p><a",
        "the link back is no part of the code",
    ),
    "two quotations in a row": Difference(
        "> a\n\n> b", "<p>a</p><p>b</p>", "</blockquote><blockquote>", STANDARD
    ),
    "a backslash before a sign of LaTeX": Difference(r"a\,b", r"a\,b", "a,b", TEX),
    "a fence that nothing closes": Difference("```\na", "``` a", "<code>a</code>", STANDARD),
    "a fence with an id": Difference("~~~ {.python #x}\na\n~~~", 'id="x"', 'python">a<', OWN),
    "a comment that nothing closes": Difference("<!-- a\n\nb", "<p>b</p>", "a b", STANDARD),
    "words right after a marker": Difference("a\n\n<!--more-->*b*", "<em>b</em>", "*b*", LINES),
    "words right after a block of HTML": Difference("<div>a</div>\n*b*", "<em>b</em>", "*b*", LINES),
    "Markdown between tags that do not match": Difference(
        "<div>\n\n*a*\n\n</section>", "*a*", "<p><em>a</em></p>", LINES
    ),
    "an element that asks for Markdown": Difference(
        '<div markdown="1">\n*a*\n</div>', "<em>a</em>", "<div>*a*</div>", OWN
    ),
    "an admonition in a list": Difference(
        "- a\n\n    !!! note\n        b", 'class="admonition note"', "<p>!!! note b</p>", OWN
    ),
    "an attribute without a value": Difference("*a*{.b hidden}", '<em class="b" hidden', "{.b hidden}", OWN),
    "bold words that end in punctuation": Difference("**a:**b", "<strong>a:</strong>b", "**a:**b", STANDARD),
    "an abbreviation explained with emphasis": Difference("*[A]: *b*\n\nA", "<abbr", "<p>A</p>", OWN),
    "a blank in a URL": Difference("[x](/a b)", 'href="/a b"', "[x](/a b)", STANDARD),
    "a bar in code in a table": Difference(
        "| a |\n|---|\n| `x|y` |", "<code>x|y</code>", "`x", "GitHub's tables say so"
    ),
    "emphasis in the words for a picture": Difference("![*a*](b.png)", 'alt="*a*"', 'alt="a"', STANDARD),
    "a heading without a blank": Difference("#A", "<h1", "<p>#A</p>", STANDARD),
    "a bracket after numbers with a full stop": Difference(
        "1. a\n2) b", "<li>a</li><li>b</li>", '</ol><ol start="2"><li>b</li>', STANDARD
    ),
    "another bullet": Difference("+ a\n- b", "<li>a</li><li>b</li>", "</ul><ul>", STANDARD),
    "a list right under a definition": Difference("T\n: a\n    - b", "a - b", "<li>b</li>", STANDARD),
    "a task without words": Difference("- [ ]\n- [x] a", "<li>[ ]</li>", "<input disabled", "GitHub's lists"),
}


@pytest.mark.parametrize("difference", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_what_differs_has_a_reason(convert, native, difference):
    default, ours = (shape(engine(difference.text))["html"] for engine in (convert, native.convert))

    assert difference.default in default
    assert difference.default not in ours
    assert difference.native in ours
    assert difference.native not in default
    assert difference.why


ODD = {
    "```python\nunclosed = True": "a fence that nothing closes",
    "~~~ {.python #x}\nx\n~~~": "a fence with an id",
    "<div><p>unclosed <b>bold <i>italic</div></b>": "words right after a block of HTML",
    "<!-- a comment that never ends": "a comment that nothing closes",
    "</p></div></body></html> stray ends": "words right after a block of HTML",
    "[empty]() [ ](x)": "a blank in a URL",
    "|" + " a |" * 40: "a bar in code in a table",
    "Text\n<!--more-->Text directly after": "words right after a marker",
}
"""How odd texts begin that come out differently, and which of the differences it is."""


@pytest.mark.parametrize("text", BODIES, ids=range(len(BODIES)))
def test_odd_texts_come_out_alike_but_for_those(convert, native, text):
    known = [name for start, name in ODD.items() if text.startswith(start)]

    assert (shape(native.convert(text)) != shape(convert(text))) == bool(known)
    assert DIFFERENCES.keys() >= set(known)


def test_urls_may_be_escaped_where_the_writer_left_that_out(convert, native):
    text = "[a](é.md) ![b](<c d.png>)"

    assert [link.target for link in convert(text).links] == ["é.md", "c d.png"]
    assert [link.target for link in native.convert(text).links] == ["%C3%A9.md", "c%20d.png"]
