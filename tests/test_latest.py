"""A build that would do it all again does nothing; whatever goes into a build, or came out, makes it look again."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sitegen import installed
from sitegen.errors import SetupError
from sitegen.incremental.files import digest_file, stamp
from sitegen.paths import MANIFEST
from sitegen.publish.stage import Published
from sitegen.theme.styles import style_sheet
from sitegen.theme.theme import Theme
from support.blog import Blog, built_clean
from support.trees import differing, read_tree

AT = "2026-01-01 10:00"
"""The moment of all builds, unless the test says otherwise; `LATER` is after it, on the same day."""
LATER = "2026-01-01 15:00"
EXTENSION = """\
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class Glossary(Preprocessor):
    def run(self, lines):
        return [*lines, "", *Path(__file__).with_name("glossary.txt").read_text().split("\\n")]


class Quiet(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Glossary(md), "glossary", 1)


def makeExtension(**options):
    return Quiet(**options)
"""
SETTINGS = """\
columns = 2

[markdown]
extensions = ["quiet"]

[build]
ignore = ["*.psd"]
"""


@pytest.fixture
def site(blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blog]:
    """A blog with a bit of everything that goes into a build, built once."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "quiet.py").write_text(EXTENSION)
    (tmp_path / "glossary.txt").write_text("*[RTT]: round-trip time\n")
    blog.configure(SETTINGS).file("templates/month.html", "A month.")
    blog.file("shared/part.html", "Part.").file("assets/site.css", "p {}")
    (blog.folder / "templates/linked").symlink_to("../shared")
    blog.write("posts/one.md", tags=["a"]).write("posts/draft.md", draft=True).write("about.md")
    blog.file("content/pixel.gif", b"GIF89a").build(as_of=AT)
    yield blog
    sys.modules.pop("quiet", None)


def looks(blog: Blog, **options: Any) -> bool:
    """Build, and tell whether the build looked into anything."""
    return blog.build(**{"as_of": AT, **options}).structure is not None


def test_a_build_that_would_do_it_all_again_does_nothing(site: Blog):
    before = {path: stamp((site.public / path).stat()) for path in [*site.published(), MANIFEST]}

    assert not looks(site)
    assert not looks(site)
    assert {path: stamp((site.public / path).stat()) for path in before} == before


def test_a_build_that_does_nothing_reports_what_the_latest_one_did(blog: Blog):
    blog.write("posts/one.md", "[later](later.md)").write("posts/later.md", date="2027-01-01")
    full = blog.build(as_of=AT)
    assert full.problems
    assert full.next

    report = blog.build(as_of=AT)

    nothing = Published(written=0, unchanged=full.outputs, removed=0)
    expected = replace(full, structure=None, rendered={}, published=nothing, seconds=report.seconds)
    assert report == expected


# ---- what makes it look again

Change = Callable[[Blog, pytest.MonkeyPatch], object]


def edit(path: str, content: str | bytes = "Edited.") -> Change:
    return lambda blog, _patch: blog.file(path, content)


def delete(path: str) -> Change:
    return lambda blog, _patch: blog.delete(path)


def configure(old: str, new: str) -> Change:
    """Return what replaces *old* in the settings by *new*."""

    def change(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
        text = (blog.folder / "site.toml").read_text()
        assert old in text
        blog.file("site.toml", text.replace(old, new))

    return change


def declare_another_default(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    theme = blog.folder / "themes/plain/theme.toml"
    theme.write_text(theme.read_text().replace("default = false", "default = true"))


def shadow_the_parent(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    blog.file("templates/year.html", "A year.")


def turn_a_link(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    other = blog.file("other/part.html", "Part.").folder / "templates/linked"
    other.unlink()
    other.symlink_to("../other")
    blog.file("other/part.html", "Other part.")


def edit_and_set_back_the_time(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    text = blog.folder / "content/about.md"
    before = text.stat()
    text.write_bytes(text.read_bytes().replace(b"Words", b"Other"))
    os.utime(text, ns=(before.st_atime_ns, before.st_mtime_ns))


def edit_the_extension(_blog: Blog, patch: pytest.MonkeyPatch) -> None:
    code = Path(sys.path[0], "quiet.py")
    code.write_text(EXTENSION + "# another version\n")
    sys.modules.pop("quiet", None)
    importlib.invalidate_caches()


def edit_what_the_extension_reads(_blog: Blog, patch: pytest.MonkeyPatch) -> None:
    Path(sys.path[0], "glossary.txt").write_text("*[RTT]: the time there and back\n")


def another_engine(_blog: Blog, patch: pytest.MonkeyPatch) -> None:
    versions = installed._versions()
    patch.setattr(installed, "_versions", lambda: {**versions, "markdown": "99"})


def rename(path: str, name: str) -> Change:
    """Return what gives a file another *name*, with which it has the same place in an alphabetic list."""
    return lambda blog, _patch: (blog.folder / path).rename((blog.folder / path).with_name(name))


def lose_the_output(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(blog.public)


CHANGES: Mapping[str, Change] = {
    "the site's title": configure("A blog", "Another blog"),
    "a setting of the build": configure('"*.psd"', '"*.psd", "*.gif"'),
    "an option of the theme": configure("columns = 2", "columns = 3"),
    "the default of an option": declare_another_default,
    "another theme": configure('"plain"\ncolumns = 2', '"default"'),
    "a template of the site": edit("templates/month.html"),
    "a template of the theme": edit("themes/plain/templates/page.html"),
    "a template in a linked folder": edit("shared/part.html"),
    "a link to a folder of templates": turn_a_link,
    "a template that shadows another": shadow_the_parent,
    "a template that is gone": delete("templates/month.html"),
    "an asset": edit("assets/site.css"),
    "a new asset": edit("assets/new.css"),
    "a text": edit("content/about.md", "---\ntitle: about\n---\nOther words.\n"),
    "a text whose time was set back": edit_and_set_back_the_time,
    "a new text": edit("content/new.md", "---\ntitle: New\n---\n"),
    "a text that is gone": delete("content/about.md"),
    "a text with another name": rename("content/about.md", "about-us.md"),
    "a file": edit("content/pixel.gif", b"GIF89a other"),
    "a new file": edit("content/new.gif", b"GIF89a"),
    "a file that is gone": delete("content/pixel.gif"),
    "a file with another name": rename("content/pixel.gif", "picture.gif"),
    "a template with another name": rename("templates/month.html", "months.html"),
    "a file to ignore": edit("content/large.psd"),
    "a hidden file": edit("content/.hidden"),
    "the code of an extension": edit_the_extension,
    "a file that the extension reads": edit_what_the_extension_reads,
    "another version of the engine": another_engine,
    "a published page, edited": edit("public/about/index.html"),
    "a published page, deleted": delete("public/about/index.html"),
    "no output": lose_the_output,
}
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "another day": {"as_of": "2026-01-02 10:00"},
    "a day before": {"as_of": "2025-12-31 10:00"},
    "a clock that was set back": {"as_of": "2026-01-01 09:59"},
    "drafts": {"drafts": True},
    "the future": {"future": True},
    "another address": {"base_url": "https://other.example/"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_goes_into_a_build_or_came_out_makes_the_next_one_look_again(
    site: Blog, monkeypatch: pytest.MonkeyPatch, change: Change
):
    assert not looks(site)

    change(site, monkeypatch)

    assert looks(site)
    assert not looks(site)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_another_request_makes_the_next_build_look_again(site: Blog, options: Mapping[str, Any]):
    assert looks(site, **options)
    assert not looks(site, **options)


def test_another_output_folder_makes_the_next_build_look_again(site: Blog, tmp_path: Path):
    shutil.copytree(site.public, tmp_path / "copy")

    assert looks(site, output=tmp_path / "copy")
    assert not looks(site, output=tmp_path / "copy")
    assert looks(site)


def test_a_warning_stands_where_its_setting_is_now(blog: Blog):
    blog.configure('[words]\n"Nobody says so" = "x"').write("posts/one.md").build(as_of=AT)
    (before,) = blog.build(as_of=AT).problems
    text = (blog.folder / "site.toml").read_text()

    (after,) = blog.file("site.toml", f"# A comment.\n{text}").build(as_of=AT).problems

    assert (after.location.path, after.location.line) == ("site.toml", before.location.line + 1)
    assert not looks(blog)


def test_an_asset_is_told_until_a_comment_in_the_settings_names_it_and_again_when_none_does(blog: Blog):
    toml = (blog.folder / "site.toml").read_text().replace('"plain"', '"default"')
    named = f"# _sitee.css is for later.\n{toml}"
    blog.file("assets/_sitee.css", "p {}").file("site.toml", toml).write("posts/one.md")

    told = [
        [problem.rule for problem in blog.file("site.toml", text).build(as_of=AT).problems]
        for text in (toml, named, toml)
    ]

    assert told == [["unused-asset"], [], ["unused-asset"]]
    assert not looks(blog)


@pytest.mark.parametrize("what", ["date", "expires"])
def test_the_moment_at_which_a_text_appears_or_disappears_makes_the_build_look_again(blog: Blog, what: str):
    blog.write("posts/one.md", **{what: "2026-01-01 12:00"}).build(as_of=AT)

    assert not looks(blog, as_of="2026-01-01 11:59")
    assert looks(blog, as_of="2026-01-01 12:00")
    assert not looks(blog, as_of="2026-01-01 12:01")


# ---- what does not


def touch(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    for path in ("content/about.md", "content/pixel.gif", "templates/month.html", "site.toml"):
        os.utime(blog.folder / path, ns=(10**18, 10**18))


def copy_the_content(blog: Blog, _patch: pytest.MonkeyPatch) -> None:
    content = blog.folder / "content"
    shutil.copytree(content, blog.folder / "copy")
    shutil.rmtree(content)
    (blog.folder / "copy").rename(content)


NOTHING: Mapping[str, Change] = {
    "files that were touched": touch,
    "files that were copied": copy_the_content,
    "a comment in the settings": configure("columns = 2", "columns = 2  # for now"),
    "a stranger's file in the output": edit("public/CNAME", "example.org"),
    "a file beside the content": edit("notes.txt"),
}


@pytest.mark.parametrize("change", NOTHING.values(), ids=NOTHING)
def test_what_comes_to_the_same_does_not(site: Blog, monkeypatch: pytest.MonkeyPatch, change: Change):
    change(site, monkeypatch)

    assert not looks(site)


def test_a_stranger_s_file_stays_through_a_build_that_looks_again(site: Blog):
    site.file("public/CNAME", "example.org")
    assert not looks(site)

    site.write("about.md", "Other words.")

    assert looks(site)
    assert (site.public / "CNAME").read_text() == "example.org"


# ---- edits while a build runs


def edited(blog: Blog, path: str, content: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """Return *step*, after which the file *path* is edited."""

    def then_edit(*arguments: Any) -> Any:
        done = step(*arguments)
        done = [*done] if isinstance(done, Iterator) else done
        blog.file(path, content)
        return done

    return then_edit


@pytest.mark.parametrize("first", [True, False], ids=["the first build", "a later build"])
@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("content/about.md", "---\ntitle: About\n---\nEdited meanwhile.\n"),
        ("templates/page.html", "Edited meanwhile."),
        ("shared/part.html", "Edited meanwhile."),
        ("assets/site.css", "Edited meanwhile."),
        ("content/notes.txt", "Edited meanwhile."),
    ],
    ids=["a text", "a template", "a template in a linked folder", "an asset", "a file"],
)
@pytest.mark.parametrize(
    "step", ["content.sources.read_sources", "render.rendering.render_all", "publish.outlet.stage"]
)
def test_an_edit_while_a_build_runs_is_seen_by_the_next(
    site: Blog, monkeypatch: pytest.MonkeyPatch, first: bool, path: str, content: str, step: str
):
    site.file("templates/page.html", '{{ page.body }} {% include "linked/part.html" %}')
    site.file("content/notes.txt", "Notes.")
    if first:
        shutil.rmtree(site.folder / ".sitegen")
    module, _, name = f"sitegen.{step}".rpartition(".")
    function = getattr(importlib.import_module(module), name)
    with monkeypatch.context() as patched:
        patched.setattr(f"sitegen.{step}", edited(site, path, content, function))
        with suppress(SetupError):  # a file that is copied can't change between its digest and its copy
            looks(site)

    looks(site)

    assert any(b"Edited meanwhile." in (site.public / name).read_bytes() for name in site.published())


def test_a_file_that_can_not_be_read_lets_no_build_rest(site: Blog, monkeypatch: pytest.MonkeyPatch):
    # What is unreadable has no digest: two builds that fail to read it have not seen the same.
    site.file("templates/unused.html", "Unused.")

    def refuse(path: Path) -> bytes:
        if path.name == "unused.html":
            raise PermissionError(13, "Permission denied", str(path))
        return digest_file(path)

    monkeypatch.setattr("sitegen.incremental.files.digest_file", refuse)
    assert looks(site)

    assert looks(site)
    site.write("about.md", "Other words.")
    assert looks(site)
    assert "Other words." in site.page("/about/")


def test_a_file_that_could_not_be_read_for_a_moment_is_published_by_the_next_build(
    site: Blog, monkeypatch: pytest.MonkeyPatch
):
    site.file("assets/more.css", "p { color: #123456 }")

    def refuse(theme: Theme, name: str) -> bytes:
        if name == "more.css":
            raise OSError(5, "Input/output error")
        return style_sheet(theme, name)

    with monkeypatch.context() as moment:
        moment.setattr("sitegen.verify.style_sheet", refuse)
        site.build()
    site.build()

    assert differing(read_tree(site.public), built_clean(site)) == set()
