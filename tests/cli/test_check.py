"""`sitegen check`: what it says, and how it ends."""

import json

import pytest


@pytest.fixture
def check(blog, run):
    return lambda *words, **more: run("check", "--site", blog.folder, "--as-of", "2026-01-01", *words, **more)


def test_errors_end_with_1_and_warnings_with_0(blog, check):
    blog.write("posts/one.md", "Go [here](../about.md).").write("about.md")
    warned = check()
    blog.write("posts/one.md", "Go [there](/nowhere/).")
    failed = check()

    assert (warned.exit_code, failed.exit_code) == (0, 1)
    assert warned.stdout == (
        "content/posts/one.md:5:5: warning: the words 'here' do not say where this link leads [vague-link]\n"
        "  5 | Go [here](../about.md).\n"
        "    |     ^^^^\n"
        "  hint: let the words of the link name what is there: many read, or hear, links alone\n\n"
        "1 warning in 1 file.\n"
    )
    assert "there is no page /nowhere/ on this site [broken-link]" in failed.stdout
    assert (warned.stderr, failed.stderr) == ("", "")
    assert not blog.public.exists()


def test_where_nothing_is_wrong_it_says_so(blog, check):
    result = check()

    assert (result.exit_code, result.stdout) == (0, "Nothing to complain of in 2 pages.\n")


def test_reports_for_programs(blog, check):
    blog.write("posts/one.md", "Go [there](/nowhere/).")

    record = json.loads(check("--format", "json").stdout)
    assert [problem["rule"] for problem in record["problems"]] == ["broken-link"]
    assert record["pages"] > 1
    assert "::error file=" in check("--format", "github").stdout


def test_fixing_says_what_it_did_and_what_is_left(blog, check):
    blog.write("about.md", redirect_from=["/who/"]).write("posts/one.md", "[here](/who/)")

    result = check("--fix")

    first, *rest = result.stdout.splitlines()
    assert first == "content/posts/one.md: the link to /who/ leads to ../about.md now"
    assert "vague-link" in rest[0]
    assert "redirected-link" not in result.stdout
    assert json.loads(check("--fix", "--format", "json").stdout)


def test_the_rules_are_listed(check):
    said = check("--rules").stdout

    assert "broken-link          error    A link to a page of the site that is not there.\n" in said
    assert "missing-summary      off " in said
    assert "dead-link" in said


def test_a_folder_without_a_site_ends_with_1(run, tmp_path):
    result = run("check", "--site", tmp_path)

    assert (result.exit_code, "there is no site.toml" in result.stderr) == (1, True)
