"""The search page and its index: made of what texts say, and only when that has changed."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import shutil
from base64 import b64encode
from pathlib import Path
from threading import Thread

import pytest

from sitegen.build import Report, Request, build, rehearse
from sitegen.config.read import decode_settings
from sitegen.errors import SetupError
from sitegen.queries import structural
from sitegen.search import index, known, pagefind
from sitegen.search.index import _Shelf as Shelf
from sitegen.search.pagefind import find_pagefind, run_pagefind
from support.blog import SITE_TOML, Blog, built_clean
from support.trees import differing, read_tree

pytestmark = pytest.mark.skipif(
    not find_pagefind(), reason="Pagefind is not installed: pip install pagefind[bin]"
)


@pytest.fixture
def blog(blog: Blog) -> Blog:
    blog.file(
        "templates/search.html", "{{ page.bundle }} {{ page.tags }} {{ page.authors }} {{ page.years }}"
    )
    blog.file("templates/index.html", "{{ site.path('search') }}").configure("")
    blog.write("posts/one.md", "Teapots and kettles.", title="One", tags=["Trust"], author="Ann")
    return blog.write("posts/two.md", "Pencils.", date="2023-01-01").write("about.md", "About us.")


def fragments(blog: Blog) -> dict[str, dict]:
    """Return what the index says of each page, by its URL."""
    found = [
        json.loads(gzip.decompress(path.read_bytes())[12:]) for path in blog.public.rglob("*.pf_fragment")
    ]
    return {one["url"]: one for one in found}


def indexed(report: Report) -> set[str]:
    """Return which files of the index were made, by their folders or kinds."""
    names = [path.removeprefix("pagefind/") for path in report.rendered if path.startswith("pagefind/")]
    return {re.sub(r"[_.].*", "", name.partition("/")[0]) for name in names}


def test_every_text_is_found_by_its_words_with_its_title_and_date(blog):
    blog.build()

    found = fragments(blog)
    assert found.keys() == {"/2024/01/one/", "/2023/01/two/", "/about/"}
    one = found["/2024/01/one/"]
    assert one["content"] == "Teapots and kettles."
    assert one["meta"] == {"title": "One", "date": "2024-01-01", "tags": "Trust", "authors": "Ann"}
    assert one["filters"] == {"tag": ["Trust"], "author": ["Ann"], "year": ["2024"]}
    assert (blog.public / "pagefind/pagefind.js").is_file()
    assert not list(blog.public.rglob("pagefind-ui*")), "the page has a form of its own"


def test_summary_and_what_pictures_show_are_found_and_marks_of_footnotes_are_no_words(blog):
    body = 'A claim[^1].\n\n![A "walrus" & more](https://elsewhere.example/w.png)\n\n[^1]: A note.'
    blog.write("posts/one.md", body, summary="On the zephyr").build()

    one = fragments(blog)["/2024/01/one/"]
    assert (one["meta"]["summary"], one["meta"]["pictures"]) == ("On the zephyr", 'A "walrus" & more')
    assert one["content"] == "A claim. A note."


def words(blog: Blog) -> str:
    """Return all words of the index, each after a letter that tells its length (`e`: five), among what is told
    of them."""
    read = [gzip.decompress(path.read_bytes()) for path in blog.public.rglob("*.pf_index")]
    return b"".join(read).decode("latin-1")


@pytest.mark.parametrize(
    "body",
    [
        "kettle—handles",
        "kettle–handles",
        "kettle--handles and more",
        "kettle…handles",
        "kettle...handles",
        "*kettle*—**handles**",
        "kettle—*handles*",
        "kettle&mdash;handles",
        "kettle→handles",
        "<details><summary>kettle</summary>handles</details>",
        "<dl><dt>kettle</dt><dd>handles</dd></dl>",
        "<table><caption>kettle</caption><tr><td>handles</td></tr></table>",
    ],
)
def test_words_that_no_blank_parts_are_found_one_by_one(blog, body):
    blog.write("posts/one.md", f"A {body}.", title="One").build()

    found = words(blog)
    assert ("ekettl" in found, "ehandl" in found, "kettlehandl" in found) == (True, True, False)


def test_words_of_a_title_that_no_blank_parts_are_found_one_by_one(blog):
    blog.write("posts/one.md", title="Tea—<b>kettle…handles</b>", tags=["A—b"]).build()

    one = fragments(blog)["/2024/01/one/"]
    assert one["meta"]["title"] == "Tea—\u200a<b>kettle…\u200ahandles</b>"
    assert one["filters"]["tag"] == ["A—b"]


def test_the_attributes_of_a_text_are_left_as_they_are(blog):
    body = 'A <span data-pagefind-filter="mood[title]" title="so—so">word</span> here.'
    blog.write("posts/one.md", body).build()

    assert fragments(blog)["/2024/01/one/"]["filters"]["mood"] == ["so—so"]


@pytest.mark.parametrize("body", ["", "![](https://elsewhere.example/w.png)"])
def test_a_text_without_words_is_found_by_its_title(blog, body):
    blog.write("posts/one.md", body, title="One").build()

    assert fragments(blog)["/2024/01/one/"]["meta"]["title"] == "One"


def test_the_page_has_what_can_be_filtered_by(blog):
    blog.build()

    assert (
        blog.page("/search/")
        == "/pagefind/ (&#39;Trust&#39;,) (&#39;Ann&#39;,) (&#39;2024&#39;, &#39;2023&#39;)"
    )
    assert blog.page("/") == "/search/"
    assert "/search/" not in blog.page("/sitemap.xml")


def test_drafts_and_texts_that_are_not_to_be_found_are_not_found(blog):
    blog.write("posts/draft.md", "Secret.", draft=True).write(
        "posts/quiet.md", "Quiet.", noindex=True
    ).build()

    assert not {"/2024/01/draft/", "/2024/01/quiet/"} & fragments(blog).keys()


def test_the_index_is_made_anew_when_words_change_and_only_then(blog):
    blog.build()

    assert indexed(blog.file("themes/plain/assets/x.css", "a {}").build()) == set()
    report = blog.write(
        "posts/two.md", "Pencils.", date="2023-01-01", image="https://elsewhere.example/x.png"
    ).build()
    assert report.rendered and indexed(report) == set()

    assert indexed(blog.write("about.md", "About them.").build()) >= {"fragment", "index", "pagefind"}
    assert fragments(blog)["/about/"]["content"] == "About them."


def test_an_index_that_was_edited_into_is_that_of_a_clean_build(blog):
    for number in range(12):
        blog.write(f"posts/p{number}.md", f"Words {number}.", tags=[f"t{number % 5}", f"u{number % 3}"])
    blog.build()

    blog.write("posts/p3.md", "Other words.", tags=["t9"]).delete("content/posts/two.md").build()

    edited, clean = read_tree(blog.public), built_clean(blog)
    assert [path for path in clean if path.startswith("pagefind/filter/")]
    assert differing(edited, clean) == set()


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_text_that_loses_its_last_word_is_in_the_index_no_more(blog, is_alone):
    for name in ("three", "four", "five"):
        blog.write(f"posts/{name}.md", "More words.")
    blog.write("odd.md", "Some zebra.", title="!!!").build()
    assert "zebra" in str(fragments(blog))

    blog.write("odd.md", "", title="!!!")
    if not is_alone:
        blog.write("posts/five.md", "Other words.")
    blog.build()

    assert "zebra" not in str(fragments(blog))
    assert not differing(read_tree(blog.public), built_clean(blog))


@pytest.fixture
def many(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """The blog with more texts than are searched at once; its theme shows how many indexes there are."""
    monkeypatch.setattr(structural, "SEARCHED_AT_ONCE", 5)
    blog.file("templates/search.html", "{{ page.bundle }} {{ page.parts }}")
    for number in range(6):
        blog.write(f"posts/more-{number}.md", f"Ladder {number}.", tags=["Trust"])
    return blog


def test_the_texts_of_a_large_site_are_in_several_indexes_with_one_program(many):
    many.build()

    assert many.page("/search/") == "/pagefind/ 2"
    entries = {path.parent.name for path in many.public.rglob("pagefind-entry.json")}
    assert entries == {"pagefind", "1"}
    assert len(fragments(many)) == 9
    assert len(list(many.public.rglob("*.pf_fragment"))) == 9, "each text is in one"
    assert [path.parent.name for path in many.public.rglob("wasm.*")] == ["pagefind"] * 2
    assert [path.parent.name for path in many.public.rglob("pagefind*.js")] == ["pagefind"] * 2


def test_texts_that_are_not_to_be_found_need_no_index(many):
    for number in range(4):
        many.write(f"posts/more-{number}.md", f"Ladder {number}.", noindex=True)
    many.build()

    assert many.page("/search/") == "/pagefind/ 1"
    assert len(fragments(many)) == 5


def test_pagefind_is_given_only_the_text_that_changes(many, monkeypatch):
    many.build()
    asked: list[set[str]] = []

    def run(program, pages, language):
        asked.append(set(pages))
        return run_pagefind(program, pages, language)

    monkeypatch.setattr(index, "run_pagefind", run)
    many.write("posts/more-3.md", "Buckets.", tags=["Trust"]).build()

    assert asked == [{"2024/01/more-3/index.html", index._LAST}]
    assert differing(read_tree(many.public), built_clean(many)) == set()


def test_a_rehearsal_goes_on_while_a_build_makes_the_index_anew(blog, monkeypatch):
    for number in range(4):
        blog.write(f"posts/more-{number}.md", f"Ladder {number}.")
    blog.build()
    blog.write("posts/one.md", "A longer text on teapots, kettles and cups.")

    def run_beside_a_build(program, pages, language):
        monkeypatch.setattr(index, "run_pagefind", run_pagefind)
        blog.build()
        return run_pagefind(program, pages, language)

    monkeypatch.setattr(index, "run_pagefind", run_beside_a_build)

    assert "2024/01/one/index.html" in rehearse(Request(blog.folder, as_of="2026-01-01")).rendered
    assert fragments(blog)["/2024/01/one/"]["content"] == "A longer text on teapots, kettles and cups."


def test_many_texts_are_shared_among_runs_at_once_and_make_the_index_of_one(blog, monkeypatch):
    monkeypatch.setattr(index, "_FEW", 4)
    for number in range(9):
        blog.write(f"posts/more-{number}.md", f"Ladder {number}.", tags=["Trust"])
    asked: list[int] = []

    def run(program, pages, language):
        asked.append(len(pages) - 1)
        return run_pagefind(program, pages, language)

    monkeypatch.setattr(index, "run_pagefind", run)
    build(Request(blog.folder, jobs=2))

    assert sorted(asked) == [6, 6]
    shared = read_tree(blog.public)
    asked.clear()
    assert differing(shared, built_clean(blog)) == set()
    assert asked == [12]


OWN = 'Ladders. <i data-pagefind-sort="weight">3</i> <i data-pagefind-meta="colour">red</i>'

FILTERED = 'Ladders. <i data-pagefind-filter="shelf">top</i>'


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("before", "after"), [(OWN, "Ladders."), ("Ladders.", OWN), (OWN, f"{OWN} Buckets.")]
)
def test_a_text_that_tells_pagefind_more_is_in_the_index_as_in_a_clean_build(
    blog, monkeypatch, before, after, jobs
):
    monkeypatch.setattr(index, "_FEW", 2)
    for number in range(5):
        blog.write(f"posts/more-{number}.md", f"Bucket {number}.")
    blog.write("posts/own.md", before)
    build(Request(blog.folder, jobs=jobs))

    blog.write("posts/own.md", after)
    build(Request(blog.folder, jobs=jobs))

    assert fragments(blog)["/2024/01/own/"]["meta"].get("colour") == ("red" if "colour" in after else None)
    assert ("shelf" in fragments(blog)["/2024/01/own/"]["filters"]) == (after == FILTERED)
    assert differing(read_tree(blog.public), built_clean(blog)) == set()


@pytest.mark.parametrize("is_more", [True, False])
def test_a_site_that_grows_or_shrinks_has_the_indexes_that_a_clean_build_makes(many, is_more):
    many.build()
    for number in range(6):
        many.write(f"posts/new-{number}.md") if is_more else many.delete(f"content/posts/more-{number}.md")
    many.build()

    assert differing(read_tree(many.public), built_clean(many)) == set()
    assert {path.name for path in (many.folder / ".sitegen/search").iterdir()} == (
        {*"0123"} if is_more else {"0"}
    )


def test_where_nothing_may_be_written_what_is_kept_is_used_and_the_rest_made_elsewhere(many):
    many.build()
    many.write("posts/more-3.md", "Buckets.", tags=["Trust"])
    before = read_tree(many.folder / ".sitegen/search")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_Shelf", lambda cache, base, writes: Shelf(cache, base, writes=False))
        many.build()

    assert read_tree(many.folder / ".sitegen/search") == before
    assert differing(read_tree(many.public), built_clean(many)) == set()


def test_an_index_that_does_not_fit_where_it_was_is_made_elsewhere(many, monkeypatch):
    many.build()
    many.write("posts/more-3.md", "Buckets.", tags=["Trust"])
    make, folder = Path.mkdir, many.folder / ".sitegen/search"

    def refuse(place: Path, **options: bool) -> None:
        if place.is_relative_to(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place))
        make(place, **options)

    with monkeypatch.context() as full:
        full.setattr(Path, "mkdir", refuse)
        many.build()

    assert differing(read_tree(many.public), built_clean(many)) == set()


def test_posts_that_change_places_and_nothing_else_leave_the_index_that_a_clean_build_makes(blog):
    for number in range(30):
        blog.write(f"posts/p{number}.md", f"Word{number}.", date=f"2024-05-01T08:{number:02}:00")
    blog.build()

    blog.write("posts/p0.md", "Word0.", date="2024-05-01T09:00:00").build()

    assert differing(read_tree(blog.public), built_clean(blog)) == set()


def test_a_site_that_is_named_by_a_path_from_here_has_a_search(blog, monkeypatch):
    monkeypatch.chdir(blog.folder.parent)

    build(Request(Path(blog.folder.name)))

    assert (blog.public / "pagefind/pagefind.js").is_file()


def test_the_index_depends_on_nothing_around_the_program(blog, monkeypatch):
    monkeypatch.chdir(blog.file("pagefind.toml", "of = = another program").folder)
    monkeypatch.setenv("PAGEFIND_VERBOSE", "no truth")
    monkeypatch.setenv("NAME", "Jos\udce9")  # as of a folder or a terminal in Latin-1

    assert blog.build().problems == ()


def test_a_folder_for_temporary_files_is_not_needed(blog, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(blog.folder / "nowhere"))

    assert blog.build().problems == ()


@pytest.mark.parametrize("file", ["pagefind/pagefind.js", "Pagefind/pagefind.js", "pagefind"])
def test_a_file_where_the_index_is_keeps_the_site_from_being_published(blog, file):
    (problem,) = blog.file(f"content/{file}", "x").problems()

    assert (problem.location.path, problem.rule) == (f"content/{file}", "same-path")
    assert "the search index" in problem.message


@pytest.mark.parametrize("file", ["list", "pack", "notes"])
@pytest.mark.parametrize(
    "damage", [lambda raw: b"damaged", lambda raw: raw[:-9], lambda raw: b"", lambda raw: raw[:9] + raw[8:]]
)
def test_a_kept_index_that_is_damaged_is_made_again(blog, file, damage):
    blog.build()
    before = read_tree(blog.public)
    path = blog.folder / ".sitegen/search/0" / file
    path.write_bytes(damage(path.read_bytes()))

    blog.write("about.md", "About them.").build()
    assert differing(read_tree(blog.public), built_clean(blog)) == set()

    blog.write("about.md", "About us.").build()
    assert differing(read_tree(blog.public), before) == set()


def test_notes_of_an_older_index_are_not_believed(blog):
    blog.build()
    notes = blog.folder / ".sitegen/search/0/notes"
    old = notes.read_bytes()
    blog.write("about.md", "About them, who were here for longer.").build()
    assert notes.read_bytes() != old
    notes.write_bytes(old)

    blog.write("about.md", "About nobody.").build()

    assert differing(read_tree(blog.public), built_clean(blog)) == set()


def test_an_index_of_other_settings_is_not_added_to(blog):
    blog.write("posts/one.md", "It's here.", title="It's one").build()
    assert fragments(blog)["/2024/01/one/"]["meta"]["title"] == "It’s one"

    blog.configure("[markdown]\nsmart_punctuation = false").build()

    assert fragments(blog)["/2024/01/one/"]["meta"]["title"] == "It's one"
    assert differing(read_tree(blog.public), built_clean(blog)) == set()


def test_a_file_of_the_index_that_is_lost_while_it_is_published_is_said(blog, monkeypatch):
    read = index.read_file

    def lost(folder, name, expected):
        (folder / "0/pack").write_bytes(b"other")
        return read(folder, name, expected)

    monkeypatch.setattr(index, "read_file", lost)

    with pytest.raises(SetupError, match="changed while it was published"):
        blog.build()


def test_a_site_may_do_without_a_search(blog):
    blog.build()

    blog.configure("[search]\nenabled = false").build()

    assert not (blog.public / "pagefind").exists() and not (blog.public / "search").exists()
    assert blog.page("/") == ""


def test_without_the_program_the_build_says_so_and_goes_on(blog, monkeypatch):
    monkeypatch.setattr(pagefind, "find_pagefind", lambda: None)

    report = blog.build()

    [problem] = [problem for problem in report.problems if problem.rule == "search"]
    assert (
        problem.warning
        and "Pagefind is not installed" in problem.message
        and "sitegen[search]" in problem.hint
    )
    assert not (blog.public / "search").exists() and blog.page("/") == ""


@pytest.mark.parametrize("settings", ["[search]\nenabled = false\n[build", "[serach]\nenabled = false"])
def test_nothing_is_said_of_a_search_where_settings_can_not_be_read(blog, monkeypatch, settings):
    monkeypatch.setattr(pagefind, "find_pagefind", lambda: None)

    problems = blog.configure(settings).problems()

    assert {problem.rule for problem in problems} <= {"syntax", "unknown-key"}


def test_a_theme_without_a_search_page_needs_no_program(blog, monkeypatch):
    monkeypatch.setattr(pagefind, "find_pagefind", lambda: None)

    report = blog.delete("templates/search.html").build()

    assert report.problems == () and not (blog.public / "pagefind").exists()


def test_a_page_of_ones_own_takes_the_place_of_the_search_page(blog):
    blog.write("search.md", "Mine").build()

    assert "Mine" in blog.page("/search/") and (blog.public / "pagefind/pagefind.js").is_file()


def test_a_post_with_the_address_of_the_search_page_does_not_take_its_place(blog):
    toml = (blog.folder / "site.toml").read_text()
    blog.file("site.toml", f'{toml}\n[permalinks]\npost = "/{{slug}}/"\n').write("posts/search.md", "Mine")

    (problem,) = blog.problems()

    assert (problem.location.path, problem.rule) == ("content/posts/search.md", "same-path")
    assert problem.message == "/search/ is also the path of the search page"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"payload": {"type": "Error", "message": "no such index"}}', "Pagefind stopped: no such index"),
        (
            '{"payload": {"type": "Hello"}}',
            "Pagefind answered otherwise than expected (KeyError('index_id'))",
        ),
    ],
)
def test_an_answer_that_is_none_is_a_problem(blog, monkeypatch, tmp_path, answer, said):
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\nprintf {b64encode(answer.encode()).decode()},\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("sitegen.search.index.find_pagefind", lambda: program)

    [problem] = blog.problems()

    assert problem.message == said


def test_another_program_makes_the_index_anew_and_what_was_said_of_the_old_one_is_said_no_more(
    blog, monkeypatch, tmp_path
):
    other = tmp_path / "pagefind_extended"
    shutil.copy(find_pagefind(), other)
    blog.file("site.toml", SITE_TOML.replace("[theme]", 'language = "ja"\n[theme]'))
    asked: list[Path] = []

    def run(program, pages, language):
        asked.append(program)
        return run_pagefind(program, pages, language)

    monkeypatch.setattr(index, "run_pagefind", run)
    for program in (find_pagefind(), other):
        for module in (index, known, pagefind):
            monkeypatch.setattr(module, "find_pagefind", lambda program=program: program)
        problems = blog.build().problems

    assert problems == ()
    assert asked[-1] == other


def test_a_program_that_fails_is_a_problem(blog, monkeypatch, tmp_path):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho no space >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr("sitegen.search.index.find_pagefind", lambda: program)

    [problem] = blog.problems()

    assert problem.rule == "search" and problem.message == "Pagefind stopped: no space"


def test_a_program_that_answers_no_more_and_waits_to_be_asked_is_a_problem(blog, monkeypatch, tmp_path):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\nexec >&-\nread asked\necho nobody asks >&2\n")
    program.chmod(0o755)
    monkeypatch.setattr("sitegen.search.index.find_pagefind", lambda: program)
    monkeypatch.setattr("sitegen.search.pagefind._WAIT", 5)

    [problem] = blog.problems()

    assert problem.message == "Pagefind stopped: nobody asks"


def test_a_program_that_can_not_be_watched_is_a_problem(blog, monkeypatch):
    def refuse(_thread: Thread) -> None:
        raise RuntimeError("can't start new thread")  # what Python says where the system allows no more

    monkeypatch.setattr(Thread, "start", refuse)

    [problem] = blog.problems()

    assert problem.message == "Pagefind can't be run: can't start new thread"


@pytest.mark.parametrize(
    ("language", "program", "is_told"),
    [
        ("ja", "pagefind", True),
        ("zh-TW", "pagefind", True),
        ("ja", "pagefind_extended", False),
        ("de", "pagefind", False),
        ("ja", "", False),
    ],
)
def test_a_language_without_blanks_is_told_of_the_program_that_finds_its_words(
    monkeypatch, language, program, is_told
):
    monkeypatch.setattr(pagefind, "find_pagefind", lambda: Path(program) if program else None)
    settings = decode_settings(
        f'[site]\ntitle = "T"\nurl = "https://x.example/"\nlanguage = "{language}"\n'.encode()
    ).settings
    problem = pagefind.half_blind(settings)
    assert (problem is not None) == is_told
    assert problem is None or (problem.warning and "pagefind[extended]" in problem.hint)
