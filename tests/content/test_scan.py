"""The scan finds what belongs to the site, and says why anything else does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sitegen.content.scan import scan_content


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "content"
    folder.mkdir(parents=True)
    return folder


def put(content: Path, *keys: str) -> None:
    for key in keys:
        path = content / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def problems(content: Path) -> list[tuple[str, str]]:
    return [(problem.location.path, problem.rule) for problem in scan_content(content).problems]


def test_texts_and_other_files_are_told_apart(content: Path) -> None:
    put(
        content,
        "about.md",
        "posts/a.MARKDOWN",
        "posts/b/index.mdown",
        "posts/b/car.jpg",
        "c.mkd",
        "md",
        "a.md.txt",
    )

    scan = scan_content(content)

    assert scan.texts == ("about.md", "c.mkd", "posts/a.MARKDOWN", "posts/b/index.mdown")
    assert scan.files == ("a.md.txt", "md", "posts/b/car.jpg")
    assert (scan.ignored, scan.problems) == (0, ())


def test_the_order_of_the_result_is_that_of_code_points(content: Path) -> None:
    names = ["b.md", "a.md", "Z.md", "é.md", "a/b.md", "a-b.md", "日.md", "e\u0301.md", "10.md", "9.md"]
    put(content, *names)

    assert scan_content(content).texts == tuple(sorted(names))


def test_the_order_in_which_files_were_made_makes_no_difference(tmp_path: Path) -> None:
    # Small folders list names in the order of their making on some file systems, in that of a hash on others.
    names = [f"{number:x}/{number}.md" for number in range(40)] + ["broken.md", "loop"]
    scans = []
    for turn, order in enumerate((names, names[::-1])):
        content = tmp_path / str(turn) / "content"
        content.mkdir(parents=True)
        for name in order:
            if name == "broken.md":
                (content / name).symlink_to("nowhere")
            elif name == "loop":
                (content / name).symlink_to(".")
            else:
                put(content, name)
        scans.append(replace(scan_content(content), stamps={}))

    assert scans[0] == scans[1]


def test_a_site_without_content_is_said_so(tmp_path: Path) -> None:
    (problem,) = scan_content(tmp_path / "content").problems

    assert (problem.location.path, problem.rule) == ("content", "missing-content")


@pytest.mark.parametrize(
    "name",
    [".DS_Store", ".git/config", "a.md~", "#a.md#", "a.md.swp", ".a.md.swp", "a.tmp", "a.md.bak", "a.md.orig",
     "Thumbs.db", "desktop.ini", "__MACOSX/a.md", ".hidden/a.md"],
)  # fmt: skip
def test_what_systems_and_editors_leave_behind_is_counted_and_left_alone(content: Path, name: str) -> None:
    put(content, "a.md", name)

    scan = scan_content(content)

    assert (scan.texts, scan.files, scan.ignored) == (("a.md",), (), 1)


@pytest.mark.parametrize("name", [".well-known/security.txt", ".htaccess", ".nojekyll", ".domains"])
def test_hidden_files_that_servers_want_are_copied(content: Path, name: str) -> None:
    put(content, name)

    assert scan_content(content).files == (name,)


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("notes/*", ("a.md", "b/notes/c.md")),
        ("notes", ("a.md", "b/notes/c.md")),
        ("notes/", ("a.md", "b/notes/c.md")),
        ("*/c.md", ("a.md",)),
        ("*notes/*", ("a.md",)),
        ("[ab]*", ("notes/c.md",)),
        ("A.md", ("a.md", "b/notes/c.md", "notes/c.md")),
    ],
)
def test_the_site_can_name_files_to_leave_alone(content: Path, pattern: str, left: tuple[str, ...]) -> None:
    put(content, "a.md", "notes/c.md", "b/notes/c.md")

    scan = scan_content(content, (pattern,))

    assert scan.texts == left


def test_links_inside_content_are_followed(content: Path) -> None:
    put(content, "real/a.md")
    (content / "link").symlink_to("real")
    (content / "b.md").symlink_to("real/a.md")

    assert scan_content(content).texts == ("b.md", "link/a.md", "real/a.md")


def test_content_may_be_a_link_itself(content: Path, tmp_path: Path) -> None:
    put(content, "a.md")
    (content / "b.md").symlink_to("a.md")
    (tmp_path / "content").symlink_to(content)

    assert scan_content(tmp_path / "content").texts == ("a.md", "b.md")


@pytest.mark.parametrize("target", ["../secret.md", "..", "/etc/hostname", "../contents/a.md"])
def test_links_out_of_content_are_refused(content: Path, target: str) -> None:
    put(content.parent, "secret.md", "contents/a.md")
    (content / "a.md").symlink_to(target)

    assert problems(content) == [("content/a.md", "outside-site")]


def test_a_link_to_a_folder_that_holds_it_is_refused(content: Path) -> None:
    put(content, "a/b/c.md")
    (content / "a/b/up").symlink_to("..")
    (content / "a/b/top").symlink_to("../..")

    assert problems(content) == [("content/a/b/top", "link-loop"), ("content/a/b/up", "link-loop")]
    assert scan_content(content).texts == ("a/b/c.md",)


def test_links_that_lead_nowhere_are_refused(content: Path) -> None:
    (content / "broken.md").symlink_to("nowhere")
    (content / "self.md").symlink_to("self.md")
    (content / "ping.md").symlink_to("pong.md")
    (content / "pong.md").symlink_to("ping.md")

    assert {rule for _path, rule in problems(content)} == {"unreadable"}
    assert len(problems(content)) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_refused_and_not_opened(content: Path) -> None:
    os.mkfifo(content / "pipe.md")

    assert problems(content) == [("content/pipe.md", "unreadable")]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="who runs the tests may read everything")
def test_a_folder_that_can_not_be_read_is_refused(content: Path) -> None:
    put(content, "closed/a.md")
    (content / "closed").chmod(0)

    assert problems(content) == [("content/closed", "unreadable")]
    (content / "closed").chmod(0o700)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.md", "content/caf\\udce9.md"),
        (b"a\nb.md", "content/a\\x0ab.md"),
        (b"a\x1b[2J.md", "content/a\\x1b[2J.md"),
        (b"a\\b.md", "content/a\\b.md"),
        (b"\x7f", "content/\\x7f"),
    ],
)
def test_names_that_no_url_can_hold_are_refused_and_shown_safely(
    content: Path, name: bytes, shown: str
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(content) + b"/" + name)).write_text("x")
    except OSError:
        pytest.skip("the file system takes no such name")

    assert problems(content) == [(shown, "file-name")]


@pytest.mark.parametrize(
    "name",
    ["a b.md", "a'\"b.md", "100%.md", "a#b.md", "a?b.md", "a&b.md", "😀.md", "שלום.md", "\u202eabc.md", "a..md", "...md.md"[1:],
     "con.md", "e\u0301.md", "é.md", "x" * 200 + ".md", "-rf.md", "~.md", "$HOME.md", "*.md", "a|b.md", "<b>.md"],
)  # fmt: skip
def test_odd_names_are_names(content: Path, name: str) -> None:
    try:
        put(content, name)
    except OSError:
        pytest.skip("the file system takes no such name")

    scan = scan_content(content)

    assert (scan.texts, scan.ignored) == ((name,), 0) if not name.startswith(".") else ((), 1)
    assert not scan.problems


@given(st.sets(st.text("ab.~#é", min_size=1, max_size=4).filter(lambda name: name.strip(".")), max_size=8))
def test_every_file_is_a_text_a_file_or_ignored(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    content = tmp_path_factory.mktemp("content")
    put(content, *names)

    scan = scan_content(content)

    assert len(scan.texts) + len(scan.files) + scan.ignored == len(names)


DRAFT = "---\ntitle: A secret\ndraft: true\n---\n<p>Text.</p>\n"


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "b/a.txt", "a.mdx", "a.rst"])
@pytest.mark.parametrize(
    "text", [DRAFT, DRAFT.replace("\n", "\r\n"), f"\ufeff{DRAFT}", "+++\ndate = 2026-01-01\n+++\n"]
)
def test_a_post_of_another_generator_is_not_handed_out_with_its_front_matter(content, name, text):
    put(content, name)
    (content / name).write_text(text, "utf-8", newline="")

    assert problems(content) == [(f"content/{name}", "not-a-text")]
    assert "a.md" in scan_content(content).problems[0].hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<!DOCTYPE html>\n<title>A</title>\n---\ntitle: x\n---\n"),
        ("a.txt", "---\nno more than a line\n---\ntitle: x\n"),
        ("a.txt", "---\ntitle: a list that goes on\n"),
        ("a.yaml", DRAFT),
        ("a.txt", ""),
    ],
)
def test_other_files_are_copied_whatever_they_look_like(content, name, text):
    put(content, name)
    (content / name).write_text(text)

    assert problems(content) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rst", "A secret\n########\n\n:date: 2010-10-03 10:20\n:status: draft\n\nText.\n"),
        ("a.RST", ".. title: A secret\n.. slug: a\n.. status: draft\n\nText.\n"),
        ("b/a.org", "#+TITLE: A secret\r\n#+draft: true\r\n\r\nText.\r\n"),
        ("a.adoc", "= A secret\n:page-draft: true\n:date: 2010-10-03\n\nText.\n"),
    ],
)
def test_a_post_in_another_markup_is_not_handed_out_as_it_is(content, name, text):
    put(content, name)
    (content / name).write_text(text, newline="")

    assert problems(content) == [(f"content/{name}", "not-a-text")]
    assert "pandoc" in scan_content(content).problems[0].hint


@pytest.mark.parametrize("name", ["a.rst", "a.org", "a.adoc"])
def test_what_says_nothing_of_itself_is_copied_in_any_markup(content, name):
    put(content, name)
    (content / name).write_text("How to install\n==============\n\nSay it: date: now.\n")

    assert problems(content) == []


def test_a_text_with_a_second_suffix_is_to_lose_it(content):
    put(content, "a.md.txt")
    (content / "a.md.txt").write_text(DRAFT)

    assert "name it a.md (" in scan_content(content).problems[0].hint


def test_one_that_is_left_out_is_no_mistake(content):
    put(content, "a.html")
    (content / "a.html").write_text(DRAFT)

    assert scan_content(content, ("*.html",)).problems == ()


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("_drafts/idea.md", "draft: true"),
        ("_posts/2024-01-01-a.md", "posts/"),
        ("guides/_index.md", "index.md"),
        ("posts/_index.md", "take it out"),
        ("posts/2024/_index.md", "take it out"),
        ("a/_x/b.md", "take the _ away"),
    ],
)
def test_a_name_that_means_something_to_other_generators_is_refused(content, key, hint):
    put(content, key)

    assert problems(content) == [(f"content/{key}", "file-name")]
    assert hint in scan_content(content).problems[0].hint


def test_other_files_may_begin_with_what_they_like(content):
    put(content, "_redirects", "_headers", "posts/_a.jpg", "a_b.md")

    assert problems(content) == []


@pytest.mark.parametrize("name", ["a.text", "a.md ", "a.tex", "LETTER"])
def test_no_post_is_handed_out_under_another_name(content, name):
    put(content, name)
    (content / name).write_text(DRAFT)

    assert problems(content) == [(f"content/{name}", "not-a-text")]
