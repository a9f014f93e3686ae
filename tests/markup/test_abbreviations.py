from __future__ import annotations

import pytest

from support.sameness import shape


@pytest.mark.parametrize(
    "text",
    [
        "*[HTML]: Hypertext\n\nHTML and XHTML and HTML5, **HTML**.",
        "*[A]: one\n*[B]: two\n\nA B [A](b) `A`",
        "words\n*[A]: one\n\nA",
        'A\n\n*[A B]: a "q" & more\n*[A]: one\n\nA B, A',
        "*[AT&T]: a company\n\nAT&T &amp; amp",
        "*[amp]: no\n\n&amp; amp",
        "## The HTML\n\n*[HTML]: Hypertext\n",
        "*[A]: one\n\n```\nA\n```\n\n    A",
        "* [A]: one\n\nA",
        "`*[A]: one`\n\nA",
    ],
)
def test_they_are_those_of_the_default_engine(convert, native, text):
    assert shape(native.convert(text)) == shape(convert(text))
