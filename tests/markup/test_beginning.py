"""What describes a text whose writer has not: sentences, from whatever the text begins with."""

from __future__ import annotations

import time

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.content.source import DESCRIPTION_LENGTH, outline_of
from sitegen.markup.beginning import ENOUGH, running_beginning
from sitegen.markup.engines import ENGINES, make_engine
from sitegen.markup.scan import scan
from sitegen.text import beginning

BODY = """\
## A heading

!!! note "A title"
    Mind this.

![A car](car.jpg "A caption")

[TOC]

| a | b |
|---|---|
| c | d |

```python
x = 1
```

Words[^1] with `code` & *more*.
On two lines.

Term
: Its meaning.

- An item
- and another

<script>let x</script>

> Quoted.

[^1]: A note.
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_description_is_made_of_running_text(engine):
    outline = outline_of(make_engine(MarkdownSettings(engine=engine), "en").convert(BODY))

    assert outline.description == (
        "Mind this. Words with code & more. On two lines. Its meaning. An item · and another · Quoted."
    )


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h2>a</h2><p>b</p>", "b"),
        ("<div>a<p class='wp-caption-text'>b</p></div>", "a"),
        ("<figure><img src=x><figcaption>a</figcaption></figure><p>b</p>", "b"),
        ("<p><img src=x>\n<em>a</em></p><p>b</p>", "b"),
        ("<p>b</p><p><a href=y><img src=x></a><br><em>a</em></p><p>c</p>", "b · c"),
        ("<p><img src=x><em>b</em> c</p>", "b c"),
        ("<details><summary>a</summary>b</details>", "b"),
        ('<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup>.</p>', "a."),
        ("<p>x<sup>2</sup></p>", "x2"),
        ("<p>a</p><pre><code>b</code></pre><table><tr><td>c</td></tr></table>", "a"),
        ("<pre>b</pre>", ""),
        ("<p>a<br>b</p>", "a b"),
    ],
)
def test_what_is_no_running_text_is_passed_over(html, words):
    assert running_beginning(scan(html)) == words


def test_no_more_is_looked_at_than_a_description_needs():
    assert ENOUGH >= 3 * DESCRIPTION_LENGTH
    tokens = scan("<p>One <b>word</b>.</p>" * 100_000)

    start = time.process_time()
    for _text in range(100):
        running_beginning(tokens)

    assert time.process_time() - start < 0.5
    words = " ".join(["One word."] * 100)
    assert beginning(running_beginning(tokens), DESCRIPTION_LENGTH) == beginning(words, DESCRIPTION_LENGTH)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>A library</p><p>It reads.</p>", "A library · It reads."),
        ("<p>Reads:</p><ul><li>one</li><li>two</li></ul>", "Reads: one · two"),
        ("<p>“It is.”</p><p>So.</p>", "“It is.” So."),
        ("<p>はい。</p><p>いいえ</p><p>え</p>", "はい。 いいえ · え"),
        ("<p>one<br>two</p>", "one two"),
        ('<p><a href="/a">Docs</a> | <a href="/b">News</a></p><p>A tool.</p>', "A tool."),
        (
            '<ul><li><a href="/a">A</a><ul><li>📖 <a href="/b">B</a></li></ul></li></ul><p>A tool.</p>',
            "A tool.",
        ),
        ('<p><a href="/a">Docs</a> and <a href="/b">News</a></p><p>A tool.</p>', "Docs and News · A tool."),
        ('<p><a href="/a">What I read</a></p><p>It is good.</p>', "What I read · It is good."),
        ('<ul><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul>', "A · B"),
        ("<p><b>In this post:</b></p>\n<ul><li><a>A</a></li><li><a>B</a></li></ul><p>A tool.</p>", "A tool."),
        ("<p>目录</p><ul><li><a>A</a></li><li><a>B</a></li></ul><p>A tool.</p>", "A tool."),
        ("<p>This was the week.</p><ul><li><a>A</a></li><li><a>B</a></li></ul>", "This was the week."),
        (
            "<p>What I read this week:</p><ul><li><a>A</a></li><li><a>B</a></li></ul>",
            "What I read this week:",
        ),
        (
            '<p>A tool.</p><p>Contents</p><nav class="toc"><ul></ul></nav><p>It is good.</p>',
            "A tool. It is good.",
        ),
    ],
)
def test_blocks_are_parted_and_rows_of_links_are_passed_over(html, words):
    assert running_beginning(scan(html)) == words


def test_many_pictures_with_what_may_be_captions_take_no_long():
    html = "<p>" + "<img src=x><em>" * 20_000 + "</em>" * 20_000 + "</p><p>End</p>"
    start = time.perf_counter()

    running_beginning(scan(html))

    assert time.perf_counter() - start < 5


def test_lists_in_lists_take_no_long():
    html = "<ul><li><a href='/x'>x</a>" * 20_000 + "</li></ul>" * 20_000 + "<p>End</p>"
    start = time.perf_counter()

    running_beginning(scan(html))

    assert time.perf_counter() - start < 5
