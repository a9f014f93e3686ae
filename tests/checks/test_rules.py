"""Each rule of `sitegen check`: a site that fails it, where the finding stands, and a site that passes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sitegen.build import Request
from sitegen.checks.check import check
from sitegen.checks.checked import Checked
from sitegen.checks.outgoing import DEAD_LINK
from sitegen.checks.rules import RULES
from sitegen.config.settings import CHECK_RULES, CheckSettings
from sitegen.markup.written import Mention
from support.blog import SITE_TOML, Blog
from support.pictures import jpeg

Fill = Callable[[Blog], object]


def found(blog: Blog, rule: str = "") -> list[str]:
    """Return the findings of a rule (or of all), each as `file:line:column message`."""
    problems = check(Request(blog.folder, as_of="2026-01-01")).problems
    return [f"{one.location} {one.message}" for one in problems if rule in ("", one.rule)]


class Case(NamedTuple):
    """A rule, what fails it and where that is found, and what passes."""

    rule: str
    wrong: Fill
    places: list[str]
    right: Fill


CASES = [
    Case(
        "broken-link",
        lambda b: b.write("posts/one.md", "See [it](/nowhere/) and `[no](/x/)`.\n\n[whole](https://example.org/no/)"),
        ["content/posts/one.md:5:10", "content/posts/one.md:7:9"],
        lambda b: b.write("posts/one.md", "[it](/about/) [too](https://example.org/about) [x](https://x.example/n)").write("about.md"),
    ),
    Case(
        "broken-anchor",
        lambda b: b.write("posts/one.md", "[a](#nowhere) [b](../about.md#too)\n\n## Here").write("about.md"),
        ["content/posts/one.md:5:5", "content/posts/one.md:5:19"],
        lambda b: b.write("posts/one.md", "[a](#here) [b](../about.md#there) [c](#top)\n\n## Here").write("about.md", "## There"),
    ),
    Case(
        "missing-file",
        lambda b: b.write("about.md", '<video src="/film.mp4"></video>'),
        ["content/about.md:4:13"],
        lambda b: b.write("about.md", '<video src="/film.mp4"></video>').file("content/film.mp4", b"1"),
    ),
    Case(
        "redirected-link",
        lambda b: b.write("about.md", redirect_from=["/who/"]).write("posts/one.md", "[us](/who/#a)"),
        ["content/posts/one.md:5:6"],
        lambda b: b.write("about.md", redirect_from=["/who/"]).write("posts/one.md", "[us](../about.md)"),
    ),
    Case(
        "redirect-loop",
        lambda b: b.file("content/_redirects", "/x/ /y/\n/a/ /b/ 301\n/b/ /c/\n/c/ /a\n"),
        ["content/_redirects:2:1"],
        lambda b: b.file("content/_redirects", "/a/ /b/ 301\n/b/ /tags/\n/c/* /d/:splat\n# /x/ /x/\n"),
    ),
    Case(
        "insecure-content",
        lambda b: b.write("posts/one.md", "![A car](http://x.example/car.jpg)"),
        ["content/posts/one.md:5:10"],
        lambda b: b.write("posts/one.md", "![A car](https://x.example/car.jpg) [link](http://x.example/)"),
    ),
    Case(
        "orphan-page",
        lambda b: b.write("alone.md", "[to myself](alone.md)", redirect_from=["/old/"]),
        ["content/alone.md:2:8"],
        lambda b: b.write("alone.md").write("hidden.md", noindex=True).write("posts/one.md", "[x](../alone.md)"),
    ),
    Case(
        "missing-alt",
        lambda b: b.write("posts/one.md", '![](a.jpg)\n\n<img src="b.jpg">', image="a.jpg").file("content/posts/a.jpg", jpeg()).file("content/posts/b.jpg", jpeg()),
        ["content/posts/one.md:3:8", "content/posts/one.md:6:5", "content/posts/one.md:8:11"],
        lambda b: b.write("posts/one.md", '![A car](a.jpg)\n\n<img src="b.jpg" alt="">', image="a.jpg", image_alt="A car").file("content/posts/a.jpg", jpeg()).file("content/posts/b.jpg", jpeg()),
    ),
    Case(
        "useless-alt",
        lambda b: b.write("posts/one.md", "![image](a.jpg)\n\n![IMG_1234](a.jpg)", image="a.jpg", image_alt="a.jpg").file("content/posts/a.jpg", jpeg()),
        ["content/posts/one.md:4:12", "content/posts/one.md:7:10", "content/posts/one.md:9:13"],
        lambda b: b.write("posts/one.md", "![Image of a car, 1960](a.jpg)").file("content/posts/a.jpg", jpeg()),
    ),
    Case(
        "heading-order",
        lambda b: b.write("posts/one.md", "# High\n\n### *Deep* & low\n\n```\n#### no\n```"),
        ["content/posts/one.md:5:3", "content/posts/one.md:7:5"],
        lambda b: b.write("posts/one.md", "## One\n\n### Two\n\n#### Three\n\n## Four"),
    ),
    Case(
        "vague-link",
        lambda b: b.write("posts/one.md", "For more [click here](../about.md), or go [there](../about.md) and [**Here**!][x].\n\n[x]: ../about.md").write("about.md"),
        ["content/posts/one.md:5:11", "content/posts/one.md:5:69"],
        lambda b: b.write("posts/one.md", "[About us](../about.md)").write("about.md"),
    ),
    Case(
        "repeated-link-text",
        lambda b: b.write("posts/one.md", "[Our shop](../about.md) and [our shop](../shop.md)").write("about.md").write("shop.md"),
        ["content/posts/one.md:5:30"],
        lambda b: b.write("posts/one.md", "[About](../about.md) [shop](../shop.md) [About](../about.md#x)").write("about.md", '<a name="x"></a>').write("shop.md"),
    ),
    Case(
        "shown-markdown",
        lambda b: b.write("posts/one.md", "**A**\n\n<details>\n<summary>`b` ```c```</summary>\n\nA **bold** [word](x.md).\n\n</details>\n").write("posts/two.md", "`**a**` ** b**c **d**")
        .write("posts/six.md", "\\*\\*a\\*\\* `**b**` *`c`* 2 ** 3 [x] (y) a]( ##\n\n<pre>\n**e**\n</pre>\n<p><!-- **d** -->[f](g)\n\n## H"),
        ["content/posts/one.md:8:10", "content/posts/six.md:10:18"],
        lambda b: b.write("posts/one.md", "<details markdown='1'>\n\nA **bold** `**` word.\n\n</details>\n\n<div>\\*\\*a\\*\\*</div>\n"),
    ),
    Case(
        "stray-tag",
        lambda b: b.write("posts/one.md", "A <b>bold</b> word, a <b>bold one.\n\n`<i>` Dear <name>,\n\n</div> <title> and\n"),
        ["content/posts/one.md:5:23", "content/posts/one.md:7:12", "content/posts/one.md:9:1", "content/posts/one.md:9:8"],
        lambda b: b.write("posts/one.md", "A <b>bold</b> word `<b>`\n\n<ul><li>a<li>b</ul>\n\nSee <https://example.org/> <!-- <i> --> 1 <2> <br>\n\n    <div>\n"),
    ),
    Case(
        "repeated-id",
        lambda b: b.write("posts/one.md", "## A {#x}\n\n`{#x}` A word{: .c #y}.\n\n## B { .c #x }\n\n<p id='y'>a</p>\n\n## C {#y}\n"),
        ["content/posts/one.md:9:11", "content/posts/one.md:11:8", "content/posts/one.md:13:7"],
        lambda b: b.write("posts/one.md", "## A {#x}\n\n## X\n\n`## B {#x}` {% if #x %} {% if #x %} <b data-id='x'>a</b>\n").write("posts/two.md", "## A {#x}"),
    ),
    Case(
        "unused-footnote",
        lambda b: b.write("posts/one.md", "A[^a] `[^c]`\n\n[^a]: Note[^d].\n[^c&d]: Nobody.\n[^d]: Yes\n[^é e]: No\n"),
        ["content/posts/one.md:8:1", "content/posts/one.md:10:1"],
        lambda b: b.write("posts/one.md", "A[^a] b[^é e] `[^c]: x`\n\n[^a]: Note[^d].\n[^d]: Yes\n[^é e]: No\n"),
    ),
    Case(
        "repeated-definition",
        lambda b: b.write("posts/one.md", "A[^1] [b][x y].\n\n[^1]: One.\n[x Y]: /a\n\nC[^1]\n\n[^1]: Two\n[X y]: <../about.md>\n").write("about.md"),
        ["content/posts/one.md:12:1", "content/posts/one.md:13:1"],
        lambda b: b.write("posts/one.md", "A[^1] [b][x].\n\n[^1]: One.\n[x]: /\n\n`[^1]: No`\n\n~~~\n[^1]: Two\n[x]: /b\n~~~\n\n<pre>\n[^1]: Two\n[x]: /c\n</pre>\n\n[x]: </>\n[^2]: Two[^2]\n"),
    ),
    Case(
        "missing-definition",
        lambda b: b.write("posts/one.md", "See [it][nowhere], [*col*][] ![A car][pic]\n[or\nthat][it's]: a note[^n].\n\n- [x] [`d`][]\n\n[it]: /\n"),
        ["content/posts/one.md:5:10", "content/posts/one.md:5:21", "content/posts/one.md:5:39", "content/posts/one.md:7:7", "content/posts/one.md:7:20", "content/posts/one.md:9:8"],
        lambda b: b.write("posts/one.md", "[a] [it][IT] [it][] a[i][j] [1][2] `[a][b] [^c]` \\[a][b] [^a-z] [a][b](/) [a][b][it] [^ñ]\n\n- [ ] a\n\n<div title='[c][d]'>\n[c][d] [^d]\n</div>\n\n~~~\n[a][b]\n~~~\n\nCode:\n\n    [a][b]\n\n[`f`][] [`g`][]\n\n[it]: /\n[^ñ]: A\n[`f`]: /\n[`g`]: /\n"),
    ),
    Case(
        "lost-cell",
        lambda b: b.write("posts/one.md", "| a | b |\n|---|---|\n| 1 | 2 | three | 4 |\n| 1 | \\| 2 | `3` |\n\n> a | b\n> :-- | --\n> 1 | 2 | 3\n"),
        ["content/posts/one.md:7:11", "content/posts/one.md:8:14", "content/posts/one.md:12:11"],
        lambda b: b.write("posts/one.md", "| a | b |\n|---|---|\n| 1 | \\| |\n| 1 |\n| 1 | 2 | |\n| 1 | `2|3` |\n| 1 | 2 <!-- | 3 --> |\n\n~~~\n|a|b|\n|-|-|\n|1|2|3|\n~~~\n\nx\n\n    |a|b|\n    |-|-|\n    |1|2|3|\n"),
    ),
    Case(
        "lost-words",
        lambda b: b.file("content/one.md", "---\ntitle: Why we are #1 in town\ntags: #tips #service\nauthors:\n- Ann #2\n- Bob\n---\n"),
        ["content/one.md:2:19", "content/one.md:3:7", "content/one.md:5:7"],
        lambda b: b.file("content/one.md", "---\ntitle: 'We are #1' #yes\ntags: [C#] # a comment\nsummary: |\n  Ours:\n  - a #one\ndraft: false #yet\n---\n\n- b #two\n")
        .file("content/two.md", '+++\ntitle = "A"\n#summary\ntags = ["x"] #y\n+++\ntitle: x #y\n'),
    ),
    Case(
        "similar-tags",
        lambda b: b.write("posts/a.md", tags=["tip", "KDE"]).write("posts/b.md", tags=["tip", "KDE"]).write("posts/c.md", tags=["tips", "kde"]),
        ["content/posts/c.md:3:8", "content/posts/c.md:3:16"],
        lambda b: b.write("posts/a.md", tags=["c", "c++", "news", "new", "business", "css"]).write("posts/b.md", tags=["c#"]),
    ),
    Case(
        "similar-authors",
        lambda b: b.write("posts/a.md", author="Guest Writer").write("posts/b.md", author="Guest Writer").write("posts/c.md", author="guest-writer").write("about.md", authors=["Ann", "GUEST WRITER"]),
        ["content/about.md:3:18", "content/posts/c.md:3:10"],
        lambda b: b.configure("[authors.ann]\nname = 'Ann'").write("posts/a.md", author="Ann").write("posts/b.md", author="ANN").write("posts/c.md", author="Anna"),
    ),
    Case(
        "missing-summary",
        lambda b: b.write("posts/one.md"),
        ["content/posts/one.md:2:8"],
        lambda b: b.write("posts/one.md", summary="It is about one."),
    ),
    Case(
        "missing-image",
        lambda b: b.write("posts/one.md"),
        ["content/posts/one.md:2:8"],
        lambda b: b.write("posts/one.md", image="a.jpg").file("content/posts/a.jpg", jpeg()).write("about.md"),
    ),
    Case(
        "long-title",
        lambda b: b.write("posts/one.md", title="x" * 71),
        ["content/posts/one.md:2:8"],
        lambda b: b.write("posts/one.md", title="x" * 70),
    ),
    Case(
        "duplicate-title",
        lambda b: b.write("posts/a.md", title="A shop").write("posts/b.md", title="a  shop"),
        ["content/posts/b.md:2:8"],
        lambda b: b.write("posts/a.md", title="A shop").write("posts/b.md", title="A shop", draft=True),
    ),
    Case(
        "due-review",
        lambda b: b.write("about.md", review_by="2025-12-31").write("posts/one.md", "[a](../about.md)"),
        ["content/about.md:3:12"],
        lambda b: b.write("about.md", review_by="2026-02-01").write("posts/one.md", "[a](../about.md)"),
    ),
    Case(
        "date-order",
        lambda b: b.write("posts/one.md", date="2026-01-01", expires="2025-02-01", updated="2015-01-01"),
        ["content/posts/one.md:4:10", "content/posts/one.md:5:10"],
        lambda b: b.write("posts/one.md", date="2026-01-01 08:00", updated="2026-01-01").write("posts/d.md", date="2026-01-01", expires="2025-02-01", draft=True),
    ),
    Case(
        "invalid-feed",
        lambda b: b.configure("[feeds]\nformats = []").file("content/feed.xml", "<rss><channel><title>x</title></channel></rss>"),
        ["content/feed.xml:1:1"],
        lambda b: b.write("posts/one.md", tags=["a"], title="<b> & ü"),
    ),
    Case(
        "leaked-draft",
        lambda b: (b.write("posts/one.md", draft=True).write("posts/two.md", date="2027-01-01"), b.build(drafts=True, future=True)),
        ["content/posts/one.md:1:1", "content/posts/two.md:1:1"],
        lambda b: (b.write("posts/one.md", draft=True), b.build()),
    ),
]  # fmt: skip


def switch_on(blog: Blog, rule: str) -> Blog:
    """Let the rules that are off where nothing is set be warnings."""
    site = (blog.folder / "site.toml").read_text()
    if CheckSettings().severity(rule) == "off":
        site += f'[check]\n{rule.replace("-", "_")} = "warning"\n'
    return blog.file("site.toml", site)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_site_that_fails_a_rule_is_told_where(blog, case):
    case.wrong(blog)

    said = found(switch_on(blog, case.rule), case.rule)

    assert [line.partition(" ")[0] for line in said] == case.places


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_site_that_passes_a_rule_hears_nothing_of_it(blog, case):
    case.right(blog)

    assert found(switch_on(blog, case.rule), case.rule) == []


def test_every_rule_has_its_case_its_setting_and_its_words_in_the_docs():
    docs = (Path(__file__).parents[2] / "docs" / "content" / "reference" / "check.md").read_text()
    rules = (*RULES, DEAD_LINK)

    assert [case.rule for case in CASES] == [rule.name for rule in RULES]
    assert [rule.setting for rule in rules] == [*CHECK_RULES]
    for rule in rules:
        assert f"### {rule.name}\n" in docs
        assert rule.severity == CheckSettings().severity(rule.name)
        assert rule.summary.endswith(".")


def test_a_rule_can_be_an_error_a_warning_or_off(blog):
    blog.write("posts/one.md", "[here](/nowhere/)")
    site = (blog.folder / "site.toml").read_text()

    def severities(settings: str) -> dict[str, bool]:
        blog.file("site.toml", site + settings)
        problems = check(Request(blog.folder, as_of="2026-01-01")).problems
        return {problem.rule: problem.warning for problem in problems}

    assert severities("") == {"broken-link": False, "vague-link": True}
    assert severities('[check]\nvague_link = "error"\nbroken_link = "off"') == {"vague-link": False}
    assert severities('[check]\nskip = ["content/posts/o*"]') == {}


def test_what_a_template_or_the_menu_links_to_is_said_once_where_it_is_written(blog):
    blog.file(
        "site.toml",
        (blog.folder / "site.toml")
        .read_text()
        .replace("[theme]", 'menu = [{ label = "A", url = "/old/" }]\n[theme]'),
    )
    base = (blog.folder / "themes/plain/templates/base.html").read_text()
    menu = '{% for item in site.menu %}<a href="{{ item.url }}">{{ item.label }}</a>{% endfor %}'
    blog.file("templates/base.html", base.replace("<main>", f'{menu}<a href="/gone/">x</a><main>'))
    blog.write("posts/one.md").write("posts/two.md")

    said = found(blog, "broken-link")

    assert [line.partition(" ")[0] for line in said] == ["site.toml:5:30", "templates/base.html:13:94"]


def test_what_leads_elsewhere_from_each_page_is_said_once_too(blog):
    site = (blog.folder / "site.toml").read_text()
    blog.file("site.toml", site.replace("[theme]", 'menu = [{ label = "A", url = "#part" }]\n[theme]'))
    base = (blog.folder / "themes/plain/templates/base.html").read_text()
    menu = '{% for item in site.menu %}<a href="{{ item.url }}">{{ item.label }}</a>{% endfor %}'
    more = f'{menu}<a href="gone/">x</a><a href="#nope">y</a>'
    blog.file("templates/base.html", base.replace("<main>", f"{more}<main>"))
    blog.write("posts/one.md", "[own](#nope) and [mine](#mine)").write("posts/two.md", "[mine](#mine)")

    said = {
        rule: [line.partition(" ")[0] for line in found(blog, rule)]
        for rule in ("broken-link", "broken-anchor")
    }

    assert said == {
        "broken-link": ["templates/base.html:13:94"],
        "broken-anchor": [
            "content/posts/one.md:5:7", "content/posts/one.md:5:25", "content/posts/two.md:5:8",
            "site.toml:5:30", "templates/base.html:13:115",
        ],
    }  # fmt: skip


def test_a_link_to_no_page_comes_with_the_nearest_page_and_one_in_the_menu_is_nobodys_own(blog):
    site = (blog.folder / "site.toml").read_text()
    items = '{ label = "A", url = "/abuot/" }, { label = "B", url = "/x/" }'
    blog.file("site.toml", site.replace("[theme]", f"menu = [{items}]\n[theme]"))
    base = (blog.folder / "themes/plain/templates/base.html").read_text()
    menu = '{% for item in site.menu %}<a href="{{ item.url }}">{{ item.label }}</a>{% endfor %}'
    blog.file("templates/base.html", base.replace("<main>", f"{menu}<main>"))
    blog.write(
        "posts/one.md", "[it](/abuot/) and [too](https://example.org/2023/01/one/#top) [x](/nothing/)"
    ).write("about.md")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert [(str(one.location), one.hint, one.context) for one in problems if one.rule == "broken-link"] == [
        ("content/posts/one.md:5:6", "did you mean '/about/'?", ""),
        ("content/posts/one.md:5:25", "did you mean '/2024/01/one/#top'?", ""),
        ("content/posts/one.md:5:67", "link to a text by the path of its file", ""),
        ("site.toml:5:30", "did you mean '/about/'?", ""),
        (
            "site.toml:5:64",
            "write the address of a page of this site, such as /tags/, or a whole URL",
            "",
        ),
    ]


@pytest.mark.parametrize(
    ("tags", "place", "width"),
    [
        ("tags: [Tips, KDE]", (4, 8), 4),
        ('tags: ["KDE", "Tips"]', (4, 15), 6),
        ("tags:\n  - KDE\n  - 'Tips'", (6, 5), 6),
        ("tags: KDE, Tips", (4, 12), 4),
        ('tags: "Tipster, Tips"', (4, 17), 4),
        ("tags: big Tips, Tips", (4, 17), 4),
        ("tags: Tips", (4, 7), 4),
    ],
)
def test_a_tag_that_is_nearly_another_is_marked_where_it_stands_in_its_list(blog, tags, place, width):
    blog.file("content/posts/one.md", f"---\ntitle: One\ndate: 2024-01-01\n{tags}\n---\nx\n")
    blog.write("posts/two.md", tags=["tip"]).write("posts/three.md", tags=["tip"])

    [problem] = [one for one in check(Request(blog.folder)).problems if one.rule == "similar-tags"]

    assert ((problem.location.line, problem.location.column), problem.width) == (place, width)
    assert "'tip' (2 times) are nearly one" in problem.message


def test_the_command_that_makes_two_tags_one_means_them_in_a_shell(blog):
    blog.write("posts/one.md", tags=["$20 gift"]).write("posts/two.md", tags=["$20 gifts", "$20 gifts"])

    [problem] = [one for one in check(Request(blog.folder)).problems if one.rule == "similar-tags"]

    command, _, _rest = problem.hint.partition(" makes")
    assert shlex.split(command) == ["sitegen", "tags", "merge", "$20 gift", "$20 gifts"]
    assert '"' not in command


@pytest.mark.parametrize(
    ("common", "rare"), [("réunion", "reunion"), ("Œuvre", "oeuvre"), ("Łódź", "lodz"), ("cafés", "cafe")]
)
def test_tags_that_differ_in_accents_alone_are_nearly_one(blog, common, rare):
    """Their addresses differ by a number."""
    for name in ("a", "b"):
        blog.write(f"posts/{name}.md", tags=[common])
    blog.write("posts/c.md", tags=[rare])

    [problem] = [one for one in check(Request(blog.folder)).problems if one.rule == "similar-tags"]

    assert problem.message == f"the tags {rare!r} and {common!r} (2 times) are nearly one"


def test_a_tag_that_is_written_otherwise_in_one_place_is_so_once(blog):
    blog.write("posts/one.md", tags=["KDE"]).write("posts/two.md", tags=["kde"])

    [problem] = [one for one in check(Request(blog.folder)).problems if one.rule == "similar-tags"]

    assert problem.message == "the tag 'kde' is written 'KDE' elsewhere (once)"


def test_a_portrait_that_is_nowhere_and_the_page_of_an_author_are_said_once_where_they_are_set(blog):
    blog.configure("[authors.ann]\nurl = '/abuot/'\nimage = '/anne.jpg'")
    blog.file(
        "templates/author.html", '<img src="{{ page.image|url }}" alt=""><a href="{{ page.link }}">x</a>'
    )
    blog.write("posts/one.md", author="ann").write("about.md")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert [(one.rule, one.offending, one.hint) for one in problems if one.rule != "orphan-page"] == [
        ("broken-link", "url = '/abuot/'", "did you mean '/about/'?"),
        (
            "missing-file",
            "image = '/anne.jpg'",
            "put it into content/, if the host has no such file; it is asked for as it is written",
        ),
    ]


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_picture_that_is_nowhere_is_said_once(blog, severity):
    blog.configure(f'[check]\nmissing_file = "{severity}"')
    blog.write("posts/one.md", "![A shop](/images/shop.jpg)").write("posts/three.md")
    blog.write("posts/two.md", image="/images/shop.jpg", image_alt="A shop")
    blog.file("content/pictures/Shop.jpg", jpeg())

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    found = [one for one in problems if one.rule == "missing-file"]
    assert [(str(one.location), one.warning) for one in found] == [
        ("content/posts/one.md:5:11", severity == "warning"),
        ("content/posts/two.md:3:8", severity == "warning"),
    ]
    assert {one.hint for one in found} == {"did you mean '/pictures/Shop.jpg'?"}


def test_a_picture_of_a_text_that_others_show_beside_it_is_said_where_the_text_names_it(blog):
    blog.file("site.toml", SITE_TOML.replace("plain", "default"))
    blog.write("posts/one.md", date="2024-01-02").write("posts/zero.md", date="2024-01-03", related=["two"])
    blog.write("posts/two.md", image="/images/shop.jpg", image_alt="A shop", date="2024-01-01")
    assert "/images/shop.jpg" in (blog.build(), blog.page("/2024/01/one/"))[1]

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    found = [str(one.location) for one in problems if one.rule == "missing-file"]
    assert found == ["content/posts/two.md:3:8"]


def test_a_picture_of_which_only_what_is_made_is_published_is_not_said_to_be_missing(blog):
    blog.file("themes/shown/theme.toml", "name = 'shown'\nparent = 'plain'\n[images.body]\nwidths = [100]")
    blog.file("site.toml", (blog.folder / "site.toml").read_text().replace("plain", "shown"))
    blog.file("content/shop.jpg", jpeg()).write("posts/one.md", "![A shop](/shop.jpg)")
    blog.write(
        "posts/two.md", "![A shop](https://example.org/shop.jpg) [A shop](https://example.org/shop.jpg)"
    )

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert {(str(one.location), one.hint) for one in problems if "/shop.jpg on this site" in one.message} == {
        (
            f"content/posts/two.md:5:{column}",
            "content/shop.jpg is not published as it is: write its path in a text, not its URL",
        )
        for column in (11, 50)
    }


def test_what_a_note_under_texts_leads_to_is_said_where_it_is_written_and_once(blog):
    blog.write("snippets/book.md", "Buy [it](/buy/), or ask [us](../about.md#who).\n\n![Cover](/book.jpg)")
    blog.write("posts/one.md", snippet="book").write("posts/two.md", snippet="book").write("about.md")

    assert found(blog) == [
        "content/snippets/book.md:4:10 there is no page /buy/ on this site",
        "content/snippets/book.md:4:30 /about/ has no part #who",
        "content/snippets/book.md:6:10 there is no picture '/book.jpg'",
    ]


def test_a_note_under_texts_is_looked_through_as_they_are(blog):
    blog.file("content/book.jpg", jpeg()).write("about.md").write("posts/one.md", snippet="book")
    blog.write("snippets/book.md", "![](../book.jpg) [here](../about.md) [more][nope] <b>bold", lang="en")

    assert [line.partition(" ")[0] for line in found(blog)] == [
        "content/snippets/book.md:5:5",
        "content/snippets/book.md:5:19",
        "content/snippets/book.md:5:45",
        "content/snippets/book.md:5:51",
    ]


def test_a_link_without_words_is_found(blog):
    blog.file("content/door.jpg", jpeg()).write("about.md")
    blog.write("posts/one.md", "[](../about.md), <a href='/about/'><b> </b></a>.")
    blog.write(
        "posts/two.md",
        "[![The door](../door.jpg)](../about.md) <a href='/about/' aria-label='About us'></a> <a id='x'></a>\n\n"
        "<a href='/about/'><svg role='img' aria-label='A door'><path d='M0 0'/></svg></a> [#](../about.md)",
    )

    assert found(blog, "vague-link") == [
        "content/posts/one.md:5:2 this link to ../about.md has no words",
        "content/posts/one.md:5:18 this link to /about/ has no words",
    ]


def test_a_link_to_a_picture_that_the_text_shows_in_html_is_told_where_it_is_a_link(blog):
    blog.file("content/door.jpg", jpeg())
    blog.write("posts/one.md", "<img src='../door.jpg' alt='The door'>\n\n[here](../door.jpg)")

    assert found(blog, "vague-link") == [
        "content/posts/one.md:7:2 the words 'here' do not say where this link leads"
    ]


def test_what_the_host_is_told_to_send_on_is_no_broken_link(blog):
    blog.file("content/_redirects", "/old/* /about/ 301\n/shop https://shop.example/\n/gone/ 410\n")
    blog.write("about.md", "[a](/old/a/b) [b](/shop) [c](/gone/) [d](/nowhere/)")

    assert [line.partition(" ")[0] for line in found(blog, "broken-link")] == [
        "content/about.md:4:30",
        "content/about.md:4:42",
    ]


def test_a_file_that_is_redirected_by_the_ledger_is_no_broken_link(blog):
    blog.file("urls.txt", "/old.pdf -> /about/\n")
    blog.write("about.md", "[a](/old.pdf)")

    assert found(blog, "broken-link") == []


def test_a_site_in_a_folder_is_checked_alike(blog):
    blog.file("site.toml", (blog.folder / "site.toml").read_text().replace(".org/", ".org/blog/"))
    blog.write("about.md").write("posts/one.md", "[a](/about/) [b](/nowhere/) [c](https://example.org/else/)")

    assert [line.partition(" ")[0] for line in found(blog, "broken-link")] == ["content/posts/one.md:5:18"]


def test_texts_are_checked_where_the_site_can_not_be_built(blog):
    blog.write("posts/one.md", "[here](/x/)").write("posts/two.md", tgas=["a"])
    assert {"unknown key" in line for line in found(blog)} == {True, False}

    blog.delete("content/posts/two.md").file("templates/post.html", "{{ nothing }}")
    assert any(line.startswith("templates/post.html:1:4") for line in found(blog))


def test_checking_changes_nothing(blog):
    blog.write("posts/one.md", "[here](/x/)")
    blog.build()
    before = {path: path.stat().st_mtime_ns for path in blog.folder.rglob("*")}

    found(blog)

    assert {path: path.stat().st_mtime_ns for path in blog.folder.rglob("*")} == before


def test_switching_a_rule_renders_no_page_again(blog):
    blog.write("posts/one.md").build()
    blog.file("site.toml", (blog.folder / "site.toml").read_text() + '[check]\nvague_link = "off"\n')

    assert blog.build().rendered == {}


@pytest.mark.parametrize(
    ("engine", "target"),
    [
        ("python-markdown", '{{< ref "other.md" >}}'),
        ("python-markdown", "{{site.baseurl}}/about/"),
        ("commonmark", "{{site.baseurl}}/about/"),
    ],
)
def test_a_link_whose_address_another_program_would_make_is_told_as_that(blog, engine, target):
    blog.configure(f'[markdown]\nengine = "{engine}"').write("posts/one.md", f"See [the other]({target}).")

    (problem,) = [one for one in check(Request(blog.folder)).problems if one.rule == "broken-link"]

    assert problem.hint.startswith("another program would make an address of it")


def test_words_in_the_table_of_a_picture_are_told_at_that(blog):
    blog.write("posts/one.md", image={"path": "/a.jpg", "alt": "image"}).file("content/a.jpg", jpeg())

    (place,) = found(blog, "useless-alt")

    assert place.startswith("content/posts/one.md:3:8 ")


def test_an_address_that_only_nikola_knows_is_told(blog):
    blog.write(
        "posts/one.md", "See [the other](link://slug/two) and `[x](link://y)`.\n\n[t](https://a.example)"
    )

    assert found(blog, "broken-link") == [
        "content/posts/one.md:5:17 link://slug/two is an address that only Nikola knows"
    ]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            "file:///C:/Users/me/a.pdf",
            "nobody else can follow file:///C:/Users/me/a.pdf: it is on somebody's own disk",
        ),
        (
            "FILE:///home/me/a.pdf",
            "nobody else can follow FILE:///home/me/a.pdf: it is on somebody's own disk",
        ),
        ("http:/a.example/", "http:/a.example/ names no site"),
        ("https://", "https:// names no site"),
    ],
)
def test_a_link_that_looks_like_a_whole_url_and_leads_to_no_site_is_told(blog, target, message):
    blog.write(
        "posts/one.md",
        f'See [it]({target}) and `[x]({target})`.\n\n<a href="{target}">it</a> [t](http://a.example)',
    )

    assert found(blog, "broken-link") == [
        f"content/posts/one.md:5:10 {message}",
        f"content/posts/one.md:7:10 {message}",
    ]


def test_a_picture_on_somebodys_own_disk_is_told_once(blog):
    blog.write("posts/one.md", '![A](file:///a.png)\n\n<img src="file:///b.png" alt="b">')

    assert found(blog, "broken-link") == []


@pytest.mark.parametrize(
    ("target", "hint"),
    [("me@example.org", "mailto:me@example.org"), ("www.example.org", "https://www.example.org")],
)
def test_a_link_that_lacks_its_beginning_is_told_which(blog, target, hint):
    blog.write("posts/one.md", f"[x]({target})")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems
    [said] = [problem for problem in problems if problem.rule == "broken-link"]

    assert hint in said.hint


def test_a_link_to_a_part_of_another_page_comes_with_the_name_that_differs_only_in_its_signs(blog):
    blog.write("posts/one.md", "[a](../about.md#pathparsepath) [b](../about.md#nothing)")
    blog.write("about.md", "## path.parse(path)")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    hints = [one.hint for one in problems if one.rule == "broken-anchor"]
    assert hints[0] == "did you mean '#path-parse-path'?"
    assert hints[1].startswith("a heading's name")


def test_a_link_that_is_hard_to_find_is_told_in_its_own_text(blog):
    blog.configure('[markdown]\nengine = "commonmark"')
    blog.write("posts/one.md", "See [`a.b`] and [it](`https:/x.example/n`).\n\n[`a.b`]: #nowhere")

    assert found(blog, "broken-anchor") == ["content/posts/one.md:7:10 /2024/01/one/ has no part #nowhere"]
    assert found(blog, "broken-link")[0].startswith("content/posts/one.md:5:22 ")


def test_a_reference_to_nothing_comes_with_what_is_defined_by_nearly_that_name(blog):
    blog.configure('[markdown]\nengine = "commonmark"')
    blog.write("posts/one.md", "[a][Manuel] b[^fist] [c][other]\n\n[manual]: /tags/\n[^first]: A [^first]")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert [(str(one.location), one.hint) for one in problems if one.rule == "missing-definition"] == [
        ("content/posts/one.md:5:5", "did you mean [manual]?"),
        ("content/posts/one.md:5:14", "did you mean [^first]?"),
        (
            "content/posts/one.md:5:26",
            "write [other]: and its address below; a backslash before the bracket makes it text",
        ),
    ]


def test_a_cell_that_a_bar_in_code_moves_out_of_the_table_is_told_with_the_engine_that_drops_it(blog):
    blog.configure('[markdown]\nengine = "commonmark"')
    blog.write("posts/one.md", "| a | b |\n|---|---|\n| 1 | `2|3` |\n| 1 | `2\\|3` |\n| 1 | 2 |\n")

    assert found(blog, "lost-cell") == [
        "content/posts/one.md:7:10 '3`' is in no column of the table, which has 2, and not on the page"
    ]


def test_a_comment_that_nothing_ends_is_told_where_it_begins(blog):
    blog.write("posts/one.md", "A <b>bold one.\n\n`<!--` and\n\n    <!-- a\n\n<div>\n<!-- TODO\n</div>\n")
    blog.write("posts/two.md", "1 <a href='b and <i>b\n\n<pre>\n<![CDATA[ a\n</pre>\n\na <? b")
    blog.write("posts/right.md", "<!-- a --> `<!--` 1 < 2 \\<!-- b\n\n    <!-- a\n\n<![CDATA[ a ]]>")

    assert [line for line in found(blog, "stray-tag") if "right" not in line or "nothing ends" in line] == [
        "content/posts/one.md:5:3 nothing ends <b>",
        "content/posts/one.md:12:1 nothing ends <!--",
        "content/posts/two.md:5:18 nothing ends <i>",
        "content/posts/two.md:8:1 nothing ends <![CDATA[",
        "content/posts/two.md:11:3 nothing ends <?",
    ]


def test_a_text_with_many_wrong_links_is_looked_through_once(blog, monkeypatch):
    looked = []

    def mentioned(checked: Checked, key: str) -> Iterator[tuple[str, Mention]]:
        looked.append(key)
        return look(checked, key)

    look = Checked.mentioned
    links = "\n".join(f"[l{number}](#no-{number})" for number in range(20))
    blog.write("about.md", links).build()
    monkeypatch.setattr(Checked, "mentioned", mentioned)

    assert len(found(blog, "broken-anchor")) == 20
    assert looked.count("about.md") <= 2, "once for what is broken, once for what was redirected"


def test_a_heading_in_html_or_without_words_is_told_where_it_is(blog):
    body = """Hello.

<h1 align="center">Picomatch</h1>

# ![](https://a.example/logo.png)

## Two

<h4>

*Deep*

</h4>
"""
    blog.write("posts/one.md", body)

    problems = [one for one in check(Request(blog.folder)).problems if one.rule == "heading-order"]

    assert [(str(one.location).partition(":")[2], one.message, one.hint) for one in problems] == [
        ("7:1", "'Picomatch' is as high as the title", "write <h2>"),
        ("9:3", "a heading without words is as high as the title", "begin with ##"),
        ("13:1", "'Deep' is of level 4, below one of level 2", "write <h3>"),
    ]


def test_a_heading_that_is_the_title_once_more_is_told_to_be_that(blog):
    blog.write("posts/one.md", "# How *we* answer!\n\n# Else\n\nHello.", title="How we answer")
    blog.write("posts/two.md", "### Two\n\nHello.", title="Two")

    problems = [one for one in check(Request(blog.folder)).problems if one.rule == "heading-order"]

    again = "take it out: the page has its title above the text"
    assert [(one.message, one.hint) for one in problems] == [
        ("'How we answer!' is the title once more", again),
        ("'Else' is as high as the title", "begin with ##"),
        ("'Two' is the title once more", again),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "The `site.toml` file",
        "`run`",
        "A note[^1] on [links][1] and [code `x`](https://a.example/)",
        "``a`b`` & *more* \\* `<b>`",
        "Three ~~old~~ {#old}",
    ],
)
@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
def test_a_heading_with_anything_in_it_is_told_where_it_is(blog, engine, heading):
    blog.configure(f'[markdown]\nengine = "{engine}"')
    blog.write(
        "posts/one.md",
        f"Hello.\n\n## One\n\n#### {heading}\n\nText.\n\n[^1]: Note.\n\n[1]: https://a.example/1",
    )

    (problem,) = [one for one in check(Request(blog.folder)).problems if one.rule == "heading-order"]

    assert str(problem.location).partition(":")[2] == "9:6"


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("<p>Our **day**</p>", "inside HTML"),
        ("<table>\n<tr><td>a</td>\n<td>[b](c.md)</td></tr></table>", "inside HTML"),
        ("<p>a</p>\n\nOne **(day)**after", "is a sign missing"),
    ],
)
def test_the_hint_for_markdown_that_is_shown_tells_html_from_slips(blog, body, hint):
    blog.configure('[markdown]\nengine = "commonmark"')
    blog.write("posts/one.md", body)

    (problem,) = [one for one in check(Request(blog.folder)).problems if one.rule == "shown-markdown"]

    assert problem.hint.startswith(hint)


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
def test_a_component_of_which_nothing_is_seen_is_told(blog, engine):
    blog.configure(f'[markdown]\nengine = "{engine}"').write(
        "posts/one.md",
        'A <YouTube id="x" client:load />, `<Foo />`, <Br /> and\n\n<Image src={hero} alt="A car" />\n\n<svg><Path /></svg>',
    )

    problems = [one for one in check(Request(blog.folder)).problems if one.rule == "stray-tag"]

    assert [str(one.location).partition(":")[2] for one in problems] == ["5:3", "7:1"]
    assert problems[0].message == "<YouTube> is no element of HTML, and nothing is seen of it"


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
@pytest.mark.parametrize(
    ("text", "piece", "hint"),
    [
        ("See [[the shop]] and", "[[the shop]]", "write [words](file.md)"),
        ("See ![[car.jpg|300]] and", "![[car.jpg|300]]", "write ![what it shows]"),
        ('See\n\n{{< figure src="/a.jpg" >}}', "{{< figure", "another program"),
        ("{{% notice tip %}}\nHello.\n{{% /notice %}}", "{{% notice", "another program"),
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "{% highlight", "another program"),
        ("* Contents\n* More\n{:toc}", "{:toc}", "write [TOC]"),
        ("{::comment}\na\n{:/comment}", "{::comment", "another program"),
        ("a\n\n{: .b}", "{: .b", "write it right under"),
        (
            '[caption id="a" width="300"]![A car](https://b.example/c.jpg) The car[/caption]',
            "[caption id=",
            "WordPress",
        ),
        ('[gallery ids="1,2"]', "[gallery ids=", "WordPress"),
        (
            '\\[caption id="a" width="300"\\]![A car](https://b.example/c.jpg) The car\\[/caption\\]',
            "[caption id=",
            "WordPress",
        ),
        (":::tip\n\nCall first.\n\n:::", ":::tip", "write > [!NOTE]"),
        ("::: warning Mind the step\nIt is high.\n:::", "::: warning", "write > [!NOTE]"),
        ("::: {.callout-note}\nIt is high.\n:::", "::: {.callout-note", "write > [!NOTE]"),
        ("[embed]https://a.example[/embed]", "[/embed]", "WordPress"),
        ("a %%not for readers%%", "%%not for readers%%", "a remark"),
        ("%%\nnot for readers\n%%", "%%", "a remark"),
        ("It was ==very late== then.", "==very late==", "write <mark>"),
        ("We knew.^[Not all of us.] Then", "^[Not all of us.]", "write [^1] here"),
        ("•\N{NO-BREAK SPACE}one\n•\N{NO-BREAK SPACE}two", "•", "write - in"),
        ("<div>## a</div>", "## a", "inside HTML"),
        ("import Note from '../Note.astro';\nimport { a } from \"b\"", "import Note from", "MDX"),
        ("export const a = 1;\n\nb", "export const", "MDX"),
        ("a {/* not for readers */}", "{/*", "a remark"),
        ("Go to {{ site.baseurl }}/about", "{{ site.baseurl", "another program"),
    ],
)
def test_marks_of_other_programs_that_readers_would_see_are_told(blog, engine, text, piece, hint):
    blog.configure(f'[markdown]\nengine = "{engine}"').write("posts/one.md", text)

    (problem,) = [one for one in check(Request(blog.folder)).problems if one.rule == "shown-markdown"]

    assert problem.message.startswith(f"{piece!r} is shown as it is written")
    assert problem.hint.startswith(hint)


def test_a_heading_without_a_blank_is_told_where_the_engine_wants_one(blog):
    blog.configure('[markdown]\nengine = "commonmark"').write(
        "posts/one.md", "##One day\n\nis one of these #, ##."
    )

    (problem,) = [one for one in check(Request(blog.folder)).problems if one.rule == "shown-markdown"]

    assert problem.message == "'##One day' is shown as it is written"
    assert problem.hint.startswith("write a blank")


@pytest.mark.parametrize(
    "text",
    [
        "`[[a]]` `{% b %}`\n\n    {{< c >}}",
        r"\[[a]] { % b }",
        "[[ -f x ]] a[[0]",
        "100%% a 50%%, a • b",
        "import goods from China, and\nexport more",
        "[video] {:.2f} {: a}",
        "`%%a%%` `{:toc}`",
        "Where a == b and b==c or c == d. `==a==` x^[1] and ^[a-z ]",
        "a:::b std::c\n\n::: 2\n\n\\:::tip\n\n`:::tip`\n\n    :::tip",
        "One\n=====\n\nTwo ==== three ====",
    ],
)
def test_marks_of_other_programs_that_are_meant_to_be_seen_are_not_told(blog, text):
    blog.write("posts/one.md", text)

    assert found(blog, "shown-markdown") == []


def test_what_stands_between_two_pieces_of_code_is_not_taken_for_code(blog):
    blog.write("posts/one.md", r"Use `push()`/`pull()`: it finds \`/\` and \`b\`.")

    assert found(blog, "shown-markdown") == []


@pytest.mark.parametrize(
    ("title", "shown", "hint"),
    [
        ("Bob&#8217;s &amp; Co", "&#8217;", "write ’"),
        ("A <em>great</em> post", "<em>great</em>", "take out the marks"),
        ("A **great** post", "**great**", "take out the marks"),
        ("See [us](about.md)", "[us](about.md)", "take out the marks"),
    ],
)
def test_marks_in_a_title_which_is_plain_text_are_told(blog, title, shown, hint):
    """As exports of other programs have them."""
    blog.write("posts/one.md", title=title)

    (problem,) = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert problem.rule == "shown-markdown"
    assert problem.message == f"{shown!r} is shown as it is written: title is plain text"
    assert (str(problem.location), problem.hint) == ("content/posts/one.md:2:8", hint)


def test_pictures_that_a_srcset_or_a_poster_names_are_looked_for(blog):
    blog.file("content/posts/car.jpg", jpeg()).file("content/posts/film.mp4", b"film")
    blog.file("content/_redirects", "/moved/* https://cdn.example/:splat 302\n")
    html = "<img src='car.jpg' srcset='car.jpg 1x, https://e.example/car.jpg 2x{}' alt='A car'>\n\n"
    html += "<picture><source srcset='/moved/car.avif{}'><img src='car.jpg' alt='A car'></picture>\n\n"
    html += "<video src='film.mp4' poster='{}.jpg'></video>"
    blog.write("posts/one.md", html.format("", "", "car"))
    note = "---\ntitle: A book\n---\n<img src='/posts/car.jpg' srcset='/posts/{}.jpg 2x' alt='A car'>\n"
    blog.file("content/snippets/book.md", note.format("car"))
    blog.write("posts/two.md", "A car.", snippet="book")
    assert found(blog, "missing-file") == []

    blog.write("posts/one.md", html.format(", car-600.jpg 3x", ", /size/car.avif 2x", "still"))
    blog.file("content/snippets/book.md", note.format("cover"))

    assert found(blog, "missing-file") == [
        "content/posts/one.md:5:70 there is no file /2024/01/one/car-600.jpg on this site",
        "content/posts/one.md:7:43 there is no file /size/car.avif on this site",
        "content/posts/one.md:9:31 there is no file /2024/01/one/still.jpg on this site",
        "content/snippets/book.md:4:35 there is no file /posts/cover.jpg on this site",
    ]


def test_a_picture_that_src_and_poster_name_alike_is_said_once_a_place(blog):
    blog.write("posts/one.md", "<video src='no.jpg' poster='no.jpg'></video>")

    assert [line.partition(" ")[0] for line in found(blog, "missing-file")] == [
        "content/posts/one.md:5:13",
        "content/posts/one.md:5:29",
    ]


def test_files_that_style_sheets_show_are_looked_for(blog):
    blog.file("assets/wood.png", "x").file("assets/fonts/a.woff2", "x").file("content/b.png", "x")
    blog.file(
        "assets/mine.css",
        "/* url(old.png) */\nb { background: url(wood.png), url('/b.png'), url(#c), url(data:,a) }\n"
        "@font-face { src: url('fonts/a.woff2') }\ni { background: url(https://e.example/a.png) }\n",
    )
    assert found(blog, "missing-file") == []

    blog.file(
        "assets/_part.css", "\nu { background: url(wod.png) }\n@font-face { src: url('/fonts/b.woff2') }\n"
    )
    blog.file("assets/mine.css", '@import "_part.css";\n')

    problems = [one for one in check(Request(blog.folder)).problems if one.rule == "missing-file"]
    assert [(str(one.location), one.message, one.hint) for one in problems] == [
        (
            "assets/_part.css:2:21",
            "there is no file /assets/wod.png on this site",
            "did you mean '/assets/wood.png'?",
        ),
        ("assets/_part.css:3:24", "there is no file /fonts/b.woff2 on this site", "put it there"),
    ]


def test_front_matter_of_json_on_one_line_is_told_where_it_stands(blog):
    blog.file("content/a.md", '{"title": "A, **b**", "summary": "C &amp; D"}\n\nText.\n')

    problems = [one for one in check(Request(blog.folder)).problems if one.rule == "shown-markdown"]

    assert [(str(one.location), one.width) for one in problems] == [
        ("content/a.md:1:11", len('"A, **b**"')),
        ("content/a.md:1:34", len('"C &amp; D"')),
    ]


def test_marks_in_tags_and_in_the_settings_are_told_too(blog):
    blog.configure(
        '[tags.service]\nname = "service"\ndescription = "On **it**"\n[authors.ann]\nabout = "A &amp; B"\n'
    )
    blog.write("posts/one.md", tags=["service", "R&amp;D"], author="ann", series="Q&#38;A")

    problems = check(Request(blog.folder, as_of="2026-01-01")).problems

    assert [(str(one.location), one.message, one.hint) for one in problems] == [
        (
            "content/posts/one.md:3:19",
            "'&amp;' is shown as it is written: a tag is plain text",
            "write &",
        ),
        ("content/posts/one.md:5:9", "'&#38;' is shown as it is written: series is plain text", "write &"),
        (
            "site.toml:9:15",
            "'**it**' is shown as it is written: description is plain text",
            "take out the marks",
        ),
        ("site.toml:11:9", "'&amp;' is shown as it is written: about is plain text", "write &"),
    ]
    assert {one.rule for one in problems} == {"shown-markdown"}


def test_what_a_title_says_about_html_and_code_is_no_mark(blog):
    blog.write(
        "posts/one.md", title="The <br> tag, `a ** b`, AT&T; a[1] (c) & 2 ** 3 &bogus;", summary="Plain."
    )

    assert found(blog) == []


def test_what_stands_under_a_key_of_another_program_is_told_where_it_is_written(blog):
    blog.write("posts/one.md", categories=["one", "R&amp;D"], tags=["two"], description="So **it** is.")
    blog.configure('[front_matter]\nrename = { categories = "tags", description = "summary" }')

    places = [place.partition(" ")[0] for place in found(blog, "shown-markdown")]

    assert places == ["content/posts/one.md:3:21", "content/posts/one.md:5:14"]


def test_what_stands_in_a_table_of_another_program_is_told_where_it_is_written(blog):
    blog.file(
        "content/posts/one.md",
        '+++\ntitle = "One"\ndate = 2024-01-01\n[taxonomies]\ntags = ["one", "R&amp;D"]\n'
        '[seo]\ndescription = "So **it** is."\n+++\nA.\n',
    )
    blog.configure('[front_matter]\nrename = { "taxonomies.tags" = "tags", "seo.description" = "summary" }')

    places = [place.partition(" ")[0] for place in found(blog, "shown-markdown")]

    assert places == ["content/posts/one.md:5:16", "content/posts/one.md:7:15"]


def test_a_tag_in_the_quotation_marks_of_a_word_processor_is_told(blog):
    blog.file(
        "content/posts/one.md",
        "---\ntitle: “One”\ndate: 2024-01-01\ntags: [“trust”, ‘two words’, rock ’n’ roll]\n---\nA.\n",
    )
    blog.write("posts/two.md", tags=["trust", "it’s", "‘90s"])

    assert found(blog, "shown-markdown") == [
        "content/posts/one.md:4:8 '“trust”' is shown with its quotation marks: they are no straight ones",
        "content/posts/one.md:4:17 '‘two words’' is shown with its quotation marks: they are no straight ones",
    ]
