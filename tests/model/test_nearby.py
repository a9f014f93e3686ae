"""What was probably meant by the name of a text or file that is not there."""

from __future__ import annotations

import pytest

from sitegen.model import nearby
from sitegen.model.nearby import Nearby
from support.blog import Blog

KEYS = (
    "about.md",
    "images/Till.JPG",
    "index.md",
    "posts/2026-11-26-hello.md",
    "posts/2026-11-27-the-new-till/index.md",
    "posts/2026-11-27-the-new-till/my drawer.png",
    "posts/paying/index.md",
    "resources/manners.md",
)
TEXTS = tuple(key for key in KEYS if key.endswith(".md"))
HERE = "posts/2026-11-28-here.md"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-26-helo.md", "2026-11-26-hello.md"),
        ("2026-11-26-Hello.md", "2026-11-26-hello.md"),
        ("2025-11-26-hello.md", "2026-11-26-hello.md"),
        ("hello.md#part", "2026-11-26-hello.md#part"),
        ("hello.markdown", "2026-11-26-hello.md"),
        ("the-new-till.md", "2026-11-27-the-new-till/index.md"),
        ("paying.md", "paying/index.md"),
        ("payng/index.md", "paying/index.md"),
        ("about.md", "../about.md"),
        ("{filename}2026-11-26-hello.md#part", "2026-11-26-hello.md#part"),
        ("{filename}/about.md", "/about.md"),
        ("|filename|../about.md", "../about.md"),
        ("{{ site.baseurl }}/about.md", "/about.md"),
        ("{{site.url}}{{ site.baseurl }}/about.md", "/about.md"),
        ("{{ '/about.md' | relative_url }}", "/about.md"),
        ('{{- "resources/manners.md" | absURL -}}#part', "../resources/manners.md#part"),
        ("{{ '/about.md' | relative_url }}){: .b }*(x)*\n![c]({{ '/d' | relative_url }}", "/about.md"),
        ("../abuot.md", "../about.md"),
        ("../resources/maners.md", "../resources/manners.md"),
        ("nothing-like-it.md", ""),
        ("../indx.md", "../index.md"),
    ],
)
def test_a_text_is_found_by_what_slips_leave_of_its_name(written: str, meant: str) -> None:
    assert Nearby(TEXTS, KEYS).text(written, HERE) == meant


@pytest.mark.parametrize(
    ("written", "meant", "looked_up"),
    [
        ("../images/till.jpg", "../images/Till.JPG", True),
        ("/images/till.jpg", "/images/Till.JPG", True),
        ("till.png", "../images/Till.JPG", True),
        ("/images/tlil.jpg", "/images/Till.JPG", False),
        ("my%20draw.png", "2026-11-27-the-new-till/my%20drawer.png", False),
        ("hello.png", "", True),
    ],
)
def test_a_picture_is_found_as_it_was_written(written: str, meant: str, looked_up: bool) -> None:
    assert Nearby(TEXTS, KEYS).picture(written, HERE, sure=True) == meant
    assert Nearby(TEXTS, KEYS).picture(written, HERE, sure=False) == (meant if looked_up else "")


def test_only_so_many_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "COMPARED", 2)
    near = Nearby(TEXTS, KEYS)

    found = [near.text(name, HERE) for name in ("helo.md", "helo.md", "abuot.md", "maners.md", "HELLO.md")]

    assert found == [
        "2026-11-26-hello.md",
        "2026-11-26-hello.md",
        "../about.md",
        "",
        "2026-11-26-hello.md",
    ]


def test_a_broken_link_says_what_is_there(blog: Blog) -> None:
    blog.write("posts/hello.md").write("posts/here.md", "[a](helo.md) [b](manners.md)", image="till.jpg")
    blog.write("resources/manners.md").file("content/posts/Till.JPG", b"")

    assert {(p.rule, p.hint) for p in blog.problems()} == {
        ("missing-file", "did you mean 'Till.JPG'?"),
        ("broken-link", "did you mean 'hello.md'?"),
        ("broken-link", "did you mean '../resources/manners.md'?"),
    }


def test_what_was_meant_is_looked_for_among_what_there_is_now(blog: Blog) -> None:
    blog.write("posts/here.md", "![A till](/images/till.jpg)")
    (before,) = blog.problems()

    blog.file("content/images/Till.jpg", b"")
    (now,) = blog.problems()

    assert before.hint.startswith("put it into content/")
    assert (now.warning, now.hint) == (True, "did you mean '/images/Till.jpg'?")


def test_what_is_not_on_the_site_is_no_picture_to_show_and_a_text_to_link_to(blog: Blog) -> None:
    blog.write("posts/plan/index.md", draft=True).file("content/posts/plan/till.jpg", b"")
    blog.write("posts/here.md", "[a](plann/index.md)", image="plan/till.jpg")

    assert {(p.rule, p.hint.partition(",")[0]) for p in blog.problems()} == {
        ("broken-link", "did you mean 'plan/index.md'?"),
        ("missing-file", "name a file beside the text"),
    }
