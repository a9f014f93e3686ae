"""What lists show of a post, which is made of less than the post, is what the post would show."""

from __future__ import annotations

import pytest

from sitegen.build import Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.markup.document import LINK_TOKEN, Document, Link
from sitegen.memory import with_a_look
from sitegen.model.records import Html, Post, Site
from sitegen.queries.questions import card
from sitegen.queries.views import PostCard
from sitegen.text import plain_to_html, reading_minutes
from support.blog import Blog
from support.pictures import GIF

MARKED = "*One* [two](two.md) ![a](a.gif) [out](https://example.com/) \n\n<!--more-->\n\n[four](four.md)"
OPENING = "[One](two.md#x) and [a draft](four.md).\n\n" + 80 * "Words and more. " + "[last](two.md)"
POSTS = {
    "marked": (MARKED, {"tags": ["a"], "author": "Ann", "pinned": True}),
    "opening": (OPENING, {"author": "Ann", "lang": "de", "image": "a.gif", "image_alt": "A"}),
    "summed": (OPENING, {"summary": 'A "sum"\nof it', "authors": ["Ann", "Ben"]}),
    "both": (MARKED, {"summary": "A sum", "image": "https://example.com/b.png"}),
    "two": ("", {"draft": True}),
    "four": ("## Only a heading", {"draft": True, "lang": "fr", "title": 'It\'s "so" !'}),
    "late": ("[#](#x) [root](/about/)", {"date": "2027-01-01"}),
}


@pytest.fixture
def blog(blog: Blog) -> Blog:
    blog.file("content/posts/a.gif", GIF)
    for slug, (body, front) in POSTS.items():
        blog.write(f"posts/{slug}.md", body, **{"date": "2024-01-01", **front})
    return blog


def excerpt(post: Post, document: Document) -> Html:
    """Return what lists show of a post: what the writer marked, or summed up, or the first paragraphs; with the
    links in that, and no others."""
    if post.summary and not document.marked:
        return Html(plain_to_html(post.summary), home=post.url)
    html = document.marked or document.opening
    used = {int(number) for number in LINK_TOKEN.findall(html)}
    count = max(used, default=-1) + 1
    links = [link if number in used else Link("", "") for number, link in enumerate(document.links[:count])]
    urls = [url if number in used else None for number, url in enumerate(post.urls[:count])]
    return Html(html, tuple(links), tuple(urls), post.url)


def by_all_of_it(site: Site, key: str) -> PostCard:
    """Return the card as it would be made of the whole post."""
    post: Post = site.posts[key]
    found = card(site, key)
    return PostCard(
        url=post.url,
        title=post.title,
        date=post.date,
        description=post.description,
        excerpt=excerpt(post, site.documents[key]),
        has_more=post.outline.has_more or bool(post.summary),
        authors=found.authors,
        image=post.image,
        minutes=reading_minutes(post.outline.words),
        pinned=post.pinned,
        state=str(post.state),
        lang=post.lang,
    )


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
@pytest.mark.parametrize("remembered", [False, True])
def test_a_card_is_that_of_the_whole_post(blog, engine, remembered):
    blog.configure(f'[markdown]\nengine = "{engine}"')
    request = Request(blog.folder, as_of="2026-01-01", drafts=True, future=True)
    if remembered:
        blog.build(drafts=True, future=True)
    given, seen = look(request), []

    def compare(memory):
        prepared = prepare(given, scan_content(given.content, given.settings.build.ignore), memory)
        site = prepared.site
        seen.extend(site.structure.order)
        for key in site.structure.order:
            made = card(site, key)
            assert made == by_all_of_it(site, key), key
            assert [site.structure.authors[one].name for one in site.posts[key].authors] == [
                one.name for one in made.authors
            ]

    with_a_look(request.memory, compare)

    assert len(seen) == len(POSTS)
