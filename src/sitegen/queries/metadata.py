"""What machines read in the head of a page: its trail, and JSON-LD in the terms of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.json import Encoder
from msgspec.structs import replace

from sitegen.model.lists import ListPage
from sitegen.model.permalinks import tags_path
from sitegen.model.records import Html, Page
from sitegen.queries.ask import Ask
from sitegen.queries.cards import preview_of_site
from sitegen.queries.pictures import picture_url
from sitegen.queries.views import Article, AuthorBox, Head, NamedLink
from sitegen.text import iso

Node = dict[str, Any]
"""An object of JSON-LD."""
_ENCODER = Encoder(enc_hook=str)
"""A text that is safe in HTML is one of its own kind, and a text all the same."""
_ESCAPED = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]
_TYPES = {"page": "WebPage", "author": "ProfilePage"}
_OTHER = "CollectionPage"


def with_metadata(ask: Ask, head: Head, name: str, above: Iterable[NamedLink] = (), **facts: Any) -> Head:
    """Return *head* with the trail of its page, which is called *name* in it and lies below *above*; and with
    what is to be said of the page: the *facts* are keys of schema.org."""
    head = replace(head, image=head.image or preview_of_site(ask))
    home = NamedLink(ask.settings.site.title, ask.urls.root)
    is_home = head.url == ask.urls.root
    trail = () if is_home else (home, *[link for link in above if link.url], NamedLink(name, head.url))
    nodes = [_web_site(ask)] if is_home else []
    if not (is_home and head.kind == "index"):
        nodes.append(_page_node(ask, head, facts))
    if trail:
        nodes.append(_breadcrumbs(ask, trail))
    return replace(head, trail=trail, data=_json_ld(nodes))


def with_article(
    ask: Ask, head: Head, article: Article, month: NamedLink, authors: Iterable[AuthorBox], words: int
) -> Head:
    """Return the *head* of a post with all that is said of it."""
    found: Node = {
        "@type": "BlogPosting",
        "headline": head.title,
        "datePublished": iso(article.published),
        "dateModified": iso(article.updated or article.published),
        "author": [_person(ask, author) for author in authors] or [_publisher(ask)],
        "publisher": _publisher(ask),
        "wordCount": words,
    }
    if article.tags:
        found["keywords"] = list(article.tags)
    return with_metadata(ask, replace(head, article=article), head.title, (month,), **found)


def with_list(ask: Ask, head: Head, found: ListPage, author: AuthorBox | None) -> Head:
    """Return the *head* of a page of a list; *author*: of the posts of one."""
    facts: Node = {"mainEntity": _profile(ask, author)} if author else {}
    name = found.of.name or head.title or ask.settings.site.title
    return with_metadata(ask, head, name, _above_list(ask, found), **facts)


def with_page(ask: Ask, head: Head, page: Page) -> Head:
    """Return the *head* of a page, below the sections that it is in."""
    links = [ask.page_link(key) for key in ask.above(page.key)]
    facts = {"dateModified": iso(page.updated)} if page.updated else {}
    return with_metadata(ask, head, head.title, [NamedLink(link.title, link.url) for link in links], **facts)


def _above_list(ask: Ask, found: ListPage) -> tuple[NamedLink, ...]:
    archives, term, period = ask.settings.archives, found.of.term, found.of.period
    if term and term.kind == "tag":
        return (NamedLink(ask.words.say("All tags"), ask.urls.url(tags_path(ask.settings))),)
    if period and period.month and archives.years:
        return (NamedLink(str(period.year), ask.urls.url(f"/{period.year:04}/")),)
    return ()


# ---- nodes


def _page_node(ask: Ask, head: Head, facts: Mapping[str, Any]) -> Node:
    node: Node = {"@type": _TYPES.get(head.kind, _OTHER), "url": head.canonical}
    if "headline" not in facts:
        node["name"] = head.title or ask.settings.site.title
    if head.description:
        node["description"] = head.description
    if head.image:
        node["image"] = head.image.url
    node |= {"inLanguage": head.lang, "isPartOf": {"@id": _site_id(ask)}}
    return {**node, **facts}


def _web_site(ask: Ask) -> Node:
    site = ask.settings.site
    node = {"@type": "WebSite", "@id": _site_id(ask), "url": _home(ask), "name": site.title}
    if site.description:
        node["description"] = site.description
    return {**node, "inLanguage": site.language}


def _breadcrumbs(ask: Ask, trail: Iterable[NamedLink]) -> Node:
    items = [
        {"@type": "ListItem", "position": number, "name": link.name, "item": ask.urls.absolute(link.url)}
        for number, link in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _person(ask: Ask, author: AuthorBox) -> Node:
    node: Node = {"@type": "Person", "name": author.name}
    if author.url or author.link:
        node["url"] = ask.urls.absolute(author.url or author.link)
    if author.url and author.link:
        node["sameAs"] = ask.urls.absolute(author.link)
    return node


def _profile(ask: Ask, author: AuthorBox) -> Node:
    node = _person(ask, author)
    if author.about:
        node["description"] = author.about
    if author.image:
        node["image"] = ask.urls.absolute(picture_url(ask, author.image))
    return node


def _publisher(ask: Ask) -> Node:
    return {"@type": "Organization", "name": ask.settings.site.title, "url": _home(ask)}


def _home(ask: Ask) -> str:
    return ask.urls.absolute(ask.urls.root)


def _site_id(ask: Ask) -> str:
    return f"{_home(ask)}#website"


def _json_ld(nodes: list[Node]) -> Html:
    """Return *nodes* as they may stand in a `<script>`, whatever is in them."""
    graph = {"@context": "https://schema.org", "@graph": nodes}
    data = _ENCODER.encode(graph).decode()
    for sign, escaped in _ESCAPED:  # `translate` takes twenty times as long
        data = data.replace(sign, escaped)
    return Html(data)
