from __future__ import annotations

import pytest

from sitegen.markup.document import LINK_TOKEN, Image, Link, fill_images, fill_links


@pytest.mark.parametrize(
    ("tag", "attribute", "target"),
    [
        ('<a href="../x.md">', "href", "../x.md"),
        ('<a href="/x/">', "href", "/x/"),
        ('<a href="#x">', "href", "#x"),
        ('<a href="">', "href", ""),
        ('<a href="?page=2">', "href", "?page=2"),
        ("<a href='x.md'>", "href", "x.md"),
        ("<a href=x.md>", "href", "x.md"),
        ("<a href = 'x.md' >", "href", "x.md"),
        ('<A HREF="x.md">', "href", "x.md"),
        ('<a href="  x.md\n">', "href", "x.md"),
        ('<a href="a&amp;b%20c.md">', "href", "a&b%20c.md"),
        ('<a title="1 > 0" href="xx:y/z.md" href="x.md">', "href", "x.md"),
        ('<a href="a/b:c.md">', "href", "a/b:c.md"),
        ('<img src="x.png" alt="a">', "src", "x.png"),
        ('<img src="x.png"/>', "src", "x.png"),
        ('<img srcset="a.png 1x, b.png 2x">', "srcset", "a.png 1x, b.png 2x"),
        ('<img srcset="https://a/a.png 1x, b.png 2x">', "srcset", "https://a/a.png 1x, b.png 2x"),
        ('<source src="a.mp4">', "src", "a.mp4"),
        ('<video poster="a.png">', "poster", "a.png"),
        ('<audio src="a.mp3">', "src", "a.mp3"),
        ('<iframe src="/x/"></iframe>', "src", "/x/"),
        ('<area href="x">', "href", "x"),
        ('<track src="x.vtt">', "src", "x.vtt"),
        ('<object data="x.svg">', "data", "x.svg"),
        ('<embed src="x.swf">', "src", "x.swf"),
    ],
)
def test_what_depends_on_the_page_is_a_token(pass_over, tag, attribute, target):
    document = pass_over(f"<p>{tag}x</p>")

    assert document.links == (Link(attribute, target, image=tag.startswith("<img src=")),)
    assert len(LINK_TOKEN.findall(document.html)) == 1
    filled = fill_links(document.html, ["/new?a&b"], document.links)
    assert f' {attribute}="/new?a&amp;b"' in filled


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://example.org/">',
        '<a href="HTTP://example.org/" title="x">',
        '<a href="//example.org/x">',
        '<a href="mailto:a@example.org">',
        '<a href="&#109;&#97;ilto:a@example.org">',
        '<a href="tel:123">',
        '<img src="data:image/png;base64,xx">',
        '<img srcset="https://a/a.png 1x, //b/b.png 2x">',
        '<a name="x">',
        "<a href>",
        "<a title='x href=\"y\"'>",
        '<use href="#icon">',
        '<div data-src="x" src="y">',
        '<q cite="x">',
    ],
)
def test_everything_else_stays_as_written(pass_over, tag):
    document = pass_over(f"<p>{tag}x</p>")

    assert tag in document.html
    assert document.links == ()


def test_equal_links_share_a_number(pass_over):
    document = pass_over('<a href="x">1</a> <a href="y">2</a> <a href="x">3</a> <img src="x">')

    assert document.html == "<a\x020\x03>1</a> <a\x021\x03>2</a> <a\x020\x03>3</a> <img \x022\x03>"
    assert document.links == (Link("href", "x"), Link("href", "y"), Link("src", "x", image=True))


def test_the_other_attributes_stay(pass_over):
    document = pass_over("<a class='b' href='x' title=\"it's > that\">1</a>")

    assert document.html == "<a class='b'\x020\x03 title=\"it's > that\">1</a>"


def test_links_in_code_and_scripts_are_none(pass_over):
    html = "<script>'<a href=\"x\">'</script><!-- <a href='x'> --><code>&lt;a href='x'&gt;</code>"

    assert pass_over(html).html == html


def test_excerpts_hold_the_tokens_of_the_document(convert):
    document = convert("[one](a.md)\n\n<!--more-->\n\n[two](b.md)\n\n[a]: x")

    assert document.marked == "<p><a\x020\x03>one</a></p>"
    assert [link.target for link in document.links] == ["a.md", "b.md"]


def test_links_of_markdown_are_decoded_once(convert):
    document = convert('[x](<a b.md>) [y](a%20b.md) [z](a&b.md "T")')

    assert [link.target for link in document.links] == ["a b.md", "a%20b.md", "a&b.md"]
    assert ' title="T"' in document.html


def test_images_are_listed_in_order_with_their_alt_text(pass_over):
    html = (
        '<img src="a.png" alt="A &amp; b"><p><img src=b.png alt=""> <IMG SRC="https://x/c.png"> <img alt="d">'
    )

    assert pass_over(html).images == (
        Image("a.png", "A & b"),
        Image("b.png", ""),
        Image("https://x/c.png", None),
    )


@pytest.mark.parametrize(
    "written",
    [
        '<img src="a.png" srcset="a.png 1x, b.png 2x">',
        '<picture><source srcset="b.webp"><img src="a.png"></picture>',
        '<picture>\n<source srcset="b.webp">\n<source srcset="c.webp"><img src="a.png"></picture>',
        '<img src="https://elsewhere.example/a.png">',
        '<input type="image" src="a.png">',
    ],
)
def test_what_a_writer_chose_files_for_is_none_of_our_pictures(pass_over, written):
    document = pass_over(f"<p>{written}</p>")

    assert not any(link.image for link in document.links)
    assert fill_images(document.html, {0: str, 1: str}) == document.html


def test_the_token_of_an_image_is_the_first_of_its_attributes(pass_over):
    document = pass_over("<p><img class='a > b' alt=\"it's\" src=x.png /></p>")

    assert (
        fill_images(document.html, {0: lambda rest: f"[{rest}]"}) == "<p>[ class='a > b' alt=\"it's\" /]</p>"
    )
    assert fill_links(document.html, ["/x.png"], document.links) == (
        '<p><img src="/x.png" class=\'a > b\' alt="it\'s" /></p>'
    )


@pytest.mark.parametrize("target", [r"C:\Users\me\a.jpg", "file:///C:/b.jpg", "FILE:///home/x.pdf"])
def test_what_is_on_the_writers_own_disk_is_no_other_site(pass_over, target):
    assert [link.target for link in pass_over(f'<p><img src="{target}" alt="x"></p>').links] == [target]
