"""The whole way from a folder to a site: real themes, real parsers, the same bytes every time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import mf2py
import pytest

from sitegen.build import Request, build
from sitegen.incremental.answers import NotRecordingError
from sitegen.markup import written as looked_up
from sitegen.paths import MANIFEST
from support.pictures import copy_repository
from support.sameness import same_html

SITES = Path(__file__).parent / "sites"
AS_OF = "2026-06-01"


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of *folder*, also the manifest, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def build_apart(site: Path, output: Path, **environment: str) -> dict[str, bytes]:
    """Build *site* in a process of its own, in *environment*, and return the tree."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "sitegen",
            "build",
            "-q",
            "--site",
            site,
            "--output",
            output,
            "--as-of",
            AS_OF,
        ],
        check=True,
        env={"PATH": "", "PYTHONWARNINGS": "error", **environment},
    )
    return tree(output)


def copy_backwards(site: Path, target: Path) -> Path:
    """Copy *site*, its files made in the opposite order, with other times."""
    for number, path in enumerate(sorted(site.rglob("*"), reverse=True)):
        inside = path.relative_to(site)
        if path.is_file() and inside.parts[0] in ("content", "themes", "templates", "assets", "site.toml"):
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / inside)
            os.utime(target / inside, (number, number))
    return target


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_repository(tmp_path_factory.mktemp("repository") / "site")


@pytest.fixture(params=["repository", "kitchen-sink"])
def whole_site(request: pytest.FixtureRequest, repository: Path) -> Path:
    return repository if request.param == "repository" else SITES / request.param


def test_two_builds_of_one_site_are_equal_byte_for_byte(whole_site, tmp_path):
    one = build_apart(whole_site, tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    two = build_apart(
        copy_backwards(whole_site, tmp_path / "copy"),
        tmp_path / "two",
        PYTHONHASHSEED="2",
        TZ="Pacific/Kiritimati",
        LC_ALL="de_DE.UTF-8",
    )

    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []
    assert len(one) > 30


def test_a_build_over_another_state_of_the_site_gives_the_same_bytes(whole_site, tmp_path):
    site = copy_backwards(whole_site, tmp_path / "site")
    post = next(
        path for path in sorted((site / "content/posts").glob("*.md")) if path.read_bytes()[:4] == b"---\n"
    )
    kept = post.read_bytes()
    post.write_bytes(kept.replace(b"---\n", b"---\nslug: moved\n", 1))
    extra = site / "content/posts/2020-01-01-extra.md"
    extra.write_text("---\ntitle: Extra\ntags: [extra]\n---\nx\n")
    before = build_apart(site, tmp_path / "out")
    post.write_bytes(kept)
    extra.unlink()

    after = build_apart(site, tmp_path / "out")

    assert before != after == build_apart(site, tmp_path / "clean")


def test_a_second_build_writes_nothing(whole_site, tmp_path):
    first = build(Request(whole_site, output=tmp_path / "out", as_of=AS_OF))
    again = build(Request(whole_site, output=tmp_path / "out", as_of=AS_OF))

    assert (first.published.unchanged, again.published.written) == (0, 0)
    assert again.published.unchanged == again.outputs == first.published.written


# ---- every page of real sites


@pytest.fixture(scope="module", params=["repository", "kitchen-sink", "in-a-folder"])
def published(
    request: pytest.FixtureRequest, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A published site and its URL; the last is the kitchen sink at a URL with a folder."""
    output = tmp_path_factory.mktemp("site") / "public"
    site = repository if request.param == "repository" else SITES / "kitchen-sink"
    url = "https://elsewhere.example/deep/blog/" if request.param == "in-a-folder" else ""
    report = build(Request(site, output=output, as_of=AS_OF, base_url=url))
    return output, f"{report.structure.urls.origin}{report.structure.urls.root}"


def pages(output: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(output.rglob("*.html")):
        yield path.relative_to(output).as_posix(), path.read_text("utf-8")


def test_every_page_is_sound_html(published):
    for path, text in pages(published[0]):
        if path.endswith("raw.html"):
            continue
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        assert [str(error) for error in parser.errors] == [], path


def test_every_link_leads_to_a_file_of_the_site_and_to_a_heading_that_is_there(published):
    output, home = published
    root = urlsplit(home).path
    ids = {path: set(re.findall(r'\bid="([^"]*)"', text)) for path, text in pages(output)}
    wrong = []
    for path, text in pages(output):
        here = home + path.removesuffix("index.html")
        for written in re.findall(r'\s(?:href|src|poster)="([^"]*)"', text):
            url = urlsplit(urljoin(here, written.replace("&amp;", "&")))
            if f"{url.scheme}://{url.netloc}" != home.removesuffix(root):
                continue
            file = unquote(url.path).removeprefix(root)
            file += "index.html" if not file or file.endswith("/") else ""
            inside = url.path.startswith(root) and (output / file).is_file()
            if not inside or (url.fragment and unquote(url.fragment) not in ids[file]):
                wrong.append((path, written))
    assert wrong == []


def test_no_page_has_an_id_twice(published):
    for path, text in pages(published[0]):
        ids = re.findall(r'\sid="([^"]*)"', text)
        assert sorted(set(ids)) == sorted(ids), path


def test_canonical_urls_are_those_of_the_sitemap(published):
    output, home = published
    listed = set(re.findall("<loc>(.*?)</loc>", (output / "sitemap.xml").read_text()))
    canonical = {
        found[1].replace("&amp;", "&")
        for _path, text in pages(output)
        if (found := re.search('rel="canonical" href="([^"]*)"', text))
    }
    assert listed <= canonical
    assert all(url.startswith(home) for url in listed)


def test_posts_and_lists_have_microformats(published):
    output, home = published
    posts = [
        path
        for path, text in pages(output)
        if re.match(r"\d{4}/\d\d/[^/]+/index.html", path) and 'http-equiv="refresh"' not in text
    ]
    assert posts
    for path in posts:
        url = home + path.removesuffix("index.html")
        (entry,) = [
            item
            for item in mf2py.parse((output / path).read_text("utf-8"), url=url)["items"]
            if "h-entry" in item["type"]
        ]
        assert {"name", "published", "content", "url"} <= entry["properties"].keys(), path
        assert unquote(entry["properties"]["url"][0]) == unquote(url), path
    (feed,) = [
        item
        for item in mf2py.parse((output / "index.html").read_text("utf-8"), url=home)["items"]
        if "h-feed" in item["type"]
    ]
    entries = [child for child in feed["children"] if "h-entry" in child["type"]]
    assert entries
    assert all({"name", "url", "published"} <= entry["properties"].keys() for entry in entries)


def test_bylines_are_cards(published):
    output, _home = published
    authored = [
        entry
        for path in sorted(output.rglob("*/*/*/index.html"))
        for entry in mf2py.parse(path.read_text("utf-8"))["items"]
        if "h-entry" in entry["type"] and "author" in entry["properties"]
    ]
    assert authored
    for entry in authored:
        assert all("h-card" in author["type"] for author in entry["properties"]["author"])


# ---- a build stops


def test_nothing_is_written_when_anything_is_wrong(blog):
    blog.write("posts/one.md").write("posts/bad.md", drfat=True)

    assert len(blog.problems()) == 1
    assert not blog.public.exists()


def test_mistakes_of_every_kind_are_said_at_once(blog):
    blog.configure("clumns = 1\n[fedes]\n").write("posts/bad.md", drfat=True).write("index.md")
    blog.write("posts/one.md", "[x](none.md)", image="none.jpg", related=["nobody"])

    assert {problem.rule for problem in blog.problems()} == {
        "unknown-key", "same-path", "broken-link", "missing-file", "unknown-post"
    }  # fmt: skip


def test_a_template_that_changes_what_a_text_says_is_a_mistake_in_it(blog):
    blog.file("templates/post.html", '{{ page.extra.update({"a": 1}) }}').write("posts/one.md")

    [problem] = blog.problems()

    assert str(problem.location) == "templates/post.html:1:1"
    assert "can't be changed" in problem.message


def test_a_site_without_content_says_so(blog):
    (blog.folder / "content").rmdir()

    assert [problem.rule for problem in blog.problems()] == ["missing-content"]


def test_a_question_asked_outside_of_a_render_is_a_mistake_of_ours(blog, monkeypatch):
    monkeypatch.setattr(
        "sitegen.render.rendering.render_all", lambda _outputs, kit, *_: kit.answers.ask("today")
    )
    with pytest.raises(NotRecordingError):
        blog.build()


def test_the_output_folder_may_be_anywhere(blog, tmp_path):
    blog.write("posts/one.md").build(output=tmp_path / "a" / "b")

    assert (tmp_path / "a" / "b" / MANIFEST).exists()


def test_a_bare_day_means_its_end(blog):
    blog.write("posts/one.md", date="2026-01-01 18:00")

    assert blog.build(as_of="2026-01-01").structure.order == ("posts/one.md",)
    assert blog.build(as_of="2026-01-01 17:59").structure.order == ()


def test_a_date_of_before_the_time_zones_is_valid_in_every_format(blog):
    blog.file("site.toml", '[site]\ntitle = "A"\nurl = "https://example.org/"\ntimezone = "Europe/Berlin"\n')
    blog.write("posts/old.md", date="1850-01-01", updated="1850-02-01").write(
        "about.md", updated="1850-02-01"
    )
    blog.build()

    for path in blog.published():
        if path.endswith((".html", ".xml", ".json")):
            assert "+00:53" not in blog.page(path) and "+0053" not in blog.page(path)
    for path in ("feed.json", "atom.xml", "1850/01/old/index.html", "about/index.html"):
        assert "1849-12-31T23:06:32+00:00" in blog.page(path) or "1850-01-31T23:06:32+00:00" in blog.page(
            path
        )
    assert "Mon, 31 Dec 1849 23:06:32 +0000" in blog.page("feed.xml")


def test_a_site_changes_its_engine_by_one_line(blog):
    body = 'Words[^1] "and" [a link](two.md).\n\n<!--more-->\n\n## A heading\n\n- [x] done\n\n[^1]: A note.'
    blog.write("posts/one.md", body).write("posts/two.md", "> [!NOTE]\n> Words.").build()
    pages = {path: blog.page(path) for path in sorted(blog.published()) if path.endswith(".html")}

    blog.configure('[markdown]\nengine = "commonmark"').build()

    assert 'href="#fnref:1"' in pages["2024/01/one/index.html"]
    assert pages.keys() == {path for path in blog.published() if path.endswith(".html")}
    for path, page in pages.items():
        assert same_html(blog.page(path)) == same_html(page)


@pytest.mark.parametrize(
    ("markdown", "line", "message"),
    [
        ('extensions = ["x"]', 'extensions = ["x"]', "the extension 'x' is not installed"),
        ('extensions = [""]', 'extensions = [""]', "the extension '' can't be used"),
        ('extensions = ["os"]', 'extensions = ["os"]', "the extension 'os' can't be used"),
        ('extensions = ["time"]', 'extensions = ["time"]', "the extension 'time' can't be used"),
        ("extension_configs = { x = {} }", "extension_configs = { x = {} }", "is not among the extensions"),
        (
            'extensions = ["x.y"]\n[markdown.extension_configs.abbr]\nnope = 1',
            "nope = 1",
            "the extension 'abbr' has no option 'nope'",
        ),
    ],
)
def test_an_extension_that_can_not_be_used_is_told_where_it_is_set(blog, markdown, line, message):
    site = '[site]\ntitle = "An x"\nurl = "https://example.org/x.y/"\n[theme]\nname = "plain"\n'
    blog.file("site.toml", f"{site}[markdown]\n{markdown}\n").write("about.md")

    (problem,) = blog.problems()

    assert message in problem.message
    assert problem.offending == line
    assert problem.location.line == 6 + f"\n{markdown}".split("\n").index(line)


def test_a_text_with_many_broken_links_is_looked_through_once(blog, monkeypatch):
    looked = []

    def look(text: str) -> tuple[looked_up.Mention, ...]:
        looked.append(text)
        return mentions(text)

    mentions = looked_up.mentions
    monkeypatch.setattr(looked_up, "mentions", look)
    links = "\n".join(f"[l{number}](nope{number}.md) ![A picture](nope{number}.png)" for number in range(20))
    blog.write("posts/one.md", links).write("posts/two.md", f"Others.\n\n{links}")

    problems = blog.problems()

    assert len(problems) == 80
    assert [problem.location.line for problem in problems[:4]] == [5, 5, 6, 6]
    assert len(looked) == 2
