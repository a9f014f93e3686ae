"""A real `sitegen serve`, asked over the network of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from previews import PATIENCE, Serving, serving

from support.blog import Blog
from support.trees import read_tree


def refused(*options: str) -> str:
    """Run a `sitegen serve` that can't serve, and return what it says."""
    command = [sys.executable, "-m", "sitegen", "serve", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


# ---- what a host answers


def test_pages_files_and_what_is_not_there_are_answered_as_a_host_does(shop: Blog, open_shop: Serving):
    assert open_shop.get("/about/").status == 200
    assert open_shop.get("/about").headers["location"] == "/about/"
    assert open_shop.get("/feed.xml").headers["content-type"] == "application/xml; charset=utf-8"
    missing = open_shop.get("/nowhere/")
    assert (missing.status, "Page not found" in missing.text) == (404, True)
    assert open_shop.get("/about/", "HEAD").body == b""
    assert open_shop.get("/about/", "POST").status == 405


def test_an_old_address_leads_to_the_new_one(shop: Blog, open_shop: Serving):
    with open_shop.events() as event:
        event()
        shop.write("moved.md", title="Moved", redirect_from=["/was-here/"])
        event()
    # sitegen makes a page for the old address too, for hosts that know no `_redirects`
    assert open_shop.get("/was-here/").status == 200
    assert "/moved/" in open_shop.get("/was-here/").text
    shop.delete("content/moved.md")


def test_the_script_is_in_what_is_sent_and_in_no_file(shop: Blog, open_shop: Serving):
    assert "/.sitegen/reload.js" in open_shop.get("/about/").text
    built = shop.folder / ".sitegen/preview/site"

    assert b"reload.js" not in b"".join(filter(None, read_tree(built).values()))


def test_a_browser_that_has_the_file_gets_none(open_shop: Serving):
    for path in ("/about/", "/feed.xml"):
        etag = open_shop.get(path).headers["etag"]

        again = open_shop.get(path, If_None_Match=f'"other", {etag}')

        assert (again.status, again.body) == (304, b"")
        assert open_shop.get(path, If_None_Match='"other"').status == 200


def test_no_answer_waits_for_the_browser_to_say_that_it_has_the_beginning(open_shop: Serving):
    connection = HTTPConnection(urlsplit(open_shop.origin).netloc, timeout=PATIENCE)
    took = []
    for _time in range(30):
        began = time.monotonic()
        connection.request("GET", "/feed.xml")
        connection.getresponse().read()
        took.append(time.monotonic() - began)
    connection.close()

    assert sorted(took)[10] < 0.035  # systems wait 40 ms, but for the first few answers


def test_a_part_of_a_file_can_be_had(open_shop: Serving):
    whole = open_shop.get("/feed.xml").body

    part = open_shop.get("/feed.xml", Range="bytes=10-19")

    assert (part.status, part.body) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert open_shop.get("/feed.xml", Range=f"bytes={len(whole)}-").status == 416


@pytest.mark.parametrize(
    "path", ["/../site.toml", "/%2e%2e/%2e%2e/site.toml", "/..%2f..%2f..%2fsite.toml", "//etc/passwd"]
)
def test_nothing_outside_the_site_can_be_had(open_shop: Serving, path: str):
    assert open_shop.get(path).status == 404


def test_what_others_put_into_the_folder_of_the_preview_can_not_be_had(shop: Blog, open_shop: Serving):
    built = shop.folder / ".sitegen/preview/site"
    (built / "key.txt").symlink_to(shop.folder / "site.toml")

    assert open_shop.get("/key.txt").status == 404
    assert open_shop.get("/.sitegen-manifest").status == 404
    (built / "key.txt").unlink()


def test_a_name_that_somebody_else_may_lead_here_is_not_answered(open_shop: Serving):
    for path in ("/", "/.sitegen/events", "/.sitegen/mistakes"):
        assert open_shop.get(path, Host="evil.example").status == 421
    assert open_shop.get("/", Host="localhost:1234").status == 200


def test_a_site_in_a_folder_is_served_in_that_folder(blog: Blog):
    blog.configure("").file("site.toml", (blog.folder / "site.toml").read_text().replace("org/", "org/blog/"))
    blog.write("about.md")
    with serving(blog.folder) as server:
        assert server.url.endswith("/blog/")
        assert server.get("/").headers["location"] == "/blog/"
        assert server.get("/blog/about/").status == 200


# ---- what is built


def test_the_site_that_readers_get_is_not_touched_and_no_draft_comes_into_it(blog: Blog):
    blog.write("posts/draft.md", title="Not yet", draft=True).write("about.md").build()
    before = read_tree(blog.public)

    with serving(blog.folder) as server:
        assert "Not yet" in server.get("/").text
        assert server.get("/2024/01/draft/").status == 200

    assert read_tree(blog.public) == before


def test_drafts_and_what_is_still_to_come_can_be_left_out(blog: Blog):
    blog.write("posts/draft.md", draft=True).write("posts/later.md", date="2999-01-01").write("posts/one.md")
    with serving(blog.folder, "--no-drafts", "--no-future") as server:
        assert server.get("/2024/01/one/").status == 200
        assert server.get("/2024/01/draft/").status == 404
        assert server.get("/2999/01/later/").status == 404


def test_what_a_build_remembers_need_not_be_converted_again(blog: Blog):
    blog.write("about.md").build()

    with serving(blog.folder) as server:
        assert server.get("/about/").status == 200

    assert (blog.folder / ".sitegen/preview/memory.db").stat().st_size > 0


def test_many_files_that_change_at_once_end_in_the_right_site(blog: Blog, tmp_path: Path):
    # As `git checkout` does: files come, go and change in one go.
    for number in range(60):
        blog.write(f"posts/old-{number}.md", title=f"Old {number}")
    with serving(blog.folder) as server, server.events() as event:
        event()
        for number in range(60):
            (blog.folder / f"content/posts/old-{number}.md").unlink()
            blog.write(f"posts/new-{number}.md", title=f"New {number}")
        blog.file("content/posts/last/index.md", "---\ntitle: Last\ndate: 2024-01-01\n---\n")

        while server.get("/2024/01/last/").status != 200 or server.get("/2024/01/old-59/").status != 404:
            event()

        assert server.get("/2024/01/new-59/").status == 200


@pytest.mark.parametrize("name", [".about.md.swp", "about.md~", "4913"])
def test_an_editor_may_put_another_file_in_the_place_of_the_one_that_was(blog: Blog, name: str):
    about = blog.write("about.md").folder / "content/about.md"
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        for words in ("Second.", "Third."):
            new = about.with_name(name)
            new.write_text(about.read_text().replace("Words.", words).replace("Second.", words))
            new.replace(about)
            while words not in server.get("/about/").text:
                assert not event()["trouble"]


def test_folders_may_come_and_go(blog: Blog):
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        blog.file("templates/page.html", "Another template.").write("about.md")
        while "Another template." not in server.get("/about/").text:
            event()
        shutil.rmtree(blog.folder / "templates")
        while "Another template." in server.get("/about/").text:
            event()
        blog.file("templates/page.html", "A third template.")
        while "A third template." not in server.get("/about/").text:
            event()


@pytest.mark.skipif(sys.platform == "darwin", reason="names of files are UTF-8 there")
@pytest.mark.parametrize("folder", ["content", "."])
def test_a_name_that_is_not_utf_8_ends_no_watching(blog: Blog, folder: str):
    blog.write("about.md")
    named = blog.folder / folder / os.fsdecode(b"M\xfcller.txt")  # as old archives have it
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        named.write_text("x")
        if folder == "content":
            while not event()["trouble"]:
                pass
        named.unlink()
        blog.write("about.md", "New words.")
        while "New words." not in server.get("/about/").text:
            event()
        blog.write("about.md", tgas=["a"])
        while not event()["trouble"]:
            pass
        blog.configure('[front_matter]\nallow = ["tgas"]')
        while event()["trouble"]:
            pass

        assert not any("Traceback" in line for line in server.said)


def test_a_warning_of_what_changes_no_page_is_said_once(blog: Blog):
    blog.write("about.md")
    with serving(blog.folder) as server, server.events() as event:

        def told(times: int) -> int:
            until = time.monotonic() + 20
            while (count := sum("_spare.html" in line for line in server.said)) < times:
                if time.monotonic() > until:
                    break
                time.sleep(0.02)
            return count

        event()
        blog.file("templates/_spare.html", "Spare.")
        assert told(1) == 1

        blog.file("templates/_spare.html", "Other words.")  # it is told of already
        time.sleep(0.5)
        blog.file("content/notes.txt", "Notes.")
        assert told(2) == 2  # with what has changed a page


def test_settings_are_watched_too(blog: Blog):
    with serving(blog.folder) as server, server.events() as event:
        event()
        blog.file("site.toml", (blog.folder / "site.toml").read_text().replace("A blog", "Another name"))
        while "Another name" not in server.get("/").text:
            event()


def test_the_ledger_of_addresses_is_watched_too(blog: Blog):
    with serving(blog.write("about.md").folder) as server, server.events("/old/") as event:
        event()
        blog.file("urls.txt", "/old/ -> /about/\n")
        while server.get("/old/").status == 404:
            event()


@pytest.mark.parametrize("is_in_site", [True, False])
def test_a_file_that_an_extension_reads_is_watched_wherever_it_is(
    blog: Blog, tmp_path: Path, is_in_site: bool
):
    folder = blog.folder if is_in_site else tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    part = folder / "part.txt"
    part.write_text("First.")
    blog.configure(
        '[markdown]\nextensions = ["pymdownx.snippets"]\n'
        f'[markdown.extension_configs."pymdownx.snippets"]\nbase_path = ["{folder.as_posix()}"]'
    ).write("about.md")
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        blog.write("about.md", '--8<-- "part.txt"')
        while "First." not in server.get("/about/").text:
            event()
        part.write_text("Second.")
        while "Second." not in server.get("/about/").text:
            event()
        new = folder / "new.txt"  # as editors save that put another file in its place
        new.write_text("Third.")
        new.replace(part)
        while "Third." not in server.get("/about/").text:
            event()


SLOW = """\
import time
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class Slow(Preprocessor):
    def run(self, lines):
        time.sleep(2 if "SLOW" in lines else 0)
        return lines


class Slowly(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Slow(md), "slow", 1)


def makeExtension(**options):
    return Slowly(**options)
"""


SIGNED = """\
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from signed.words import WORDS


class Sign(Preprocessor):
    def run(self, lines):
        return [*lines, WORDS]


class Signed(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Sign(md), "sign", 1)


def makeExtension(**options):
    return Signed(**options)
"""


def test_an_extension_is_used_as_it_was_saved_last(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = tmp_path / "signed"
    package.mkdir()
    (package / "__init__.py").write_text(SIGNED)
    (words := package / "words.py").write_text("WORDS = 'Ann'")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    blog.configure('[markdown]\nextensions = ["signed"]').write("about.md")
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        blog.write("about.md", "Saved.")  # is converted by the process that serves
        while "Saved." not in server.get("/about/").text:
            event()
        assert "Ann" in server.get("/about/").text
        words.write_text("WORDS = 'Beatrice'")
        while "Beatrice" not in server.get("/about/").text:
            event()
        words.write_text("WORDS = 1 / 0")
        while not event()["trouble"]:
            pass
        words.write_text("WORDS = 'Caroline'")
        while "Caroline" not in server.get("/about/").text:
            event()


def test_a_mistake_that_is_mended_while_a_build_runs_is_never_shown(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "slow.py").write_text(SLOW)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    blog.configure('[markdown]\nextensions = ["slow"]').write("about.md")
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        blog.write("../slow.md", "SLOW").write("../about.md", tgas=["a"])
        for name in ("slow.md", "about.md"):  # the other way round a build could begin between
            (blog.folder / name).replace(blog.folder / "content" / name)
        time.sleep(0.5)
        blog.write("about.md", "Mended.")

        troubles = []
        while "Mended." not in server.get("/about/").text:
            troubles.append(event()["trouble"])

        assert not any(troubles)


def test_a_file_that_a_program_empties_before_it_writes_is_no_mistake(blog: Blog):
    about = blog.write("about.md").folder / "content" / "about.md"
    text, fast = about.read_text(), 0
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        for words in (f"Saved for the {number}. time." for number in range(100)):
            time.sleep(0.3)  # else it is in the moment that browsers have
            began = time.monotonic()
            about.write_text("")
            time.sleep(0.02)
            about.write_text(text + words)
            is_fast = time.monotonic() - began < 0.03  # else the machine had other things to do
            troubles = []
            while words not in server.get("/about/").text:
                troubles.append(event()["trouble"])
            assert not (is_fast and any(troubles))
            fast += is_fast
            if fast == 5:
                return
    pytest.fail("the machine is too busy to tell")


def test_related_posts_are_chosen_again_when_the_rest_has_been_shown(blog: Blog):
    for name in ("one", "two", "three"):
        blog.write(f"posts/{name}.md", "Bicycles, spokes and wheels.", title=name)
    blog.configure("[related]\ncount = 1").file(
        "templates/post.html",
        "{{ page.body }}{% for post in page.related %}Next: {{ post.title }}{% endfor %}",
    )
    blog.write("posts/tea.md", "Teapots need a lid, a spout and a handle.", title="tea")
    with serving(blog.folder) as server, server.events("/2024/01/one/") as event:
        event()
        teapots = "Teapots need a lid, a spout and a handle."
        blog.write("posts/one.md", teapots, title="one")
        while "Next: tea" not in server.get("/2024/01/one/").text:
            event()


def test_a_site_that_goes_away_for_a_moment_is_still_shown(blog: Blog):
    settings = (blog.folder / "site.toml").read_text()
    blog.write("about.md")
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        blog.delete("site.toml")
        while not event()["trouble"]:
            pass
        assert "there is no site.toml" in server.get("/.sitegen/mistakes").text
        assert server.get("/about/").status == 200
        blog.file("site.toml", settings)
        while event()["trouble"]:
            pass


def test_what_the_machine_did_not_let_be_built_is_tried_again(blog: Blog):
    cache = blog.write("about.md").folder / ".sitegen"
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        shutil.rmtree(cache)
        cache.write_text("")  # as on a full disk, nothing can be written there
        blog.write("about.md", "New words.")
        while not event()["trouble"]:
            pass
        cache.unlink()  # which is not watched, as room on a disk is not
        while event()["trouble"]:
            pass

        assert "New words." in server.get("/about/").text
        assert sum("not shown until" in line for line in server.said) == 1


def test_a_site_in_whose_place_another_folder_is_put_is_watched_there(blog: Blog):
    blog.write("about.md")
    with serving(blog.folder) as server, server.events("/about/") as event:
        event()
        old = blog.folder.with_name("old")
        blog.folder.rename(old)
        shutil.copytree(old, blog.folder)
        time.sleep(0.4)
        for words in ("Second.", "Third."):
            blog.write("about.md", words)
            until = time.monotonic() + 20
            while words not in server.get("/about/").text:
                assert time.monotonic() < until
                time.sleep(0.02)


def test_a_browser_that_tries_https_first_is_no_news(open_shop: Serving):
    before, port = list(open_shop.said), urlsplit(open_shop.url).port
    with socket.create_connection(("127.0.0.1", port)) as browser:
        browser.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # as it begins to talk
        browser.recv(100)

    assert open_shop.get("/about/").status == 200
    assert open_shop.said == before


# ---- beginning and end


def test_ctrl_c_ends_it_without_a_word(blog: Blog):
    for number in (signal.SIGINT, signal.SIGTERM):
        with serving(blog.folder) as server, server.events() as event:
            event()
            before = len(server.said)

            assert server.stop(number) == 0

            assert server.said[before:] in ([], [""])


def test_a_port_that_is_taken_is_named(blog: Blog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refused("--site", str(blog.folder), "--port", str(port))

    assert f"port {port} is in use" in said
    assert "--port" in said


def test_an_address_that_is_not_of_this_machine_is_named(blog: Blog):
    said = refused("--site", str(blog.folder), "--host", "203.0.113.1")
    assert said.startswith("sitegen: 203.0.113.1 is no address of this machine: ")
    assert "(" not in said  # what Python was doing just then
    assert "there is no port 70000" in refused("--site", str(blog.folder), "--port", "70000")


def test_where_there_is_no_site_it_says_how_one_is_made(tmp_path: Path):
    said = refused("--site", str(tmp_path))

    assert "sitegen init" in said
    assert not any(tmp_path.iterdir())


def test_a_site_that_is_served_already_is_not_served_twice_nor_cleaned(blog: Blog):
    with serving(blog.folder):
        assert "sitegen serve is running" in refused("--site", str(blog.folder), "--port", "0")
        command = [sys.executable, "-m", "sitegen", "clean", "--site", str(blog.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, "sitegen serve is running" in done.stderr) == (1, True)
        blog.write("about.md").build()  # which a preview does not keep from being published
    assert (blog.public / "about/index.html").is_file()
