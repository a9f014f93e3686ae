"""`sitegen urls`: decisions about addresses."""

import re

import pytest

from sitegen.model.addresses import HEAD, parse_addresses, write_addresses


@pytest.fixture
def urls(blog, run):
    return lambda *words: run("urls", words[0], *words[1:], "--site", blog.folder)


def lines(blog):
    return [line for line in (blog.folder / "urls.txt").read_text().splitlines() if not line.startswith("#")]


def test_a_ledger_is_begun_once(blog, urls):
    assert urls("start").exit_code == 0
    assert lines(blog) == []
    blog.write("about.md").build(as_of="")
    assert "/about/ = about.md" in lines(blog)

    assert urls("start").stdout == f"urls.txt is there already: {len(lines(blog))} addresses in it.\n"
    assert "/about/ = about.md" in lines(blog)


def test_decisions_are_noted(blog, urls):
    urls("start")

    assert urls("redirect", "/old/", "/new/").stdout == "urls.txt: /old/ -> /new/\n"
    assert urls("redirect", "/b c/", "https://x.example/").exit_code == 0
    assert urls("gone", "/a/").stdout == "urls.txt: /a/ gone\n"
    assert lines(blog) == ["/a/ gone", "/b%20c/ -> https://x.example/", "/old/ -> /new/"]

    assert urls("forget", "/a/").stdout == "/a/ is forgotten.\n"
    assert urls("forget", "/a/").exit_code == 2
    assert urls("gone", "a").exit_code == 2
    assert lines(blog) == ["/b%20c/ -> https://x.example/", "/old/ -> /new/"]


def test_several_addresses_are_redirected_at_once(blog, urls):
    urls("start")

    result = urls("redirect", "/a/", "/b/", "/new/")

    assert (result.exit_code, result.stdout) == (0, "urls.txt: /a/ -> /new/\nurls.txt: /b/ -> /new/\n")
    assert lines(blog) == ["/a/ -> /new/", "/b/ -> /new/"]
    assert urls("redirect", "/a/").exit_code == 2


@pytest.fixture
def moved(blog, urls):
    """A blog whose tags are elsewhere now, and one of them nowhere."""
    urls("start")
    blog.write("posts/one.md", tags=["hats", "shoes"]).write("posts/two.md", tags=["gloves"]).build(as_of="")
    blog.configure('\n[permalinks]\ntag = "/topics/{tag}/"\n').write("posts/two.md")
    return blog


def test_a_folder_of_lost_addresses_is_redirected_at_once(moved, urls):
    result = urls("redirect", "/tags/*", "/topics/*")

    assert result.exit_code == 0
    redirected = [line for line in lines(moved) if "->" in line]
    assert redirected[:2] == ["/tags/ -> /topics/", "/tags/hats/ -> /topics/hats/"]
    assert not any("gloves" in line for line in redirected), "there is no such page"
    assert result.stdout.splitlines() == [f"urls.txt: {line}" for line in redirected]

    assert urls("redirect", "/tags/gl*", "/topics/").exit_code == 0
    assert "/tags/gloves/ -> /topics/" in lines(moved)
    moved.build(as_of="")
    assert "url=/topics/shoes/" in moved.page("/tags/shoes/")


def test_a_folder_of_lost_addresses_is_gone_at_once(moved, urls):
    assert urls("gone", "/tags/*").exit_code == 0

    assert "/tags/shoes/ gone" in lines(moved)
    assert "/2024/01/one/ = posts/one.md" in lines(moved)


def test_what_was_decided_of_an_address_stays_when_its_folder_is_redirected_or_gone(moved, urls):
    for url in ("/tags/old/", "/tags/hats/"):
        assert urls("redirect", url, "/about/").exit_code == 0

    assert urls("redirect", "/tags/*", "/topics/*").exit_code == 0
    assert urls("gone", "/tags/*").exit_code == 0

    assert {"/tags/old/ -> /about/", "/tags/hats/ -> /about/"} < {*lines(moved)}
    assert {"/tags/shoes/ -> /topics/shoes/", "/tags/gloves/ gone"} < {*lines(moved)}


def test_readers_of_a_folder_may_be_sent_to_another_site(moved, urls):
    assert urls("redirect", "/tags/*", "https://shop.example.com/t/*").exit_code == 0
    assert "/tags/shoes/ -> https://shop.example.com/t/shoes/" in lines(moved)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("redirect", "/2024/*", "/b/*"), "no address that begins with /2024/ is lost"),
        (("gone", "/no/*"), "no address that begins with /no/ is lost"),
        (
            ("redirect", "/tags/*", "/else/*"),
            "there is no page at /else/* for any lost address that begins with /tags/",
        ),
    ],
)
def test_a_folder_in_which_nothing_is_lost_is_told(moved, urls, words, message):
    before = lines(moved)

    result = urls(*words)

    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr
    assert lines(moved) == before


def test_whoever_redirects_a_renamed_post_is_told_how_feeds_take_it_for_the_same(blog, urls):
    urls("start")
    blog.write("posts/one.md", "A").write("about.md").build(as_of="")
    before = blog.page("/feed.xml")
    blog.delete("content/posts/one.md").write("posts/two.md", "A", title="one").delete("content/about.md")

    said = urls("redirect", "/2024/01/one/", "/2024/01/two/").stdout.splitlines()

    assert said[1] == "Feeds will show the post as a new one, unless its front matter has the old one's name:"
    assert said[2:] == ["    id: https://example.org/2024/01/one/"]
    assert urls("redirect", "/about/", "/2024/01/two/").stdout == "urls.txt: /about/ -> /2024/01/two/\n"
    blog.write("posts/two.md", "A", title="one", id="https://example.org/2024/01/one/").build(as_of="")
    guid = re.compile("<guid[^>]*>([^<]*)")
    assert guid.findall(blog.page("/feed.xml")) == guid.findall(before)


def test_several_addresses_are_gone_at_once_or_none_is(blog, urls):
    blog.write("about.md")
    urls("start")

    assert [urls("gone", "/a/", other).exit_code for other in ("b", "/about/")] == [2, 2]
    assert lines(blog) == []

    assert urls("gone", "/a/", "/b/").stdout == "urls.txt: /a/ gone\nurls.txt: /b/ gone\n"
    assert lines(blog) == ["/a/ gone", "/b/ gone"]
    assert urls("gone").exit_code == 2


def test_outside_of_a_site(run, tmp_path):
    assert run("urls", "start", "--site", tmp_path).exit_code == 1


def test_a_ledger_with_mistakes_is_not_changed(blog, urls):
    blog.file("urls.txt", "nonsense\n")

    result = urls("gone", "/a/")

    assert (result.exit_code, "urls.txt:1:1" in result.stderr) == (1, True)
    assert lines(blog) == ["nonsense"]


def test_an_address_can_not_lead_to_itself(blog, urls):
    urls("start")

    result = urls("redirect", "/a/", "/a/")

    assert (result.exit_code, "can't lead to itself" in result.stderr) == (2, True)
    assert "/a/" not in (blog.folder / "urls.txt").read_text()


@pytest.mark.parametrize(
    "words", [("redirect", "/about/", "/b/"), ("redirect", "/b/", "/about", "/c/"), ("gone", "/about/")]
)
def test_a_page_that_is_alive_is_neither_redirected_nor_gone(blog, urls, words):
    blog.write("about.md")
    urls("start")

    result = urls(*words)

    assert (result.exit_code, lines(blog)) == (2, [])
    assert "is alive, so the next build would take that back" in result.stderr
    assert "move or delete content/about.md first" in result.stderr


def test_a_list_that_is_alive_is_not_redirected(blog, urls):
    blog.write("posts/one.md", tags=["a"])
    urls("start")

    result = urls("redirect", "/tags/a/", "/b/")

    assert (result.exit_code, lines(blog)) == (2, [])
    assert "it is made from the tag" in result.stderr


def test_an_address_that_leads_on_already_may_lead_elsewhere(blog, urls):
    blog.write("about.md", redirect_from=["/who/"]).write("posts/draft.md", draft=True)
    blog.file("urls.txt", "/old/ -> /about/\n")

    assert urls("redirect", "/old/", "/who/", "/2024/01/draft/", "https://x.example/").exit_code == 0


@pytest.mark.parametrize("words", [("redirect", "/who/", "/else/"), ("gone", "/who")])
def test_of_an_address_that_front_matter_decides_about_it_is_said(blog, urls, words):
    blog.write("about.md", redirect_from=["/who/"])
    urls("start")

    result = urls(*words)

    assert result.stdout.splitlines()[1:] == [
        f"No effect on {words[1]} yet: content/about.md has it in redirect_from, which comes first."
    ]
    assert urls("redirect", "/another/", "/about/").stdout.count("\n") == 1


def test_a_whole_url_with_blanks_leaves_a_ledger_that_can_be_read(blog, urls):
    urls("start")

    assert urls("redirect", "/a/", "https://x.example/b c ").exit_code == 0
    assert urls("redirect", "/b/", "https://x.example/b\nc").exit_code == 0

    assert lines(blog) == ["/a/ -> https://x.example/b%20c", "/b/ -> https://x.example/b%0Ac"]
    assert urls("gone", "/c/").exit_code == 0, "it can be read again"


@pytest.mark.parametrize(
    "words",
    [("/a/", "https://"), ("/a\udce9/", "/b/"), ("/a/", "/b\udce9/"), ("/a/", "https://x.example/\udce9")],
)
def test_what_can_be_no_address_is_said_and_not_noted(blog, urls, words):
    urls("start")

    result = urls("redirect", *words)

    assert result.exit_code == 2
    assert "sitegen: " in result.stderr
    assert lines(blog) == []


@pytest.mark.parametrize("words", [("redirect", "/old/?p=12", "/"), ("gone", "/?p=12"), ("gone", "/a/#part")])
def test_no_file_can_answer_what_follows_a_question_mark(blog, urls, words):
    urls("start")

    result = urls(*words)

    assert (result.exit_code, lines(blog)) == (2, [])
    assert "is no address of the site: files can't answer what follows ? or #" in result.stderr


@pytest.fixture
def in_a_folder(blog):
    """The blog at an address with a folder, as GitHub Pages have it."""
    site = (blog.folder / "site.toml").read_text().replace("https://example.org/", "https://me.example/shop/")
    return blog.file("site.toml", site)


def test_an_address_may_be_given_as_browsers_show_it(in_a_folder, urls):
    urls("start")

    assert urls("redirect", "https://me.example/shop/old/", "https://me.example/other/").exit_code == 0
    assert urls("gone", "https://me.example/shop/a b/").exit_code == 0
    assert urls("gone", "https://me.example/other/").exit_code == 2
    assert lines(in_a_folder) == ["/a%20b/ gone", "/old/ -> https://me.example/other/"]


@pytest.mark.parametrize(
    "words", [("redirect", "/shop/a/", "/b/"), ("redirect", "/a/", "/shop/b/"), ("gone", "/shop/a/")]
)
def test_an_address_that_begins_with_the_folder_of_the_site_is_refused(in_a_folder, urls, words):
    urls("start")

    result = urls(*words)

    assert result.exit_code == 2
    assert "addresses begin behind /shop/, the folder of the site: write /" in result.stderr
    assert lines(in_a_folder) == []


def test_what_the_ledger_has_below_a_folder_of_that_name_is_an_address(in_a_folder, urls):
    in_a_folder.file("urls.txt", "/shop/a/\n/shop/b/\n")

    assert urls("redirect", "/shop/a/", "/shop/b/").exit_code == 0
    assert urls("forget", "/shop/b/").exit_code == 0
    assert lines(in_a_folder) == ["/shop/a/ -> /shop/b/"]


def test_what_the_writer_remarks_in_the_ledger_stays_above_its_line(blog, urls):
    blog.file(
        "urls.txt",
        HEAD
        + "# Ask Anna first.\n\n# The offer of 2011\n# ended.\n/offer/ gone\n# a slip\n/slip/ gone\n# The end.\n",
    )
    blog.write("about.md").write("posts/one.md")
    blog.build(as_of="")
    urls("redirect", "/a/", "/about/")
    urls("forget", "/slip/")

    text = (blog.folder / "urls.txt").read_text()

    assert text.startswith(HEAD + "# Ask Anna first.\n# The end.\n# a slip\n\n/\n")
    assert "\n# The offer of 2011\n# ended.\n/offer/ gone\n" in text
    assert text.count("#") == HEAD.count("#") + 5
    known = parse_addresses(text)[0]
    assert write_addresses(known.known.values(), known.remarks) == text


def test_one_address_is_not_sent_on_to_many(moved, urls):
    before = lines(moved)

    result = urls("redirect", "/tags/*", "/old/", "/topics/*")

    assert result.exit_code == 2
    assert "'/topics/*' stands for several addresses: write one, or OLD with a star too" in result.stderr
    assert lines(moved) == before
