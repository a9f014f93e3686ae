"""The digests of answers that hold words say what the answers themselves would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from sitegen.config.read import read_settings
from sitegen.content.memory import SourceMemory
from sitegen.content.read import Reading
from sitegen.content.scan import scan_content
from sitegen.content.source import FrontMatter
from sitegen.content.sources import read_sources
from sitegen.incremental.digest import digest
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Store
from sitegen.markup.python_markdown import PythonMarkdown
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Moment, Page, Post, Site
from sitegen.model.site import make_site
from sitegen.model.stamps import Stamp
from sitegen.model.structure import make_structure
from sitegen.model.urls import make_urls
from sitegen.queries.questions import QUESTIONS, TEXTUAL, digests_of
from support.blog import Blog

POST, PAGE, SNIPPET = "posts/one/index.md", "section/page.md", "snippets/book.md"
Edit = Callable[[Blog], Any]
SETTINGS = """\
[authors.ann]
name = "Ann"

[front_matter]
allow = ["hero"]
"""


def start(blog: Blog) -> Blog:
    """Return *blog* with a post and a page that each have a bit of everything."""
    blog.configure(SETTINGS)
    blog.write("posts/other.md", title="Other", tags=["a"]).write("about.md", title="About")
    blog.write("posts/third/index.md", title="Third")
    blog.write("posts/fourth/index.md", title="Fourth").file("content/posts/fourth/pic.gif", b"GIF89a")
    blog.write("section/index.md", title="Section").write("section/near.md")
    blog.file("content/posts/one/car.gif", b"GIF89a").file("content/section/car.gif", b"GIF89a")
    for key in (POST, PAGE):
        blog.write(key, BODY, title="Title", **GIVEN)
    return blog.write(SNIPPET, NOTE, title="The book")


NOTE = "Read [the book](/about.md) or [another](/posts/other.md). [Up](#x)"


BODY = (
    "Opening [about](/about.md), [other](/posts/other.md) and ![](car.gif).\n\n<!--more-->\n\nRest [top](#x)."
)
GIVEN: dict[str, Any] = {
    "tags": ["a", "b"],
    "author": "ann",
    "image": "/posts/fourth/pic.gif",
    "related": ["third"],
}


def rewrite(body: str = BODY, **more: Any) -> Edit:
    """Return an edit of the post and the page, which leaves all else as it is."""

    def edit(blog: Blog) -> None:
        for key in (POST, PAGE):
            blog.write(key, body, **{"title": "Title", **GIVEN, **more})

    return edit


OF_FRONT_MATTER: dict[str, Any] = {
    "title": "Other title",
    "date": "2023-03-03",
    "updated": "2025-05-05",
    "slug": "other-slug",
    "id": "tag:example.org,2024:one",
    "tags": ["a"],
    "author": "Somebody Else",
    "summary": "A summary.",
    "image": "/elsewhere.png",
    "image_alt": "A car",
    "image_caption": "The car",
    "image_focus": "30% 20%",
    "draft": True,
    "expires": "2029-01-01",
    "review_by": "2028-01-01",
    "series": "A series",
    "redirect_from": ["/old/"],
    "pinned": True,
    "related": [],
    "snippet": "book",
    "comments": False,
    "noindex": True,
    "lang": "de",
    "template": "landing.html",
    "extra": {"a": 1},
    "hero": "h",
}
EDITS: dict[str, Edit] = {
    "nothing": lambda blog: None,
    "the end": rewrite(BODY + " More."),
    "the beginning": rewrite("Other beginning.\n\n" + BODY),
    "no marker": rewrite(BODY.replace("<!--more-->", "")),
    "an address in the beginning": rewrite(BODY.replace("/about.md", "/section/near.md")),
    "an address in the rest": rewrite(BODY.replace("#x", "#y")),
    "one link more": rewrite(BODY + " [a](/b/)"),
    "links the other way round": rewrite(
        BODY.replace("about", "x").replace("other", "about").replace("x", "other")
    ),
    "very many words": rewrite(BODY + " word" * 1000),
    "an image without alt": rewrite(BODY.replace("![]", "![alt]")),
    **{f"{key} of front matter": rewrite(**{key: value}) for key, value in OF_FRONT_MATTER.items()},
    "quotation marks": rewrite(title='"Ten"', image_caption='The "car"', summary='In "short"'),
    "quotation marks of a language": rewrite(
        title='"Ten"', image_caption='The "car"', summary='In "short"', lang="de"
    ),
    "no related posts": rewrite(related=False),
    "summary and no marker": rewrite(BODY.replace("<!--more-->", ""), summary="A summary."),
    "true in place of 1": rewrite(extra={"a": True}),
    "another page moves": lambda blog: blog.delete("content/about.md").write("about/index.md", title="About"),
    "another post is a draft": lambda blog: blog.write("posts/other.md", draft=True),
    "a picture moves": lambda blog: blog.write("posts/fourth/index.md", slug="renamed"),
    "a chosen post has another slug": lambda blog: blog.write("posts/third/index.md", slug="renamed"),
    "a chosen post has expired": lambda blog: blog.write("posts/third/index.md", expires="2025-01-01"),
    "a chosen post has another name": lambda blog: blog.delete("content/posts/third/index.md").write(
        "posts/third/again.md", slug="again"
    ),
    "a draft without a date": rewrite(date=None, draft=True),
    "another post has another slug": lambda blog: blog.write("posts/other.md", slug="renamed"),
    "the section has no page": lambda blog: blog.delete("content/section/index.md"),
    "a page leads the folder": lambda blog: blog.write("posts/one/inner.md"),
    "other words of the snippet": lambda blog: blog.write(SNIPPET, f"{NOTE} Now.", title="The book"),
    "another title of the snippet": lambda blog: blog.write(SNIPPET, NOTE, title="That book"),
    "the snippet links elsewhere": lambda blog: blog.write(
        SNIPPET, NOTE.replace("/about", "/section/near"), title="The book"
    ),
    "the snippet is in another language": lambda blog: blog.write(
        SNIPPET, f'{NOTE} "So"', title="The book", lang="de"
    ),
    "another picture": lambda blog: blog.file("content/posts/one/car.gif", b"GIF89a other"),
}
MOMENTS = {
    "": Moment(datetime(2026, 1, 1, tzinfo=UTC), drafts=True),
    ", a day later": Moment(datetime(2026, 1, 2, tzinfo=UTC), drafts=True),
    ", early": Moment(datetime(2023, 6, 1, tzinfo=UTC), drafts=True, future=True),
}


@dataclass(frozen=True)
class Stamped:
    """A site, and the stamps of its texts."""

    site: Site
    stamps: dict[str, Stamp]


def site_of(blog: Blog, moment: Moment) -> Stamped:
    """Read and model the blog, with all its words in memory."""
    store, settings = Store(None), read_settings(blog.folder).settings
    content = blog.folder / "content"
    reading = Reading(PythonMarkdown(settings.markdown), UTC, settings.front_matter.allow)
    memory = SourceMemory(store, FileDigests(store), b"")
    sources = read_sources(content, scan_content(content), reading, memory)
    assert sources.refused == ()
    memory = ModelMemory(store)
    structure = make_structure(settings, sources, moment, make_urls(settings.site.url)).structure
    site, _problems = make_site(structure, sources, moment, memory)
    store.close()
    return Stamped(
        site, {key: memory.stamps.stamp_of(key) for key in (*site.posts, *site.pages, *site.snippets)}
    )


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stamped]:
    """The site after each edit, at each moment, by what was done."""
    from support.blog import make_blog

    found = {}
    for number, (name, edit) in enumerate(EDITS.items()):
        blog = start(make_blog(tmp_path_factory.mktemp(f"site{number}") / "site"))
        edit(blog)
        found.update({f"{name}{when}": site_of(blog, moment) for when, moment in MOMENTS.items()})
    return found


@pytest.fixture(scope="module")
def sites(stamped: dict[str, Stamped]) -> dict[str, Site]:
    return {name: one.site for name, one in stamped.items()}


def answers(stamped: dict[str, Stamped], question: str, key: str) -> dict[str, tuple[bytes, bytes]]:
    """Return the digest of the answer, and what the stamp says of it, by what was done."""
    return {
        name: (digest(QUESTIONS[question](one.site, key)), digests_of(one.stamps.__getitem__)[question](key))
        for name, one in stamped.items()
        if key in one.stamps
    }


def test_every_key_of_front_matter_is_changed():
    keys = set(FrontMatter.__struct_fields__) - {"authors"} | {"author", "hero"}

    assert OF_FRONT_MATTER.keys() == keys


ABOUT_TEXTS = (
    [(name, POST) for name in ("text", "card", "link")]
    + [(name, PAGE) for name in ("text", "page_link")]
    + [("snippet", SNIPPET)]
)


@pytest.mark.parametrize(("question", "key"), ABOUT_TEXTS)
def test_no_answer_changes_behind_its_digest(stamped: dict[str, Stamped], question: str, key: str):
    found = answers(stamped, question, key)
    lies = [
        f"{one} / {other}"
        for one, other in combinations(found, 2)
        if found[one][1] == found[other][1] and found[one][0] != found[other][0]
    ]

    assert lies == []
    assert 3 < len({said for _real, said in found.values()}) < len(found)


@pytest.mark.parametrize(
    ("question", "key"), [one for one in ABOUT_TEXTS if one[0] not in ("text", "snippet")]
)
def test_what_others_show_of_a_text_has_the_same_digest_as_long_as_it_stays(
    stamped: dict[str, Stamped], question: str, key: str
):
    found = answers(stamped, question, key)
    vain = [
        f"{one} / {other}"
        for one, other in combinations(found, 2)
        if found[one][1] != found[other][1] and found[one][0] == found[other][0]
    ]

    assert vain == []


def test_every_question_about_a_text_has_its_digest():
    assert {question for question, _key in ABOUT_TEXTS} == {*TEXTUAL}


def test_each_field_of_a_text_is_changed_by_some_edit(sites: dict[str, Site]):
    for key, kind in ((POST, Post), (PAGE, Page)):
        texts = [site.posts.get(key) or site.pages.get(key) for site in sites.values()]
        for field in set(kind.__struct_fields__) - {"key", "kind", "leads"}:
            values = {digest(getattr(text, field)) for text in texts if text}
            assert len(values) > 1, f"no edit changes the {field} of a {kind.__name__}"
