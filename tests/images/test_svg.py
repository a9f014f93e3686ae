"""An SVG is shown when it is nothing but a drawing."""

from __future__ import annotations

import pytest

from sitegen.images.photo import Fault, Photo
from sitegen.images.svg import look_at_svg

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def look(inside: str, attributes: str = "") -> Photo | Fault:
    return look_at_svg(f"{HEAD} {attributes}>{inside}</svg>".encode(), "ab")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="200"', (300, 200)),
        ('width="300px" height="200.4"', (300, 200)),
        ('viewBox="0 0 32 16"', (32, 16)),
        ('viewBox="0,0,32,16" width="100"', (100, 50)),
        ('viewBox="0 0 32 16" height="100"', (200, 100)),
        ('viewBox="0 0 32 16" width="100%" height="100%"', (32, 16)),
        ('width="100%"', (300, 150)),
        ('width="9"', (9, 150)),
        ("", (300, 150)),
        ('width="210mm" height="29.7cm" viewBox="0 0 210 297"', (794, 1123)),
        ('width="2in" height="72pt"', (192, 96)),
        ('width="10em" height="10parsecs" viewBox="0 0 2 1"', (160, 80)),
    ],
)
def test_its_size_is_what_it_says_or_that_of_its_view_box_or_what_browsers_take(attributes, size):
    assert look("<path d='M0 0'/>", attributes) == Photo("ab", *size)


@pytest.mark.parametrize(
    "inside",
    [
        "<style>rect { fill: url(#g) }</style><rect/>",
        '<a href="https://example.org/"><text>x</text></a>',
        '<use xlink:href="#g"/><use href="#g"/>',
        '<image href="data:image/png;base64,xx"/>',
        '<rect style="fill:url(#g)" onx="" />'.replace(' onx=""', ""),
        "<title>javascript: a history; url(x)</title>",
        '<style>@font-face { font-family: Hand; src: url("data:font/woff2;base64,xx") }</style>',
        "<style>text::before { content: '\\201C' } rect { fill: url(#g) }</style><title>@import url(x)</title>",
        "<switch><foreignObject><div xmlns='http://www.w3.org/1999/xhtml' style='color: red'><b>A</b><br/>B</div>"
        "</foreignObject><text>A</text></switch><path d='M0 0'/>",
        "<foreignObject><span class='nodeLabel'><p>A</p></span></foreignObject><foreignObject/><image href='#a'/>",
    ],
)
def test_what_drawings_are_made_of_is_welcome(inside):
    assert isinstance(look(inside), Photo)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        '<rect onload="alert(1)"/>',
        '<rect OnClick="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a xlink:href=" JavaScript:alert(1)"/>',
        "<foreignObject><iframe/></foreignObject>",
        "<foreignObject><form action='https://elsewhere.example/'/></foreignObject>",
        "<foreignObject><div><meta http-equiv='refresh' content='0;https://elsewhere.example/'/></div></foreignObject>",
        "<foreignObject><p/><img srcset='https://elsewhere.example/x.png 1x'/></foreignObject>",
        "<foreignObject><video poster='x.png'/></foreignObject>",
        "<foreignObject><p style='background: url(https://elsewhere.example/)'/></foreignObject>",
        "<foreignObject><a href='javascript:alert(1)'/></foreignObject>",
        "<foreignObject><p onclick='alert(1)'/></foreignObject>",
        "<g><foreignObject/><foreignObject><svg><script/></svg></foreignObject></g>",
        '<image href="https://elsewhere.example/x.png"/>',
        '<image xlink:href="/x.png"/>',
        '<use href="other.svg#x"/>',
        '<image href="data:image/svg+xml,x"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        "<style>@import 'x.css';</style>",
        "<style>rect { fill: url(https://elsewhere.example/) }</style>",
        "<style>rect { fill: url( 'x.svg#a' ) }</style>",
        '<rect style="fill:url(x.svg#g)"/>',
        '<rect fill="url(https://elsewhere.example/#g)"/>',
        '<a href="java&#10;script:alert(1)"/>',
        '<a xlink:href="j&#9;avascript&#13;:alert(1)"/>',
        '<a><animate attributeName="href" values="#a;javascript:alert(1)"/></a>',
        '<image><set attributeName="xlink:href" to="https://elsewhere.example/x.png"/></image>',
        "<style>@im\\70ort 'x.css';</style>",
        "<style>rect { fill: u\\000072 l(https://elsewhere.example/) }</style>",
        "<style>rect { mask: image-set('https://elsewhere.example/x.png' 1x) }</style>",
        "<style><x/>@import 'x.css';</style>",
        "<style>@imp<!-- -->ort 'x.css';</style>",
        "<style>@imp<x/>ort 'x.css';</style>",
        "<style>@imp<?x?>ort<![CDATA[ 'x.css';]]></style>",
    ],
)
def test_what_runs_or_loads_something_is_refused(inside):
    fault = look(inside)

    assert isinstance(fault, Fault) and "not only a drawing" in fault.message, fault


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE svg [<!ENTITY a "<script/>">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&c;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "x.txt">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg [<!ENTITY % a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<!DOCTYPE svg [<!ENTITY a "' + b"b" * 201 + b'">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<!DOCTYPE svg [<!ENTITY a "javascript:x">]><svg xmlns="http://www.w3.org/2000/svg"><a href="&a;"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "@import">]><svg xmlns="http://www.w3.org/2000/svg"><style>&a; \'x\'</style></svg>',
        b'<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html/>",
        b'<SVG xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg",
        b"",
        b"GIF89a",
    ],
)
def test_what_is_no_plain_svg_is_refused(raw):
    assert isinstance(look_at_svg(raw, ""), Fault)


def test_entities_for_namespaces_as_illustrator_writes_them_are_welcome():
    entities = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" ['
        b'<!ENTITY ns_svg "http://www.w3.org/2000/svg"> <!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>'
    )
    inside = b'<switch><foreignObject requiredExtensions="&ns_ai;"><i:pgfRef/></foreignObject><g/></switch>'
    root = b'<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;" width="2" height="1">' + inside + b"</svg>"

    assert look_at_svg(entities + root, "a") == Photo("a", 2, 1)


def test_the_doctype_that_drawing_programs_write_is_welcome():
    doctype = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )

    assert look_at_svg(b'<?xml version="1.0"?>' + doctype + DRAWING, "a") == Photo("a", 2, 1)


@pytest.mark.parametrize(
    ("root", "attribute"),
    [
        ('<svg viewBox="0 0 9 9"/>', "xmlns"),
        ('<svg xmlns="https://www.w3.org/2000/svg"/>', "xmlns"),
        ('<svg xmlns:svg="http://www.w3.org/2000/svg"/>', "xmlns"),
        ('<s:svg xmlns:s="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"/>', "xmlns:s"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>', "xmlns"),
    ],
)
def test_one_that_does_not_say_that_it_is_a_drawing_is_shown_by_no_browser(root, attribute):
    fault = look_at_svg(root.encode(), "")

    assert isinstance(fault, Fault)
    assert fault.hint == f'write {attribute}="http://www.w3.org/2000/svg" in its first element'


@pytest.mark.parametrize(
    "root",
    [
        '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="2" height="1"/>',
        '<!DOCTYPE svg [<!ATTLIST svg xmlns CDATA #FIXED "http://www.w3.org/2000/svg">]>'
        '<svg width="2" height="1"/>',
    ],
)
def test_one_that_says_it_in_another_way_is_welcome(root):
    assert look_at_svg(root.encode(), "a") == Photo("a", 2, 1)
