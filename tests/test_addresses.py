"""The ledger of addresses: what was published once is never lost without a decision."""

from __future__ import annotations

import pytest

from sitegen.build import Request, build, rehearse
from sitegen.model.addresses import HEAD, Address, parse_addresses, with_published, write_addresses
from support.blog import SITE_TOML, Blog


def ledger(blog: Blog) -> list[str]:
    return [line for line in (blog.folder / "urls.txt").read_text().splitlines() if not line.startswith("#")]


def public_build(blog: Blog):
    """Build what readers get."""
    return blog.build(as_of="")


def lost(blog: Blog) -> list[str]:
    problems = blog.problems(as_of="")
    assert {problem.rule for problem in problems} <= {"lost-url"}
    return [f"{one.location.line} {one.message}" for one in problems if not one.warning]


@pytest.fixture
def kept(blog: Blog) -> Blog:
    """A blog with a ledger, two posts and a page, built."""
    blog.file("urls.txt", HEAD).write("posts/one.md", tags=["a"]).write("posts/two.md", tags=["a"])
    blog.write("about.md").file("content/menu.pdf", b"1").file("content/pic.png", b"1")
    public_build(blog)
    return blog


def test_all_addresses_are_noted_sorted_and_with_their_files(kept):
    assert ledger(kept) == sorted(ledger(kept))
    assert set(ledger(kept)) == {
        "/",
        "/2024/",
        "/2024/01/",
        "/2024/01/one/ = posts/one.md",
        "/2024/01/two/ = posts/two.md",
        "/about/ = about.md",
        "/archives/",
        "/atom.xml",
        "/feed.json",
        "/feed.xml",
        "/menu.pdf = menu.pdf",
        "/tags/",
        "/tags/a/",
        "/tags/a/feed.xml",
    }
    assert (kept.folder / "urls.txt").read_text().startswith("# Every address")


def with_url(blog: Blog, url: str, more: str = "") -> Blog:
    return blog.file("site.toml", SITE_TOML.replace("https://example.org/", url) + more)


def test_the_first_build_at_an_address_of_its_own_begins_the_ledger_and_says_so_once(blog):
    with_url(blog, "https://counter.blog/").write("posts/one.md")

    assert public_build(blog).begun
    assert "/2024/01/one/ = posts/one.md" in ledger(blog)
    assert not public_build(blog).begun
    assert not public_build(blog.write("posts/two.md")).begun
    assert "/2024/01/two/ = posts/two.md" in ledger(blog)
    assert lost(blog.delete("content/posts/one.md")) == [
        "6 /2024/01/one/ was published, and nothing is there now"
    ]


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "https://www.example.com/blog/", "http://localhost:8000/", "https://a.test/",
     "http://127.0.0.1/", "http://[::1]:80/", "https://x.invalid/"],
)  # fmt: skip
def test_at_an_address_that_nobody_can_own_nothing_is_noted_and_nothing_is_guarded(blog, url):
    public_build(with_url(blog, url).write("posts/one.md"))
    assert not (blog.folder / "urls.txt").exists()
    assert blog.delete("content/posts/one.md").problems(as_of="") == ()


@pytest.mark.parametrize("url", ["https://example.blog/", "https://myexample.org/", "https://a.test.io/"])
def test_an_address_that_looks_like_one_of_nobody_is_somebodys(blog, url):
    assert public_build(with_url(blog, url).write("posts/one.md")).begun


def test_a_site_may_say_that_it_keeps_no_ledger_and_still_begin_one_by_hand(blog):
    with_url(blog, "https://counter.blog/", "[build]\nurls = false\n").write("posts/one.md")
    public_build(blog)
    assert not (blog.folder / "urls.txt").exists()

    public_build(blog.file("urls.txt", HEAD))
    assert "/2024/01/one/ = posts/one.md" in ledger(blog)


def test_a_ledger_that_is_lost_is_begun_anew_with_a_word_for_what_only_it_knew(blog):
    with_url(blog, "https://counter.blog/").write("posts/one.md").write("posts/two.md")
    public_build(blog)
    known = (
        (blog.folder / "urls.txt")
        .read_text()
        .replace("/2024/01/one/ = posts/one.md", "/2024/01/one/ -> /about/")
    )
    public_build(blog.delete("content/posts/one.md").write("about.md").file("urls.txt", known))
    assert "/about/" in blog.page("/2024/01/one/")

    (warning,) = public_build(blog.delete("urls.txt")).problems

    assert warning.message == "it begins anew, and an address that readers had is lost: /2024/01/one/"
    assert (warning.warning, warning.rule) == (True, "lost-url")
    assert public_build(blog).problems == ()


def test_a_ledger_that_cannot_be_written_keeps_no_site_from_being_built(blog):
    with_url(blog, "https://counter.blog/").write("posts/one.md")
    (blog.folder / ".urls.txt.new").mkdir()

    report = public_build(blog)

    (problem,) = report.problems
    assert problem.message == "the new addresses can't be noted: Is a directory"
    assert (problem.warning, report.begun) == (True, False)
    assert "one" in blog.page("/2024/01/one/")


def test_a_rehearsal_begins_no_ledger(blog):
    rehearse(Request(with_url(blog, "https://counter.blog/").write("posts/one.md").folder))
    assert not (blog.folder / "urls.txt").exists()


def test_the_feed_of_comments_is_an_address_too(kept):
    kept.file("content/comments/one/1.md", "---\nauthor: Ana\ndate: 2024-02-01\n---\nYes.\n")
    public_build(kept)
    assert "/comments/feed.xml" in ledger(kept)

    assert kept.write("posts/three.md").problems(as_of="") == ()
    (problem,) = kept.delete("content/comments/one/1.md").problems(as_of="")
    assert (problem.message[:19], problem.warning) == ("/comments/feed.xml ", True)


def test_the_search_is_an_address_too(kept):
    kept.file("templates/search.html", "{{ page.bundle }}").write("posts/three.md")
    public_build(kept)
    assert "/search/" in ledger(kept)
    assert kept.write("posts/four.md").problems(as_of="") == ()


def test_where_the_search_was_readers_are_sent_on_for_good(kept):
    kept.file("templates/search.html", "{{ page.bundle }}").write("posts/three.md")
    public_build(kept)
    assert "/search/" in ledger(kept)

    kept.delete("templates/search.html")
    decided = (kept.folder / "urls.txt").read_text().replace("/search/\n", "/search/ -> /archives/\n")
    kept.file("urls.txt", decided)

    for number in range(2):
        kept.write("posts/three.md", f"Words {number}.")
        assert kept.problems(as_of="") == ()
        assert "/search/ -> /archives/" in ledger(kept)
        assert kept.page("/_redirects") == "/search/ /archives/ 301\n"


@pytest.mark.parametrize(
    "options",
    [{"drafts": True}, {"future": True}, {"as_of": "2028-01-01"}, {"base_url": "https://staging.example/"}, {"preview": True}],
)  # fmt: skip
def test_a_build_that_is_not_for_readers_notes_nothing(kept, options):
    before = (kept.folder / "urls.txt").read_bytes()
    kept.write("posts/new.md").write("posts/draft.md", draft=True).write("posts/later.md", date="2027-06-01")

    kept.build(**{"as_of": "", **options})

    assert (kept.folder / "urls.txt").read_bytes() == before


def test_a_build_elsewhere_notes_nothing(kept, tmp_path):
    before = (kept.folder / "urls.txt").read_bytes()

    kept.write("posts/new.md").build(as_of="", output=tmp_path / "out")

    assert (kept.folder / "urls.txt").read_bytes() == before


def test_a_build_after_one_that_noted_nothing_notes_and_guards_the_same_pages(kept):
    kept.write("posts/new.md").build(as_of="", output=kept.public)

    public_build(kept)

    assert "/2024/01/new/ = posts/new.md" in ledger(kept)

    kept.delete("content/posts/new.md").build(as_of="", output=kept.public)

    assert [message.partition(" ")[2] for message in lost(kept)] == [
        "/2024/01/new/ was published, and nothing is there now"
    ]


def test_a_build_that_fails_notes_nothing(kept):
    before = (kept.folder / "urls.txt").read_bytes()
    kept.write("posts/new.md").write("posts/bad.md", tgas=1)

    assert kept.problems(as_of="")
    assert (kept.folder / "urls.txt").read_bytes() == before


def test_while_a_text_has_a_mistake_no_address_is_called_lost(kept):
    """Its files, its tags' and months' lists, and what leads to it or by its `redirect_from`, are as it will have them."""
    kept.write("posts/big/index.md", date="2023-05-01", tags=["b"], redirect_from=["/large/"])
    kept.file("content/posts/big/plan.txt", "x")
    public_build(kept)
    with (kept.folder / "urls.txt").open("a") as ledger_file:
        ledger_file.write("/huge/ -> /2023/05/big/\n")
    public_build(kept)

    kept.write("posts/big/index.md", date="2023-05-01", tgas=["b"], redirect_from=["/large/"])

    assert [problem.rule for problem in kept.problems(as_of="")] == ["unknown-key"]


@pytest.mark.parametrize(
    ("name", "rule"), [("content", "missing-content"), ("content/posts/one.md", "unreadable")]
)
def test_while_files_can_not_be_read_no_address_is_called_lost(kept, tmp_path, name, rule):
    (kept.folder / name).rename(tmp_path / "elsewhere")
    if rule == "unreadable":
        (kept.folder / name).symlink_to("nowhere")

    assert [problem.rule for problem in kept.problems(as_of="")] == [rule]


def test_a_lost_text_keeps_the_site_from_being_published(kept):
    kept.delete("content/about.md")

    assert lost(kept) == ["8 /about/ was published, and nothing is there now"]
    (problem,) = [one for one in kept.problems(as_of="") if not one.warning]
    assert problem.hint == (
        "if nobody has seen it yet, sitegen urls forget /about/; "
        "else sitegen urls redirect /about/ /NEW/, or gone /about/"
    )
    assert problem.offending == "/about/ = about.md"
    assert "/about/" in {f"/{path.removesuffix('index.html')}" for path in kept.published()}


def test_a_new_text_with_a_name_like_the_lost_one_is_suggested(kept):
    kept.delete("content/about.md").write("about-us.md")

    (problem,) = [one for one in kept.problems(as_of="") if not one.warning]

    assert "; else sitegen urls redirect /about/ /about-us/, " in problem.hint


@pytest.mark.parametrize(
    ("old", "new", "url"),
    [
        ("posts/2023-05-06-shop.md", "posts/2023-05-06-what-good-service-is.md", "/2023/05/what-good-service-is/"),
        ("posts/2023-05-06-shop.md", "posts/2023-05-06-what-it-is/index.md", "/2023/05/what-it-is/"),
        ("posts/2023-05-06-shop.md", "posts/2024-11-12-shop.md", "/2024/11/shop/"),
        ("team.md", "resources/people/team.md", "/resources/people/team/"),
    ],
)  # fmt: skip
def test_where_a_renamed_text_is_now_is_filled_in(kept, old, new, url):
    public_build(kept.write(old, date=None))
    kept.delete(f"content/{old}").write(new, date=None).write("posts/2020-01-01-other.md", date=None)

    (problem,) = [one for one in kept.problems(as_of="") if not one.warning]

    assert f" {url}, or gone " in problem.hint


def hints(blog: Blog) -> list[str]:
    return [one.hint for one in blog.problems(as_of="") if not one.warning]


def test_the_older_addresses_of_a_moved_text_lead_to_the_one_that_it_still_has(kept):
    public_build(kept.write("posts/one.md", slug="first", tags=["a"]))
    kept.delete("content/posts/one.md").write("posts/uno.md", slug="first", tags=["a"])

    assert hints(kept) == [
        "if nobody has seen it yet, sitegen urls forget /2024/01/one/; "
        "else sitegen urls redirect /2024/01/one/ /2024/01/first/, or gone /2024/01/one/"
    ]


def test_all_addresses_of_a_moved_text_are_redirected_by_one_command(kept):
    public_build(kept.write("posts/2023-05-06-shop.md", date=None))
    public_build(kept.write("posts/2023-05-06-shop.md", date=None, slug="zebra"))
    kept.delete("content/posts/2023-05-06-shop.md").write("posts/2023-05-06-service.md", date=None)

    command = "sitegen urls redirect /2023/05/shop/ /2023/05/zebra/ /2023/05/service/, or gone"
    assert [hint.partition("else ")[2].rpartition(" ")[0] for hint in hints(kept)] == [command, command]


def test_what_was_redirected_to_a_moved_text_is_redirected_with_it(kept):
    kept.delete("content/about.md").write("about-us.md")
    kept.file("urls.txt", "/about/ -> /about-us/\n/about-us/ = about-us.md\n")
    public_build(kept)
    kept.delete("content/about-us.md").write("team/about-us.md")

    assert ["redirect /about-us/ /about/ /team/about-us/, " in hint for hint in hints(kept)] == [True, True]


def test_a_text_that_gets_a_name_back_that_was_redirected_is_suggested(kept):
    kept.delete("content/about.md").write("about-us.md")
    kept.file("urls.txt", "/about/ -> /about-us/\n/about-us/ = about-us.md\n")
    public_build(kept)
    kept.delete("content/about-us.md").write("about.md")

    assert ["redirect /about-us/ /about/, " in hint for hint in hints(kept)] == [True]


def test_of_two_new_texts_of_the_day_neither_is_suggested(kept):
    public_build(kept.write("posts/2023-05-06-shop.md", date=None))
    kept.delete("content/posts/2023-05-06-shop.md")
    kept.write("posts/2023-05-06-what-good-service-is.md", date=None)
    kept.write("posts/2023-05-06-when-the-answer-is-no.md", date=None)

    (problem,) = [one for one in kept.problems(as_of="") if not one.warning]

    assert "/NEW/" in problem.hint


def test_a_text_that_becomes_a_draft_is_lost_and_one_that_expires_is_not(kept):
    kept.write("posts/one.md", draft=True).write("about.md", expires="2025-01-01")

    assert lost(kept) == ["6 /2024/01/one/ was published, and content/posts/one.md is a draft now"]


def test_a_changed_slug_gets_its_redirect_by_itself(kept):
    kept.write("posts/one.md", slug="first", tags=["a"])
    public_build(kept)

    assert "/2024/01/first/" in kept.page("/2024/01/one/")
    assert kept.page("/_redirects") == "/2024/01/one/ /2024/01/first/ 301\n"
    assert {"/2024/01/one/ = posts/one.md", "/2024/01/first/ = posts/one.md"} <= set(ledger(kept))
    assert "/2024/01/one/" not in kept.page("/sitemap.xml")

    kept.write("posts/one.md", slug="uno", tags=["a"])
    public_build(kept)
    assert kept.page("/_redirects") == "/2024/01/first/ /2024/01/uno/ 301\n/2024/01/one/ /2024/01/uno/ 301\n"

    kept.write("posts/one.md", tags=["a"])
    public_build(kept)
    assert "<article>" in kept.page("/2024/01/one/") or "one" in kept.page("/2024/01/one/")
    assert kept.page("/_redirects").splitlines() == [
        "/2024/01/first/ /2024/01/one/ 301",
        "/2024/01/uno/ /2024/01/one/ 301",
    ]


def test_other_permalinks_for_all_posts_redirect_all_of_them(kept):
    kept.configure('[permalinks]\npost = "/blog/{slug}/"')
    public_build(kept)

    assert kept.page("/_redirects").splitlines() == [
        "/2024/01/one/ /blog/one/ 301",
        "/2024/01/two/ /blog/two/ 301",
    ]


def test_redirects_hold_in_previews_too(kept):
    kept.write("posts/one.md", slug="first", tags=["a"]).build()

    assert "/2024/01/first/" in kept.page("/2024/01/one/")


def test_a_decision_makes_it_good(kept):
    kept.delete("content/about.md").delete("content/menu.pdf").write("posts/one.md", slug="first", tags=["a"])
    text = (kept.folder / "urls.txt").read_text()
    text = text.replace("/about/ = about.md", "/about/ -> /2024/01/one/").replace(
        "/menu.pdf = menu.pdf", "/menu.pdf gone"
    )
    kept.file("urls.txt", text)
    public_build(kept)

    assert kept.page("/_redirects").splitlines() == [
        "/2024/01/one/ /2024/01/first/ 301",
        "/about/ /2024/01/first/ 301",
        "/menu.pdf /404.html 410",
    ]
    assert "/2024/01/first/" in kept.page("/about/")
    assert "/about/ -> /2024/01/one/" in ledger(kept)

    kept.write("about.md")
    public_build(kept)
    assert "/about/ = about.md" in ledger(kept)
    assert "/about/ " not in kept.page("/_redirects")


def test_a_decision_that_leads_nowhere_or_in_a_circle_is_a_problem(kept):
    kept.delete("content/about.md").delete("content/menu.pdf")
    kept.file(
        "urls.txt",
        "/about/ -> /nowhere/\n/a/ -> /b/\n/b/ -> /a/\n/x/ -> https://elsewhere.example/x\n/menu.pdf gone\n",
    )

    assert lost(kept) == [
        "1 /about/ is to lead to /nowhere/, and nothing is there",
        "2 /a/ is to lead to /b/, and nothing is there",
        "3 /b/ is to lead to /a/, and nothing is there",
    ]


def test_a_list_that_is_gone_is_a_warning(kept):
    kept.write("posts/one.md").write("posts/two.md")

    report = public_build(kept)

    assert [(one.rule, one.warning) for one in report.problems] == [("lost-url", True)] * 3
    assert "/tags/a/ was published" in report.problems[1].message


def test_a_list_that_is_gone_is_told_at_its_line_also_when_new_addresses_have_moved_it(kept):
    kept.write("posts/one.md").write("posts/two.md").write("aardvark.md")
    public_build(kept)

    for _number in range(2):  # the second has nothing to do but to tell
        for problem in kept.problems(as_of=""):
            lines = (kept.folder / "urls.txt").read_text().splitlines()
            assert lines[problem.location.line - 1] == problem.offending


def test_redirects_of_front_matter_come_first(kept):
    kept.delete("content/about.md").write("who.md", redirect_from=["/about/"])

    public_build(kept)

    assert kept.page("/_redirects") == "/about/ /who/ 301\n"


def test_a_site_in_a_folder_keeps_addresses_from_its_root(kept):
    kept.file("site.toml", (kept.folder / "site.toml").read_text().replace(".org/", ".org/blog/"))
    kept.write("posts/one.md", slug="first", tags=["a"])
    public_build(kept)

    assert "/about/ = about.md" in ledger(kept)
    assert kept.page("/_redirects") == "/blog/2024/01/one/ /blog/2024/01/first/ 301\n"


def test_what_is_noted_needs_no_further_build(kept):
    assert public_build(kept).structure is None  # nothing was looked into

    kept.write("posts/three.md")
    first, second = public_build(kept), public_build(kept)

    assert "2024/01/three/index.html" in first.rendered
    assert second.structure is None


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "//host.example/", "mailto:ann@example.org", "https:///a"]
)
def test_what_leads_to_no_page_is_a_mistake(kept, to):
    kept.file("urls.txt", f"/old/ -> {to}\n")

    (problem,) = kept.problems(as_of="")

    assert (problem.location.line, problem.message) == (1, f"{to!r} leads to no page")


def test_incremental_builds_equal_clean_ones_through_moves_and_decisions(kept, tmp_path):
    steps = [
        lambda: kept.write("posts/one.md", slug="first", tags=["a"]),
        lambda: kept.write("posts/three.md"),
        lambda: kept.write("posts/one.md", "Other words.", slug="first", tags=["a"]),
        lambda: kept.delete("content/about.md").file(
            "urls.txt",
            (kept.folder / "urls.txt").read_text().replace("/about/ = about.md", "/about/ -> /archives/"),
        ),
        lambda: kept.write("about.md"),
        lambda: kept.write("posts/one.md", tags=["a"]),
    ]
    for number, step in enumerate(steps):
        step()
        public_build(kept)
        clean = tmp_path / f"clean-{number}"
        kept.build(as_of="", output=clean)
        files = {path.relative_to(clean): path.read_bytes() for path in clean.rglob("*") if path.is_file()}
        assert files == {
            path.relative_to(kept.public): path.read_bytes()
            for path in kept.public.rglob("*")
            if path.is_file()
        }


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("about/\n", ["1:1"]),
        ("/a/\n  what is this\n", ["2:3"]),
        ("<<<<<<< HEAD\n/a/\n=======\n/b/\n>>>>>>> main\n", ["1:1", "3:1", "5:1"]),
        ("/a/ -> /b/\n/a/ gone\n", ["2:1"]),
        ("/a/\n/?p=12 -> /a/\n/a/#part gone\n/c/ -> /a/#part\n", ["2:1", "3:1"]),
        ("/a/ = x.md\n/a/ -> /b/\n/a/\n# /c\n\n", []),
    ],
)
def test_lines_that_are_no_addresses_are_placed(text, places):
    problems = parse_addresses(text)[1]

    assert [f"{one.location.line}:{one.location.column}" for one in problems] == places


def test_a_ledger_is_written_as_it_is_read():
    text = HEAD + "/a b = x\n/a/ -> /b/\n/c/ gone\n/d/ = posts/a b.md\n/e/\n"
    text = text.replace("/a b = x\n", "")
    ledger_, problems = parse_addresses(text)

    assert problems == ()
    assert write_addresses(ledger_.known.values()) == text
    assert write_addresses(reversed([*ledger_.known.values()])) == text
    assert with_published(ledger_, {"/e/": "e.md"}).known["/e/"] == Address("/e/", "e.md")


def test_a_mistake_in_the_ledger_stops_the_build(kept):
    kept.file("urls.txt", "nonsense\n")

    (problem,) = kept.problems()

    assert str(problem.location) == "urls.txt:1:1"
    assert problem.offending == "nonsense"


def test_a_list_that_has_another_address_is_found_by_its_name(kept):
    kept.write("posts/one.md", tags=["Kaffee"])
    public_build(kept)
    kept.file("site.toml", SITE_TOML + '\n[permalinks]\ntag = "/themen/{tag}/"\n')

    hints = [one.hint for one in public_build(kept).problems if "kaffee" in one.message]

    assert sorted(hints) == [
        'sitegen urls redirect "/tags/*" "/themen/*", or gone /tags/kaffee/',
        'sitegen urls redirect "/tags/*" "/themen/*", or gone /tags/kaffee/feed.xml',
    ]
    assert [one.hint for one in public_build(kept).problems if "kaffee" in one.message] == hints


def test_one_list_that_has_another_address_is_redirected_alone(kept):
    kept.write("posts/one.md", series="Hats").write("posts/two.md", series="Hats")
    public_build(kept)
    kept.file("site.toml", SITE_TOML + '\n[permalinks]\nseries = "/reihen/{series}/"\n')

    (hint,) = [one.hint for one in public_build(kept).problems if "hats" in one.message]

    assert hint == "sitegen urls redirect /series/hats/ /reihen/hats/, or gone /series/hats/"


def guides(blog: Blog, folder: str) -> None:
    """Write a folder of three pages."""
    for name in ("index", "wording", "phone/answering"):
        blog.write(f"{folder}/{name}.md", title=name)


def test_a_folder_that_has_another_name_is_redirected_by_one_command(kept):
    guides(kept, "guides")
    public_build(kept)
    (kept.folder / "content/guides").rename(kept.folder / "content/help")

    problems = kept.problems(as_of="")

    assert {one.hint.partition("; else ")[2].partition(",")[0] for one in problems} == {
        'sitegen urls redirect "/guides/*" "/help/*"'
    }
    assert len(problems) == 3


def test_a_folder_that_is_still_there_has_not_moved(kept):
    guides(kept, "guides")
    kept.write("guides/here.md")
    public_build(kept)
    kept.delete("content/guides/wording.md").delete("content/guides/phone/answering.md")
    kept.write("help/wording.md").write("help/phone/answering.md")

    hints = [one.hint for one in kept.problems(as_of="")]

    assert len(hints) == 2
    assert not any("*" in hint for hint in hints)


def test_where_a_folder_has_gone_is_not_guessed_of_two_that_have_as_much_of_it(kept):
    guides(kept, "guides")
    public_build(kept)
    (kept.folder / "content/guides").rename(kept.folder / "content/help")
    guides(kept, "hilfe")

    assert not any("*" in one.hint for one in kept.problems(as_of=""))


def test_a_year_that_is_lost_has_not_become_another(kept):
    kept.file("urls.txt", "/2016/09/\n/2016/10/\n")
    kept.write("posts/new.md", date="2025-09-03").write("posts/newer.md", date="2025-10-03")

    hints = [one.hint for one in public_build(kept).problems if "/2016/" in one.message]

    assert len(hints) == 2
    assert not any("*" in hint for hint in hints)


def test_what_led_to_a_list_that_has_another_address_leads_to_that(kept):
    kept.write("posts/one.md", tags=["Kaffee"]).file("urls.txt", "/tags/coffee/ -> /tags/kaffee/\n")
    public_build(kept)
    kept.file("site.toml", SITE_TOML + '\n[permalinks]\ntag = "/themen/{tag}/"\n')

    (problem,) = [one for one in kept.problems(as_of="") if "coffee" in one.message]

    assert "sitegen urls redirect /tags/coffee/ /themen/kaffee/, or gone" in problem.hint


def test_a_month_that_is_lost_is_not_that_month_of_another_year(kept):
    kept.write("posts/one.md", date="2016-09-03").write("posts/two.md", date="2020-01-01")
    public_build(kept)
    kept.delete("content/posts/one.md").write("posts/new.md", date="2025-09-01")

    (hint,) = [one.hint for one in kept.problems(as_of="") if "/2016/09/ " in one.message]

    assert "/2025/09/" not in hint


def test_a_text_whose_address_has_other_capitals_now_needs_no_decision(kept):
    """No page can stand beside it that sends readers on; hosts that read `_redirects` do."""
    kept.write("about.md", slug="About")
    public_build(kept)

    kept.write("about.md", slug="about")

    assert kept.problems(as_of="") == ()
    assert "/About/ /about/ 301" in kept.page("/_redirects").splitlines()
    assert not (kept.public / "About").exists()


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("/../x/ -> /archives/", "unsafe-path"),
        ("/menu.pdf/x/ -> /archives/", "same-path"),
        ("/%C3%BC/ -> /archives/\n/ü/ -> /tags/", "same-path"),
    ],
)
def test_a_redirect_that_can_not_be_is_told_at_its_line(kept, lines, rule):
    before = (kept.folder / "urls.txt").read_text()
    kept.file("urls.txt", f"{before}{lines}\n")

    (problem,) = kept.problems(as_of="")

    assert (problem.location.path, problem.rule) == ("urls.txt", rule)
    assert problem.location.line == before.count("\n") + 1
    assert problem.hint == "take the line out, or write another address"


def built_while(blog: Blog, more: str) -> None:
    """Build what readers get, and add *more* to the ledger just before that is public."""
    file = blog.folder / "urls.txt"

    def decide(stage: str, *_counts: int) -> None:
        if stage == "switch":
            file.write_text(file.read_text() + more)

    build(Request(blog.folder), progress=decide)


def test_what_is_decided_while_a_build_runs_stays(kept):
    kept.write("posts/three.md")

    built_while(kept, "/old/ -> /about/\n")

    assert {"/old/ -> /about/", "/2024/01/three/ = posts/three.md"} <= {*ledger(kept)}
    public_build(kept)
    assert "/about/" in kept.page("/old/")


def test_a_mistake_that_comes_into_the_ledger_while_a_build_runs_is_told_by_the_next(kept):
    kept.write("posts/three.md")

    built_while(kept, "nowhere\n")

    assert ledger(kept)[-1] == "nowhere"
    assert [problem.rule for problem in kept.problems(as_of="")] == ["syntax"]
    kept.file("urls.txt", (kept.folder / "urls.txt").read_text().replace("nowhere\n", ""))
    public_build(kept)
    assert "/2024/01/three/ = posts/three.md" in ledger(kept)


def test_of_very_many_lost_addresses_only_so_many_are_compared_with_new_ones(kept, monkeypatch):
    monkeypatch.setattr("sitegen.plan.moved.COMPARED", 4)
    with (kept.folder / "urls.txt").open("a") as file:
        file.writelines(f"/2023/0{month}/ways/ = posts/ways-{month}.md\n" for month in range(1, 7))
    kept.write("posts/pays.md", date="2022-01-01").write("posts/plays.md", date="2022-01-01")

    hints = [problem.hint for problem in kept.problems(as_of="") if not problem.warning]

    assert len(hints) == 6
    assert ["/NEW/" in hint for hint in hints] == [False] * 2 + [True] * 4


def renamed(blog: Blog) -> list[str]:
    """Build what readers get, and return which posts feeds are said to show as new ones, by their old GUIDs."""
    problems = [problem for problem in public_build(blog).problems if problem.rule == "feed-name"]
    assert all(problem.warning for problem in problems)
    return [f"{problem.location.path} {problem.message.rpartition(' ')[2]}" for problem in problems]


def test_a_renamed_post_that_keeps_its_slug_is_told_to_be_new_to_feeds(kept):
    public_build(kept.write("posts/2024-03-01-plan.md", slug="keep"))
    kept.delete("content/posts/2024-03-01-plan.md").write("posts/2024-03-01-plans.md", slug="keep")

    assert renamed(kept) == ["content/posts/2024-03-01-plans.md https://example.org/2024/03/plan/"]
    kept.write("posts/2024-03-01-plans.md", slug="keep", id="https://example.org/2024/03/plan/")
    assert renamed(kept) == []


def test_a_renamed_post_that_sends_readers_of_its_old_address_on_is_told_to_be_new_to_feeds(kept):
    kept.delete("content/posts/one.md").write("posts/first.md", redirect_from=["/2024/01/one/"])

    assert renamed(kept) == ["content/posts/first.md https://example.org/2024/01/one/"]
    assert renamed(kept.write("posts/two.md", "Other words.")) == []  # it was shown anew: nothing helps


def test_a_post_that_takes_the_old_address_of_one_that_is_still_there_is_not_told_to_be_new_to_feeds(kept):
    kept.write("posts/one.md", slug="uno").write("posts/other.md", redirect_from=["/2024/01/one/"])

    assert renamed(kept) == []


def test_another_date_of_a_post_whose_file_has_none_is_told_to_make_it_new_to_feeds(kept):
    assert renamed(kept.write("posts/one.md", date="2024-05-01")) == [
        "content/posts/one.md https://example.org/2024/01/one/"
    ]


def test_a_post_that_moves_and_keeps_its_name_is_not_new_to_feeds(kept):
    public_build(kept.write("posts/2024-03-01-plan.md"))

    assert renamed(kept.write("posts/2024-03-01-plan.md", slug="plans", date="2024-06-01")) == []

    kept.delete("content/posts/2024-03-01-plan.md")
    kept.write(
        "posts/2024-03-01-plan/index.md", slug="plans", redirect_from=["/2024/01/plan/", "/2024/06/plans/"]
    )
    assert renamed(kept) == []
    kept.configure('[permalinks]\npost = "/blog/{slug}/"')
    assert renamed(kept.write("posts/new.md", redirect_from=["/about-us/"])) == []


def test_that_a_post_is_new_to_feeds_is_told_once_also_by_a_build_with_nothing_to_do(kept):
    kept.write("posts/one.md", date="2024-05-01")

    assert [len(renamed(kept)) for _build in range(3)] == [1, 0, 0]


def test_where_there_are_no_feeds_no_post_is_new_to_them(kept):
    kept.configure("[feeds]\nformats = []\ntags = false")

    assert renamed(kept.write("posts/one.md", date="2024-05-01")) == []


def test_an_old_path_that_begins_with_the_folder_of_the_site_is_told(blog):
    blog.file("site.toml", SITE_TOML.replace("https://example.org/", "https://example.org/shop/"))
    blog.write("about.md", redirect_from=["/shop/old/", "/shopping/"])

    (said,) = blog.build().problems

    assert said.warning
    assert str(said.location).startswith("content/about.md:")
    assert said.message.startswith("redirect_from: /shop/old/ is /shop/shop/old/ to browsers")
    assert said.hint == "write /old/, if that is what it was"
