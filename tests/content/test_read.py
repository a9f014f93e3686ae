"""Bytes of a file become a Source, or the reasons why not."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config.settings import MarkdownSettings
from sitegen.content.memory import SourceMemory
from sitegen.content.read import Reading, read_file, read_text, read_texts
from sitegen.content.scan import scan_content
from sitegen.content.source import Converted, Source, kind_of
from sitegen.content.sources import read_sources
from sitegen.errors import Problem
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Store
from sitegen.markup.commonmark import CommonMark
from sitegen.markup.document import ConversionError, Document, Engine, StandIn
from sitegen.markup.python_markdown import PythonMarkdown

LONDON = ZoneInfo("Europe/London")
READING = Reading(StandIn(), LONDON)
POST = "---\ntitle: One\ndate: 2015-09-14\n---\n"


def convert(raw: str | bytes, key: str = "posts/one.md") -> Converted:
    found = read_text(key, raw.encode() if isinstance(raw, str) else raw, READING)
    assert isinstance(found, Converted), found
    return found


def read(raw: str | bytes, key: str = "posts/one.md") -> Source:
    return convert(raw, key).source


def refused(raw: str | bytes, key: str = "posts/one.md", reading: Reading = READING) -> tuple[Problem, ...]:
    found = read_text(key, raw.encode() if isinstance(raw, str) else raw, reading)
    assert isinstance(found, tuple)
    return found


def refusals(raw: str | bytes, key: str = "posts/one.md", reading: Reading = READING) -> list[str]:
    """Return each problem as `line:column rule`."""
    found = refused(raw, key, reading)
    assert all(problem.location.path == f"content/{key}" for problem in found)
    return [f"{problem.location.line}:{problem.location.column} {problem.rule}" for problem in found]


@pytest.mark.parametrize(
    "raw",
    [
        POST + "Words.\n",
        POST + "Words.",
        "\ufeff" + POST + "Words.\n",
        (POST + "Words.\n").replace("\n", "\r\n"),
        (POST + "Words.\n").replace("\n", "\r"),
        "\ufeff" + (POST + "Words.\n").replace("\n", "\r\n"),
        "\n\n" + POST + "\n\n\nWords.\n",
        '+++\ntitle = "One"\ndate = 2015-09-14\n+++\nWords.\n',
        '{"title": "One", "date": "2015-09-14"}\nWords.\n',
    ],
)
def test_the_form_of_a_file_makes_no_difference(raw: str) -> None:
    source = read(raw)

    assert source.meta.title == "One"
    assert source.meta.date == datetime(2015, 9, 14, tzinfo=LONDON)
    assert convert(raw).document.html.strip() == "Words."


@pytest.mark.parametrize(
    "body", ["", "\n", "one\n\n---\n\ntwo\n", "+++\n", "{}", "---", "\tcode\n", "é 😀 \u2028"]
)
def test_the_text_may_be_anything(body: str) -> None:
    assert convert(POST + body).document.html == body.lstrip("\n")


@pytest.mark.parametrize(
    ("key", "kind", "folder", "name", "bundle"),
    [
        ("posts/2015-09-14-six.md", "post", "posts", "six", False),
        ("posts/2015-9-4_six.md", "post", "posts", "six", False),
        ("posts/2015-09-14 six seven.md", "post", "posts", "six seven", False),
        ("posts/2015-09-14.md", "post", "posts", "", False),
        ("posts/2015-09-14-.md", "post", "posts", "", False),
        ("posts/2015-09-14six.md", "post", "posts", "2015-09-14six", False),
        ("posts/2015/six.markdown", "post", "posts/2015", "six", False),
        ("posts/2011-07-14-ben/index.md", "post", "posts", "ben", True),
        ("posts/index.md", "page", "posts", "index", False),
        ("about.md", "page", "", "about", False),
        ("2015-09-14-about.md", "page", "", "2015-09-14-about", False),
        ("index.md", "page", "", "index", False),
        ("resources/index.md", "page", "", "resources", True),
        ("a/b/index.md", "page", "a", "b", True),
        ("a.b.md", "page", "", "a.b", False),
    ],
)
def test_the_path_says_what_a_text_is(key: str, kind: str, folder: str, name: str, bundle: bool) -> None:
    source = read(POST, key)

    assert source.entry[1:5] == (kind, folder, name, bundle)
    assert source.kind == kind
    assert kind_of(key) == kind
    assert source.path == f"content/{key}"


@pytest.mark.parametrize(
    "key", ["posts/2015-09-14-six.md", "posts/2015-09-14-six/index.md", "posts/2015-9-14.md"]
)
def test_a_post_may_have_its_date_in_the_file_name(key: str) -> None:
    source = read("---\ntitle: Six\n---\n", key)

    assert source.entry.named_day == datetime(2015, 9, 14, tzinfo=LONDON)
    assert source.meta.date is None


def test_a_draft_and_a_page_need_no_date() -> None:
    assert read("---\ntitle: One\ndraft: true\n---\n").meta.draft
    assert read("---\ntitle: One\n---\n", "about.md").kind == "page"


@pytest.mark.parametrize(
    ("raw", "problems"),
    [
        ("", ["1:1 missing-front-matter"]),
        ("\n\n", ["1:1 missing-front-matter"]),
        ("Just words.\n", ["1:1 missing-front-matter"]),
        ("title: One\n---\nWords.", ["1:1 missing-front-matter"]),
        ("\n---\ntitle: One\nWords.", ["2:1 syntax"]),
        ("---\ntitle: One\n---\nWords.", ["1:1 missing-date"]),
        ("\n---\ndraft: false\n---\n", ["2:1 missing-title", "2:1 missing-date"]),
        ("---\ntitle: One\ndate:\n---\n", ["1:1 missing-date"]),
        ("---\ntitle: One\ndate: soon\n---\n", ["3:7 bad-date"]),
        ("\r\n---\r\ntitle: One\r\ndate: 2015-02-30\r\n---\r\n", ["4:7 impossible-date"]),
        ("---\r---\r", ["1:1 missing-title", "1:1 missing-date"]),
        (POST.encode() + b"caf\xe9\n", ["5:4 encoding"]),
        (b"\xef\xbb\xbf" + POST.encode() + b"caf\xe9\n", ["5:4 encoding"]),
        (POST.replace("\n", "\r").encode() + b"\r\rcaf\xe9", ["7:4 encoding"]),
        (POST.replace("One", "Olé").encode("latin-1"), ["2:10 encoding"]),
        (POST.encode("utf-16"), ["1:1 encoding"]),
        (POST.encode("utf-16-le"), ["1:2 control-character"]),
        (POST + "a\0b", ["5:2 control-character"]),
        (POST + "a\x0cb\n\x1b", ["5:2 control-character"]),
        (POST.replace("One", "O\x92ne"), ["2:9 control-character"]),
        (POST + "\x02" + "0\x03", ["5:1 control-character"]),
        ("---\ntgas: a\ndate: 2015-13-01\ndraft: 2\n---\n",
         ["2:1 unknown-key", "3:7 impossible-date", "4:8 wrong-type", "1:1 missing-title"]),
        ('{"title": "One",\n "date": "soon", "tgas": []}', ["2:10 bad-date", "2:18 unknown-key"]),
        ("+++\ntitle = 'One'\ndate = 10:30:00\ntgas = 1\n+++", ["3:8 bad-date", "4:1 unknown-key"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_rule(raw: str | bytes, problems: list[str]) -> None:
    assert refusals(raw) == problems


@pytest.mark.parametrize("name", ["2015-02-30-six", "2015-13-01", "9999-01-01-six", "0000-00-00-six/index"])
def test_an_impossible_day_in_the_name_is_one_problem(name: str) -> None:
    assert refusals("---\ntitle: Six\n---\n", f"posts/{name}.md") == ["1:1 bad-file-name"]
    assert read(POST, f"posts/{name}.md").entry.named_day is None


def test_a_problem_quotes_its_line() -> None:
    found = read_text("posts/one.md", b"\n---\ntitle: One\ndate: soon\n---\n", READING)

    assert isinstance(found, tuple)
    assert (found[0].offending, found[0].width) == ("date: soon", 4)


def test_the_places_of_what_is_checked_later_are_kept() -> None:
    source = read("\n---\ntitle: One\ndate: 2015-09-14\nrelated: [two, 'three']\nslug: x\n---\n\nWords.")

    assert source.entry.place("slug") == (6, 7, 1)
    assert source.entry.place("related", "three") == (5, 16, 7)
    assert source.entry.place("related", "gone") == source.entry.place("related") == (5, 10, 1)
    assert source.entry.place("image") == (1, 1, 1)
    assert source.body_line == 9


class Stumbling(StandIn):
    """An engine that fails on the second line."""

    def convert(self, text: str, language: str = "") -> Document:
        raise ConversionError("it stumbled", 2, "mind the step")


def test_a_text_that_can_not_be_converted_is_refused_where_it_fails() -> None:
    assert refusals("\n" + POST + "\none\ntwo\n", reading=Reading(Stumbling(), LONDON)) == ["8:1 conversion"]


UNMERGED = "<<<<<<< HEAD\nOurs.\n\n=======\nTheirs.\n>>>>>>> other\n"
ENGINES = [PythonMarkdown(MarkdownSettings()), CommonMark(MarkdownSettings())]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
def test_two_versions_that_git_left_in_a_text_are_refused_where_they_begin(engine: Engine) -> None:
    reading = Reading(engine, LONDON)

    assert refusals(f"{POST}\nWords.\n\n{UNMERGED}", reading=reading) == ["8:1 syntax"]
    assert refusals(f"{POST}Words.\r\n{UNMERGED}", reading=reading) == ["6:1 syntax"]
    assert refusals(f"{POST}<div>\n{UNMERGED}</div>\n", reading=reading) == ["6:1 syntax"]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize(
    "body",
    [
        f"```\n{UNMERGED}```\n",
        f"~~~ diff\n{UNMERGED}~~~\n",
        "".join(f"    {line}\n" for line in UNMERGED.split("\n")),
        f"<pre>\n{UNMERGED}</pre>\n",
        f"<!--\n{UNMERGED}-->\n",
        "A line\n=======\n\n>>>>>>> deep\n",
        "<<<<<<< is how it begins.\n\n`=======` follows.\n",
    ],
)
def test_a_text_about_git_may_show_its_marks(engine: Engine, body: str) -> None:
    assert isinstance(read_text("posts/one.md", (POST + body).encode(), Reading(engine, LONDON)), Converted)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("---\n<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> other\ndate: 2015-09-14\n---\n", "2:1"),
        ("---\ntitle: One\n<<<<<<< HEAD\ntags: [a]\n---\nOurs.\n=======\n---\nB\n>>>>>>> other\n", "3:1"),
        (f"<<<<<<< HEAD\n{POST}=======\n{POST}>>>>>>> other\n", "1:1"),
        ('+++\n<<<<<<< HEAD\ntitle = "A"\n=======\ntitle = "B"\n>>>>>>> other\n+++\n', "2:1"),
        ('{\n<<<<<<< HEAD\n"title": "A"\n=======\n"title": "B"\n>>>>>>> other\n}\n', "2:1"),
    ],
)
def test_two_versions_in_front_matter_are_told_as_such(raw: str, place: str) -> None:
    (problem,) = refused(raw)

    assert f"{problem.location.line}:{problem.location.column}" == place
    assert (problem.rule, problem.message) == ("syntax", "two versions of this file were not merged")


def test_the_language_of_the_text_reaches_the_engine() -> None:
    class Listening(StandIn):
        def convert(self, text: str, language: str = "") -> Document:
            return Document(language)

    found = read_text("a.md", b"---\ntitle: A\nlang: de\n---\n", Reading(Listening(), LONDON))

    assert isinstance(found, Converted)
    assert found.document.html == "de"


def test_a_file_that_can_not_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    (tmp_path / "b.md").write_text("---\ntitel: B\n---\n")
    (tmp_path / "c.md").write_text("---\ntitle: C\n---\n")
    scan = scan_content(tmp_path)
    (tmp_path / "a.md").unlink()

    with closing(Store(None)) as store:
        sources = read_sources(tmp_path, scan, READING, SourceMemory(store, FileDigests(store), b""))

    assert [entry.key for entry in sources.entries] == ["c.md"]
    assert sources.refused == ("a.md", "b.md")
    assert {(problem.location.path, problem.rule) for problem in sources.problems} == {
        ("content/a.md", "unreadable"),
        ("content/b.md", "unknown-key"),
    }


def test_a_folder_named_like_a_text_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()

    found = read_file(tmp_path, "a.md")

    assert isinstance(found, tuple)
    assert found[0].rule == "unreadable"


FENCES = st.sampled_from(
    ["---\n", "+++\n", "{", "}", "\n", "title: a\n", "title = 'a'\n", '"title": "a"', "date: "]
)
PIECES = st.lists(
    FENCES | st.text(max_size=8) | st.sampled_from(["\0", "\r", "\ufeff", "\x85", "2015-09-14\n", ": "])
)
RAW = st.binary(max_size=120) | st.builds(
    lambda pieces: "".join(pieces).encode(errors="surrogatepass"), PIECES
)


@given(RAW)
def test_any_bytes_give_a_source_or_problems_inside_the_file(raw: bytes) -> None:
    check(raw, READING)


@pytest.fixture(scope="module")
def real() -> Reading:
    return Reading(PythonMarkdown(MarkdownSettings()), LONDON)


@settings(max_examples=60, deadline=None)
@given(RAW, st.booleans())
def test_so_do_they_with_the_real_engine(real: Reading, raw: bytes, with_front_matter: bool) -> None:
    check(POST.encode() + raw if with_front_matter else raw, real)


def check(raw: bytes, reading: Reading) -> None:
    found = read_text("posts/one.md", raw, reading)

    assert isinstance(found, Converted) or found
    for problem in found if isinstance(found, tuple) else ():
        check_inside(problem, raw)


def check_inside(problem: Problem, raw: bytes) -> None:
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert 1 <= problem.location.line <= len(lines)
    assert 1 <= problem.location.column <= len(problem.offending) + 1
    assert problem.message


def test_texts_read_together_are_what_each_is_alone():
    raws = [f"{POST}One.", "no front matter", f"{POST}caf\xe9", "---\ntitel: x\n---\n", f"{POST}Two."]
    files = [(f"posts/{number}.md", raw.encode("latin-1")) for number, raw in enumerate(raws)]

    together = read_texts(files, READING)

    assert together == [read_text(key, raw, READING) for key, raw in files]
    assert [isinstance(made, Converted) for made in together] == [True, False, False, False, True]


@pytest.mark.parametrize("body", ["# On the phone\n\nWords", "On the phone\n===\n\nWords"])
def test_where_the_title_is_missing_the_heading_that_may_be_it_is_named(body: str) -> None:
    found = read_text("about.md", f"---\ndraft: true\n---\n\n{body}".encode(), READING)

    assert isinstance(found, tuple)
    assert found[0].hint == "move the heading 'On the phone' to the front matter, as its title"
