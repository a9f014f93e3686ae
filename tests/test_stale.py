"""What shapes a page besides the site's files, asked in every odd way, is noticed when it changes.

Each test builds twice, with a change in between, and compares the result with that of a clean build.
"""

from __future__ import annotations

import importlib
import importlib.resources
import itertools
import pkgutil
import shutil
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen import installed
from sitegen.build import Request, build
from sitegen.errors import ProblemsError, SetupError
from sitegen.incremental.files import FileDigests
from support.blog import Blog
from support.pictures import GIF


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def clean(blog: Blog, output: Path, **options: Any) -> dict[str, bytes]:
    """Build *blog* as if for the first time, into *output*, and return the result."""
    apart = blog.folder.with_name("apart")
    for old in (apart, output):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(blog.folder, apart, ignore=shutil.ignore_patterns(".sitegen", "public"), symlinks=True)
    build(Request(**{"site": apart, "as_of": "2026-01-01", "output": output, **options}))
    return tree(output)


def assert_clean(blog: Blog, **options: Any) -> None:
    """Assert that what was built with *options* is what a clean build makes."""
    output = Path(options.pop("output", blog.public))
    assert tree(output) == clean(blog, blog.folder.with_name("clean"), **options)


# ---- the engine

SHOUT = """\
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor


class Shout(Postprocessor):
    def run(self, text):
        return text.replace("Words", "%s")


class Shouting(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Shout(md), "shout", 1)


def makeExtension(**options):
    return Shouting(**options)
"""


@pytest.fixture
def extensions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder from which Python imports, and whose modules are forgotten between two builds."""
    folder = tmp_path / "extensions"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield folder
    forget_modules("shouting")


def forget_modules(package: str) -> None:
    for name in [*sys.modules]:
        if name.partition(".")[0] == package:
            del sys.modules[name]
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("shouting.py", "shouting"),
        ("shouting/__init__.py", "shouting"),
        ("shouting/loud.py", "shouting.loud"),
        ("shouting.py", "shouting:Shouting"),
    ],
)
def test_an_edited_extension_makes_all_pages_again(blog: Blog, extensions: Path, file: str, name: str):
    code = extensions / file
    code.parent.mkdir(exist_ok=True)
    code.write_text(SHOUT % "WORDS")
    blog.write("posts/one.md").configure(f'[markdown]\nextensions = ["{name}"]').build()
    assert "WORDS" in blog.page("/2024/01/one/")

    code.write_text(SHOUT % "W-O-R-D-S")
    forget_modules("shouting")
    blog.build()

    assert "W-O-R-D-S" in blog.page("/2024/01/one/")
    assert_clean(blog)


@pytest.mark.parametrize(
    "how",
    [
        "import voice",
        "from voice import LOUD",
        "import re, voice as v",
        "if True:\n    from voice import (LOUD)",
    ],
)
def test_an_edited_module_that_an_extension_imports_makes_all_pages_again(
    blog: Blog, extensions: Path, how: str
):
    (extensions / "voice.py").write_text("import volume\nLOUD = volume.LOUD\n")
    (extensions / "volume.py").write_text("LOUD = 'WORDS'\n")
    told = SHOUT.replace("'%s'", "%s") % "\" + __import__('voice').LOUD + \""
    (extensions / "shouting.py").write_text(f"{how}\n{told}")
    blog.write("posts/one.md").configure('[markdown]\nextensions = ["shouting"]').build()
    assert "WORDS" in blog.page("/2024/01/one/")

    (extensions / "volume.py").write_text("LOUD = 'W-O-R-D-S'\n")
    for module in ("shouting", "voice", "volume"):
        forget_modules(module)
    blog.build()

    assert "W-O-R-D-S" in blog.page("/2024/01/one/")
    for module in ("voice", "volume"):
        forget_modules(module)


def test_another_version_of_the_engine_makes_all_pages_again(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    blog.write("posts/one.md").write("about.md").build()

    versions = installed._versions()
    monkeypatch.setattr(installed, "_versions", lambda: {**versions, "markdown": "99"})

    assert {"2024/01/one/index.html", "about/index.html", "feed.xml"} <= {*blog.build().rendered}


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """What installs the rules of another zone as those of Berlin, for the next process."""
    folder = tmp_path / "zones"
    (folder / "Europe").mkdir(parents=True)

    def install(zone: str) -> None:
        region, _, city = zone.partition("/")
        rules = importlib.resources.files(f"tzdata.zoneinfo.{region}").joinpath(city).read_bytes()
        (folder / "Europe" / "Berlin").write_bytes(rules)
        zoneinfo.ZoneInfo.clear_cache()
        installed.zone_rules.cache_clear()

    zoneinfo.reset_tzpath([folder])
    yield install
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()
    installed.zone_rules.cache_clear()


def test_other_rules_of_the_time_zone_make_all_texts_again(blog: Blog, berlin: Callable[[str], None]):
    berlin("Europe/Berlin")
    site = (blog.folder / "site.toml").read_text().replace("[theme]", 'timezone = "Europe/Berlin"\n[theme]')
    blog.file("site.toml", site).write("posts/one.md", date="2024-01-31 20:00 +00:00").build()
    assert "2024/01/one/index.html" in blog.published()

    berlin("Asia/Tokyo")
    blog.build()

    assert "2024/02/one/index.html" in blog.published()
    assert_clean(blog)


def test_a_file_that_an_extension_reads_is_part_of_the_text(blog: Blog):
    blog.configure(
        '[markdown]\nextensions = ["pymdownx.snippets"]\n'
        f'[markdown.extension_configs."pymdownx.snippets"]\nbase_path = ["{blog.folder.as_posix()}"]'
    )
    blog.file("part.txt", "First.").write("about.md", '--8<-- "part.txt"').build()
    assert "First." in blog.page("/about/")

    blog.file("part.txt", "Second.").build()

    assert "Second." in blog.page("/about/")


@pytest.mark.parametrize("edit", ["part.txt", "the text, too"])
def test_a_copied_site_is_made_from_its_own_files_though_those_of_the_other_are_still_there(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, edit: str
):
    comment = '--8<-- "part.txt"'
    blog.file("templates/page.html", COMMENTS + "{{ page.body }}").file("part.txt", "First.")
    blog.file("content/comments/about/1.md", f"---\nauthor: Bo\ndate: 2024-02-01\n---\n{comment}\n")
    blog.configure(
        '[markdown]\nextensions = ["pymdownx.snippets"]\n'
        '[markdown.extension_configs."pymdownx.snippets"]\nbase_path = ["."]'
    )
    monkeypatch.chdir(blog.folder)
    blog.write("about.md", '--8<-- "part.txt"').write("other.md").build(site=Path())
    copy = blog.folder.with_name("copy")
    shutil.copytree(blog.folder, copy, symlinks=True)

    monkeypatch.chdir(copy)
    (copy / "part.txt").write_text("Second.")
    if edit != "part.txt":
        (copy / "content/other.md").write_text("---\ntitle: Other\n---\nOther words.\n")
    build(Request(Path(), as_of="2026-01-01"))

    page = (copy / "public/about/index.html").read_text()
    assert page.count("Second.") >= 2
    assert "First." not in page


def test_a_process_that_has_built_before_takes_an_extension_as_it_is_now(blog: Blog, extensions: Path):
    """As a preview does, whose extension is edited."""
    (extensions / "shouting.py").write_text(SHOUT % "WORDS")
    reads = blog.write("posts/one.md").configure('[markdown]\nextensions = ["shouting"]').build().reads
    assert str(extensions / "shouting.py") in reads  # so that it is watched

    (extensions / "shouting.py").write_text(SHOUT % "W-O-R-D-S")
    blog.build()

    assert "W-O-R-D-S" in blog.page("/2024/01/one/")


GLOSSARY = """\
from functools import cache
from pathlib import Path

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor


def read():
    return Path(__file__).with_name("glossary.txt").read_text()


class Gloss(Postprocessor):
    def run(self, text):
        return text.replace("Words", %s)


%s


def makeExtension(**options):
    return Glossary(**options)
"""
MADE = """\
class Glossary(Extension):
    def extendMarkdown(self, md):
        Gloss.word = read()
        md.postprocessors.register(Gloss(md), "gloss", 1)
"""
WAYS = {
    "when it is imported": ("WORD", f"WORD = read()\n{MADE}"),
    "when the engine is made": ("self.word", MADE),
    "once, when it needs it": (
        "read()",
        f"read = cache(read)\n{MADE.replace('Gloss.word = read()', 'pass')}",
    ),
    "for each text": ("read()", MADE.replace("Gloss.word = read()", "pass")),
}

COMMENTS = (
    "{% if page.discussion %}{% for c in page.discussion.comments %}{{ c.body }}{% endfor %}{% endif %}"
)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_an_extension_reads_is_part_of_all_texts_whenever_it_was_read(
    blog: Blog, extensions: Path, way: str
):
    (extensions / "shouting.py").write_text(GLOSSARY % WAYS[way])
    (extensions / "glossary.txt").write_text("First")
    blog.write("posts/one.md").write("posts/two.md").configure('[markdown]\nextensions = ["shouting"]')
    blog.file("templates/post.html", f"{{{{ page.body }}}} {COMMENTS}")
    blog.file("content/comments/two/1.md", "---\nauthor: Bo\ndate: 2024-02-01\n---\nWords")
    blog.build()
    assert "First" in blog.page("/2024/01/two/")

    (extensions / "glossary.txt").write_text("Second")
    blog.build()

    assert "First" not in blog.page("/2024/01/two/")
    assert_clean(blog)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_comment_is_made_again_when_a_file_that_an_extension_has_read_for_it_is_another(
    blog: Blog, jobs: int
):
    blog.configure(
        '[markdown]\nextensions = ["pymdownx.snippets"]\n'
        f'[markdown.extension_configs."pymdownx.snippets"]\nbase_path = ["{blog.folder.as_posix()}"]'
    )
    blog.file("templates/post.html", COMMENTS)
    blog.file("part.txt", "First.").write("posts/one.md")
    blog.file("content/comments/one/1.md", '---\nauthor: Bo\ndate: 2024-02-01\n---\n--8<-- "part.txt"')
    blog.build(jobs=jobs)
    assert "First." in blog.page("/2024/01/one/")

    blog.file("part.txt", "Second.").build(jobs=jobs)

    assert "Second." in blog.page("/2024/01/one/")
    assert_clean(blog)


# ---- what templates may do


def test_a_fragment_is_made_again_for_values_that_only_python_takes_for_equal(blog: Blog):
    values = [
        "1",
        "true",
        "1.0",
        "(1,)",
        "(true,)",
        "(1.0,)",
        '("<b>",)',
        '("<b>"|safe,)',
        '(("<b>"|safe,),)',
    ]
    values += ['(("<b>",),)']
    calls = "\n".join(f'{{{{ fragment("value.html", value={value}) }}}}' for value in values)
    blog.file("templates/value.html", "{{ value }}|{{ value is string or value is number or value[0] }}")
    blog.file("templates/page.html", calls).write("about.md")
    alone = []
    for value in values:
        blog.file("templates/alone.html", f'{{{{ fragment("value.html", value={value}) }}}}')
        blog.write("alone.md", template="alone.html").build()
        alone.append(blog.page("/alone/"))

    blog.build()

    assert blog.page("/about/") == "\n".join(alone)


def test_a_fragment_tells_the_hour_that_comes_twice(blog: Blog):
    blog.configure("").file(
        "site.toml",
        (blog.folder / "site.toml").read_text().replace("[theme]", 'timezone = "Europe/London"\n[theme]'),
    )
    blog.file("templates/when.html", "{{ day|iso }}")
    blog.file("templates/post.html", '{{ fragment("when.html", day=page.date) }}')
    blog.write("posts/one.md", date="2024-10-27T00:30:00Z").write("posts/two.md", date="2024-10-27T01:30:00Z")
    blog.build()

    assert blog.page("/2024/10/one/") == "2024-10-27T01:30:00+01:00"
    assert blog.page("/2024/10/two/") == "2024-10-27T01:30:00+00:00"


@pytest.mark.parametrize("count", ["1.0", "true", "none", "[1]"])
def test_a_question_of_a_template_takes_numbers_and_texts_only(blog: Blog, count: str):
    # A page that asks recent(1.0) would succeed where another has asked recent(1) before, and fail alone.
    blog.file("templates/page.html", "{{ site.recent(1)|length }}").write("a.md").write("posts/one.md")
    blog.file("templates/wrong.html", f"{{{{ site.recent({count})|length }}}}")
    blog.write("wrong.md", template="wrong.html")

    with pytest.raises(ProblemsError, match="takes texts and whole numbers"):
        blog.build()


def test_a_question_takes_a_text_that_is_markup(blog: Blog):
    blog.file("templates/page.html", '{{ site.tagged("a"|safe, 1)[0].title }}')
    blog.write("posts/one.md", tags=["a"], title="First").write("about.md").build()

    blog.write("posts/one.md", tags=["a"], title="Other").build()

    assert blog.page("/about/") == "Other"


@pytest.mark.parametrize("shown", ["urls", "links", "urls|length", "linked", "text"])
def test_all_of_an_excerpt_that_a_template_shows_is_up_to_date(blog: Blog, shown: str):
    blog.file("templates/index.html", f"{{{{ page.posts[0].excerpt.{shown} }}}}")
    blog.write("a.md").write("b.md").write(
        "posts/one.md", "[a](../a.md)\n\n<!--more-->\n\n[b](../b.md)"
    ).build()

    blog.write("posts/one.md", "[a](../a.md)\n\n<!--more-->\n\n[a](../a.md) [c](/c/)").build()

    assert_clean(blog)


def test_a_card_of_a_summary_does_not_depend_on_the_links_of_its_text(blog: Blog):
    blog.file("templates/index.html", "{{ page.posts[0].excerpt }}")
    blog.write("a.md").write("posts/one.md", "[a](../a.md)", summary="Short").build()

    made = blog.write("posts/one.md", "[b](/b/)", summary="Short").build().rendered

    assert "index.html" not in made
    assert_clean(blog)


# ---- what a build is asked for


REQUESTS: dict[str, dict[str, Any]] = {
    "drafts": {"drafts": True},
    "future": {"future": True},
    "both": {"drafts": True, "future": True},
    "base url": {"base_url": "https://other.example/folder/"},
    "earlier": {"as_of": "2024-06-01"},
    "later": {"as_of": "2030-01-01"},
    "plain": {},
}


def many(blog: Blog) -> Blog:
    """Return *blog* with texts in every state, which are linked to each other."""
    blog.write("posts/old.md", "[draft](draft.md) [later](later.md)", date="2024-01-01", tags=["a", "b"])
    blog.write("posts/draft.md", "[old](old.md)", draft=True, date="2024-02-01", tags=["a"])
    blog.write("posts/undated.md", "Words.", draft=True, tags=["c"], date=None)
    blog.write("posts/later.md", "[gone](gone.md)", date="2027-01-01", tags=["b"])
    blog.write("posts/gone.md", "![](../pixel.gif)", date="2023-01-01", expires="2025-01-01")
    blog.file("content/pixel.gif", GIF)
    blog.file("content/bundle/index.md", "---\ntitle: Bundle\ndraft: true\n---\n![](car.gif)\n")
    return blog.file("content/bundle/car.gif", GIF)


def test_builds_for_several_purposes_take_turns(blog: Blog):
    many(blog)
    order = [*REQUESTS, *reversed(REQUESTS), "drafts", "base url", "earlier", "plain"]
    for name in order:
        blog.build(**REQUESTS[name])
        assert_clean(blog, **REQUESTS[name])


def test_two_output_folders_take_turns(blog: Blog, tmp_path: Path):
    many(blog)
    edits = ["One", "Two", "Two", "One", "One", "Three"]
    for number, title in enumerate(edits):
        blog.write("posts/old.md", title=title)
        output = tmp_path / f"output-{number % 2}"
        blog.build(output=output)
        assert_clean(blog, output=output)


WRITE, SWITCH = "sitegen.publish.writer.write_new", "sitegen.publish.ways.exchange"


def failing(step: Callable[..., Any], fail_at: int) -> Callable[..., Any]:
    """Return *step*, but the call of that number finds the disk full."""
    calls = itertools.count(1)

    def fail(*arguments: Any) -> Any:
        if next(calls) == fail_at:
            raise OSError(28, "No space left on device")
        return step(*arguments)

    return fail


@pytest.mark.parametrize(("step", "fail_at"), [*((WRITE, number) for number in (1, 2, 3, 5, 8)), (SWITCH, 1)])
@pytest.mark.parametrize("put_back", [False, True], ids=["goes on", "goes back"])
def test_a_build_that_failed_while_it_published_is_made_good(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, step: str, fail_at: int, put_back: bool
):
    many(blog).build()
    blog.write("posts/old.md", title="Other", tags=["new"]).file("content/pixel.gif", GIF + b"other")

    with monkeypatch.context() as patched:
        patched.setattr(step, failing(pkgutil.resolve_name(step), fail_at))
        with pytest.raises(SetupError, match="No space left"):
            blog.build()
    if put_back:
        many(blog)
    blog.build()

    assert_clean(blog)


# ---- files


def test_a_file_that_is_edited_and_put_back_while_it_is_copied(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    picture = blog.file("content/pixel.gif", b"first").folder / "content/pixel.gif"
    blog.write("posts/one.md")
    digest = FileDigests.digest

    def edited_after(self: FileDigests, name: str, path: Path, *given: Any) -> bytes:
        found = digest(self, name, path, *given)
        if path == picture:
            picture.write_bytes(b"other")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(FileDigests, "digest", edited_after)
        with pytest.raises(SetupError, match=r"pixel\.gif changed while it was copied"):
            blog.build()
    assert blog.published() == set()
    picture.write_bytes(b"first")
    blog.build()

    assert (blog.public / "pixel.gif").read_bytes() == b"first"


def test_a_file_that_is_copied_and_can_not_be_read_is_named(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    blog.write("posts/one.md").file("content/pixel.gif", GIF)
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.name == "pixel.gif":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SetupError, match=r"pixel\.gif can't be read: Permission denied"):
        blog.build()


def test_copied_files_that_did_not_change_are_not_read_again(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    blog.write("posts/one.md").file("content/pixel.gif", GIF)
    monkeypatch.setattr("sitegen.incremental.files.SETTLED", -(10**12))
    blog.build()
    read: list[Path] = []
    monkeypatch.setattr("sitegen.incremental.files.digest_file", read.append)

    assert blog.build().rendered == {}
    assert read == []


def test_a_text_that_moves_is_read_by_its_new_name(blog: Blog):
    blog.write("posts/2024-01-01-one.md", title="One", date=None).write(
        "two.md", "[one](posts/2024-01-01-one.md)"
    )
    blog.build()

    posts = blog.folder / "content/posts"
    (posts / "2024-01-01-one.md").rename(posts / "2025-02-02-uno.md")
    blog.write("two.md", "[one](posts/2025-02-02-uno.md)").build()

    assert "2025/02/uno/index.html" in blog.published()
    assert_clean(blog)


def test_texts_that_change_places_change_pages(blog: Blog):
    blog.write("a.md", "First.").write("b.md", "Second.").build()
    content = blog.folder / "content"

    (content / "a.md").rename(content / "c.md")
    (content / "b.md").rename(content / "a.md")
    (content / "c.md").rename(content / "b.md")
    blog.build()

    assert "Second." in blog.page("/a/")
    assert_clean(blog)


def test_a_link_to_another_text_shows_the_other_text(blog: Blog):
    blog.write("a.md", "First.").write("b.md", "Second.", title="a")
    link = blog.folder / "content/c.md"
    link.symlink_to("a.md")
    blog.build()

    link.unlink()
    link.symlink_to("b.md")
    blog.build()
    assert "Second." in blog.page("/c/")

    blog.write("b.md", "Third.", title="a").build()
    assert "Third." in blog.page("/c/")
    assert_clean(blog)
