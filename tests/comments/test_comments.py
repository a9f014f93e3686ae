"""Comments: files of what readers said, put under the texts that they are about."""

from __future__ import annotations

import re
import shutil
from urllib.parse import unquote

import feedparser
import mf2py
import pytest

from sitegen.build import Request
from sitegen.content.sanitize import clean
from sitegen.explain.why import FileFacts, Use, why
from support.blog import Blog, built_clean
from support.trees import differing, read_tree

SHOWN = """{% macro show(comments) %}{% for c in comments %}<li>{{ c.author }}: {{ c.body }}{{ show(c.replies) }}</li>{% endfor %}{% endmacro %}
{%- with d = page.discussion %}{% if d %}[{{ d.title }}] {{ show(d.comments) }} {{ d.reply }} {{ d.embed }}{% endif %}{% endwith %}"""


@pytest.fixture
def blog(blog: Blog) -> Blog:
    blog.file("templates/post.html", SHOWN).file("templates/page.html", SHOWN)
    return blog.write("posts/2024-01-01-one.md", title="One").write("about.md")


def comment(blog: Blog, name: str, body: str = "Well said.", **front_matter: str) -> Blog:
    given = {"author": "Bo", "date": "2024-02-01", **front_matter}
    head = "".join(f"{key}: {value}\n" for key, value in given.items())
    return blog.file(f"content/comments/{name}", f"---\n{head}---\n{body}\n")


def said(blog: Blog, url: str = "/2024/01/one/") -> str:
    return re.sub(r"\s+", " ", re.sub(r"</?p>", "", blog.page(url))).strip()


def test_files_in_a_folder_and_one_file_for_a_text_come_to_the_same(blog):
    comment(blog, "one/1.md", "*Well* said.", url="https://bo.example/").build()
    folder = said(blog)
    assert folder == "[1 comment] <li>Bo: <em>Well</em> said.</li>"

    blog.delete("content/comments/one/1.md").file(
        "content/comments/one.yaml",
        "- author: Bo\n  date: 2024-02-01\n  url: https://bo.example/\n  body: |\n    *Well* said.\n",
    ).build()

    assert said(blog) == folder


def test_the_page_of_who_wrote_it_may_begin_as_phones_write_it(blog):
    comment(blog, "one/1.md", "Well said.", url="Https://bo.example/")

    assert blog.problems() == ()


UNMERGED = "<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> other\n"


def test_two_versions_that_git_left_are_a_mistake(blog):
    comment(blog, "one/1.md", UNMERGED)
    blog.file("content/comments/about.yaml", f"- author: Bo\n  date: 2024-02-01\n{UNMERGED}")

    assert [(str(problem.location), problem.rule, problem.message) for problem in blog.problems()] == [
        ("content/comments/about.yaml:3:1", "syntax", "two versions of this file were not merged"),
        ("content/comments/one/1.md:5:1", "syntax", "two versions of this file were not merged"),
    ]


@pytest.mark.parametrize("name", ["one", "2024-01-01-one", "posts/2024-01-01-one.md", "about", "about.md"])
def test_a_text_is_named_as_related_posts_are(blog, name):
    comment(blog, f"{name}/1.md").build()

    assert "1 comment" in said(blog, "/about/" if name.startswith("about") else "/2024/01/one/")


def test_answers_stand_below_what_they_answer_and_all_are_in_order(blog):
    comment(blog, "one/b.md", "Second", date="2024-02-02").write("posts/2024-01-01-one.md", title="One")
    comment(blog, "one/a.md", "First", date="2024-02-01")
    comment(blog, "one/d.md", "Later answer", date="2024-02-05", parent="a")
    comment(blog, "one/c.md", "Answer", date="2024-02-03", parent="a")
    comment(blog, "one/e.md", "Answer to the answer", date="2024-02-04", parent="c").build()

    assert said(blog) == (
        "[5 comments] <li>Bo: First<li>Bo: Answer<li>Bo: Answer to the answer</li></li>"
        "<li>Bo: Later answer</li></li><li>Bo: Second</li>"
    )


def test_comments_of_one_day_stand_as_they_were_counted(blog):
    for number in (1, 2, 10):
        comment(blog, f"one/{number}.md", f"n{number}")
    blog.file(
        "content/comments/about.yaml",
        "".join(
            f"- {{id: {name}, author: Bo, date: 2024-02-01, body: {name}}}\n"
            for name in ("z", "b10", "b9", "a")
        ),
    ).build()

    assert re.findall(r"n\d+", said(blog)) == ["n1", "n2", "n10"]
    assert re.findall(r"Bo: (\w+)", said(blog, "/about/")) == ["z", "b10", "b9", "a"]


def test_however_deep_a_thread_is_it_has_six_levels(blog):
    comment(blog, "one/c0.md", "0")
    for number in range(1, 60):
        comment(
            blog, f"one/c{number}.md", str(number), parent=f"c{number - 1}", date=f"2024-02-01 10:{number:02}"
        )
    blog.build()

    page = said(blog)
    assert page.startswith("[60 comments]")
    assert page.count("</li></li></li></li></li></li>") == 1
    assert "</li></li></li></li></li></li></li>" not in page


def test_nobody_said_anything_and_nobody_can(blog):
    blog.build()

    assert said(blog) == ""


def test_a_text_without_comments_says_so_where_readers_can_answer(blog):
    blog.configure('[comments]\nemail = "me@example.org"').build()

    assert said(blog) == "[No comments] mailto:me@example.org?subject=Re%3A%20One"


def test_a_text_that_wants_none_has_none(blog):
    comment(blog, "one/1.md").write("posts/2024-01-01-one.md", title="One", comments=False).build()

    assert said(blog) == ""


def test_comments_on_a_draft_wait_with_it(blog):
    comment(blog, "later/1.md").write("posts/later.md", draft=True).build()
    assert not (blog.public / "comments").exists()

    blog.write("posts/later.md").build()

    assert "1 comment" in said(blog, "/2024/01/later/")


# ---- what strangers write


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>x", "x"),
        ('<img src="x" onerror="alert(1)">x', "x"),
        ('<p onclick="x()" style="color:red" class="a" id="b">x</p>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a title="&quot;" href="data:x">x</a> <a href="https://a.example/">y</a>', 'x <a href="https://a.example/" rel="nofollow ugc noopener">y</a>'),
        ('<a href="https://a.example/" rel="me">x</a>', '<a href="https://a.example/" rel="nofollow ugc noopener">x</a>'),
        ('<iframe src="https://a.example/"></iframe><form><input></form>', ""),
        ("<h1>Loud</h1>", "Loud"),
        ("<b>unclosed", "<b>unclosed</b>"),
        ("</li></ol></section>x", "x"),
        ("<!-- x -->y", "y"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
        ('<pre tabindex="9" role="alert" class="a">x</pre>', "<pre>x</pre>"),
    ],
)  # fmt: skip
def test_only_harmless_elements_stay(written, shown):
    assert clean(written) == shown


def test_a_comment_is_cleaned_after_it_was_converted(blog):
    body = "[x](javascript:alert(1)) <script>alert(1)</script> ![p](https://a.example/p.png) [here](/about/) # no"
    comment(blog, "one/1.md", body).build()

    page = said(blog)
    assert not re.search(r"<script|javascript|<img|href=\"/", page)
    assert "here" in page


def test_code_in_a_comment_is_reached_by_keyboard(blog):
    comment(blog, "one/1.md", "```\nx\n```").build()

    assert '<pre tabindex="0" role="group" aria-label="Code">' in blog.page("/2024/01/one/")


def test_words_of_what_no_comment_may_have_do_not_run_into_others(blog):
    body = "## A heading\n\nWords ![My cat](/cat.jpg)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    comment(blog, "one/1.md", body).build()

    page = blog.page("/2024/01/one/")
    assert "<p><strong>A heading</strong></p>" in page and "Words My cat" in page
    assert re.search(r"a \| b\s*<br>\s*1 \| 2", page)


def test_a_link_that_leads_nowhere_is_text(blog):
    comment(blog, "one/1.md", '[About](/about/) and [elsewhere](https://a.example/ "So").').build()

    assert 'Bo: About and <a href="https://a.example/" title="So"' in said(blog)


# ---- mistakes


@pytest.mark.parametrize(
    ("files", "where", "rule"),
    [
        ({"one/1.md": "---\nauthor: Bo\n---\nx"}, "one/1.md:1:1", "missing-key"),
        ({"one/1.md": "---\nautor: Bo\ndate: 2024-02-01\n---\nx"}, "one/1.md:2:1", "unknown-key"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-30\n---\nx"}, "one/1.md:3:7", "impossible-date"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nulr: x\n---\nx"}, "one/1.md:4:1", "unknown-key"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nurl: bo.example\n---\nx"}, "one/1.md:4:6", "bad-value"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nparent: none\n---\nx"}, "one/1.md:4:9", "unknown-comment"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nid: 'a b'\n---\nx"}, "one/1.md:4:5", "bad-value"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nparent: '1'\n---\nx"}, "one/1.md:4:9", "circular-comment"),
        ({"one/1.md": "no front matter"}, "one/1.md:1:1", "missing-front-matter"),
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\n---\n"}, "one/1.md:5:1", "missing-key"),
        ({"one/1.md": b"---\nauthor: \xff\n---\nx"}, "one/1.md:2:9", "encoding"),
        ({"one.yaml": "author: Bo"}, "one.yaml:1:1", "wrong-type"),
        ({"one.yaml": "- author: Bo\n  date: 2024-02-01\n"}, "one.yaml:1:3", "missing-key"),
        ({"one.yaml": "- author: Bo\n  date: 2024-02-01\n  body: x\n- what\n"}, "one.yaml:4:3", "wrong-type"),
        (
            {"one.yaml": "- {author: Bo, date: 2024-02-01, body: x, id: a}\n- {author: Bo, date: 2024-02-01, body: x, id: a}\n"},
            "one.yaml:2:47",
            "duplicate-id",
        ),
        ({"none.yaml": "- what\n"}, "none.yaml:1:3", "wrong-type"),
        ({"noe/1.md": "---\nauthor: Bo\ndate: 2024-02-01\n---\nx"}, "noe/1.md", "unknown-text"),
        ({"1.md": "---\nauthor: Bo\ndate: 2024-02-01\n---\nx"}, "1.md", "not-a-comment"),
        ({"one/photo.jpg": b"x"}, "one/photo.jpg:1:1", "not-a-comment"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_where_it_is(blog, files, where, rule):
    for name, content in files.items():
        blog.file(f"content/comments/{name}", content)

    [problem] = blog.problems()

    assert problem.rule == rule
    assert str(problem.location).removeprefix("content/comments/").startswith(where)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("no front matter", "begin the file with ---, then author: … and date: …, then --- again"),
        ("---\nauthor: Bo\ndate: 2024-02-01\nemail: bo@x.example\n---\nx", "take it out: readers' addresses are not for the site"),
        ("---\nauthor: Bo\ndate: 2024-02-01\nE-Mail: bo@x.example\n---\nx", "take it out: readers' addresses are not for the site"),
        ("---\nname: Bo\ndate: 2024-02-01\n---\nx", "did you mean 'author'?"),
        ("---\nauthor: Bo\ndate: 2024-02-01\nreply-to: 3\n---\nx", "did you mean 'parent'?"),
    ],
)  # fmt: skip
def test_hints_are_about_comments(blog, written, hint):
    [problem] = blog.file("content/comments/one/1.md", written).problems()

    assert problem.hint == hint


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        ({"one/1.md": "---\nauthor: Bo\ndate: 2024-02-01\nurl: bo.example\n---\nx"}, ["bad-value"]),
        ({"one/9.md": "---\nauthor: Bo\nid: 1\n---\nx"}, ["missing-key"]),
        ({"one/1.md": "---\nauthor: [\n---\nx"}, ["syntax"]),
        ({"one/1.md": b"---\nauthor: \xff\n---\nx"}, ["encoding"]),
        ({"one.yaml": "- author: Bo\n  body: x"}, ["missing-key"]),
        ({"one.yaml": "- author: [\n"}, ["syntax"]),
        ({"one.yaml": "author: Bo\n"}, ["wrong-type"]),
        ({"posts/2024-01-01-one.md/1.md": "---\nauthor: Bo\n---\nx"}, ["missing-key"]),
        ({"one/3.md": "---\nauthor: Bo\n---\nx"}, ["unknown-comment", "missing-key"]),
        ({"about/1.md": "---\nauthor: Bo\n---\nx"}, ["missing-key", "unknown-comment"]),
    ],
)
def test_an_answer_to_a_comment_with_a_mistake_is_no_second_one(blog, files, rules):
    comment(blog, "one/2.md", parent="1")
    for name, written in files.items():
        blog.file(f"content/comments/{name}", written)

    assert [problem.rule for problem in blog.problems()] == rules


def test_all_mistakes_of_a_comment_are_said_at_once(blog):
    blog.file("content/comments/one/1.md", "---\nauthr: Bo\ndate: gestern\n---\n")

    assert [(problem.location.line, problem.rule) for problem in blog.problems()] == [
        (2, "unknown-key"),
        (3, "bad-date"),
        (5, "missing-key"),
    ]


def test_a_list_of_which_nothing_is_left_is_no_mistake(blog):
    blog.file("content/comments/one.yaml", "# all gone\n").file("content/comments/none.yaml", "")

    assert blog.problems() == ()
    assert said(blog) == ""


def test_a_name_that_two_posts_have_is_not_guessed_at(blog):
    blog.write("posts/2025-01-01-one.md", title="Another", date="2025-01-01")
    [problem] = comment(blog, "one/1.md").problems()

    assert problem.rule == "unclear-text"
    assert problem.hint == "call it by its path, as in comments/posts/2024-01-01-one.md/1.md"

    comment(blog.delete("content/comments/one/1.md"), "posts/2025-01-01-one.md/1.md").build()
    assert "Well said." in said(blog, "/2025/01/one/")


def test_what_a_post_is_called_no_page_is(blog):
    comment(blog.write("one.md", title="A page"), "one/1.md").build()

    assert "Well said." in said(blog)


def test_accents_may_be_apart_in_the_names_of_folders(blog):
    comment(blog.write("posts/2024-01-01-café.md"), "cafe\u0301/1.md")
    comment(blog.write("posts/2024-01-01-the\u0301.md"), "thé/1.md").build()

    assert "1 comment" in said(blog, "/2024/01/cafe/")
    assert "1 comment" in said(blog, "/2024/01/the/")


def test_two_that_answer_each_other_are_both_told(blog):
    comment(blog, "one/a.md", parent="b")
    comment(blog, "one/b.md", parent="a")

    assert [problem.rule for problem in blog.problems()] == ["circular-comment"] * 2


# ---- what is made again


def test_a_comment_makes_its_text_again_and_the_feed_and_no_more(blog):
    comment(blog, "one/1.md").write("posts/two.md").build()

    report = comment(blog, "one/2.md", "Me too.").build()
    assert set(report.rendered) == {"2024/01/one/index.html", "comments/feed.xml"}

    report = blog.delete("content/comments/one/2.md").build()
    assert set(report.rendered) == {"2024/01/one/index.html", "comments/feed.xml"}
    assert set(blog.build().rendered) == set()


def test_an_edited_site_of_comments_is_a_clean_one(blog):
    comment(blog, "one/1.md").build()
    comment(blog, "about/1.md").write("posts/2024-01-01-one.md", title="One", slug="first")
    blog.file("content/comments/one/1.md", "---\nauthor: Cy\ndate: 2024-02-01\n---\nOther.")
    blog.delete("content/comments/one/1.md")
    comment(blog, "first/9.md").build()

    assert differing(read_tree(blog.public), built_clean(blog)) == set()

    blog.delete("content/comments/first/9.md").delete("content/comments/about/1.md").build()
    assert not (blog.public / "comments").exists()


def test_why_tells_who_shows_a_comment(blog):
    comment(blog, "one/1.md").build()

    facts = why(Request(blog.folder, as_of="2026-01-01"), "content/comments/one/1.md")

    assert isinstance(facts, FileFacts)
    assert facts.what == "comments on content/posts/2024-01-01-one.md"
    assert facts.uses == (Use("", ("/2024/01/one/",)),)


# ---- the feed, and the default theme


def test_the_feed_has_the_newest_comments_of_all_texts(blog):
    for number in range(25):
        comment(blog, f"one/c{number}.md", f"Words {number}", date=f"2024-02-{number + 1:02}")
    comment(blog, "about/1.md", "On the page", date="2024-03-01").build()

    feed = feedparser.parse((blog.public / "comments/feed.xml").read_bytes())
    assert not feed.bozo and len(feed.entries) == 20
    assert feed.entries[0].title == "Bo on about"
    assert feed.entries[1].link == "https://example.org/2024/01/one/#site-comment-c24"
    assert "Words 24" in feed.entries[1].summary


def test_a_post_that_moves_takes_its_comments_along_and_feeds_show_none_twice(blog):
    comment(blog, "posts/2024-01-01-one.md/1.md")
    comment(blog, "about/1.md").build()
    before = feedparser.parse((blog.public / "comments/feed.xml").read_bytes()).entries

    blog.write("posts/2024-01-01-one.md", title="One", slug="first").build()

    after = feedparser.parse((blog.public / "comments/feed.xml").read_bytes()).entries
    assert [entry.id for entry in after] == [entry.id for entry in before]
    assert after[0].link == "https://example.org/2024/01/first/#site-comment-1"


@pytest.fixture
def dressed(blog: Blog) -> Blog:
    blog.delete("templates/post.html").delete("templates/page.html")
    return blog.file(
        "site.toml",
        '[site]\ntitle = "A blog"\nurl = "https://example.org/"\n[search]\nenabled = false\n'
        '[comments]\nemail = "me@example.org"\nisso = "https://isso.example"\n',
    )


def test_the_default_theme_shows_threads_as_citations_that_can_be_linked_to(dressed):
    comment(dressed, "one/a.md", "First", url="https://bo.example/")
    comment(dressed, "one/b.md", "Answer", parent="a", author="Cy").build()

    page = dressed.page("/2024/01/one/")
    first, answer = [one for one in mf2py.parse(page)["items"] if one["type"] == ["h-cite"]]
    assert first["properties"]["author"][0]["properties"] == {"name": ["Bo"], "url": ["https://bo.example/"]}
    assert answer["properties"]["content"][0]["value"] == "Answer"
    assert '<h2 id="site-comments">2 comments</h2>' in page
    assert re.search(r'<li id="site-comment-a">.*<ol>\s*<li id="site-comment-b">', page, re.DOTALL)
    assert "Reply by e-mail" in page and "Re: One" in unquote(page)


def test_nothing_is_asked_of_another_host_before_a_reader_asks_for_it(dressed):
    dressed.build()

    page = dressed.page("/2024/01/one/")
    assert not re.search(r' (?:src|href)="https://isso', page)
    assert 'data-with-src="https://isso.example/js/embed.min.js"' in page
    assert re.search(r'<script src="/assets/comments\.\w+\.js" defer>', page)


def test_discussions_of_a_repository_are_named_as_giscus_wants_it(dressed):
    giscus = '[comments.giscus]\nrepo = "a/b"\nrepo_id = "R"\ncategory = "Talk"\ncategory_id = "C"\n'
    dressed.file(
        "site.toml", f'[site]\ntitle = "A"\nurl = "https://example.org/"\n[search]\nenabled = false\n{giscus}'
    )
    dressed.build()

    page = dressed.page("/2024/01/one/")
    assert 'data-with-data-repo="a/b"' in page and 'data-with-data-category-id="C"' in page


# Comments of the future


def test_a_comment_of_the_future_is_neither_shown_nor_counted_before_its_moment(blog):
    comment(blog, "one/1.md", "Now").file(
        "content/comments/about.yaml", "- author: Bo\n  date: 2026-03-01 08:00\n  body: Later\n"
    )
    comment(blog, "one/2.md", "Later", date="2026-03-01 08:00").build()

    assert said(blog) == "[1 comment] <li>Bo: Now</li>"
    assert said(blog, "/about/") == ""
    assert "Later" not in blog.page("/comments/feed.xml")
    assert blog.build(as_of="2026-03-01 07:59").rendered == {}

    report = blog.build(as_of="2026-03-01 08:00")

    assert set(report.rendered) >= {"2024/01/one/index.html", "about/index.html", "comments/feed.xml"}
    assert said(blog) == "[2 comments] <li>Bo: Now</li><li>Bo: Later</li>"
    assert said(blog, "/about/") == "[1 comment] <li>Bo: Later</li>"
    assert "Later" in blog.page("/comments/feed.xml")


def test_answers_wait_with_what_they_answer(blog):
    comment(blog, "one/a.md", "Later", date="2026-03-01").write("posts/2024-01-01-one.md", title="One")
    comment(blog, "one/b.md", "Answer", parent="a")
    comment(blog, "one/c.md", "Answer to the answer", parent="b")

    assert blog.problems() == ()
    assert said(blog) == ""

    blog.build(as_of="2026-03-01")
    assert said(blog).startswith("[3 comments]")


def test_a_mistake_in_a_comment_of_the_future_is_said_now(blog):
    comment(blog, "one/1.md", parent="x", date="2026-03-01")

    assert [problem.rule for problem in blog.problems()] == ["unknown-comment"]


def test_future_shows_comments_of_the_future(blog):
    comment(blog, "one/1.md", "Later", date="2026-03-01").build(future=True)

    assert said(blog) == "[1 comment] <li>Bo: Later</li>"


def test_the_next_change_may_be_a_comment_on_a_text_that_is_there(blog):
    comment(blog, "one/1.md", date="2026-03-02").write("posts/2026-03-03-two.md", date=None)
    comment(blog, "three/1.md", date="2026-02-01").write("posts/three.md", draft=True)

    next_change = blog.build().next

    assert (next_change.key, next_change.what) == ("comments/one/1.md", "published")
    assert blog.build(as_of="2026-03-02").next.key == "posts/2026-03-03-two.md"
    assert blog.build(future=True).next is None


def test_why_tells_when_a_comment_will_be_shown(blog):
    comment(blog, "one/1.md", date="2026-03-02 08:00")

    facts = why(Request(blog.folder, as_of="2026-01-01"), "content/comments/one/1.md")

    assert isinstance(facts, FileFacts)
    assert [(rule.name, str(rule.until)) for rule in facts.rules] == [
        ("scheduled", "2026-03-02 08:00:00+00:00")
    ]


def test_comments_of_the_future_come_as_in_a_clean_build(blog):
    comment(blog, "one/1.md", date="2026-03-02").build(as_of="2026-03-01")
    blog.build(as_of="2026-03-02")
    built = read_tree(blog.public)

    shutil.rmtree(blog.folder / ".sitegen")
    shutil.rmtree(blog.public)
    blog.build(as_of="2026-03-02")
    assert differing(built, read_tree(blog.public)) == differing(built, built)


def test_of_a_text_with_a_mistake_comments_are_not_told_that_it_is_not_there(blog):
    blog.write("posts/2024-01-01-two/index.md", tgas=["trust"])
    comment(blog, "two/1.md", parent="nobody")

    assert [problem.rule for problem in blog.problems()] == ["unknown-comment", "unknown-key"]
