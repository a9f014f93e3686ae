"""What a reader finds on the pages of the default theme."""

from __future__ import annotations

import re

import html5lib
import pytest

from support.blog import Blog
from support.pictures import GIF, jpeg, png
from theme_default.conftest import SITE_TOML

LONG = "First words.\n\n<!--more-->\n\n" + "\n\n".join(f"## Part {number}\n\nText." for number in range(1, 5))


@pytest.fixture
def whole(dressed: Blog) -> Blog:
    """Every kind of page, built."""
    (
        dressed.write("posts/one.md", LONG, title="One", date="2024-03-01", authors=["ada"], tags=["trust"])
        .write("posts/two.md", title="Two", date="2024-03-02", tags=["trust"], series="Steps")
        .write("posts/three.md", title="Three", date="2024-03-03", series="Steps", redirect_from=["/old/"])
        .write("guides/index.md", title="Guides", summary="All guides.")
        .write("guides/phone.md", LONG, title="Phone", summary="Answer it.", updated="2024-04-01")
        .write("guides/till.md", title="Till")
        .write("about.md", title="About")
        .build()
    )
    return dressed


def html_pages(blog: Blog) -> dict[str, str]:
    files = blog.public.rglob("*.html")
    return {file.relative_to(blog.public).as_posix(): file.read_text("utf-8") for file in files}


def text_of(html: str) -> str:
    """Return the text of *html* with white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def test_every_page_is_valid_html_with_one_first_heading(whole):
    for path, html in html_pages(whole).items():
        html5lib.HTMLParser(strict=True).parse(html)
        assert html.count("<h1") == 1, path


def test_no_page_needs_a_script_an_inline_style_or_another_host(whole):
    for path, html in html_pages(whole).items():
        assert not re.search(r"<script(?! type=\"application/ld\+json\")|<style| style=| on\w+=", html), path
        assert not re.findall(r'(?:src|href)="//|src="http|rel="stylesheet" href="http', html), path


def test_ids_of_the_theme_never_collide_with_those_of_a_text(whole):
    for path, html in html_pages(whole).items():
        ids = re.findall(r' id="([^"]+)"', re.sub(r'(?s)<div class="prose.*?</div>', "", html))
        assert all(found.startswith("site-") for found in ids), (path, ids)


def test_the_first_link_skips_to_the_text(whole):
    for path, html in html_pages(whole).items():
        if path != "old/index.html":
            assert re.search(r'<body[^>]*>\s*<a class="skip" href="#site-main"', html), path
            assert '<main id="site-main"' in html, path


def test_a_tag_archive_lists_posts_with_heading_byline_and_a_named_link_to_the_rest(whole):
    page = whole.page("/tags/trust/")
    assert '<h1 class="p-name">Tag Archives: trust</h1>' in page
    assert "1 March 2024, by A. Cedilla" in text_of(page)
    assert "Continue reading One" in text_of(page)
    assert "First words." in page


def test_a_short_post_without_an_author_has_only_its_date_and_nothing_to_continue(whole):
    card = whole.page("/tags/trust/").split("<article")[1]
    assert "2 March 2024" in text_of(card)
    assert ", by" not in text_of(card)
    assert "Continue reading" not in card


def test_a_post_with_four_headings_has_contents_and_one_with_fewer_has_none(whole):
    assert 'href="#part-4">Part 4</a>' in whole.page("/2024/03/one/")
    assert 'class="contents"' not in whole.page("/2024/03/two/")


def test_a_heading_without_words_is_not_in_the_contents_of_a_post(dressed):
    dressed.write("posts/one.md", LONG + "\n\n##\n\nText.", title="One", date="2024-03-01").build()

    page = dressed.page("/2024/03/one/")

    assert page.count('href="#part-') == 4
    assert 'href="#section"' not in page


def test_a_post_shows_its_series_its_neighbours_and_related_posts(whole):
    page = text_of(whole.page("/2024/03/two/"))
    assert "Part 1 of 2: Steps" in page
    assert "Older One" in page
    assert "Newer Three" in page
    assert "Related posts" in page


def test_parts_of_a_long_series_have_the_numbers_that_they_have_in_it(dressed, monkeypatch):
    monkeypatch.setattr("sitegen.queries.structural.PARTS", 4)
    for day in range(1, 10):
        dressed.write(f"posts/p{day}.md", title=f"P{day}", date=f"2024-03-0{day}", series="Steps")
    dressed.build()

    first, late = (
        re.search(r'<section class="series".*?</section>', dressed.page(path), re.DOTALL)[0]
        for path in ("/2024/03/p1/", "/2024/03/p8/")
    )

    assert "<ol>" in first and '<ol start="6">' in late
    assert "Part 8 of 9:" in late
    assert re.findall(r"<bdi>(\w+)", late) == ["P6", "P7", "P8", "P9"]
    assert '<span aria-current="page"><bdi>P8' in late


def test_a_guide_shows_related_posts_and_is_offered_without_a_date(dressed):
    words = "Teapots need a lid, a spout and a handle; a kettle whistles meanwhile."
    dressed.write("guides/index.md", title="Guides").write("guides/pots.md", words, title="Pots")
    dressed.write("posts/one.md", f"{words} One.", title="On pots")
    for number in range(4):
        dressed.write(f"posts/f{number}.md", f"filler{number} padding{number}")
    dressed.build()

    guide, post = (
        re.search(r'<aside class="related".*?</aside>', dressed.page(path), re.DOTALL)[0]
        for path in ("/guides/pots/", "/2024/01/one/")
    )

    assert "Related posts" in guide and 'href="/2024/01/one/"' in guide
    first = post.split("</li>")[0]
    assert 'href="/guides/pots/"' in first and "<time" not in first


def test_where_nothing_is_related_nothing_is_claimed(dressed):
    dressed.write("posts/one.md", "Teapots.").write("posts/two.md", "Ladders.").build()

    page = text_of(dressed.page("/2024/01/one/"))

    assert "More to read" in page and "Related posts" not in page


def test_a_post_without_a_picture_is_drawn_one(whole):
    assert re.search(r'class="tile tile-\d" aria-hidden="true">O</span>', whole.page("/2024/03/two/"))


def test_a_guide_shows_when_it_was_reviewed_its_section_and_its_siblings_but_no_date_of_birth(whole):
    page = whole.page("/guides/phone/")
    assert "Last reviewed 1 April 2024" in text_of(page)
    assert 'aria-current="page">Phone</span>' in page
    assert '<a href="/guides/till/">Till</a>' in page
    assert "dt-published" not in page


def test_a_post_that_was_changed_on_its_own_day_does_not_say_so(dressed):
    dressed.write("posts/one.md", date="2024-03-01 10:00", updated="2024-03-01 10:03")
    dressed.write("posts/two.md", date="2024-03-01 10:00", updated="2024-03-02").build()

    assert "Updated" not in dressed.page("/2024/03/one/")
    assert '"dateModified":"2024-03-01T10:03:00' in dressed.page("/2024/03/one/")
    assert "Updated 2 March 2024" in text_of(dressed.page("/2024/03/two/"))


def test_a_page_shows_who_wrote_it_as_a_post_does_also_where_nothing_else_is_known_of_them(dressed):
    dressed.write("posts/one.md", author="ada").write("guides/index.md", author="Grace")
    dressed.write("guides/till.md", authors=["ada", "Grace"], updated="2024-04-01").write("about.md").build()

    till, section = dressed.page("/guides/till/"), dressed.page("/guides/")

    assert "by A. Cedilla and Grace Last reviewed 1 April 2024" in text_of(till)
    assert 'href="/authors/ada/">A. Cedilla</a>' in till.partition('class="prose"')[0]
    assert "by Grace" in text_of(section)
    assert 'class="byline"' not in dressed.page("/about/")


def test_an_authors_own_page_is_called_by_its_whole_address_also_on_this_site(dressed):
    settings = dressed.folder / "site.toml"
    settings.write_text(settings.read_text() + 'url = "/about-ada/"\n')
    dressed.write("about-ada.md").write("posts/one.md", author="ada").build()

    page = dressed.page("/2024/01/one/")

    assert '<a href="/about-ada/" rel="author">example.org/about-ada</a>' in page


def test_the_menu_marks_the_page_and_the_section_one_is_in(whole):
    assert '<a href="/guides/" aria-current="page">' in whole.page("/guides/")
    assert '<a href="/guides/" aria-current="true">' in whole.page("/guides/phone/")
    assert "aria-current" not in whole.page("/about/").split("</header>")[0]


def test_a_section_lists_its_pages_with_their_descriptions(whole):
    assert "Phone Answer it." in text_of(whole.page("/guides/"))


def test_pages_of_a_list_link_to_each_other(whole):
    first, second = whole.page("/"), whole.page("/page/2/")
    assert '<link rel="next" href="/page/2/">' in first
    assert "Older posts" in first
    assert '<link rel="prev" href="/">' in second
    assert "Newer posts" in second


def test_a_redirect_goes_on_at_once_and_stays_out_of_search_engines(whole):
    page = whole.page("/old/")
    assert '<meta http-equiv="refresh" content="0; url=/2024/03/three/">' in page
    assert '<link rel="canonical" href="https://example.org/2024/03/three/">' in page
    assert 'content="noindex"' in page


def test_every_page_announces_the_feeds_and_describes_itself(whole):
    for path, html in html_pages(whole).items():
        if path != "old/index.html":
            assert 'type="application/rss+xml"' in html.split("</head>")[0], path
            assert '<meta name="description" content="' in html, path


def test_a_draft_says_so_in_a_preview(dressed):
    dressed.write("posts/one.md", title="One", draft=True).build(drafts=True)
    assert '<p class="badge"><mark>Draft</mark></p>' in dressed.page("/2024/01/one/")


def test_a_lead_picture_is_not_shown_twice(dressed):
    dressed.file("content/posts/a.png", GIF)
    dressed.write("posts/one.md", "![A](a.png)", title="One", image="a.png", image_alt="A")
    dressed.write("posts/two.md", title="Two", image="a.png", image_alt="A").build()
    assert dressed.page("/2024/01/one/").partition("<main")[2].split("</article>")[0].count("<img") == 1
    assert 'class="cover"' in dressed.page("/2024/01/two/")


def test_an_index_of_full_posts_shows_whole_texts(dressed):
    dressed.file("site.toml", (dressed.folder / "site.toml").read_text("utf-8").replace(
        "per_page = 2", 'per_page = 2\nindex = "full"'
    ))  # fmt: skip
    dressed.write("posts/one.md", LONG, title="One").build()
    assert "Part 4" in dressed.page("/")
    assert "Continue reading" not in dressed.page("/")


def test_the_front_page_has_a_lead_three_briefs_and_then_excerpts(dressed):
    for number in range(1, 8):
        dressed.write(
            f"posts/p{number}.md", LONG, title=f"P{number}", date=f"2024-01-0{number}", summary=f"S{number}."
        )
    dressed.file("site.toml", SITE_TOML.replace("per_page = 2", "per_page = 6")).build()

    kinds = [kind.split()[0] for kind in re.findall(r'<article class="([^"]+)"', dressed.page("/"))]
    assert kinds == ["lead", "brief", "brief", "brief", "card", "card"]
    assert '<p class="standfirst p-summary">S7.</p>' in dressed.page("/")
    assert re.findall(r'<article class="(\w+)', dressed.page("/page/2/")) == ["card"]


def test_a_tag_archive_names_the_tags_that_go_with_it(dressed):
    dressed.write("posts/one.md", tags=["trust", "stock"]).write("posts/two.md", tags=["trust"]).build()

    heading = dressed.page("/tags/trust/").split("</header>")[1]
    assert '<a href="/tags/stock/">stock</a>' in heading


def test_only_a_cover_hurries_before_the_text(dressed):
    dressed.file("content/car.jpg", jpeg(200, 125))
    for number in range(1, 7):
        dressed.write(f"posts/p{number}.md", date=f"2024-01-0{number}", tags=["trust"], image="/car.jpg")
    dressed.build()

    def order(page: str) -> list[str]:
        return re.findall(r" (fetchpriority=\w+|loading=lazy)", dressed.page(page).partition("<main")[2])

    assert order("/")[:1] == ["fetchpriority=low"]
    assert order("/tags/trust/")[:2] == ["fetchpriority=low", "loading=lazy"]
    assert order("/2024/01/p6/")[0] == "fetchpriority=high"


def test_the_footer_leads_to_topics_guides_pages_and_the_feed(whole):
    footer = text_of(whole.page("/tags/trust/").split('<footer class="footer">')[1])

    for words in ("trust All topics", "Phone Till All of Guides", "About All posts Feed"):
        assert words in footer


def test_the_icon_of_the_tab_stands_before_the_name_of_the_site(dressed):
    dressed.write("posts/one.md").build()
    page = dressed.page("/2024/01/one/")
    (shown,) = re.findall(r'rel="home"><img src="([^"]+)"', page)
    assert f'<link rel="icon" href="{shown}" type="image/svg+xml">' in page

    dressed.file("content/icon.png", png(512, 512)).file(
        "site.toml", SITE_TOML.replace("[site]\n", '[site]\nicon = "/icon.png"\n')
    ).build()
    page = dressed.page("/2024/01/one/")
    (shown,) = re.findall(r'rel="home"><img src="([^"]+)"', page)
    assert f'<link rel="icon" href="{shown}" sizes="32x32">' in page

    dressed.file("site.toml", f"{SITE_TOML}\n[theme]\nmark = false\n").build()
    assert 'rel="home">A blog<' in dressed.page("/2024/01/one/")


def test_an_icon_of_the_site_is_that_of_every_theme(dressed):
    settings = (dressed.folder / "site.toml").read_text().replace("[search]", 'icon = "/icon.png"\n[search]')
    dressed.file("site.toml", f'{settings}[theme]\nname = "bare"\n').file("content/icon.png", png(512, 512))
    dressed.write("posts/one.md").build()

    assert re.search(r'<link rel="icon" href="/favicon\.ico\?v=\w+">', dressed.page("/"))


def test_the_icon_of_the_theme_has_the_colour_that_the_site_chose(dressed):
    dressed.write("posts/one.md").build()
    before = (dressed.public / "assets/favicon.svg").read_text()
    dressed.file("site.toml", f'{SITE_TOML}\n[theme]\naccent = "plum"\n').build()
    after = (dressed.public / "assets/favicon.svg").read_text()
    assert "--accent-light:#0f5747;" in before and "--accent-light:#0f5747;" not in after
    assert "--font" not in after and "@import" not in after
    assert 'width="24" height="24"' in after, "no more than is shown, to those who measure"


def test_a_post_ends_with_the_feed(whole):
    end = whole.page("/2024/03/one/").split("</aside>")[1]
    assert 'New posts arrive by <a href="/feed.xml"' in end


def test_the_switch_between_light_and_dark_is_a_file_and_only_there_when_it_is_asked_for(dressed):
    dressed.write("posts/one.md").build()
    assert "<script src" not in dressed.page("/2024/01/one/")

    dressed.file("site.toml", f"{SITE_TOML}\n[theme]\nscheme_switch = true\n").build()
    assert re.search(
        r'<script src="/assets/scheme\.\w+\.js" data-[^>]+ defer></script>', dressed.page("/2024/01/one/")
    )
    assert len((dressed.public / "assets/scheme.js").read_bytes()) < 1024


def test_a_site_without_posts_has_a_home_page(dressed):
    dressed.build()
    assert "There are no posts yet." in dressed.page("/")


@pytest.mark.parametrize("theme", ["default", "bare"])
def test_pages_are_read_in_the_direction_of_their_language(blog, theme):
    site = 'title = "B"\nurl = "https://example.org"\nlanguage = "ar"\n'
    (blog.folder / "site.toml").write_text(f'[site]\n{site}[theme]\nname = "{theme}"\n')
    blog.write("posts/one.md", date="2024-03-01").write("posts/two.md", date="2024-03-02", lang="en").build()

    pages = html_pages(blog)

    assert '<html lang="ar" dir="rtl">' in pages["index.html"]
    assert '<html lang="ar" dir="rtl">' in pages["2024/03/one/index.html"]
    assert '<html lang="en">' in pages["2024/03/two/index.html"]
    assert ("/rtl." in pages["index.html"]) == (theme == "default")
    assert ("/rtl." in pages["2024/03/two/index.html"]) == (theme == "default"), "its byline is in Arabic"
    if theme == "default":
        assert ' lang="en" dir="ltr">' in pages["index.html"]


def test_pages_that_are_read_from_left_to_right_load_nothing_for_others(dressed):
    dressed.write("posts/one.md", date="2024-03-01").build()

    assert not [path for path, page in html_pages(dressed).items() if "/rtl." in page]


def test_a_series_of_several_pages_goes_on_with_later_parts(dressed):
    for day in range(1, 6):
        dressed.write(f"posts/p{day}.md", title=f"P{day}", date=f"2024-03-0{day}", series="Steps")
    dressed.build()

    pages = html_pages(dressed)

    assert re.findall(r'<a rel="next" [^>]*>([^<]*)', pages["series/steps/index.html"]) == ["Later parts"]
    assert 'rel="prev" href="/series/steps/">Earlier parts' in pages["series/steps/page/2/index.html"]
    assert ">Older posts<" in pages["index.html"]


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ("site.path('archive')", "there is no path 'archive'", "'archives'"),
        ("site.option('colums')", "the theme declares no setting 'colums'", ""),
        ("site.option('acent')", "the theme declares no setting 'acent'", "'accent'"),
        ("site.asset('lits.css')", "the theme has no asset 'lits.css'", "'list.css'"),
        ("site.title|day", "day writes a day, and this is a text", ""),
        ("none|rendition('card')", "here is no picture", ""),
        ("ngettext('a')", "ngettext() missing 2 required positional arguments", ""),
        ("fragment('_tiel.html')", "there is no template '_tiel.html'", "'_tile.html'"),
    ],
)
def test_what_a_template_asks_for_and_is_not_there_is_told_with_what_was_meant(dressed, asked, message, hint):
    dressed.write("posts/one.md").file("templates/_follow.html", f"<p>\n{{{{ {asked} }}}}</p>\n")

    problems = dressed.problems()

    assert problems
    for problem in problems:
        assert (problem.location.path, problem.location.line) == ("templates/_follow.html", 2)
        assert message in problem.message and hint in problem.hint, problem


def test_a_post_without_words_leaves_no_gap_on_the_front_page(dressed):
    dressed.write("posts/one.md", "```\ncode\n```").write("posts/two.md", "").build()
    front = dressed.page("/").partition("<main")[2]
    assert front.count("<article") == 2 and "p-summary" not in front


def test_a_short_standfirst_is_no_heading_of_a_longer_paragraph(dressed):
    """axe-core takes a short large paragraph before a longer small one for a heading that is not marked up."""
    dressed.write("posts/one.md", title="A title that is longer", summary="Short.").build()

    _, lead = dressed.page("/").split('<p class="standfirst p-summary">Short.</p>')

    assert "Continue reading" in lead
    assert "<p" not in lead.partition("</article>")[0]
