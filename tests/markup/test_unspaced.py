from __future__ import annotations

import pytest

from sitegen.markup.scan import scan
from sitegen.markup.unspaced import join_lines


def joined(html: str, language: str = "en") -> str:
    return "".join(join_lines(scan(html), html, language))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>日本語の\n文章、\n  カタカナ。\n</p>\n<p>次</p>",
            "<p>日本語の文章、カタカナ。\n</p>\n<p>次</p>",
        ),
        ("<p>日<em>本</em>\n<a href='/'>語</a>\n字</p>", "<p>日<em>本</em><a href='/'>語</a>字</p>"),
        ('<p>日<sup id="fnref:1"><a>1</a></sup>\n本</p>', '<p>日<sup id="fnref:1"><a>1</a></sup>本</p>'),
        ("<p>葛󠄀\n飾</p>", "<p>葛󠄀飾</p>"),
        ("<p>日本\n\u3000字下げ</p>", "<p>日本\u3000字下げ</p>"),
    ],
)
def test_lines_of_scripts_without_blanks_are_joined(html, expected):
    assert joined(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p>日本\nJapan\n日本</p>",
        "<p>한국어\n문장 😀\n😀</p>",
        "<p>日<br>\n本</p>",
        "<pre>日\n本</pre><p>日<code>本\n語</code>\n字</p><textarea>日\n本</textarea>",
        "<ul>\n<li>日</li>\n<li>本</li>\n</ul>",
        "<p>“日本”\n“語”</p>",
    ],
)
def test_other_ends_of_lines_stay(html):
    assert joined(html) == html


def test_quotation_marks_and_dashes_are_as_wide_as_the_language_of_the_text_has_them():
    assert joined("<p>他说\n“你好”\n再见……\nOK</p>", "zh-CN") == "<p>他说“你好”再见……\nOK</p>"
    assert joined("<p>大韓\n民國</p>", "ko") == "<p>大韓\n民國</p>"


def test_both_engines_make_one_line_of_a_paragraph_for_page_excerpt_and_description(engine, native):
    text = '日本語の\n**文章**\n"です"。\n\n```\n一\n二\n```\n'

    for made in (engine.convert(text, "ja"), native.convert(text, "ja")):
        assert "<p>日本語の<strong>文章</strong>“です”。</p>" in made.html
        assert "一\n二" in made.html
        assert "\n" not in made.opening.removesuffix("</p>\n").strip()
        assert made.begins.startswith("日本語の文章“です”。")
