from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup import scan as s
from sitegen.markup.scan import Kind, Tag, Token, attribute, element_end, scan, with_class, without

PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<P",
        "<a\thref='x>y'>",
        '<img\talt="',
        "<br/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script\t>",
        "<textarea>",
        "<iframe src=x />",
        "<plaintext>",
        "</plaintext>",
        "'",
        '"',
        ">",
        "<",
        "a<b",
        "&lt;",
        "é",
        "<?php",
        "<!",
        "</",
        "=",
        "/",
        "\n",
    ]
)


def kinds(html: str) -> list[str]:
    return [f"{token.kind.name if isinstance(token, Tag) else 'TEXT'} {token}" for token in scan(html)]


def whole(token: Token) -> tuple[object, ...]:
    return (token, token.kind, token.name, token.attributes) if isinstance(token, Tag) else (token,)


HTML = st.lists(PIECES).map("".join)
RAW_START = re.compile(r"<(script|textarea|iframe|plaintext)", re.IGNORECASE)


@given(HTML)
def test_the_tokens_joined_are_the_html(html):
    joined = "".join(scan(html))

    assert joined.replace("&lt;", "<") == html.replace("&lt;", "<") or RAW_START.search(html)
    assert "".join(scan(joined)) == joined


@given(HTML)
def test_no_aside_swallows_what_follows_it(html):
    assert not any(s.kind_of(token) is Kind.ASIDE and s._is_left_open(token) for token in scan(html))


@given(HTML)
def test_no_element_swallows_what_follows_it(html):
    tokens = scan(html)

    for number, token in enumerate(tokens):
        if isinstance(token, Tag) and token.kind is Kind.OPEN and token.name in s.RAW_NAMES:
            content, end = tokens[number + 1 : number + 3]
            assert s.kind_of(content) is Kind.RAW
            assert re.match(rf"</{token.name}[\s/>]", end, re.IGNORECASE)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <b>c</b>", ["TEXT a ", "OPEN <b>", "TEXT c", "CLOSE </b>"]),
        ("<a title='1 > 0'>x", ["OPEN <a title='1 > 0'>", "TEXT x"]),
        ("1 < 2 > 1", ["TEXT 1 < 2 > 1"]),
        ("a<br>b<hr />c", ["TEXT a", "VOID <br>", "TEXT b", "VOID <hr />", "TEXT c"]),
        ("<a href=/x/>y</a>", ["OPEN <a href=/x/>", "TEXT y", "CLOSE </a>"]),
        ("<path d='M0'/>", ["VOID <path d='M0'/>"]),
        ("<!-- <p> -->x", ["ASIDE <!-- <p> -->", "TEXT x"]),
        ("<!-->x", ["ASIDE <!-->", "TEXT x"]),
        ("a <b <i>c</i> <b", ["TEXT a &lt;b ", "OPEN <i>", "TEXT c", "CLOSE </i>", "TEXT  &lt;b"]),
        ("a <<b>c</b> <", ["TEXT a &lt;", "OPEN <b>", "TEXT c", "CLOSE </b>", "TEXT  &lt;"]),
        ("<i\n<p>a</p>", ["TEXT &lt;i\n", "OPEN <p>", "TEXT a", "CLOSE </p>"]),
        ('<i b="\n<p c="d">e', ['TEXT &lt;i b="\n', 'OPEN <p c="d">', "TEXT e"]),
        (
            "<a href=/it's>b</a> </<b>c</",
            ["OPEN <a href=/it's>", "TEXT b", "CLOSE </a>", "TEXT  &lt;/", "OPEN <b>", "TEXT c&lt;/"],
        ),
        ('<a href="b"">c</a> <a', ['OPEN <a href="b"">', "TEXT c", "CLOSE </a>", "TEXT  &lt;a"]),
        ("<a b='c>d</a >", ["TEXT &lt;a b='c>d", "CLOSE </a >"]),
        ("<!-- a <p><!-- b", ["TEXT &lt;!-- a ", "OPEN <p>", "TEXT &lt;!-- b"]),
        ("<!-- a <title>b", ["TEXT &lt;!-- a &lt;title>b"]),
        ("<![CDATA[ a <p> <!-- b -->", ["TEXT &lt;![CDATA[ a ", "OPEN <p>", "TEXT  ", "ASIDE <!-- b -->"]),
        ("<script>'<!--'</script><? a", ["OPEN <script>", "RAW '<!--'", "CLOSE </script>", "TEXT &lt;? a"]),
        ("<![CDATA[ <p> ]]>x", ["ASIDE <![CDATA[ <p> ]]>", "TEXT x"]),
        ("<?php echo '<p>' ?>", ["ASIDE <?php echo '<p>", "TEXT ' ?>"]),
        (
            "<SCRIPT>if (a<b) '</p>'</Script>x",
            ["OPEN <SCRIPT>", "RAW if (a<b) '</p>'", "CLOSE </Script>", "TEXT x"],
        ),
        ("a <textarea><!--more-->b", ["TEXT a &lt;textarea>", "ASIDE <!--more-->", "TEXT b"]),
        ("<title>a<title>b", ["TEXT &lt;title>a&lt;title>b"]),
        ("<title>a<b></title><title>b", ["OPEN <title>", "RAW a<b>", "CLOSE </title>", "TEXT &lt;title>b"]),
        ("a<iframe src='x' />b", ["TEXT a", "OPEN <iframe src='x'>", "RAW ", "CLOSE </iframe>", "TEXT b"]),
        ("<plaintext>a</plaintext>b", ["TEXT &lt;plaintext>a", "CLOSE </plaintext>", "TEXT b"]),
        ("a<plaintext/>b", ["TEXT a&lt;plaintext/>b"]),
        ("<script/>a", ["OPEN <script>", "RAW ", "CLOSE </script>", "TEXT a"]),
        ('<p title="never closed>x', ['TEXT &lt;p title="never closed>x']),
    ],
)
def test_it_reads_tags_as_browsers_do(html, expected):
    assert kinds(html) == expected


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", "<a \"'", "<!--", "<!", "<![CDATA[", "<?", "</", "<script>", "<a b=' ", "a"]
)
def test_it_is_linear_on_hostile_html(piece):
    started = time.perf_counter()
    scan("<" + piece * 40_000)

    assert time.perf_counter() - started < 2


def test_a_long_run_of_blanks_in_a_tag_is_no_trap():
    started = time.perf_counter()
    assert attribute("x" + " " * 50_000 + "y =" + " " * 50_000, "id") is None
    assert without(" id" + " " * 50_000, "id").isspace()

    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        (' id="a"', "a"),
        (" ID='b'", "b"),
        (" id=c", "c"),
        (" id", ""),
        (' title="id=x" data-id="y"', None),
        (' id="a &amp; b"', "a & b"),
        (' id="1" id="2"', "1"),
        ("", None),
    ],
)
def test_an_attribute_is_found_however_it_is_written(attributes, value):
    assert attribute(attributes, "id") == value


def test_classes_are_added_once():
    assert with_class(' class="a b" id="x"', "b", "c") == ' id="x" class="a b c"'
    assert with_class("", "c") == ' class="c"'
    assert with_class(' id="x"') == ' id="x"'


def test_an_element_without_an_end_tag_is_its_start_tag():
    tokens = scan("<b>x<b>y</b>")

    assert element_end(tokens, 0) == 1
    assert element_end(tokens, 2) == 5


def test_every_kind_has_a_short_name():
    assert list(Kind) == [s.OPEN, s.CLOSE, s.VOID, s.ASIDE, s.RAW]


@given(st.lists(PIECES.filter(lambda piece: "script" not in piece and "textarea" not in piece)).map("".join))
def test_tags_known_by_heart_are_what_a_closer_look_finds(html):
    closely = s._scan_with_raw_content(html)

    assert [*map(whole, scan(html))] == [*map(whole, scan(html))] == [*map(whole, closely)]


def test_no_more_tags_are_known_by_heart_than_there_is_room_for():
    for number in range(s._REMEMBERED + 10):
        scan(f"<p id={number}>")

    assert len(s._KNOWN) <= s._REMEMBERED
    assert not any(len(html) > s._LONGEST_REMEMBERED for html in s._KNOWN)
