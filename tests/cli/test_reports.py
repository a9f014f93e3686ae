"""Problems as people and programs read them."""

import json

import pytest

from support.blog import Blog


@pytest.fixture
def build(blog: Blog, run):
    blog.write("posts/b.md", tgas=["a"]).write("posts/a.md", drfat=True, pined=True)
    return lambda *words, **more: run("build", "--site", blog.folder, "--as-of", "2026-01-01", *words, **more)


def test_problems_stand_file_by_file_in_order_of_lines(build):
    places = [line.partition(": ")[0] for line in build().stderr.splitlines() if line.startswith("content/")]

    assert places == ["content/posts/a.md:3:1", "content/posts/a.md:4:1", "content/posts/b.md:3:1"]
    assert "3 problems in 2 files." in build().stderr


def test_a_problem_has_its_line_a_caret_a_hint_and_a_rule(build):
    assert (
        "content/posts/b.md:3:1: unknown key 'tgas' [unknown-key]\n"
        '  3 | tgas: ["a"]\n'
        "    | ^^^^\n"
        "  hint: did you mean 'tags'?\n"
    ) in build().stderr


def test_a_template_names_the_page_and_its_source(blog, build):
    blog.write("posts/a.md").write("posts/b.md").file("templates/post.html", "{{ page.titel }}")

    said = build().stderr

    assert said.startswith("templates/post.html:1:9: there is no 'titel' in a PostView [template]\n")
    assert "  hint: did you mean 'title'?\n  while making /2024/01/" in said
    assert "1 problem in 1 file." in said  # of two pages


@pytest.mark.parametrize(("wrong", "exit_code"), [((), 0), (("posts/b.md", "posts/a.md"), 1)])
def test_of_very_many_warnings_a_build_shows_the_first_of_each_kind_and_every_mistake(
    blog, build, run, wrong, exit_code
):
    for name in {"posts/a.md", "posts/b.md"} - {*wrong}:
        blog.write(name)
    for name in [f"posts/e{number}.md" for number in range(4)] if wrong else ():
        blog.write(name, "![A cat](cat.png)")  # what is not there from this file on is a mistake
    for number in range(60):
        blog.write(f"posts/c{number:02}.md", "![A cat](/cat.png)")
    blog.write("posts/d.md", "[Soon](a-draft.md)").write("posts/a-draft.md", draft=True)

    result = build()
    said = [line for line in result.stderr.splitlines() if line.startswith("content/")]
    warnings = [line for line in said if ": warning: " in line]

    assert result.exit_code == exit_code
    assert [line.partition(":")[0] for line in warnings] == [
        *(f"content/posts/c0{number}.md" for number in range(5)),
        "content/posts/d.md",
    ]
    assert len(said) - len(warnings) == (7 if wrong else 0)
    assert "61 warnings" in result.stderr
    assert "55 of the warnings are like these and not shown: sitegen check shows every one." in result.stderr
    assert len(json.loads(build("--format", "json").stdout)["problems"]) == 61 + (7 if wrong else 0)
    assert run("check", "--site", blog.folder).stdout.count("[missing-file]") == 60 + (4 if wrong else 0)


def test_of_very_many_mistakes_those_that_say_what_others_have_said_get_one_line_each(blog, build, run):
    for number in range(60):
        blog.write(f"posts/a{number:02}.md", mood="glad", category="service")
    blog.write("posts/a.md").write("posts/b.md", mod="glad")

    said = build().stderr

    assert [said.count(f"unknown key {key!r}") for key in ("mood", "category", "mod")] == [60, 60, 1]
    assert all(f"content/posts/a{number:02}.md:" in said for number in range(60))
    assert [said.count(f" | {key}: ") for key in ("mood", "category", "mod")] == [5, 5, 1]
    assert "121 problems in 61 files." in said
    assert "not shown" not in said
    assert len(json.loads(build("--format", "json").stdout)["problems"]) == 121
    assert run("check", "--site", blog.folder).stdout.count(" | mood: ") == 60


def test_github_marks_the_lines_of_a_pull_request(blog, build, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(blog.folder.parent))

    result = build("--format", "github")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == (
        "::error file=site/content/posts/b.md,line=3,col=1,endColumn=5,title=sitegen%3A unknown-key"
        "::unknown key 'tgas'%0Adid you mean 'tags'?"
    )


def test_what_github_would_take_for_more_commands_is_escaped(blog, build):
    blog.write("posts/a.md").write("posts/b.md", **{"a,b:c%": 1})

    (line,) = build("--format", "github").stdout.splitlines()

    assert "::unknown key 'a,b:c%25'%0A" in line


def test_github_is_told_of_warnings_and_of_a_missing_site(blog, build, run, tmp_path):
    blog.write("posts/a.md", "[b](b.md)").write("posts/b.md", draft=True)

    warned, missing = build("--format", "github"), run("build", "--site", tmp_path, "--format", "github")

    assert warned.exit_code == 0
    assert warned.stdout.startswith("::warning file=")
    assert missing.exit_code == 1
    assert "there is no site.toml" in missing.stdout


def test_json_tells_where_a_problem_ends_and_how_bad_it_is(build):
    problem = json.loads(build("--format", "json").stdout)["problems"][-1]

    assert (problem["column"], problem["end_column"], problem["severity"]) == (1, 5, "error")
