"""Each key of the front matter takes what it should, and says what is wrong with everything else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sitegen.config.decode import FrozenTable, Mismatch, Report
from sitegen.content.front_matter import split
from sitegen.content.schema import _FOREIGN, decode_front_matter, decoders, parse_moment
from sitegen.content.source import FrontMatter

LONDON = ZoneInfo("Europe/London")


def decode(text: str, *allow: str) -> tuple[FrontMatter, list[str]]:
    """Return the front matter, and each problem as `line:column rule message`."""
    parts = split(text)
    report = Report("content/a.md", text.split("\n"), parts.first_line)
    meta = decode_front_matter(parts.table, report, LONDON, allow)
    problems = [(p.location.line, p.location.column, p.rule, p.message) for p in report.problems]
    return meta, ["{}:{} {} {}".format(*problem) for problem in problems]


def yaml(line: str, *allow: str) -> tuple[FrontMatter, list[str]]:
    return decode(f"---\ntitle: A\n{line}\n---\n", *allow)


def value_of(line: str) -> Any:
    meta, problems = yaml(line)
    assert not problems
    return getattr(meta, line.partition(":")[0])


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


def test_every_key_of_the_record_can_be_written() -> None:
    keys = set(FrontMatter.__struct_fields__)

    assert set(decoders(LONDON)) == keys | {"author"}


@pytest.mark.parametrize(
    "written", ["2024", "no", "1:30", "1e3", "007", "On", "0x1F", "2015-09-14", "Null & void"]
)
def test_a_title_that_yaml_would_twist_is_what_was_written(written: str) -> None:
    meta, problems = decode(f"---\ntitle: {written}\n---\n")

    assert not problems
    assert meta.title == written


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("tags: [no, 1:30, 2024]", ("no", "1:30", "2024")),
        ("tags: [C++, c#, .net, 'a, b']", ("C++", "c#", ".net", "a, b")),
        ("tags: one, two,", ("one", "two")),
        ("tags:\n- one\n- two  words", ("one", "two words")),
        ("tags:", ()),
        ("tags: []", ()),
        ("tags: [~, '', a]", ("a",)),
        ("slug: 2024", "2024"),
        ("slug: ''", ""),
        ("slug:", ""),
        ("id: tag:example.org,2009:1", "tag:example.org,2009:1"),
        ("summary: |\n  one\n\n  two", "one\n\ntwo"),
        ("image: /a b.jpg", "/a b.jpg"),
        ("image_alt: >\n  a car\n  in rain", "a car in rain"),
        ("image_caption: 1999", "1999"),
        ("draft: yes", True),
        ("draft: 'no'", False),
        ("pinned: on", True),
        ("comments: false", False),
        ("noindex: TRUE", True),
        ("series: 2024", "2024"),
        ("series: [Ten lessons]", "Ten lessons"),
        ("series: []", ""),
        ("redirect_from: /2009/old/", ("/2009/old/",)),
        ("redirect_from: [/a.html, /caf%C3%A9/, /b c/]", ("/a.html", "/caf%C3%A9/", "/b c/")),
        ("related: [one, posts/two.md]", ("one", "posts/two.md")),
        ("related:", ()),
        ("related: false", False),
        ("related: no", False),
        ("lang: no", "no"),
        ("template: landing.html", "landing.html"),
        ("extra: {n: 1, t: yes, f: false, d: 2015-09-14, l: [a, ~]}",
         FrozenTable({"n": 1, "t": "yes", "f": False, "d": "2015-09-14", "l": ("a", None)})),
        ("extra:", FrozenTable()),
        ("date: 2015-09-14", local(2015, 9, 14)),
        ("updated: 2015-09-14 09:30", local(2015, 9, 14, 9, 30)),
        ("expires: '2015-09-14'", local(2015, 9, 14)),
        ("review_by: 2015/09/14", local(2015, 9, 14)),
    ],
)  # fmt: skip
def test_each_key_takes_its_values(line: str, value: object) -> None:
    assert value_of(line) == value
    assert type(value_of(line)) is type(value)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("tgas: [a]", "3:1 unknown-key unknown key 'tgas'"),
        ("Draft: true", "3:1 unknown-key unknown key 'Draft'"),
        ("<<: {a: b}", "3:1 unknown-key unknown key '<<'"),
        ("tags: {a: b}", "3:7 wrong-type tags: expected a list, found a table"),
        ("tags: [a, [b]]", "3:11 wrong-type tags: expected a text, found a list"),
        ("slug: [a]", "3:7 wrong-type slug: expected a text, found a list"),
        ("slug: a/b", "3:7 bad-slug slug: 'a/b' can't be a part of a URL"),
        ("slug: ..", "3:7 bad-slug slug: '..' can't be a part of a URL"),
        ("slug: /../../etc", "3:7 bad-slug slug: '/../../etc' can't be a part of a URL"),
        ("id: [1]", "3:5 wrong-type id: expected a text, found a list"),
        ("author: {a: b}", "3:9 wrong-type author: expected a text, found a table"),
        ("author: [a, [b]]", "3:13 wrong-type author: expected a text, found a list"),
        ("tags:\n  -service\n  -training", "4:3 wrong-type tags: expected a list, found '-service -training'"),
        ("authors: {a: b}", "3:10 wrong-type authors: expected a list, found a table"),
        ("summary: {a: b}", "3:10 wrong-type summary: expected a text, found a table"),
        ("image: [a.jpg]", "3:8 wrong-type image: expected a text, found a list"),
        ("image_alt: [a]", "3:12 wrong-type image_alt: expected a text, found a list"),
        ("image_caption: [a]", "3:16 wrong-type image_caption: expected a text, found a list"),
        ("draft: maybe", "3:8 wrong-type draft: expected true or false, found 'maybe'"),
        ("draft: 1", "3:8 wrong-type draft: expected true or false, found '1'"),
        ("draft:", "3:7 wrong-type draft: expected true or false, found nothing"),
        ("pinned: [true]", "3:9 wrong-type pinned: expected true or false, found a list"),
        ("comments: closed", "3:11 wrong-type comments: expected true or false, found 'closed'"),
        ("noindex: 0", "3:10 wrong-type noindex: expected true or false, found '0'"),
        ("series: {name: a}", "3:9 wrong-type series: expected a text, found a table"),
        ("series: [a, b]", "3:13 wrong-type series: a text is a part of one series, and these are 2"),
        ("series: [[a]]", "3:10 wrong-type series: expected a text, found a list"),
        ("related: yes", "3:10 wrong-type related: expected a list of posts, or false"),
        ("related: {a: b}", "3:10 wrong-type related: expected a list, found a table"),
        ("lang: english", "3:7 bad-value lang: 'english' is not a language tag"),
        ("template: ../../x.html", "3:11 bad-value template: '../../x.html' is not a template"),
        ("template: landing", "3:11 bad-value template: 'landing' is not a template"),
        ("extra: a", "3:8 wrong-type extra: expected a table, found a text"),
        ('extra: {a: "\\0"}', "3:12 control-character extra: the character U+0000 can't be in a text"),
        ('summary: "a\\e[2J"', "3:10 control-character summary: the character U+001B can't be in a text"),
        ("date: soon", "3:7 bad-date date: 'soon' is not a date"),
        ("date: 14.09.2015", "3:7 bad-date date: '14.09.2015' is not a date"),
        ("date: 2015", "3:7 bad-date date: '2015' is not a date"),
        ("date: [2015-09-14]", "3:7 bad-date date: expected a date"),
        ("date: 2015-02-30",
         "3:7 impossible-date date: there is no '2015-02-30': day is out of range for month"),
        ("updated: 2015-09-14 25:00",
         "3:10 impossible-date updated: there is no '2015-09-14 25:00': hour must be in 0..23"),
        ("expires: 2015-09-14 10:00 +99:00",
         "3:10 impossible-date expires: there is no '2015-09-14 10:00 +99:00': no zone is a day away"),
        ("review_by: 0999-01-01", "3:12 impossible-date review_by: the year 999 is out of range"),
    ],
)  # fmt: skip
def test_each_key_refuses_what_it_can_not_mean(line: str, problem: str) -> None:
    _meta, problems = yaml(line)

    assert problems == [problem]


@pytest.mark.parametrize(
    ("written", "column", "reason"),
    [
        ("old", 16, "'old' can't be redirected: it does not begin with /"),
        ("[/a/, /b?c]", 22, "'/b?c' can't be redirected: files can't answer what follows ? or #"),
        ("[/../a]", 17, "'/../a' can't be redirected: it leaves the site or has an empty part"),
        ("[/%2e%2e/a]", 17, "'/%2e%2e/a' can't be redirected: it leaves the site or has an empty part"),
        ("/", 16, "'/' can't be redirected: it is the site's own root"),
        ("//a.example/b", 16, "'//a.example/b' can't be redirected: it is not a relative path"),
    ],
)
def test_an_old_path_that_no_file_can_answer_is_refused(written: str, column: int, reason: str) -> None:
    assert yaml(f"redirect_from: {written}")[1] == [f"3:{column} bad-redirect redirect_from: {reason}"]


def test_of_several_paths_that_can_not_be_redirected_each_is_told():
    assert [said.partition(" can't")[0] for said in yaml("redirect_from: [/a/, b, /c?d]")[1]] == [
        "3:22 bad-redirect redirect_from: 'b'",
        "3:25 bad-redirect redirect_from: '/c?d'",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\ntitle:\n---", "2:1 missing-title the title is empty"),
        ("---\ntitle: ~\n---", "2:1 missing-title the title is empty"),
        ("---\ntitle: '  '\n---", "2:1 missing-title the title is empty"),
        ("---\ndate: 2015-09-14\n---", "1:1 missing-title the title is missing"),
        ("---\n---", "1:1 missing-title the title is missing"),
        ("\n+++\ndraft = true\n+++", "2:1 missing-title the title is missing"),
        ("{}", "1:1 missing-title the title is missing"),
        ("---\ntitle: [a]\n---", "2:8 wrong-type title: expected a text, found a list"),
        ("+++\ntitle = true\n+++", "2:9 wrong-type title: expected a text, found true or false"),
        ('{"title": 1.5}', "1:11 wrong-type title: expected a text, found a number"),
        ("---\n- title\n---", "2:1 syntax the front matter is not a table of keys and values, but a list"),
        ("---\nJust words\n---", "2:1 syntax the front matter is not a table of keys and values, but a text"),
    ],
)
def test_a_title_is_required(text: str, problem: str) -> None:
    assert decode(text)[1] == [problem]


def test_all_mistakes_are_found_at_once() -> None:
    _meta, problems = decode("---\ntgas: a\ndraft: maybe\ndate: soon\nslug: a b\n---")

    assert [problem.split()[1] for problem in problems] == [
        "unknown-key", "wrong-type", "bad-date", "bad-slug", "missing-title",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("drfat: true", "did you mean 'draft'?"),
        ("Tags: a", "write tags: keys are in lower case"),
        ("categories: [a]", "write tags: here, categories are tags"),
        ("Category: a", "write tags: here, categories are tags"),
        ("aliases: [/a/]", "write redirect_from: the paths that lead here"),
        ("published: false", "write draft: true where it is not to be published yet"),
        *[
            (f"{key}: 2020-01-01", "write date: from then on it is on the site")
            for key in (
                "created",
                "created_at",
                "date_created",
                "creation_date",
                "post_date",
                "date_published",
                "published_at",
                "publish_date",
                "published_date",
                "publishDate",
                "publishdate",
                "pubDate",
                "Date-Published",
            )
        ],
        *[
            (f"{key}: 2020-01-01", "write updated: the day of the last change")
            for key in (
                "dateModified",
                "modified_at",
                "updated_at",
                "last_updated",
                "lastModifiedAt",
                "last-modified",
            )
        ],
        *[
            (f"{key}: a.jpg", "write image: the picture for lists and previews")
            for key in (
                "featuredImage",
                "image_url",
                "thumbnail",
                "cover",
                "coverImage",
                "feature_image",
                "header_image",
            )
        ],
        ("featured: true", "write pinned: true puts a post before the others"),
        ("sticky: true", "write pinned: true puts a post before the others"),
        *[
            (f"{key}: x", "write draft: true keeps it off the site, where nobody is asked for a password")
            for key in ("private", "password", "visibility")
        ],
        *[
            (
                f"{key}: true",
                "write noindex: true where search engines are to leave it out; draft: true keeps it off the site",
            )
            for key in ("hidden", "unlisted")
        ],
        ("publish: false", "write draft: true where it is not to be published yet"),
        ("dg-publish: false", "write draft: true where it is not to be published yet"),
        *[
            (
                f"{line}",
                "write draft: true keeps it off the site, where no page is made for other pages alone",
            )
            for line in ("headless: true", "_build: {render: never}", "eleventyExcludeFromCollections: true")
        ],
        ("teaser: a", "write summary: lists and search engines show it"),
        *[
            (
                f"{key}: 1",
                "take it out: pages are sorted by title, and pinned: true puts a post before the others",
            )
            for key in ("weight", "order", "nav_order", "menu_order")
        ],
        *[
            (f"{key}: 1", "take it out: the parts of a series are in the order of their dates")
            for key in ("part", "series_order")
        ],
        ("nocomments: true", "write comments: false where there are to be none"),
        ("no_comments: true", "write comments: false where there are to be none"),
        ("imageAlt: A car", "did you mean 'image_alt'?"),
        ("reviewBy: 2020-01-01", "did you mean 'review_by'?"),
        *[
            (f"{key}: x", "keys of your own go under extra, or into [front_matter] allow of site.toml")
            for key in (
                "math",
                "section",
                "time",
                "toc",
                "tagline",
                "type",
                "mathjax",
                "source",
            )
        ],
        *[
            (f"{slip}: x", f"did you mean '{key}'?")
            for slip, key in (
                ("tag", "tags"),
                ("dat", "date"),
                ("autor", "author"),
                ("sumary", "summary"),
                ("img", "image"),
                ("redirect", "redirect_from"),
                ("update", "updated"),
                ("expire", "expires"),
                ("comment", "comments"),
                ("caption", "image_caption"),
                ("Slugs", "slug"),
            )
        ],
        ("lastmod: 2020-01-01", "write updated: the day of the last change"),
        ("description: a", "write summary: lists and search engines show it"),
        ("featured-image: a.jpg", "write image: the picture for lists and previews"),
        ("header image: a.jpg", "write image: the picture for lists and previews"),
        ("expiryDate: 2020-01-01", "write expires: from then on it is not on the site"),
        ("excerpt_separator: x", "take it out: <!--more--> in the text is where an excerpt ends"),
        ("hero: a.jpg", "keys of your own go under extra, or into [front_matter] allow of site.toml"),
    ],
)
def test_an_unknown_key_comes_with_a_hint(written: str, hint: str) -> None:
    text = f"---\ntitle: A\n{written}\n---"
    report = Report("content/a.md", text.split("\n"))
    decode_front_matter(split(text).table, report, LONDON, ())

    (problem,) = report.problems
    rename = hint.startswith(
        ("write tags", "write redirect_from", "write date", "write updated", "write summary")
    )
    rename = rename or hint.startswith(("write image", "write lang", "write expires", "write tags"))
    more = "; for all texts at once there is [front_matter] rename"
    assert problem.hint == (f"{hint}{more}" if rename else hint)
    assert problem.offending == written
    assert problem.width == len(written.partition(":")[0])


def test_keys_of_other_generators_are_none_of_ours_and_lead_to_ours() -> None:
    known = decoders(LONDON)

    assert not _FOREIGN.keys() & known.keys()
    assert {ours for ours, _words in _FOREIGN.values()} <= {*known, ""}


@pytest.mark.parametrize("written", ["titel: A", "Title: A", "tilte: [A]", "+++\nTitle = 'A'"])
def test_a_misspelt_title_is_not_missing_too(written: str) -> None:
    fence = written[:3] if written.startswith("+++") else "---"
    _meta, problems = decode(f"{fence}\n{written.removeprefix(fence).lstrip()}\n{fence}")

    assert [problem.split()[1] for problem in problems] == ["unknown-key"]


def test_a_key_that_is_allowed_is_no_misspelt_title() -> None:
    _meta, problems = decode("---\ntitles: A\n---", "titles")

    assert problems == ["1:1 missing-title the title is missing"]


@pytest.mark.parametrize(
    "line",
    [
        "published: false",
        "is_published: false",
        "dg-publish: false",
        "public: false",
        "listed: false",
        "status: Private",
        "status: trash",
        "hidden: true",
        "post_status: draft",
        "private: yes",
        "is_private: true",
        "visibility: members",
        "access: private",
        "headless: true",
        "permalink: false",
        "eleventyExcludeFromCollections: true",
        "_build: {list: never, render: never}",
        "build: {render: false}",
        "build: {list: never}",
    ],
)
def test_what_is_not_for_everybody_is_not_made_public_by_allowing_its_key(line: str) -> None:
    key = line.partition(":")[0]

    assert yaml(line, key)[1] == [
        f"3:1 bad-value {key!r} says that this is not for everybody; [front_matter] allow makes it public"
    ]
    assert yaml(f"{line}\ndraft: false", key)[1] == []
    assert yaml(f"{key}: open", key)[1] == []


@pytest.mark.parametrize("line", ["password: open sesame", "post_password: 1234"])
def test_what_has_a_password_is_not_made_public_by_allowing_its_key(line: str) -> None:
    key = line.partition(":")[0]

    assert [problem.split()[1] for problem in yaml(line, key)[1]] == ["bad-value"]
    assert yaml(f"{key}: ''", key)[1] == []
    assert yaml(f"{key}:", key)[1] == []


@pytest.mark.parametrize("name", ["path", "src", "url", "image", "feature", "banner", "teaser", "thumbnail"])
def test_a_picture_may_have_its_words_in_one_table_as_others_write_them(name: str) -> None:
    meta, problems = yaml(f"image:\n  {name}: /a.jpg\n  alt: A car\n  caption: Ben's\n  width: 10")

    assert not problems
    assert (meta.image, meta.image_alt, meta.image_caption) == ("/a.jpg", "A car", "Ben's")


def test_what_stands_under_our_keys_comes_before_what_a_table_of_a_picture_says() -> None:
    meta, problems = yaml("image: {path: a.jpg, alt: A car}\nimage_alt: Mine")

    assert not problems
    assert (meta.image, meta.image_alt) == ("a.jpg", "Mine")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("image: {alt: A car}", "3:8 wrong-type image: expected a text, found a table"),
        ("image: {path: [a.jpg]}", "3:15 wrong-type image: expected a text, found a list"),
        ("image: {path: a.jpg, alt: [b]}", "3:27 wrong-type image_alt: expected a text, found a list"),
    ],
)
def test_other_tables_of_pictures_are_mistakes(line: str, problem: str) -> None:
    assert yaml(line)[1] == [problem]


@pytest.mark.parametrize(
    ("path", "reason", "hint"),
    [
        (
            "https://a.example/2015/b.html?p=1",
            "it does not begin with /",
            "write its path alone: /2015/b.html",
        ),
        (
            "/:year/:title/",
            "another program puts something in the place of :year",
            "write the path that came of it",
        ),
    ],
)
def test_a_path_that_can_not_lead_here_is_told_how_to_write_it(path: str, reason: str, hint: str) -> None:
    parts = split(f"---\ntitle: A\nredirect_from: '{path}'\n---\n")
    report = Report("content/a.md", [], parts.first_line)
    decode_front_matter(parts.table, report, LONDON, ())

    assert [problem.message.partition("redirected: ")[2] for problem in report.problems] == [reason]
    assert report.problems[0].hint.startswith(hint)


def test_a_text_that_others_build_in_the_usual_way_is_published() -> None:
    assert yaml("build: {list: always, render: always, publishResources: false}", "build")[1] == []


def test_keys_that_the_site_allows_go_to_extra() -> None:
    meta, problems = yaml("hero: a.jpg\nlevel: 3\nextra: {own: yes}", "hero", "level", "title")

    assert not problems
    assert meta.title == "A"
    assert meta.extra == {"own": "yes", "hero": "a.jpg", "level": 3}


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("draft: false", None),
        ("author: Ann", ("Ann",)),
        ("author: Ann, of Leeds", ("Ann, of Leeds",)),
        ("authors: [Ann, Bob, Ann]", ("Ann", "Bob")),
        ("author: Ann\nauthors: [Bob, Ann]", ("Ann", "Bob")),
        ("author:", None),
        ("author: [Ann, Bob]", ("Ann", "Bob")),
        ("author: ['Ann, of Leeds']", ("Ann, of Leeds",)),
        ("author: []", ()),
        ("author: [Ann]\nauthors: [Bob]", ("Ann", "Bob")),
        ("authors: []", ()),
        ("authors:", ()),
    ],
)
def test_authors_are_one_or_many_or_said_to_be_none(lines: str, authors: tuple[str, ...] | None) -> None:
    assert yaml(lines)[0].authors == authors


MORNING = datetime(2014, 4, 30, 10, 0, 49, tzinfo=timezone(timedelta(hours=-4)))


@pytest.mark.parametrize(
    "written",
    [
        "2014-04-30 10:00:49 -0400",
        "2014-04-30 10:00:49 -04:00",
        "2014-04-30 10:00:49-04",
        "2014-04-30T10:00:49-04:00",
        "2014-04-30t10:00:49-0400",
        "2014-04-30 10:00:49.123 -4",
        "2014-04-30 14:00:49Z",
        "2014-04-30T14:00:49z",
        "2014-04-30 14:00:49 UTC",
        "2014-04-30 14:00:49 GMT",
        "2014-04-30 19:30:49 +5:30",
        "2014-04-30   14:00:49 +00:00",
        "2014-4-30 10:00:49 -0400",
        "2014/04/30 10:00:49,5 -0400",
        "2014-04-30 15:00:49",
        "2014-04-30 10:00:49 UTC-04:00",
        "2014-04-30 10:00:49 GMT-4",
        "2014-04-30 16:00:49 +0200 CEST",
        "Wed, 30 Apr 2014 10:00:49 -0400",
        "Wed, 30 Apr 2014 14:00:49 GMT",
        "April 30, 2014 15:00:49",
    ],
)
@pytest.mark.parametrize(
    "form",
    ["---\ntitle: A\ndate: {}\n---", '---\ntitle: A\ndate: "{}"\n---', '{{"title": "A", "date": "{}"}}'],
)
def test_a_date_with_a_zone_is_the_moment_that_was_meant(written: str, form: str) -> None:
    meta, problems = decode(form.format(written))

    assert not problems
    assert meta.date == MORNING
    assert meta.date.tzinfo is LONDON  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "written", ["2014-04-30T10:00:49-04:00", "2014-04-30 14:00:49Z", "2014-04-30 15:00:49.5"]
)
def test_a_date_of_toml_is_the_same_moment(written: str) -> None:
    assert decode(f"+++\ntitle = 'A'\ndate = {written}\n+++")[0].date == MORNING


def test_a_day_of_toml_begins_at_midnight_of_the_site() -> None:
    assert decode("+++\ntitle = 'A'\ndate = 2014-04-30\n+++")[0].date == local(2014, 4, 30)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-03-31 00:59", "2024-03-31T00:59:00+00:00"),
        ("2024-03-31 01:30", "2024-03-31T01:30:00+00:00"),  # an hour that the clocks skip
        ("2024-03-31 02:00", "2024-03-31T01:00:00+00:00"),
        ("2024-10-27 01:30", "2024-10-27T00:30:00+00:00"),  # an hour that comes twice: the first
        ("2024-10-27 02:00", "2024-10-27T02:00:00+00:00"),
        ("1000-01-01", "1000-01-01T00:01:15+00:00"),  # before zones: local mean time
        ("9998-12-31 23:59", "9998-12-31T23:59:00+00:00"),
    ],
)
def test_clocks_that_change_do_not_matter(written: str, utc: str) -> None:
    assert parse_moment(written, LONDON).astimezone(UTC).isoformat() == utc


@pytest.mark.parametrize(
    "written",
    [
        "Jul 08 2022",
        "July 8, 2022",
        "8 July 2022",
        "8. July 2022",
        "08-Jul-2022",
        "Fri, 8 Jul 2022",
        "Friday, July 8th, 2022",
        "8 jul 2022",
        "July 08 2022 00:00",
    ],
)
def test_a_month_may_be_an_english_word(written: str) -> None:
    assert parse_moment(written, LONDON) == local(2022, 7, 8)


def test_september_is_cut_in_two_ways() -> None:
    assert (
        parse_moment("Sep 14, 2015", LONDON) == parse_moment("Sept. 14, 2015", LONDON) == local(2015, 9, 14)
    )


@pytest.mark.parametrize(
    "written",
    ["Jul 2022", "8 Julember 2022", "8 J 2022", "08/07/2022", "Jul 8 22", "Juli 8 2022", "8 July 2022 9 pm"],
)
def test_other_days_in_words_are_none(written: str) -> None:
    with pytest.raises(Mismatch) as caught:
        parse_moment(written, LONDON)

    assert caught.value.rule == "bad-date"


@pytest.mark.parametrize(
    "written",
    [
        "0999-12-31",
        "31 June 2020",
        "9999-01-01",
        "0000-00-00",
        "2015-00-10",
        "2015-13-01",
        "2015-09-14 09:60",
    ],
)
def test_a_date_that_is_not_in_the_calendar_is_impossible(written: str) -> None:
    with pytest.raises(Mismatch) as caught:
        parse_moment(written, LONDON)

    assert caught.value.rule == "impossible-date"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "today",
        "2015-09",
        "20150914",
        "15-9-14",
        "2015-09-14T",
        "2015-09-14 9",
        "2015-09-14 9:5",
        "2015-09-14 PST",
        "2015-09-14 09:30 PST",
        "2015-09-14 09:30 Europe/London",
        "2015-09-14-a",
        "2015-09-14 09:30 pm",
    ],
)
def test_what_is_no_date_is_said_so(written: str) -> None:
    with pytest.raises(Mismatch) as caught:
        parse_moment(written, LONDON)

    assert caught.value.rule == "bad-date"
    assert caught.value.hint == "write it like 2015-09-14, 2015-09-14 09:30 or 2015-09-14T09:30:00+02:00"


def test_a_blank_that_keeps_words_together_is_named() -> None:
    text = "---\ntitle:\u00a0A\n---\n"
    parts = split(text)
    report = Report("content/a.md", text.split("\n"), parts.first_line)
    decode_front_matter(parts.table, report, LONDON, ())

    assert ["type it anew" in problem.hint for problem in report.problems] == [True]
