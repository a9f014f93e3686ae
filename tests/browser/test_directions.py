"""Titles of one direction among words of the other: each is read as it is written, and stands where it should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reader.looking import opened
from reader.serving import serving

from sitegen.build import Request, build
from support.pictures import png

ENGLISH, ARABIC = "20 years: what now?", "200 سنة!"
NAMES = {"Ann B.": 1, "س. م.": -1}
"""Who writes, and which way a name goes."""
BYLINES = {
    "en": (1, "1 January 2024", "2 January 2024", "1 min read"),
    "ar": (-1, "1 يناير 2024", "2 يناير 2024", "مدة القراءة بالدقائق: 1"),
}
"""By the language of the site: which way its words go, the days of a text in English and of one in Arabic, and
how long either takes."""
ENDS = """
title => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const from = node.data.indexOf(title);
    if (from < 0) continue;
    const at = [from, from + title.length - 1].map(place => {
      const range = document.createRange();
      range.setStart(node, place); range.setEnd(node, place + 1);
      return range.getBoundingClientRect().x;
    });
    found.push(Math.sign(at[1] - at[0]));
  }
  return found;
}
"""
"""Tells of each place where a title stands whether its last letter is right (1) or left (-1) of its first."""


@pytest.fixture(scope="module", params=["ar", "en"])
def origin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("directions")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "T"\nurl = "https://example.org"\nlanguage = "{request.param}"\n[search]\nenabled = false\n'
    )
    texts = {"one": (ENGLISH, "en"), "two": (ARABIC, "ar"), "three": (ENGLISH, "en"), "four": (ARABIC, "ar")}
    for day, (slug, (title, language)) in enumerate(texts.items(), 1):
        (folder / f"content/posts/{slug}.md").write_text(
            f'---\ntitle: "{title}"\nlang: {language}\nauthors: {[*NAMES]}\ndate: 2024-01-0{day}\nseries: S\n---\nWords.\n'
        )
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_titles_are_read_as_they_are_written_beside_those_of_another_direction(browser, origin):
    wrong = {}
    with opened(browser, origin, "/archives/") as page:
        for url in ("/", "/archives/", "/2024/01/two/", "/2024/01/three/", "/series/s/"):
            page.page.goto(f"{origin}{url}")
            for title, goes in ((ENGLISH, 1), (ARABIC, -1)):
                found = page.page.evaluate(ENDS, title)
                assert found, f"{title} is on {url}"
                if set(found) != {goes}:
                    wrong[url, title] = found

    assert wrong == {}


def test_bylines_are_read_as_they_are_written_above_texts_of_another_direction(browser, origin):
    """They are in the language of the site."""
    wrong = {}
    with opened(browser, origin, "/series/s/") as page:
        way, english, arabic, minutes = BYLINES[page.page.evaluate("document.documentElement.lang")]
        ways = {english: way, arabic: way, minutes: way, **NAMES}
        for url, elsewhere in (("/series/s/", ""), ("/2024/01/one/", arabic), ("/2024/01/two/", english)):
            page.page.goto(f"{origin}{url}")
            for words in ways.keys() - {elsewhere}:
                found = page.page.evaluate(ENDS, words)
                assert found, f"{words} is on {url}"
                if set(found) != {ways[words]}:
                    wrong[url, words] = found

    assert wrong == {}


def test_days_stand_at_the_side_at_which_lines_begin(browser, origin):
    with opened(browser, origin, "/archives/") as page:
        gaps = page.page.evaluate("""() => [...document.querySelectorAll('.month time')].map(day => {
          const range = document.createRange();
          range.selectNodeContents(day);
          const text = range.getBoundingClientRect(), cell = day.getBoundingClientRect();
          return Math.abs(document.dir === 'rtl' ? cell.right - text.right : text.left - cell.left);
        })""")

    assert gaps
    assert max(gaps) < 1


NAMED = {"C++": 1, "لغة!": -1}
"""Names that end in a sign, and which way each goes."""
SIGNS = """
name => [...document.querySelectorAll("a, h1, [aria-current]")].flatMap(one => {
  const found = [], walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const from = node.data.indexOf(name);
    if (from < 0 || one.checkVisibility && !one.checkVisibility()) continue;
    const at = [from, from + name.length - 1].map(place => {
      const range = document.createRange();
      range.setStart(node, place); range.setEnd(node, place + 1);
      return range.getBoundingClientRect().x;
    });
    found.push(Math.sign(at[1] - at[0]));
  }
  return found;
})
"""
"""Tells of each place where a name stands whether its last sign is right (1) or left (-1) of its first letter."""


@pytest.fixture(scope="module", params=["ar", "he", "en"])
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with tags, a series, guides and a menu by the names of both directions."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "content/guides").mkdir()
    menu = ", ".join(f'{{label = "{name}", url = "/"}}' for name in NAMED)
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "T"\nurl = "https://example.org"\nlanguage = "{request.param}"\nmenu = [{menu}]\n'
        "[search]\nenabled = false\n"
    )
    for number, name in enumerate(NAMED, 1):
        (folder / f"content/posts/2024-01-0{number}-{number}.md").write_text(
            f'---\ntitle: T\ntags: {[*NAMED]}\nseries: "{name}"\nauthor: "{name}"\n---\nWords.\n'
        )
        (folder / f"content/guides/{number}.md").write_text(f'---\ntitle: "{name}"\n---\nWords.\n')
    (folder / "content/guides/index.md").write_text(f'---\ntitle: "{next(iter(NAMED))}"\n---\nWords.\n')
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_names_are_read_as_they_are_written_wherever_they_stand(browser, named):
    """Tags, menus, series, authors and guides; a name that ends in a sign had it at its other end."""
    wrong = {}
    with opened(browser, named, "/") as page:
        pages = (
            "/",
            "/tags/",
            "/2024/01/1/",
            "/guides/",
            "/guides/1/",
            "/tags/c-plus-plus/",
            "/series/c-plus-plus/",
        )
        for url in (*pages, "/authors/c-plus-plus/"):
            assert page.page.goto(f"{named}{url}").ok, url
            for name, goes in NAMED.items():
                found = page.page.evaluate(SIGNS, name)
                if not {goes} >= set(found):
                    wrong[url, name] = found

    assert wrong == {}


@pytest.fixture(scope="module", params=["default", "market", "bare"])
def coded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site in English with a post in Arabic that has code among its words."""
    folder = tmp_path_factory.mktemp("coded")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "T"\nurl = "https://example.org"\n[theme]\nname = "{request.param}"\n'
        "[search]\nenabled = false\n"
    )
    (folder / "content/posts/2024-01-01-one.md").write_text(
        f"---\ntitle: {ARABIC}\nlang: ar\ntags: [a]\n---\nنص `run()` نص.\n\n```\n.run()\n```\n"
    )
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_code_is_read_from_left_to_right_among_words_of_the_other_direction(browser, coded):
    with opened(browser, coded, "/2024/01/one/") as page:
        assert page.page.evaluate(ENDS, "run()") == [1, 1]
        assert page.page.evaluate(ENDS, ".run()") == [1]
        assert page.page.goto(f"{coded}/tags/a/").ok
        shown = page.page.evaluate(
            """() => [...document.querySelectorAll("main code")].map(one => getComputedStyle(one).direction)"""
        )

    assert set(shown) <= {"ltr"}


GAPS = """
([picture, beside]) => [...document.querySelectorAll(picture)].flatMap(one => {
  const box = one.getBoundingClientRect(), gaps = [];
  for (const words of one.closest("article, .brand").querySelectorAll(beside)) {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
      if (!node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      range.setStart(node, node.data.search(/\\S/));
      gaps.push(...[...range.getClientRects()].filter(line => line.top < box.bottom && line.bottom > box.top)
        .map(line => Math.max(box.left - line.right, line.left - box.right)));
    }
  }
  return gaps;
})
"""
"""Tells of each picture how far from it the lines of the words beside it are."""


@pytest.fixture(scope="module", params=["ar", "en"])
def pictured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose posts, in both directions, have pictures, and whose name is of the other direction."""
    folder = tmp_path_factory.mktemp("pictured")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "content/p.png").write_bytes(png(400, 300))
    title = {"ar": "Corner shop", "en": "متجر الزاوية"}[request.param]
    (folder / "site.toml").write_text(
        f'[site]\ntitle = "{title}"\nurl = "https://example.org"\nlanguage = "{request.param}"\n'
        "[search]\nenabled = false\n"
    )
    words = {"en": "Words beside a picture " * 9, "ar": "كلمات بجانب الصورة " * 9}
    for number, language in enumerate(["en", "ar", "en", "ar"], 1):
        (folder / f"content/posts/2024-01-0{number}-{language}{number}.md").write_text(
            f"---\ntitle: {words[language]}\nlang: {language}\nauthor: Ann\nimage: /p.png\nimage_alt: x\n---\n"
            f"{words[language]}\n\nTerm\n:   {words[language]}\n"
        )
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_pictures_keep_their_distance_from_words_of_both_directions(browser, pictured):
    with opened(browser, pictured, "/2024/01/") as page:
        page.show(390)
        cards = page.page.evaluate(GAPS, [".picture", "h2, .byline"])
        icon = page.page.evaluate(GAPS, [".brand img", "a"])

    assert len(cards) >= 4 and min(cards) >= 12
    assert icon and min(icon) >= 4


def test_what_a_term_means_is_set_in_on_the_side_at_which_lines_begin(browser, pictured):
    with opened(browser, pictured, "/2024/01/ar2/") as page:
        term, meaning = (page.page.locator(f".prose {name}").bounding_box() for name in ("dt", "dd"))

    assert meaning["x"] == term["x"]
    assert meaning["width"] < term["width"] - 10


def test_days_of_related_posts_stand_below_their_titles(browser, pictured):
    with opened(browser, pictured, "/2024/01/ar2/") as page:
        page.show(390)
        ends = page.page.evaluate("""() => [...document.querySelectorAll('.tiles a')].map(tile =>
          ['bdi', 'time'].map(part => {
            const range = document.createRange();
            range.selectNodeContents(tile.querySelector(part));
            return range.getBoundingClientRect().right;
          }))""")

    assert ends
    assert [day for _title, day in ends] == pytest.approx([title for title, _day in ends], abs=2)


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A text in Arabic on an English site, with the note of the site and a comment in English."""
    folder = tmp_path_factory.mktemp("noted")
    files = {
        "site.toml": '[site]\ntitle = "T"\nurl = "https://example.org"\nsnippet = "n"\n[search]\nenabled = false\n',
        "content/posts/2024-01-01-one.md": "---\ntitle: واحد\nlang: ar\n---\nكلمات\n",
        "content/snippets/n.md": "---\ntitle: N\n---\nWrite to us!\n\n- By hand, too.\n",
        "content/comments/one.yaml": "- author: Bo\n  date: 2024-01-02\n  body: Is it so?\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    build(Request(folder, as_of="2024-06-01"))
    with serving(folder / "public") as url:
        yield url


def test_notes_and_comments_are_read_as_they_are_written_below_a_text_of_the_other_direction(browser, noted):
    with opened(browser, noted, "/2024/01/one/") as page:
        ends = [page.page.evaluate(ENDS, words) for words in ("Write to us!", "By hand, too.", "Is it so?")]

    assert ends == [[1], [1], [1]], "full stops and other marks are at the end"
