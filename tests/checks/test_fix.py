"""`sitegen check --fix` mends what can be mended without a doubt, and leaves all else as it is."""

import pytest

from sitegen.build import Request
from sitegen.checks.check import check
from sitegen.checks.fix import fix_all
from sitegen.checks.links import text_now


def fix(blog):
    return [f"{one.path}: {one.what}" for one in fix_all(Request(blog.folder, as_of="2026-01-01"))]


def rules(blog):
    return {problem.rule for problem in check(Request(blog.folder, as_of="2026-01-01")).problems}


def test_what_is_saved_while_links_are_looked_at_is_not_lost(blog, monkeypatch):
    blog.write("about.md", redirect_from=["/who/"]).write("posts/one.md", "[here](/who/)")
    file = blog.folder / "content/posts/one.md"

    def save(*given):
        file.write_text(f"{file.read_text()}Written meanwhile.\n")
        return text_now(*given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("sitegen.checks.fix.text_now", save)
        assert fix(blog) == []
    assert file.read_text().endswith("[here](/who/)\nWritten meanwhile.\n")

    assert fix(blog) == ["content/posts/one.md: the link to /who/ leads to ../about.md now"]
    assert file.read_text().endswith("[here](../about.md)\nWritten meanwhile.\n")


def test_links_to_old_paths_lead_to_the_file(blog):
    blog.write("resources/about us.md", "## Who", redirect_from=["/who/"]).write("posts/two.md")
    blog.file(
        "content/posts/one.md",
        b"\xef\xbb\xbf---\r\ntitle: One\r\ndate: 2024-01-01\r\n---\r\nSee [us](/who/#who),\r\n`[us](/who/)` and [us](/who/).",
    )

    assert fix(blog) == [
        "content/posts/one.md: the link to /who/ leads to ../resources/about%20us.md now",
        "content/posts/one.md: the link to /who/#who leads to ../resources/about%20us.md#who now",
    ]
    assert (blog.folder / "content/posts/one.md").read_bytes() == (
        b"\xef\xbb\xbf---\r\ntitle: One\r\ndate: 2024-01-01\r\n---\r\nSee [us](../resources/about%20us.md#who),\r\n"
        b"`[us](/who/)` and [us](../resources/about%20us.md)."
    )
    assert rules(blog) == set()
    assert fix(blog) == []


def test_links_to_what_the_ledger_redirects_lead_to_the_file(blog):
    blog.file(
        "urls.txt", "/old/ -> /about/#who\n/older/ -> /old/\n/away/ -> https://x.example/\n/t/ -> /tags/\n"
    )
    blog.write("about.md", "## Who").write("posts/one.md", "[a](/old/) [b](/old/#who) [c](/away/) [d](/t/)")

    assert [said.partition(": ")[2] for said in fix(blog)] == [
        "the link to /old/ leads to ../about.md#who now",
        "the link to /old/#who leads to ../about.md#who now",
    ]


def test_only_what_can_be_mended_is_said_to_be(blog):
    blog.write("about.md", redirect_from=["/who/"])
    blog.write("posts/one.md", '[a](/who/) <a href="/who/">a</a>')

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert [one.hint for one in problems if one.rule == "redirected-link"] == [
        "link to the new one, or let sitegen check --fix do that",
        "link to the new one",
    ]
    fix(blog)
    assert '[a](../about.md) <a href="/who/">' in (blog.folder / "content/posts/one.md").read_text()


def test_a_picture_is_not_made_a_text(blog):
    blog.write("posts/old.md", redirect_from=["/old/"]).write("posts/one.md", "![A shop](/old/)")

    assert fix(blog) == []


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
@pytest.mark.parametrize(
    "left",
    [
        "<https://example.org/old/>",
        "[a](/old/?from=feed#who)",
        "    [a](/old/)",
        "<pre>[a](/old/)</pre>",
        "<div>\n[a](/old/)\n</div>",
        '<a href="https://x.example/" title="[a](/old/)">b</a>',
        "![A shop][x] and [b][x]\n\n[x]: /old/",
    ],
)
def test_what_is_no_link_or_more_than_one_stays_as_it_is(blog, engine, left):
    blog.configure(f'[markdown]\nengine = "{engine}"').write("about.md", "## Who", redirect_from=["/old/"])
    blog.write("posts/one.md", f"[a](/old/)\n\n{left}")

    assert fix(blog) == ["content/posts/one.md: the link to /old/ leads to ../about.md now"]
    assert (blog.folder / "content/posts/one.md").read_text().endswith(f"[a](../about.md)\n\n{left}\n")


def test_a_part_that_is_written_with_signs_of_markdown_is_a_part_still(blog):
    blog.write("about.md", "## Who", redirect_from=["/old/"])
    blog.write("posts/one.md", "[a](/old/#a&amp;copy) [b](</old/#x y>) [c](/old/#é)")

    fix(blog)

    assert "[a](../about.md#a%26copy) [b](<../about.md#x%20y>) [c](../about.md#é)" in (
        (blog.folder / "content/posts/one.md").read_text()
    )


def test_tags_that_differ_in_capitals_are_written_alike_and_others_are_left(blog):
    blog.write("posts/a.md", tags=["KDE", "tip"]).write("posts/b.md", tags=["KDE", "tip"])
    blog.file("content/posts/c.md", "---\ntitle: C\ndate: 2024-01-01\ntags: [kde, tips] # kde\n---\nkde\n")

    assert fix(blog) == ["content/posts/c.md: the tag 'kde' is written 'KDE' now"]
    assert (
        blog.folder / "content/posts/c.md"
    ).read_text() == "---\ntitle: C\ndate: 2024-01-01\ntags: [KDE, tips] # kde\n---\nkde\n"
    assert rules(blog) == {"similar-tags"}


@pytest.mark.parametrize("rule", ["similar_tags", "redirected_link"])
def test_what_is_off_is_not_mended(blog, rule):
    blog.configure(f'[check]\n{rule} = "off"').write("about.md", redirect_from=["/who/"])
    blog.write("posts/a.md", "[a](/who/)", tags=["KDE"]).write("posts/b.md", "[a](../about.md)", tags=["kde"])

    said = fix(blog)

    assert len(said) == 1
    assert ("tag" in said[0]) == (rule == "redirected_link")


def test_tags_that_stand_under_the_key_of_another_program_are_written_alike_too(blog):
    blog.configure('[front_matter]\nrename = { categories = "tags" }')
    blog.write("posts/a.md", tags=["KDE"]).write("posts/b.md", tags=["KDE"])
    blog.write("posts/c.md", categories=["kde"])

    assert fix(blog) == ["content/posts/c.md: the tag 'kde' is written 'KDE' now"]
    assert 'categories: ["KDE"]' in (blog.folder / "content/posts/c.md").read_text()
    assert fix(blog) == []


def test_files_that_the_settings_skip_are_left_as_they_are(blog):
    blog.configure('[check]\nskip = ["content/posts/old*"]').write("about.md", redirect_from=["/who/"])
    blog.write("posts/a.md", "[a](/who/)", tags=["KDE"]).write("posts/b.md", tags=["KDE"])
    blog.write("posts/old.md", "[a](/who/)", tags=["kde"])

    assert fix(blog) == ["content/posts/a.md: the link to /who/ leads to ../about.md now"]
    text = (blog.folder / "content/posts/old.md").read_text()
    assert 'tags: ["kde"]' in text and "[a](/who/)" in text
