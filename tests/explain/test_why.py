"""What a URL or a file of a site is about."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build import Request
from sitegen.explain.why import FileFacts, Former, OutputFacts, Unknown, why
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Why
from support.blog import Blog


@pytest.fixture
def ask(blog: Blog):
    return lambda named, **options: why(Request(blog.folder, **{"as_of": "2026-01-01", **options}), named)


def everything_in(folder: Path) -> dict[str, tuple[object, ...]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ino, path.is_file() and hashlib.md5(path.read_bytes()).digest())
        for path in (folder, *folder.rglob("*"))
    }  # fmt: skip


# ---- URLs


@pytest.mark.parametrize(
    "named",
    ["/about/", "/about", "about/", "about/index.html", "/about/index.html", "https://example.org/about/", "/about/?a=1#b",
     "http://localhost:8000/about/", "http://127.0.0.1:8001/about/#b", "http://[::1]:8000/about/"],
)  # fmt: skip
def test_a_page_is_found_by_every_form_of_its_url(blog, ask, named):
    blog.write("about.md").build()

    facts = ask(named)

    assert (facts.path, facts.url) == ("about/index.html", "/about/")
    assert (facts.source, facts.renderer, facts.template) == ("content/about.md", "html", "page.html")


def test_a_site_in_a_folder_answers_to_urls_with_and_without_it(blog, ask):
    site = blog.folder / "site.toml"
    site.write_text(site.read_text().replace("example.org/", "example.org/blog/"))
    blog.write("about.md")

    assert ask("/blog/about/").path == ask("/about/").path == "about/index.html"
    assert ask("https://example.org/blog/about/").path == "about/index.html"


def test_a_url_of_another_site_is_unknown(blog, ask):
    blog.write("about.md")

    assert isinstance(ask("https://example.com/about/"), Unknown)


def test_a_quoted_url_is_found(blog, ask):
    blog.write("été.md", slug="été")

    assert ask("/%C3%A9t%C3%A9/").source == ask("/été/").source == "content/été.md"


def test_a_page_tells_what_it_asked_and_why_it_was_made_the_last_time(blog, ask):
    blog.write("posts/one.md").write("posts/two.md", date="2024-02-02").build()
    assert ask("/2024/01/one/").cause == Cause(Why.NEW)

    blog.write("posts/two.md", title="Second", date="2024-02-02").build()
    blog.write("about.md").build()
    facts = ask("/2024/01/one/")

    assert facts.cause == Cause(Why.ANSWER, (Question("link", ("posts/two.md",)),))
    assert facts.asked[0] == Question("text", ("posts/one.md",))
    assert Question("template", ("post.html",)) in facts.asked


def test_before_the_first_build_everything_is_known_but_what_was_asked(blog, ask):
    blog.write("posts/one.md")

    facts = ask("/2024/01/one/")

    assert isinstance(facts, OutputFacts)
    assert (facts.source, facts.asked, facts.cause) == ("content/posts/one.md", (), None)
    assert ask("/feed.xml").source == "the RSS feed"


def test_the_url_that_a_post_will_have_leads_to_the_rule_that_keeps_it_off(blog, ask):
    blog.write("posts/one.md", date="2026-12-01 08:00")

    facts = ask("/2026/12/one/")

    assert isinstance(facts, FileFacts)
    assert facts.rules[0].name == "scheduled"


# ---- files


@pytest.mark.parametrize(
    "named",
    ["content/posts/one.md", "posts/one.md", "./content/posts/one.md", "content/drafts/../posts//one.md"],
)
def test_a_post_is_found_by_its_file(blog, ask, named):
    blog.write("posts/one.md")

    assert ask(named) == FileFacts("content/posts/one.md", "a post", ("/2024/01/one/",))


def test_a_file_is_found_from_where_the_writer_is(blog, ask, monkeypatch):
    blog.write("posts/one.md").build()
    monkeypatch.chdir(blog.folder / "content" / "posts")
    assert ask("one.md").file == "content/posts/one.md"
    assert ask(str(blog.folder / "content" / "posts" / "one.md")).file == "content/posts/one.md"

    monkeypatch.chdir(blog.public / "2024")
    assert ask("01/one/index.html").url == "/2024/01/one/"


def test_a_post_tells_who_shows_it(blog, ask):
    blog.write("posts/one.md", tags=["a"]).write("posts/two.md", date="2024-02-02").build()

    uses = {use.what: use.paths for use in ask("posts/one.md").uses}

    assert {"/2024/01/one/", "/feed.xml"} <= {*uses["its text"]}
    assert {"/", "/tags/a/", "/2024/01/"} <= {*uses["what lists show of it"]}
    assert "/2024/02/two/" in uses["what links show of it"]


def test_a_template_tells_which_pages_it_makes(blog, ask):
    blog.write("about.md").write("posts/one.md").build()

    facts = ask("page.html")

    assert (facts.file, facts.what) == ("themes/plain/templates/page.html", "a template")
    assert facts.uses[0].paths == ("/about/",)
    assert ask("templates/page.html") == ask("themes/plain/templates/page.html") == facts


def test_a_page_comes_before_a_template_of_its_name(blog, ask):
    blog.build()

    assert isinstance(ask("404.html"), OutputFacts)
    assert ask("templates/404.html").what == "a template"


def test_an_asset_tells_what_it_becomes(blog, ask):
    blog.file("assets/more.css", "p {}").build()

    urls = ("/assets/more.2a228d7e00.css", "/assets/more.css")
    assert ask("assets/more.css") == FileFacts("assets/more.css", "a file of the theme", urls)


def test_a_bundles_file_goes_where_its_post_goes(blog, ask):
    blog.write("posts/one/index.md").file("content/posts/one/car.jpg", b"1")

    assert ask("posts/one/car.jpg").becomes == ("/2024/01/one/car.jpg",)
    assert ask("content/posts/one/").file == "content/posts/one/index.md"

    blog.write("posts/one/index.md", draft=True)
    facts = ask("posts/one/car.jpg")
    assert [rule.name for rule in facts.rules] == ["bundle", "draft"]
    assert "content/posts/one/index.md" in facts.rules[0].words


def test_settings_shape_everything(blog, ask):
    assert ask("site.toml").what.startswith("settings")


def test_the_ledger_of_addresses_becomes_the_pages_that_send_readers_on(blog, ask):
    blog.file("urls.txt", "/old/ -> /about/\n/who/ -> /about/\n/old.pdf gone\n").write("about.md").build()

    facts = ask("urls.txt")

    assert (facts.what, facts.becomes) == ("the addresses that were published", ("/old/", "/who/"))


# ---- what is not on the site


def test_a_draft_a_scheduled_and_an_expired_post_name_their_rules_and_when_they_end(blog, ask):
    site = blog.folder / "site.toml"
    site.write_text(site.read_text().replace("[site]", '[site]\ntimezone = "Europe/Paris"'))
    blog.write("posts/draft.md", draft=True).write("posts/soon.md", date="2026-12-01 08:00")
    blog.write("posts/old.md", expires="2025-07-01").write("posts/both.md", draft=True, date="2027-01-01")

    def rules(name: str, **options: object) -> dict[str, object]:
        return {rule.name: rule for rule in ask(f"posts/{name}.md", **options).rules}

    assert rules("draft").keys() == {"draft"}
    until = rules("soon")["scheduled"].until
    assert (str(until), until.astimezone(UTC)) == (
        "2026-12-01 08:00:00+01:00",
        datetime(2026, 12, 1, 7, tzinfo=UTC),
    )
    assert str(rules("old")["expired"].since) == "2025-07-01 00:00:00+02:00"
    assert rules("both").keys() == {"draft", "scheduled"}
    assert rules("draft", drafts=True) == rules("soon", future=True) == {}
    assert rules("soon", as_of="2026-12-01 08:00") == {}


def test_a_refused_post_shows_what_is_wrong_with_it(blog, ask):
    blog.write("posts/one.md", drfat=True).write("posts/two.md", tgas=True)

    facts = ask("posts/one.md")

    assert [rule.name for rule in facts.rules] == ["refused"]
    assert [problem.rule for problem in facts.problems] == ["unknown-key"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("posts/.hidden.md", "its name begins with a dot"),
        ("posts/one.md~", "leaves behind"),
        ("posts/_notes.md", "[build] ignore has '*/_*'"),
        (".git/HEAD", "content/.git/ is left alone: its name begins with a dot"),
    ],
)
def test_a_file_that_is_left_alone_names_the_rule(blog, ask, path, said):
    blog.configure('[build]\nignore = ["*/_*"]').file(f"content/{path}", "---\ntitle: A\n---\n")

    facts = ask(f"content/{path}")

    assert [rule.name for rule in facts.rules] == ["ignored"]
    assert said in facts.rules[0].words


def test_a_link_out_of_the_site_says_so(blog, ask, tmp_path):
    (tmp_path / "outside.txt").write_text("mine")
    (blog.folder / "content" / "a.txt").symlink_to(tmp_path / "outside.txt")

    facts = ask("content/a.txt")

    assert facts.rules[0].name == "refused"
    assert facts.problems[0].rule == "outside-site"


@pytest.mark.parametrize("named", ["one", "2024-01-01-one", "2024-01-01-one.md"])
def test_a_text_is_found_by_its_slug_too(blog, ask, named):
    blog.write("posts/2024-01-01-one.md")

    assert ask(named).file == "content/posts/2024-01-01-one.md"


ADDRESSES = """\
/caf%C3%A9/ gone
/feeds/old.xml -> /feeds/older.xml
/feeds/older.xml -> /feed.xml
/lost/ = lost.md
/old/ -> /about/
"""


@pytest.mark.parametrize(
    ("named", "facts"),
    [
        ("/café/", Former("/caf%C3%A9/", "", gone=True, key="", line=1)),
        ("https://example.org/caf%C3%A9", Former("/caf%C3%A9/", "", gone=True, key="", line=1)),
        ("http://localhost:8000/café/", Former("/caf%C3%A9/", "", gone=True, key="", line=1)),
        ("feeds/old.xml", Former("/feeds/old.xml", "/feed.xml", gone=False, key="", line=2)),
        ("/lost/", Former("/lost/", "", gone=False, key="lost.md", line=4)),
        ("https://elsewhere.example/caf%C3%A9/", Unknown(())),
    ],
)
def test_of_a_former_address_it_is_said_what_became_of_it(blog, ask, named, facts):
    blog.write("about.md").file("urls.txt", ADDRESSES)

    assert ask(named) == facts


def test_of_a_page_that_sends_readers_on_it_is_said_where(blog, ask):
    blog.write("about.md", redirect_from=["/older/"]).file("urls.txt", ADDRESSES)

    assert (ask("/old/").leads_to, ask("/older/").leads_to, ask("/about/").leads_to) == (
        "/about/",
        "/about/",
        "",
    )


def test_what_is_unknown_has_close_names(blog, ask):
    blog.write("about.md").write("posts/one-thing.md")

    assert ask("/abuot/") == Unknown(("/about/",))
    assert ask("posts/one-thin.md") == Unknown(("content/posts/one-thing.md",))
    assert ask("qqqqqq") == Unknown(())


# ---- it only looks


def test_nothing_is_changed_by_asking(blog, ask):
    blog.write("posts/one.md").build()
    blog.write("posts/one.md", "Other words.").write("posts/two.md")
    before = everything_in(blog.folder)

    assert ask("/2024/01/one/").cause == Cause(Why.NEW)
    assert ask("posts/two.md").becomes == ("/2024/01/two/",)

    assert everything_in(blog.folder) == before


def test_where_nothing_was_built_nothing_is_made(blog, ask):
    before = everything_in(blog.folder)

    ask("/")

    assert everything_in(blog.folder) == before


@pytest.mark.parametrize("damage", [b"", b"no store at all", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_damaged_memory_is_no_memory(blog, ask, damage):
    blog.write("about.md").build()
    (blog.folder / ".sitegen" / "memory.db").write_bytes(damage)

    assert ask("/about/").cause is None
    assert (blog.folder / ".sitegen" / "memory.db").read_bytes() == damage


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_memory_that_can_not_be_read_is_no_memory(blog, ask):
    blog.write("about.md").build()
    (blog.folder / ".sitegen" / "memory.db").chmod(0)

    assert ask("/about/").cause is None
