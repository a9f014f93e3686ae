"""What a host of static files says to a path."""

import pytest

from sitegen.plan.redirects import read_rules
from sitegen.serve.host import Answer, answer, media_type, with_query

FILES = frozenset(
    {"index.html", "404.html", "about/index.html", "posts/x.html", "feed.xml", "a b/index.html", "_redirects"}
)
RULES = read_rules(
    """\
/old/ /about/ 301
/gone/ 410  # for ever
/for-now /about/ 302
/w%2Ax/ /star/ 301
/blog/* /posts/:splat
/u/:name/photos /about/?who=:name
/shadow /about/ 200
not a rule
"""
)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/about/", "about/index.html"),
        ("/about/index.html", "about/index.html"),
        ("/posts/x", "posts/x.html"),
        ("/posts/x.html", "posts/x.html"),
        ("/feed.xml", "feed.xml"),
        ("/a%20b/", "a b/index.html"),
        ("/shadow", "about/index.html"),
    ],
)
def test_a_path_is_answered_with_its_file(path: str, file: str):
    assert answer(path, "/", FILES, RULES) == Answer(200, file)


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/about/x",
        "/../site.toml",
        "/%2e%2e/site.toml",
        "/about/../index.html",
        "//about/",
        "/..%5csite.toml",
        "/about/%00",
        "/%ff",
        "/_redirects",
        "/.sitegen-manifest",
    ],
)
def test_what_was_not_published_is_not_found_whichever_way_it_is_written(path: str):
    assert answer(path, "/", FILES, RULES) == Answer(404, "404.html")


def test_a_site_without_a_page_for_that_says_not_found_all_the_same():
    assert answer("/nope", "/", frozenset()) == Answer(404)


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/about", 308, "/about/"),
        ("/a%20b", 308, "/a%20b/"),
        ("/old/", 301, "/about/"),
        ("/old", 301, "/about/"),
        ("/for-now", 302, "/about/"),
        ("/w*x/", 301, "/star/"),
        ("/blog/2019/tea", 301, "/posts/2019/tea"),
        ("/u/ann/photos", 301, "/about/?who=ann"),
    ],
)
def test_folders_and_redirects_lead_to_where_they_should(path: str, status: int, location: str):
    assert answer(path, "/", FILES, RULES) == Answer(status, location=location)


@pytest.mark.parametrize(
    ("line", "status", "location"),
    [
        ("/was /about/#who 302", 302, "/about/#who"),
        ("/was /about/#who", 301, "/about/#who"),
        ("/was /about/ 302 # for a while", 302, "/about/"),
        ("/was /about/ #302", 301, "/about/"),
    ],
)
def test_a_rule_may_lead_to_a_part_of_a_page_and_end_in_a_remark(line: str, status: int, location: str):
    assert answer("/was", "/", FILES, read_rules(line)) == Answer(status, location=location)


@pytest.mark.parametrize(
    ("location", "query", "whole"),
    [
        ("/about/", "", "/about/"),
        ("/about/", "a=1&b", "/about/?a=1&b"),
        ("/about/#who", "a=1", "/about/?a=1#who"),
        ("/about/?who=ann#x", "a=1", "/about/?who=ann#x"),
    ],
)
def test_what_was_asked_for_goes_along_unless_the_rule_asks_itself(location: str, query: str, whole: str):
    assert with_query(location, query) == whole


def test_what_is_gone_says_so():
    assert answer("/gone/", "/", FILES, RULES) == Answer(410, "404.html")


def test_a_site_in_a_folder_is_served_in_that_folder():
    assert answer("/", "/blog/", FILES) == Answer(308, location="/blog/")
    assert answer("/blog", "/blog/", FILES) == Answer(308, location="/blog/")
    assert answer("/blog/about/", "/blog/", FILES) == Answer(200, "about/index.html")
    assert answer("/about/", "/blog/", FILES) == Answer(404, "404.html")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("x.avif", "image/avif"),
        ("font.WOFF2", "font/woff2"),
        ("movie.mp4", "video/mp4"),
        ("a.b/none", "application/octet-stream"),
    ],
)
def test_files_have_the_types_that_hosts_give_them(path: str, kind: str):
    assert media_type(path) == kind
