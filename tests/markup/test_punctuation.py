from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup.punctuation import marks_of, punctuate, punctuated
from sitegen.markup.scan import Tag, scan


def set_in(language: str, html: str) -> str:
    tokens = scan(html)
    punctuate(tokens, language)
    return "".join(tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Hello," she said.', "“Hello,” she said."),
        ("He said \"'Yes,' I think.\"", "He said “‘Yes,’ I think.”"),
        ("'Single' and \"double\"", "‘Single’ and “double”"),
        ("don't, it's, Ben's", "don’t, it’s, Ben’s"),
        ("the dogs' bone", "the dogs’ bone"),
        ("'90s and the '80s", "’90s and the ’80s"),
        ("'Twas 'til rock 'n' roll 'em", "’Twas ’til rock ’n’ roll ’em"),
        ("'Sup man", "’Sup man"),
        ('("a") ["b"] "c"; "d".', "(“a”) [“b”] “c”; “d”."),
        ('he said--"no"', "he said–“no”"),
        ('"I think--" he began', "“I think–” he began"),
        ('"a"--"b"', "“a”–“b”"),
        ('and/or "x"/"y"', "and/or “x”/“y”"),
        ('a 27" screen', 'a 27" screen'),
        ('"a 27" screen', "“a 27” screen"),
        ('one " two', 'one " two'),
        ('&nbsp;"x"&nbsp;', "&nbsp;“x”&nbsp;"),
        ("&quot;x&quot;", "&quot;x&quot;"),
        ('"&amp;"', "“&amp;”"),
        ("'\"Yes\"'", "‘“Yes”’"),
        ("\"'Hi'\"", "“‘Hi’”"),
        ("1990--1999 -- so --- what", "1990–1999 – so — what"),
        ("wait... what", "wait… what"),
        ("wait.... .... what", "wait.... .... what"),
        ("---- and -----", "---- and -----"),
        ("a --&gt; b &lt;-- c &lt;!-- d", "a --&gt; b &lt;-- c &lt;!-- d"),
        ("run it with --verbose please", "run it with --verbose please"),
        ("use -e/--eval, -s|--safe or --a,--b", "use -e/--eval, -s|--safe or --a,--b"),
        ("say -o=--value (--auto) [--any]", "say -o=--value (--auto) [--any]"),
        ("the \"--safe\" option, '--safe'", "the “--safe” option, ‘--safe’"),
        ("usually--but not always,--be", "usually–but not always,–be"),
        ("a well-known--but old--word", "a well-known–but old–word"),
        ("joined with ', ' or '; '.", "joined with ‘, ’ or ‘; ’."),
        ('joined with ", ".', "joined with “, ”."),
        ('"{ "a": 1 }"', "“{ “a”: 1 }”"),
        ('"the ".hidden" files"', "“the “.hidden” files”"),
        ("see http://x.org/a--b...c. Yes...", "see http://x.org/a--b...c. Yes…"),
        ("www.x.org/a--b", "www.x.org/a--b"),
        ("", ""),
    ],
)
def test_english(text, expected):
    assert punctuated(text, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“a ‘b’ c”"),
        ("en-GB", "“a ‘b’ c”"),
        ("de", "„a ‚b‘ c“"),
        ("de-CH", "«a ‹b› c»"),
        ("fr", "«\u202fa “b” c\u202f»"),
        ("es", "«a “b” c»"),
        ("it", "«a “b” c»"),
        ("nl", "“a ‘b’ c”"),
        ("pl", "„a «b» c”"),
        ("pt", "«a “b” c»"),
        ("pt-BR", "“a ‘b’ c”"),
        ("sv", "”a ’b’ c”"),
        ("fi", "”a ’b’ c”"),
        ("da", "»a ›b‹ c«"),
        ("nb", "«a ‘b’ c»"),
        ("cs", "„a ‚b‘ c“"),
        ("xx-Latn", "“a ‘b’ c”"),
        ("", "“a ‘b’ c”"),
    ],
)
def test_each_language_has_its_marks(language, expected):
    assert punctuated("\"a 'b' c\"", language) == expected


def test_an_apostrophe_is_no_closing_mark_where_the_two_differ():
    assert punctuated("Hans' Haus, 'so', geht's", "de") == "Hans’ Haus, ‚so‘, geht’s"


def test_french_sets_narrow_blanks_before_high_signs_where_a_blank_is():
    assert (
        punctuated("Quoi ? Oui ! « non » : a:b", "fr")
        == "Quoi\u202f? Oui\u202f! «\u202fnon\u202f»\u00a0: a:b"
    )
    assert punctuated("Quoi ? « x »", "en") == "Quoi ? « x »"


def test_a_region_falls_back_on_its_language():
    assert marks_of("de_AT") == marks_of("de")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>"<em>Foo</em>"</p>', "<p>“<em>Foo</em>”</p>"),
        ('<p><em>"Foo"</em></p>', "<p><em>“Foo”</em></p>"),
        ('<p>a <b><i>"x"</i></b>, "y"</p>', "<p>a <b><i>“x”</i></b>, “y”</p>"),
        ("<p><em>John</em>'s</p>", "<p><em>John</em>’s</p>"),
        ('<p>"<code>x</code>"</p>', "<p>“<code>x</code>”</p>"),
        ('<p>a<br>"b"</p>', "<p>a<br>“b”</p>"),
        ('<p>x</p><p>"y"</p>', "<p>x</p><p>“y”</p>"),
        ('<p>"open</p><p>a 3" nail</p>', '<p>“open</p><p>a 3" nail</p>'),
        ('<li>a</li><li>"b"</li>', "<li>a</li><li>“b”</li>"),
        ('<p>"<img src="x">"</p>', '<p>“<img src="x">”</p>'),
    ],
)
def test_marks_look_across_tags_inside_the_line_only(html, expected):
    assert set_in("en", html) == expected


@pytest.mark.parametrize("name", ["code", "pre", "kbd", "samp", "script", "style", "math", "textarea", "svg"])
def test_code_and_its_like_are_not_touched(name):
    html = f'<p>x <{name} class="a--b">"a" -- <b>\'b\'</b>...</{name}> '

    assert set_in("en", html + '"y"') == html + "“y”"


def test_formulas_are_not_touched():
    html = "<p><span class=\"arithmatex\">\\(f''--x\\)</span> "

    assert set_in("en", html + '"y"') == html + "“y”"


def test_attributes_and_comments_are_not_touched():
    html = """<p title="it's -- so"><!-- "x" -- ... -->'"""

    assert set_in("en", html[:-1]) == html[:-1]


@given(st.text("\"'-.ab <>&;\n«»!?:", max_size=40), st.sampled_from(["en", "de", "fr", "sv"]))
def test_nothing_but_marks_changes(text, language):
    result = punctuated(text, language)

    def plain(value: str) -> str:
        for char in "\"'‘’“”„‚«»‹›-–—….\u202f\u00a0 ":
            value = value.replace(char, "")
        return value

    assert plain(result) == plain(text)


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<em>", "</em>", "<code>", "</code>", "<br>", '"', "'", "a ", " b", "--"]
        )
    )
)
def test_tags_never_change(parts):
    html = "".join(parts)

    def tags(value: str) -> list[str]:
        return [token for token in scan(value) if isinstance(token, Tag)]

    assert tags(set_in("en", html)) == tags(html)


def test_it_can_be_switched_off(pass_over):
    assert pass_over('<p>"a" -- b</p>', smart_punctuation=False).html == '<p>"a" -- b</p>'


def test_the_language_of_the_text_comes_before_that_of_the_site(convert):
    assert convert('"a"', "de").html == "<p>„a“</p>"
    assert convert('"a"').html == "<p>“a”</p>"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", 'これは"テスト"です。「"x"」', "これは“テスト”です。「“x”」"),
        ("zh", '他说"你好"，"再见"', "他说“你好”，“再见”"),
        ("fr", 'l\'"eau" et "x"', "l’«\u202feau\u202f» et «\u202fx\u202f»"),
        ("it", 'l\'"acqua"', "l’«acqua»"),
        ("de", "Die '90er und Rock 'n' Roll, 'gut'", "Die ’90er und Rock ’n’ Roll, ‚gut‘"),
        ("he", 'צה"ל אמר "שלום"', "צה״ל אמר “שלום”"),
    ],
)
def test_a_mark_opens_without_a_blank_where_words_have_none_between_them(language, text, expected):
    assert punctuated(text, language) == expected
