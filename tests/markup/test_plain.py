from __future__ import annotations

import pytest

from sitegen.markup.plain import plain_text
from sitegen.markup.scan import scan


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <em>b</em>c</p>\n<p>d</p>", "a bc d"),
        ("<li>a</li><li>b</li>", "a b"),
        ("a<br>b", "a b"),
        ("fish &amp; <b>chips</b> &#8211; &lt;x&gt;", "fish & chips – <x>"),
        ("<p>a\n   b\u00a0c</p>", "a b c"),
        ("<script>let x</script><style>p{}</style>a<!-- b -->", "a"),
        ("<p>run <code>x = 1</code></p><pre><code>y = 2\n</code></pre>", "run x = 1 y = 2"),
        ('word<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> on', "word on"),
        ('word<sup class="footnote-reference"><a href="#1">1</a></sup> on', "word on"),
        ('a<div class="footnote"><div><p>note</p></div></div>b', "ab"),
        ("x<sup>2</sup>", "x2"),
        ('<nav class="toc"><ul><li>a</li></ul></nav>b', "b"),
        ('<sup id="fnref:1">never closed', "never closed"),
    ],
)
def test_the_text_is_what_readers_read(html, text):
    assert plain_text(scan(html)) == text
