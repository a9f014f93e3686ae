"""`sitegen build`: what it says, and how it ends."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from sitegen.incremental.files import FileDigests
from sitegen.memory import FOLDER
from support.blog import Blog


@pytest.fixture
def build(blog: Blog, run):
    return lambda *words, **more: run("build", "--site", blog.folder, "--as-of", "2026-01-01", *words, **more)


def test_a_build_says_what_became_of_every_file(blog, build):
    blog.write("posts/one.md").write("posts/two.md", draft=True).write("posts/three.md", date="2027-01-01")
    blog.write("posts/four.md", expires="2025-01-01").write("about.md").file("content/a.png", b"1")
    blog.file("content/.hidden", b"1")

    result = build()

    assert result.exit_code == 0
    census, done, _next_change = result.stdout.splitlines()
    assert census == (
        "4 posts (1 published, 1 draft, 1 scheduled, 1 expired), 1 page, 1 other file, 1 ignored."
    )
    assert re.fullmatch(r".*public: \d+ written, 0 unchanged, 0 removed in \d+\.\d\d s\.", done)
    assert result.stderr == ""


def test_a_quiet_build_says_nothing(blog, build):
    result = build("--quiet")

    assert (result.exit_code, result.output) == (0, "")


def test_the_json_is_that_of_the_contract(blog, build):
    blog.write("posts/one.md", "[two](two.md)").write("posts/two.md", draft=True)

    result = build("--format", "json")
    record = json.loads(result.stdout)

    assert result.exit_code == 0
    assert list(record) == [
        "outputs", "rendered", "unchanged", "removed", "posts", "next_change", "problems", "seconds"
    ]  # fmt: skip
    assert record["outputs"] == record["rendered"] + record["unchanged"] == len(blog.published())
    assert record["posts"] == {"published": 1, "draft": 1, "scheduled": 0, "expired": 0, "refused": 0}
    assert record["problems"] == [
        {
            "file": "content/posts/one.md",
            "line": 5,
            "column": 7,
            "end_column": 13,
            "severity": "warning",
            "rule": "link-to-unpublished",
            "message": "the link to 'two.md' is left out: its target is a draft",
            "hint": "it appears by itself when the target is published",
            "context": "",
        }
    ]
    assert isinstance(record["seconds"], float)


def test_the_json_of_a_second_build_and_of_a_failed_one(blog, build):
    blog.write("posts/one.md")
    build()
    again = json.loads(build("--format", "json").stdout)
    assert (again["rendered"], again["unchanged"]) == (0, again["outputs"])

    blog.write("posts/bad.md", drfat=True).delete("content/posts/one.md")
    result = build("--format", "json")
    failed = json.loads(result.stdout)

    assert result.exit_code == 1
    assert [failed[key] for key in ("outputs", "rendered", "unchanged", "removed")] == [0, 0, 0, 0]
    assert (failed["posts"]["refused"], failed["problems"][0]["rule"]) == (1, "unknown-key")

    blog.file("content/posts/bad.md", "---\ntitle: Good\ndate: 2024-01-01\n---\n")
    assert json.loads(build("--format", "json").stdout)["removed"] == 1


def test_a_build_tells_what_time_alone_will_change_next(blog, build):
    site = blog.folder / "site.toml"
    site.write_text(site.read_text().replace("[site]", '[site]\ntimezone = "Europe/Paris"'))
    blog.write("posts/one.md").write("posts/two.md", date="2026-12-01 08:00")
    blog.write("about.md", expires="2026-07-01T08:00:00+00:00")

    for _once_and_again in range(2):
        *_, said = build("--as-of", "2026-07-02").stdout.splitlines()
        assert (
            said == "Next change: 1 December 2026, 08:00 (Europe/Paris): content/posts/two.md is published."
        )

    *_, said = build().stdout.splitlines()
    assert said == "Next change: 1 July 2026, 10:00 (Europe/Paris): content/about.md expires."
    assert json.loads(build("--format", "json").stdout)["next_change"] == {
        "at": "2026-07-01T10:00:00+02:00",
        "utc": "2026-07-01T08:00:00Z",
        "file": "content/about.md",
        "what": "expires",
    }
    assert "Next change" not in build("--as-of", "2027-01-01").stdout
    assert json.loads(build("--as-of", "2027-01-01", "--format", "json").stdout)["next_change"] is None


def test_explain_counts_the_causes(blog, build):
    blog.write("posts/one.md").write("posts/two.md", date="2024-02-02")
    assert re.search(r"Rendered:\n +\d+ new$", build("--explain").stdout.rstrip())
    assert "Rendered" not in build("--explain").stdout

    blog.write("about.md").file(
        "templates/base.html", (blog.folder / "themes/plain/templates/base.html").read_bytes() + b" "
    )
    said = build("--explain").stdout
    assert re.search(r"Rendered:\n +\d+ because the template base.html changed\n", said)
    assert re.search(r"\n +1 because \w.*: /sitemap.xml\n", said)

    blog.write("posts/one.md", "Other words.")
    record = json.loads(build("--explain", "--format", "json").stdout)
    assert sum(cause["count"] for cause in record["causes"]) == record["rendered"]
    assert record["causes"][0].keys() == {"count", "because", "first"}


def test_many_causes_are_cut(blog, build):
    for number in range(30):
        blog.write(f"page-{number}.md")
    build()
    for number in range(30):
        blog.write(f"page-{number}.md", "Other words.")

    said = build("--explain").stdout.splitlines()

    assert len(said) < 20
    assert said[-1] == "  18 for 18 other reasons (--format json has them all)"


def test_a_dry_run_says_what_a_build_would_do_and_does_nothing(blog, build):
    blog.write("posts/one.md").write("about.md")
    fresh = build("--dry-run")
    assert re.search(
        r"public: would render (\d+), write \1, remove 0, leave 0 unchanged. Nothing was written.",
        fresh.stdout,
    )
    assert not blog.public.exists()
    assert not (blog.folder / FOLDER).exists()

    build()
    blog.write("posts/one.md", "Other words.").delete("content/about.md")
    shutil.rmtree(blog.folder / ".public.sitegen")  # so that nothing is known of public/
    before = state_of(blog)
    dry = json.loads(build("--dry-run", "--explain", "--format", "json").stdout)
    said = build("--dry-run", "--explain").stdout
    assert state_of(blog) == before
    assert "would render" in said
    assert "Would be rendered:\n" in said
    assert "because the text of content/posts/one.md changed" in said

    done = json.loads(build("--explain", "--format", "json").stdout)
    assert {**done, "seconds": 0} == {**dry, "seconds": 0}
    assert done["removed"] == 1


def test_a_dry_run_finds_the_mistakes_of_texts_and_of_templates(blog, build):
    blog.write("about.md", drfat=True)
    assert "unknown key 'drfat'" in build("--dry-run").stderr

    blog.write("about.md").file("templates/page.html", "{{ nothing }}")
    result = build("--dry-run")
    assert (result.exit_code, "'nothing' is undefined" in result.stderr) == (1, True)


def state_of(blog: Blog) -> dict[str, tuple[object, ...]]:
    paths = [path for path in blog.folder.rglob("*") if path.name != "__pycache__"]
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_ino, p.is_file() and p.read_bytes()) for p in paths}


def test_verify_says_that_all_is_as_a_clean_build_makes_it(blog, build):
    blog.write("posts/one.md")

    result = build("--verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^Verified: \d+ files as a clean build makes them\.$", result.stdout, re.MULTILINE)
    assert build("--verify", "-q").output == ""
    assert json.loads(build("--verify", "--format", "json").stdout)["differences"] == []


def test_verify_names_what_differs_and_ends_with_1(blog, build, monkeypatch):
    monkeypatch.setattr("sitegen.incremental.files.SETTLED", -(10**15))
    monkeypatch.setattr(FileDigests, "known", lambda self, name, now: self._known.get(name, (0, None))[1])
    blog.write("about.md", "Old words.")
    build()
    blog.write("about.md", "New words.")

    result = build("--verify")

    assert result.exit_code == 1
    assert re.search(
        r"^about/index.html:\d+: the text of content/about.md changed, and that was not noticed\n"
        r"  published \| <p>Old words.</p>\n"
        r"  clean     \| <p>New words.</p>\n",
        result.stderr,
    )
    assert "1 file not as a clean build makes them." in result.stderr
    as_json = build("--verify", "--format", "json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["differences"][0]["asked"] == ["the text of content/about.md"]


def test_verify_and_dry_run_exclude_each_other(build):
    result = build("--verify", "--dry-run")

    assert (result.exit_code, "--verify" in result.stderr) == (2, True)


def test_mistakes_are_shown_with_their_lines_and_end_with_1(blog, build):
    blog.write("posts/one.md", drfat=True).write("posts/two.md", tgas=["a"])

    result = build()

    assert result.exit_code == 1
    assert result.stdout == ""
    assert (
        "content/posts/one.md:3:1: unknown key 'drfat' [unknown-key]\n  3 | drfat: true\n    | ^^^^^\n"
        in result.stderr
    )
    assert "hint: did you mean 'draft'?" in result.stderr
    assert "2 problems in 2 files.\nNothing was written. 2 posts (2 refused), 0 pages." in result.stderr
    assert not blog.public.exists()


def test_characters_that_steer_a_terminal_are_not_printed(blog, build):
    blog.file("content/posts/one.md", '---\ntitle: "\x1b[31mred"\n---\n')
    blog.file("templates/page.html", "{{ '\x1b[31m' }}{{ nothing }}").write("about.md")

    assert "\x1b" not in build(color=False).output
    assert "\x1b[31mred" not in build(color=True).output


def test_colour_is_for_terminals_that_want_it(blog, build, monkeypatch):
    blog.write("posts/one.md", drfat=True)

    assert "\x1b[" not in build().stderr
    assert "\x1b[31m" in build(color=True).stderr
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in build(color=True).stderr


def test_another_output_and_another_url(blog, build, tmp_path):
    result = build("--output", tmp_path / "out", "--base-url", "https://staging.example/x/")

    assert result.exit_code == 0
    assert "https://staging.example/x/sitemap.xml" in (tmp_path / "out" / "robots.txt").read_text()
    assert not blog.public.exists()


def test_drafts_and_posts_to_come_on_request(blog, build):
    blog.write("posts/one.md", draft=True).write("posts/two.md", date="2027-01-01")

    assert "2 posts, 0 pages." in build("--drafts", "--future").stdout
    assert "2 posts (1 draft, 1 scheduled)" in build().stdout
    assert "2 posts (1 published, 1 draft)" in build("--as-of", "2027-01-01").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "soon"), "--as-of: 'soon' is not a date"),
        (("--as-of", "2026-02-30"), "--as-of: there is no"),
        (("--as-of", "2026-01-01 25:00"), "--as-of: there is no"),
        (("--base-url", "example.org"), "--base-url: 'example.org' is not the URL of a site"),
        (("--base-url", "https://a.example/b/index.html"), "--base-url: a site's URL ends with its folder"),
        (("--base-url", "https://example.org/?a"), "--base-url: a site's URL has no query"),
        (("--format", "xml"), "Invalid value for '--format'"),
        (("--drfats",), "No such option"),
        (("more",), "unexpected extra argument"),
        (("--site", "/nowhere"), "does not exist"),
    ],
)
def test_wrong_use_ends_with_2(blog, build, words, said):
    result = build(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not blog.public.exists()


def test_a_folder_without_a_site_ends_with_1(run, tmp_path):
    result = run("build", "--site", tmp_path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no site.toml" in result.stderr

    as_json = run("build", "--site", tmp_path, "--format", "json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["problems"][0]["rule"] == "setup"


@pytest.mark.parametrize("name", [".", "..", "/", "content", "themes/x", "site.toml", "file/below"])
def test_an_output_folder_that_can_not_be_is_refused_and_ends_with_1(blog, build, name):
    blog.file("file", "a file")
    before = sorted(blog.folder.rglob("*"))

    result = build("--output", blog.folder / name)

    assert result.exit_code == 1
    assert result.stderr.startswith("sitegen: ")
    assert sorted(path for path in blog.folder.rglob("*") if FOLDER not in path.parts) == before


def test_a_strangers_folder_is_left_alone(blog, build):
    blog.file("public/thesis.txt", "years of work")

    result = build()

    assert result.exit_code == 1
    assert "is not empty and was not made by sitegen" in result.stderr
    assert [path.name for path in blog.public.iterdir()] == ["thesis.txt"]


def test_what_can_not_be_read_is_named(blog, build):
    (blog.folder / "content" / "loop.md").symlink_to(blog.folder / "content" / "loop.md")
    (blog.folder / "themes" / "plain" / "theme.toml").unlink()
    (blog.folder / "themes" / "plain" / "theme.toml").mkdir()

    result = build()

    assert result.exit_code == 1
    assert "content/loop.md" in result.stderr


def test_a_site_file_that_is_a_folder_is_named(blog, build):
    blog.delete("site.toml")
    (blog.folder / "site.toml").mkdir()

    result = build()

    assert result.exit_code == 1
    assert "site.toml can't be read" in result.stderr


def test_an_output_folder_in_the_published_one_is_refused(blog, build):
    build()
    before = blog.published()

    result = build("--output", blog.folder / "public/sub")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "public, where a site is published; choose another folder" in result.stderr
    assert blog.published() == before
