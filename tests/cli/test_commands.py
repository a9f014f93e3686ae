"""The other commands, the help, and what starting costs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from sitegen import __version__
from sitegen.cli import COMMANDS, main
from sitegen.content.begin import begin_text
from support.blog import SITE_TOML, Blog


def test_asking_for_the_version_imports_nothing_heavy():
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sitegen", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert ran.stdout.strip() == f"sitegen, version {__version__}"
    assert "click" in imported
    assert (
        imported & {"jinja2", "markdown", "feedgen", "lxml", "yaml", "pygments", "rich", "frontmatter"}
        == set()
    )


def test_a_build_does_not_import_what_makes_feeds_or_finds_what_was_meant_where_there_is_neither(blog):
    blog.configure("[feeds]\nformats = []\ntags = false").write("posts/one.md")

    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sitegen", "build", "--site", blog.folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "jinja2" in imported
    assert imported & {"feedgen", "difflib", "stringprep"} == set()


def test_the_help_names_every_command(run):
    result = run("--help")

    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)
    for name in COMMANDS:
        assert run(name, "--help").exit_code == 0


def test_the_readme_names_every_command_and_every_option():
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert f"sitegen {name}" in readme
        for option in command.params:
            if isinstance(option, click.Option):
                assert any(written in readme for written in option.opts), f"{name} {option.name}"


@pytest.mark.parametrize("group", ["urls", "theme", "tags"])
def test_the_help_of_a_group_is_not_cut(run, group):
    listed = run(group, "--help", terminal_width=80).stdout.partition("Commands:")[2]

    assert listed.strip() and "..." not in listed


@pytest.mark.parametrize(
    ("words", "said", "usage"),
    [
        (("--nothing",), "sitegen: No such option", True),
        (("biuld",), "sitegen: No such command 'biuld'. Did you mean 'build'?", True),
        (("build", "--dry"), "sitegen: ", True),
        (("build", "--site", "nowhere"), "sitegen: Invalid value for '--site': ", True),
        (("new", "--site", ".", ""), "sitegen: there is no site.toml in .", False),
        (("why",), "sitegen: Missing argument 'URL|FILE'.", True),
    ],
)
def test_all_errors_begin_alike(run, tmp_path, monkeypatch, words, said, usage):
    monkeypatch.chdir(tmp_path)

    result = run(*words)

    assert result.exit_code == (2 if usage else 1)
    assert result.stderr.splitlines()[-1].startswith(said)
    assert result.stderr.startswith("Usage: sitegen ") == usage
    assert "Error:" not in result.stderr


def test_without_a_command_the_help_is_shown(run):
    result = run()

    assert "Commands:" in result.output and "sitegen: " not in result.output


def test_a_misspelt_command_is_guessed(run):
    result = run("biuld")

    assert result.exit_code == 2
    assert "Did you mean 'build'?" in result.stderr


# ---- init


def test_a_new_site_builds_at_once(run, tmp_path):
    folder = tmp_path / "my site"

    begun = run("init", folder)
    built = run("build", "--site", folder)

    assert begun.exit_code == 0
    assert f"cd '{folder}' && sitegen serve" in begun.stdout
    assert (built.exit_code, built.stderr) == (0, "")
    assert "1 post, 1 page." in built.stdout
    assert "Hello" in (folder / "public" / "index.html").read_text()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_post_of_a_new_site_is_out_wherever_the_writer_is(tmp_path, zone):
    for words in (["init", tmp_path / "site"], ["build", "--site", tmp_path / "site"]):
        ran = subprocess.run(
            [sys.executable, "-m", "sitegen", *words],
            capture_output=True, text=True, check=True, env={"TZ": zone, "PATH": ""},
        )  # fmt: skip

    assert "1 post, 1 page." in ran.stdout


def test_init_takes_an_empty_folder_and_no_other(run, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")

    assert run("init", tmp_path / "empty").exit_code == 0
    for taken in ("empty", "file"):
        result = run("init", tmp_path / taken)
        assert result.exit_code == 1
        assert "is not an empty folder" in result.stderr


def test_init_takes_a_repository_that_was_just_made(run, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").write_text("*.pyc")
    (tmp_path / ".DS_Store").write_text("what the Finder leaves in each folder that it shows")

    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_day_that_a_script_left_empty_is_a_mistake(run, tmp_path):
    run("init", tmp_path / "site")

    result = run("build", "--site", tmp_path / "site", "--as-of", "")

    assert (result.exit_code, "it is empty" in result.stderr) == (2, True)


def test_an_address_that_a_script_left_empty_shows_drafts_to_nobody(run, tmp_path):
    run("init", tmp_path / "site")

    result = run("serve", "--site", tmp_path / "site", "--host", "", "--port", "70000")

    assert (result.exit_code, "it is empty" in result.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [("build", "--output", ""), ("build", "--site", ""), ("init", "")])
def test_a_folder_that_a_script_left_empty_is_not_the_one_that_one_is_in(
    run, tmp_path, monkeypatch, arguments
):
    run("init", tmp_path / "site")
    monkeypatch.chdir(tmp_path)

    result = run(*arguments, *(("--site", "site") if "--output" in arguments else ()))

    assert (result.exit_code, "it is empty" in result.stderr) == (2, True)
    assert [*tmp_path.iterdir()] == [tmp_path / "site"]


def test_a_program_without_standard_output_and_error_builds(run, tmp_path):
    run("init", tmp_path / "site")
    closed = f"{shlex.quote(sys.executable)} -m sitegen build --site {shlex.quote(str(tmp_path / 'site'))} >&- 2>&-"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    assert subprocess.run(closed, shell=True, env=environment, check=False).returncode == 0


def test_who_interrupts_it_before_it_is_loaded_sees_one_word_and_no_traceback():
    interrupted = (
        "import runpy, sys\n"
        "class Interrupting:\n"
        "    def find_spec(name, *_more):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting)\n"
        "runpy.run_module('sitegen', run_name='__main__')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", interrupted], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["nothing-of-the-kind"], 2)])
def test_a_process_ends_with_all_said_and_what_was_to_be_done_at_its_end(arguments, code):
    program = "import atexit; from sitegen.cli import run; atexit.register(print, 'the end'); run()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    said = done.stdout + done.stderr
    assert (done.returncode, "the end\n" in said) == (code, True)
    assert ("No such command" if code else __version__) in said


def test_init_says_where_the_site_is(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run("init", "blog").stdout.startswith("The folder blog is a site now.")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run("init", ".").stdout.startswith("This folder is a site now.")


def test_init_below_a_file_says_so(run, tmp_path):
    (tmp_path / "file").write_text("mine")

    result = run("init", tmp_path / "file" / "site")

    assert (result.exit_code, "Not a directory" in result.stderr) == (1, True)


# ---- new


@pytest.fixture
def new(blog: Blog, run):
    return lambda *words: run("new", "--site", blog.folder, *words)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("post", "posts/TODAY-a-first-thing.md"),
        ("page", "a-first-thing.md"),
        ("resource", "resources/a-first-thing.md"),
    ],
)
def test_a_new_text_of_each_kind_builds(blog, new, run, kind, name):
    result = new("A first thing", "--kind", kind, "--tags", "a, b c,")
    path = blog.folder / "content" / name.replace("TODAY", datetime.now(UTC).date().isoformat())

    assert result.exit_code == 0
    assert result.stdout.strip() == str(path)
    assert path.exists()
    blog.build(as_of="")
    built = blog.site(as_of="")
    (text,) = [*built.posts.values(), *built.pages.values()]
    assert (text.title, text.tags) == ("A first thing", ("a", "b c"))


def test_a_new_post_has_the_time_of_day_in_the_zone_of_the_site_and_is_out_at_once(blog, new):
    blog.file("site.toml", SITE_TOML.replace("[theme]", 'timezone = "Asia/Tokyo"\n\n[theme]'))
    before = datetime.now(ZoneInfo("Asia/Tokyo")).replace(second=0, microsecond=0)

    path = Path(new("A first thing").stdout.strip())

    [written] = re.findall(r"^date: (\d{4}-\d\d-\d\d \d\d:\d\d)$", path.read_text(), re.MULTILINE)
    moment = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert before <= moment <= datetime.now(ZoneInfo("Asia/Tokyo"))
    assert path.name == f"{moment:%Y-%m-%d}-a-first-thing.md"
    assert blog.build(as_of="").structure.order == (f"posts/{path.name}",)
    assert (blog.public / f"{moment:%Y/%m}/a-first-thing/index.html").is_file()


def test_what_was_begun_later_on_a_day_stands_above_what_was_begun_before(blog):
    for title, hour in (("Ape", 8), ("Hello", 9), ("Zebra", 10)):
        begin_text(blog.folder, title, "post", now=datetime(2025, 3, 1, hour, tzinfo=UTC))

    days = [key.rpartition("-")[2] for key in blog.build().structure.order]

    assert days == ["zebra.md", "hello.md", "ape.md"]


def test_a_page_has_no_date(new):
    assert "date" not in Path(new("A first thing", "--kind", "page").stdout.strip()).read_text()


def test_a_new_bundle_is_a_folder_with_an_index(blog, new):
    path = Path(new("Ben's Mazda", "--bundle").stdout.strip())
    blog.file(f"content/posts/{path.parent.name}/car.pdf", b"1")

    assert path.name == "index.md"
    assert path.parent.name.endswith("-bens-mazda")
    blog.build(as_of="")
    assert [name for name in blog.published() if name.endswith("bens-mazda/car.pdf")]


def test_only_a_post_is_begun_as_a_bundle(blog, new):
    result = new("About", "--kind", "page", "--bundle")

    assert (result.exit_code, "--bundle is for posts" in result.stderr) == (2, True)


def test_a_new_draft_is_one(blog, new):
    new("A first thing", "--draft")

    assert blog.build(as_of="").structure.order == ()
    assert len(blog.build(as_of="", drafts=True).structure.order) == 1


def test_a_text_that_exists_is_not_overwritten(blog, new):
    blog.file("content/about.md", "mine")

    result = new("About", "--kind", "page")

    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert (blog.folder / "content" / "about.md").read_text() == "mine"


@pytest.mark.parametrize(
    "title",
    [
        "2024",
        "no",
        "1:30",
        "a: b # c",
        "'quoted' \"twice\"",
        "- item",
        "@at %per",
        "[x]",
        "Ünïcödé ☃ 日本",
        "../../etc",
        "null",
        "~x",
        "a\\b",
    ],
)
def test_an_odd_title_comes_back_as_it_was_typed(blog, new, title):
    blog.configure("[markdown]\nsmart_punctuation = false")

    assert new("--kind", "page", "--", title).exit_code == 0
    blog.build()
    (page,) = blog.site().pages.values()
    assert page.title == title


def test_titles_that_can_not_be_are_refused(blog, new):
    assert new("!!!").exit_code == 1
    assert new("").exit_code == 2
    assert new("bell \x07").exit_code == 2
    assert new("half \udce9").exit_code == 2
    assert [*(blog.folder / "content").rglob("*.md")] == []


def test_a_title_without_a_letter_is_told_what_to_do_about_it(new):
    assert new("🎉").stderr == (
        "sitegen: no file name can be made of the title '🎉'; begin with a word, and write the title into the file\n"
    )


def test_new_outside_of_a_site_says_so(run, tmp_path):
    result = run("new", "--site", tmp_path, "Title")

    assert (result.exit_code, "there is no site.toml" in result.stderr) == (1, True)


# ---- clean


def test_clean_deletes_the_cache_and_nothing_else(blog, run, tmp_path):
    blog.file(".sitegen/cache.db", "cache").write("posts/one.md").build()
    published = blog.published()

    assert run("clean", "--site", blog.folder).exit_code == 0
    assert not (blog.folder / ".sitegen").exists()
    assert blog.published() == published
    assert "There is no cache." in run("clean", "--site", blog.folder).stdout


def test_clean_does_not_follow_a_link(blog, run, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("keep me")
    (blog.folder / ".sitegen").symlink_to(tmp_path / "precious")

    run("clean", "--site", blog.folder)

    assert (tmp_path / "precious" / "file").exists()


def test_clean_outside_of_a_site_deletes_nothing(run, tmp_path):
    (tmp_path / ".sitegen").mkdir()

    assert run("clean", "--site", tmp_path).exit_code == 1
    assert Path(tmp_path / ".sitegen").exists()


# ---- new, on a terminal


@pytest.fixture
def at_a_terminal(monkeypatch):
    """A terminal, as far as `sitegen new` sees it."""
    monkeypatch.setattr("sitegen.cli.new._asks", lambda: True)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


def test_what_is_missing_is_asked_for(blog, run, at_a_terminal):
    blog.write("posts/one.md", tags=["Trust", "tip"])

    result = run("new", "--site", blog.folder, input="A new thing\ntrust, tips, brand new\ny\n")

    assert result.exit_code == 0
    assert "Tags of this site: Trust, tip" in result.stdout
    assert "The tag 'tips' is new. Did you mean 'tip'?" in result.stdout
    (made,) = (blog.folder / "content/posts").glob("*-a-new-thing.md")
    assert "- Trust\n- tip\n- brand new\n" in made.read_text()


def test_tags_are_asked_for_when_only_they_are_missing(blog, run, at_a_terminal):
    blog.write("posts/one.md", tags=["Trust"])

    result = run("new", "--site", blog.folder, "A new thing", input="trust\n")

    assert "Tags of this site: Trust\nTags, with commas between them (Enter: none): " in result.stdout
    (made,) = (blog.folder / "content/posts").glob("*-a-new-thing.md")
    assert "tags:\n- Trust\n" in made.read_text()


def test_no_tags_are_an_answer(blog, run, at_a_terminal):
    asked = run("new", "--site", blog.folder, "One", input="\n")
    told = run("new", "--site", blog.folder, "Two", "--tags", "")

    assert (asked.exit_code, told.exit_code) == (0, 0)
    assert "Tags" not in told.stdout
    assert not any("tags" in path.read_text() for path in (blog.folder / "content/posts").iterdir())


def test_without_a_terminal_nothing_is_asked(blog, new):
    assert "a title is missing" in new().stderr
    blog.write("posts/one.md", tags=["tip"])

    result = new("A thing", "--tags", "tips")

    assert result.exit_code == 0
    assert result.stderr == "note: the tag 'tips' is new; there is 'tip' with 1 post\n"


def test_a_question_that_is_not_answered_ends_it_as_interrupted(blog, run, at_a_terminal):
    result = run("new", "--site", blog.folder, input="")

    assert (result.exit_code, result.stderr) == (130, "\nInterrupted.\n")


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("no-such-editor", "the editor 'no-such-editor' could not be started: No such file or directory"),
        ("false", "the editor 'false' has ended with an error"),
        ("vim 'x", 'the editor "vim \'x": No closing quotation'),
    ],
)
def test_an_editor_that_does_not_work_is_said_so(blog, run, at_a_terminal, monkeypatch, editor, said):
    monkeypatch.setenv("EDITOR", editor)

    result = run("new", "--site", blog.folder, "One", "--kind", "page", "--tags", "a")

    assert (result.exit_code, result.stdout.strip()) == (1, str(blog.folder / "content/one.md"))
    assert result.stderr == f"sitegen: {said}; set VISUAL or EDITOR, or say --no-edit\n"
    assert (blog.folder / "content/one.md").is_file()


def test_the_editor_is_opened(blog, run, at_a_terminal, monkeypatch, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Written." >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))

    for title, words in (("One", ()), ("Two", ("--no-edit",))):
        made = run("new", "--site", blog.folder, title, "--kind", "page", "--tags", "", *words)
        assert made.exit_code == 0

    assert "Written." in (blog.folder / "content/one.md").read_text()
    assert "Written." not in (blog.folder / "content/two.md").read_text()
