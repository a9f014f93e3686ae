"""A session that keeps everything in memory shows, after any step, what a clean build makes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from msgspec.structs import replace

from sitegen.build import Request
from sitegen.serve import overlay
from sitegen.serve.building import Builder
from sitegen.serve.server import alarm
from support.blog import Blog
from support.histories import Check, History, Outcome, follow, histories, of_the_site
from support.trees import Tree
from support.writer import Writer

SHARDS = 2
HISTORIES_A_SHARD = 5


_builders: list[Builder] = []


def begun(request: Request) -> Builder:
    """Return what builds a preview, and lets go of what it has in memory after the test."""
    _builders.append(Builder(request))
    return _builders[-1]


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Ends all that was begun."""
    yield
    while _builders:
        _builders.pop().close()


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells, file by file, whether one was touched."""
    found = {}
    for path in folder.rglob("*"):
        if ".sitegen" not in path.parts and not path.is_dir():
            status = path.lstat()
            found[str(path)] = (status.st_ino, status.st_ctime_ns, status.st_size)
    return found


class Resident(Check):
    """Builds a site in one session, and clean in a copy."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        super().__init__(writer, folder)
        self.builder = begun(Request(writer.folder, preview=True, **writer.options))
        self._seen: dict[str, tuple[int, int, int]] = {}

    def before(self) -> Tree:
        return self._tree()

    def outcome(self) -> Outcome:
        self.writer.settings["search.enabled"] = False  # a preview never has a search
        self.writer.save()
        now = stats(self.writer.folder.resolve())
        touched = frozenset(path for path, _status in now.items() ^ self._seen.items())
        self._seen = now
        self.builder.request = Request(self.writer.folder, preview=True, **self.writer.options)
        if hash(touched) % 2:
            self.builder.build(touched, hasty=True)
            touched = frozenset()
        built = self.builder.build(touched)
        trouble = built.shown.trouble
        problems = of_the_site(built.problems)
        if trouble is None:
            assert built.report is not None
            return Outcome(self._tree(), problems, built.report.outputs)
        failure = trouble.failure.replace(str(self.writer.folder), "") or "has mistakes"
        return Outcome(self._tree(), problems, failure=failure)

    def clean(self) -> Outcome:
        clean = super().clean()
        files = {path: content for path, content in clean.tree.items() if content is not None}
        return Outcome(files, clean.problems, clean.outputs, clean.failure)

    def _tree(self) -> Tree:
        site, tree = self.builder.shown.site, {}
        for path in site.digests if site else ():
            with suppress(FileNotFoundError):  # the cache was deleted, and the site is in it
                tree[path] = site.read(path)
        return tree


def take(history: History) -> None:
    with TemporaryDirectory() as folder:
        follow(history, Path(folder), Resident)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_after_each_step_what_is_shown_is_what_a_clean_build_makes(shard: int):
    @seed(shard)
    @settings(
        max_examples=HISTORIES_A_SHARD,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(histories(longest=8))
    def each(history: History) -> None:
        take(history)

    each()


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(6))
def test_after_each_step_of_many_histories_what_is_shown_is_what_a_clean_build_makes(shard: int):
    @seed(1000 + shard)
    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(histories(longest=25))
    def each(history: History) -> None:
        take(history)

    each()


def session(blog: Blog) -> Builder:
    builder = begun(Request(blog.folder, preview=True, as_of="2026-01-01"))
    builder.build()
    return builder


def save(builder: Builder, blog: Blog, name: str, body: str) -> int:
    """Save a text, build, and return how many files were made."""
    blog.write(name, body)
    built = builder.build(frozenset({str((blog.folder / "content" / name).resolve())}))
    assert built.report is not None
    return len(built.report.rendered)


def test_an_edit_makes_what_shows_it_and_writes_nothing_to_the_disk(blog: Blog):
    for number in range(4):
        blog.write(f"posts/p{number}.md", "Words.\n\n<!--more-->\n\nMore.", date=f"2024-01-0{number + 1}")
    builder = session(blog)
    save(builder, blog, "about.md", "First.")
    disk = {path: path.stat().st_mtime_ns for path in (blog.folder / ".sitegen").rglob("*")}

    assert save(builder, blog, "about.md", "Second.") == 1

    assert builder.shown.site is not None
    assert b"Second." in builder.shown.site.read("about/index.html")
    assert {path: path.stat().st_mtime_ns for path in (blog.folder / ".sitegen").rglob("*")} == disk


def test_a_session_that_ended_without_a_word_leaves_the_next_one_whole(blog: Blog):
    builder = session(blog)
    save(builder, blog, "about.md", "First.")
    del builder  # as a process that is killed

    again = session(blog)

    assert again.shown.site is not None
    assert b"First." in again.shown.site.read("about/index.html")


def test_a_cache_that_is_deleted_meanwhile_is_made_again(blog: Blog):
    builder = session(blog.write("about.md").write("posts/one.md"))
    save(builder, blog, "about.md", "First.")
    shutil.rmtree(blog.folder / ".sitegen")

    save(builder, blog, "about.md", "Second.")

    assert builder.shown.site is not None
    assert b"Second." in builder.shown.site.read("about/index.html")
    assert builder.shown.site.read("2024/01/one/index.html")


def test_what_is_too_much_for_memory_goes_to_the_disk(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    builder = session(blog.write("about.md").write("posts/one.md"))
    monkeypatch.setattr(overlay, "MOST", 2)
    blog.file("templates/page.html", "Another page.").file("templates/post.html", "Another post.")
    blog.file("templates/index.html", "Another index.")

    built = builder.build(frozenset())

    assert built.shown.site is not None
    assert not built.shown.site.new
    assert built.shown.site.read("about/index.html") == b"Another page."
    monkeypatch.undo()
    blog.file("templates/page.html", "A third page.")
    assert builder.build(frozenset()).shown.site.read("about/index.html") == b"A third page."


def test_a_copied_file_is_looked_at_again_when_it_is_saved_as_a_text_and_back(blog: Blog):
    builder = session(blog.write("about.md").file("content/note.html", "<p>Plain.</p>"))
    touched = frozenset({str((blog.folder / "content/note.html").resolve())})

    blog.file("content/note.html", "---\ntitle: A secret\ndraft: true\n---\n")
    assert [problem.rule for problem in builder.build(touched).problems] == ["not-a-text"]

    blog.file("content/note.html", "<p>Again.</p>")
    built = builder.build(touched)

    assert built.problems == ()
    assert built.shown.site is not None
    assert built.shown.site.read("note.html") == b"<p>Again.</p>"


def test_a_link_that_leads_nowhere_is_no_mistake_when_it_is_gone(blog: Blog):
    builder = session(blog.write("about.md"))
    link = blog.folder.resolve() / "content/notes.md"
    touched = frozenset({str(link)})

    link.symlink_to("nowhere")  # as some editors lock a file
    assert [problem.rule for problem in builder.build(touched).problems] == ["unreadable"]

    link.unlink()
    assert builder.build(touched).problems == ()


def test_the_folder_of_all_texts_may_be_a_link_and_become_a_folder(blog: Blog):
    content = blog.write("about.md").write("posts/one.md").folder / "content"
    content.rename(blog.folder / "elsewhere")
    content.symlink_to("elsewhere")
    builder = session(blog)
    content.unlink()
    (blog.folder / "elsewhere").rename(content)
    builder.build(None)

    for name in ("posts/two.md", "posts/one.md"):
        blog.write(name, "Written there.")
        built = builder.build(frozenset({str(blog.folder.resolve() / "content" / name)}))

        assert built.shown.site is not None
        assert b"Written there." in built.shown.site.read(f"2024/01/{name[6:-3]}/index.html")


def test_time_alone_makes_another_site(blog: Blog):
    now = datetime.now(UTC).replace(microsecond=0)
    soon, midnight = now + timedelta(hours=1), now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    blog.write("posts/one.md", expires=f"{soon:%Y-%m-%d %H:%M:%S}").write("about.md")

    built = begun(Request(blog.folder, preview=True)).build()

    assert built.due == min(soon, midnight)
    assert not alarm(built, 1.0)()
    assert alarm(replace(built, due=now), 1.0)()


def test_another_day_is_another_site_unless_it_was_asked_for(blog: Blog):
    built = begun(Request(blog.write("about.md").folder, preview=True)).build()

    assert built.report is not None
    assert built.due is not None
    assert built.due.date() == built.report.moment.now.date() + timedelta(days=1)
    assert session(blog).build().due is None


def test_a_mistake_costs_nothing_of_what_is_in_memory(blog: Blog):
    builder = session(blog.write("about.md").write("posts/one.md"))
    save(builder, blog, "about.md", "First.")
    resident = builder._resident
    for broken in ("content/about.md", "templates/page.html"):
        was = (blog.folder / broken).read_text() if (blog.folder / broken).exists() else None
        blog.file(broken, "{% if %}")
        touched = frozenset({str((blog.folder / broken).resolve())})
        assert builder.build(touched).shown.trouble
        assert builder.build(touched).shown.trouble

        if was is None:
            blog.delete(broken)
        else:
            blog.file(broken, was)
        mended = builder.build(touched)

        assert mended.shown.trouble is None
        assert mended.report is not None
        assert not mended.report.rendered
        assert builder._resident is resident
