from __future__ import annotations

import pytest

from sitegen.markup.captions import caption_images
from sitegen.markup.scan import find_landmarks, scan


def captioned(html: str) -> str:
    tokens = scan(html)
    return "".join(caption_images(tokens, find_landmarks(tokens)))


@pytest.mark.parametrize(
    ("html", "figure"),
    [
        (
            '<p><img alt="a" src="x.png" title="The car"></p>',
            '<figure><img alt="a" src="x.png"><figcaption>The car</figcaption></figure>',
        ),
        (
            '<p>\n<img src="x.png" alt="a" title="T" />\n</p>',
            '<figure><img src="x.png" alt="a" /><figcaption>T</figcaption></figure>',
        ),
        (
            '<p><a href="big.png"><img src="x.png" title="T"></a></p>',
            '<figure><a href="big.png"><img src="x.png"></a><figcaption>T</figcaption></figure>',
        ),
        (
            '<p class="wide" id="f"><img class="round" src="x.png" title="T" id="i"></p>',
            '<figure id="f" class="wide round"><img src="x.png" id="i"><figcaption>T</figcaption></figure>',
        ),
        (
            '<p><img src="x.png" title="a &lt;b&gt; &amp; `c`"></p>',
            '<figure><img src="x.png"><figcaption>a &lt;b&gt; &amp; `c`</figcaption></figure>',
        ),
        (
            "<P><IMG SRC=x.png TITLE='it \"is\"'></P>",
            '<figure><img SRC=x.png><figcaption>it "is"</figcaption></figure>',
        ),
    ],
)
def test_a_titled_image_alone_in_its_paragraph_is_a_figure(html, figure):
    assert captioned(f"<p>a</p>\n{html}\n<p>b</p>") == f"<p>a</p>\n{figure}\n<p>b</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="x.png"></p>',
        '<p><img src="x.png" title="  "></p>',
        '<p>Look: <img src="x.png" title="T"></p>',
        '<p><img src="x.png" title="T"> there</p>',
        '<p><img src="x.png" title="T"><img src="y.png" title="U"></p>',
        '<p><a href="/">x <img src="x.png" title="T"></a></p>',
        '<li><img src="x.png" title="T"></li>',
        '<p><em><img src="x.png" title="T"></em></p>',
        '<img src="x.png" title="T">',
        '<p><img src="x.png" title="T">',
        '<p><img src="x.png" data-title="T"></p>',
    ],
)
def test_any_other_image_stays_as_it_is(html):
    assert captioned(html) == html


def test_each_paragraph_is_looked_at(convert):
    text = '![a](a.png "One")\n\n![b](b.png "Two")\n{ .wide }\n\n[![c](c.png "Three")](/big)'

    html = convert(text).html

    assert html.count("<figure") == html.count("<figcaption>") == 3
    assert '<figure class="wide">' in html
    assert "title=" not in html


def test_a_caption_gets_typographic_punctuation(convert):
    assert "<figcaption>Ben’s car</figcaption>" in convert('![a](a.png "Ben\'s car")').html
