"""`sitegen tags merge`: two tags become one, and readers of the old archive are sent on."""

import errno
from pathlib import Path

import pytest

from support.trees import read_tree


@pytest.fixture
def merge(blog, run):
    run("urls", "start", "--site", blog.folder)
    blog.write("posts/one.md", tags=["trust", "tip"])
    blog.file(
        "content/posts/two.md",
        "---\ntitle: Two   # a title\ndate: 2024-01-01\ntags:\n- tips\n- tip\n- Tips\n---\nTips: tips.\n",
    )
    blog.file(
        "content/posts/draft.md", b"---\r\ntitle: Draft\r\ndraft: true\r\ntags: [tips]\r\n---\r\ntips\r\n"
    )
    return lambda *words: run("tags", "merge", "--site", blog.folder, *words)


def test_a_tag_is_written_as_the_other_in_every_text_and_nothing_else_changes(blog, merge):
    result = merge("tips", "TIP")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "content/posts/draft.md: the tag is 'tip' now",
        "content/posts/two.md: the tag is 'tip' now",
        "urls.txt: /tags/tips/ -> /tags/tip/",
        "urls.txt: /tags/tips/feed.xml -> /tags/tip/feed.xml",
    ]
    assert (
        blog.folder / "content/posts/two.md"
    ).read_text() == "---\ntitle: Two   # a title\ndate: 2024-01-01\ntags:\n- tip\n---\nTips: tips.\n"
    assert (
        blog.folder / "content/posts/draft.md"
    ).read_bytes() == b"---\r\ntitle: Draft\r\ndraft: true\r\ntags: [tip]\r\n---\r\ntips\r\n"


def test_mistakes_in_texts_look_as_in_a_build(blog, merge):
    blog.write("posts/bad.md", tgas=["a"])

    result = merge("tips", "tip")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("content/posts/bad.md:3:1: unknown key 'tgas' [unknown-key]\n  3 | tgas")
    assert result.stderr.endswith("  hint: did you mean 'tags'?\n\n1 problem in 1 file.\n")


def test_a_tag_that_no_text_has_comes_with_one_like_it(merge):
    assert merge("trsut", "tip").stderr == "sitegen: no text has the tag 'trsut'; did you mean 'trust'?\n"
    assert merge("gardens", "tip").stderr == "sitegen: no text has the tag 'gardens'\n"


def test_readers_of_the_old_archive_are_sent_on(blog, merge):
    merge("tips", "tip")
    blog.build()

    assert "/tags/tip/" in blog.page("/tags/tips/")
    assert "/tags/tips/feed.xml /tags/tip/feed.xml 301" in blog.page("/_redirects")
    assert blog.problems(as_of="") == ()


def test_a_tag_can_have_another_name(blog, merge):
    merge("trust", "Good faith")

    assert 'tags: ["Good faith", "tip"]' in (blog.folder / "content/posts/one.md").read_text()
    assert "/tags/trust/ -> /tags/good-faith/" in (blog.folder / "urls.txt").read_text()


def test_a_name_that_no_text_had_is_told_for_it_may_be_a_slip(merge):
    assert "No text had the tag 'tpi' before." in merge("tips", "tpi").stdout
    assert "before" not in merge("trust", "tip").stdout
    assert "before" not in merge("tip", "Tip").stdout


def test_a_slip_that_is_taken_back_leaves_no_circle(blog, merge):
    merge("tips", "tpi")
    merge("tpi", "tips")

    lines = (blog.folder / "urls.txt").read_text().splitlines()
    assert "/tags/tpi/ -> /tags/tips/" in lines and "/tags/tips/" in lines
    blog.build()
    assert "/tags/tips/ /" not in blog.page("/_redirects")
    assert "Tips" in blog.page("/tags/tips/")


def test_another_spelling_needs_no_redirect(blog, merge):
    result = merge("Tips", "TIPS")

    assert "TIPS" in (blog.folder / "content/posts/draft.md").read_text()
    assert "urls.txt" not in result.stdout
    assert "->" not in (blog.folder / "urls.txt").read_text()


def test_a_tag_that_takes_the_address_of_the_other_has_its_readers_sent_on(blog, merge):
    blog.write("posts/first.md", date="2020-01-01", tags=["café"])
    blog.write("posts/second.md", date="2021-01-01", tags=["cafe"])
    blog.build(as_of="")
    assert "/tags/cafe-2/" in (blog.folder / "urls.txt").read_text()

    assert merge("café", "cafe").stdout.splitlines() == [
        "content/posts/first.md: the tag is 'cafe' now",
        "urls.txt: /tags/cafe-2/ -> /tags/cafe/",
        "urls.txt: /tags/cafe-2/feed.xml -> /tags/cafe/feed.xml",
    ]
    assert blog.problems(as_of="") == ()


def test_a_third_tag_that_moves_up_has_its_readers_sent_on_too(blog, merge):
    for year, tag in (("2020", "café"), ("2021", "cafe"), ("2022", "câfe")):
        blog.write(f"posts/{year}.md", date=f"{year}-01-01", tags=[tag])
    blog.build(as_of="")

    merge("café", "tip")

    lines = (blog.folder / "urls.txt").read_text().splitlines()
    assert [line for line in lines if "cafe" in line and "feed" not in line] == [
        "/tags/cafe-2/",
        "/tags/cafe-3/ -> /tags/cafe-2/",
        "/tags/cafe/",
    ]
    assert blog.problems(as_of="") == ()


@pytest.mark.parametrize("new", ["TIP", "what helps"])
def test_a_tag_that_the_settings_name_otherwise_is_written_as_texts_write_it(blog, merge, new):
    blog.configure('[tags.tip]\nname = "What helps"')

    assert "content/posts/two.md: the tag is 'tip' now" in merge("tips", new).stdout
    assert "/tags/tips/ -> /tags/what-helps/" in (blog.folder / "urls.txt").read_text()
    assert [*blog.site().structure.tags] == ["trust", "tip"]


def test_a_tag_may_be_called_as_the_settings_name_it(blog, merge):
    blog.configure('[tags.tip]\nname = "What helps"')

    assert "content/posts/one.md: the tag is 'trust' now" in merge("What helps", "trust").stdout
    assert "/tags/what-helps/ -> /tags/trust/" in (blog.folder / "urls.txt").read_text()


def test_where_no_reader_can_have_been_nothing_is_noted(blog, merge):
    (blog.folder / "urls.txt").unlink()

    result = merge("tips", "tip")

    assert "urls.txt" not in result.stdout
    assert not (blog.folder / "urls.txt").exists()


def test_a_site_that_keeps_no_addresses_is_told_that_readers_are_lost(blog, merge):
    (blog.folder / "urls.txt").unlink()
    blog.file("site.toml", '[site]\ntitle = "B"\nurl = "https://a-blog.net/"\n[build]\nurls = false\n')

    result = merge("tips", "tip")

    assert "Readers of /tags/tips/ are not sent on: the site keeps no urls.txt." in result.stdout
    assert not (blog.folder / "urls.txt").exists()


def test_a_site_that_will_keep_its_addresses_begins_with_the_old_one(blog, merge):
    (blog.folder / "urls.txt").unlink()
    blog.file("site.toml", '[site]\ntitle = "B"\nurl = "https://a-blog.net/"\n')

    merge("tips", "tip")

    assert "/tags/tips/ -> /tags/tip/" in (blog.folder / "urls.txt").read_text()


def test_a_table_of_the_settings_is_named(blog, merge):
    blog.configure('[tags.tips]\ndescription = "Hints."')

    assert "site.toml has a table for 'tips' still" in merge("tips", "tip").stdout


def test_what_can_not_be_merged(blog, merge):
    assert (
        merge("nothing", "tip").exit_code,
        "no text has the tag 'nothing'" in merge("nothing", "x").stderr,
    ) == (1, True)
    assert merge("trust", "trust").exit_code == 1
    assert merge("tips", "a, b").exit_code == 2
    assert merge("tips", " ").exit_code == 2

    blog.file("content/posts/bad.md", "---\ntitle: [\n---\n")
    assert merge("tips", "tip").exit_code == 1
    assert "tags: [tips]" in (blog.folder / "content/posts/draft.md").read_text()


def test_tags_that_can_not_be_changed_are_told_and_nothing_is_written(blog, merge):
    before = "---\ntitle: Odd\ndate: 2024-01-01\ntags:\n- >-\n  tips\n- b\n---\n"
    blog.file("content/posts/odd.md", before)

    result = merge("tips", "tip")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "content/posts/odd.md:5: these tags can't be changed as they are written" in result.stderr
    assert (blog.folder / "content/posts/odd.md").read_text() == before
    assert "- tips\n" in (blog.folder / "content/posts/two.md").read_text()


@pytest.mark.parametrize("full", ["content/posts/two.md", "urls.txt"])
def test_where_there_is_no_room_for_one_file_all_stay_as_they_are(blog, merge, monkeypatch, full):
    before = read_tree(blog.folder)
    write = Path.write_bytes

    def refuse(place: Path, raw: bytes) -> int:
        if Path(full).name in place.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(place, raw)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = merge("tips", "tip")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"sitegen: {blog.folder / full}: No space left on device\n"
    assert read_tree(blog.folder) == before


def test_ctrl_c_leaves_no_file_behind(blog, merge, monkeypatch):
    before = read_tree(blog.folder)

    def interrupt(_place: Path, _mode: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "chmod", interrupt)
    result = merge("tips", "tip")

    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")
    assert read_tree(blog.folder) == before


def test_a_tag_beside_others_may_have_signs_of_yaml(blog, merge):
    blog.file("content/posts/line.md", "---\ntitle: Line\ndate: 2024-01-01\ntags: tips, other\n---\nA\n")

    merge("tips", "Nr #1")

    assert 'tags: "Nr #1, other"\n' in (blog.folder / "content/posts/line.md").read_text()
    assert merge("tips", "x").exit_code == 1


def test_tags_that_stand_under_keys_of_another_program_are_written_otherwise_too(blog, merge):
    blog.configure('[front_matter]\nrename = { categories = "tags" }')
    blog.file(
        "content/posts/three.md", "---\ntitle: C\ndate: 2024-01-01\ncategories: [tips, b]\ntags: tips\n---\n"
    )

    assert merge("tips", "tip").exit_code == 0
    assert (
        blog.folder / "content/posts/three.md"
    ).read_text() == "---\ntitle: C\ndate: 2024-01-01\ncategories: [tip, b]\ntags: tip\n---\n"


def test_what_the_writer_remarks_in_the_ledger_stays(blog, merge):
    blog.file("urls.txt", "# Ask Anna first.\n/offer/ gone\n")

    merge("tips", "tip")

    text = (blog.folder / "urls.txt").read_text()
    assert "/tags/tips/ -> /tags/tip/" in text
    assert "\n# Ask Anna first.\n/offer/ gone\n" in text
