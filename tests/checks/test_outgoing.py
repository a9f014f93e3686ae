"""Links to other sites, asked of a server on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sitegen.build import Request
from sitegen.checks.check import look_at
from sitegen.checks.outgoing import FRESH, ask_all, dead_links


class Host(ThreadingHTTPServer):
    """Answers by path: `/404`, `/redirect`, `/loop`, `/get-only`; *asked* has what was asked for."""

    asked: list[str]
    at_once: int
    most_at_once: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Host

    def do_HEAD(self) -> None:
        self.server.at_once += 1
        self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        self.server.asked.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0]
        if path in ("/redirect", "/loop"):
            self.send_response(302)
            self.send_header("Location", "/loop" if path == "/loop" else "/fine")
        elif path == "/get-only":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(path[1:]) if path[1:].isdecimal() else 200)
        self.server.at_once -= 1  # before the asker has the answer, and asks on
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host(("127.0.0.1", 0), Answering)
    server.asked, server.at_once, server.most_at_once = [], 0, 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_only_what_is_surely_wrong_is_wrong(host, tmp_path):
    paths = ["/fine", "/404", "/410", "/redirect", "/loop", "/get-only", "/503", "/403", "/401", "/429"]
    nobody = "http://127.0.0.1:9/"

    said = ask_all([*(host.url + path for path in paths), nobody], tmp_path / "cache.json", pause=0).answers

    wrong = {url.removeprefix(host.url): words for url, words in said.items() if words}
    assert wrong.keys() == {"/404", "/410", "/loop", nobody}
    assert wrong["/404"] == "is not there any more (404)"
    assert "redirect" in wrong["/loop"]
    assert wrong[nobody] == "can't be reached: Connection refused"
    assert host.most_at_once == 1


def test_what_was_fine_is_not_asked_for_again_for_a_week(host, tmp_path):
    cache, urls = tmp_path / "cache.json", [f"{host.url}/fine", f"{host.url}/404"]
    ask_all(urls, cache, pause=0)
    host.asked.clear()

    assert ask_all(urls, cache, pause=0).answers[f"{host.url}/404"]
    assert {asked.split()[1] for asked in host.asked} == {"/404"}

    cache.write_text(json.dumps({f"{host.url}/fine": time.time() - FRESH - 1}))
    ask_all(urls, cache, pause=0)
    assert "HEAD /fine" in host.asked


@pytest.mark.parametrize("damaged", ["[]", "nonsense", '{"a": "b"}'])
def test_a_damaged_cache_is_made_anew(host, tmp_path, damaged):
    cache = tmp_path / "cache.json"
    cache.write_text(damaged)

    ask_all([f"{host.url}/fine"], cache, pause=0)

    assert [*json.loads(cache.read_text())] == [f"{host.url}/fine"]


def test_a_dead_link_is_found_where_it_is_written_and_asked_for_once(host, blog):
    blog.write("posts/one.md", f"[fine]({host.url}/fine) and [gone]({host.url}/404?a=1&amp;b#part)")
    blog.write("posts/two.md", f"<{host.url}/404?a=1&b> `{host.url}/410`", draft=False)
    blog.write("posts/three.md", f"[draft]({host.url}/410)", draft=True)

    problems = look_at(
        Request(blog.folder, as_of="2026-01-01"), lambda checked: [*dead_links(checked, pause=0)]
    )

    width = len(host.url)
    assert sorted(str(one.location) for one in problems) == [
        f"content/posts/one.md:5:{26 + width}",
        "content/posts/two.md:6:2",
    ]
    assert problems[0].offending[problems[0].location.column - 1 :].startswith(f"{host.url}/404")
    assert [asked for asked in host.asked if "404" in asked] == ["HEAD /404?a=1&b", "GET /404?a=1&b"]
    assert not any("410" in asked for asked in host.asked)
    assert (blog.folder / ".sitegen" / "outgoing.json").exists()


NOBODY = ("http://127.0.0.1:9/a", "http://127.0.0.1:9/b", "http://127.0.0.1:11/")
"""Two hosts that do not answer."""


def dead(blog) -> list[str]:
    """Return what is said of links to other sites."""
    request = Request(blog.folder, as_of="2026-01-01")
    return [str(problem) for problem in look_at(request, lambda checked: [*dead_links(checked, pause=0)])]


def test_where_no_host_can_be_reached_that_is_said_once_and_no_link_is_called_dead(blog):
    blog.write("posts/one.md", " ".join(f"<{url}>" for url in NOBODY))

    (said,) = dead(blog)

    assert said.startswith(
        "site.toml:1:1: no other site can be reached: Connection refused (is this machine online?"
    )


def test_hosts_that_are_gone_are_found_when_those_that_answered_are_not_asked_again(host, blog):
    blog.write("posts/one.md", " ".join(f"<{url}>" for url in (f"{host.url}/fine", *NOBODY)))

    assert len(dead(blog)) == len(NOBODY)
    assert len(dead(blog)) == len(NOBODY), "the host that was fine is known"


def test_links_that_have_to_wait_for_the_next_time_are_counted(host, blog, monkeypatch):
    monkeypatch.setattr("sitegen.checks.outgoing.MOST", 2)
    blog.write("posts/one.md", " ".join(f"<{host.url}/fine?{number}>" for number in range(5)))

    assert [said.partition(" (")[0] for said in dead(blog)] == [
        "site.toml:1:1: links to other sites that were not asked for yet: 3 of 5"
    ]
    assert "1 of 5" in dead(blog)[0]
    assert dead(blog) == []
