"""`site.toml`: good ones become settings, and every mistake has its line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sitegen.config.decode import Mismatch, fields_of, is_record
from sitegen.config.read import (
    check_language,
    check_output,
    check_permalink,
    check_slug,
    check_timezone,
    check_url,
    decode_settings,
    read_settings,
    with_url,
)
from sitegen.config.settings import CHECK_RULES, AuthorSettings, MenuItem, Settings, SiteSettings
from sitegen.content import begin
from sitegen.errors import SetupError

SITE = '[site]\ntitle = "A"\nurl = "https://example.org/"\n'
POST_FIELDS = ("year", "month", "day", "slug")


def test_a_title_and_an_url_are_enough() -> None:
    found = decode_settings(SITE.encode())

    assert not found.problems
    assert found.settings == Settings(SiteSettings("A", "https://example.org/"))


@pytest.fixture(scope="module")
def shown() -> bytes:
    """The starter's `site.toml`, with all that it shows as a comment."""
    starter = (Path(begin.__file__).parent / "starter" / "site.toml").read_text("utf-8")
    return starter.partition("\n\n")[2].replace("\n# ", "\n").encode()


def test_the_starter_shows_the_defaults(shown: bytes) -> None:
    found = decode_settings(shown)

    assert not found.problems
    default = Settings(SiteSettings("", ""))
    assert found.settings.check.rules.items() <= CHECK_RULES.items()
    given = replace(
        found.settings, site=default.site, authors={}, tags={},
        check=replace(found.settings.check, rules={}), theme=replace(found.settings.theme, options={}),
    )  # fmt: skip
    assert given == default


def test_the_starter_shows_every_setting(shown: bytes) -> None:
    assert set(_all_keys(Settings)) - set(_shown_keys(tomllib.loads(shown.decode()))) == set()


def test_the_starter_shows_every_setting_of_the_default_theme_with_its_default(shown: bytes) -> None:
    theme = tomllib.loads((Path(begin.__file__).parents[3] / "themes/default/theme.toml").read_text("utf-8"))
    given = tomllib.loads(shown.decode())["theme"]

    assert given == {"name": "default", **{key: one["default"] for key, one in theme["settings"].items()}}


def test_the_starter_says_of_every_setting_what_it_is(shown: bytes) -> None:
    bare = [line for line in shown.decode().splitlines() if re.match(r"\w+ = ", line) and " # " not in line]

    assert bare == []


def _all_keys(kind: Any, path: str = "") -> Iterator[str]:
    """Yield the keys of a record of settings, `feeds.tags`; a table with names of the writer's has one, `*`."""
    for name, field in fields_of(kind).items():
        hint = field.hint
        inner = next((one for one in (hint, *get_args(hint)) if is_record(one)), None)
        if inner:
            yield from _all_keys(inner, f"{path}{name}." + ("*." if get_origin(hint) is Mapping else ""))
        elif not field.metadata.get("rest"):
            yield f"{path}{name}"


def _shown_keys(table: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield f"{path}{name}"
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _shown_keys(inner, f"{path}{'*' if path in ('authors.', 'tags.') else name}.")


def test_every_table_is_read() -> None:
    found = decode_settings(
        SITE.encode()
        + b'menu = [{ label = "About", url = "/about/" }]\n[theme]\nname = "mine"\ncolor = "red"\n'
        + b'[authors.ann]\nname = "Ann"\n[tags."c#"]\nslug = "c-sharp"\n[feeds]\nformats = ["json"]\n'
    )

    assert not found.problems
    assert found.settings.site.menu == (MenuItem("About", "/about/"),)
    assert found.settings.theme.options == {"color": "red"}
    assert found.settings.authors == {"ann": AuthorSettings("Ann")}
    assert found.settings.tags["c#"].slug == "c-sharp"
    assert found.settings.feeds.formats == ("json",)


@pytest.mark.parametrize(
    ("above", "message", "hint"),
    [
        ("title = 'A'", "'title' belongs in [site]", "move it below line 3, [site]"),
        ("menu = []", "'menu' belongs in [site]", "move it below line 3, [site]"),
        ("titel = 'A'", "unknown setting 'titel' above all tables", "did you mean 'title' in [site]?"),
        ("excerpt_words = 70", "'excerpt_words' belongs in [markdown]", "write it below [markdown]"),
        ("[[menu]]\nurl = '/'", "unknown table [menu]", ""),
        ("zzz = 3", "unknown setting 'zzz'", ""),
    ],
)  # fmt: skip
def test_a_setting_above_all_tables_is_told_where_it_belongs(above: str, message: str, hint: str) -> None:
    (problem,) = decode_settings(f"{above}\n\n{SITE}".encode()).problems[:1]

    assert (problem.message, problem.hint, problem.location.line) == (message, hint, 1)


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + SITE.encode(), SITE.replace("\n", "\r\n").encode()])
def test_a_file_from_windows_is_fine(raw: bytes) -> None:
    assert decode_settings(raw).settings.site.title == "A"


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("", ["1:1 missing-key", "1:1 missing-key"]),
        ("[site]\n", ["1:1 missing-key", "1:1 missing-key"]),
        ("\n\n[site]\ntitle = 'A'", ["3:1 missing-key"]),
        ("site = 3", ["1:8 wrong-type"]),
        ("[site]\ntitel = 'A'\nurrl = 'https://example.org/'", ["2:1 unknown-key", "3:1 unknown-key"]),
        ("[site]\nTitle = 'A'\nlanguage = 'en'", ["1:1 missing-key", "2:1 unknown-key"]),
        ("[siet]\ntitle = 'A'", ["1:2 unknown-key"]),
        ("[site]\ntitle = ''\nurl = 'x'", ["2:9 bad-value", "3:7 bad-value"]),
        ("[site]\ntitle = true\nurl = ['x']", ["2:9 wrong-type", "3:7 wrong-type"]),
        (SITE + "languaeg = 'de'", ["4:1 unknown-key"]),
        ("title = 'A'\n[site]\nurl = 'https://example.org/'", ["1:1 unknown-key"]),
        ("title = 'A'\nurl = 'x'", ["1:1 unknown-key", "2:1 unknown-key", "2:7 bad-value"]),
        ("titel = 'A'\n[site]\nurl = 'https://example.org/'", ["1:1 unknown-key"]),
        ("title = 'B'\n" + SITE, ["1:1 unknown-key"]),
        ("title = 'B'\nsite = 3", ["1:1 unknown-key", "2:8 wrong-type"]),
        (SITE + "language = 'german'\ntimezone = 'Berlin'", ["4:12 bad-value", "5:12 bad-value"]),
        (SITE + "menu = '/'", ["4:8 wrong-type"]),
        (SITE + "menu = [{ label = 'A' }]", ["4:9 missing-key"]),
        (SITE + "menu = [\n  { label = 'A', url = '' },\n  { label = 1, url = '' }]", ["6:13 wrong-type"]),
        (SITE + "[sites]\n[feed]\nentries = 3", ["4:2 unknown-key", "5:2 unknown-key"]),
        (SITE + "[build]\noutput = '../public'\nignore = 'x'", ["5:10 bad-value", "6:10 wrong-type"]),
        (SITE + "[permalinks]\npost = '/{day}/{slog}/'\ntag = '/tags/'", ["5:16 bad-value", "6:7 bad-value"]),
        (SITE + "permalinks.post = 'x/{slug}'", ["4:1 unknown-key"]),
        (SITE + "[markdown]\nengine = 'pandoc'\ntimeout = 0\nexcerpt_words = 9",
         ["5:10 bad-value", "6:11 bad-value", "7:17 bad-value"]),
        (SITE + "[markdown]\nextensions = ['a', 1]\nextension_configs = []",
         ["5:20 wrong-type", "6:21 wrong-type"]),
        (SITE + "[markdown]\nengine = 'commonmark'\nrelaxed = true\nextensions = []\n"
         "[markdown.extension_configs.toc]\na = 1",
         ["6:1 unused-setting", "7:1 unused-setting", "8:11 unused-setting"]),
        (SITE + "[markdown]\nrelaxed = true\nextensions = []", []),
        (SITE + "[markdown]\nengine = 'comonmark'\nrelaxed = true", ["5:10 bad-value"]),
        (SITE + "[archives]\nper_page = 0\nindex = 'all'\ntags = 'yep'",
         ["5:12 bad-value", "6:9 bad-value", "7:8 wrong-type"]),
        (SITE + "[feeds]\nformats = ['rss', 'xml']\nentries = 2.5", ["5:19 bad-value", "6:11 wrong-type"]),
        (SITE + "[related]\ncount = -1", ["5:9 bad-value"]),
        (SITE + "[comments]\nemail = 'me at example.org'\nisso = 'isso.example.org'",
         ["5:9 bad-value", "6:8 bad-value"]),
        (SITE + "[comments]\nemail = 'Ann <ann@example.org>'", ["5:9 bad-value"]),
        (SITE + "[comments]\nemail = 'ann+blog@müller.example'\nisso = 'https://example.org/isso/'", []),
        (SITE + "[comments]\nisso = 'https://example.org/?a'", ["5:8 bad-value"]),
        (SITE + "[comments.giscus]\nrepo = 'https://github.com/a/b'", ["5:8 bad-value"]),
        (SITE + "[comments.giscus]\nrepo = 'a/b'\nrepo_id = 'R'\ncategory_id = ''\ncategory = 'Talk'", ["7:1 missing-key"]),
        (SITE + "[comments]\nisso = 'https://isso.example'\n[comments.giscus]\n"
         "repo = 'a/b'\nrepo_id = 'R'\ncategory_id = 'C'\ncategory = 'Talk'", ["7:1 unused-setting"]),
        (SITE + "[theme]\nname = 1\nany = 'thing'", ["5:8 wrong-type"]),
        (SITE + "[authors]\nann = 'Ann'\n[authors.bob]\nnaem = 'Bob'", ["5:7 wrong-type", "7:1 unknown-key"]),
        (SITE + "[tags.'a b']\nslug = 'a b'", ["5:8 bad-slug"]),
        (SITE + "[authors.ann]\nurl = 'ann.example.org'\nimage = 'ann.jpg'", ["5:7 bad-value", "6:9 bad-value"]),
        (SITE + "[tags.x]\nname = 'y'\n[tags.z]\n[tags.X]\nname = 'z'", ["7:7 same-name"]),
        (SITE + "[tags]\n'follow up' = { name = 'y' }\nFollow-Up = {}", ["6:1 same-name"]),
        (SITE + "[tags]\n'c' = {}\n'c++' = {}", []),
        (SITE + "[words]\n'Continue reading' = 5\n'{n} posts' = ['a post', 2]\n'Own' = true",
         ["5:22 wrong-type", "6:26 wrong-type", "7:9 wrong-type"]),
        (SITE + "tags = 3", ["4:1 unknown-key"]),
        (SITE + "[authors.'a.b.c']\nurl = 'javascript:alert(1)'", ["5:7 bad-value"]),
        (SITE + "title = 'B'", ["4:1 syntax"]),
        (SITE + "description = Plain advice", ["4:15 syntax"]),
        (SITE + "description = 'it's'", ["4:19 syntax"]),
        ("[site]\ntitle = 'caf\udce9'", ["2:13 encoding"]),
        ("[site]\ntitle = 'a\x00'", ["2:11 control-character"]),
        (SITE + 'description = "\\u0007"', ["4:15 control-character"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_rule(written: str, problems: list[str]) -> None:
    found = decode_settings(written.encode(errors="surrogateescape"))

    shown = [f"{p.location.path}:{p.location.line}:{p.location.column} {p.rule}" for p in found.problems]
    assert sorted(shown) == [f"site.toml:{problem}" for problem in problems]


def test_a_problem_quotes_the_line_and_marks_the_value() -> None:
    (problem,) = decode_settings((SITE + "[permalinks]\npost = '/{yaer}/{slug}/'  # ours").encode()).problems

    assert problem.offending == "post = '/{yaer}/{slug}/'  # ours"
    assert problem.offending[problem.location.column - 1 :][: problem.width] == "{yaer}"
    assert problem.message == "permalinks.post: unknown field {yaer}"
    assert problem.hint == "this path may use {year}, {month}, {day}, {slug}"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        (SITE + "languaeg = 'de'", "did you mean 'language'?"),
        (SITE + "[permalink]", "did you mean 'permalinks'?"),
        (SITE + "[archives]\nindex = 'excerpt'", "did you mean 'excerpts'?"),
        (SITE + "timezone = 'europe/lodnon'", "did you mean 'Europe/London'?"),
        (SITE + "timezone = 'x'", "write it like Europe/London"),
        ("[site]\ntitle = 'A'", 'add url = "…"'),
    ],
)
def test_a_hint_says_what_to_write(written: str, hint: str) -> None:
    (problem,) = decode_settings(written.encode()).problems

    assert problem.hint == hint


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_any_bytes_give_settings_and_problems_inside_the_file(raw: bytes) -> None:
    check_problems(raw)


KEYS = [
    "site",
    "title",
    "url",
    "menu",
    "permalinks",
    "post",
    "tags",
    "authors",
    "x",
    "theme",
    "feeds",
    "formats",
]
VALUES = [
    "1",
    "'a'",
    "true",
    "[]",
    "{}",
    "['rss', 1]",
    "2015-09-14",
    "nan",
    "'/{slug}/'",
    "{ x = 1 }",
    '"\\u0000"',
    "",
]


@given(
    st.lists(
        st.builds("[{}]\n".format, st.sampled_from(KEYS) | st.text(max_size=5))
        | st.builds("{} = {}\n".format, st.sampled_from(KEYS), st.sampled_from(VALUES) | st.text(max_size=5)),
        max_size=8,
    )
)
def test_anything_like_settings_gives_settings_and_problems_inside_the_file(lines: list[str]) -> None:
    check_problems("".join(lines).encode(errors="surrogatepass"))


def check_problems(raw: bytes) -> None:
    found = decode_settings(raw)

    assert isinstance(found.settings, Settings)
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    for problem in found.problems:
        assert problem.location.path == "site.toml"
        assert 1 <= problem.location.line <= lines
        assert 1 <= problem.location.column <= len(problem.offending) + 1
        assert problem.message


def test_who_is_in_a_folder_of_a_site_is_told_where_the_site_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.toml").write_text("")
    (tmp_path / "content/posts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "content/posts")

    said = f"there is no site.toml in .; it is in {tmp_path}: go there, or say --site ../.."
    with pytest.raises(SetupError, match=f"^{re.escape(said)}$"):
        read_settings(Path())


def test_a_folder_that_is_gone_is_one_without_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(SetupError, match=r"there is no site\.toml in \.; `sitegen init DIR` makes a site"):
        read_settings(Path())


def test_a_folder_without_a_site_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"there is no site\.toml"):
        read_settings(tmp_path)


def test_a_site_file_that_is_a_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()

    with pytest.raises(SetupError, match="can't be read"):
        read_settings(tmp_path)


def test_another_url_takes_the_place_of_the_sites() -> None:
    settings = Settings(SiteSettings("A", "https://example.org/"))

    assert with_url(settings, "http://localhost:8000/").site.url == "http://localhost:8000/"
    with pytest.raises(ValueError, match="not the URL"):
        with_url(settings, "localhost")


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "http://localhost:8000/", "https://example.org/a/b/", "https://bücher.example/",
     "https://[::1]/", "HTTPS://EXAMPLE.ORG"],
)  # fmt: skip
def test_a_sites_url_may_be(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org/", "https://", "https:///blog/", "//example.org/", "https://a b/",
     "https://example.org/?x", "https://example.org/#x", "https://example.org:x/", "https://example.org:0/",
     "https://ü..de/", "https://[::1/", "https://me@example.org/", "https://example.org/../", "https://e.org/a//b/",
     'https://e.org/"onload="/', "https://example.org\\@evil/"],
)  # fmt: skip
def test_a_sites_url_may_not_be(url: str) -> None:
    with pytest.raises(Mismatch):
        check_url(url)


@pytest.mark.parametrize("value", ["en", "pt-BR", "zh-Hant-TW", "gsw"])
def test_a_language_may_be(value: str) -> None:
    check_language(value)


@pytest.mark.parametrize("value", ["", "english", "en_GB", "en-", "e"])
def test_a_language_may_not_be(value: str) -> None:
    with pytest.raises(Mismatch):
        check_language(value)


@pytest.mark.parametrize("value", ["UTC", "Europe/London", "America/Argentina/Buenos_Aires"])
def test_a_time_zone_may_be(value: str) -> None:
    check_timezone(value)


@pytest.mark.parametrize(
    "value", ["", "Europe", "London", "../etc/passwd", "/UTC", "localtime", "a\\b", "+02:00"]
)
def test_a_time_zone_may_not_be(value: str) -> None:
    with pytest.raises(Mismatch):
        check_timezone(value)


@pytest.mark.parametrize("value", ["public", "build/site", "./public"])
def test_the_site_may_be_written_to(value: str) -> None:
    check_output(value)


@pytest.mark.parametrize(
    "value", ["", ".", "..", "../public", "a/../..", "/srv/www", "content", "themes/x", ".sitegen"]
)
def test_the_site_may_not_be_written_to(value: str) -> None:
    with pytest.raises(Mismatch):
        check_output(value)


@pytest.mark.parametrize(
    "value", ["/{slug}/", "/{year}/{month}/{day}/{slug}/", "/blog/{slug}.html", "/p-{slug}"]
)
def test_a_path_may_be(value: str) -> None:
    check_permalink(value, POST_FIELDS)


@pytest.mark.parametrize(
    "value",
    ["", "{slug}", "/{year}/", "//{slug}/", "/../{slug}/", "/./{slug}/", "/{slug}?x", "/{slug}#",
     "/a b/{slug}", "/{}/{slug}/", "/{slug!r}/", "/{year:d}/{slug}/", "/{slug.title}/", "/{{slug}}/",
     "/{slug", "/}{slug}/", "/\\{slug}/", "/a\u0085b/{slug}/", f"/{'x' * 300}/{{slug}}/"],
)  # fmt: skip
def test_a_path_may_not_be(value: str) -> None:
    with pytest.raises(Mismatch):
        check_permalink(value, POST_FIELDS)


@pytest.mark.parametrize("value", ["/", "/blog/"])
def test_the_index_has_a_path_without_fields(value: str) -> None:
    check_permalink(value, ())


@pytest.mark.parametrize("value", ["a", "été", "six-principles", "v1.0", "日本語", "x" * 200])
def test_a_slug_may_be(value: str) -> None:
    check_slug(value)


@pytest.mark.parametrize(
    "value",
    ["", ".", "..", "a/b", "a\\b", "a b", "a\tb", "a?b", "a#b", "a%20b", "a:b", "<b>", "x" * 201, "é" * 101],
)
def test_a_slug_may_not_be(value: str) -> None:
    with pytest.raises(Mismatch):
        check_slug(value)


@pytest.mark.parametrize(
    "url", ["about/", "about.md", "guides/index.md", "javascript:alert(1)", "C:/a", "data:x"]
)
def test_an_entry_of_the_menu_that_leads_nowhere_is_refused(url):
    found = decode_settings((SITE + f"menu = [{{ label = 'A', url = '{url}' }}]").encode())

    assert [problem.rule for problem in found.problems] == ["bad-value"]


@pytest.mark.parametrize(
    "url", ["/", "/about/", "#top", "https://a.example", "mailto:a@b.example", "tel:1", ""]
)
def test_an_entry_of_the_menu_may_lead_elsewhere(url):
    assert decode_settings((SITE + f"menu = [{{ label = 'A', url = '{url}' }}]").encode()).problems == ()


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("ann.example.org", "begin it with https://"),
        ("ann.example.org/about.html", "begin it with https://"),
        ("ann.example.org:8080/", "begin it with https://"),
        ("ann@example.org", "begin it with mailto:"),
        ("javascript:alert(1)", "write a path such as /about/ or a whole URL"),
        ("JavaScript:alert(1)", "write a path such as /about/ or a whole URL"),
        ("https:/ann.example.org", "write a path such as /about/ or a whole URL"),
        ("http://", "write a path such as /about/ or a whole URL"),
        ("about.md", "write it like /about/"),
        ("people/ann", "write it like /people/ann/"),
    ],
)
def test_a_link_that_is_the_same_on_no_two_pages_is_a_mistake(written: str, hint: str) -> None:
    found = decode_settings(
        f"{SITE}menu = [{{ label = 'A', url = '{written}' }}]\n[authors.ann]\nurl = '{written}'".encode()
    )

    assert [problem.hint for problem in found.problems] == [hint, hint]


@pytest.mark.parametrize(
    "written", ["", "/about/", "https://ann.example.org", "HTTP://x", "mailto:ann@example.org", "tel:+49-1"]
)
def test_a_path_from_the_root_and_a_whole_url_are_links(written: str) -> None:
    settings = f"{SITE}menu = [{{ label = 'A', url = '{written}' }}]\n[authors.ann]\nurl = '{written}'"

    assert decode_settings(settings.encode()).problems == ()


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("nope.jpg", "write it like /nope.jpg"),
        ("../content/faces/ann.jpg", "write it like /faces/ann.jpg"),
        ("ann.example.org/me.jpg", "begin it with https://"),
        ("file:///home/ann.jpg", "write it like /ann.jpg"),
        ("javascript:alert(1)", "write it like /ann.jpg"),
        ("C:\\ann.jpg", "write it like /ann.jpg"),
        ("/faces/ann.jpg", ""),
        ("https://example.org/ann.jpg", ""),
        ("//example.org/ann.jpg", ""),
    ],
)
def test_a_portrait_is_a_path_from_the_root_or_a_whole_url(written: str, hint: str) -> None:
    found = decode_settings(f"{SITE}[authors.ann]\nimage = '{written}'".encode())

    assert [problem.hint for problem in found.problems] == [hint] * bool(hint)
