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
        "Mind this. Words with code & more. On two lines. Its meaning. An item and another Quoted."
    )


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h2>a</h2><p>b</p>", "b"),
        ("<div>a<p class='wp-caption-text'>b</p></div>", "a"),
        ("<figure><img src=x><figcaption>a</figcaption></figure><p>b</p>", "b"),
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
