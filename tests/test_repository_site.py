"""The site of this repository, built as its readers get it: the demonstration, and the first real input."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import feedparser
import html5lib
import mf2py
import pytest

from sitegen.build import Report, Request, build
from sitegen.checks.check import check
from sitegen.model.addresses import read_ledger
from sitegen.model.records import State
from sitegen.paths import output_path
from support.blog import model
from support.pictures import copy_repository

ROOT = Path(__file__).parents[1]
HOME = "https://behind-the-counter.example/"
PAGES = {
    "index": "index.html",
    "second page of the index": "page/2/index.html",
    "post": "2015/09/six-principles-behind-superior-service/index.html",
    "page": "about/index.html",
    "section": "resources/index.html",
    "resource": "resources/phone-manners/index.html",
    "tag": "tags/relationships/index.html",
    "month": "2015/09/index.html",
    "year": "2015/index.html",
    "author": "authors/maren/index.html",
    "series": "series/a-year-of-networking/index.html",
    "all tags": "tags/index.html",
    "all posts": "archives/index.html",
    "search": "search/index.html",
    "not found": "404.html",
    "redirect": "2018/11/phone-in-a-full-shop/index.html",
}


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    """The repository's own site, where each process of the tests can build it."""
    site = copy_repository(tmp_path_factory.mktemp("repository") / "site")
    shutil.copy(ROOT / "urls.txt", site)
    return site


@pytest.fixture(scope="module")
def report(own, tmp_path_factory) -> Report:
    return build(Request(own, tmp_path_factory.mktemp("site") / "public", as_of="2026-11-24"))


@pytest.fixture(scope="module")
def public(report) -> Path:
    return report.output


def page(public: Path, kind: str) -> str:
    return (public / PAGES[kind]).read_text("utf-8")


def microformats(public: Path, kind: str) -> list[dict]:
    return mf2py.parse(page(public, kind), url=HOME, html_parser="html5lib")["items"]


def test_every_address_that_was_published_is_answered(public):
    ledger = read_ledger(ROOT)

    assert {"/", "/feed.xml", "/search/", "/resources/"} <= ledger.known.keys()
    lost = [
        url
        for url in ledger.known
        if not (public / (output_path(url) if url[-1] == "/" else url[1:])).is_file()
    ]
    assert lost == []


def test_nothing_is_to_complain_of(own, public):
    assert check(Request(own, public, as_of="2026-11-24")).problems == ()


def test_no_warning_is_left(report):
    assert report.problems == ()


def test_every_text_is_accounted_for(report):
    texts = list((ROOT / "content").rglob("*.md"))

    assert sum(report.census.texts.values()) == len(texts)
    assert report.census.texts[("post", State.DRAFT)] == 1
    assert report.census.texts[("post", State.SCHEDULED)] == 1
    assert report.census.texts[("post", State.PUBLISHED)] >= 24


@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_page_is_there_and_is_valid_html(public, kind):
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page(public, kind))

    assert [(place, code) for place, code, _details in parser.errors] == []


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("tag", "Tag Archives: relationships"),
        ("month", "Monthly Archives: September 2015"),
        ("year", "Yearly Archives: 2015"),
        ("author", "Author Archives: Maren Oduya"),
        ("series", "Series: A year of networking"),
    ],
)
def test_archives_have_their_headings(public, kind, heading):
    assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", page(public, kind))


def test_a_list_shows_byline_excerpt_and_a_link_that_names_its_post(public):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page(public, "month")))

    assert "14 September 2015, by Maren Oduya" in text
    assert "Continue reading Six principles behind superior service" in text


def test_a_post_is_an_h_entry_with_name_date_author_categories_and_content(public):
    [entry] = [item for item in microformats(public, "post") if item["type"] == ["h-entry"]]

    assert entry["properties"]["name"] == ["Six principles behind superior service"]
    assert entry["properties"]["published"][0].startswith("2015-09-14")
    assert entry["properties"]["author"][0]["properties"]["name"] == ["Maren Oduya"]
    assert "training" in entry["properties"]["category"]
    assert entry["properties"]["content"][0]["html"]


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ("not found", "redirect")])
def test_every_kind_of_page_tells_machines_what_it_is(public, kind):
    tree = html5lib.parse(page(public, kind), namespaceHTMLElements=False)
    said = {one.get("property") or one.get("name"): one.get("content") for one in tree.iter("meta")}
    [canonical] = [one.get("href") for one in tree.iter("link") if one.get("rel") == "canonical"]
    [data] = [json.loads(one.text) for one in tree.iter("script") if one.get("type") == "application/ld+json"]

    assert canonical == HOME + PAGES[kind].removesuffix("index.html") == said["og:url"]
    assert all(
        said[name] for name in ("description", "og:description", "og:title", "og:type", "twitter:card")
    )
    assert said["og:site_name"] == "Behind the Counter"
    nodes = {node["@type"]: node for node in data["@graph"]}
    assert kind == "index" or len(nodes["BreadcrumbList"]["itemListElement"]) > 1
    for item in nodes.get("BreadcrumbList", {}).get("itemListElement", ()):
        assert (public / item["item"].removeprefix(HOME) / "index.html").is_file(), item


def test_a_tag_archive_is_an_h_feed_of_h_entries(report, public):
    [feed] = [item for item in microformats(public, "tag") if item["type"] == ["h-feed"]]

    entries = [child for child in feed["children"] if child["type"] == ["h-entry"]]
    assert len(entries) == min(6, len(report.structure.tags["relationships"].posts)) > 5
    assert all(entry["properties"]["url"] and entry["properties"]["published"] for entry in entries)


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml", "tags/networking/feed.xml"])
def test_a_feed_reader_reads_every_feed_and_all_its_links_are_absolute(public, name):
    feed = feedparser.parse((public / name).read_bytes())

    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.entries
    for entry in feed.entries:
        assert entry.link.startswith(HOME)
        links = re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value)
        assert all(re.match(r"https?://|mailto:", link) for link in links), links


def test_the_json_feed_holds_the_newest_posts(public):
    feed = json.loads((public / "feed.json").read_text("utf-8"))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["title"] == "Six months of thank-you notes"
    assert len(feed["items"]) == 20


def test_nothing_of_the_draft_or_the_scheduled_post_is_published(public):
    for path in public.rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".txt"}:
            text = path.read_text("utf-8")
            assert "twentieth birthday" not in text, path
            assert "my younger self" not in text, path


def test_related_posts_are_offered_and_are_posts_of_the_site(own, report, public):
    offered = model(Request(own, as_of="2026-11-24")).related
    structure = report.structure
    guides = {key for key in structure.section_of if not key.endswith("/index.md")}
    assert set(offered) == {*structure.order, *guides}
    assert all(len(keys) == 5 for keys in offered.values())
    aside = re.search(r'<aside class="related".*?</aside>', page(public, "post"), re.DOTALL)
    assert aside
    assert aside[0].count("<li>") == 5
