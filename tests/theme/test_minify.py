"""Style sheets and scripts get smaller and mean the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.theme.minify import minified

THEMES = Path(__file__).parents[2] / "themes"


def style(text: str) -> str:
    return minified("a.css", text.encode()).decode()


def script(text: str) -> str:
    return minified("a.js", text.encode()).decode()


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("/* a note */\na {\n  color : red ;\n}\n", "a{color:red}"),
        ("/*! licence */ a { b: c }", "/*! licence */a{b:c}"),
        ("\ufeffa { b: c }", "a{b:c}"),
        ("b { c: d } a { b: c } b { c: e }", "b{c:d}a{b:c}b{c:e}"),
        (".a :is(h1, h2) { b: c } .a:is(h1) { b: c }", ".a :is(h1,h2){b:c}.a:is(h1){b:c}"),
        ("a { width: calc(1px + 2px); margin: -1px - 2px }", "a{width:calc(1px + 2px);margin:-1px - 2px}"),
        ('a::after { content: "a  /* x */  b" }', 'a::after{content:"a  /* x */  b"}'),
        ('@import url("other.css") layer( x ); a { }', '@import url("other.css") layer(x);a{}'),
        (
            "a { b: url( 'data:image/svg+xml;utf8,<svg viewBox=\"0 0 1 1\"/>' ) }",
            "a{b:url('data:image/svg+xml;utf8,<svg viewBox=\"0 0 1 1\"/>')}",
        ),
        ("@font-face { src: url( font.woff2 ) }", "@font-face{src:url(font.woff2)}"),
        (
            "@media (min-width: 40rem) and (hover) { a { b: c } }",
            "@media (min-width:40rem) and (hover){a{b:c}}",
        ),
        ("a { & .b { c: d } &:hover { e: f } }", "a{& .b{c:d}&:hover{e:f}}"),
        ('@charset "utf-8"; a { b: c }', '@charset "utf-8";a{b:c}'),
    ],
)
def test_a_style_sheet_loses_blanks_and_comments(written, made):
    assert style(written) == made


def test_an_address_with_blanks_keeps_them_and_its_style_sheet_stays_as_it_is():
    written = 'a { background: url("a b.png") }'

    assert style(written) == written


def test_what_is_not_utf_8_stays_as_it_is():
    assert minified("a.css", b"a { b: '\xe9' }") == b"a { b: '\xe9' }"


def test_a_script_loses_blanks_and_comments():
    written = (
        "// a note\nconst a = `two  words ${ b }`;  let c = /[/]  x/.test(a);\n\n/* more */ a = b\n++c\n"
    )

    assert script(written) == "const a=`two  words ${ b }`;let c=/[/]  x/.test(a);a=b\n++c"


@pytest.mark.parametrize(
    "written",
    ["a = `x ${ b + `in  ner // no comment` }`", "a = `x ${ {b: 1}[`c  d`] }`"],
)
def test_a_script_with_templates_inside_templates_stays_as_it_is(written):
    assert script(written) == written


@pytest.mark.parametrize(
    "written",
    [
        r"f = url => /^https?:\/\//.test(url)  // whole",
        "f = url =>\n  // a note\n  /a  b/.test(url)",
        "f = async (a)  =>  /* why */  /a  b/.exec(a)",
        "switch (a) { case  /a  b/.test(b): c() }",
        "g = function* () { yield  /a  'b/ }",
        "a = [.../a  b/.source]",
        "a = typeof  /a  b/",
        "a = b /  /a  b/",
        "f = x => { }\n/a  'b/.test(c)",
        "a  =  1_000 .toFixed(2)",
    ],
)
def test_a_script_with_an_expression_where_the_library_sees_none_stays_as_it_is(written):
    assert script(written) == written


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("import a from  './a/b.js'  // x", "import a from'./a/b.js'"),
        ("a = '<b>x</b>'  // and / or\nb = c / d  / e", "a='<b>x</b>'\nb=c/d/e"),
        ("/* a */\n// in\n/* b */ f = a =>  /* c */ b / 2", "f=a=>b/2"),
        ("a = /x  y/;  b = [/x  y/, /x  y/]", "a=/x  y/;b=[/x  y/,/x  y/]"),
    ],
)
def test_most_scripts_get_smaller(written, made):
    assert script(written) == made


def test_a_script_that_is_small_already_stays_as_it_is():
    assert minified("a.min.js", b"a  =  1") == b"a  =  1"


@pytest.mark.parametrize("path", sorted(THEMES.rglob("*.css")), ids=lambda path: path.parent.parent.name)
def test_the_style_sheets_of_our_themes_get_smaller_and_keep_every_rule(path):
    written, made = path.read_text("utf-8"), minified("a.css", path.read_bytes()).decode()

    assert len(made) < 0.95 * len(written)
    bare = re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)
    assert made.count("{") == bare.count("{")
    assert re.findall(r"[\w-]+", made) == re.findall(r"[\w-]+", bare)
